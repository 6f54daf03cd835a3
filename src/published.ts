// Formulas of the literature in closed form: transport coefficients as D/c in pc, the dipole of isotropic diffusion, and the powers
// of multipoles; and the two measurements that the paper holds its dipoles against. They need no run: the config takes its default
// path lengths and its warnings from them, the analysis compares its measurements with them.
import { CM2_S_PER_PC_C, gyroradius_pc } from "./units.js";
import { checkFinite, checkPositive } from "./words/arguments.js";

/**
 * The three formulas below for larmor itself, whatever they are given: a default path length is wanted of a config before it is
 * refused, and a curve also where its formula says nothing.
 */
export const unchecked = {
  coherenceLength(outer_scale_pc: number, inner_scale_pc: number, spectral_index: number): number {
    const r = inner_scale_pc / outer_scale_pc;
    const q = spectral_index;
    return ((outer_scale_pc / 2) * ((q - 1) / q) * (1 - r ** q)) / (1 - r ** (q - 1));
  },

  harari2014(rigidity_TV: number, field_uG: number, coherence_pc: number, spectral_index: number): number {
    const x = gyroradius_pc(rigidity_TV, field_uG) / coherence_pc;
    return (coherence_pc / 3) * (4 * x * x + 0.9 * x + 0.23 * x ** (2 - spectral_index));
  },

  paperParallel(
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
  },
};

/**
 * Coherence length in pc: the integral of <B(0).B(x)>/B_rms^2 over the full line, for an energy spectrum E(k) ~ k^-q
 * between wavelengths L_max and L_min, 0 <= L_min < L_max, q > 1. Harari, Mollerach, Roulet, Sanchez 2002 (JHEP 03, 045).
 * @throws RangeError, which names the argument
 */
export function coherenceLength(outer_scale_pc: number, inner_scale_pc: number, spectral_index: number): number {
  checkPositive({ outer_scale_pc });
  checkFinite({ inner_scale_pc, spectral_index });
  if (!(inner_scale_pc >= 0 && inner_scale_pc < outer_scale_pc))
    throw new RangeError(`inner_scale_pc: ${inner_scale_pc} found, from 0 to below ${outer_scale_pc} expected`);
  if (!(spectral_index > 1)) throw new RangeError(`spectral_index: ${spectral_index} found, above 1 expected`);
  return unchecked.coherenceLength(outer_scale_pc, inner_scale_pc, spectral_index);
}

/**
 * D/c in pc in purely turbulent, isotropic fields (turbulence level 1), the limit of long times: a fit to simulations,
 * good to about 15 % for r_g/l_c > 1e-2. Coefficients for Kolmogorov turbulence, q = 5/3.
 * Harari, Mollerach, Roulet 2014 (arXiv:1312.1366).
 * @throws RangeError, which names the argument
 */
export function harari2014(
  rigidity_TV: number,
  field_uG: number,
  coherence_pc: number,
  spectral_index: number,
): number {
  checkPositive({ rigidity_TV, field_uG, coherence_pc });
  checkFinite({ spectral_index });
  return unchecked.harari2014(rigidity_TV, field_uG, coherence_pc, spectral_index);
}

/**
 * D_parallel/c in pc with a regular field B0: sqrt(4 D_par tau) = L^(q-1) (dB/B0)^-2 (R_PV/B0_uG)^(2-q), L = 100 pc the
 * outer scale; with D_par = c^2 tau/3 the right-hand side is sqrt(12) D_par/c. Mertsch, Funk 2015 (arXiv:1408.3630).
 * Zero at turbulence level 1, where there is no regular field to be parallel to.
 * @throws RangeError, which names the argument
 */
export function paperParallel(
  rigidity_TV: number,
  regular_uG: number,
  turbulence_level: number,
  spectral_index: number,
  outer_scale_pc = 100,
): number {
  checkPositive({ rigidity_TV, turbulence_level, outer_scale_pc });
  checkFinite({ spectral_index });
  if (turbulence_level > 1) throw new RangeError(`turbulence_level: ${turbulence_level} found, at most 1 expected`);
  if (turbulence_level < 1) checkPositive({ regular_uG });
  return unchecked.paperParallel(rigidity_TV, regular_uG, turbulence_level, spectral_index, outer_scale_pc);
}

/**
 * D_perp/D_par with a regular field: a fit to simulations in Kolmogorov turbulence, r_g below a fifth of L_max.
 * Candia, Roulet 2004 (JCAP 10, 007; arXiv:astro-ph/0408054); its coefficients are from memory.
 */
export const candiaRoulet2004 = (turbulence_level: number): number =>
  0.025 * (turbulence_level / (1 - turbulence_level)) ** 1.36;

/**
 * Coefficient of isotropic diffusion, D/c in pc, that fits B/C in a halo of half-height H: D28 1e28 cm^2/s (R/3 GV)^delta with
 * D28 = 1.33 H/kpc for delta = 1/3 (Kolmogorov, the default) and 0.55 H/kpc for delta = 0.6. Blasi, Amato 2012
 * (arXiv:1105.4529). H = 4 kpc, delta = 1/3: 3.69e30 cm^2/s = 39.9 pc at 1 PV.
 */
export function blasiAmato(rigidity_TV: number, halo_kpc = 4, delta: "1/3" | "0.6" = "1/3"): number {
  if (!(typeof rigidity_TV === "number" && rigidity_TV > 0 && rigidity_TV <= LARGEST_TV))
    throw new RangeError(
      `rigidity_TV: ${String(rigidity_TV)} found, a rigidity in TV, above 0 and up to ${LARGEST_TV}, expected`,
    );
  const R = (rigidity_TV * 1000) / 3;
  const D28 = delta === "1/3" ? 1.33 * halo_kpc * cubeRoot(R) : 0.55 * halo_kpc * R ** 0.6;
  return (D28 * 1e28) / CM2_S_PER_PC_C;
}

/** Rigidities up to here can be multiplied by constants. */
const LARGEST_TV = 1e300;

/**
 * Size of the gradient at the Sun in 1/kpc: a thin disc of sources in a halo of 4 kpc. Other source distributions give up to
 * 0.27: a systematic uncertainty of a factor two.
 */
export const GRADIENT_PER_KPC = 0.14;

/**
 * Dipole amplitude 3 D |g| / c of isotropic diffusion, equation (1) of the paper, with the D above and a gradient in 1/kpc:
 * 3.6e-3, 7.8e-3, 1.7e-2 at 10, 100, 1000 TV for 0.14 /kpc.
 * @throws RangeError, which names the argument
 */
export function isotropicPrediction(rigidity_TV: number, per_kpc = GRADIENT_PER_KPC): number {
  // 0: a density of the run alone, without a gradient beside it
  if (!(typeof per_kpc === "number" && per_kpc >= 0 && per_kpc < Infinity))
    throw new RangeError(`per_kpc: ${String(per_kpc)} found, a size in 1/kpc, from 0 on and finite, expected`);
  return (3 * blasiAmato(rigidity_TV) * per_kpc) / 1000;
}

/** x^(1/3) of a positive number by Newton's method, with the same bits in every engine (sky/directions.ts says why). */
export function cubeRoot(x: number): number {
  if (!(x > 0 && x < Infinity)) throw new RangeError(`cubeRoot: a positive finite number is expected, found ${x}`);
  // Powers of 8 are divided out exactly, so that 1 <= rest < 8 and the start is within a factor two of the root.
  let rest = x;
  let scale = 1;
  for (; rest >= 8; rest /= 8) scale *= 2;
  for (; rest < 1; rest *= 8) scale /= 2;
  let root = 1.5;
  // Quadratic convergence: six steps from 1.5 reach rounding anywhere in [1, 2], two are to spare.
  for (let i = 0; i < 8; i++) root -= (root - rest / (root * root)) / 3;
  return root * scale;
}

/**
 * C_l/C_1 of Ahlers 2014 (arXiv:1310.5712). It follows from a chain in which the power of multipole l, (2 l + 1) C_l, is lost
 * at a rate ~ l (l + 1) and all of it goes to l + 1: a homogeneous dipole at -T has after a long time, when all decay at the
 * slowest rate, that of l = 1, (2 l + 1) C_l / 3 C_1 = product over k = 2..l of (k - 1) k / [k (k + 1) - 2] = 6/[(l + 1)(l + 2)].
 */
export const ahlers2014 = (l: number): number => 18 / ((2 * l + 1) * (l + 1) * (l + 2));

/**
 * C_l/C_1 of the same chain where a gradient refills the dipole all the time: the power that passes each l is the same,
 * l (l + 1) (2 l + 1) C_l = 6 C_1. Less than `ahlers2014` by (l + 2)/(3 l), with the same fall ~ l^-3.
 */
export const steadyChain = (l: number): number => 6 / ((2 * l + 1) * l * (l + 1));

/** C_l/C_1 ~ l^(-8/3), which arXiv:2402.16554 expects of convection in turbulence. */
export const convective = (l: number): number => l ** (-8 / 3);

/**
 * KASCADE at 1 PeV and its lowest limit; EAS-TOP at 370 TeV: data/README.md. The figures interpolate between KASCADE's limits
 * (figures/measured/limits.ts) and so have 1.4656e-3; this is that number to two digits, as the limits are from memory.
 */
export const KASCADE = 1.5e-3;
export const KASCADE_LOWEST = 1e-3;
export const EAS_TOP = { value: 6.4e-4, error: 2.5e-4 } as const;
/** Amplitudes within its error. */
export const EAS_TOP_RANGE: readonly [low: number, high: number] = [3.9e-4, 8.9e-4];
