// Simulated measurements with truths from the priors of `infer`, and a realisation that is left out of the ensemble.

import { informationOn, informationOnLine, placeOf } from "../../../src/inference/answer.js";
import { condensed, type Datum } from "../../../src/inference/data.js";
import { type Ensemble, part } from "../../../src/inference/ensemble.js";
import { type GradientPrior, sizedGradient, uncertainGradient } from "../../../src/inference/gradients.js";
import { standardNormal } from "../../../src/inference/normal.js";
import { aboutAxis, anyOrientation, type Orientations } from "../../../src/inference/orientations.js";
import { before, swarmOf } from "../../../src/inference/posterior.js";
import { type Sample, samplesOf } from "../../../src/inference/samples.js";
import { type Scatter, scatterOf } from "../../../src/inference/scatter.js";
import { weightsAt } from "../../../src/inference/weights.js";
import { uniform } from "../../../src/statistics/random.js";

const RIGIDITIES = [10, 100, 1000];
const ENERGIES = [12, 20, 40, 80, 150, 300, 600, 950];
const ERROR = 2.7e-4;
const SEEN = { helium: 0, resolution: null };

/**
 * Tensors as of eta = 0.1: 3 D_par along B0, tilted by 16 degrees, a thirtieth of it across, growing as R^(1/3).
 *
 * @param noise standard deviation of each number from the finite directions, in parts of 3 D_par
 */
export function syntheticEnsemble(count: number, random: () => number, noise = 0): Ensemble {
  const tensors = new Float64Array(27 * count);
  const halves = new Float64Array(27 * count);
  const regular = new Float64Array(3 * count);
  for (let k = 0; k < count; k++) {
    regular[3 * k] = 1;
    const tilt = [0, 0, 0, 0].map(() => 0.2 * standardNormal(random));
    const common = Array.from({ length: 9 }, () => standardNormal(random));
    RIGIDITIES.forEach((R, j) => {
      const size = 0.12 * (R / 1000) ** (1 / 3);
      const [a, b, c, d] = tilt.map((x) => x + 0.1 * standardNormal(random));
      const scale = 1 + 0.15 * standardNormal(random);
      for (let i = 0; i < 9; i++) {
        const along = [1, a, b][Math.floor(i / 3)] * [1, c * 0.3, d * 0.3][i % 3];
        tensors[27 * k + 9 * j + i] = size * (scale * along + 0.02 * (common[i] + standardNormal(random)));
      }
      for (let i = 27 * k + 9 * j; noise > 0 && i < 27 * k + 9 * j + 9; i++) {
        tensors[i] += noise * size * standardNormal(random);
        halves[i] = noise * size * standardNormal(random);
      }
    });
  }
  return {
    ...{ turbulence_level: 0.1, rigidity_TV: RIGIDITIES, realisation: Array.from({ length: count }, (_, k) => k) },
    ...{ tensors, noise: halves, regular, isotropic: false, path_pc: [], directions: [] },
  };
}

export interface Trial {
  /** part of the posterior below the truth */
  ranks: { along: number; gradient: number; angle: number };
  nats: { line: number; along: number; angle: number };
}

export interface Wrong {
  /** factor on the tensors of the simulated data */
  sign?: -1;
  transposed?: true;
  /** factor on the errors that infer is told */
  errors?: number;
  /** of the kernel of the ensemble */
  width?: number;
}

/** What a trial's truth is seen through, and what infer has; without truth one of the tensors that infer takes for possible. */
export interface Case {
  truth?: Ensemble;
  told: Ensemble;
}

/** Tensors that no other trial has: `count` for infer and one for the truth. */
export function synthetic(count: number, noise = 0, seed = 3): () => Case {
  const random = uniform(seed);
  return () => {
    const all = syntheticEnsemble(count + 1, random, noise);
    return { truth: part(all, (k) => k === count), told: part(all, (k) => k < count) };
  };
}

/** No truth but what infer takes for possible: what is wrong then is the sampler's, and not that of the normal distributions. */
export function selfMade(count: number, seed: number): () => Case {
  const random = uniform(seed);
  return () => ({ told: syntheticEnsemble(count, random) });
}

/** Of an ensemble each realisation in turn, left out of what infer has. */
export const leftOut =
  (ensemble: Ensemble): ((n: number) => Case) =>
  (n) => {
    const out = ensemble.realisation[n % ensemble.realisation.length];
    return { truth: part(ensemble, (k) => k === out), told: part(ensemble, (k) => k !== out) };
  };

/** @param known whether B0 is given (signed answers), and the size of the gradient; errors of the data where they are others */
export function trials(
  caseOf: (n: number) => Case,
  count: number,
  known: { b0?: true; size?: true; error?: number },
  wrong: Wrong = {},
  seed = 7,
): Trial[] {
  const random = uniform(seed);
  const prior = known.size ? sizedGradient(0.14, null) : uncertainGradient(0.14, null);
  const orientations = known.b0 ? aboutAxis([229.2, 11.4]) : anyOrientation;
  const error = known.error ?? ERROR;
  const quoted = (wrong.errors ?? 1) * error;
  const along = (s: Sample) => (known.b0 ? s.along : Math.abs(s.along));
  const size = (s: Sample) => Math.hypot(...s.gradient);
  const angle = (s: Sample) => s.angle_deg;
  const line = (samples: Sample[]) => placeOf(samples.map(({ regular }) => regular));
  const first = blind(scatterOf(caseOf(0).told), orientations, prior, 4000, random);
  const lineBefore = line(first);
  return Array.from({ length: count }, (_, n): Trial => {
    const { truth: left, told: kept } = caseOf(n);
    // a realisation that is left out has the noise of its directions
    const scatter = scatterOf(kept, wrong.width, true);
    const J = kept.rigidity_TV.length;
    const weights = ENERGIES.map((E) => weightsAt(E, kept.rigidity_TV, SEEN));
    const seenThrough = left === undefined ? scatter : scatterOf(spoilt(left, wrong), 0, true);
    const [truth] = blind(seenThrough, orientations, prior, 1, random);
    const data = ENERGIES.map((energy_TeV, e): Datum => {
      const sum = [0, 1].map((i) =>
        weights[e].reduce((s, w, j) => s + w * truth.dipoles[2 * j + i], error * standardNormal(random)),
      );
      return { energy_TeV, name: "", x: sum[0], y: sum[1], covariance: [quoted ** 2, 0, quoted ** 2], factor: 1 };
    });
    const hypothesis = { scatter, orientations, data: condensed(data, weights, J, [0, 0]) };
    const after = samplesOf(hypothesis, swarmOf(hypothesis, prior, 1000, random), 1000, random);
    const rank = (value: (s: Sample) => number) => after.filter((s) => value(s) < value(truth)).length / after.length;
    return {
      ranks: { along: rank(along), gradient: rank(size), angle: rank(angle) },
      nats: {
        line: known.b0 ? 0 : informationOnLine(lineBefore, line(after)),
        along: informationOn(first.map(along), after.map(along)),
        angle: informationOn(first.map(angle), after.map(angle)),
      },
    };
  });
}

const spoilt = (truth: Ensemble, { sign, transposed }: Wrong): Ensemble => ({
  ...truth,
  tensors: truth.tensors.map(
    (x, i, all) => (sign ?? 1) * (transposed ? all[i - (i % 9) + 3 * (i % 3) + Math.floor((i % 9) / 3)] : x),
  ),
});

/** Samples without data. */
function blind(
  scatter: Scatter,
  orientations: Orientations,
  prior: GradientPrior,
  count: number,
  random: () => number,
) {
  const data = condensed([], [], scatter.rigidities, [0, 0]);
  return samplesOf({ scatter, data }, before(scatter, orientations, prior, count, random), count, random);
}

/** Largest distance of the ranks' distribution from uniform, times sqrt(n): above 1.95 in one of a thousand cases (Kolmogorov). */
export function unevenness(ranks: number[]): number {
  const sorted = ranks.toSorted((a, b) => a - b);
  const n = sorted.length;
  return Math.sqrt(n) * Math.max(...sorted.map((r, i) => Math.max((i + 1) / n - r, r - i / n)));
}

/** Mean square of (rank - 1/2), times 12: 1 for uniform ranks, with standard deviation 0.89/sqrt(n); larger for errors too small. */
export const spreadOfRanks = (ranks: number[]): number =>
  (12 * ranks.reduce((sum, r) => sum + (r - 0.5) ** 2, 0)) / ranks.length;

/** A value that `unevenness` is above in one of a thousand cases. */
export const KOLMOGOROV = 1.95;

/** A value that `spreadOfRanks` is above in one of a thousand cases: 3.1 standard deviations, sqrt(4/5 / n) each. */
export const widest = (n: number): number => 1 + 3.1 * Math.sqrt(0.8 / n);
