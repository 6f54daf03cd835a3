// The sums that a record is made of (record.ts says which). Directions are flown in blocks of 64, and sums are made within
// blocks and then over blocks, always in index order: a realisation has the same bytes however its blocks were shared out
// among workers.

import type { Group } from "../config/config.js";
import { BLOCK } from "../config/groups.js";
import { flat } from "../statistics/rows.js";
import { addProduct, corrected, inverse3 } from "./finite_grid.js";
import type { Flown } from "./local_field.js";
import {
  type Arrival,
  type Counted,
  type Index,
  type Quantity,
  type QuantityName,
  quantities,
  type RealisationRecord,
  type Summed,
  sizeOf,
  storedValue,
} from "./record.js";

export const blockCount = (group: Group): number => Math.ceil(group.directions / BLOCK);

/** A quantity, and where its sums begin among the numbers of a block. */
interface Part<Kind extends Quantity> {
  name: QuantityName;
  quantity: Kind;
  offset: number;
  size: number;
}

/** The first numbers of a block: the sums of n_i n_j over its directions in each half-set, of which 3<nn> is made. */
const SQUARES = "direction_squares";
const SQUARES_SIZE = 2 * 9;

/**
 * The numbers of a block: those sums, then quantity after quantity, first the sums over directions, then the numbers of the
 * flights.
 */
function partsOf(group: Group): { summed: Part<Summed>[]; counted: Part<Counted>[]; size: number } {
  let size = SQUARES_SIZE;
  const part = <Kind extends Quantity>(name: QuantityName, quantity: Kind): Part<Kind> => {
    const offset = size;
    size += sizeOf(quantity, group);
    return { name, quantity, offset, size: size - offset };
  };
  const entries = quantities(group);
  const summed = entries.flatMap(([name, quantity]) => ("add" in quantity ? [part(name, quantity)] : []));
  const counted = entries.flatMap(([name, quantity]) => ("flown" in quantity ? [part(name, quantity)] : []));
  return { summed, counted, size };
}

/** How many numbers a block has. */
export const blockNumbers = (group: Group): number => partsOf(group).size;

/** What the numbers of a block are, in order. */
export const blockNames = (group: Group): string[] => {
  const { summed, counted } = partsOf(group);
  return [SQUARES, ...[...summed, ...counted].map(({ name }) => name)];
};

/**
 * @param directions of the block, [N][3]
 * @param halves half-set of each direction of the sky
 * @param from number of the block's first direction in the sky
 * @param contrasts of each density, [paths][N]
 */
export function blockSums(
  flown: Flown,
  group: Group,
  directions: Float64Array,
  halves: Uint8Array,
  from: number,
  contrasts: readonly Float64Array[] = [],
): Float64Array<ArrayBuffer> {
  const { summed, counted, size } = partsOf(group);
  const sums = new Float64Array(size);
  const count = directions.length / 3;
  const paths = group.path_pc.length;
  const [n, earlier, r] = [new Float64Array(3), new Float64Array(3), new Float64Array(3)];
  const here = new Float64Array(contrasts.length);
  const arrival: Arrival = { n, earlier, r, escaped: false, contrasts: here };
  for (let d = 0; d < count; d++) {
    const direction = directions.subarray(3 * d, 3 * d + 3);
    addProduct(sums.subarray(9 * halves[from + d], SQUARES_SIZE), direction, direction);
  }
  for (let t = 0; t < paths; t++) {
    const recorded = summed.filter(({ quantity }) => quantity.shape[0] === "path" || t === paths - 1);
    const sumsOf = recorded.map(({ quantity, offset, size }) => {
      const [start, length] =
        quantity.shape[0] === "path" ? [offset + (t * size) / paths, size / paths] : [offset, size];
      const part = (first: number, length: number) => sums.subarray(start + first, start + first + length);
      return (quantity.shape as readonly Index[]).includes("half")
        ? [part(0, length / 2), part(length / 2, length / 2)]
        : [part(0, length), part(0, length)];
    });
    for (let d = 0; d < count; d++) {
      const offset = (t * count + d) * 3;
      for (let i = 0; i < 3; i++) {
        n[i] = directions[3 * d + i];
        earlier[i] = flown.momenta[offset + i];
        r[i] = flown.positions[offset + i];
      }
      for (let c = 0; c < contrasts.length; c++) here[c] = contrasts[c][t * count + d];
      arrival.escaped = flown.escape_pc[d] <= group.path_pc[t];
      const half = halves[from + d];
      for (let q = 0; q < recorded.length; q++) recorded[q].quantity.add(sumsOf[q][half], arrival);
    }
  }
  for (const { quantity, offset } of counted) {
    const numbers = quantity.flown(flown);
    if (typeof numbers === "number") sums[offset] = numbers;
    else sums.set(numbers, offset);
  }
  return sums;
}

/** The record of a realisation from the sums of all its blocks, in order. */
export function assemble(group: Group, realisation: number, blocks: Float64Array): RealisationRecord {
  const { summed, counted, size } = partsOf(group);
  const [{ offset: counters }] = counted;
  const total = new Float64Array(size);
  for (let block = 0; block < blocks.length; block += size) {
    for (let k = 0; k < counters; k++) total[k] += blocks[block + k];
    for (const { quantity, offset, size } of counted)
      for (let k = offset; k < offset + size; k++) total[k] = quantity.together(total[k], blocks[block + k]);
  }
  const { directions } = group;
  const paths = group.path_pc.length;
  const [first, second] = [total.subarray(0, 9), total.subarray(9, SQUARES_SIZE)];
  const ofHalves = [first, second].map((squares) => inverse3(squares.map((sum) => sum * (6 / directions))));
  const ofAll = [inverse3(first.map((sum, k) => (sum + second[k]) * (3 / directions)))];
  const numbersOf = (name: string, quantity: Quantity): number[] => {
    if ("known" in quantity) return flat(quantity.known(group, realisation));
    const source = "halves" in quantity ? quantity.halves : name;
    const sum = summed.find((part) => part.name === source);
    if (sum === undefined) {
      return counted
        .filter((part) => part.name === name)
        .flatMap(({ offset, size, quantity: { final } }) =>
          Array.from(total.subarray(offset, offset + size), (number) => final?.(number, group) ?? number),
        );
    }
    const { offset, size, quantity: summand } = sum;
    const halves = Array.from(total.subarray(offset, offset + size), (value) => summand.mean(value, directions));
    const means = "halves" in quantity ? meanOfHalves(halves, paths) : halves;
    return summand.corrected ? corrected(means, paths, "halves" in quantity ? ofAll : ofHalves) : means;
  };
  const values = quantities(group).map(([name, quantity]) => {
    return [name, storedValue(numbersOf(name, quantity), quantity, group)];
  });
  return Object.fromEntries(values);
}

/** [P][2][...] -> [P][...] */
function meanOfHalves(numbers: number[], paths: number): number[] {
  const size = numbers.length / paths / 2;
  return Array.from({ length: paths * size }, (_, k) => {
    const first = Math.floor(k / size) * 2 * size + (k % size);
    return (numbers[first] + numbers[first + size]) / 2;
  });
}
