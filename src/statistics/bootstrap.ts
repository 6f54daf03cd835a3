/**
 * The bootstrap (Efron 1979, Ann. Stat. 7, 1): the error of any statistic of independent realisations, medians among them, for
 * which the delete-one jackknife does not converge (Efron & Tibshirani 1993, section 11.6). What is drawn anew are whole
 * realisations: what belongs to one (its gradients, its path lengths) stays together.
 */

import type { Measured } from "./jackknife.js";
import { uniform } from "./random.js";

/** Each error is known to 1/sqrt(2 RESAMPLES): 2.2 %. */
export const RESAMPLES = 1000;

/**
 * The statistic of all realisations, and its standard error: the scatter over samples of as many realisations, drawn with
 * repetition. The draws are the same at every call, so that equal realisations have equal errors. The error is null for fewer
 * than two realisations, and where the statistic of a sample is no number.
 *
 * @param realisations how many there are
 * @param statistic of the realisations with these places in the list, one of them as often as it stands there; what it is given is
 *   used again
 */
export const bootstrap = (
  realisations: number,
  statistic: (places: Int32Array) => number,
  resamples = RESAMPLES,
): Measured => bootstrapAll(realisations, (places) => [statistic(places)], resamples)[0];

/** The same of several statistics, each sample drawn once for all of them. */
export function bootstrapAll(
  realisations: number,
  statistics: (places: Int32Array) => readonly number[],
  resamples = RESAMPLES,
): Measured[] {
  const places = Int32Array.from({ length: realisations }, (_, k) => k);
  const values = statistics(places);
  if (realisations < 2) return values.map((value) => ({ value, error: null }));
  const random = uniform(1);
  const drawn = values.map(() => new Float64Array(resamples));
  for (let b = 0; b < resamples; b++) {
    for (let k = 0; k < realisations; k++) places[k] = Math.floor(realisations * random());
    statistics(places).forEach((value, s) => {
      drawn[s][b] = value;
    });
  }
  return values.map((value, s) => {
    const mean = drawn[s].reduce((a, x) => a + x, 0) / resamples;
    const squares = drawn[s].reduce((a, x) => a + (x - mean) * (x - mean), 0);
    const error = Math.sqrt(squares / (resamples - 1));
    return { value, error: Number.isFinite(error) ? error : null };
  });
}
