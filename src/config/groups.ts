// From a config to what is run: its groups, one for each turbulence level and rigidity, and what a worker needs for them.
// These numbers reach the kernel, so they are made with + - * / and sqrt only, which are the same in every engine; except
// for memory_bytes and steps_estimate, on which no result depends.

import { MOST_STEPS, OUTPUT_BYTES } from "../kernel_constants.js";
import { gyroradius_pc } from "../units.js";
import { type CubeGrid, cubeGrid, shortestWave } from "./cube.js";
import { innerScale, strengths } from "./default_lengths.js";
import type { Density } from "./densities.js";
import { FIELD_MODELS, hasInnerScale, isCube } from "./field_models.js";
import { integrationMethod } from "./integrators.js";
import type { Level } from "./nested_levels.js";
import type { Config } from "./schema.js";

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
  /** 0 for a field model without one; of a cube the shortest wave that it holds */
  inner_scale_pc: number;
  nside: number;
  directions: number;
  /** the path lengths at which the response is recorded, increasing; the last is the whole path */
  path_pc: number[];
  /** of the free-escape boundary; absent: none */
  escape_height_pc?: number;
  /** densities whose dipoles are recorded; absent: none */
  densities?: Density[];
  /** the largest l of the multipoles that are recorded; absent: none are */
  multipoles?: number;
  /** largest step of an integrator with steps of one size; absent: each step follows the tolerance */
  longest_step_pc?: number;
  /** there if the integrator estimates the error of its steps */
  step_error?: true;
  /** of a cube: its grid in the frame of the run */
  cube?: CubeGrid;
  /** empty for a model without nested grids */
  levels: Level[];
  /** of one worker */
  memory_bytes: number;
  /** of one realisation, roughly */
  steps_estimate: number;
  /** trial steps of one particle, less than 2^32; a particle that needs more has failed */
  step_budget: number;
}

/** Directions of one block: they are flown, and their results summed, together. */
export const BLOCK = 64;
/** Tables, and the particles under way beside their results. */
const BYTES_BESIDE = 2 ** 20;
/** Places along the first gyration of a path at which the field is met, where there are multipoles. */
export const GYRATION_PLACES = 16;

const made = new WeakMap<Config, Group[]>();

/** The groups of a config that resolveConfig returned; undefined for any other, a copy of one among them. */
export const groupsMade = (config: Config): Group[] | undefined => made.get(config);

/** Turbulence levels as listed, within each the rigidities as listed. */
export const makeGroups = (config: Config): Group[] =>
  turbulenceLevels(config).flatMap((level) => config.particles.rigidity_TV.map((R) => makeGroup(config, level, R)));

/** Makes a config and its groups constant: changing them throws a TypeError. */
export function freeze(config: Config): Config {
  made.set(config, frozen(makeGroups(config)));
  return frozen(config);
}

export function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(Object.freeze(value))) frozen(inner);
  }
  return value;
}

/** What names a group, or a record of it. */
export interface GroupName {
  turbulence_level: number;
  rigidity_TV: number;
}

export const isGroup = (a: GroupName, b: GroupName): boolean =>
  a.turbulence_level === b.turbulence_level && a.rigidity_TV === b.rigidity_TV;

/** The number of a group among those of its config: its position in `groups(config)`; -1 if there is none of that name. */
export const groupNumber = (groups: readonly GroupName[], name: GroupName): number =>
  groups.findIndex((group) => isGroup(group, name));

/** The group of that turbulence level and rigidity; undefined if there is none. */
export const groupOf = <G extends GroupName>(groups: readonly G[], name: GroupName): G | undefined =>
  groups.find((group) => isGroup(group, name));

/** A group's turbulence level as the tables of a config name it: 0 for a cube, whose level is found in its file. */
export const listedLevel = ({ cube, turbulence_level }: Group): number => (cube === undefined ? turbulence_level : 0);

/** As listed; one level, 0, for a uniform field and for a cube. */
export const turbulenceLevels = ({ field }: Pick<Config, "field">) => field.turbulence_level ?? [0];

/** @param listed the turbulence level as the tables of the config have it */
function makeGroup(config: Config, listed: number, rigidity_TV: number): Group {
  const { field, particles, transport } = config;
  const cube = isCube(field.model) ? cubeGrid(field) : undefined;
  const turbulence_level = cube?.turbulence_level ?? listed;
  const { tolerance } = particles;
  const { outputs } = transport;
  const gyroradius = gyroradius_pc(rigidity_TV, field.total_rms_uG);
  const waves_pc = cube === undefined ? 0 : shortestWave(field);
  const inner_scale_pc = hasInnerScale(field) ? innerScale(field, gyroradius) : waves_pc;
  const nside = particles.nside[String(listed)][String(rigidity_TV)];
  const path_pc = transport.path_pc[String(listed)][String(rigidity_TV)];
  const directions = 12 * nside * nside;
  const model = FIELD_MODELS[field.model];
  const levels = model.levels(field, inner_scale_pc);
  const method = integrationMethod(particles.integrator);
  const { outer_scale_pc } = field;
  const path = {
    turbulence_level,
    path_pc,
    outputs,
    outer_scale_pc,
    gyroradius_pc: gyroradius,
    inner_scale_pc,
    tolerance,
  };
  const longest_step_pc = method.longestStep?.(path);
  // the contrasts of densities, and a copy of the positions that they are made from
  const outputBytes = OUTPUT_BYTES + (config.density === undefined ? 0 : OUTPUT_BYTES + 8 * config.density.length);
  const gyration = { ...path, path_pc: 2 * Math.PI * gyroradius, outputs: GYRATION_PLACES };
  const steps = method.steps(path) + (transport.multipoles === undefined ? 0 : method.steps(gyration));
  return {
    turbulence_level,
    rigidity_TV,
    gyroradius_pc: gyroradius,
    gyroradius_1uG_pc: gyroradius_pc(rigidity_TV, 1),
    ...(cube === undefined
      ? strengths(field, turbulence_level)
      : { regular_uG: cube.regular_uG, turbulent_uG: cube.turbulent_uG, cube }),
    inner_scale_pc,
    nside,
    directions,
    path_pc: Array.from({ length: outputs }, (_, i) => (i === outputs - 1 ? path_pc : (path_pc * (i + 1)) / outputs)),
    ...(transport.escape_height_pc === undefined ? {} : { escape_height_pc: transport.escape_height_pc }),
    ...(config.density === undefined ? {} : { densities: config.density }),
    ...(transport.multipoles === undefined ? {} : { multipoles: transport.multipoles }),
    ...(longest_step_pc === undefined ? {} : { longest_step_pc }),
    ...(method.estimatesError ? { step_error: true } : {}),
    levels,
    memory_bytes: model.bytes(field, inner_scale_pc, levels) + BYTES_BESIDE + outputs * BLOCK * outputBytes,
    steps_estimate: Math.ceil(directions * steps),
    step_budget: Math.min(
      MOST_STEPS,
      Math.ceil(1e4 + 1000 * path_pc * (1 / gyroradius + (inner_scale_pc > 0 ? 1 / inner_scale_pc : 0))),
    ),
  };
}
