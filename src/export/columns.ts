// The columns of HDF5 and CSV: the quantities of a record (flight/record.ts), with the names of their numbers.

import { type Config, groups } from "../config/config.js";
import {
  type Index,
  OF_GROUP,
  type Quantity,
  type QuantityName,
  quantities,
  type RealisationRecord,
} from "../flight/record.js";

export type Column = Quantity & { name: QuantityName };

export const columnsOf = (config: Config): Column[] =>
  quantities(groups(config)[0])
    .filter(([name]) => !OF_GROUP.includes(name))
    .map(([name, quantity]) => ({ name, ...quantity }));

/** A key that a record has and the columns lack, or the other way round; undefined if there is none. */
export function strangeKey(record: RealisationRecord, columns: readonly Column[]): string | undefined {
  const known: string[] = [...OF_GROUP, ...columns.map(({ name }) => name)];
  const keys = Object.keys(record);
  return keys.find((key) => !known.includes(key)) ?? known.find((key) => !keys.includes(key));
}

export const perPath = ({ shape }: Column): boolean => shape[0] === "path";

/** Whether its numbers are those of the last path length alone: neither of each, nor of the whole flight. */
export const ofLastPath = ({ shape }: Column): boolean => shape.includes("lm");

const AXES = ["x", "y", "z"];
const NAMES: Record<Exclude<Index, "lm" | "density">, readonly string[]> = {
  path: [""],
  half: ["_half_a", "_half_b"],
  i: AXES,
  j: AXES,
  k: AXES,
};

/**
 * Names of the numbers at one path length, axes behind the rest: response_xy_pc, displacement_mean_x_pc,
 * response_half_a_xy_pc,
 * density_dipole.disc_x for a density of that name, multipole_half_a_2_-1_x_pc for l = 2, m = -1.
 */
export function flatNames({ name, shape }: Column, { density = [], transport: { multipoles = 0 } }: Config): string[] {
  const [, stem, unit = ""] = /^(.*?)(?:_halves)?(_pc2?|_uG)?$/.exec(name) as RegExpExecArray;
  const harmonics = Array.from({ length: multipoles + 1 }, (_, l) =>
    Array.from({ length: 2 * l + 1 }, (_, k) => `_${l}_${k - l}`),
  ).flat();
  let names = [{ outer: "", axes: "" }];
  for (const index of shape) {
    const tails =
      index === "lm" ? harmonics : index === "density" ? density.map((entry) => `.${entry.name}`) : NAMES[index];
    names = names.flatMap(({ outer, axes }) =>
      tails.map((tail) => (tails === AXES ? { outer, axes: axes + tail } : { outer: outer + tail, axes })),
    );
  }
  return names.map(({ outer, axes }) => `${stem}${outer}${axes && `_${axes}`}${unit}`);
}

/** The meaning of vectors, tensors and directions, in words, for headers. */
export const CONVENTIONS = [
  "Frame: the paper's; longitude and latitude in degrees, (0, 0) is +x, (90, 0) is +y, latitude 90 is +z.",
  "Direction convention: momentum, n = p/p (where particles go); a telescope looks at -n.",
  "Tensors: first index i of n, second index j of r; T is the path length in pc, r(-T) from the observer.",
  "Dipole for a gradient g = grad f / f in 1/pc: delta_i = R_ij g_j, towards where the particles go.",
  "turbulence_level: eta = dB^2 / (dB^2 + B0^2). Rigidities in TV, lengths in pc, fields in uG.",
];
