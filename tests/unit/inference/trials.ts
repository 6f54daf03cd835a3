// Simulated measurements with truths from the priors of `infer`, and a realisation that is left out of the ensemble.

import { informationOn, informationOnLine, placeOf } from "../../../src/inference/answer.js";
import type { Datum } from "../../../src/inference/data.js";
import { condensed } from "../../../src/inference/data.js";
import { type Ensemble, part } from "../../../src/inference/ensemble.js";
import { anyGradient, sizedGradient } from "../../../src/inference/gradients.js";
import { standardNormal } from "../../../src/inference/normal.js";
import { aboutAxis, anyOrientation } from "../../../src/inference/orientations.js";
import { evidenceOf, type Hypothesis, sampled, sampledBefore } from "../../../src/inference/posterior.js";
import { weightsAt } from "../../../src/inference/weights.js";
import { uniform } from "../../../src/statistics/random.js";

const RIGIDITIES = [10, 100, 1000];
const ENERGIES = [12, 20, 40, 80, 150, 300, 600, 950];
const ERROR = 2.7e-4;
const SEEN = { helium: 0, resolution: null };

/** Tensors as of eta = 0.1: 3 D_par along B0, tilted by 16 degrees, a thirtieth of it across, growing as R^(1/3). */
export function syntheticEnsemble(count: number, random: () => number): Ensemble {
  const tensors = new Float64Array(27 * count);
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
    });
  }
  const none = new Float64Array(9);
  const realisation = Array.from({ length: count }, (_, k) => k);
  return {
    turbulence_level: 0.1,
    rigidity_TV: RIGIDITIES,
    realisation,
    tensors,
    regular,
    noise: none,
    signal: none,
    path_pc: [],
    directions: [],
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
}

/** @param known whether B0 is given (signed answers), and the size of the gradient */
export function trials(
  ensemble: Ensemble,
  count: number,
  known: { b0?: true; size?: true },
  wrong: Wrong = {},
): Trial[] {
  const random = uniform(7);
  const prior = known.size ? sizedGradient(0.14) : anyGradient(0.14);
  const b0: [number, number] = [229.2, 11.4];
  const orientations = known.b0 ? aboutAxis(b0) : anyOrientation(4, 16);
  const weights = ENERGIES.map((E) => weightsAt(E, ensemble.rigidity_TV, SEEN));
  const J = ensemble.rigidity_TV.length;
  const quoted = (wrong.errors ?? 1) * ERROR;
  return Array.from({ length: count }, (_, n): Trial => {
    const out = n % ensemble.realisation.length;
    const kept = part(ensemble, (k) => k !== ensemble.realisation[out]);
    const left = part(ensemble, (k) => k === ensemble.realisation[out]);
    const empty = condensed([], [], ensemble, 0, [0, 0]);
    const [truth] = sampledBefore([{ ensemble: left, orientations, data: empty }], prior, 1, random);
    const Q = truth.rotation;
    const tensors = left.tensors.map(
      (x, i) =>
        (wrong.sign ?? 1) * (wrong.transposed ? left.tensors[i - (i % 9) + 3 * (i % 3) + Math.floor((i % 9) / 3)] : x),
    );
    const h = [0, 1, 2].map(
      (i) => Q[i] * truth.gradient[0] + Q[3 + i] * truth.gradient[1] + Q[6 + i] * truth.gradient[2],
    );
    const dipoles = Array.from({ length: 2 * J }, (_, a) => {
      let sum = 0;
      for (let i = 0; i < 3; i++)
        for (let c = 0; c < 3; c++) sum += Q[3 * (a % 2) + i] * tensors[9 * (a >> 1) + 3 * i + c] * h[c];
      return sum;
    });
    const data = ENERGIES.map((energy_TeV, e): Datum => {
      const sum = [0, 1].map((i) =>
        weights[e].reduce((s, w, j) => s + w * dipoles[2 * j + i], ERROR * standardNormal(random)),
      );
      return { energy_TeV, name: "", x: sum[0], y: sum[1], covariance: [quoted ** 2, 0, quoted ** 2], factor: 1 };
    });
    const hypothesis: Hypothesis = { ensemble: kept, orientations, data: condensed(data, weights, kept, 0.08, [0, 0]) };
    const evidence = evidenceOf(hypothesis, prior, 20_000, random);
    const after = sampled([hypothesis], [evidence], [1], prior, 4000, random);
    const before = sampledBefore([hypothesis], prior, 4000, random);
    const along = (s: typeof truth) => (known.b0 ? s.along : Math.abs(s.along));
    const size = (s: typeof truth) => Math.hypot(...s.gradient);
    const angle = (s: typeof truth) => s.angle_deg;
    const rank = (value: (s: typeof truth) => number) =>
      after.filter((s) => value(s) < value(truth)).length / after.length;
    const line = (samples: typeof after) => placeOf(samples.map(({ regular }) => regular));
    return {
      ranks: { along: rank(along), gradient: rank(size), angle: rank(angle) },
      nats: {
        line: known.b0 ? 0 : informationOnLine(line(before), line(after)),
        along: informationOn(before.map(along), after.map(along)),
        angle: informationOn(before.map(angle), after.map(angle)),
      },
    };
  });
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
