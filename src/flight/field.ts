// The field of one realisation as a program uses it: its values, paths through it, its modes.

import { type Config, type Group, groups } from "../config/config.js";
import { cubeOf, described } from "../cube/describe.js";
import { checkObject, checkOptions, checkWord, inShort } from "../words/options.js";
import { placeCube } from "./cube_nodes.js";
import { checkIndex, loadKernel } from "./kernel.js";
import { type KernelField, openField } from "./open_field.js";

/** Which group of a config; default the first turbulence level and the first rigidity. */
export interface Which {
  turbulence_level?: number;
  rigidity_TV?: number;
}

/** The group of a config that `which` names; throws RangeError if the config has no such group. */
export function selectGroup(config: Config, which: Which = {}): Group {
  const all = groups(config);
  const { turbulence_level: eta = all[0].turbulence_level, rigidity_TV: rigidity = all[0].rigidity_TV } = which;
  const group = all.find((candidate) => candidate.turbulence_level === eta && candidate.rigidity_TV === rigidity);
  if (group === undefined) {
    const known = all.map((candidate) => `(${candidate.turbulence_level}, ${candidate.rigidity_TV} TV)`).join(", ");
    throw new RangeError(
      `no group of turbulence level ${inShort(eta)} and ${inShort(rigidity)} TV in this config; it has ${known}`,
    );
  }
  return group;
}

/**
 * The same of a program's options; throws RangeError also for one that is neither of Which nor one of the `others`. They may be
 * the group itself, or have what a group has.
 */
export function groupOfOptions(config: Config, options: Which = {}, others: readonly string[] = []): Group {
  const names = [...WHICH, ...others];
  checkObject("options", options, names);
  const group = selectGroup(config, options);
  const isOfGroup = ([name, value]: [string, unknown]) =>
    !names.includes(name) && Object.hasOwn(group, name) && isSame(value, group[name as keyof Group]);
  checkOptions(Object.fromEntries(Object.entries(options).filter((entry) => !isOfGroup(entry))), names);
  return group;
}

const WHICH: readonly (keyof Which)[] = ["turbulence_level", "rigidity_TV"];

const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

export interface BacktrackOptions {
  /** where the particles arrive, pc; default [0, 0, 0] */
  origin?: readonly [number, number, number];
  /** "back" (default): where they were at -T; "forth": where they will be at T */
  sense?: "back" | "forth";
  /** sign of the charge; default 1 */
  charge?: 1 | -1;
}

/** The field of one realisation, ready for use in the calling thread. */
export interface Field {
  /**
   * Total field (regular + turbulent) in uG at points [n][3] in pc; a fresh array. A RangeError so far away that the numbers of
   * a point do not tell the field's cells apart.
   */
  at(points: Float64Array): Float64Array;
  /**
   * Back-tracks particles that arrive at the origin with unit momentum vectors `directions` [N][3], to increasing path
   * lengths in pc. Fresh arrays [paths][N][3]: positions in pc in the frame of the field, momentum directions at -T. `failed`: how
   * many particles used up their steps and stayed where they were. The options start them elsewhere, fly them forth in time, or
   * give them a negative charge.
   */
  backtrack(
    directions: Float64Array,
    paths: ArrayLike<number>,
    options?: BacktrackOptions,
  ): { positions: Float64Array; momenta: Float64Array; failed: number };
  /**
   * The plane waves that the turbulent part is the sum of: B(x) = sum 2 Re(A exp(i k.x)), nine numbers each: k (rad/pc),
   * Re A, Im A (uG). Throws an Error where the field is no such sum, as with field.model "uniform".
   */
  modes(): Float64Array;
  /**
   * f/f(observer) - 1 of a density of the config (key `density`), by its name, where `backtrack` found the particles: `positions`
   * [paths][N][3] at the same path lengths. A fresh array [paths][N]. With a gradient g beside it f is 1 + g.r more.
   */
  contrasts(density: string, positions: Float64Array, paths: ArrayLike<number>): Float64Array;
  /** Gives the memory back; the field cannot be used any more. */
  dispose(): void;
}

/**
 * Synthesises the field of realisation `index`. The field depends on the rigidity only through the inner scale.
 * @throws RangeError for a group that the config does not have, or an option that is none
 */
export async function synthesise(config: Config, index: number, which?: Which): Promise<Field> {
  checkIndex(index);
  config = await described(config);
  const group = groupOfOptions(config, which);
  const kernel = await loadKernel();
  const cube = group.cube && (await placeCube(kernel, group.cube, (await cubeOf(config)).values));
  return usable(await openField(kernel, config, group, index, { cube }), group);
}

/** What a program gets of a field: every argument is checked. */
export function usable(kernelField: KernelField, group: Group): Field {
  let open: KernelField | undefined = kernelField;
  const farthest = farthest_pc(group);
  const field = (): KernelField => {
    if (open === undefined) throw new Error("this field was disposed of");
    return open;
  };
  const checkPoints = (name: string, points: ArrayLike<number>) => {
    const far = Array.prototype.find.call(points, (x) => Math.abs(x) > farthest);
    if (far !== undefined) throw tooFar(name, far, farthest);
  };
  return {
    at(points) {
      checkVectors("points", points);
      checkPoints("points", points);
      return field().at(points);
    },
    backtrack(directions, paths, options = {}) {
      checkVectors("directions", directions);
      checkPaths(paths, farthest);
      for (let i = 0; i < directions.length; i += 3) {
        const square = directions[i] ** 2 + directions[i + 1] ** 2 + directions[i + 2] ** 2;
        if (!(Math.abs(square - 1) < 1e-6)) {
          throw new RangeError(`direction ${i / 3} has length ${Math.sqrt(square)}, unit vectors expected`);
        }
      }
      checkOptions(options, ["origin", "sense", "charge"]);
      const { origin = [0, 0, 0], sense = "back", charge = 1 } = options;
      checkFlight(origin, sense, charge);
      checkPoints("origin", origin);
      const flight = { directions, paths, origin, charge, sense: sense === "back" ? -1 : 1 } as const;
      const { positions, momenta, failed } = field().trace(flight);
      return { positions, momenta, failed };
    },
    modes: () => field().modes(),
    contrasts(name, positions, paths) {
      checkVectors("positions", positions);
      checkPaths(paths, farthest);
      if (paths.length === 0 || positions.length % (3 * paths.length) !== 0)
        throw new RangeError(
          `positions: ${positions.length} numbers for ${paths.length} paths found, three for each particle at each path length expected`,
        );
      const density = group.densities?.find((candidate) => candidate.name === name);
      if (density === undefined) {
        const known =
          group.densities?.map((candidate) => candidate.name).join(", ") ?? "none: the config has no density";
        throw new RangeError(`density: ${JSON.stringify(name)} found, expected one of the config: ${known}`);
      }
      return field().contrasts(density, positions, paths);
    },
    dispose() {
      open = undefined;
    },
  };
}

function checkFlight(origin: readonly number[], sense: string, charge: number): void {
  if (!(origin?.length === 3 && Array.prototype.every.call(origin, (x) => Number.isFinite(x))))
    throw new RangeError(`origin: ${JSON.stringify(origin)} found, three finite numbers in pc expected`);
  checkWord("sense", sense, ["back", "forth"]);
  if (charge !== 1 && charge !== -1) throw new RangeError(`charge: ${JSON.stringify(charge)} found, 1 or -1 expected`);
}

/** From any realm: that of an iframe has a Float64Array of its own. */
const isFloat64Array = (values: unknown): boolean =>
  ArrayBuffer.isView(values) && (values as Float64Array)[Symbol.toStringTag] === "Float64Array";

const checkVectors = (name: string, values: Float64Array): void => checkNumbers(name, values, 3, "x, y, z triples");

/** Throws for what is no Float64Array of finite numbers, `count` for each of what it is expected to hold. */
export function checkNumbers(name: string, values: Float64Array, count: number, expected: string): void {
  if (!isFloat64Array(values)) throw new TypeError(`${name}: a Float64Array of ${expected} expected`);
  if (values.length % count !== 0) throw new TypeError(`${name}: ${values.length} numbers found, ${expected} expected`);
  if (!values.every(Number.isFinite)) throw new RangeError(`${name}: a number that is not finite found`);
}

function checkPaths(paths: ArrayLike<number>, farthest: number): void {
  const isList = Array.isArray(paths) || (ArrayBuffer.isView(paths) && "length" in paths);
  if (!isList) throw new TypeError(`paths: a list of path lengths in pc expected, ${String(paths)} found`);
  for (let t = 0; t < paths.length; t++) {
    if (typeof paths[t] !== "number")
      throw new TypeError(`paths: number ${t} is a ${typeof paths[t]}, a number expected`);
    if (!(paths[t] > (t === 0 ? 0 : paths[t - 1]) && paths[t] < Infinity)) {
      throw new RangeError(`path ${t} is ${paths[t]} pc, increasing positive lengths expected`);
    }
    if (paths[t] > farthest) throw tooFar("paths", paths[t], farthest);
  }
}

/** Positions up to here are resolved to 2^-12 of a cell, or of the shortest wavelength, in double precision. */
const MOST_CELLS = 2 ** 40;

function farthest_pc({ levels, inner_scale_pc, cube }: Group): number {
  const cells = [...levels.map(({ box_pc, cells }) => box_pc / cells), ...(cube?.cell_pc ?? [])];
  const finest = cells.length > 0 ? Math.min(...cells) : inner_scale_pc;
  return finest > 0 ? MOST_CELLS * finest : Infinity;
}

const tooFar = (name: string, found: number, farthest: number) =>
  new RangeError(
    `${name}: ${found} pc found, at most ${farthest.toPrecision(2)} pc expected: the field is not resolved beyond`,
  );
