// The sum over a field's modes, against which its interpolation is judged.
import type { Kernel } from "../src/flight/kernel.js";
import { openField } from "../src/flight/open_field.js";
import type { Scene } from "./contestant.js";

/** Total field (regular + all modes) at points [n][3] in pc, uG. */
export async function exactField(kernel: Kernel, { config, group }: Scene, points: Float64Array) {
  const modes = (await openField(kernel, config, group, 0)).modes();
  const field = new Float64Array(points.length);
  for (let p = 0; p < points.length; p += 3) {
    const b = [group.regular_uG, 0, 0];
    for (let m = 0; m < modes.length; m += 9) {
      const phase = modes[m] * points[p] + modes[m + 1] * points[p + 1] + modes[m + 2] * points[p + 2];
      const cosine = 2 * Math.cos(phase);
      const sine = 2 * Math.sin(phase);
      for (let c = 0; c < 3; c++) b[c] += modes[m + 3 + c] * cosine - modes[m + 6 + c] * sine;
    }
    field.set(b, p);
  }
  return field;
}

/** Points that lie anywhere, always the same. */
export const scattered = (count: number, size_pc: number): Float64Array =>
  new Float64Array(3 * count).map((_, i) => size_pc * Math.sin(1 + 12.9898 * i * i));

/** rms difference of two fields over the rms of the second. */
export function relativeError(found: Float64Array, exact: Float64Array): number {
  let square = 0;
  let difference = 0;
  for (let i = 0; i < exact.length; i++) {
    square += exact[i] ** 2;
    difference += (exact[i] - found[i]) ** 2;
  }
  return Math.sqrt(difference / square);
}
