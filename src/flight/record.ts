// The table of what is kept of a realisation. Everything that handles a record follows it: the sums over directions
// (block_sums.ts), the type, the checks of a line that is read, the columns of HDF5 and CSV. A quantity is one entry here.
// One file, because the type and the shapes of a record are read off the table, which is most of it.

import type { Group } from "../config/config.js";
import { harmonicCount, realHarmonics } from "../sky/real_harmonics.js";
import { flat, type Lengths, nested, product } from "../statistics/rows.js";
import { addProduct } from "./finite_grid.js";
import type { Flown } from "./local_field.js";

/** What a sum over directions sees of one particle, followed back by a path length T. */
export interface Arrival {
  /** momentum direction of the particle on arrival */
  n: ArrayLike<number>;
  /** momentum direction at -T */
  earlier: ArrayLike<number>;
  /** position at -T, pc from the observer */
  r: ArrayLike<number>;
  /** whether it met the free-escape boundary within T */
  escaped: boolean;
  /** of each density: f where it was at -T over f at the observer, less 1 */
  contrasts: ArrayLike<number>;
}

/**
 * Indices of quantities: path length, half-set of the directions, component of a direction, components of a position or of the
 * field, spherical harmonic (l, m) at l*l + l + m, density. The density is the last index among the numbers, and in a record the first, by name.
 */
export type Index = "path" | "half" | "i" | "j" | "k" | "lm" | "density";

/** The part of a config, or of a group, that decides which quantities there are. */
type Where = Pick<Group, "escape_height_pc" | "step_error" | "densities" | "multipoles">;

interface Described {
  /** its indices, outermost first; "path" comes first, then "half". A sum without "path" is of the last path length. */
  shape: readonly Index[];
  units: string;
  about: string;
  /** a whole number from 0 */
  whole?: true;
  /** there only where this is true; absent: always */
  when?: (where: Where) => boolean;
}

/**
 * A sum over the directions at each path length, or at the last: over all of them, or over each half-set where `half` is an
 * index.
 */
export interface Summed extends Described {
  add: (sums: Float64Array, arrival: Arrival) => void;
  /** @param directions of both half-sets together; each half-set has half of them */
  mean: (sum: number, directions: number) => number;
  /** the mean is <n_i ...>, and the inverse of the 3 <n n> of the same directions acts on i (finite_grid.ts says why) */
  corrected?: true;
}

/** Another quantity, of the directions of both half-sets together. */
interface OfAll extends Described {
  halves: string;
}

/** A number of the flights of all particles, or several by its shape. */
export interface Counted extends Described {
  flown: (flight: Flown) => number | ArrayLike<number>;
  together: (a: number, b: number) => number;
  /** from each number of all particles together; absent: that is it */
  final?: (together: number, group: Group) => number;
}

/** What is known before. */
interface Known extends Described {
  known: (group: Group, realisation: number) => number | readonly number[];
}

export type Quantity = Summed | OfAll | Counted | Known;

const plus = (a: number, b: number): number => a + b;
const withMultipoles = ({ multipoles }: Where): boolean => multipoles !== undefined;
const withBoundary = ({ escape_height_pc }: Where): boolean => escape_height_pc !== undefined;

const withDensities = ({ densities }: Where): boolean => densities !== undefined;

/** sums_ik += a_i b_k */
function addOuter(sums: Float64Array, a: ArrayLike<number>, b: ArrayLike<number>): void {
  const columns = b.length;
  for (let i = 0, place = 0; i < 3; i++) {
    const ai = a[i];
    for (let k = 0; k < columns; k++) sums[place++] += ai * b[k];
  }
}

function addVector(sums: Float64Array, v: ArrayLike<number>): void {
  for (let j = 0; j < 3; j++) sums[j] += v[j];
}

/** Tensors as rows i of columns j, in the paper's frame. */
export const QUANTITIES = {
  turbulence_level: {
    shape: [],
    units: "1",
    about: "eta = dB^2 / (dB^2 + B0^2)",
    known: ({ turbulence_level }) => turbulence_level,
  },
  rigidity_TV: {
    shape: [],
    units: "TV",
    about: "rigidity of the particles",
    known: ({ rigidity_TV }) => rigidity_TV,
  },
  realisation: {
    shape: [],
    units: "1",
    about: "number of the realisation, from 0",
    whole: true,
    known: (_, realisation) => realisation,
  },
  directions: {
    shape: [],
    units: "1",
    about: "directions back-tracked: the centres of the HEALPix pixels, rotated with particles.rotate_directions",
    whole: true,
    known: ({ directions }) => directions,
  },
  path_pc: {
    shape: ["path"],
    units: "pc",
    about: "path lengths T at which the trajectories are looked at",
    known: ({ path_pc }) => path_pc,
  },
  response_pc: {
    shape: ["path", "i", "j"],
    units: "pc",
    about:
      "R_ij = sum_k W_ik 3 <n_k r_j(-T)>, mean over the directions, W the inverse of their 3 <n n>; the dipole for a gradient g = grad f / f is R g",
    halves: "response_halves_pc",
  },
  response_halves_pc: {
    shape: ["path", "half", "i", "j"],
    units: "pc",
    about: "R_ij of each of two disjoint half-sets of the directions, each with its own W",
    add: (sums, { n, r }) => addProduct(sums, n, r),
    mean: (sum, directions) => sum * (6 / directions),
    corrected: true,
  },
  displacement_pc2: {
    shape: ["path", "i", "j"],
    units: "pc^2",
    about: "<r_i r_j> at -T",
    add: (sums, { r }) => addProduct(sums, r, r),
    mean: (sum, directions) => sum * (1 / directions),
  },
  displacement_mean_pc: {
    shape: ["path", "j"],
    units: "pc",
    about: "<r_j> at -T",
    add: (sums, { r }) => addVector(sums, r),
    mean: (sum, directions) => sum / directions,
  },
  flow_displacement_pc: {
    shape: ["path", "i", "j"],
    units: "pc",
    about: "<n_i(-T) r_j(-T)>, n(-T) the momentum direction at -T",
    add: (sums, { earlier, r }) => addProduct(sums, earlier, r),
    mean: (sum, directions) => sum * (1 / directions),
  },
  steps: {
    shape: [],
    units: "1",
    about: "accepted steps of the integrator, of all particles",
    whole: true,
    flown: ({ steps }) => steps,
    together: plus,
  },
  rejected: {
    shape: [],
    units: "1",
    about: "rejected steps of the integrator, of all particles",
    whole: true,
    flown: ({ rejected }) => rejected,
    together: plus,
  },
  momentum_drift: {
    shape: [],
    units: "1",
    about: "largest departure of |p| from 1 after a step, before it was projected back",
    flown: ({ drift }) => drift,
    together: Math.max,
  },
  momentum_correction: {
    shape: [],
    units: "1",
    about: "largest drift of |p| that would have built up along a path otherwise",
    flown: ({ correction }) => correction,
    together: Math.max,
  },
  failed: {
    shape: [],
    units: "1",
    about: "particles that used up their steps before the end of their path",
    whole: true,
    flown: ({ failed }) => failed,
    together: plus,
  },
  step_error: {
    shape: [],
    units: "1",
    about:
      "rms over particles and path lengths of what a step's predicted position is off by, gyroradii: far more than the step's error, and grows as its fifth power",
    when: ({ step_error }) => step_error === true,
    flown: ({ step_error_squares }) => step_error_squares,
    together: plus,
    final: (together, { directions, path_pc }) => Math.sqrt(together / (directions * path_pc.length)),
  },
  // A free-escape boundary |z| = H. A particle that met it on its way, followed back in time, came in from outside, where
  // the density is zero: the flux from its direction is nothing. All particles are flown to the end, so that a realisation
  // holds both answers, with the boundary and without it.
  escaped_halves: {
    shape: ["path", "half"],
    units: "1",
    about: "fraction of each half-set whose particle met |z| = H within T",
    when: withBoundary,
    add(sums, { escaped }) {
      if (escaped) sums[0] += 1;
    },
    mean: (sum, directions) => sum * (2 / directions),
  },
  escaped_direction_halves: {
    shape: ["path", "half", "i"],
    units: "1",
    about: "W_ik <n_k> over these, as a mean over the half-set, W that of the whole half-set",
    when: withBoundary,
    add(sums, { n, escaped }) {
      if (escaped) addVector(sums, n);
    },
    mean: (sum, directions) => sum * (2 / directions),
    corrected: true,
  },
  inside_response_halves_pc: {
    shape: ["path", "half", "i", "j"],
    units: "pc",
    about: "W_ik 3 <n_k r_j(-T)> over the others, as a mean over the half-set, W that of the whole half-set",
    when: withBoundary,
    add(sums, { n, r, escaped }) {
      if (!escaped) addProduct(sums, n, r);
    },
    mean: (sum, directions) => sum * (6 / directions),
    corrected: true,
  },
  inside_displacement_halves_pc: {
    shape: ["path", "half", "j"],
    units: "pc",
    about: "<r_j(-T)> over the others, as a mean over the half-set",
    when: withBoundary,
    add(sums, { r, escaped }) {
      if (!escaped) addVector(sums, r);
    },
    mean: (sum, directions) => sum * (2 / directions),
  },
  // Densities that are no gradient. Their dipoles cannot follow from R; those of every quadratic density follow from the second
  // moments. All particles count, as if there were no free-escape boundary.
  density_dipole: {
    shape: ["path", "i", "density"],
    units: "1",
    about: "dipole of each density f: W_ik 3 <n_k (f(r(-T))/f(0) - 1)>, mean over the directions, W as for R",
    when: withDensities,
    halves: "density_dipole_halves",
  },
  density_dipole_halves: {
    shape: ["path", "half", "i", "density"],
    units: "1",
    about: "the same of each half-set, with its own W",
    when: withDensities,
    add: (sums, { n, contrasts }) => addOuter(sums, n, contrasts),
    mean: (sum, directions) => sum * (6 / directions),
    corrected: true,
  },
  quadratic_response_pc2: {
    shape: ["path", "i", "j", "k"],
    units: "pc^2",
    about: "Q_ijk = W_il 3 <n_l r_j(-T) r_k(-T)>; the dipole of f/f(0) = 1 + g.r + r.H.r/2 is R_ij g_j + Q_ijk H_jk/2",
    when: withDensities,
    halves: "quadratic_response_halves_pc2",
  },
  quadratic_response_halves_pc2: {
    shape: ["path", "half", "i", "j", "k"],
    units: "pc^2",
    about: "Q_ijk of each half-set, with its own W",
    when: withDensities,
    add(sums, { n, r }) {
      for (let i = 0, place = 0; i < 3; i++)
        for (let j = 0; j < 3; j++) for (let k = 0; k < 3; k++) sums[place++] += n[i] * r[j] * r[k];
    },
    mean: (sum, directions) => sum * (6 / directions),
    corrected: true,
  },
  multipole_pc: {
    shape: ["half", "j", "lm"],
    units: "pc",
    about:
      "a_lm of the map r_j(-T; n) at the last path length, of each half-set: 4 pi <Y_lm(n) r_j(-T)>, Y_lm real and orthonormal, n the momentum direction",
    when: withMultipoles,
    add(sums, { n, r }) {
      const harmonics = realHarmonics(Math.sqrt(sums.length / 3) - 1, n);
      const count = harmonics.length;
      for (let j = 0; j < 3; j++) for (let lm = 0; lm < count; lm++) sums[j * count + lm] += r[j] * harmonics[lm];
    },
    mean: (sum, directions) => sum * ((8 * Math.PI) / directions),
  },
  local_field_uG: {
    shape: ["j"],
    units: "uG",
    about: "total field at the observer",
    when: withMultipoles,
    flown: ({ local }) => local?.observer ?? [],
    together: (_, block) => block,
  },
  local_field_gyration_uG: {
    shape: ["j"],
    units: "uG",
    about: "mean over all directions of the total field along the first 2 pi r_g of their paths, followed back",
    when: withMultipoles,
    flown: ({ local }) => local?.gyration ?? [],
    together: plus,
    final: (together, { directions }) => together / directions,
  },
} as const satisfies Readonly<Record<string, Quantity>>;

type Table = typeof QUANTITIES;
export type QuantityName = keyof Table;

/** Nested arrays: one level for each index. */
type Values<Indices extends readonly unknown[]> = Indices extends readonly [...infer Outer, "density"]
  ? Record<string, Values<Outer>>
  : Indices extends readonly [unknown, ...infer Inner]
    ? Values<Inner>[]
    : number;
type ConditionalName = { [Name in QuantityName]: Table[Name] extends { when: unknown } ? Name : never }[QuantityName];
type Every = { [Name in QuantityName]: Values<Table[Name]["shape"]> };

/**
 * One line of realisations.jsonl: the quantities of the table above, with their shapes, units and meaning. P path lengths;
 * tensors as rows i of columns j; the paper's frame, momentum directions. Quantities of a free-escape boundary are there
 * where the config has one; the others are of all particles, as if it had none. `step_error` is there where the integrator
 * estimates it, dipoles of densities and the quadratic response where the config has densities, multipoles and the local
 * field where it asks for multipoles.
 */
export interface RealisationRecord extends Omit<Every, ConditionalName>, Partial<Pick<Every, ConditionalName>> {
  /** Of a graphics processor's results only: what its audit found (src/gpu/audit.ts says what). */
  audit_paths?: number;
  audit_difference_gyroradii?: number;
  audit_response_difference_pc?: number[][];
}

/** Quantities that all records of a group have in common. */
export const OF_GROUP: readonly QuantityName[] = ["turbulence_level", "rigidity_TV", "path_pc"];

/** The quantities of a record, in the order of the table. */
export const quantities = (where: Where): [QuantityName, Quantity][] =>
  (Object.entries(QUANTITIES) as [QuantityName, Quantity][]).filter(([, { when }]) => when?.(where) ?? true);

const LENGTH: Record<Index, (group: Group) => number> = {
  path: ({ path_pc }) => path_pc.length,
  half: () => 2,
  i: () => 3,
  j: () => 3,
  k: () => 3,
  density: ({ densities = [] }) => densities.length,
  lm: ({ multipoles = 0 }) => harmonicCount(multipoles),
};

/** Lengths of the indices of a quantity. */
export const lengthsOf = ({ shape }: Described, group: Group): Lengths => shape.map((index) => LENGTH[index](group));

/** How many numbers a quantity has. */
export const sizeOf = (quantity: Described, group: Group): number => product(lengthsOf(quantity, group));

/** Whether a record has the quantity by the names of densities. */
const byDensity = ({ shape }: Described): boolean => shape.at(-1) === "density";

const strided = (numbers: ArrayLike<number>, first: number, step: number): number[] =>
  Array.from({ length: numbers.length / step }, (_, k) => numbers[first + k * step]);

/** What a record holds of a quantity with these numbers, last index fastest. */
export function storedValue(numbers: ArrayLike<number>, quantity: Described, group: Group): unknown {
  const lengths = lengthsOf(quantity, group);
  if (!byDensity(quantity)) return nested(numbers, lengths);
  const { densities = [] } = group;
  const entries = densities.map(({ name }, d) => {
    return [name, nested(strided(numbers, d, densities.length), lengths.slice(0, -1))];
  });
  return Object.fromEntries(entries);
}

/** The numbers of what a record holds, last index fastest; those of densities in the order of the record, which is the config's. */
export function numbersOf(value: unknown, quantity: Described): number[] {
  if (!byDensity(quantity)) return flat(value);
  const columns = Object.values(value as Record<string, unknown>).map(flat);
  return columns[0].flatMap((_, k) => columns.map((column) => column[k]));
}
