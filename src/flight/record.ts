// What is kept of a realisation: sums over blocks of directions, and the record that they make.
//
// Directions are flown in blocks of 64, and sums are made within blocks and then over blocks, always in index order: a
// realisation has the same bytes however its blocks were shared out among workers.

import type { Group } from "../config/config.js";
import { addEscape, ESCAPE_SUMS, type EscapeRecord, escapeRecord } from "./escape_sums.js";
import type { Trace } from "./kernel.js";

/**
 * One line of realisations.jsonl. P path lengths; tensors as rows i of columns j; the paper's frame, momentum directions. The keys of
 * EscapeRecord are there where the config has a free-escape boundary; the others are of all particles, as if it had none.
 */
export interface RealisationRecord extends Partial<EscapeRecord> {
  turbulence_level: number;
  rigidity_TV: number;
  realisation: number;
  directions: number;
  /** [P] */
  path_pc: number[];
  /** R_ij = 3 <n_i r_j(-T)>, [P][3][3] */
  response_pc: number[][][];
  /** the same over each of two disjoint half-sets of directions, [P][2][3][3] */
  response_halves_pc: number[][][][];
  /** <r_i r_j>, [P][3][3] */
  displacement_pc2: number[][][];
  /** <r_j>, [P][3] */
  displacement_mean_pc: number[][];
  /** <n_i(-T) r_j(-T)>, [P][3][3] */
  flow_displacement_pc: number[][][];
  /** accepted and rejected steps of all particles */
  steps: number;
  rejected: number;
  /** largest departure of |p| from 1 after a step, before it was projected back */
  momentum_drift: number;
  /** largest drift of |p| that would have built up along a path without the projection */
  momentum_correction: number;
  /** particles that did not get to the end of their path */
  failed: number;
}

/** Directions of one block. */
export const BLOCK = 64;

// Sums of a block at one path length: n r of half-set A, of half-set B, r r, r, n(-T) r
const HALF_A = 0;
const HALF_B = 9;
const SQUARE = 18;
const MEAN = 27;
const FLOW = 30;
const SUMS = 39;
// then, with a free-escape boundary, those of escape.ts at each path length; last, once a block: steps, rejected, drift, correction, failed
const COUNTERS = 5;

export const blockCount = (group: Group): number => Math.ceil(group.directions / BLOCK);
const escapeNumbers = (group: Group): number =>
  group.escape_height_pc === undefined ? 0 : group.path_pc.length * ESCAPE_SUMS;
/** Numbers of a block. */
export const blockNumbers = (group: Group): number => group.path_pc.length * SUMS + escapeNumbers(group) + COUNTERS;

export function blockSums(
  flown: Trace,
  group: Group,
  directions: Float64Array,
  halves: Uint8Array,
  from: number,
): Float64Array<ArrayBuffer> {
  const sums = new Float64Array(blockNumbers(group));
  const count = directions.length / 3;
  const paths = group.path_pc.length;
  for (let t = 0; t < paths; t++) {
    const s = sums.subarray(t * SUMS, (t + 1) * SUMS);
    for (let d = 0; d < count; d++) {
      const at = (t * count + d) * 3;
      const response = halves[from + d] === 0 ? HALF_A : HALF_B;
      for (let j = 0; j < 3; j++) {
        const r = flown.positions[at + j];
        s[MEAN + j] += r;
        for (let i = 0; i < 3; i++) {
          s[response + 3 * i + j] += directions[3 * d + i] * r;
          s[SQUARE + 3 * i + j] += flown.positions[at + i] * r;
          s[FLOW + 3 * i + j] += flown.momenta[at + i] * r;
        }
      }
    }
  }
  if (group.escape_height_pc !== undefined) {
    for (let t = 0; t < paths; t++) {
      const s = sums.subarray(paths * SUMS + t * ESCAPE_SUMS, paths * SUMS + (t + 1) * ESCAPE_SUMS);
      for (let d = 0; d < count; d++) {
        const escaped = flown.escape_pc[d] <= group.path_pc[t];
        addEscape(s, halves[from + d], escaped, directions, 3 * d, flown.positions, (t * count + d) * 3);
      }
    }
  }
  sums.set([flown.steps, flown.rejected, flown.drift, flown.correction, flown.failed], sums.length - COUNTERS);
  return sums;
}

/** The record of a realisation from the sums of all its blocks, in order. */
export function assemble(group: Group, realisation: number, blocks: Float64Array): RealisationRecord {
  const size = blockNumbers(group);
  const paths = group.path_pc.length;
  const total = new Float64Array(size);
  const counters = total.subarray(size - COUNTERS);
  for (let at = 0; at < blocks.length; at += size) {
    for (let k = 0; k < size - COUNTERS; k++) total[k] += blocks[at + k];
    const [steps, rejected, drift, correction, failed] = blocks.subarray(at + size - COUNTERS, at + size);
    counters[0] += steps;
    counters[1] += rejected;
    counters[2] = Math.max(counters[2], drift);
    counters[3] = Math.max(counters[3], correction);
    counters[4] += failed;
  }
  const n = group.directions;
  const at = (t: number, offset: number, factor: number): number[][] =>
    [0, 1, 2].map((i) => [0, 1, 2].map((j) => total[t * SUMS + offset + 3 * i + j] * factor));
  const each = <T>(value: (t: number) => T): T[] => Array.from({ length: paths }, (_, t) => value(t));
  // each half-set has n/2 directions
  const halves = each((t) => [at(t, HALF_A, 6 / n), at(t, HALF_B, 6 / n)]);
  return {
    turbulence_level: group.turbulence_level,
    rigidity_TV: group.rigidity_TV,
    realisation,
    directions: n,
    path_pc: [...group.path_pc],
    response_pc: halves.map(([a, b]) => a.map((row, i) => row.map((value, j) => (value + b[i][j]) / 2))),
    response_halves_pc: halves,
    displacement_pc2: each((t) => at(t, SQUARE, 1 / n)),
    displacement_mean_pc: each((t) => [0, 1, 2].map((j) => total[t * SUMS + MEAN + j] / n)),
    flow_displacement_pc: each((t) => at(t, FLOW, 1 / n)),
    steps: counters[0],
    rejected: counters[1],
    momentum_drift: counters[2],
    momentum_correction: counters[3],
    failed: counters[4],
    ...(group.escape_height_pc === undefined
      ? {}
      : escapeRecord(total.subarray(paths * SUMS, size - COUNTERS), group.directions)),
  };
}
