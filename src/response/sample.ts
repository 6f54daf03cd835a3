/**
 * What the statistics keep of the realisations of one group: at the last path length the numbers of each realisation (half a
 * kilobyte, so that 10^5 realisations fit anywhere), and exact sums for the means at all path lengths.
 *
 * Symmetric tensors are kept as xx, xy, xz, yy, yz, zz.
 */

import type { Group } from "../config/config.js";
import type { RealisationRecord } from "../flight/record.js";
import { addRow, emptyMoments, errorOf, type Moments, meanOf } from "../statistics/exact_sums.js";
import { diffusionFlow, diffusionMSD } from "./diffusion.js";
import type { Escape } from "./escape.js";

/** Where in a realisation's row the quantities at the last path length are. */
export const COLUMN = {
  realisation: 0,
  /** R_ij, pc, 9 numbers by rows */
  response: 1,
  /** the same of the two half-sets, 9 each */
  halfA: 10,
  halfB: 19,
  /** <r_i r_j>, pc^2, 6 */
  displacement: 28,
  /** <r_j>, pc, 3 */
  displacementMean: 34,
  /** D_ij/c of the mean square displacement (`diffusionMSD`), pc, 6 */
  slope: 37,
  /** D_ij/c of the flow (`diffusionFlow`), pc, 6 */
  flow: 43,
  directions: 49,
  steps: 50,
  rejected: 51,
  momentumDrift: 52,
  momentumCorrection: 53,
  failed: 54,
} as const;
const WIDTH = 55;
/** Rows in a block of memory: a buffer for each would cost as much again as the numbers in it. */
const ROWS_PER_BLOCK = 256;
/** With a free-escape boundary these follow, at the last path length, of one half-set and of the other: Escape. */
const ESCAPE = { escaped: 0, direction: 1, response: 4, displacement: 13, width: 16 } as const;

/** Where ij is in xx, xy, xz, yy, yz, zz. */
const SYMMETRIC = [
  [0, 1, 2],
  [1, 3, 4],
  [2, 4, 5],
];
/** Numbers per path length in the moments: response 9, slope 6, flow 6. */
const PER_PATH = 21;
const SLOPE = 9;
const FLOW = 15;

export interface Sample {
  group: Group;
  /** One row per realisation, in the order they came; read them by `inOrder`. Rows lie side by side in blocks of memory. */
  rows: Float64Array[];
  /** the block that the next row lies in */
  block: Float64Array;
  seen: Set<number>;
  moments: Moments;
  /** fraction that escaped, at each path length; undefined without a free-escape boundary */
  escaped: Moments | undefined;
}

export function emptySample(group: Group): Sample {
  const outputs = group.path_pc.length;
  const escaped = group.escape_height_pc === undefined ? undefined : emptyMoments(outputs);
  return {
    group,
    rows: [],
    block: new Float64Array(0),
    seen: new Set(),
    moments: emptyMoments(PER_PATH * outputs),
    escaped,
  };
}

/** Adds one realisation. Throws where the record is of another group, was added before, or holds no finite numbers. */
export function addRecord(sample: Sample, record: RealisationRecord): void {
  const { group } = sample;
  const what = `realisation ${record.realisation} at turbulence level ${record.turbulence_level}, ${record.rigidity_TV} TV`;
  if (!isOf(group, record))
    throw new Error(`${what} does not belong to the group of ${group.rigidity_TV} TV, ${group.turbulence_level}`);
  if (sample.seen.has(record.realisation)) throw new Error(`${what} is there twice; each realisation counts once`);
  const outputs = group.path_pc.length;
  const last = outputs - 1;
  if (record.path_pc.length !== outputs || record.path_pc[last] !== group.path_pc[last]) {
    throw new Error(
      `${what}: expected ${outputs} path lengths up to ${group.path_pc[last]} pc, found ${record.path_pc}`,
    );
  }

  // sums would make a number of a null, which is what JSON makes of NaN
  for (const key of ["displacement_pc2", "flow_displacement_pc"] as const) {
    if (!record[key].flat(2).every(Number.isFinite))
      throw new Error(`${what}: ${key} holds numbers that are not finite`);
  }
  const slope = diffusionMSD(record.displacement_pc2, record.path_pc);
  const flow = record.flow_displacement_pc.map(diffusionFlow);
  // A null, which is what JSON makes of NaN, would become a zero in a typed array.
  const finite = (x: number): number => {
    if (Number.isFinite(x)) return x;
    throw new Error(`${what} holds numbers that are not finite, or too few`);
  };

  const row = newRow(sample);
  row[COLUMN.realisation] = record.realisation;
  putTensor(row, COLUMN.response, record.response_pc[last], finite);
  putTensor(row, COLUMN.halfA, record.response_halves_pc[last][0], finite);
  putTensor(row, COLUMN.halfB, record.response_halves_pc[last][1], finite);
  putSymmetric(row, COLUMN.displacement, record.displacement_pc2[last], finite);
  putVector(row, COLUMN.displacementMean, record.displacement_mean_pc[last], finite);
  putSymmetric(row, COLUMN.slope, slope[last], finite);
  putSymmetric(row, COLUMN.flow, flow[last], finite);
  row[COLUMN.directions] = finite(record.directions);
  row[COLUMN.steps] = finite(record.steps);
  row[COLUMN.rejected] = finite(record.rejected);
  row[COLUMN.momentumDrift] = finite(record.momentum_drift);
  row[COLUMN.momentumCorrection] = finite(record.momentum_correction);
  row[COLUMN.failed] = finite(record.failed);

  const { escaped_halves, escaped_direction_halves, inside_response_halves_pc, inside_displacement_halves_pc } = record;
  if (sample.escaped !== undefined) {
    for (const half of [0, 1]) {
      const at = WIDTH + half * ESCAPE.width;
      row[at + ESCAPE.escaped] = finite(escaped_halves?.[last]?.[half] ?? Number.NaN);
      putVector(row, at + ESCAPE.direction, escaped_direction_halves?.[last]?.[half] ?? [], finite);
      putTensor(row, at + ESCAPE.response, inside_response_halves_pc?.[last]?.[half] ?? [[], [], []], finite);
      putVector(row, at + ESCAPE.displacement, inside_displacement_halves_pc?.[last]?.[half] ?? [], finite);
    }
  }

  const tensors = new Float64Array(PER_PATH * outputs);
  for (let p = 0; p < outputs; p++) {
    putTensor(tensors, PER_PATH * p, record.response_pc[p], finite);
    putSymmetric(tensors, PER_PATH * p + SLOPE, slope[p], finite);
    putSymmetric(tensors, PER_PATH * p + FLOW, flow[p], finite);
  }

  sample.seen.add(record.realisation);
  sample.rows.push(row);
  addRow(sample.moments, tensors);
  if (sample.escaped !== undefined && escaped_halves !== undefined) {
    addRow(
      sample.escaped,
      escaped_halves.map(([a, b]) => (a + b) / 2),
    );
  }
}

/** The next free row; it counts once it is in `rows`. */
function newRow(sample: Sample): Float64Array {
  const width = WIDTH + (sample.escaped === undefined ? 0 : 2 * ESCAPE.width);
  const at = sample.rows.length % ROWS_PER_BLOCK;
  if (at === 0) sample.block = new Float64Array(width * ROWS_PER_BLOCK);
  return sample.block.subarray(at * width, (at + 1) * width);
}

export function isOf(group: Group, record: { turbulence_level: number; rigidity_TV: number }): boolean {
  return record.turbulence_level === group.turbulence_level && record.rigidity_TV === group.rigidity_TV;
}

/** The rows sorted by realisation: sums over them do not depend on the order of arrival. */
export function inOrder(sample: Sample): Float64Array[] {
  return sample.rows.sort((a, b) => a[0] - b[0]);
}

/** Means over the realisations at all P path lengths, [P][3][3] in pc, and standard errors (null for one realisation). */
export function meanTensors(
  sample: Sample,
): Record<"response" | "slope" | "flow", { mean: number[][][]; sem: number[][][] | null }> {
  const { moments, group } = sample;
  const tensors = (column: (i: number, j: number) => number) => {
    const at = (of: typeof meanOf) =>
      group.path_pc.map((_, p) => [0, 1, 2].map((i) => [0, 1, 2].map((j) => of(moments, PER_PATH * p + column(i, j)))));
    return { mean: at(meanOf), sem: moments.count < 2 ? null : at(errorOf) };
  };
  return {
    response: tensors((i, j) => 3 * i + j),
    slope: tensors((i, j) => SLOPE + SYMMETRIC[i][j]),
    flow: tensors((i, j) => FLOW + SYMMETRIC[i][j]),
  };
}

/** What a half-set (0 or 1) has of the free-escape boundary at the last path length. */
export function escapeAt(row: Float64Array, half: number): Escape {
  const at = WIDTH + half * ESCAPE.width;
  return {
    escaped: row[at + ESCAPE.escaped],
    direction: row.subarray(at + ESCAPE.direction, at + ESCAPE.response),
    response_pc: tensorAt(row, at + ESCAPE.response),
    displacement_pc: row.subarray(at + ESCAPE.displacement, at + ESCAPE.width),
  };
}

/** The 3x3 tensor of 9 numbers that starts at `column`. */
export function tensorAt(row: ArrayLike<number>, column: number): number[][] {
  return [
    [row[column], row[column + 1], row[column + 2]],
    [row[column + 3], row[column + 4], row[column + 5]],
    [row[column + 6], row[column + 7], row[column + 8]],
  ];
}

/** The symmetric 3x3 tensor of 6 numbers that starts at `column`. */
export function symmetricAt(row: ArrayLike<number>, column: number): number[][] {
  const [xx, xy, xz, yy, yz, zz] = [0, 1, 2, 3, 4, 5].map((c) => row[column + c]);
  return [
    [xx, xy, xz],
    [xy, yy, yz],
    [xz, yz, zz],
  ];
}

/** A third of the trace of the symmetric tensor that starts at `column`. */
export function thirdOfTrace(row: ArrayLike<number>, column: number): number {
  return (row[column] + row[column + 3] + row[column + 5]) / 3;
}

function putVector(row: Float64Array, column: number, vector: number[], check: (x: number) => number): void {
  for (let j = 0; j < 3; j++) row[column + j] = check(vector[j]);
}

function putTensor(row: Float64Array, column: number, tensor: number[][], check: (x: number) => number): void {
  for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) row[column + 3 * i + j] = check(tensor[i][j]);
}

function putSymmetric(row: Float64Array, column: number, tensor: number[][], check: (x: number) => number): void {
  for (let i = 0; i < 3; i++) for (let j = i; j < 3; j++) row[column + SYMMETRIC[i][j]] = check(tensor[i][j]);
}
