/** Which rigidities of a run stand for an energy: composition and energy resolution. */

import { spread } from "../response/detector.js";

export interface Seen {
  /** fraction of helium nuclei, of rigidity E/2e; the others are protons, E/e */
  helium: number;
  /** standard deviation in log10 E and index of the flux; null: none */
  resolution: { width: number; gamma: number } | null;
}

/** Weights of the rigidities, sum 1; linear in log R between them, constant beyond. */
export function weightsAt(
  energy_TeV: number,
  rigidity_TV: readonly number[],
  { helium, resolution }: Seen,
): Float64Array {
  const logs = rigidity_TV.map(Math.log10);
  const weights = new Float64Array(logs.length);
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
      if (fraction > 0) spread(weights, logs, log, (fraction * Math.exp((-x * x) / 2)) / total);
    }
  }
  return weights;
}
