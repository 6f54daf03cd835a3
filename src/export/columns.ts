// The columns of HDF5 and CSV: the quantities of a record (flight/record.ts), with the names of their numbers.

import type { Config } from "../config/config.js";
import {
  type Index,
  OF_GROUP,
  type Quantity,
  type QuantityName,
  quantities,
  type RealisationRecord,
} from "../flight/record.js";

export type Column = Quantity & { name: QuantityName };

export const columnsOf = ({ transport }: Config): Column[] =>
  quantities(transport)
    .filter(([name]) => !OF_GROUP.includes(name))
    .map(([name, quantity]) => ({ name, ...quantity }));

/** A key that a record has and the columns lack, or the other way round; undefined if there is none. */
export function strangeKey(record: RealisationRecord, columns: readonly Column[]): string | undefined {
  const known: string[] = [...OF_GROUP, ...columns.map(({ name }) => name)];
  const keys = Object.keys(record);
  return keys.find((key) => !known.includes(key)) ?? known.find((key) => !keys.includes(key));
}

export const perPath = ({ shape }: Column): boolean => shape[0] === "path";

const AXES = ["x", "y", "z"];
const NAMES: Record<Index, readonly string[]> = { path: [""], half: ["_half_a", "_half_b"], i: AXES, j: AXES };

/** Names of the numbers at one path length: response_xy_pc, displacement_mean_x_pc, response_half_a_xy_pc. */
export function flatNames({ name, shape }: Column): string[] {
  const [, stem, unit = ""] = /^(.*?)(?:_halves)?(_pc2?)?$/.exec(name) as RegExpExecArray;
  const axes = shape.filter((index) => NAMES[index] === AXES);
  const outer = shape.filter((index) => NAMES[index] !== AXES);
  const tails = (indices: Index[], first: string) =>
    indices.reduce((names, index) => names.flatMap((head) => NAMES[index].map((tail) => head + tail)), [first]);
  return tails(outer, stem)
    .flatMap((head) => tails(axes, axes.length === 0 ? head : `${head}_`))
    .map((n) => n + unit);
}

/** The meaning of vectors, tensors and directions, in words, for headers. */
export const CONVENTIONS = [
  "Frame: the paper's; longitude and latitude in degrees, (0, 0) is +x, (90, 0) is +y, latitude 90 is +z.",
  "Direction convention: momentum, n = p/p (where particles go); a telescope looks at -n.",
  "Tensors: first index i of n, second index j of r; T is the path length in pc, r(-T) from the observer.",
  "Dipole for a gradient g = grad f / f in 1/pc: delta_i = R_ij g_j, towards where the particles go.",
  "turbulence_level: eta = dB^2 / (dB^2 + B0^2). Rigidities in TV, lengths in pc, fields in uG.",
];
