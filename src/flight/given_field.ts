// A field that a program gives: its values on a grid, or the plane waves that it is the sum of. Of the config the flights take
// particles and transport. Both fields are in the program's own frame: nothing is turned, scaled or displaced.

import { type Config, type Group, groups, notResolved, resolveConfig } from "../config/config.js";
import type { Triple } from "../config/cube.js";
import { valuesGiven } from "../cube/describe.js";
import { measured } from "../cube/measure.js";
import { directionVector } from "../sky/directions.js";
import { checkKeys, checkOptions } from "../words/options.js";
import { fieldOf, placeCube, settingsOf } from "./cube_nodes.js";
import { checkNumbers, type Field, groupOfOptions, usable, type Which } from "./field.js";
import { loadKernel, newInstance, numbersOf } from "./kernel.js";
import { NUMBERS_PER_MODE } from "./modes.js";
import { kernelField, openField } from "./open_field.js";

/** Values of a field in uG at the nodes of a periodic grid, [nx][ny][nz][3]: numpy's B[ix, iy, iz, component]. */
export interface FieldGrid {
  values: Float32Array | Float64Array;
  cells: readonly [number, number, number];
  /** side of a cell, or its three sides */
  cell_pc: number | readonly [number, number, number];
}

/**
 * The field of a grid, periodic, node [0][0][0] at (0, 0, 0) pc, interpolated by quadratic splines through the values, which are
 * kept as f32. Of the config it takes particles and transport, whatever its field; a gyroradius is at the rms of the grid.
 * @throws TypeError, RangeError for values that are no such grid, a key or an option that is none; FieldFileError where they are not finite, or all 0
 */
export async function fieldFromGrid(
  config: Config,
  source: FieldGrid,
  options: Pick<Which, "rigidity_TV"> = {},
): Promise<Field> {
  checkKeys("grid", source, ["values", "cells", "cell_pc"]);
  checkOptions(options, ["rigidity_TV"]);
  if (config?.particles?.rigidity_TV === undefined || config.transport?.path_pc === undefined) throw notResolved();
  const { values, cells, cell_pc } = source;
  const { rigidity_TV = config.particles.rigidity_TV[0] } = options;
  const grid = valuesGiven({ values, cells });
  const found = measured("values", grid);
  const path = Object.values(config.transport.path_pc)[0]?.[rigidity_TV];
  // of realisations, which such a field has none of; its one direction would not tell multipoles apart
  const { multipoles: _, ...transport } = config.transport;
  const own = resolveConfig({
    field: {
      model: "cube",
      ...{ cube_sha256: NOT_HASHED, cube_cells: grid.cells, ...found, cube_unit_uG: 1 },
      cube_cell_pc: typeof cell_pc === "number" ? cell_pc : ([...cell_pc] as Triple),
    },
    particles: { ...config.particles, rigidity_TV: [rigidity_TV], nside: 1 },
    transport: { ...transport, path_pc: path },
  });
  const [group] = groups(own);
  const cube = { ...(group.cube as NonNullable<Group["cube"]>), turn: NOT_TURNED, mean_uG: found.cube_mean };
  const kernel = await loadKernel();
  const nodes = await placeCube(kernel, cube, grid.values);
  return usable(await openField(kernel, own, { ...group, cube }, 0, { cube: nodes, placed: true }), group);
}

const NOT_HASHED = "0".repeat(64);
const NOT_TURNED = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/**
 * The sum of plane waves, B(x) = sum 2 Re(A exp(i k.x)), nine numbers each as `field.modes()` gives them: k (rad/pc), Re A, Im A
 * (uG); with the regular field of the config's first turbulence level. Waves are taken as they are: those with k.A other than 0 make
 * a field with a divergence.
 */
export async function fieldFromModes(config: Config, modes: Float64Array, which?: Which): Promise<Field> {
  const expected = `${NUMBERS_PER_MODE} numbers for each wave (k, Re A, Im A)`;
  checkNumbers("modes", modes, NUMBERS_PER_MODE, expected);
  if (modes.length === 0) throw new TypeError(`modes: no number found, ${expected} expected`);
  const group = groupOfOptions(config, which);
  const instance = await newInstance(await loadKernel());
  const { exports } = instance;
  const count = modes.length / NUMBERS_PER_MODE;
  const settings = settingsOf(instance);
  const field = fieldOf(instance);
  const work = field + exports.wavesBytes(count);
  instance.reserve(work + count * exports.WAVE_BYTES.value);
  const to = numbersOf(exports.SynthesisOffset);
  const [x, y, z] = directionVector(...config.field.regular_direction_deg).map((c) => c * group.regular_uG);
  instance.write(
    settings,
    [
      [to.REGULAR_X, x],
      [to.REGULAR_Y, y],
      [to.REGULAR_Z, z],
    ],
    [[to.FIELD, field]],
  );
  instance.put(work, modes);
  exports.putWaves(settings, work, count);
  const own = modes.slice();
  const open = kernelField(instance, config, group, work);
  return usable({ ...open, modes: () => own.slice() }, group);
}
