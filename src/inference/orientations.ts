/**
 * How a run may lie on the sky: rotations Q from the frame of the tensors to ICRS, their nine numbers row by row. All that are
 * possible are divided into cells of equal weight.
 */

import { directionVector, type Vector } from "../sky/directions.js";
import { centresOf, pixelOf } from "../sky/healpix.js";

export interface Orientations {
  cells: number;
  /** the middle of each cell, [cells][9] */
  middles: Float64Array;
  /** anywhere in a cell, uniformly: the nine numbers */
  draw(cell: number, random: () => number): Float64Array;
}

/** Turns about an axis that is given. */
const TURNS_ABOUT_AXIS = 96;
/** The golden section: turns of neighbouring pixels do not fall together. */
const GOLDEN = 0.6180339887498949;

/** +x anywhere, in a pixel of nside, and any of `turns` equal turns about it: all of SO(3). */
export function anyOrientation(nside: number, turns: number): Orientations {
  const centres = centresOf(nside);
  const count = centres.length / 3;
  const axisOf = (p: number): Vector => [centres[3 * p], centres[3 * p + 1], centres[3 * p + 2]];
  const turnOf = (p: number, m: number, part: number) => (m + part + ((p * GOLDEN) % 1)) / turns;
  const middles = new Float64Array(9 * count * turns);
  for (let p = 0; p < count; p++) {
    for (let m = 0; m < turns; m++) middles.set(rotation(axisOf(p), turnOf(p, m, 0.5)), 9 * (p * turns + m));
  }
  return {
    cells: count * turns,
    middles,
    draw(cell, random) {
      const p = Math.floor(cell / turns);
      const axis = pointIn(nside, p, axisOf(p), random);
      return rotation(axis, turnOf(p, cell % turns, random()));
    },
  };
}

/** +x towards a direction of ICRS, every turn about it. */
export function aboutAxis(icrs_deg: readonly [number, number]): Orientations {
  const axis = directionVector(...icrs_deg);
  const turns = TURNS_ABOUT_AXIS;
  const middles = new Float64Array(9 * turns);
  for (let m = 0; m < turns; m++) middles.set(rotation(axis, (m + 0.5) / turns), 9 * m);
  return { cells: turns, middles, draw: (cell, random) => rotation(axis, (cell + random()) / turns) };
}

/** One orientation only. */
export const asItIs: Orientations = {
  cells: 1,
  middles: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
  draw: () => Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
};

/** Uniform in a pixel: points of a cap about it, until one lies in it. */
function pointIn(nside: number, pixel: number, centre: Vector, random: () => number): Vector {
  const deepest = 1 - Math.cos(0.9 / nside);
  const Q = rotation(centre, 0);
  for (;;) {
    const x = 1 - deepest * random();
    const s = Math.sqrt(1 - x * x);
    const turn = 2 * Math.PI * random();
    const v = turned(Q, [x, s * Math.cos(turn), s * Math.sin(turn)]);
    if (pixelOf(nside, v[0], v[1], v[2]) === pixel) return v;
  }
}

/** A rotation that takes +x to the axis, turned by a part of the full circle about it. */
export function rotation([x, y, z]: Vector, turn: number): Float64Array {
  // two directions across: (second, third), third in the plane of the axis and the north, as in runToSky (frames.ts)
  const across = Math.sqrt(x * x + y * y);
  const [u, v] = across > 1e-12 ? [-y / across, x / across] : [0, 1];
  const s = Math.sin(2 * Math.PI * turn);
  const c = Math.cos(2 * Math.PI * turn);
  const [tx, ty, tz] = [-z * v, z * u, x * v - y * u];
  return Float64Array.of(x, c * u + s * tx, c * tx - s * u, y, c * v + s * ty, c * ty - s * v, z, s * tz, c * tz);
}

/** Q v. */
export const turned = (Q: Float64Array, [x, y, z]: readonly number[]): Vector => [
  Q[0] * x + Q[1] * y + Q[2] * z,
  Q[3] * x + Q[4] * y + Q[5] * z,
  Q[6] * x + Q[7] * y + Q[8] * z,
];
