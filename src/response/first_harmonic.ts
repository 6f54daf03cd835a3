/**
 * What an experiment that scans the sky in right ascension measures of a dipole: the first harmonic, which is the dipole's
 * projection on the equatorial plane, times what its band of declinations leaves of it. The whole |delta| is larger.
 */

import { directionVector, dot, scaled, sinCosDeg, type Vector } from "../sky/directions.js";
import { runToSky, times } from "../sky/frames.js";
import { LOCAL_FIELDS } from "./detector.js";
import { amplitude } from "./dipole.js";

/** Declinations that KASCADE sees, degrees: zenith angles below 40 at 49 degrees north. */
export const KASCADE_BAND: readonly [number, number] = [9, 89];

const UNIT: readonly Vector[] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** Orientations about which the field of a run leaves its dipoles free. */
const ORIENTATIONS = 12;

/** Mean of cos(declination) over a band, each solid angle seen alike: what a band leaves of the equatorial projection. */
export function bandFactor([low, high]: readonly [number, number]): number {
  const [sinLow, cosLow] = sinCosDeg(low);
  const [sinHigh, cosHigh] = sinCosDeg(high);
  const radians = ((high - low) * Math.PI) / 180;
  // int cos^2 = (x + sin x cos x)/2, int cos = sin x
  return (radians + sinHigh * cosHigh - sinLow * cosLow) / (2 * (sinHigh - sinLow));
}

/** How a run lies on the sky: its regular field, and where others have inferred it to point (ICRS); null: no such field. */
export type OnSky = { regular_deg: readonly [number, number]; field_icrs_deg: readonly [number, number] } | null;

const { direction_deg: LOCAL_FIELD } = LOCAL_FIELDS["hawc-icecube"];

/** A run with this regular field, which lies as HAWC and IceCube have inferred it; null: without one. */
export const orientation = (regular_deg: readonly [number, number] | null): OnSky =>
  regular_deg === null ? null : { regular_deg, field_icrs_deg: LOCAL_FIELD };

/** What KASCADE's first harmonic is of a dipole along the regular field; without one of a dipole of any direction, in the mean. */
export const kascadeFactor = (hasRegularField: boolean): number =>
  bandFactor(KASCADE_BAND) * (hasRegularField ? sinCosDeg(LOCAL_FIELD[1])[1] : Math.PI / 4);

/**
 * First harmonics of each dipole in twelve orientations, [dipole][orientation]: with a regular field those about it,
 * whose direction alone is known on the sky; without one all orientations, each with its part of the sphere.
 * @param band of declinations, degrees; absent: the projection on the equatorial plane itself
 */
export function firstHarmonics(dipoles: readonly Vector[], where: OnSky, band?: readonly [number, number]): number[][] {
  const factor = band === undefined ? 1 : bandFactor(band);
  const steps = Array.from({ length: ORIENTATIONS }, (_, k) => (k + 0.5) / ORIENTATIONS);
  if (where === null) {
    return dipoles.map((delta) => steps.map((cosine) => factor * amplitude(delta) * Math.sqrt(1 - cosine ** 2)));
  }
  const rotation = runToSky(where.regular_deg, where.field_icrs_deg);
  const axis = directionVector(...where.regular_deg);
  // both turns are linear, so that those of the three unit vectors are enough for any number of dipoles
  const turns = steps.map((turn) => UNIT.map((e) => times(rotation, turned(e, axis, 360 * turn))));
  return dipoles.map(([a, b, c]) =>
    turns.map(([i, j, k]) => {
      const x = a * i[0] + b * j[0] + c * k[0];
      const y = a * i[1] + b * j[1] + c * k[1];
      return factor * Math.sqrt(x * x + y * y);
    }),
  );
}

/** How many dipoles have an amplitude in [low, high); one that has it in some orientations counts in part. */
export function countWithin(amplitudes: readonly number[][], low: number, high: number): number {
  return amplitudes.reduce((sum, turns) => sum + turns.filter((a) => a >= low && a < high).length / turns.length, 0);
}

/** A vector turned about a unit axis (Rodrigues). */
export function turned(v: Vector, axis: Vector, angle_deg: number): Vector {
  const [sine, cosine] = sinCosDeg(angle_deg);
  const along = scaled(axis, dot(axis, v) * (1 - cosine));
  return [
    v[0] * cosine + (axis[1] * v[2] - axis[2] * v[1]) * sine + along[0],
    v[1] * cosine + (axis[2] * v[0] - axis[0] * v[2]) * sine + along[1],
    v[2] * cosine + (axis[0] * v[1] - axis[1] * v[0]) * sine + along[2],
  ];
}
