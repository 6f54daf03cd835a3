/**
 * The sum over gradients, orientations and realisations, and samples of it, by a swarm of particles that begins where the prior has
 * them and is led to the data in steps (Del Moral, Doucet & Jasra 2006, J. R. Stat. Soc. B 68, 411): the likelihood enters with an
 * exponent that grows from 0 to 1; at each step particles are drawn anew by their weights, and moved by Metropolis' rule. The
 * product of the mean weights is the evidence.
 */

import { dot, scaled, type Vector } from "../sky/directions.js";
import type { Condensed } from "./data.js";
import type { GradientPrior } from "./gradients.js";
import { Likelihood } from "./likelihood.js";
import { standardNormal } from "./normal.js";
import { anyDirection, drawn, type Orientations, turnAbout } from "./orientations.js";
import type { Scatter } from "./scatter.js";

type Random = () => number;

/** Realisations, where they may lie on the sky, and the data as their rigidities see them. */
export interface Hypothesis {
  scatter: Scatter;
  orientations: Orientations;
  data: Condensed;
}

export interface Swarm {
  /** ln of the probability density of the data, which are in units of 1e-3 */
  log: number;
  /** place of the realisation, [particle] */
  realisation: Int32Array;
  /** from the frame of the tensors to ICRS, [particle][9] */
  rotations: Float64Array;
  /** gradient, ICRS, 1/kpc, [particle][3] */
  gradients: Float64Array;
}

/** Effective part of the particles that a step of the exponent leaves. */
const LEFT = 0.4;
/** Moves of each particle at each step of the exponent, and after the last. */
const MOVES = 8;
const LAST_MOVES = 24;
/** Moves are by an angle or a part of the size drawn log-uniformly between one and 10^-DECADES, so that none has to be tuned. */
const DECADES = 2;

/** @param count of particles */
export function swarmOf(
  { scatter, orientations, data }: Hypothesis,
  prior: GradientPrior,
  count: number,
  random: Random,
): Swarm {
  const likelihood = new Likelihood(scatter, data);
  let swarm = before(scatter, orientations, prior, count, random);
  const logs = new Float64Array(count);
  for (let i = 0; i < count; i++)
    logs[i] = likelihood.at(swarm.realisation[i], swarm.rotations, 9 * i, swarm.gradients, 3 * i);
  const walk = new Walk(likelihood, orientations, prior, random);
  let exponent = 0;
  let log = 0;
  while (exponent < 1) {
    const step = nextStep(logs, 1 - exponent);
    const most = logs.reduce((a, b) => Math.max(a, b), -Infinity);
    const weights = logs.map((x) => Math.exp(step * (x - most)));
    log += step * most + Math.log(weights.reduce((a, b) => a + b, 0) / count);
    exponent = step === 1 - exponent ? 1 : exponent + step;
    const old = { ...swarm, logs: logs.slice() };
    swarm = empty(count);
    let n = 0;
    stratified(weights, count, random, (i) => {
      swarm.realisation[n] = old.realisation[i];
      swarm.rotations.set(old.rotations.subarray(9 * i, 9 * i + 9), 9 * n);
      swarm.gradients.set(old.gradients.subarray(3 * i, 3 * i + 3), 3 * n);
      logs[n++] = old.logs[i];
    });
    for (let i = 0; i < count; i++) walk.moves(swarm, logs, i, exponent, exponent < 1 ? MOVES : LAST_MOVES);
  }
  return { ...swarm, log };
}

/** Particles of what is thought before the data. */
export function before(
  { realisations }: Scatter,
  orientations: Orientations,
  prior: GradientPrior,
  count: number,
  random: Random,
): Swarm {
  const swarm = empty(count);
  for (let i = 0; i < count; i++) {
    swarm.realisation[i] = i % realisations;
    swarm.rotations.set(drawn(orientations, random), 9 * i);
    swarm.gradients.set(prior.draw(random), 3 * i);
  }
  return swarm;
}

const empty = (count: number): Swarm => ({
  log: 0,
  realisation: new Int32Array(count),
  rotations: new Float64Array(9 * count),
  gradients: new Float64Array(3 * count),
});

/** The step of the exponent that leaves the effective part of the particles, at most `most`. */
function nextStep(logs: Float64Array, most: number): number {
  const top = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  const left = (step: number) => {
    let sum = 0;
    let squares = 0;
    for (const x of logs) {
      const w = Math.exp(step * (x - top));
      sum += w;
      squares += w * w;
    }
    return (sum * sum) / squares / logs.length;
  };
  if (left(most) >= LEFT) return most;
  let [low, high] = [0, most];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (left(middle) >= LEFT) low = middle;
    else high = middle;
  }
  return high;
}

/** How many of eleven moves change the size of the gradient across x of the run: what leads through the widest part of the posterior. */
const KINDS = 11;
const OTHERS = 7;
/** Half of these are by a factor e^N(0, 1), half by one with this standard deviation. */
const SMALL = 0.3;

/** Metropolis' moves of one particle, each symmetric under the measure of the prior but for the volume that it stretches. */
class Walk {
  readonly #Q = new Float64Array(9);
  readonly #g = new Float64Array(3);
  /** ln of the factor by which the last move stretches volume */
  #stretch = 0;

  constructor(
    readonly likelihood: Likelihood,
    readonly orientations: Orientations,
    readonly prior: GradientPrior,
    readonly random: Random,
  ) {}

  moves({ realisation, rotations, gradients }: Swarm, logs: Float64Array, i: number, exponent: number, count: number) {
    const { likelihood, prior, random } = this;
    const { logDensity } = prior;
    const [Q, g] = [this.#Q, this.#g];
    const first = 3 * i;
    for (let n = 0; n < count; n++) {
      for (let e = 0; e < 9; e++) Q[e] = rotations[9 * i + e];
      for (let e = 0; e < 3; e++) g[e] = gradients[first + e];
      const k = this.#move(realisation[i]);
      if (k < 0) continue;
      const log = likelihood.at(k, Q, 0, g, 0);
      let gain = exponent * (log - logs[i]) + this.#stretch;
      if (logDensity !== null) {
        const old = gradients[first] ** 2 + gradients[first + 1] ** 2 + gradients[first + 2] ** 2;
        const now = g[0] ** 2 + g[1] ** 2 + g[2] ** 2;
        // a turn leaves the size, to rounding
        if (Math.abs(now - old) > 1e-12 * old) gain += logDensity(now) - logDensity(old);
      }
      if (!(gain >= 0 || random() < Math.exp(gain))) continue;
      realisation[i] = k;
      for (let e = 0; e < 9; e++) rotations[9 * i + e] = Q[e];
      for (let e = 0; e < 3; e++) gradients[first + e] = g[e];
      logs[i] = log;
    }
  }

  /** Changes Q and g. @returns the realisation; -1: this move does not exist here */
  #move(k: number): number {
    const { orientations, prior, random } = this;
    const [Q, g] = [this.#Q, this.#g];
    const part = 10 ** (-DECADES * random());
    const angle = Math.PI * part * standardNormal(random);
    const free = orientations.kind === "any";
    const axis = () => (orientations.kind === "about" ? orientations.axis : anyDirection(random));
    this.#stretch = 0;
    const kind = Math.floor(KINDS * random());
    if (kind >= OTHERS) return prior.logDensity === null || !this.#sizeAcross() ? -1 : k;
    switch (kind) {
      case 0: // the run on the sky
        if (orientations.kind === "fixed") return -1;
        this.#turnRun(axis(), angle);
        return k;
      case 1: // the gradient on the sky
        if (!prior.anyDirection) return -1;
        turnAbout(anyDirection(random), Math.cos(angle), Math.sin(angle), g, 0);
        return k;
      case 2: {
        // the size of the gradient, or one of its components
        if (prior.logDensity === null) return -1;
        const step = prior.rms_per_kpc * part * standardNormal(random);
        if (!prior.anyDirection) {
          const size = Math.sqrt(g[0] * g[0] + g[1] * g[1] + g[2] * g[2]);
          const factor = Math.abs(size + step) / size;
          for (let e = 0; e < 3; e++) g[e] *= factor;
          return k;
        }
        const along = random() < 0.5 ? this.#x() : anyDirection(random);
        for (let e = 0; e < 3; e++) g[e] += step * along[e];
        return k;
      }
      case 3: {
        // both about one axis
        if (!free || !prior.anyDirection) return -1;
        const common = anyDirection(random);
        this.#turnRun(common, angle);
        turnAbout(common, Math.cos(angle), Math.sin(angle), g, 0);
        return k;
      }
      case 4: // another realisation, turned about its x anyhow
        if (orientations.kind !== "fixed") this.#turnRun(this.#x(), 2 * Math.PI * random());
        return Math.floor(random() * this.likelihood.scatter.realisations);
      case 5: // the gradient about x of the run
        if (!prior.anyDirection) return -1;
        turnAbout(this.#x(), Math.cos(angle), Math.sin(angle), g, 0);
        return k;
      default: // the run upside down; the gradient, or both
        if (!free) return -1;
        if (random() < 0.5 && prior.anyDirection) for (let e = 0; e < 3; e++) g[e] = -g[e];
        if (random() < 0.7) this.#turnRun([Q[2], Q[5], Q[8]], Math.PI);
        return k;
    }
  }

  /**
   * The part of the gradient across x of the run by a factor, turned about x anyhow every other time; along x it stays. Data hold the
   * part along x far tighter than that across it, so that a step of the gradient in another direction, or of its size alone, is
   * refused unless it is small.
   *
   * @returns whether there is one
   */
  #sizeAcross(): boolean {
    const { orientations, prior, random } = this;
    const g = this.#g;
    const x = this.#x();
    const logFactor = standardNormal(random) * (random() < 0.5 ? 1 : SMALL);
    const factor = Math.exp(logFactor);
    const along = dot(x, g);
    if (prior.anyDirection) {
      for (let e = 0; e < 3; e++) g[e] = along * x[e] + factor * (g[e] - along * x[e]);
      // two components
      this.#stretch = 2 * logFactor;
      if (random() < 0.5) {
        const angle = 2 * Math.PI * random();
        turnAbout(x, Math.cos(angle), Math.sin(angle), g, 0);
      }
      return true;
    }
    // the gradient keeps its direction, so that x comes nearer to it or goes away
    if (orientations.kind !== "any") return false;
    const across = [x[1] * g[2] - x[2] * g[1], x[2] * g[0] - x[0] * g[2], x[0] * g[1] - x[1] * g[0]];
    const size = Math.sqrt(dot(g, g));
    const far = Math.sqrt(dot(across, across));
    if (!(far > 0)) return false;
    const now = Math.sqrt(along * along + factor * factor * far * far);
    this.#turnRun(scaled(across, 1 / far), Math.atan2(far, along) - Math.atan2(factor * far, along));
    for (let e = 0; e < 3; e++) g[e] *= now / size;
    // of the size and the cosine of the angle, in place of the components along and across
    this.#stretch = 2 * (logFactor + Math.log(size / now));
    return true;
  }

  /** x of the run on the sky. */
  #x(): Vector {
    return [this.#Q[0], this.#Q[3], this.#Q[6]];
  }

  #turnRun(axis: Vector, angle: number): void {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    for (let column = 0; column < 3; column++) turnAbout(axis, c, s, this.#Q, column, 3);
  }
}

/** `count` of the items by their weights, one from each of `count` equal parts of the whole. */
function stratified(weights: ArrayLike<number>, count: number, random: Random, take: (item: number) => void): void {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i];
  let taken = 0;
  let next = (random() * total) / count;
  let sum = 0;
  for (let i = 0; i < weights.length && taken < count; i++) {
    sum += weights[i];
    for (; next < sum && taken < count; next = ((taken + random()) * total) / count) {
      take(i);
      taken += 1;
    }
  }
  for (; taken < count; taken++) take(weights.length - 1);
}
