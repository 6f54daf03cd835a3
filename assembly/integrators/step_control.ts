// The size of the next step from the errors of the last two: a proportional-integral controller (Gustafsson 1991, ACM
// Trans. Math. Softw. 17, 533). Logarithm and power need no digits here, so that they cost a few instructions.

const SAFETY: f64 = 0.9;
const SHRINK: f64 = 0.2;
const GROW: f64 = 5.0;

/** log2 of a positive number to 0.09: the exponent and the mantissa of its bits. */
@inline
function roughLog2(x: f64): f64 {
  return ((reinterpret<i64>(x) - 0x3ff0000000000000) as f64) * (1.0 / 4503599627370496.0);
}

/** 2^y to 0.3 %, |y| < 1000. */
@inline
function roughExp2(y: f64): f64 {
  const whole = Math.floor(y);
  const f = y - whole;
  return reinterpret<f64>(((whole as i64) + 1023) << 52) * (1.0 + f * (0.6565 + 0.3435 * f));
}

/**
 * Step factor of the proportional-integral controller (Gustafsson 1991); `error` and `before` in units of the
 * tolerance.
 */
@inline
export function stepFactor(error: f64, before: f64): f64 {
  const power = PROPORTIONAL * roughLog2(Math.max(error, 1e-8)) + INTEGRAL * roughLog2(before);
  return min(GROW, max(SHRINK, SAFETY * roughExp2(power)));
}
const PROPORTIONAL: f64 = -0.9 / 5.0;
const INTEGRAL: f64 = 0.2 / 5.0;
