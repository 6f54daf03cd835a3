// One realisation: its field, the blocks of directions that are flown through it, and the record that comes of them.

import type { Config, Group } from "../config/config.js";
import { BLOCK, makeGroups } from "../config/groups.js";
import { halfSets } from "../sky/healpix.js";
import { assemble, blockCount, blockNumbers, blockSums } from "./block_sums.js";
import { checkIndex, selectGroup, type Which } from "./field.js";
import { type Kernel, loadKernel, pixelCentres } from "./kernel.js";
import { type KernelField, openField } from "./open_field.js";
import type { RealisationRecord } from "./record.js";

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

/**
 * Computes one realisation in the calling thread: what one line of realisations.jsonl holds. It yields to the event loop
 * several times a second; `progress` is called after each block with the number of directions that are done, and of all.
 */
export async function realise(
  config: Config,
  index: number,
  which: Which & { signal?: AbortSignal; progress?: (done: number, total: number) => void } = {},
): Promise<RealisationRecord> {
  checkIndex(index);
  const group = selectGroup(config, which);
  const kernel = await loadKernel();
  const field = await openField(kernel, config, group, index);
  const pixels = await pixelsOf(kernel, group.nside);
  const yieldToOthers = async () => {
    await new Promise((resume) => setTimeout(resume));
    which.signal?.throwIfAborted();
  };
  which.signal?.throwIfAborted();
  const sums = new Float64Array(blockCount(group) * blockNumbers(group));
  for (let number = 0; number < blockCount(group); number++) {
    const block = openBlock(field, group, pixels, number);
    while (!block.fly()) await yieldToOthers();
    sums.set(block.sums(), number * blockNumbers(group));
    which.progress?.(Math.min((number + 1) * BLOCK, group.directions), group.directions);
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

/** Makes the blocks of parts of one resolved config's realisations, and keeps the field of the last part for the next. */
export function blockMaker(kernel: Kernel, config: Config): (part: Part) => Promise<(block: number) => OpenBlock> {
  const all = makeGroups(config); // who sends a config to a worker has checked it
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
