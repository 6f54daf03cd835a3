// Published transport coefficients in closed form, as D/c in pc. They need no run: the config takes its default path
// lengths and its warnings from them, the analysis compares its measurements with them.
import { gyroradius_pc } from "./units.js";

/**
 * Coherence length in pc: the integral of <B(0).B(x)>/B_rms^2 over the full line, for an energy spectrum E(k) ~ k^-q
 * between wavelengths L_max and L_min. Harari, Mollerach, Roulet, Sanchez 2002 (JHEP 03, 045).
 */
export function coherenceLength(outer_scale_pc: number, inner_scale_pc: number, spectral_index: number): number {
  const r = inner_scale_pc / outer_scale_pc;
  const q = spectral_index;
  return ((outer_scale_pc / 2) * ((q - 1) / q) * (1 - r ** q)) / (1 - r ** (q - 1));
}

/**
 * D/c in pc in purely turbulent, isotropic fields (turbulence level 1), the limit of long times: a fit to simulations,
 * good to about 15 % for r_g/l_c > 1e-2. Coefficients for Kolmogorov turbulence, q = 5/3.
 * Harari, Mollerach, Roulet 2014 (arXiv:1312.1366).
 */
export function harari2014(
  rigidity_TV: number,
  field_uG: number,
  coherence_pc: number,
  spectral_index: number,
): number {
  const x = gyroradius_pc(rigidity_TV, field_uG) / coherence_pc;
  return (coherence_pc / 3) * (4 * x * x + 0.9 * x + 0.23 * x ** (2 - spectral_index));
}

/**
 * D_parallel/c in pc with a regular field B0: sqrt(4 D_par tau) = L^(q-1) (dB/B0)^-2 (R_PV/B0_uG)^(2-q), L = 100 pc the
 * outer scale; with D_par = c^2 tau/3 the right-hand side is sqrt(12) D_par/c. Mertsch, Funk 2015 (arXiv:1408.3630).
 * Zero at turbulence level 1, where there is no regular field to be parallel to.
 */
export function paperParallel(
  rigidity_TV: number,
  regular_uG: number,
  turbulence_level: number,
  spectral_index: number,
  outer_scale_pc = 100,
): number {
  if (turbulence_level === 1) return 0;
  const q = spectral_index;
  const distance_pc =
    outer_scale_pc ** (q - 1) *
    ((1 - turbulence_level) / turbulence_level) *
    (rigidity_TV / 1000 / regular_uG) ** (2 - q);
  return distance_pc / Math.sqrt(12);
}

/**
 * D_perp/D_par with a regular field: a fit to simulations in Kolmogorov turbulence, r_g below a fifth of L_max.
 * Candia, Roulet 2004 (JCAP 10, 007; arXiv:astro-ph/0408054); its coefficients are from memory.
 */
export const candiaRoulet2004 = (turbulence_level: number): number =>
  0.025 * (turbulence_level / (1 - turbulence_level)) ** 1.36;
