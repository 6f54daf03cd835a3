/** The normal distribution, as far as the inference needs it. */

const LOG_SQRT_2PI = 0.5 * Math.log(2 * Math.PI);

/** A standard normal number (Box and Muller 1958). */
export const standardNormal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/**
 * ln of exp(z^2/2) [(z^2 + 1) Phi(z) + z phi(z)] = ln of int_0^inf y^2 exp(-y^2/2 + z y) dy / sqrt(2 pi), Phi and phi the standard
 * normal distribution and density.
 */
export function logTruncatedSquare(z: number): number {
  if (z < -30) return Math.log(2) - 3 * Math.log(-z) - LOG_SQRT_2PI; // int y^2 exp(z y), relative error 6/z^2
  if (z < -2) {
    // Phi(z) = phi(z) M(-z), Mills' ratio M as a continued fraction: 1/(x + 1/(x + 2/(x + ...)))
    let tail = -z;
    for (let k = 200; k >= 1; k--) tail = -z + k / tail;
    return Math.log((z * z + 1) / tail + z) - LOG_SQRT_2PI;
  }
  return (z * z) / 2 + Math.log((z * z + 1) * normalBelow(z) + z * Math.exp(-(z * z) / 2 - LOG_SQRT_2PI));
}

/** Phi(z) for z >= -2: 1/2 + phi(z) (z + z^3/3 + z^5/15 + ...). */
function normalBelow(z: number): number {
  if (z > 8) return 1;
  let term = z;
  let sum = z;
  for (let n = 1; n < 200; n++) {
    term *= (z * z) / (2 * n + 1);
    sum += term;
  }
  return 0.5 + sum * Math.exp(-(z * z) / 2 - LOG_SQRT_2PI);
}
