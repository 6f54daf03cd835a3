// Whether a cube closes at its faces: larmor repeats it, and what does not close jumps there.

import type { Triple } from "../config/cube.js";

/** A field that changes so many times as much at a face as inside is not periodic. */
export const MOST_JUMP = 2;

/**
 * For each axis the rms change of the field from the last plane of nodes to the first, over that between neighbouring planes inside:
 * 1 in a periodic field. Null along an axis with less than three nodes, or without any change inside.
 */
export function faceJumps(values: Float32Array, cells: Triple): (number | null)[] {
  const strides = [cells[1] * cells[2], cells[2], 1];
  return [0, 1, 2].map((axis) => {
    const n = cells[axis];
    if (n < 3) return null;
    const change = (from: number, to: number) => planeChange(values, { cells, strides, axis }, from, to);
    const inside = [1, 2, 3].map((quarter) => Math.min(n - 2, Math.floor((quarter * n) / 4)));
    const within = inside.reduce((sum, plane) => sum + change(plane, plane + 1) / inside.length, 0);
    return within > 0 ? Math.sqrt(change(n - 1, 0) / within) : null;
  });
}

/** Sum of |B(to) - B(from)|^2 over the nodes of two planes across an axis. */
function planeChange(
  values: Float32Array,
  { cells, strides, axis }: { cells: Triple; strides: number[]; axis: number },
  from: number,
  to: number,
): number {
  const [a, b] = [0, 1, 2].filter((other) => other !== axis);
  let sum = 0;
  for (let i = 0; i < cells[a]; i++) {
    for (let j = 0; j < cells[b]; j++) {
      const place = i * strides[a] + j * strides[b];
      const [here, there] = [3 * (place + from * strides[axis]), 3 * (place + to * strides[axis])];
      for (let c = 0; c < 3; c++) sum += (values[there + c] - values[here + c]) ** 2;
    }
  }
  return sum;
}
