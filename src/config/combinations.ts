// Values that are each allowed, but impossible together.
import { MAX_LEVELS } from "../kernel_constants.js";
import { DEFAULT_ANISOTROPY, directionsOfWaves } from "./anisotropies.js";
import { isUniform, uniformCube } from "./cube.js";
import { ConfigError, digits } from "./errors.js";
import { FIELD_MODELS, hasGrids, hasInnerScale, isTurbulent, MODELS } from "./field_models.js";
import { type Group, makeGroups } from "./groups.js";
import { isDefault, keyOf, valueIn } from "./keys.js";
import { MEMORY_LIMIT_BYTES } from "./nested_levels.js";
import type { Config, Table } from "./schema.js";

type Blame = (...keys: string[]) => string;

/**
 * Throws a ConfigError for the first impossible combination. Of the keys that can be to blame it names the first one that
 * was `given`: by the user, and not as the default.
 */
export function checkCombinations(config: Config, given: (key: string) => boolean): void {
  const blame: Blame = (...keys) => keys.find(given) ?? keys[0];
  const { model } = config.field;
  if (isTurbulent(model)) {
    checkNames("particles.nside", config.particles.nside);
    checkNames("transport.path_pc", config.transport.path_pc);
  }
  if (hasGrids(config.field)) checkBands(config.field, blame);
  checkAnisotropy(config.field, blame);
  for (const group of makeGroups(config)) {
    if (hasInnerScale(config.field)) checkInnerScale(config, group, blame);
    checkMultipoles(group);
    if (!given("transport.path_pc")) checkTurbulence(group);
    checkLengths(config, group, blame);
    checkRoom(config, group, blame, MEMORY_LIMIT_BYTES, "the 4 GiB of a worker");
  }
}

/** Nothing scatters in a uniform cube: it has no diffusion that a default path length could follow from. */
function checkTurbulence({ cube }: Group): void {
  if (cube !== undefined && isUniform(cube))
    throw uniformCube('Take field.model = "uniform", whose field is field.total_rms_uG.');
}

/** Turbulence level 0 is that of a uniform field; elsewhere it is what TOML makes of a 0.1 without quotes. */
function checkNames(key: string, table: Table): void {
  if (!Object.hasOwn(table, "0")) return;
  const expected = "a turbulence level > 0 and <= 1 as the name";
  throw new ConfigError(`${key}."0"`, table["0"], expected, `Write the level in quotes: [${key}."0.1"].`);
}

/** Throws a ConfigError if a group's field does not fit into the `room` bytes that a worker on this machine can have. */
export function checkMachine(config: Config, room: number): void {
  const blame: Blame = (...keys) => keys.find((key) => !isDefault(keyOf(key), valueAt(config, key))) ?? keys[0];
  for (const group of makeGroups(config))
    checkRoom(config, group, blame, room, `the ${digits(room / 2 ** 30)} GiB that this machine has for it`);
}

/** An axis needs a regular field, and a lattice of cubes holds no waves much longer along it than across. */
function checkAnisotropy({ anisotropy = DEFAULT_ANISOTROPY, ...field }: Config["field"], blame: Blame): void {
  if (anisotropy === DEFAULT_ANISOTROPY) return;
  const key = "field.anisotropy";
  if (!FIELD_MODELS[field.model].reads.includes("anisotropy")) {
    const able = MODELS.filter((model) => FIELD_MODELS[model].reads.includes("anisotropy"));
    throw new ConfigError(
      key,
      anisotropy,
      `"${DEFAULT_ANISOTROPY}" beside field.model = "${field.model}"`,
      `Set field.model = ${able.map((model) => `"${model}"`).join(" or ")}, or take it out.`,
    );
  }
  if (field.turbulence_level?.includes(1)) {
    const others = field.turbulence_level.filter((level) => level < 1);
    throw new ConfigError(
      key,
      anisotropy,
      `"${DEFAULT_ANISOTROPY}" at turbulence level 1, where there is no regular field that the waves could have as their axis`,
      `Set field.turbulence_level = ${JSON.stringify(others.length > 0 ? others : [0.1])}, or take it out.`,
    );
  }
  const { spectral_index } = directionsOfWaves(anisotropy);
  if (spectral_index === undefined || Math.abs(field.spectral_index - spectral_index) < 1e-3) return;
  throw new ConfigError(
    blame("field.spectral_index", key),
    field.spectral_index,
    `5/3 beside field.anisotropy = "${anisotropy}", whose exponents 5/3, 10/3 and 2/3 belong together`,
    "Leave it out, or choose another field.anisotropy.",
  );
}

/** On one half-set of the directions the harmonics of l = nside are not orthogonal any more: 0.5 of one is seen in others. */
function checkMultipoles({ multipoles, nside, turbulence_level, rigidity_TV }: Group): void {
  if (multipoles === undefined || multipoles < nside) return;
  const where = turbulence_level === 0 ? `at ${rigidity_TV} TV` : `at level ${turbulence_level}, ${rigidity_TV} TV`;
  throw new ConfigError(
    "transport.multipoles",
    multipoles,
    `less than particles.nside, ${nside} ${where}: half of the directions do not tell higher multipoles apart`,
    `${nside > 1 ? `Lower it to ${Math.max(1, Math.floor(nside / 2))}, or raise` : "Raise"} particles.nside to ${betterNside(multipoles)}.`,
  );
}

/** The smallest nside of which l is no more than the half. */
export function betterNside(l: number): number {
  let nside = 2;
  while (nside < 2 * l) nside *= 2;
  return nside;
}

const valueAt = (config: Config, key: string): unknown => valueIn(config, keyOf(key));

function checkInnerScale({ field }: Config, group: Group, blame: Blame): void {
  const joint_pc = group.cube?.joint_pc;
  if (joint_pc !== undefined && group.inner_scale_pc >= joint_pc)
    throw new ConfigError(
      "field.cube_continue_cells",
      field.cube_continue_cells,
      `a joint above the inner scale, ${digits(group.inner_scale_pc)} pc at ${group.rigidity_TV} TV`,
      "Raise it, or take it out: the cube holds what these particles feel.",
      `(${digits(joint_pc)} pc)`,
    );
  if (group.inner_scale_pc < field.outer_scale_pc) return;
  const most = field.outer_scale_pc / group.gyroradius_pc;
  throw new ConfigError(
    blame("field.inner_scale_gyroradii", "field.outer_scale_pc"),
    field.inner_scale_gyroradii,
    `an inner scale below the outer scale of ${field.outer_scale_pc} pc: at ${group.rigidity_TV} TV less than ${digits(most)} gyroradii`,
    "Lower field.inner_scale_gyroradii, or raise field.outer_scale_pc.",
    `(an inner scale of ${digits(group.inner_scale_pc)} pc)`,
  );
}

/** A box holds waves with k = 2 pi m/S, m a vector of integers: one at least must lie between |m| = beta and beta * ratio. */
function checkBands({ box_wavelengths, band_ratio }: Config["field"], blame: Blame): void {
  const longest = box_wavelengths * box_wavelengths;
  let norm = Math.ceil(longest);
  while (!isSumOfThreeSquares(norm)) norm++;
  if (norm < longest * band_ratio * band_ratio) return;
  const key = blame("field.band_ratio", "field.box_wavelengths");
  throw new ConfigError(
    key,
    key === "field.band_ratio" ? band_ratio : box_wavelengths,
    `a band that holds a wave of its box: with box_wavelengths = ${box_wavelengths} a band_ratio of ${Math.ceil(100 * Math.sqrt(norm / longest) + 1e-9) / 100} or more`,
    "Raise field.band_ratio, or choose a whole number for field.box_wavelengths.",
  );
}

/** Legendre: all numbers are, except 4^a (8 b + 7). */
function isSumOfThreeSquares(n: number): boolean {
  while (n % 4 === 0) n /= 4;
  return n % 8 !== 7;
}

/** The statistics form sixth powers of lengths; within these bounds they neither overflow nor underflow. */
const LENGTHS_PC = [1e-50, 1e50] as const;
/** A position is a double and must be known to a small part of the shortest wave. */
const MOST_WAVES = 2 ** 45;

/** Extreme values, each of them allowed, can give lengths and numbers of steps that a double cannot hold. */
function checkLengths(config: Config, group: Group, blame: Blame): void {
  const { gyroradius_pc, inner_scale_pc, levels, path_pc, steps_estimate } = group;
  const inField = [
    ...levels.flatMap((level) => [level.box_pc, level.shortest_pc]),
    ...(group.cube?.cell_pc.flatMap((side, i) => [side, side * (group.cube?.cells[i] ?? 1)]) ?? []),
  ];
  const lengths = hasInnerScale(config.field)
    ? [gyroradius_pc, inner_scale_pc, ...inField]
    : [gyroradius_pc, ...inField];
  const isLength = (s: number) => s > LENGTHS_PC[0] && s < LENGTHS_PC[1];
  const path = path_pc[path_pc.length - 1];
  const finest = levels.at(-1)?.cut_pc ?? inner_scale_pc;
  const isPath =
    path_pc.every((s, i) => isLength(s) && s > (path_pc[i - 1] ?? 0)) && !(finest > 0 && path > finest * MOST_WAVES);
  if (lengths.every(isLength) && isPath && steps_estimate < Infinity) return;
  const others = ["transport.path_pc", ...SCALES, "field.cube_cell_pc", "particles.tolerance"];
  const key = isPath ? blame(...GYRORADIUS, ...others) : blame("transport.path_pc", ...GYRORADIUS, ...others);
  throw new ConfigError(
    key,
    key === "transport.path_pc" ? path : valueAt(config, key),
    `lengths from ${LENGTHS_PC[0]} to ${LENGTHS_PC[1]} pc, and a path of less than ${digits(MOST_WAVES)} of the shortest waves: what a double can hold`.replace(
      /e\+/g,
      "e",
    ),
    "Take a value nearer to the default.",
    `(a gyroradius of ${digits(gyroradius_pc)} pc, a path of ${digits(path)} pc)`,
  );
}

/** Throws if a group has too many levels for the kernel, or its field needs more than the worker's `room` bytes. */
function checkRoom(config: Config, group: Group, blame: Blame, room: number, roomWords: string): void {
  const { field } = config;
  const cells = Math.max(0, ...group.levels.map((level) => level.cells));
  const grid = ["cells_per_wavelength", "box_wavelengths", "band_ratio"] as const;
  const larger = grid.filter((name) => field[name] > Number(keyOf(`field.${name}`).default));
  const largest = [...larger, ...grid].map((name) => `field.${name}`);
  let need: string;
  let key: string;
  if (group.cube !== undefined && group.memory_bytes > room) {
    const expected = `cells whose nodes, 16 bytes each, fit into ${roomWords}`;
    const where = `(${digits(group.memory_bytes / 2 ** 30)} GiB)`;
    throw new ConfigError(
      "field.cube_cells",
      group.cube.cells,
      expected,
      "Take a part of the cube, or every second cell.",
      where,
    );
  }
  let remedy = `Lower one of ${grid.map((name) => `field.${name} (now ${field[name]})`).join(", ")}.`;
  if (group.levels.length > MAX_LEVELS) {
    need = `more than ${MAX_LEVELS} levels`;
    remedy = `Raise field.band_ratio (now ${field.band_ratio}), or bring inner and outer scale closer together.`;
    key = blame("field.band_ratio", "field.inner_scale_gyroradii", ...GYRORADIUS, "field.outer_scale_pc");
  } else if (group.memory_bytes > room) {
    need = `at least ${digits(group.memory_bytes / 2 ** 30)} GiB for grids of up to ${cells} cells per side`;
    key = blame(...largest, "field.inner_scale_gyroradii", ...GYRORADIUS, "field.outer_scale_pc");
  } else return;
  throw new ConfigError(
    key,
    valueAt(config, key),
    `a field of at most ${MAX_LEVELS} levels that fits into ${roomWords}`,
    `At ${group.rigidity_TV} TV it needs ${need}. ${remedy}`,
  );
}

const GYRORADIUS = ["field.total_rms_uG", "particles.rigidity_TV"];
const SCALES = [
  "field.outer_scale_pc",
  "field.inner_scale_gyroradii",
  "field.turbulence_level",
  "field.spectral_index",
];
