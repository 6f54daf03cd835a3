// From a config to what is run: the groups (turbulence level x rigidity), the nested levels of their field, and what one
// worker needs for them. These numbers reach the kernel, so they are made with + - * / and sqrt only, which are the same
// in every engine; but for memory_bytes and steps_estimate, which no result depends on.

import { gyroradius_pc } from "../units.js";
import { innerScale, strengths } from "./default_lengths.js";
import type { Config } from "./schema.js";

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

/** One turbulence level at one rigidity. */
export interface Group {
  /** 0 for a uniform field */
  turbulence_level: number;
  rigidity_TV: number;
  /** at total_rms_uG */
  gyroradius_pc: number;
  gyroradius_1uG_pc: number;
  regular_uG: number;
  /** dB of the whole spectrum, inner scale to zero */
  turbulent_uG: number;
  /** 0 for a uniform field */
  inner_scale_pc: number;
  nside: number;
  directions: number;
  /** the path lengths at which the response is recorded, increasing; the last is the whole path */
  path_pc: number[];
  /** of the free-escape boundary; absent: none */
  escape_height_pc?: number;
  /** largest step where paths are flown by rotations; absent: steps are those of the tolerance */
  longest_step_pc?: number;
  /** empty unless nested-grids */
  levels: Level[];
  /** of one worker */
  memory_bytes: number;
  /** Runge-Kutta steps of one realisation, roughly */
  steps_estimate: number;
  /** trial steps of one particle, less than 2^32; a particle that needs more has failed */
  step_budget: number;
}

/** What one worker can have: the address space of Wasm without its last page. */
export const MEMORY_LIMIT_BYTES = 2 ** 32 - 2 ** 16;
/** What the kernel has room for. */
export const MOST_LEVELS = 64;
/** Where counting ends: such a grid has 17 GiB. */
const MOST_CELLS = 1024;
/** The kernel counts steps in 32 bits. */
const MOST_STEPS = 2 ** 32 - 1;

const BYTES_PER_NODE = 16;
/** A mode as it is drawn: k and a complex amplitude. */
const BYTES_PER_MODE = 72;
/** Tables, the stack, and the particles under way, at most 64 of 48 bytes at every path length. */
const BYTES_BESIDE = 2 ** 20;
const BYTES_PER_OUTPUT = 64 * 48;

/** Turbulence levels as listed, within each the rigidities as listed. */
export function groups(config: Config): Group[] {
  // without TypeScript it is easily forgotten
  if (typeof config?.particles?.nside !== "object" || typeof config.transport?.path_pc !== "object") {
    throw new TypeError("config: not resolved; give what resolveConfig returns");
  }
  return turbulenceLevels(config).flatMap((level) => config.particles.rigidity_TV.map((R) => group(config, level, R)));
}

/** As listed; one level, 0, for a uniform field. */
export const turbulenceLevels = ({ field }: Pick<Config, "field">) => field.turbulence_level ?? [0];

function group(config: Config, turbulence_level: number, rigidity_TV: number): Group {
  const { field, particles, transport } = config;
  const uniform = field.model === "uniform";
  const gyroradius = gyroradius_pc(rigidity_TV, field.total_rms_uG);
  const inner_scale_pc = uniform ? 0 : innerScale(field, gyroradius);
  const nside = particles.nside[String(turbulence_level)][String(rigidity_TV)];
  const path = transport.path_pc[String(turbulence_level)][String(rigidity_TV)];
  const directions = 12 * nside * nside;
  const levels = field.model === "nested-grids" ? nestedLevels(field, inner_scale_pc) : [];
  const longest = particles.integrator === "rotations" && longestStep(gyroradius, inner_scale_pc, particles.tolerance);
  return {
    turbulence_level,
    rigidity_TV,
    gyroradius_pc: gyroradius,
    gyroradius_1uG_pc: gyroradius_pc(rigidity_TV, 1),
    ...strengths(field, turbulence_level),
    inner_scale_pc,
    nside,
    directions,
    path_pc: Array.from({ length: transport.outputs }, (_, i) =>
      i === transport.outputs - 1 ? path : (path * (i + 1)) / transport.outputs,
    ),
    ...(transport.escape_height_pc === undefined ? {} : { escape_height_pc: transport.escape_height_pc }),
    ...(longest ? { longest_step_pc: longest } : {}),
    levels,
    memory_bytes: memory(config, inner_scale_pc, levels),
    steps_estimate: Math.ceil(
      directions *
        (longest
          ? path / longest + transport.outputs / 2
          : stepsOfOne(turbulence_level, path, gyroradius, inner_scale_pc, particles.tolerance)),
    ),
    step_budget: Math.min(
      MOST_STEPS,
      Math.ceil(1e4 + 1000 * path * (1 / gyroradius + (uniform ? 0 : 1 / inner_scale_pc))),
    ),
  };
}

/**
 * L_g = L_max / band_ratio^g while L_g > L_min. Ends early once there are too many levels or cells, or they do not
 * fit into the memory of a worker: the config is then refused.
 */
function nestedLevels(field: Config["field"], inner_scale_pc: number): Level[] {
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
    const level = { box_pc, longest_pc, shortest_pc, cut_pc, cells, bytes: cube(cells + 2) * BYTES_PER_NODE };
    levels.push(level);
    bytes += level.bytes;
  } while (shortest_pc > inner_scale_pc && levels.length <= MOST_LEVELS && bytes <= MEMORY_LIMIT_BYTES);
  return levels;
}

/** The smallest power of two >= `wanted`, at least 8; 1e-9 of slack, so that rounding alone never doubles a grid. */
function cellsPerSide(wanted: number): number {
  let cells = 8;
  while (cells < wanted * (1 - 1e-9) && cells <= MOST_CELLS) cells *= 2;
  return cells;
}

/**
 * All levels' nodes, with a layer of copies around each, and what it takes to make the largest: an array to transform, and
 * its modes, one of each pair in a ball of radius box/cut. For plane waves: each as drawn, and as the sum reads it.
 */
function memory({ field, transport }: Config, inner_scale_pc: number, levels: Level[]): number {
  const beside = BYTES_BESIDE + transport.outputs * BYTES_PER_OUTPUT;
  if (field.model === "plane-waves") {
    const waves = Math.ceil(field.waves_per_decade * Math.log10(field.outer_scale_pc / inner_scale_pc)) + 1;
    return beside + waves * 2 * BYTES_PER_MODE;
  }
  const grids = levels.reduce((sum, { bytes }) => sum + bytes, 0);
  const make = levels.map(({ cells, box_pc, cut_pc }) => {
    const modes = Math.ceil(((2 * Math.PI) / 3) * cube(box_pc / cut_pc));
    return cube(cells) * BYTES_PER_NODE + modes * BYTES_PER_MODE;
  });
  return grids + Math.max(0, ...make) + beside;
}

const cube = (n: number) => n * n * n;

/** Within 20 % at tolerance 1e-5, 10 TV to 100 PV: 3.2 steps a gyroradius at turbulence level 1, 2.8 at 0.1; where the gyroradius
 * is much above the inner scale, 0.9 more per inner scale; a method of order 5. */
function stepsOfOne(
  turbulence_level: number,
  path: number,
  gyroradius: number,
  inner_scale_pc: number,
  tolerance: number,
) {
  const inOrbit = (2.8 + 0.4 * turbulence_level) * (path / gyroradius);
  const inWaves = inner_scale_pc > 0 && inner_scale_pc < 0.3 * gyroradius ? 0.9 * (path / inner_scale_pc) : 0;
  return (inOrbit + inWaves) * (1e-5 / tolerance) ** 0.2;
}

/**
 * Steps of rotations.ts, pc: at 0.37 gyroradii, and 0.37 of twice the inner scale, paths of 20 of these are as good as with rk45 at a
 * tolerance of 1e-5 or better (bench/RESULTS.md); a method of order 4.
 */
function longestStep(gyroradius: number, inner_scale_pc: number, tolerance: number): number {
  const shortest = inner_scale_pc > 0 ? Math.min(gyroradius, 2 * inner_scale_pc) : gyroradius;
  return 0.37 * shortest * Math.sqrt(Math.sqrt(tolerance / 1e-5));
}
