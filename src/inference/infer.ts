/**
 * What measured first harmonics say about the gradient of the cosmic-ray density and the direction of the regular field, with the
 * realisations of a run as the ensemble of what the turbulent field may be (docs/infer.md).
 */

import { blasiAmato } from "../response/diffusion.js";
import type { Vector } from "../sky/directions.js";
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
import { condensed, type Datum, noiseOf } from "./data.js";
import { type Ensemble, isotropic } from "./ensemble.js";
import type { GradientPrior } from "./gradients.js";
import { aboutAxis, anyOrientation, asItIs } from "./orientations.js";
import { type Evidence, evidenceOf, type Hypothesis, realisationWeights, sampled, sampledBefore } from "./posterior.js";
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
  /** cells of orientations: nside of +x, turns about it; places that are drawn in them; samples. Absent: GRID */
  grid?: { nside: number; turns: number; places: number; samples: number };
}

export interface Predicted {
  energy_TeV: number;
  amplitude: { median: number; q16: number; q84: number };
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

const GRID = { nside: 4, turns: 16, places: 100_000, samples: 40_000 };
/** With fewer effective realisations the answer depends on which ones there are. */
const FEW = 10;
/** With fewer effective places the sum over orientations is not to be trusted. */
const FEW_PLACES = 200;

export function infer(question: Question): Inference {
  const { ensembles, gradient, direction, axis_icrs_deg, local } = question;
  const grid = question.grid ?? GRID;
  const random = uniform(1);
  const orientations = axis_icrs_deg === null ? anyOrientation(grid.nside, grid.turns) : aboutAxis(axis_icrs_deg);
  const hypotheses = ensembles.map((ensemble): Hypothesis => {
    // without B0 and a local field nothing is known of +x
    const free = axis_icrs_deg !== null && !local && !hasRegular(ensemble);
    return {
      ensemble,
      orientations: free ? anyOrientation(grid.nside, grid.turns) : orientations,
      data: dataFor(question, ensemble),
    };
  });
  const evidences = hypotheses.map((hypothesis) => evidenceOf(hypothesis, gradient, grid.places, random));
  const most = evidences.reduce((a, { log }) => Math.max(a, log), -Infinity);
  const parts = evidences.map(({ log }) => Math.exp(log - most));
  const total = parts.reduce((a, b) => a + b, 0);
  const weights = parts.map((p) => p / total);
  const isotropicCase = isotropicHypothesis(question);
  // one orientation: every place is the same
  const isotropicPlaces = 1;

  const after = sampled(hypotheses, evidences, weights, gradient, grid.samples, random);
  const before = sampledBefore(hypotheses, gradient, grid.samples, random);
  const regular = ensembles.some(hasRegular);
  // what needs B0, of the levels with one: at equal weights they would outvote a level that the data prefer
  const conditional = regular ? conditionalSamples(question, hypotheses, evidences, weights, random) : null;
  const signed = axis_icrs_deg !== null;
  const along = ({ along }: { along: number }) => (signed ? along : Math.abs(along));
  const size = ({ gradient: [x, y, z] }: { gradient: readonly number[] }) => Math.sqrt(x * x + y * y + z * z);
  const answer = <T>(value: (sample: T) => number, a: readonly T[], b: readonly T[]): Answer => ({
    ...intervalOf(a.map(value)),
    prior: intervalOf(b.map(value)),
  });
  const withField = before.filter(({ along }) => !Number.isNaN(along));
  const line = ({ angle_deg }: { angle_deg: number }) => angle_deg;
  const field = (samples: typeof after) => placeOf(samples.map(({ regular }) => question.toFrame(regular)));
  const b0Known = signed && !local;

  const byRealisation = hypotheses.flatMap((hypothesis, i) =>
    realisationWeights(hypothesis, evidences[i]).map((w) => w * weights[i]),
  );
  const chi2 = leastByRealisation(after);
  const effective = 1 / byRealisation.reduce((sum, w) => sum + w * w, 0);
  const names = ensembles.map(({ turbulence_level }) => String(turbulence_level));
  return {
    gradient_along_b0_per_kpc: conditional && answer(along, conditional, withField),
    gradient_per_kpc: answer(size, after, before),
    angle_deg: conditional && answer(line, conditional, withField),
    gradient_deg:
      direction === null
        ? placeOf(after.map(({ gradient: g }) => question.toFrame(g)))
        : knownPlace(question.toFrame(direction)),
    b0_deg:
      conditional === null ? null : b0Known ? knownPlace(question.toFrame(conditional[0].regular)) : field(conditional),
    log_evidence: Object.fromEntries([
      ...names.map((name, i) => [name, evidences[i].log]),
      ["isotropic", evidenceOf(isotropicCase, gradient, isotropicPlaces, random).log],
    ]),
    probability: Object.fromEntries(names.map((name, i) => [name, weights[i]])),
    effective_realisations: effective,
    chi2: {
      best: chi2[0],
      typical: chi2[Math.floor(chi2.length / 2)],
      numbers: hypotheses[0].data.numbers,
    },
    information_nats: {
      b0_line: conditional === null || b0Known ? null : informationOnLine(field(withField), field(conditional)),
      gradient_along_b0: conditional && informationOn(withField.map(along), conditional.map(along)),
      gradient: informationOn(before.map(size), after.map(size)),
      angle: conditional && informationOn(withField.map(line), conditional.map(line)),
    },
    predicted: predictions(question, after),
    warnings: warningsOf(question, hypotheses, evidences, effective),
  };
}

const hasRegular = ({ regular }: Ensemble): boolean => regular.some((c) => c !== 0);

function dataFor({ data, seen, motion, gradient }: Question, ensemble: Ensemble) {
  const weights = data.map(({ energy_TeV }) => weightsAt(energy_TeV, ensemble.rigidity_TV, seen));
  return condensed(data, weights, ensemble, gradient.rms_per_kpc / Math.sqrt(3), motion);
}

/** R = -3 D 1 with the D of B/C: the same in every orientation. */
function isotropicHypothesis(question: Question): Hypothesis {
  const { rigidity_TV } = question.ensembles[0];
  const ensemble = isotropic(
    rigidity_TV,
    rigidity_TV.map((R) => blasiAmato(R)),
  );
  return { ensemble, orientations: asItIs, data: dataFor(question, ensemble) };
}

function conditionalSamples(
  { ensembles, gradient, grid = GRID }: Question,
  hypotheses: Hypothesis[],
  evidences: Evidence[],
  weights: number[],
  random: () => number,
) {
  const places = ensembles.map((_, i) => i).filter((i) => hasRegular(ensembles[i]));
  const sum = places.reduce((total, i) => total + weights[i], 0);
  return sampled(
    places.map((i) => hypotheses[i]),
    places.map((i) => evidences[i]),
    places.map((i) => (sum > 0 ? weights[i] / sum : 1 / places.length)),
    ...([gradient, grid.samples, random] as const),
  );
}

function predictions(question: Question, samples: ReturnType<typeof sampled>): Predicted[] {
  const { rigidity_TV } = question.ensembles[0];
  const [low, high] = [rigidity_TV[0], rigidity_TV[rigidity_TV.length - 1]];
  const some = samples.filter((_, i) => i % 10 === 0);
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
function leastByRealisation(samples: ReturnType<typeof sampled>): number[] {
  const least = new Map<string, number>();
  for (const { level, realisation, chi2 } of samples) {
    const key = `${level} ${realisation}`;
    least.set(key, Math.min(chi2, least.get(key) ?? Infinity));
  }
  return [...least.values()].sort((a, b) => a - b);
}

function warningsOf(question: Question, hypotheses: Hypothesis[], evidences: Evidence[], effective: number): string[] {
  const warnings: string[] = [];
  const count = question.ensembles.reduce((sum, { realisation }) => sum + realisation.length, 0);
  if (effective < FEW) {
    warnings.push(
      `too few realisations: the answer rests on ${effective.toFixed(1)} of ${count} (effective number), ${FEW} or more are needed for widths to be right; run more realisations`,
    );
  }
  const scale = question.gradient.rms_per_kpc / Math.sqrt(3);
  const least = Math.min(...question.data.map(({ covariance: [xx, , yy] }) => Math.sqrt((xx + yy) / 2)));
  const largest = Math.max(...question.data.map(({ x, y }) => x * x + y * y));
  for (const { ensemble } of hypotheses) {
    const noisy = ensemble.rigidity_TV.flatMap((R, j) => {
      const own = Math.sqrt(noiseOf(j, largest, ensemble, scale));
      return own > least ? [`${own.toExponential(1)} at ${R} TV (${ensemble.directions[j]} directions)`] : [];
    });
    if (noisy.length > 0) {
      warnings.push(
        `too few directions at turbulence level ${ensemble.turbulence_level}: their noise, ${noisy.join(", ")}, is above the smallest error of the data; run a larger particles.nside`,
      );
    }
  }
  evidences.forEach(({ effective: places }, i) => {
    if (places < FEW_PLACES) {
      const level = question.ensembles[i].turbulence_level;
      warnings.push(
        `the errors of the data are too small for the sum over orientations at turbulence level ${level}: ${places.toFixed(0)} places carry it, ${FEW_PLACES} are needed; give a larger --model-error`,
      );
    }
  });
  return warnings;
}
