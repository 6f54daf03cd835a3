// What a device records of one realisation, as it lies in its memory, and the trace that a worker makes of it: where the
// flights are, nothing is done for each particle.

import type { Group } from "../config/config.js";
import type { Trace } from "../flight/launch.js";
import { STATISTICS_ROWS } from "./memory.js";

/** Numbers of a particle at a path length: coarse and fine part of its position, and its momentum, vectors of four each. */
const RECORDED = 12;

/** One realisation's part of what a flight recorded. */
export interface Flown {
  /** single precision: [outputs][places][12], then rows of the state [5][places][4] (track.wgsl) */
  numbers: Float32Array<ArrayBuffer>;
  outputs: number;
  places: number;
  /** of each particle */
  steps: number;
  /** its step budget ended before its path */
  isShort: boolean;
}

/**
 * The part of one realisation.
 * @param all what a flight of `count` places recorded, in the same order
 */
export function numbersOf(
  all: Float32Array,
  outputs: number,
  count: number,
  slot: number,
  places: number,
): Flown["numbers"] {
  const numbers = new Float32Array(places * (RECORDED * outputs + 4 * STATISTICS_ROWS));
  let from = 0;
  let to = 0;
  for (let row = 0; row < outputs + STATISTICS_ROWS; row++) {
    const each = row < outputs ? RECORDED : 4;
    numbers.set(all.subarray(from + each * slot * places, from + each * (slot + 1) * places), to);
    from += each * count;
    to += each * places;
  }
  return numbers;
}

/** What came of the particles; one with a number that is none has failed and stays where it was. */
export function traceOf({ numbers, outputs, places, steps, isShort }: Flown, group: Group): Trace {
  const N = group.directions;
  const positions = new Float64Array(outputs * N * 3);
  const momenta = new Float64Array(outputs * N * 3);
  const escape_pc = new Float64Array(N).fill(Infinity);
  const trace = { steps: steps * N, rejected: 0, failed: 0, drift: 0, correction: 0, step_error_squares: 0 };
  const state = places * outputs * RECORDED;
  const row = (k: number, d: number, i: number) => numbers[state + 4 * (k * places + d) + i];
  for (let d = 0; d < N; d++) {
    let whole = !isShort;
    for (let o = 0; o < outputs; o++) {
      const from = RECORDED * (o * places + d);
      const to = 3 * (o * N + d);
      let sum = 0;
      for (let i = 0; i < 3; i++) {
        positions[to + i] = numbers[from + i] + numbers[from + 4 + i];
        momenta[to + i] = numbers[from + 8 + i];
        sum += positions[to + i] + momenta[to + i];
      }
      if (Number.isFinite(sum)) continue;
      whole = false;
      for (let i = 0; i < 3; i++) {
        positions[to + i] = o > 0 ? positions[to + i - 3 * N] : 0;
        momenta[to + i] = o > 0 ? momenta[to + i - 3 * N] : numbers[from + 8 + i];
        if (!Number.isFinite(momenta[to + i])) momenta[to + i] = 0;
      }
    }
    if (!whole) trace.failed++;
    else {
      trace.drift = Math.max(trace.drift, row(1, d, 3));
      trace.correction = Math.max(trace.correction, Math.abs(row(0, d, 3)));
      trace.step_error_squares += row(2, d, 3);
    }
    if (row(3, d, 3) >= 0) escape_pc[d] = (row(3, d, 3) + row(4, d, 3)) * (group.longest_step_pc as number);
  }
  return { ...trace, escape_pc, positions, momenta };
}
