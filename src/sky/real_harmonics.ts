// Real orthonormal spherical harmonics of a direction, without the Condon-Shortley sign, one after the other at index
// l*l + l + m:
//
//   Y_lm = sqrt(2) N P_lm(cos theta) cos(m phi), m > 0;   N P_l0, m = 0;   sqrt(2) N P_l|m| sin(|m| phi), m < 0
//
// so that Y_1m = sqrt(3/(4 pi)) (y, z, x) for m = -1, 0, 1. + - * / and sqrt only: the same bits in every engine.

/** Index of (l, m) among the numbers of all l from 0 on. */
export const realIndex = (l: number, m: number): number => l * l + l + m;

/** How many (l, m) there are up to lmax. */
export const harmonicCount = (lmax: number): number => (lmax + 1) * (lmax + 1);

const SQRT2 = Math.sqrt(2);
const FIRST = Math.sqrt(1 / (4 * Math.PI));

/**
 * All Y_lm of a unit vector up to lmax, [(lmax + 1)^2]. P_lm is sin^m(theta) times a polynomial in z, which follows by the stable
 * recurrence upwards in l; sin^m(theta) e^(i m phi) is (x + i y)^m, so that nothing is divided by at the poles.
 */
export function realHarmonics(lmax: number, n: ArrayLike<number>): Float64Array {
  const [x, y, z] = [n[0], n[1], n[2]];
  const values = new Float64Array(harmonicCount(lmax));
  let diagonal = FIRST;
  let [re, im] = [1, 0];
  for (let m = 0; m <= lmax; m++) {
    if (m > 0) {
      diagonal *= Math.sqrt((2 * m + 1) / (2 * m));
      [re, im] = [re * x - im * y, re * y + im * x];
    }
    const [even, odd] = m === 0 ? [1, 0] : [SQRT2 * re, SQRT2 * im];
    let [below, here, before] = [0, diagonal, 1];
    for (let l = m; l <= lmax; l++) {
      if (l > m) {
        const up = Math.sqrt((4 * l * l - 1) / (l * l - m * m));
        [below, here, before] = [here, up * (z * here - below / before), up];
      }
      if (m > 0) values[realIndex(l, -m)] = odd * here;
      values[realIndex(l, m)] = even * here;
    }
  }
  return values;
}
