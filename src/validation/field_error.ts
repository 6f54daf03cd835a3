// Error of a field against the sum over its modes: the price of its speed (`larmor bench`, bench/).

import type { Group } from "../config/config.js";
import { sumOfModes } from "../flight/modes.js";
import type { KernelField } from "../flight/open_field.js";

/** Points [count][3] within `size_pc` of the origin along each axis, always the same. */
export const scattered = (count: number, size_pc: number): Float64Array =>
  new Float64Array(3 * count).map((_, i) => size_pc * Math.sin(1 + 12.9898 * i * i));

/** Total field at points [n][3] in pc, uG: the sum over the modes, and a regular field along x. */
export function exactField(field: KernelField, { regular_uG }: Group, points: Float64Array): Float64Array {
  return sumOfModes(field.modes(), points).map((b, i) => (i % 3 === 0 ? b + regular_uG : b));
}

/** rms difference of two fields over the rms of the second. */
export function relativeError(field: Float64Array, exact: Float64Array): number {
  let square = 0;
  let difference = 0;
  for (let i = 0; i < exact.length; i++) {
    square += exact[i] ** 2;
    difference += (exact[i] - field[i]) ** 2;
  }
  return Math.sqrt(difference / square);
}

/** Positions [paths][particles][3] as points along the path of one particle after the other. */
export function byParticle(positions: Float64Array, particles: number): Float64Array {
  const points = new Float64Array(positions.length);
  const paths = positions.length / (3 * particles);
  for (let i = 0; i < particles; i++)
    for (let t = 0; t < paths; t++) {
      const from = 3 * (t * particles + i);
      points.set(positions.subarray(from, from + 3), 3 * (i * paths + t));
    }
  return points;
}
