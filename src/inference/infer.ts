/**
 * What measured first harmonics say about the gradient of the cosmic-ray density and the direction of the regular field, with the
 * realisations of a run as the ensemble of what the turbulent field may be (docs/infer.md).
 */

import { blasiAmato } from "../published.js";
import { dot, type Vector } from "../sky/directions.js";
import { uniform } from "../statistics/random.js";
import {
  type Answer,
  informationOn,
  informationOnLine,
  intervalOf,
  knownPlace,
  type Place,
  phases,
  placeOf,
} from "./answer.js";
import { condensed, type Datum } from "./data.js";
import { type Ensemble, isotropicDiffusion } from "./ensemble.js";
import type { GradientPrior } from "./gradients.js";
import { aboutAxis, anyOrientation, asItIs } from "./orientations.js";
import { before, type Hypothesis, type Swarm, swarmOf } from "./posterior.js";
import { type Sample, samplesOf } from "./samples.js";
import { scatterOf } from "./scatter.js";
import { warningsOf } from "./warnings.js";
import { type Seen, weightsAt } from "./weights.js";

export interface Question {
  /** one for each turbulence level */
  ensembles: Ensemble[];
  data: Datum[];
  seen: Seen;
  /** dipole of the observer's motion, ICRS */
  motion: readonly number[];
  gradient: GradientPrior;
  /** direction of the gradient, where it is known; ICRS */
  direction: Vector | null;
  /** what +x of the tensors is on the sky: B0 or, where `local`, the field at the observer; null: anything */
  axis_icrs_deg: readonly [number, number] | null;
  local: boolean;
  /** the frame that directions are wanted in, from ICRS */
  toFrame: (v: Vector) => Vector;
}

export interface Predicted {
  energy_TeV: number;
  amplitude: { median: number; q16: number; q84: number };
  /** all three from 0 to 360: the band goes from low upwards to high, through 0 where low is above high */
  phase_deg: { mean: number; low: number; high: number };
}

export interface Inference {
  gradient_along_b0_per_kpc: Answer | null;
  gradient_per_kpc: Answer;
  angle_deg: Answer | null;
  gradient_deg: Place;
  b0_deg: Place | null;
  log_evidence: Record<string, number>;
  /** of the turbulence levels, equally probable before */
  probability: Record<string, number>;
  effective_realisations: number;
  /** least chi^2 that samples of the posterior reach in the best realisation; median of it over those in the posterior; numbers in the data */
  chi2: { best: number; typical: number; numbers: number };
  /** nats gained by the data; null where there is no B0, or it is known */
  information_nats: {
    b0_line: number | null;
    gradient_along_b0: number | null;
    gradient: number;
    angle: number | null;
  };
  /** posterior of amplitude and phase, of the equatorial projection without any band */
  predicted: Predicted[];
  warnings: string[];
}

/** Particles of each turbulence level, and samples: errors of some hundredths of the 68 % widths, in 6 s (docs/infer.md). */
const PARTICLES = 8000;
const SAMPLES = 8000;

/** @param seed of the Monte Carlo sums: another one changes quantiles by some hundredths of the 68 % width (docs/infer.md) */
export function infer(question: Question, seed = 1): Inference {
  const { ensembles, gradient, direction, axis_icrs_deg, local } = question;
  const random = uniform(seed);
  const orientations = axis_icrs_deg === null ? anyOrientation : aboutAxis(axis_icrs_deg);
  const hypotheses = ensembles.map((ensemble): Hypothesis => {
    // without B0 and a local field nothing is known of +x
    const free = axis_icrs_deg !== null && !local && !hasRegular(ensemble);
    return {
      scatter: scatterOf(ensemble),
      orientations: free ? anyOrientation : orientations,
      data: dataFor(question, ensemble),
    };
  });
  const swarms = hypotheses.map((hypothesis) => swarmOf(hypothesis, gradient, PARTICLES, random));
  const most = swarms.reduce((a, { log }) => Math.max(a, log), -Infinity);
  const parts = swarms.map(({ log }) => Math.exp(log - most));
  const total = parts.reduce((a, b) => a + b, 0);
  const weights = parts.map((p) => p / total);

  const taken = (shares: number[]) =>
    hypotheses.flatMap((hypothesis, i) => {
      const count = Math.round(SAMPLES * shares[i]);
      return count === 0 ? [] : samplesOf(hypothesis, swarms[i], count, random, i);
    });
  const after = taken(weights);
  const first = samplesBefore(question, hypotheses, random);
  // what needs B0, of the levels with one: at equal weights they would outvote a level that the data prefer
  const field = ensembles.map((ensemble, i) => (hasRegular(ensemble) ? weights[i] : 0));
  const regular = ensembles.some(hasRegular);
  const conditional = regular ? taken(normalised(field, ensembles.map(hasRegular))) : null;
  const signed = axis_icrs_deg !== null;
  const along = ({ along }: Sample) => (signed ? along : Math.abs(along));
  const size = ({ gradient: g }: Sample) => Math.sqrt(dot(g, g));
  const line = ({ angle_deg }: Sample) => angle_deg;
  const answer = (value: (sample: Sample) => number, a: readonly Sample[], b: readonly Sample[]): Answer => ({
    ...intervalOf(a.map(value)),
    prior: intervalOf(b.map(value)),
  });
  const withField = first.filter(({ along }) => !Number.isNaN(along));
  const fieldPlace = (samples: Sample[]) => placeOf(samples.map(({ regular: b }) => question.toFrame(b)));
  const b0Known = signed && !local;
  const chi2 = leastByRealisation(after);
  const effective = effectiveOf(swarms, weights);
  const names = ensembles.map(({ turbulence_level }) => String(turbulence_level));
  return {
    gradient_along_b0_per_kpc: conditional && answer(along, conditional, withField),
    gradient_per_kpc: answer(size, after, first),
    angle_deg: conditional && answer(line, conditional, withField),
    gradient_deg:
      direction === null
        ? placeOf(after.map(({ gradient: g }) => question.toFrame(g)))
        : knownPlace(question.toFrame(direction)),
    b0_deg:
      conditional === null
        ? null
        : b0Known
          ? knownPlace(question.toFrame(conditional[0].regular))
          : fieldPlace(conditional),
    log_evidence: Object.fromEntries([
      ...names.map((name, i) => [name, swarms[i].log]),
      ["isotropic", swarmOf(isotropicHypothesis(question), gradient, PARTICLES, random).log],
    ]),
    probability: Object.fromEntries(names.map((name, i) => [name, weights[i]])),
    effective_realisations: effective,
    chi2: {
      best: chi2[0],
      typical: chi2[Math.floor(chi2.length / 2)],
      numbers: hypotheses[0].data.numbers,
    },
    information_nats: {
      b0_line:
        conditional === null || b0Known ? null : informationOnLine(fieldPlace(withField), fieldPlace(conditional)),
      gradient_along_b0: conditional && informationOn(withField.map(along), conditional.map(along)),
      gradient: informationOn(first.map(size), after.map(size)),
      angle: conditional && informationOn(withField.map(line), conditional.map(line)),
    },
    predicted: predictions(question, after),
    warnings: warningsOf(question, effective),
  };
}

const hasRegular = ({ regular }: Ensemble): boolean => regular.some((c) => c !== 0);

function dataFor({ data, seen, motion }: Question, { rigidity_TV }: Ensemble) {
  const weights = data.map(({ energy_TeV }) => weightsAt(energy_TeV, rigidity_TV, seen));
  return condensed(data, weights, rigidity_TV.length, motion);
}

/** R = -3 D 1 with the D of B/C: the same in every orientation. */
function isotropicHypothesis(question: Question): Hypothesis {
  const { rigidity_TV } = question.ensembles[0];
  const ensemble = isotropicDiffusion(
    rigidity_TV,
    rigidity_TV.map((R) => blasiAmato(R)),
  );
  return { scatter: scatterOf(ensemble), orientations: asItIs, data: dataFor(question, ensemble) };
}

/** Of each level alike. */
function samplesBefore({ ensembles, gradient }: Question, hypotheses: Hypothesis[], random: () => number): Sample[] {
  const each = Math.round(SAMPLES / hypotheses.length);
  return hypotheses.flatMap(({ scatter, orientations }, i) => {
    const nothing = condensed([], [], ensembles[i].rigidity_TV.length, [0, 0]);
    return samplesOf(
      { scatter, data: nothing },
      before(scatter, orientations, gradient, each, random),
      each,
      random,
      i,
    );
  });
}

/** Weights of sum 1; where the sum is 0, those of `named` alike. */
function normalised(weights: number[], named: boolean[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const count = named.filter(Boolean).length;
  return weights.map((w, i) => (sum > 0 ? w / sum : named[i] ? 1 / count : 0));
}

/** 1 / sum of the squares of the realisations' probabilities. */
function effectiveOf(swarms: Swarm[], weights: number[]): number {
  const squares = swarms.map(({ realisation }, i) => {
    const counts = new Map<number, number>();
    for (const k of realisation) counts.set(k, (counts.get(k) ?? 0) + weights[i] / realisation.length);
    return [...counts.values()].reduce((sum, w) => sum + w * w, 0);
  });
  return 1 / squares.reduce((a, b) => a + b, 0);
}

function predictions(question: Question, samples: Sample[]): Predicted[] {
  const { rigidity_TV } = question.ensembles[0];
  const [low, high] = [rigidity_TV[0], rigidity_TV[rigidity_TV.length - 1]];
  const some = samples.filter((_, i) => i % 3 === 0);
  return Array.from({ length: 25 }, (_, i) => {
    const energy_TeV = low * (high / low) ** (i / 24);
    const w = weightsAt(energy_TeV, rigidity_TV, question.seen);
    const vectors = some.map(({ dipoles }): [number, number] => {
      const sum: [number, number] = [question.motion[0], question.motion[1]];
      for (let a = 0; a < dipoles.length; a++) sum[a % 2] += w[a >> 1] * dipoles[a];
      return sum;
    });
    return { energy_TeV, amplitude: intervalOf(vectors.map(([x, y]) => Math.hypot(x, y))), phase_deg: phases(vectors) };
  });
}

/** Least chi^2 of each realisation among the samples, increasing. */
function leastByRealisation(samples: Sample[]): number[] {
  const least = new Map<string, number>();
  for (const { level, realisation, chi2 } of samples) {
    const key = `${level} ${realisation}`;
    least.set(key, Math.min(chi2, least.get(key) ?? Infinity));
  }
  return [...least.values()].sort((a, b) => a - b);
}
