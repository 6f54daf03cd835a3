/** How a run may lie on the sky: rotations Q from the frame of the tensors to ICRS, nine numbers, row by row. */

import { directionVector, type Vector } from "../sky/directions.js";
import { standardNormal } from "./normal.js";

/** `any`: all rotations; `about`: those that take +x to the axis; `fixed`: the one that changes nothing. Each alike. */
export type Orientations = { kind: "any" | "fixed" } | { kind: "about"; axis: Vector };

export const anyOrientation: Orientations = { kind: "any" };
export const asItIs: Orientations = { kind: "fixed" };

/** +x towards a direction of ICRS, every turn about it. */
export const aboutAxis = (icrs_deg: readonly [number, number]): Orientations => ({
  kind: "about",
  axis: directionVector(...icrs_deg),
});

export function drawn(orientations: Orientations, random: () => number): Float64Array {
  if (orientations.kind === "fixed") return Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  return rotation(orientations.kind === "about" ? orientations.axis : anyDirection(random), random());
}

export function anyDirection(random: () => number): Vector {
  const [x, y, z] = [standardNormal(random), standardNormal(random), standardNormal(random)];
  const size = Math.sqrt(x * x + y * y + z * z);
  return [x / size, y / size, z / size];
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

/** Turns a vector that begins at a place of the array about an axis, in place (Rodrigues' formula); the next element is `step` on. */
export function turnAbout(
  [x, y, z]: Vector,
  cos: number,
  sin: number,
  vectors: Float64Array,
  first: number,
  step = 1,
): void {
  const a = vectors[first];
  const b = vectors[first + step];
  const c = vectors[first + 2 * step];
  const d = (x * a + y * b + z * c) * (1 - cos);
  vectors[first] = cos * a + sin * (y * c - z * b) + d * x;
  vectors[first + step] = cos * b + sin * (z * a - x * c) + d * y;
  vectors[first + 2 * step] = cos * c + sin * (x * b - y * a) + d * z;
}

/** Q v. */
export const turned = (Q: Float64Array, [x, y, z]: readonly number[]): Vector => [
  Q[0] * x + Q[1] * y + Q[2] * z,
  Q[3] * x + Q[4] * y + Q[5] * z,
  Q[6] * x + Q[7] * y + Q[8] * z,
];
