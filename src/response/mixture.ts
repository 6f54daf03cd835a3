/**
 * Finite resolution and composition: what a detector takes for particles of one energy is a mixture of rigidities, and its dipole is
 * delta = sum_k w_k R_k g, with the response tensors R_k of one realisation of the field at the rigidities of a run.
 *
 * The energies are log-normal about the energy given, protons have the rigidity R = E/e and helium nuclei R = E/2e. Where the
 * spectrum falls steeply within the resolution, the energy to give is the median of the true ones.
 */

import type { Vector } from "../sky/directions.js";
import { jackknife, type Measured, meanOf, medianWithError } from "../statistics/jackknife.js";
import { Layout, Rows } from "../statistics/rows.js";
import { amplitude, debiasedSquare, dipole, gradientVector, noiseVarianceOfHalves } from "./dipole.js";
import { inOrder, type Sample } from "./sample.js";

/** What is taken for one energy. */
export interface Selection {
  energy_TeV: number;
  /** standard deviation of ln E; 0: none */
  sigma: number;
  /** fraction of helium nuclei by number; the others are protons */
  helium: number;
}

/** Half-width of the log-normal that a list of rigidities covers, in standard deviations. */
const REACH = 2.5;
/** Half-width of the log-normal that one rigidity stands for at most, in standard deviations. */
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

const MIXED = new Layout<{ vector: Vector; amplitude: number; product: number; noise: number }>({
  vector: [3],
  amplitude: [],
  product: [],
  noise: [],
});

/** Numbers of the realisations that all samples have but those of weight 0. */
function common(samples: readonly Sample[], weights: readonly number[]): number[] {
  const used = samples.filter((_, k) => weights[k] > 0);
  return inOrder(used[0])
    .map(({ realisation }) => realisation)
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
  const tables = samples.map((sample, k) =>
    weights[k] > 0 ? new Map(inOrder(sample).map((row) => [row.realisation, row])) : undefined,
  );
  const numbers = common(samples, every);
  if (numbers.length === 0) return null;
  const rows = new Rows(MIXED, numbers.length, (k) => {
    const response = zeros();
    const halves = [zeros(), zeros()];
    tables.forEach((table, rigidity) => {
      const row = table?.get(numbers[k]);
      if (row === undefined) return;
      addTimes(response, row.response_pc, weights[rigidity]);
      row.response_halves_pc.forEach((tensor, half) => {
        addTimes(halves[half], tensor, weights[rigidity]);
      });
    });
    const vector = dipole(response, g);
    return {
      vector,
      amplitude: amplitude(vector),
      product: debiasedSquare(halves, g),
      noise: noiseVarianceOfHalves(halves, g),
    };
  });
  const means = jackknife(rows, (sums) => {
    const { vector, amplitude: size, product, noise } = meanOf(sums);
    return { amplitude_of_mean: amplitude(vector), amplitude: size, product, noise };
  });
  const amplitudes = Array.from(rows.column((row) => row.amplitude));
  return {
    realisations: rows.length,
    amplitude_of_mean: means.amplitude_of_mean,
    mean: means.amplitude,
    median: medianWithError(amplitudes.toSorted((a, b) => a - b)),
    mean_square: means.product,
    noise_floor: Math.sqrt(means.noise.value),
    amplitudes,
  };
}

const zeros = (): number[][] => [0, 0, 0].map(() => [0, 0, 0]);

function addTimes(sum: number[][], tensor: number[][], weight: number): void {
  for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) sum[i][j] += weight * tensor[i][j];
}
