// The dipoles of a sample of realisations for one gradient, and their statistics at the last path length. All vectors are
// in the `momentum` convention: isotropic diffusion predicts -3 D g.

import { angleDeg, directionDeg, dot, scaled, type Vector } from "../sky/directions.js";
import { type HalfSums, jackknife, medianWithError, quantile, vectorMeasured } from "../statistics/jackknife.js";
import { CONVENTION, dipole, type Gradient } from "./dipole.js";
import { gradientSizes, perKpc, type Sizes } from "./matched_gradient.js";
import type { Sample } from "./sample.js";
import { type UnitDipole, type UnitDipoles, unitDipoles } from "./unit_dipoles.js";

const QUANTILES = [0.05, 0.16, 0.5, 0.84, 0.95];

/** The dipoles of the realisations, in their order. */
export interface Dipoles {
  convention: typeof CONVENTION;
  /** n realisation indices */
  realisation: number[];
  vector: Vector[];
  amplitude: Float64Array;
  /** delta_A . delta_B of the two half-sets: the square of the amplitude without the bias of the noise, sign kept */
  debiased_square: Float64Array;
  /** half of the difference of the two half-sets: a sample of the noise, whose rms is the noise floor */
  noise: Float64Array;
}

export interface DipoleStatistics {
  convention: typeof CONVENTION;
  gradient: {
    direction_deg: [number, number];
    /** size applied, 1/kpc; `matched`: the mean over the realisations */
    per_kpc: number;
    /** size applied to the realisations of even and of odd rank, 1/kpc; the same for `literal` */
    per_kpc_halves: [number, number];
    /** size that the prediction of isotropic diffusion is for, 1/kpc */
    per_kpc_prediction: number;
    kind: Gradient["kind"];
    /** the density beside it, where there is one */
    density?: string;
  };
  path_pc: number;
  realisations: number;
  vector_mean: Vector;
  vector_mean_error: Vector | null;
  /** longitude and latitude of vector_mean */
  direction_deg: [number, number];
  /** between vector_mean and minus the gradient */
  angle_deg: number;
  angle_error_deg: number | null;
  amplitude_of_mean: number;
  amplitude_of_mean_error: number | null;
  /** mean of delta_k . delta_l over pairs of different realisations: the square of the ensemble's mean, unbiased, sign kept */
  amplitude_of_mean_debiased_square: number | null;
  mean: number;
  mean_error: number | null;
  median: number;
  median_error: number | null;
  /** of the amplitudes, keyed by probability */
  quantiles: Record<string, number>;
  /** of delta_A . delta_B over the realisations */
  debiased: {
    mean_square: number;
    mean_square_error: number | null;
    median_square: number;
    /** sqrt(mean_square); null where that is negative */
    rms: number | null;
    /** number of realisations with a negative value */
    negative: number;
  };
  /**
   * rms amplitude of the noise vector, were the N directions independent: a bound, too large on short paths (dipole.ts). With a density,
   * whose second moments are not kept, that of the half-sets.
   */
  noise_floor: number;
  /** the noise floor that is there, from the difference of the half-sets: what is drawn */
  noise_floor_halves: number;
  /** 3 D |g| / c with the diffusion coefficient of B/C */
  isotropic_prediction: number;
  /** amplitude_of_mean / isotropic_prediction */
  ratio_to_prediction: number;
  ratio_to_prediction_error: number | null;
  /** component of vector_mean along minus the gradient / isotropic_prediction; no bias, may be negative */
  component_ratio: number;
  component_ratio_error: number | null;
  /** sum_k delta_k . e_k / sum_k e_k^2 with e_k = -3 D(T) g, D(T) from the displacements of the other half; null: too few, or a density */
  ratio_to_diffusion: number | null;
  ratio_to_diffusion_error: number | null;
  /** fraction of the realisations with an amplitude above isotropic_prediction */
  fraction_above_prediction: number;
}

/** The dipole of each realisation; null where a matched gradient is not possible. Throws RangeError for an unknown density. */
export function dipoles(sample: Sample, gradient: Gradient): Dipoles | null {
  return dipolesOf(unitDipoles(sample, gradient));
}

/** Statistics of the dipoles; null for an empty sample or where a matched gradient is not possible (`matchedReason`). */
export function dipoleStatistics(sample: Sample, gradient: Gradient): DipoleStatistics | null {
  return statisticsOf(unitDipoles(sample, gradient));
}

/** Both at once; null where either is. */
export function dipolesWithStatistics(
  sample: Sample,
  gradient: Gradient,
): { dipoles: Dipoles; statistics: DipoleStatistics } | null {
  const unit = unitDipoles(sample, gradient);
  const dipoles = dipolesOf(unit);
  const statistics = statisticsOf(unit);
  return dipoles === null || statistics === null ? null : { dipoles, statistics };
}

/** Why `dipoles` and `dipoleStatistics` of a matched gradient are null; null where they are not. */
export function matchedReason(sample: Sample, gradient: Gradient): string | null {
  return unitDipoles(sample, { ...gradient, kind: "matched" }).sizes.reason;
}

function dipolesOf({ rows, realisation, sizes: { per_pc } }: UnitDipoles): Dipoles | null {
  if (per_pc === null) return null;
  return {
    convention: CONVENTION,
    realisation,
    vector: realisation.map((_, k) => scaled(rows.row(k).vector, per_pc[k % 2])),
    amplitude: rows.column(({ amplitude }, k) => amplitude * per_pc[k % 2]),
    debiased_square: rows.column((row, k) => row.debiased_square * (per_pc[k % 2] * per_pc[k % 2])),
    noise: rows.column(({ noise_of_halves }, k) => Math.sqrt(noise_of_halves) * per_pc[k % 2]),
  };
}

function statisticsOf(unit: UnitDipoles): DipoleStatistics | null {
  const { rows, sizes, prediction, direction, gradient } = unit;
  const n = rows.length;
  if (n === 0) return null;
  const means = jackknife(rows, (sums) => meansOf(sums, gradientSizes(gradient, sums, prediction), direction));
  const dipoles = dipolesOf(unit);
  if (means === null || dipoles === null || sizes.per_pc === null) return null;
  const { angle, amplitude_of_mean, amplitude, component, ratio_to_diffusion } = means;
  const { value: vector, error: vector_mean_error } = vectorMeasured(means.vector);
  const sorted = dipoles.amplitude.sort();
  const products = dipoles.debiased_square.sort();
  const median = medianWithError(sorted);
  const halves = perKpc(gradient, sizes.per_pc);
  const even = Math.ceil(n / 2);
  const squares = sorted.reduce((sum, a) => sum + a * a, 0);
  const mean_square = means.debiased_square.value;

  return {
    convention: CONVENTION,
    gradient: {
      direction_deg: gradient.direction_deg,
      per_kpc: gradient.kind === "literal" ? gradient.per_kpc : (halves[0] * even + halves[1] * (n - even)) / n,
      per_kpc_halves: halves,
      per_kpc_prediction: gradient.per_kpc,
      kind: gradient.kind,
      ...(gradient.density === undefined ? {} : { density: gradient.density }),
    },
    path_pc: unit.path_pc,
    realisations: n,
    vector_mean: vector,
    vector_mean_error,
    direction_deg: directionDeg(vector),
    angle_deg: angle.value,
    angle_error_deg: angle.error,
    amplitude_of_mean: amplitude_of_mean.value,
    amplitude_of_mean_error: amplitude_of_mean.error,
    amplitude_of_mean_debiased_square: n < 2 ? null : (n * n * dot(vector, vector) - squares) / (n * (n - 1)),
    mean: amplitude.value,
    mean_error: amplitude.error,
    median: median.value,
    median_error: median.error,
    quantiles: Object.fromEntries(QUANTILES.map((p) => [String(p), quantile(sorted, p)])),
    debiased: {
      mean_square,
      mean_square_error: means.debiased_square.error,
      median_square: quantile(products, 0.5),
      rms: mean_square < 0 ? null : Math.sqrt(mean_square),
      negative: products.reduce((count, square) => count + (square < 0 ? 1 : 0), 0),
    },
    noise_floor: Math.sqrt(means.noise.value),
    noise_floor_halves: Math.sqrt(means.noise_of_halves.value),
    isotropic_prediction: prediction,
    ratio_to_prediction: amplitude_of_mean.value / prediction,
    ratio_to_prediction_error: divided(amplitude_of_mean.error, prediction),
    component_ratio: component.value / prediction,
    component_ratio_error: divided(component.error, prediction),
    ratio_to_diffusion: gradient.density === undefined ? (ratio_to_diffusion?.value ?? null) : null,
    ratio_to_diffusion_error: gradient.density === undefined ? (ratio_to_diffusion?.error ?? null) : null,
    fraction_above_prediction: sorted.reduce((count, a) => count + (a > prediction ? 1 : 0), 0) / n,
  };
}

/** The means as functions of the sums over both halves, each half with its size of the gradient; null: too few are left. */
function meansOf({ count, halves }: HalfSums<UnitDipole>, { per_pc: size }: Sizes, direction: Vector) {
  const n = count[0] + count[1];
  if (size === null || n === 0) return null;
  const [even, odd] = halves;
  const mean = (a: number, b: number) => (a * size[0] + b * size[1]) / n;
  const meanSquare = (a: number, b: number) => (a * size[0] * size[0] + b * size[1] * size[1]) / n;
  const sums = [even.vector, odd.vector];
  const vector: Vector = [mean(sums[0][0], sums[1][0]), mean(sums[0][1], sums[1][1]), mean(sums[0][2], sums[1][2])];
  const against = scaled(direction, -1);

  // delta.e and e^2 with e = -3 D g of the other half
  let product = 0;
  let square = 0;
  for (const half of [0, 1]) {
    const other = 1 - half;
    const expected = scaled(
      dipole(halves[other].diffusion_msd_pc, direction),
      (-3 * size[half]) / Math.max(1, count[other]),
    );
    product += dot(scaled(sums[half], size[half]), expected);
    square += count[half] * dot(expected, expected);
  }
  const bothHalves = count[0] > 0 && count[1] > 0 && square > 0;

  return {
    vector,
    amplitude_of_mean: Math.sqrt(dot(vector, vector)),
    amplitude: mean(even.amplitude, odd.amplitude),
    debiased_square: meanSquare(even.debiased_square, odd.debiased_square),
    noise: meanSquare(even.noise, odd.noise),
    noise_of_halves: meanSquare(even.noise_of_halves, odd.noise_of_halves),
    component: dot(vector, against),
    angle: angleDeg(vector, against),
    ratio_to_diffusion: bothHalves ? product / square : null,
  };
}

const divided = (error: number | null, by: number): number | null => (error === null ? null : error / by);
