// The nodes of a cube in an instance of the kernel. They depend on neither realisation nor rigidity: made once, every realisation
// is an observer at another place in them.
//
// Its memory: the settings of a synthesis, the grid's record, the nodes; behind them the levels that continue the cube, and work space.

import { type CubeGrid, PIECE } from "../config/cube.js";
import { ConfigError } from "../config/errors.js";
import { aligned, type Instance, type Kernel, newInstance, numbersOf } from "./kernel.js";

export interface CubeNodes {
  instance: Instance;
  /** what continues the cube below the joint: the index of its energy spectrum there, and the rms of all waves below, uG */
  continuation?: { index: number; rms_uG: number };
  /** address of the nodes */
  field: number;
}

/** Address of the settings of a synthesis in an instance: they come first, then the record of a grid, then the field. */
export const settingsOf = ({ base }: Instance): number => base;
const gridOf = (instance: Instance): number => aligned(settingsOf(instance) + instance.exports.SYNTHESIS_BYTES.value);
export const fieldOf = (instance: Instance): number => aligned(gridOf(instance) + instance.exports.GRID_BYTES.value);

/**
 * Puts the values of a cube, [nx][ny][nz][3] in their own unit, into a fresh instance and makes its nodes of them.
 * @param progress called with the part that is done
 */
export async function placeCube(
  kernel: Kernel,
  { cells, cell_pc, joint_pc, mean, scale_uG, turn }: CubeGrid,
  values: Float32Array,
  progress: (part: number) => void = () => {},
): Promise<CubeNodes> {
  const instance = await newInstance(kernel);
  const { exports } = instance;
  const settings = settingsOf(instance);
  const grid = gridOf(instance);
  const field = fieldOf(instance);
  instance.reserve(field);
  const from = numbersOf(exports.GridOffset);
  const numbers = (offset: number, list: readonly number[]) =>
    list.map((x, i): [number, number] => [offset + 8 * i, x]);
  instance.write(
    grid,
    [
      ...numbers(from.ROTATION, turn),
      ...numbers(from.MEAN, mean),
      [from.SCALE, scale_uG],
      ...numbers(from.CELL, cell_pc),
    ],
    cells.map((n, i) => [from.CELLS + 4 * i, n]),
  );
  const to = numbersOf(exports.SynthesisOffset);
  const { CUBE } = numbersOf(exports.FieldModel);
  instance.write(
    settings,
    [],
    [
      [to.MODEL, CUBE],
      [to.OPTIONS, 0],
      [to.FIELD, field],
      [to.GRID, grid],
    ],
  );
  exports.clearLevels();
  const work = field + exports.fieldBytes(settings);
  const plane = cells[1] * cells[2] * 3;
  const step = Math.max(1, Math.floor(PIECE / (plane * 4)));
  instance.write(settings, [], [[to.SCRATCH, work]]);
  instance.reserve(work + Math.max(exports.scratchBytes(settings), Math.min(step, cells[0]) * plane * 4));
  exports.beginCube(settings);
  for (let first = 0; first < cells[0]; first += step) {
    const count = Math.min(step, cells[0] - first);
    const piece = values.subarray(first * plane, (first + count) * plane);
    new Float32Array(instance.bytes(work, piece.length * 4).buffer, work, piece.length).set(piece);
    exports.putPlanes(settings, first, count, work);
    progress((0.4 * (first + count)) / cells[0]);
  }
  let continuation: CubeNodes["continuation"];
  if (joint_pc !== undefined) {
    exports.cutCube(settings, joint_pc);
    continuation = { index: exports.jointIndex.value, rms_uG: exports.jointRms.value };
    if (!(continuation.rms_uG > 0 && continuation.index < 3))
      throw new ConfigError(
        "field.cube_continue_cells",
        joint_pc,
        "a joint where the energy spectrum falls as k^-q, q between 1 and 3",
        `Move it to where the cube has an inertial range (q ${continuation.index.toPrecision(3)} here), or take it out.`,
        "pc",
      );
  }
  for (let axis = 0; axis < 3; axis++) {
    exports.filterAxis(settings, axis);
    progress(0.4 + 0.2 * (axis + 1));
  }
  return { instance, field, continuation };
}
