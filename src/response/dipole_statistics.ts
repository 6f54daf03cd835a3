/**
 * The dipoles of a sample of realisations for one gradient, and their statistics at the last path length.
 *
 * All vectors are in the `momentum` convention: isotropic diffusion predicts -3 D g.
 */

import { directionDeg, directionVector, dot, scaled, type Vector } from "../sky/directions.js";
import { emptyRows, halfSums, jackknife, medianWithError, quantile } from "../statistics/jackknife.js";
import { isotropicPrediction } from "./diffusion.js";
import {
  amplitude,
  CONVENTION,
  debiasedSquare,
  dipole,
  type Gradient,
  noiseVariance,
  noiseVarianceOfHalves,
} from "./dipole.js";
import { MEAN, means, UNIT } from "./dipole_means.js";
import { gradientSizes, perKpc, type Sizes } from "./matched_gradient.js";
import { COLUMN, inOrder, type Sample, symmetricAt, tensorAt } from "./sample.js";

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
  /** rms amplitude of the noise vector of each realisation */
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
  /** rms amplitude of the noise vector from the finite number of directions, sqrt(3 sigma^2) with sigma^2 the variance of one component */
  noise_floor: number;
  /** the same from the difference of the half-sets */
  noise_floor_halves: number;
  /** 3 D |g| / c with the diffusion coefficient of B/C */
  isotropic_prediction: number;
  /** amplitude_of_mean / isotropic_prediction */
  ratio_to_prediction: number;
  ratio_to_prediction_error: number | null;
  /** component of vector_mean along minus the gradient / isotropic_prediction; no bias, may be negative */
  component_ratio: number;
  component_ratio_error: number | null;
  /** sum_k delta_k . e_k / sum_k e_k^2 with e_k = -3 D(T) g, D(T) from the displacements of the other half; null: too few */
  ratio_to_diffusion: number | null;
  ratio_to_diffusion_error: number | null;
  /** fraction of the realisations with an amplitude above isotropic_prediction */
  fraction_above_prediction: number;
}

/** The dipole of each realisation; null where a matched gradient is not possible. */
export function dipoles(sample: Sample, gradient: Gradient): Dipoles | null {
  return ofSizes(forGradient(sample, gradient));
}

/** Statistics of the dipoles; null for an empty sample or where a matched gradient is not possible (`matchedReason`). */
export function dipoleStatistics(sample: Sample, gradient: Gradient): DipoleStatistics | null {
  return statisticsOf(forGradient(sample, gradient));
}

function statisticsOf(given: ForGradient): DipoleStatistics | null {
  const { rows, sizes, prediction, direction, gradient } = given;
  const n = rows.length;
  if (n === 0 || sizes.per_pc === null) return null;
  const { value, error } = jackknife(rows, (sums) =>
    means(sums, gradientSizes(gradient, sums, UNIT.slope, prediction), direction),
  );
  const v = value as number[];
  const vector: Vector = [v[0], v[1], v[2]];
  const sorted = sized(rows, UNIT.amplitude, sizes.per_pc, 1).sort();
  const products = sized(rows, UNIT.debiased, sizes.per_pc, 2).sort();
  const { median, error: median_error } = medianWithError(sorted);
  const halves = perKpc(gradient, sizes.per_pc);
  const even = Math.ceil(n / 2);
  const squares = sorted.reduce((sum, a) => sum + a * a, 0);
  const mean_square = v[MEAN.debiased];

  return {
    convention: CONVENTION,
    gradient: {
      direction_deg: gradient.direction_deg,
      per_kpc: gradient.kind === "literal" ? gradient.per_kpc : (halves[0] * even + halves[1] * (n - even)) / n,
      per_kpc_halves: halves,
      per_kpc_prediction: gradient.per_kpc,
      kind: gradient.kind,
    },
    path_pc: given.path_pc,
    realisations: n,
    vector_mean: vector,
    vector_mean_error: error[0] === null ? null : ([error[0], error[1], error[2]] as Vector),
    direction_deg: directionDeg(vector),
    angle_deg: v[MEAN.angle],
    angle_error_deg: error[MEAN.angle],
    amplitude_of_mean: v[MEAN.amplitudeOfMean],
    amplitude_of_mean_error: error[MEAN.amplitudeOfMean],
    amplitude_of_mean_debiased_square: n < 2 ? null : (n * n * dot(vector, vector) - squares) / (n * (n - 1)),
    mean: v[MEAN.amplitude],
    mean_error: error[MEAN.amplitude],
    median,
    median_error,
    quantiles: Object.fromEntries(QUANTILES.map((p) => [String(p), quantile(sorted, p)])),
    debiased: {
      mean_square,
      mean_square_error: error[MEAN.debiased],
      median_square: quantile(products, 0.5),
      rms: mean_square < 0 ? null : Math.sqrt(mean_square),
      negative: products.reduce((count, square) => count + (square < 0 ? 1 : 0), 0),
    },
    noise_floor: Math.sqrt(v[MEAN.noise]),
    noise_floor_halves: Math.sqrt(v[MEAN.noiseOfHalves]),
    isotropic_prediction: prediction,
    ratio_to_prediction: v[MEAN.amplitudeOfMean] / prediction,
    ratio_to_prediction_error: divided(error[MEAN.amplitudeOfMean], prediction),
    component_ratio: v[MEAN.component] / prediction,
    component_ratio_error: divided(error[MEAN.component], prediction),
    ratio_to_diffusion: value[MEAN.ratioToDiffusion],
    ratio_to_diffusion_error: error[MEAN.ratioToDiffusion],
    fraction_above_prediction: sorted.reduce((count, a) => count + (a > prediction ? 1 : 0), 0) / n,
  };
}

/** Both at once; null where either is. */
export function dipolesWithStatistics(
  sample: Sample,
  gradient: Gradient,
): { dipoles: Dipoles; statistics: DipoleStatistics } | null {
  const given = forGradient(sample, gradient);
  const all = ofSizes(given);
  const statistics = statisticsOf(given);
  return all === null || statistics === null ? null : { dipoles: all, statistics };
}

/** Why `dipoles` and `dipoleStatistics` of a matched gradient are null; null where they are not. */
export function matchedReason(sample: Sample, gradient: Gradient): string | null {
  return forGradient(sample, { ...gradient, kind: "matched" }).sizes.reason;
}

/** What does not depend on the size of the gradient, per realisation, and the sizes. */
interface ForGradient {
  gradient: Gradient;
  direction: Vector;
  prediction: number;
  path_pc: number;
  realisation: number[];
  rows: Float64Array[];
  sizes: Sizes;
}

function forGradient(sample: Sample, gradient: Gradient): ForGradient {
  const direction = directionVector(...gradient.direction_deg);
  const prediction = isotropicPrediction(sample.group.rigidity_TV, gradient.per_kpc);
  const ordered = inOrder(sample);
  const rows = emptyRows(ordered.length, UNIT.slope + 6);
  ordered.forEach((row, k) => {
    const delta = dipole(tensorAt(row, COLUMN.response), direction);
    const halves = [tensorAt(row, COLUMN.halfA), tensorAt(row, COLUMN.halfB)];
    const mean = row.subarray(COLUMN.displacementMean, COLUMN.displacementMean + 3);
    const unit = rows[k];
    unit.set(delta);
    unit[UNIT.amplitude] = amplitude(delta);
    unit[UNIT.debiased] = debiasedSquare(halves, direction);
    const displacement = symmetricAt(row, COLUMN.displacement);
    unit[UNIT.noise] = noiseVariance(displacement, mean, direction, row[COLUMN.directions]);
    unit[UNIT.noiseOfHalves] = noiseVarianceOfHalves(halves, direction);
    unit.set(row.subarray(COLUMN.slope, COLUMN.slope + 6), UNIT.slope);
  });
  return {
    gradient,
    direction,
    prediction,
    path_pc: sample.group.path_pc[sample.group.path_pc.length - 1],
    realisation: ordered.map((row) => row[COLUMN.realisation]),
    rows,
    sizes: gradientSizes(gradient, halfSums(rows), UNIT.slope, prediction),
  };
}

function ofSizes({ rows, realisation, sizes: { per_pc } }: ForGradient): Dipoles | null {
  if (per_pc === null) return null;
  return {
    convention: CONVENTION,
    realisation,
    vector: rows.map((row, k) => scaled(row, per_pc[k % 2])),
    amplitude: sized(rows, UNIT.amplitude, per_pc, 1),
    debiased_square: sized(rows, UNIT.debiased, per_pc, 2),
    noise: sized(rows, UNIT.noise, per_pc, 2).map(Math.sqrt),
  };
}

/** A column times the size of the gradient, once or squared. */
function sized(rows: Float64Array[], column: number, per_pc: [number, number], power: 1 | 2): Float64Array {
  return Float64Array.from(rows, (row, k) => {
    const size = per_pc[k % 2];
    return row[column] * (power === 1 ? size : size * size);
  });
}

function divided(error: number | null, by: number): number | null {
  return error === null ? null : error / by;
}
