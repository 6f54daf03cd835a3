// One realisation of the field: its back-tracked arrivals, and the tensors that are kept of them.
//
// Directions are flown in blocks of 64, and sums are made within blocks and then over blocks, always in index order: a
// realisation has the same bytes however its blocks were shared out among workers.

import { type Config, type Group, groups } from "./config.js";
import { addEscape, ESCAPE_SUMS, type EscapeRecord, escapeRecord } from "./escape.js";
import { type Kernel, type KernelField, loadKernel, openField, pixelCentres, type Trace } from "./kernel.js";

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

/**
 * Which half-set each HEALPix RING pixel belongs to (0 or 1). Antipodes share a half-set, so that <n> = 0 in each; within a
 * ring the halves alternate.
 */
export function halfSets(nside: number): Uint8Array {
  const total = 12 * nside * nside;
  const half = new Uint8Array(total);
  let first = 0;
  for (let ring = 1; ring <= 2 * nside; ring++) {
    const length = 4 * Math.min(ring, nside);
    for (let j = 0; j < length; j++) {
      half[first + j] = (ring + j) & 1;
      // the antipode: half a ring further, on the mirrored ring
      half[total - first - length + ((j + length / 2) % length)] = (ring + j) & 1;
    }
    first += length;
  }
  return half;
}

/** Pixel centres of a sphere of directions, and the half-set of each. */
export interface Pixels {
  sky: Float64Array;
  halves: Uint8Array;
}

export const pixelsOf = async (kernel: Kernel, nside: number): Promise<Pixels> => ({
  sky: await pixelCentres(kernel, nside),
  halves: halfSets(nside),
});

/** A block of directions under way. */
export interface OpenBlock {
  /** Flies on for a part of a second or so; true once the block is done. */
  fly(): boolean;
  /** the complete state between two calls of `fly` */
  state(): Uint8Array<ArrayBuffer>;
  /** of a block that is done */
  sums(): Float64Array<ArrayBuffer>;
}

/** Trial steps between two looks at the clock: a quarter of a second, two seconds where a field does not fit into the cache. */
const SLICE = 2 ** 18;

/** Begins a block, or goes on with one from its state. */
export function openBlock(
  field: KernelField,
  group: Group,
  { sky, halves }: Pixels,
  block: number,
  state?: Uint8Array,
): OpenBlock {
  const from = block * BLOCK;
  const directions = sky.slice(from * 3, Math.min(from + BLOCK, group.directions) * 3);
  const flight = field.launch({ directions, paths: group.path_pc }, state);
  return {
    fly: () => flight.fly(SLICE),
    state: flight.state,
    sums: () => blockSums(flight.trace(), group, directions, halves, from),
  };
}

function blockSums(
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

/** Which group of a config; default the first turbulence level and the first rigidity. */
export interface Which {
  turbulence_level?: number;
  rigidity_TV?: number;
}

/** The group of a config that `which` names; throws RangeError if the config has no such group. */
export function selectGroup(config: Config, which: Which = {}): Group {
  const all = groups(config);
  const eta = which.turbulence_level ?? all[0].turbulence_level;
  const rigidity = which.rigidity_TV ?? all[0].rigidity_TV;
  const group = all.find((one) => one.turbulence_level === eta && one.rigidity_TV === rigidity);
  if (group === undefined) {
    const known = all.map((one) => `(${one.turbulence_level}, ${one.rigidity_TV} TV)`).join(", ");
    throw new RangeError(`no group of turbulence level ${eta} and ${rigidity} TV in this config; it has ${known}`);
  }
  return group;
}

function checkIndex(index: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= 2 ** 32) {
    throw new RangeError(`realisation ${String(index)} found, an integer from 0 expected`);
  }
}

/** The field of one realisation, ready for use in the calling thread. */
export interface Field {
  /** Total field (regular + turbulent) in uG at points [n][3] in pc; a fresh array. */
  at(points: Float64Array): Float64Array;
  /**
   * Back-tracks particles that arrive at the origin with unit momentum vectors `directions` [N][3], to increasing path
   * lengths in pc. Fresh arrays [paths][N][3]: positions in pc from the origin, momentum directions at -T. `failed`: how many
   * particles used up their steps and stayed where they were.
   */
  backtrack(
    directions: Float64Array,
    paths: ArrayLike<number>,
  ): { positions: Float64Array; momenta: Float64Array; failed: number };
  /** The plane waves that the turbulent part is the sum of: B(x) = sum 2 Re(A exp(i k.x)), nine numbers each: k (rad/pc), Re A, Im A (uG). */
  modes(): Float64Array;
  /** Gives the memory back; the field cannot be used any more. */
  dispose(): void;
}

/**
 * Synthesises the field of realisation `index`. The field depends on the rigidity only through the inner scale.
 * @throws RangeError for a group that the config does not have
 */
export async function synthesise(config: Config, index: number, which?: Which): Promise<Field> {
  checkIndex(index);
  const group = selectGroup(config, which);
  let open: KernelField | undefined = await openField(await loadKernel(), config, group, index);
  const field = (): KernelField => {
    if (open === undefined) throw new Error("this field was disposed of");
    return open;
  };
  return {
    at(points) {
      checkVectors("points", points);
      return field().at(points);
    },
    backtrack(directions, paths) {
      checkVectors("directions", directions);
      for (let i = 0; i < directions.length; i += 3) {
        const square = directions[i] ** 2 + directions[i + 1] ** 2 + directions[i + 2] ** 2;
        if (!(Math.abs(square - 1) < 1e-6)) {
          throw new RangeError(`direction ${i / 3} has length ${Math.sqrt(square)}, unit vectors expected`);
        }
      }
      if (!Array.isArray(paths) && !ArrayBuffer.isView(paths)) {
        throw new TypeError(`paths: a list of path lengths in pc expected, ${String(paths)} found`);
      }
      for (let t = 0; t < paths.length; t++) {
        if (!(paths[t] > (t === 0 ? 0 : paths[t - 1]) && paths[t] < Infinity)) {
          throw new RangeError(`path ${t} is ${paths[t]} pc, increasing positive lengths expected`);
        }
      }
      const { positions, momenta, failed } = field().trace({ directions, paths });
      return { positions, momenta, failed };
    },
    modes: () => field().modes(),
    dispose() {
      open = undefined;
    },
  };
}

function checkVectors(name: string, values: Float64Array): void {
  if (!(values instanceof Float64Array) || values.length % 3 !== 0) {
    throw new TypeError(`${name}: a Float64Array of x, y, z triples expected`);
  }
  if (!values.every(Number.isFinite)) throw new RangeError(`${name}: a number that is not finite found`);
}

/** One realisation in the calling thread, which is let free several times a second: what one line of realisations.jsonl holds. */
export async function realise(
  config: Config,
  index: number,
  which: Which & { signal?: AbortSignal } = {},
): Promise<RealisationRecord> {
  checkIndex(index);
  const group = selectGroup(config, which);
  const kernel = await loadKernel();
  const field = await openField(kernel, config, group, index);
  const pixels = await pixelsOf(kernel, group.nside);
  const free = async () => {
    await new Promise((resume) => setTimeout(resume));
    which.signal?.throwIfAborted();
  };
  which.signal?.throwIfAborted();
  const sums = new Float64Array(blockCount(group) * blockNumbers(group));
  for (let number = 0; number < blockCount(group); number++) {
    const block = openBlock(field, group, pixels, number);
    while (!block.fly()) await free();
    sums.set(block.sums(), number * blockNumbers(group));
    await free();
  }
  return assemble(group, index, sums);
}

/** Some blocks of a realisation: what a worker is asked for. */
export interface Part {
  group: number;
  realisation: number;
  blocks: number[];
  /** where the flight of a block is to go on: its number and its state */
  begun: [block: number, state: Uint8Array<ArrayBuffer>][];
}

/** Makes the blocks of parts of one config's realisations, and keeps the field of the last part for the next. */
export function blockMaker(kernel: Kernel, config: Config): (part: Part) => Promise<(block: number) => OpenBlock> {
  const all = groups(config);
  const skies = new Map<number, Pixels>();
  let current: { key: string; field: KernelField } | undefined;
  return async ({ group: number, realisation, begun }) => {
    const group = all[number];
    const pixels = skies.get(group.nside) ?? (await pixelsOf(kernel, group.nside));
    skies.set(group.nside, pixels);
    const key = `${number} ${realisation}`;
    if (current?.key !== key) {
      current = undefined; // lets the old memory go before the new one is made
      current = { key, field: await openField(kernel, config, group, realisation) };
    }
    const { field } = current;
    return (block) => openBlock(field, group, pixels, block, begun.find(([number]) => number === block)?.[1]);
  };
}
