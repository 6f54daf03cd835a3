/** Which rigidities of a run stand for an energy: composition and energy resolution. */

import { spread } from "../response/detector.js";

export interface Seen {
  /** fraction of helium nuclei, of rigidity E/2e; the others are protons, E/e */
  helium: number;
  /** standard deviation in log10 E and index of the flux; null: none */
  resolution: { width: number; gamma: number } | null;
}

/** Weights of the rigidities, sum 1; linear in log R between them, constant beyond. */
export function weightsAt(energy_TeV: number, rigidity_TV: readonly number[], seen: Seen): Float64Array {
  const logs = rigidity_TV.map(Math.log10);
  const weights = new Float64Array(logs.length);
  for (const [log, weight] of parts(energy_TeV, seen)) spread(weights, logs, log, weight);
  return weights;
}

/** The part of the weight of an energy that lies below the lowest or above the highest rigidity, where that one stands for it. */
export function partBeyond(energy_TeV: number, rigidity_TV: readonly number[], seen: Seen): number {
  const [lowest, highest] = [Math.min(...rigidity_TV), Math.max(...rigidity_TV)].map(Math.log10);
  let beyond = 0;
  for (const [log, weight] of parts(energy_TeV, seen))
    if (log < lowest - ROUNDING || log > highest + ROUNDING) beyond += weight;
  return beyond;
}

const ROUNDING = 1e-9;

/** Rigidities (log10) that stand for an energy, with their weights, sum 1. */
function* parts(energy_TeV: number, { helium, resolution }: Seen): Iterable<[log: number, weight: number]> {
  const { width, gamma } = resolution ?? { width: 0, gamma: 0 };
  const steps = width === 0 ? [0] : Array.from({ length: 121 }, (_, i) => (i - 60) / 15);
  const total = steps.reduce((sum, x) => sum + Math.exp(-(x * x) / 2), 0);
  for (const [charge, fraction] of [
    [1, 1 - helium],
    [2, helium],
  ]) {
    for (const x of steps) {
      // as in `smeared` (detector.ts): the falling flux moves the true energies down
      const log = Math.log10(energy_TeV / charge) + (x - (gamma - 1) * Math.LN10 * width) * width;
      if (fraction > 0) yield [log, (fraction * Math.exp((-x * x) / 2)) / total];
    }
  }
}
