// Amplitudes as the measurements have them: an experiment reports a first harmonic, the paper compares the whole |delta|
// with it. Claims give both readings.

import { GRADIENT_PER_KPC } from "../published.js";
import { amplitude } from "../response/dipole.js";
import { dipoles } from "../response/dipole_statistics.js";
import { firstHarmonics, KASCADE_BAND, orientation } from "../response/first_harmonic.js";
import type { Sample } from "../response/sample.js";
import type { Vector } from "../sky/directions.js";
import { bootstrap } from "../statistics/bootstrap.js";
import { type Measured, medianWithError } from "../statistics/jackknife.js";

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
function vectorsAt(sample: Sample, angle_deg: number, per_kpc = GRADIENT_PER_KPC, density?: string): Vector[] {
  const beside = density === undefined ? {} : { density };
  const found = dipoles(sample, { direction_deg: [angle_deg, 0], per_kpc, kind: "literal", ...beside });
  if (found === null) throw new Error("a literal gradient always has dipoles");
  return found.vector;
}

export const amplitudesAt = (
  sample: Sample,
  angle_deg: number,
  reading = WHOLE,
  per_kpc = GRADIENT_PER_KPC,
): Amplitudes => reading.amplitudes(vectorsAt(sample, angle_deg, per_kpc), sample.group.regular_uG > 0);

/** The same with a density of the run beside the gradient. */
export const amplitudesWith = (sample: Sample, density: string, angle_deg: number, reading = WHOLE): Amplitudes =>
  reading.amplitudes(vectorsAt(sample, angle_deg, GRADIENT_PER_KPC, density), sample.group.regular_uG > 0);

export const medianOf = (values: Iterable<number>): Measured =>
  medianWithError(Array.from(values).sort((a, b) => a - b));

/** Median over realisations and orientations; its error is that of the realisations alone. */
export function medianAmplitude(amplitudes: Amplitudes): Measured {
  const { value } = medianOf(amplitudes.flat());
  return { value, error: medianOf(amplitudes.map((turns) => medianOf(turns).value)).error };
}

/** Halvings of 90 degrees: to 1e-4 of a degree for the value, to 0.2 for its error, so that few angles are computed. */
const HALVINGS = 20;
const COARSE_HALVINGS = 9;
const RESAMPLES = 400;

/**
 * How far from 90 degrees the gradient may be for the median to stay below a limit, degrees; 0: it is above the limit at
 * 90 degrees already. The error is that of realisations drawn anew.
 */
export function reach(amplitudes: (angle_deg: number) => Amplitudes, limit: number): Measured {
  const known = new Map<number, Amplitudes>();
  const sizes = (off: number): Amplitudes => {
    const found = known.get(off) ?? amplitudes(90 - off);
    known.set(off, found);
    return found;
  };
  const n = sizes(0).length;
  const all = Int32Array.from({ length: n }, (_, k) => k);
  const { error } = bootstrap(n, (drawn) => crossing(sizes, limit, drawn, COARSE_HALVINGS), RESAMPLES);
  return { value: crossing(sizes, limit, all, HALVINGS), error };
}

/** By bisection, for these realisations. */
function crossing(sizes: (off: number) => Amplitudes, limit: number, drawn: Int32Array, halvings: number): number {
  const median = (off: number) => {
    const all = sizes(off);
    return medianOf(Array.from(drawn, (k) => all[k]).flat()).value;
  };
  if (median(0) >= limit) return 0;
  let [low, high] = [0, 90];
  for (let i = 0; i < halvings; i++) {
    const middle = (low + high) / 2;
    if (median(middle) < limit) low = middle;
    else high = middle;
  }
  return low;
}
