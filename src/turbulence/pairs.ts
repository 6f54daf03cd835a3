// Pairs of places in a cube and in a field without bounds.

import type { CubeGrid } from "../config/cube.js";
import { uniform } from "../statistics/random.js";
import type { DrawPairs, Pairs } from "./increments.js";

/** Parts of a sample in a cube: its octants. */
export const OCTANTS = 8;
/** Parts of a sample in a field without bounds. */
export const PARTS = 16;

/** A random unit vector, or that of an axis, in `into`. */
function direction(random: () => number, axis: number | undefined, into: Float64Array): void {
  if (axis !== undefined) {
    into.fill(0);
    into[axis] = 1;
    return;
  }
  const z = 2 * random() - 1;
  const angle = 2 * Math.PI * random();
  const across = Math.sqrt(1 - z * z);
  into[0] = across * Math.cos(angle);
  into[1] = across * Math.sin(angle);
  into[2] = z;
}

const emptyPairs = (count: number): Pairs => ({
  ...{ first: new Float64Array(3 * count), second: new Float64Array(3 * count) },
  ...{ apart: new Float64Array(3 * count), parts: new Uint8Array(count) },
});

/**
 * Nodes of a cube and nodes near the wanted distance: nothing is interpolated. In the frame of the run.
 * @param open the axes along which the cube does not close: no pair crosses its faces there
 */
export function nodePairs(
  { scale_uG, ...grid }: Pick<CubeGrid, "cells" | "cell_pc" | "turn" | "scale_uG">,
  values: Float32Array,
  { seed, open = [] }: { seed: number; open?: readonly boolean[] },
): DrawPairs {
  const random = uniform(seed);
  // a config is frozen, and frozen lists are read ten times slower
  const cells = Int32Array.from(grid.cells);
  const cell_pc = Float64Array.from(grid.cell_pc);
  const turn = Float64Array.from(grid.turn);
  const toward = new Float64Array(3);
  const shift = new Int32Array(3);
  const length = new Float64Array(3);
  const turned = (from: Float32Array | Float64Array, start: number, into: Float64Array, to: number, scale: number) => {
    const x = scale * from[start];
    const y = scale * from[start + 1];
    const z = scale * from[start + 2];
    for (let j = 0; j < 3; j++) into[to + j] = turn[3 * j] * x + turn[3 * j + 1] * y + turn[3 * j + 2] * z;
  };
  return (distance_pc, count, axis) => {
    const pairs = emptyPairs(count);
    for (let p = 0; p < count; p++) {
      do {
        direction(random, axis, toward);
        for (let j = 0; j < 3; j++) {
          shift[j] = cells[j] === 1 ? 0 : Math.round((distance_pc * toward[j]) / cell_pc[j]);
          length[j] = shift[j] * cell_pc[j];
        }
      } while (axis === undefined && shift[0] === 0 && shift[1] === 0 && shift[2] === 0);
      let here = 0;
      let there = 0;
      let part = 0;
      for (let j = 0; j < 3; j++) {
        const n = cells[j];
        const far = shift[j];
        const node = open[j]
          ? Math.floor(random() * (n - Math.abs(far))) + Math.max(0, -far)
          : Math.floor(random() * n);
        here = here * n + node;
        const other = node + far; // no distance is longer than a side
        there = there * n + (other < 0 ? other + n : other >= n ? other - n : other);
        part = 2 * part + (2 * node >= n ? 1 : 0);
      }
      turned(values, 3 * here, pairs.first, 3 * p, scale_uG);
      turned(values, 3 * there, pairs.second, 3 * p, scale_uG);
      turned(length, 0, pairs.apart, 3 * p, 1);
      pairs.parts[p] = part;
    }
    return pairs;
  };
}

/** Points that are evaluated at a time. */
const BLOCK = 2 ** 14;

/**
 * Places anywhere in a large cube.
 * @param fieldAt the field at points [n][3]
 */
export function freePairs(
  fieldAt: (points: Float64Array) => Float64Array,
  { side_pc, seed }: { side_pc: number; seed: number },
): DrawPairs {
  const random = uniform(seed);
  const toward = new Float64Array(3);
  return (distance_pc, count, axis) => {
    const pairs = emptyPairs(count);
    for (let from = 0; from < count; from += BLOCK) {
      const here = new Float64Array(3 * Math.min(BLOCK, count - from));
      const there = new Float64Array(here.length);
      for (let i = 0; i < here.length; i += 3) {
        direction(random, axis, toward);
        for (let j = 0; j < 3; j++) {
          here[i + j] = side_pc * (random() - 0.5);
          pairs.apart[3 * from + i + j] = distance_pc * toward[j];
          there[i + j] = here[i + j] + distance_pc * toward[j];
        }
        pairs.parts[from + i / 3] = (from + i / 3) % PARTS;
      }
      pairs.first.set(fieldAt(here), 3 * from);
      pairs.second.set(fieldAt(there), 3 * from);
    }
    return pairs;
  };
}
