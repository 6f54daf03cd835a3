// What makes widths of an inference doubtful: few realisations, few directions, data whose weight lies outside of the run.

import { namesText } from "../words/lists.js";
import { percent, plain } from "../words/numbers.js";
import type { Datum } from "./data.js";
import type { Ensemble } from "./ensemble.js";
import { partBeyond, type Seen } from "./weights.js";

/** What of a question they look at. */
interface Looked {
  ensembles: Ensemble[];
  data: Datum[];
  seen: Seen;
}

/** With fewer effective realisations the answer depends on which ones there are. */
const FEW = 10;
/** Part of the scatter above which the noise of the directions is half of what is seen, or more. */
const NOISY = 0.7;
/** Parts of the weight of a datum beyond the rigidities of the run, from which on it is said. */
const BEYOND = 0.01;

export function warningsOf(question: Looked, effective: number): string[] {
  const { ensembles } = question;
  const warnings = beyondOf(question);
  const count = ensembles.reduce((sum, { realisation }) => sum + realisation.length, 0);
  if (effective < FEW) {
    warnings.push(
      `too few realisations: the answer rests on ${effective.toFixed(1)} of ${count} (effective number), ${FEW} or more are needed for widths to be right; run more realisations`,
    );
  }
  for (const ensemble of ensembles) {
    const noisy = ensemble.rigidity_TV.flatMap((R, j) => {
      const part = noisePart(ensemble, j);
      return part > NOISY ? [`${part.toFixed(2)} at ${R} TV (${ensemble.directions[j]} directions)`] : [];
    });
    if (noisy.length > 0) {
      warnings.push(
        `too few directions at turbulence level ${ensemble.turbulence_level}: in parts of the scatter between realisations, from which it has to be told, their noise is ${noisy.join(", ")}; run a larger particles.nside`,
      );
    }
  }
  return warnings;
}

/** Data that composition or energy resolution take out of the rigidities of the run. */
function beyondOf({ ensembles, data, seen }: Looked): string[] {
  const { rigidity_TV } = ensembles[0];
  const found = data
    .map(({ name, energy_TeV }) => ({ name, energy_TeV, part: partBeyond(energy_TeV, rigidity_TV, seen) }))
    .filter(({ part }) => part >= BEYOND)
    .sort((a, b) => b.part - a.part);
  if (found.length === 0) return [];
  const named = found.map(({ name, energy_TeV, part }) => `${percent(part)} of ${name}, ${plain(energy_TeV, 4)} TeV`);
  const causes = [
    ...(seen.helium > 0 ? [`--helium ${seen.helium}`] : []),
    ...(seen.resolution === null ? [] : [`--smear-logE ${seen.resolution.width}`]),
  ];
  const range = `${Math.min(...rigidity_TV)}..${Math.max(...rigidity_TV)} TV`;
  return [
    `${causes.length > 0 ? `${causes.join(" and ")}: ` : ""}part of the weight of ${found.length} of ${data.length} data lies outside of the rigidities of the run, ${range}, where the response is taken as constant, that of the nearest: ${namesText(named)}; run more rigidities, or use fewer --energies`,
  ];
}

/** Root mean square of the noise of the directions, in parts of the scatter between realisations; at one rigidity. */
function noisePart({ tensors, noise, realisation, rigidity_TV }: Ensemble, j: number): number {
  const K = realisation.length;
  let [scatter, square] = [0, 0];
  for (let i = 0; i < 9; i++) {
    const places = realisation.map((_, k) => 9 * (rigidity_TV.length * k + j) + i);
    const mean = places.reduce((sum, p) => sum + tensors[p] / K, 0);
    for (const p of places) {
      scatter += (tensors[p] - mean) ** 2 / Math.max(1, K - 1);
      square += noise[p] ** 2 / K;
    }
  }
  return Math.sqrt(square / scatter);
}
