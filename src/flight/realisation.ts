// One realisation: its field, the blocks of directions that are flown through it, and the record that comes of them.

import type { Config, Group } from "../config/config.js";
import { BLOCK, makeGroups } from "../config/groups.js";
import { cubeOf, described } from "../cube/describe.js";
import { halfSets } from "../sky/healpix.js";
import { assemble, blockCount, blockNumbers, blockSums } from "./block_sums.js";
import { placeCube } from "./cube_nodes.js";
import { groupOfOptions, type Which } from "./field.js";
import { checkIndex, type Kernel, loadKernel, pixelCentres, type RotatedFor } from "./kernel.js";
import { localField } from "./local_field.js";
import { type KernelField, openField } from "./open_field.js";
import type { RealisationRecord } from "./record.js";

/** The directions of a realisation, and the half-set of each. */
export interface Pixels {
  sky: Float64Array;
  halves: Uint8Array;
}

export const pixelsOf = async (kernel: Kernel, nside: number, rotated?: RotatedFor): Promise<Pixels> => ({
  sky: await pixelCentres(kernel, nside, rotated),
  halves: halfSets(nside),
});

/** What the rotation of a realisation's directions depends on; undefined: they are not rotated. */
export const rotationOf = ({ particles, ensemble: { seed } }: Config, realisation: number): RotatedFor | undefined =>
  particles.rotate_directions ? { seed, realisation } : undefined;

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
    sums() {
      const trace = flight.trace();
      const contrasts =
        group.densities?.map((density) => field.contrasts(density, trace.positions, group.path_pc)) ?? [];
      const local = group.multipoles === undefined ? undefined : localField(field, group, directions);
      return blockSums({ ...trace, local }, group, directions, halves, from, contrasts);
    },
  };
}

export interface Watched {
  signal?: AbortSignal;
  progress?: (done: number, total: number) => void;
}

const WATCHED: readonly (keyof Watched)[] = ["signal", "progress"];

/**
 * Computes one realisation in the calling thread: what one line of realisations.jsonl holds. It yields to the event loop
 * several times a second; `progress` is called after each block with the number of directions that are done, and of all.
 */
export async function realise(config: Config, index: number, which: Which & Watched = {}): Promise<RealisationRecord> {
  checkIndex(index);
  config = await described(config);
  const group = groupOfOptions(config, which, WATCHED);
  const kernel = await loadKernel();
  const cube = group.cube && (await placeCube(kernel, group.cube, (await cubeOf(config)).values));
  const field = await openField(kernel, config, group, index, { cube });
  return flown(field, group, index, await pixelsOf(kernel, group.nside, rotationOf(config, index)), which);
}

/** The record of a realisation whose field is there, as `realise` makes it. */
export async function flown(
  field: KernelField,
  group: Group,
  index: number,
  pixels: Pixels,
  { signal, progress }: Watched = {},
): Promise<RealisationRecord> {
  const yieldToOthers = async () => {
    await new Promise((resume) => setTimeout(resume));
    signal?.throwIfAborted();
  };
  signal?.throwIfAborted();
  const sums = new Float64Array(blockCount(group) * blockNumbers(group));
  for (let number = 0; number < blockCount(group); number++) {
    const block = openBlock(field, group, pixels, number);
    while (!block.fly()) await yieldToOthers();
    sums.set(block.sums(), number * blockNumbers(group));
    progress?.(Math.min((number + 1) * BLOCK, group.directions), group.directions);
    await yieldToOthers();
  }
  return assemble(group, index, sums);
}

/** Some blocks of a realisation: what a worker is asked to compute. */
export interface Part {
  group: number;
  realisation: number;
  blocks: number[];
  /** where the flight of a block is to go on: its number and its state */
  begun: [block: number, state: Uint8Array<ArrayBuffer>][];
}

/**
 * Makes the blocks of parts of one resolved config's realisations, and keeps the field and the directions of the last part for the next.
 * @param values of the config's cube, if it has one
 */
export function blockMaker(
  kernel: Kernel,
  config: Config,
  values?: Float32Array,
): (part: Part) => Promise<(block: number) => OpenBlock> {
  const all = makeGroups(config); // who sends a config to a worker has checked it
  const [{ cube: grid }] = all;
  let cube: ReturnType<typeof placeCube> | undefined;
  let current: { key: string; field: KernelField; pixels: Pixels } | undefined;
  return async ({ group: number, realisation, begun }) => {
    const group = all[number];
    const key = `${number} ${realisation}`;
    if (current?.key !== key) {
      current = undefined; // lets the old memory go before the new one is made
      const pixels = await pixelsOf(kernel, group.nside, rotationOf(config, realisation));
      if (grid && values) cube ??= placeCube(kernel, grid, values);
      values = undefined;
      current = { key, field: await openField(kernel, config, group, realisation, { cube: await cube }), pixels };
    }
    const { field, pixels } = current;
    return (block) => openBlock(field, group, pixels, block, begun.find(([number]) => number === block)?.[1]);
  };
}
