// Amplitudes as the measurements have them: an experiment reports a first harmonic, the paper compares the whole |delta|
// with it. Claims give both readings.

import { amplitude } from "../response/dipole.js";
import { dipoles } from "../response/dipole_statistics.js";
import { firstHarmonics, KASCADE_BAND, orientation } from "../response/first_harmonic.js";
import type { Sample } from "../response/sample.js";
import type { Vector } from "../sky/directions.js";
import { type Measured, meanWithError, medianWithError } from "../statistics/jackknife.js";

/** [realisation][orientation on the sky] */
export type Amplitudes = number[][];

export interface Reading {
  /** added to a claim's name */
  suffix: string;
  words: string;
  amplitudes: (vectors: readonly Vector[], hasRegularField: boolean) => Amplitudes;
}

/** Claims are made in the paper's frame. */
const onSky = (hasRegularField: boolean) => orientation(hasRegularField ? [0, 0] : null);
const WHERE = "B0 as HAWC and IceCube have it; without B0 any orientation";

export const WHOLE: Reading = {
  suffix: "",
  words: "|delta|",
  amplitudes: (vectors) => vectors.map((delta) => [amplitude(delta)]),
};
export const FIRST_HARMONIC: Reading = {
  suffix: ", first harmonic",
  words: `first harmonic in KASCADE's declinations (${KASCADE_BAND.join(" to ")} degrees; ${WHERE})`,
  amplitudes: (vectors, hasRegularField) => firstHarmonics(vectors, onSky(hasRegularField), KASCADE_BAND),
};
/** EAS-TOP gives its amplitudes in the equatorial plane: its band is taken out. */
export const EQUATORIAL: Reading = {
  suffix: ", equatorial",
  words: `projection on the equatorial plane (${WHERE})`,
  amplitudes: (vectors, hasRegularField) => firstHarmonics(vectors, onSky(hasRegularField)),
};

/** Dipoles for a literal gradient at an angle from B0 (in the plane of the longitudes of the run's frame). */
function vectorsAt(sample: Sample, angle_deg: number, per_kpc = 0.14, density?: string): Vector[] {
  const beside = density === undefined ? {} : { density };
  const found = dipoles(sample, { direction_deg: [angle_deg, 0], per_kpc, kind: "literal", ...beside });
  if (found === null) throw new Error("a literal gradient always has dipoles");
  return found.vector;
}

export const amplitudesAt = (sample: Sample, angle_deg: number, reading = WHOLE, per_kpc = 0.14): Amplitudes =>
  reading.amplitudes(vectorsAt(sample, angle_deg, per_kpc), sample.group.regular_uG > 0);

/** The same with a density of the run beside the gradient. */
export const amplitudesWith = (sample: Sample, density: string, angle_deg: number, reading = WHOLE): Amplitudes =>
  reading.amplitudes(vectorsAt(sample, angle_deg, 0.14, density), sample.group.regular_uG > 0);

export const medianOf = (values: Iterable<number>): Measured =>
  medianWithError(Array.from(values).sort((a, b) => a - b));

/** Median over realisations and orientations; its error is that of the realisations alone. */
export function medianAmplitude(amplitudes: Amplitudes): Measured {
  const { value } = medianOf(amplitudes.flat());
  return { value, error: medianOf(amplitudes.map((turns) => medianOf(turns).value)).error };
}

/**
 * How far from 90 degrees the gradient may be for the median to stay below a limit, degrees; 0: it is above the limit at
 * 90 degrees already. The error is that of the mean of four quarters of the realisations.
 */
export function reach(amplitudes: (angle_deg: number) => Amplitudes, limit: number): Measured {
  const quarters = [0, 1, 2, 3].map((quarter) => crossing(amplitudes, limit, (k) => k % 4 === quarter));
  return { value: crossing(amplitudes, limit, () => true), error: meanWithError(quarters).error };
}

/** By bisection, for the realisations that are kept. */
function crossing(
  amplitudes: (angle_deg: number) => Amplitudes,
  limit: number,
  keep: (realisation: number) => boolean,
): number {
  const median = (off: number) =>
    medianOf(
      amplitudes(90 - off)
        .filter((_, k) => keep(k))
        .flat(),
    ).value;
  if (median(0) >= limit) return 0;
  let [low, high] = [0, 90];
  for (let i = 0; i < 20; i++) {
    const middle = (low + high) / 2;
    if (median(middle) < limit) low = middle;
    else high = middle;
  }
  return low;
}
