// The nested grids of a turbulent field: bands of wavelengths from the outer scale down to the inner scale. These numbers
// reach the kernel, so they are made with + - * / only, which are the same in every engine.

import { MAX_LEVELS, NODE_BYTES, WAVE_BYTES } from "../kernel_constants.js";

/** One periodic cubic grid, with the modes of one band of wavelengths: longest_pc >= wavelength > cut_pc. */
export interface Level {
  box_pc: number;
  longest_pc: number;
  /** L_(g+1), the end of the full band, to which the variance is normalised */
  shortest_pc: number;
  /** max(shortest_pc, inner scale): modes with wavelength <= cut_pc are left out */
  cut_pc: number;
  /** per side, a power of two */
  cells: number;
  bytes: number;
}

/** Keys of a config's section `field` that the bands and their grids depend on. */
export interface NestedGridKeys {
  outer_scale_pc: number;
  box_wavelengths: number;
  band_ratio: number;
  cells_per_wavelength: number;
}

/** What one worker can have: the address space of Wasm without its last page. */
export const MEMORY_LIMIT_BYTES = 2 ** 32 - 2 ** 16;
/** Counting of cells ends here: such a grid has 17 GiB. */
const MOST_CELLS = 1024;

/**
 * L_g = L_max / band_ratio^g while L_g > L_min. Ends early once there are too many levels or cells, or they do not
 * fit into the memory of a worker: the config is then refused.
 */
export function nestedLevels(field: NestedGridKeys, inner_scale_pc: number): Level[] {
  const levels: Level[] = [];
  let bytes = 0;
  let power = 1;
  let shortest_pc: number;
  do {
    const longest_pc = field.outer_scale_pc / power;
    power *= field.band_ratio;
    shortest_pc = field.outer_scale_pc / power;
    const box_pc = field.box_wavelengths * longest_pc;
    const cut_pc = Math.max(shortest_pc, inner_scale_pc);
    const cells = cellsPerSide((field.cells_per_wavelength * box_pc) / cut_pc);
    const level = { box_pc, longest_pc, shortest_pc, cut_pc, cells, bytes: cube(cells + 2) * NODE_BYTES };
    levels.push(level);
    bytes += level.bytes;
  } while (shortest_pc > inner_scale_pc && levels.length <= MAX_LEVELS && bytes <= MEMORY_LIMIT_BYTES);
  return levels;
}

/** The smallest power of two >= `wanted`, at least 8; 1e-9 of slack, so that rounding alone never doubles a grid. */
function cellsPerSide(wanted: number): number {
  let cells = 8;
  while (cells < wanted * (1 - 1e-9) && cells <= MOST_CELLS) cells *= 2;
  return cells;
}

/**
 * Bytes of all levels' nodes, with a layer of copies around each, and of what it takes to make the largest: an array to
 * transform, and its modes, one of each pair in a ball of radius box/cut.
 */
export function nestedBytes(levels: Level[]): number {
  const grids = levels.reduce((sum, { bytes }) => sum + bytes, 0);
  const synthesis = levels.map(({ cells, box_pc, cut_pc }) => {
    const modes = Math.ceil(((2 * Math.PI) / 3) * cube(box_pc / cut_pc));
    return cube(cells) * NODE_BYTES + modes * WAVE_BYTES;
  });
  return grids + Math.max(0, ...synthesis);
}

const cube = (n: number) => n * n * n;
