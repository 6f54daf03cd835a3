/**
 * Finite resolution and composition: what a detector takes for particles of one energy is a mixture of rigidities, and its dipole is
 * delta = sum_k w_k R_k g, with the response tensors R_k of one realisation of the field at the rigidities of a run.
 *
 * The energies are log-normal about the energy given, protons have the rigidity R = E/e and helium nuclei R = E/2e. Where the
 * spectrum falls steeply within the resolution, the energy to give is the median of the true ones.
 */

import type { Vector } from "../sky/directions.js";
import { dot } from "../sky/directions.js";
import { jackknife, medianWithError } from "../statistics/jackknife.js";
import type { Measured } from "./diffusion_statistics.js";
import { debiasedSquare, dipole, gradientVector } from "./dipole.js";
import { COLUMN, inOrder, type Sample, tensorAt } from "./sample.js";

/** What is taken for one energy. */
export interface Selection {
  energy_TeV: number;
  /** standard deviation of ln E; 0: none */
  sigma: number;
  /** fraction of helium nuclei by number; the others are protons */
  helium: number;
}

/** As far as the log-normal is covered by a list of rigidities, and by each of them: in standard deviations. */
const REACH = 2.5;
const HALF_CELL = 0.75;
/** Least part of the log-normal of each nucleus that a run's rigidities must cover. */
export const LEAST_COVERED = 0.95;

const nuclei = ({ energy_TeV, helium }: Selection): { charge: number; fraction: number; center: number }[] =>
  [
    { charge: 1, fraction: 1 - helium },
    { charge: 2, fraction: helium },
  ]
    .filter(({ fraction }) => fraction > 0)
    .map((nucleus) => ({ ...nucleus, center: Math.log(energy_TeV / nucleus.charge) }));

/**
 * Rigidities in TV to run: equally spaced in ln R by at most one standard deviation, a whole number of them to a factor of two, so
 * that protons and helium share them.
 */
export function rigiditiesFor(selection: Selection): number[] {
  const { energy_TeV, sigma } = selection;
  const perFactorTwo = sigma === 0 ? 1 : Math.ceil(Math.LN2 / sigma);
  const beside = Math.ceil((REACH * sigma) / (Math.LN2 / perFactorTwo) - 0.5);
  const numbers = new Set<number>();
  for (const { charge } of nuclei(selection)) {
    for (let k = -beside; k <= beside; k++) numbers.add(k - (charge - 1) * perFactorTwo);
  }
  return [...numbers].sort((a, b) => a - b).map((k) => Number((energy_TeV * 2 ** (k / perFactorTwo)).toPrecision(4)));
}

export interface Weights {
  /** of each rigidity; their sum is 1 */
  weights: number[];
  /** the least part of the log-normal of a nucleus that the rigidities cover */
  covered: number;
}

/** Weights of the rigidities of a run: each stands for the part of the log-normal that lies nearest to it. */
export function weightsOf(selection: Selection, rigidities_TV: readonly number[]): Weights {
  const { sigma } = selection;
  const order = rigidities_TV.map((R, k) => ({ x: Math.log(R), k })).sort((a, b) => a.x - b.x);
  const weights = rigidities_TV.map(() => 0);
  let covered = 1;
  for (const { fraction, center } of nuclei(selection)) {
    const parts = order.map(({ x }, i) => {
      if (sigma === 0) return Math.abs(x - center) < 1e-3 ? 1 : 0;
      const low = Math.max(x - HALF_CELL * sigma, i === 0 ? -Infinity : (x + order[i - 1].x) / 2);
      const high = Math.min(x + HALF_CELL * sigma, i === order.length - 1 ? Infinity : (x + order[i + 1].x) / 2);
      return normalBetween((low - center) / sigma, (high - center) / sigma);
    });
    const sum = parts.reduce((a, b) => a + b, 0);
    covered = Math.min(covered, sum);
    parts.forEach((part, i) => {
      weights[order[i].k] += sum > 0 ? (fraction * part) / sum : 0;
    });
  }
  return { weights, covered };
}

/** Of the normal distribution, by Simpson's rule; the interval is at most 1.5 wide. */
function normalBetween(low: number, high: number): number {
  const n = 16;
  const step = (high - low) / n;
  let sum = 0;
  for (let i = 0; i <= n; i++) {
    const x = low + i * step;
    sum += (i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp(-0.5 * x * x);
  }
  return (sum * step) / 3 / Math.sqrt(2 * Math.PI);
}

/** Dipoles of a mixture over the realisations; momentum convention. */
export interface MixtureStatistics {
  realisations: number;
  /** amplitude of the vector mean */
  amplitude_of_mean: Measured;
  mean: Measured;
  median: Measured;
  /** of delta_A . delta_B of the half-sets: the mean square without the bias of the noise, sign kept */
  mean_square: Measured;
  /** rms amplitude of the noise, from the difference of the half-sets */
  noise_floor: number;
  /** amplitude of each realisation, in the order of `mixed` */
  amplitudes: number[];
}

/** Numbers of the realisations that all samples have but those of weight 0. */
function common(samples: readonly Sample[], weights: readonly number[]): number[] {
  const used = samples.filter((_, k) => weights[k] > 0);
  return inOrder(used[0])
    .map((row) => row[COLUMN.realisation])
    .filter((realisation) => used.every(({ seen }) => seen.has(realisation)));
}

/**
 * The dipoles of a mixture for a literal gradient. Null where no realisation has all rigidities.
 * @param every weights above 0 of all rigidities that a realisation must have to be taken; default those of the mixture
 */
export function mixed(
  samples: readonly Sample[],
  weights: readonly number[],
  gradient: { direction_deg: [number, number]; per_kpc: number },
  every = weights,
): MixtureStatistics | null {
  const g = gradientVector(...gradient.direction_deg, gradient.per_kpc);
  const tables = samples.map((of, k) =>
    weights[k] > 0 ? new Map(inOrder(of).map((row) => [row[COLUMN.realisation], row])) : undefined,
  );
  const numbers = common(samples, every);
  if (numbers.length === 0) return null;
  const rows = numbers.map((realisation) => {
    const sum = (column: number) => {
      const total = [0, 0, 0].map(() => [0, 0, 0]);
      tables.forEach((table, k) => {
        const row = table?.get(realisation);
        if (row === undefined) return;
        const tensor = tensorAt(row, column);
        for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) total[i][j] += weights[k] * tensor[i][j];
      });
      return total;
    };
    const delta = dipole(sum(COLUMN.response), g);
    const halves = [sum(COLUMN.halfA), sum(COLUMN.halfB)];
    const [a, b] = halves.map((half) => dipole(half, g));
    const difference: Vector = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    return Float64Array.from([
      ...delta,
      Math.sqrt(dot(delta, delta)),
      debiasedSquare(halves, g),
      dot(difference, difference) / 4,
    ]);
  });
  const { value, error } = jackknife(rows, ({ count, sum }) => {
    const mean = Array.from(sum[0], (even, c) => (even + sum[1][c]) / (count[0] + count[1]));
    return [...mean, Math.sqrt(mean[0] ** 2 + mean[1] ** 2 + mean[2] ** 2)];
  });
  const measured = (k: number): Measured => ({ value: value[k] as number, error: error[k] });
  const amplitudes = rows.map((row) => row[3]);
  const median = medianWithError([...amplitudes].sort((a, b) => a - b));
  return {
    realisations: rows.length,
    amplitude_of_mean: measured(6),
    mean: measured(3),
    median: { value: median.median, error: median.error },
    mean_square: measured(4),
    noise_floor: Math.sqrt(value[5] as number),
    amplitudes,
  };
}
