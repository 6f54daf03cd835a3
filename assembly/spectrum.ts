// Energy spectrum E(k) ~ k^-q between outer and inner scale (both wavelengths); a mode's power is k^-(q+2).

/**
 * Variance of the band of wavelengths (shortest, longest], per unit variance of the whole spectrum (inner scale -> 0),
 * so that a mode's amplitude does not depend on where a run cuts the spectrum off.
 */
export function bandVariance(longest: f64, shortest: f64, outer: f64, q: f64): f64 {
  return (Math.pow(longest, q - 1.0) - Math.pow(shortest, q - 1.0)) / Math.pow(outer, q - 1.0);
}

/** Relative power of one mode at squared wavenumber `k2` (any unit): k^-(q+2), the 3-D power of E(k) ~ k^-q. */
export function modePower(k2: f64, q: f64): f64 {
  return Math.pow(k2, -0.5 * (q + 2.0));
}
