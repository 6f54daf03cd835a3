// Frames of the sky: Galactic and equatorial (ICRS) directions, and the rotation of a run's frame onto them.

import { directionDeg, directionVector, dot, scaled, type Vector } from "./directions.js";

/** A frame of the sky: Galactic longitude and latitude, or right ascension and declination (ICRS, J2000). */
export type SkyFrame = "galactic" | "icrs";

/** Rows: the Galactic x, y, z axes in ICRS. ESA 1997, The Hipparcos and Tycho Catalogues, vol. 1, section 1.5.3. */
const GALACTIC_FROM_ICRS: Vector[] = [
  [-0.0548755604162154, -0.873437090234885, -0.4838350155487132],
  [0.4941094278755837, -0.4448296299600112, 0.7469822444972189],
  [-0.8676661490190047, -0.1980763734312015, 0.4559837761750669],
];

/** A direction in degrees from one frame to another. */
export function toFrame(direction_deg: readonly [number, number], from: SkyFrame, to: SkyFrame): [number, number] {
  if (from === to) return [direction_deg[0], direction_deg[1]];
  return directionDeg(inFrame(icrsOf(directionVector(...direction_deg), from), to));
}

/** Converts a vector from a frame to ICRS, and back. */
export const icrsOf = (v: Vector, frame: SkyFrame): Vector =>
  frame === "icrs" ? v : timesTransposed(GALACTIC_FROM_ICRS, v);
export const inFrame = (v: Vector, frame: SkyFrame): Vector => (frame === "icrs" ? v : times(GALACTIC_FROM_ICRS, v));

/**
 * The rotation matrix from the run's frame to ICRS, its rows one after the other: it takes the run's regular field to
 * `field_icrs`, and the run's north as near to the north of ICRS as it goes. The last angle, around the field, is free:
 * on average nothing depends on it.
 * @param field_icrs longitude and latitude in degrees, or a unit vector
 * @param above directions in the run and in ICRS that come to lie as near to each other as it goes, in place of the norths
 */
export function runToSky(
  regular_deg: readonly [number, number],
  field_icrs: readonly [number, number] | Vector,
  above?: { run: Vector; sky: Vector },
): Vector[] {
  const run = basis(directionVector(...regular_deg), above?.run);
  const sky = basis(field_icrs.length === 3 ? field_icrs : directionVector(...field_icrs), above?.sky);
  return [0, 1, 2].map((i) => [0, 1, 2].map((j) => dot(column(sky, i), column(run, j))) as Vector);
}

/** Right-handed: the axis, and two across it, the last in the plane of the axis and the north (or of +x, at a pole). */
function basis(axis: Vector, wanted: Vector = [0, 0, 1]): [Vector, Vector, Vector] {
  const north: Vector =
    Math.abs(dot(axis, wanted)) < 1 - 1e-12 ? wanted : Math.abs(axis[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0];
  const across = scaled(axis, dot(axis, north));
  const up: Vector = [north[0] - across[0], north[1] - across[1], north[2] - across[2]];
  const third = scaled(up, 1 / Math.sqrt(dot(up, up)));
  const second: Vector = [
    third[1] * axis[2] - third[2] * axis[1],
    third[2] * axis[0] - third[0] * axis[2],
    third[0] * axis[1] - third[1] * axis[0],
  ];
  return [axis, second, third];
}

const column = (vectors: Vector[], i: number): Vector => [vectors[0][i], vectors[1][i], vectors[2][i]];

export function times(matrix: readonly Vector[], v: readonly number[]): Vector {
  return [dot(matrix[0], v), dot(matrix[1], v), dot(matrix[2], v)];
}

export function timesTransposed(matrix: readonly Vector[], v: readonly number[]): Vector {
  return [dot(column([...matrix], 0), v), dot(column([...matrix], 1), v), dot(column([...matrix], 2), v)];
}
