// The columns of a run: one for each number or tensor of a realisation, with units and words. HDF5 and CSV are written from
// this table, and HDF5 is read back by it.

import type { Config } from "../config/config.js";
import type { RealisationRecord } from "../flight/record.js";

type Name = Exclude<keyof RealisationRecord, "turbulence_level" | "rigidity_TV" | "path_pc">;

export interface Column {
  name: Name;
  /** whether the first index is the path length, P of them */
  perPath: boolean;
  /** the rest of the shape: [] a number, [3] a vector, [3, 3] a tensor; in front a 2 where there is one of each half-set */
  shape: number[];
  /** 64 bits wide: HDF5's little-endian double, or unsigned integer */
  dtype: "<d" | "<Q";
  units: string;
  about: string;
}

const AXES = ["x", "y", "z"];
const tensor = (name: Name, units: string, about: string, shape = [3, 3]): Column => ({
  name,
  perPath: true,
  shape,
  dtype: "<d",
  units,
  about,
});
const number = (name: Name, dtype: Column["dtype"], units: string, about: string): Column => ({
  name,
  perPath: false,
  shape: [],
  dtype,
  units,
  about,
});

const COLUMNS: readonly Column[] = [
  number("realisation", "<Q", "1", "number of the realisation, from 0"),
  number("directions", "<Q", "1", "directions back-tracked: the centres of the HEALPix pixels"),
  tensor(
    "response_pc",
    "pc",
    "R_ij = 3 <n_i r_j(-T)>, mean over the directions; the dipole for a gradient g = grad f / f is R g",
  ),
  tensor("response_halves_pc", "pc", "R_ij of each of two disjoint half-sets of the directions", [2, 3, 3]),
  tensor("displacement_pc2", "pc^2", "<r_i r_j> at -T"),
  tensor("displacement_mean_pc", "pc", "<r_j> at -T", [3]),
  tensor("flow_displacement_pc", "pc", "<n_i(-T) r_j(-T)>, n(-T) the momentum direction at -T"),
  number("steps", "<Q", "1", "accepted Runge-Kutta steps of all particles"),
  number("rejected", "<Q", "1", "rejected Runge-Kutta steps of all particles"),
  number("momentum_drift", "<d", "1", "largest departure of |p| from 1 after a step, before it was projected back"),
  number("momentum_correction", "<d", "1", "largest drift of |p| that would have built up along a path otherwise"),
  number("failed", "<Q", "1", "particles that used up their steps before the end of their path"),
];

/** Of a run with a free-escape boundary |z| = transport.escape_height_pc. */
const ESCAPE: readonly Column[] = [
  tensor("escaped_halves", "1", "fraction of each half-set whose particle met |z| = H within T", [2]),
  tensor("escaped_direction_halves", "1", "<n_i> over these, as a mean over the half-set", [2, 3]),
  tensor("inside_response_halves_pc", "pc", "3 <n_i r_j(-T)> over the others, as a mean over the half-set", [2, 3, 3]),
  tensor("inside_displacement_halves_pc", "pc", "<r_j(-T)> over the others, as a mean over the half-set", [2, 3]),
];

export const columnsOf = ({ transport }: Config): readonly Column[] =>
  transport.escape_height_pc === undefined ? COLUMNS : [...COLUMNS, ...ESCAPE];

/** Keys of a record that are no column: what its group has in common. */
const OF_GROUP = ["turbulence_level", "rigidity_TV", "path_pc"];

/** A key of a record that is not among the columns, or lacks; undefined if all is well. */
export function strangeKey(record: RealisationRecord, columns: readonly Column[]): string | undefined {
  const known = [...OF_GROUP, ...columns.map(({ name }) => name as string)];
  const keys = Object.keys(record);
  return keys.find((key) => !known.includes(key)) ?? known.find((key) => !keys.includes(key));
}

/** Numbers of a column in one realisation. */
export const sizeOf = ({ perPath, shape }: Column, paths: number): number =>
  shape.reduce((a, b) => a * b, perPath ? paths : 1);

/** The numbers of one realisation, last index fastest. */
export const flat = (value: unknown): number[] => [value].flat(4) as number[];

/** Nested arrays of a shape from numbers, last index fastest. */
export function nested(numbers: ArrayLike<number>, shape: number[], at = 0): unknown {
  const [n, ...inner] = shape;
  if (n === undefined) return numbers[at];
  const size = inner.reduce((a, b) => a * b, 1);
  return Array.from({ length: n }, (_, i) => nested(numbers, inner, at + i * size));
}

const axesOf = ({ shape }: Column): number => shape.filter((n) => n === AXES.length).length;
const ofHalves = ({ shape }: Column): boolean => shape[0] === 2;

/** Names of the indices after those of the realisation and the path length. */
export const indices = (column: Column): string[] => [
  ...(ofHalves(column) ? ["half"] : []),
  ...["i", "j"].slice(2 - axesOf(column)),
];

/** Names of the numbers at one path length: response_xy_pc, displacement_mean_x_pc, response_half_a_xy_pc. */
export function flatNames(column: Column): string[] {
  const [, stem, unit = ""] = /^(.*?)(?:_halves)?(_pc2?)?$/.exec(column.name) as RegExpExecArray;
  const halves = ofHalves(column) ? ["_half_a", "_half_b"] : [""];
  let tails = [""];
  for (let axis = 0; axis < axesOf(column); axis++) tails = tails.flatMap((tail) => AXES.map((name) => tail + name));
  return halves.flatMap((half) => tails.map((tail) => `${stem}${half}${tail === "" ? "" : `_${tail}`}${unit}`));
}

/** What vectors, tensors and directions mean, in words, for headers. */
export const CONVENTIONS = [
  "Frame: the paper's; longitude and latitude in degrees, (0, 0) is +x, (90, 0) is +y, latitude 90 is +z.",
  "Direction convention: momentum, n = p/p (where particles go); a telescope looks at -n.",
  "Tensors: first index i of n, second index j of r; T is the path length in pc, r(-T) from the observer.",
  "Dipole for a gradient g = grad f / f in 1/pc: delta_i = R_ij g_j, towards where the particles go.",
  "turbulence_level: eta = dB^2 / (dB^2 + B0^2). Rigidities in TV, lengths in pc, fields in uG.",
];
