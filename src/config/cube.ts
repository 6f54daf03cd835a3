// A cube of somebody's field as a config knows it: what describeCube found in its file, and what follows from that. These numbers
// reach the kernel, so they are made with + - * / and sqrt only, which are the same in every engine.
import { NODE_BYTES } from "../kernel_constants.js";
import { ConfigError } from "./errors.js";
import { type Level, nestedBytes } from "./nested_levels.js";

export type Triple = [number, number, number];

/** What is known of a file of a cube: keys of a config's section `field`. The mean, its error and the rms are in the file's own unit. */
export interface CubeDescription {
  /** of the values as f32 [nx][ny][nz][3], little-endian, as they stand in the file */
  cube_sha256: string;
  cube_cells: Triple;
  cube_mean: Triple;
  /** standard error of the mean vector, from its scatter over octants of the cube */
  cube_mean_error: number;
  /** sqrt(<B^2>), the mean included */
  cube_rms: number;
}

/** Keys of a config's section `field` that a cube depends on. */
export interface CubeKeys extends Partial<CubeDescription> {
  total_rms_uG: number;
  cube_file?: string;
  cube_cell_pc?: number | Triple;
  cube_continue_cells?: number;
}

/** A cube in the frame of a run, whose first axis is the mean field. */
export interface CubeGrid {
  cells: Triple;
  cell_pc: Triple;
  /** mean of the values, in their own unit */
  mean: Triple;
  /** uG of a value 1 */
  scale_uG: number;
  /** waves of this length and less are those of nested grids; absent: the cube is not continued below its cells */
  joint_pc?: number;
  /** rotation from the cube's frame into that of the run, by rows */
  turn: number[];
  /** in the frame of the run */
  mean_uG: Triple;
  /** the regular and the turbulent field; the mean is turbulence where it is zero within its error */
  regular_uG: number;
  turbulent_uG: number;
  turbulence_level: number;
}

/** Whether the file of a cube has been met: before, a config of it has no groups. */
export const isDescribed = ({ cube_sha256 }: CubeKeys): boolean => cube_sha256 !== undefined;

/** Whether the spectrum of a cube goes on below its cells. */
export const isContinued = ({ cube_continue_cells }: Pick<CubeKeys, "cube_continue_cells">): boolean =>
  cube_continue_cells !== undefined;

/** Wavelength below which it does, pc. */
export const joint = ({ cube_cell_pc = 0, cube_continue_cells = 0 }: CubeKeys): number =>
  cube_continue_cells * (typeof cube_cell_pc === "number" ? cube_cell_pc : Math.max(...cube_cell_pc));

/**
 * A mean of fewer standard errors is no regular field, but what the largest eddies leave. Of such 2.1 % have more: the error is known
 * from three components of eight octants alone, so that the square of the ratio is distributed as F(3, 21), where the octants are
 * independent and the turbulence isotropic.
 */
const ERRORS_OF_A_MEAN = 2;

const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Throws ConfigError for one that has not met its file. */
export function cubeGrid(field: CubeKeys): CubeGrid {
  const { cube_cells, cube_mean, cube_mean_error, cube_rms, cube_cell_pc, total_rms_uG } = field;
  if (!cube_cells || !cube_mean || cube_mean_error === undefined || !cube_rms || cube_cell_pc === undefined)
    throw unmet(field);
  const scale_uG = total_rms_uG / cube_rms;
  const relative = cube_mean.map((m) => m / cube_rms) as Triple;
  const square = dot(relative, relative);
  const length = Math.sqrt(square);
  if (!(square <= 1 + ROUNDING && scale_uG > 0 && scale_uG < Infinity)) throw strange(field);
  const isotropic = length <= ERRORS_OF_A_MEAN * (cube_mean_error / cube_rms);
  const turn = isotropic ? IDENTITY : toFirstAxis(relative.map((m) => m / length) as Triple);
  const regular_uG = isotropic ? 0 : length * total_rms_uG;
  const turbulent = isotropic ? 1 : Math.max(0, 1 - square);
  return {
    cells: cube_cells,
    cell_pc: typeof cube_cell_pc === "number" ? [cube_cell_pc, cube_cell_pc, cube_cell_pc] : cube_cell_pc,
    ...(isContinued(field) ? { joint_pc: joint(field) } : {}),
    mean: cube_mean,
    scale_uG,
    turn,
    mean_uG: isotropic ? (cube_mean.map((m) => m * scale_uG) as Triple) : [regular_uG, 0, 0],
    regular_uG,
    turbulent_uG: total_rms_uG * Math.sqrt(turbulent),
    // the name of a group, which is typed and printed; its error is larger
    turbulence_level: Number(turbulent.toPrecision(4)),
  };
}

/** Of a mean field alone, over its rms. */
const ROUNDING = 1e-9;

/** Whether a cube is its mean alone: its turbulence is what rounding leaves of its rms less its mean. */
export const isUniform = ({ turbulence_level }: Pick<CubeGrid, "turbulence_level">): boolean =>
  turbulence_level <= ROUNDING;

export const uniformCube = (remedy: string): ConfigError =>
  new ConfigError(
    "field.model",
    "cube",
    'a cube with turbulence; in this one all values are the same vector, which is field.model = "uniform"',
    remedy,
  );

const strange = ({ cube_mean, cube_rms }: CubeKeys): ConfigError =>
  new ConfigError(
    "field.cube_mean",
    cube_mean,
    `a vector no longer than field.cube_rms, ${cube_rms}`,
    "Take the keys that describeCube gives as it gives them.",
  );

function unmet({ cube_file }: CubeKeys): ConfigError {
  return cube_file === undefined
    ? new ConfigError("field.cube_file", undefined, "the file of the cube", 'Write field.cube_file = "FILE".')
    : new ConfigError(
        "field.cube_sha256",
        undefined,
        "what describeCube finds in the cube's file",
        "Give resolveConfig({ field: { ...field, ...(await describeCube(FILE)) } }).",
      );
}

const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** The smallest rotation that brings a unit vector to (1, 0, 0), about the third axis where it points to (-1, 0, 0). */
export function toFirstAxis([a, b, c]: Triple): number[] {
  const across = b * b + c * c;
  if (across === 0) return a > 0 ? IDENTITY : [-1, 0, 0, 0, -1, 0, 0, 0, 1];
  // 1/(1 + a), without the loss of digits near a = -1
  const k = (1 - a) / across;
  return [a, b, c, -b, 1 - b * b * k, -b * c * k, -c, -b * c * k, 1 - c * c * k];
}

/** Nodes around a grid, as cube.ts of the kernel has them. */
const AROUND = 3;
/** Values are put into the kernel's memory in pieces of planes of about this many bytes. */
export const PIECE = 2 ** 24;

/** Bytes of a worker for a cube: its nodes, the levels that continue it, and a piece of its values. */
export function cubeBytes({ cube_cells }: CubeKeys, levels: Level[]): number {
  if (cube_cells === undefined) return 0;
  const [x, y, z] = cube_cells;
  const nodes = (x + AROUND) * (y + AROUND) * (z + AROUND) * NODE_BYTES;
  return nodes + Math.max(PIECE, y * z * 12, nestedBytes(levels));
}

/** Bytes of the values of a cube, which a process holds once beside its workers. */
export const valuesBytes = ({ cube_cells }: CubeKeys): number =>
  cube_cells === undefined ? 0 : cube_cells[0] * cube_cells[1] * cube_cells[2] * 12;

/** Sides of a cube, pc. */
export function cubeSides({ cube_cells, cube_cell_pc }: CubeKeys): Triple | undefined {
  if (cube_cells === undefined || cube_cell_pc === undefined) return undefined;
  return cube_cells.map((n, i) => n * (typeof cube_cell_pc === "number" ? cube_cell_pc : cube_cell_pc[i])) as Triple;
}

/** Nyquist: the shortest wave that a grid holds, pc. */
export const shortestWave = ({ cube_cell_pc = 0 }: CubeKeys): number =>
  2 * (typeof cube_cell_pc === "number" ? cube_cell_pc : Math.min(...cube_cell_pc));
