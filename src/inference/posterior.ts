/**
 * The sum over realisations and orientations, and samples of it. For a realisation k in an orientation Q the data are linear in the
 * gradient, d = A h + noise, and what they say of it is F = A^T C^-1 A and t = A^T C^-1 d.
 *
 * The data may fix an orientation to a degree, and there are 10^8 of such for 50 realisations. So the sum is one over samples: the
 * likelihood in the middle of coarse cells, flattened until it covers a part of them, says where to look; a place is drawn in a
 * cell, and weighs as much as its own likelihood is above what it was drawn by (importance sampling).
 */

import type { Condensed } from "./data.js";
import type { Ensemble } from "./ensemble.js";
import { anyGradient, type GradientPrior } from "./gradients.js";
import { type Orientations, turned } from "./orientations.js";

/** An ensemble, where it may lie on the sky, and the data as its rigidities see them. */
export interface Hypothesis {
  ensemble: Ensemble;
  orientations: Orientations;
  data: Condensed;
}

/**
 * The quadratic form of the data in the gradient; `F` and `t` are written anew by each call of `at`, for realisation k and the
 * rotation that begins at a place of Q.
 */
export class Cell {
  readonly F = new Float64Array(6);
  readonly t = new Float64Array(3);
  /** x and y of the dipoles for a gradient along each axis of the frame of the tensors: [2 J][3] */
  readonly #rows: Float64Array;
  readonly #product: Float64Array;
  readonly #J: number;

  constructor(readonly hypothesis: Hypothesis) {
    this.#J = hypothesis.ensemble.rigidity_TV.length;
    this.#rows = new Float64Array(6 * this.#J);
    this.#product = new Float64Array(6 * this.#J);
  }

  at(k: number, Q: Float64Array, first = 0): void {
    const { ensemble, data } = this.hypothesis;
    const { square, linear } = data;
    const J = this.#J;
    const U = this.#rows;
    const V = this.#product;
    const { F, t } = this;
    const R = ensemble.tensors;
    for (let j = 0, r = 9 * J * k; j < J; j++, r += 9) {
      for (let i = 0; i < 2; i++) {
        const o = first + 3 * i;
        for (let c = 0; c < 3; c++)
          U[6 * j + 3 * i + c] = Q[o] * R[r + c] + Q[o + 1] * R[r + 3 + c] + Q[o + 2] * R[r + 6 + c];
      }
    }
    const n = 2 * J;
    for (let a = 0; a < n; a++) {
      let x = 0;
      let y = 0;
      let z = 0;
      for (let b = 0; b < n; b++) {
        const s = square[n * a + b];
        x += s * U[3 * b];
        y += s * U[3 * b + 1];
        z += s * U[3 * b + 2];
      }
      V[3 * a] = x;
      V[3 * a + 1] = y;
      V[3 * a + 2] = z;
    }
    F.fill(0);
    t.fill(0);
    for (let a = 0; a < n; a++) {
      const x = U[3 * a];
      const y = U[3 * a + 1];
      const z = U[3 * a + 2];
      F[0] += x * V[3 * a];
      F[1] += x * V[3 * a + 1];
      F[2] += x * V[3 * a + 2];
      F[3] += y * V[3 * a + 1];
      F[4] += y * V[3 * a + 2];
      F[5] += z * V[3 * a + 2];
      const l = linear[a];
      t[0] += x * l;
      t[1] += y * l;
      t[2] += z * l;
    }
  }

  /** Dipoles of the cell of the last `at` for a gradient, x and y at each rigidity: [2 J]. */
  dipoles([x, y, z]: readonly number[]): number[] {
    const U = this.#rows;
    return Array.from({ length: 2 * this.#J }, (_, a) => U[3 * a] * x + U[3 * a + 1] * y + U[3 * a + 2] * z);
  }

  /** chi^2 of a gradient in the cell of the last `at`. */
  chi2([x, y, z]: readonly number[]): number {
    const { F, t } = this;
    const even = x * x * F[0] + y * y * F[3] + z * z * F[5] + 2 * (x * y * F[1] + x * z * F[2] + y * z * F[4]);
    return this.hypothesis.data.chi2 - 2 * (t[0] * x + t[1] * y + t[2] * z) + even;
  }
}

/** Samples of a hypothesis with their weights, and the sum over all. */
export interface Evidence {
  /** ln of the probability density of the data, which are in units of 1e-3 */
  log: number;
  /** place of the realisation in the ensemble, [samples] */
  realisation: Int32Array;
  /** [samples][9] */
  rotations: Float64Array;
  /** sum 1, [samples] */
  weights: Float64Array;
  /** 1 / sum of their squares */
  effective: number;
}

/** Part of the cells that the flattened likelihood covers at least. */
const COVERED = 0.01;
/** Part of the samples that is drawn from all cells alike: no weight can be larger than its inverse times the likelihood. */
const ANYWHERE = 0.05;

/** Every realisation and every orientation weighs alike before the data. `count` samples. */
export function evidenceOf(
  hypothesis: Hypothesis,
  prior: GradientPrior,
  count: number,
  random: () => number,
): Evidence {
  const { ensemble, orientations, data } = hypothesis;
  const cells = ensemble.realisation.length * orientations.cells;
  const proposal = flattened(coarse(hypothesis, prior));
  const cell = new Cell(hypothesis);
  const realisation = new Int32Array(count);
  const rotations = new Float64Array(9 * count);
  const logs = new Float64Array(count);
  let n = 0;
  let most = -Infinity;
  stratified(proposal, count, random, (c) => {
    const k = Math.floor(c / orientations.cells);
    const Q = orientations.draw(c % orientations.cells, random);
    cell.at(k, Q);
    realisation[n] = k;
    rotations.set(Q, 9 * n);
    logs[n] = prior.logEvidence(cell.F, cell.t, Q, -Infinity) - Math.log(proposal[c] * cells);
    most = Math.max(most, logs[n]);
    n += 1;
  });
  const weights = logs.map((x) => Math.exp(x - most));
  const sum = weights.reduce((a, b) => a + b, 0);
  const squares = weights.reduce((a, b) => a + b * b, 0);
  return {
    log: data.logNorm - data.chi2 / 2 + most + Math.log(sum / n),
    ...{ realisation, rotations, weights: weights.map((w) => w / sum), effective: (sum * sum) / squares },
  };
}

/** ln of the likelihood in the middle of each cell, averaged over gradients of any direction and size: [realisation][orientation]. */
function coarse(hypothesis: Hypothesis, prior: GradientPrior): Float64Array {
  const { ensemble, orientations } = hypothesis;
  const wide = anyGradient(prior.rms_per_kpc);
  const logs = new Float64Array(ensemble.realisation.length * orientations.cells);
  const cell = new Cell(hypothesis);
  for (let k = 0, i = 0; k < ensemble.realisation.length; k++) {
    for (let q = 0; q < orientations.cells; q++, i++) {
      cell.at(k, orientations.middles, 9 * q);
      logs[i] = wide.logEvidence(cell.F, cell.t, orientations.middles, -Infinity);
    }
  }
  return logs;
}

/** Probabilities in proportion to exp(beta log), beta at most 1 and such that they cover enough cells. */
function flattened(logs: Float64Array): Float64Array {
  const most = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  const powered = (beta: number) => {
    const p = logs.map((log) => Math.exp(beta * (log - most)));
    const sum = p.reduce((a, b) => a + b, 0);
    return p.map((x) => x / sum);
  };
  const covered = (p: Float64Array) => 1 / p.reduce((sum, x) => sum + x * x, 0) / p.length;
  let beta = 1;
  let p = powered(beta);
  for (; covered(p) < COVERED && beta > 1e-3; p = powered(beta)) beta *= 0.7;
  return p.map((x) => (1 - ANYWHERE) * x + ANYWHERE / p.length);
}

/** `count` of the items by their probabilities, one from each of `count` equal parts of the whole. */
function stratified(
  probabilities: Float64Array,
  count: number,
  random: () => number,
  take: (item: number) => void,
): void {
  const total = probabilities.reduce((a, b) => a + b, 0);
  let taken = 0;
  let next = (random() * total) / count;
  let sum = 0;
  for (let i = 0; i < probabilities.length && taken < count; i++) {
    sum += probabilities[i];
    for (; next < sum && taken < count; next = ((taken + random()) * total) / count) {
      take(i);
      taken += 1;
    }
  }
  for (; taken < count; taken++) take(probabilities.length - 1);
}

/** What a sample of the posterior is, all directions in ICRS. */
export interface Sample {
  /** which hypothesis */
  level: number;
  /** place in the list of realisations of its ensemble */
  realisation: number;
  /** 1/kpc */
  gradient: [number, number, number];
  /** direction of B0; zeros where there is none */
  regular: [number, number, number];
  /** component of the gradient along B0, and the angle between it and the line of B0, 0 to 90 degrees; NaN without B0 */
  along: number;
  angle_deg: number;
  /** x and y of the dipole at each rigidity: [2 J] */
  dipoles: number[];
  chi2: number;
  /** from the frame of the tensors to ICRS, [9] */
  rotation: Float64Array;
}

/** Samples of the posterior of equal weight. @param shares of the hypotheses; sum 1 */
export function sampled(
  hypotheses: readonly Hypothesis[],
  evidences: readonly Pick<Evidence, "realisation" | "rotations" | "weights">[],
  shares: readonly number[],
  prior: GradientPrior,
  count: number,
  random: () => number,
): Sample[] {
  const samples: Sample[] = [];
  hypotheses.forEach((hypothesis, level) => {
    const { realisation, rotations, weights } = evidences[level];
    const cell = new Cell(hypothesis);
    stratified(weights, Math.round(count * shares[level]), random, (i) => {
      const k = realisation[i];
      const Q = rotations.subarray(9 * i, 9 * i + 9);
      cell.at(k, Q);
      const h = prior.draw(cell.F, cell.t, Q, random);
      const [a, b, c] = hypothesis.ensemble.regular.subarray(3 * k, 3 * k + 3);
      const along = h[0] * a + h[1] * b + h[2] * c;
      const size = Math.sqrt(h[0] * h[0] + h[1] * h[1] + h[2] * h[2]);
      const hasRegular = a !== 0 || b !== 0 || c !== 0;
      samples.push({
        ...{ level, realisation: k, gradient: turned(Q, h), regular: turned(Q, [a, b, c]) },
        along: hasRegular ? along : Number.NaN,
        angle_deg: hasRegular ? (Math.acos(Math.min(1, Math.abs(along) / size)) * 180) / Math.PI : Number.NaN,
        ...{ dipoles: cell.dipoles(h), chi2: cell.chi2(h), rotation: Q },
      });
    });
  });
  return samples;
}

/** Samples of what is thought before the data. */
export function sampledBefore(
  hypotheses: readonly Hypothesis[],
  prior: GradientPrior,
  count: number,
  random: () => number,
): Sample[] {
  const J = hypotheses[0].ensemble.rigidity_TV.length;
  const nothing: Condensed = {
    ...{ square: new Float64Array(4 * J * J), linear: new Float64Array(2 * J), chi2: 0, logNorm: 0, numbers: 0 },
  };
  const blind = hypotheses.map((hypothesis) => ({ ...hypothesis, data: nothing }));
  const each = Math.round(count / blind.length);
  const drawn = blind.map(({ ensemble, orientations }) => {
    const realisation = Int32Array.from({ length: each }, (_, i) => i % ensemble.realisation.length);
    const rotations = new Float64Array(9 * each);
    for (let i = 0; i < each; i++)
      rotations.set(orientations.draw(Math.floor(random() * orientations.cells), random), 9 * i);
    return { realisation, rotations, weights: new Float64Array(each).fill(1 / each) };
  });
  return sampled(
    blind,
    drawn,
    blind.map(() => 1 / blind.length),
    prior,
    count,
    random,
  );
}

/** Weights of the realisations of a hypothesis, sum 1. */
export function realisationWeights({ ensemble }: Hypothesis, { realisation, weights }: Evidence): number[] {
  const sums = ensemble.realisation.map(() => 0);
  realisation.forEach((k, i) => {
    sums[k] += weights[i];
  });
  return sums;
}
