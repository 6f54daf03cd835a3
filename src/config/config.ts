// The config: from what a user gives to what is run. Every problem is a ConfigError; nothing is clamped or ignored.
//
//   given          sections, keys, and the kind and range of every value    } of all keys,
//   combinations   what is impossible together, or does not fit             } then
//
// A key that the chosen field model does not read is kept as given; `warnings` names it where it is not the default.
import { checkCombinations } from "./combinations.js";
import { cubeGrid, cubeSides, isDescribed } from "./cube.js";
import { defaultPath } from "./default_lengths.js";
import { checkDensities } from "./densities.js";
import { ConfigError } from "./errors.js";
import { isCube, isTurbulent } from "./field_models.js";
import { densitiesGiven, takeGiven, type Values } from "./given.js";
import { freeze, frozen, type Group, groupsMade, makeGroups, turbulenceLevels } from "./groups.js";
import { canonicalJSON, identityOf } from "./identity.js";
import { configKeys, isDefault, keyOf, sections } from "./keys.js";
import { type PresetName, presets } from "./presets.js";
import type { Config, ConfigInput, Table } from "./schema.js";
import { doubts, type Warning } from "./warnings.js";

export { type CubeDescription, type CubeGrid, isDescribed } from "./cube.js";
export type { BurstDensity, Density, SlabDensity } from "./densities.js";
export { ConfigError } from "./errors.js";
export type { Model } from "./field_models.js";
export { type Group, groupNumber, groupOf, isGroup } from "./groups.js";
export { canonicalJSON, storedConfig } from "./identity.js";
export { type ConfigKey, configKeys } from "./keys.js";
export type { Level } from "./nested_levels.js";
export { type PresetName, presets } from "./presets.js";
export type { Config, ConfigInput, Table } from "./schema.js";
export type { Warning } from "./warnings.js";

/**
 * Fills in and checks a config. What is absent is taken from the preset ("quick": the defaults). A resolved config resolves
 * to itself, and cannot be changed: give a changed copy to resolveConfig. Throws ConfigError; leaves `input` as it is.
 */
export function resolveConfig(input?: ConfigInput, preset?: PresetName): Config;
export function resolveConfig(input: unknown = {}, preset: PresetName = "quick"): Config {
  if (!Object.hasOwn(presets, preset)) {
    const names = Object.keys(presets).map((name) => `"${name}"`);
    throw new ConfigError("preset", preset, `one of ${names.join(", ")}`, "Choose one of them.");
  }
  const given = takeGiven(input);
  const { settings, nside } = presets[preset];
  const config = filled(given, takeGiven(settings));
  const density = densitiesGiven(input);
  if (density !== undefined) {
    checkDensities(density);
    config.density = density;
  }
  const { field, particles, transport } = config;
  if (!isTurbulent(field.model)) {
    if (given.field.turbulence_level !== undefined) throw levelWithoutTurbulence(config);
    delete field.turbulence_level;
  }
  checkCount(config, given);
  if (isCube(field.model)) takeCube(config, given);
  if (isCube(field.model) && !isDescribed(field)) return frozen(unmet(config, given));
  particles.nside = filledTable(config, particles.nside, nside);
  const turbulence = (listed: number) => (isCube(field.model) ? cubeGrid(field).turbulence_level : listed);
  transport.path_pc = filledTable(config, transport.path_pc, (level, R) => defaultPath(field, turbulence(level), R));
  checkCombinations(config, (dotted) => {
    const key = keyOf(dotted);
    return !isDefault(key, given[key.section][key.name]);
  });
  return freeze(config);
}

/**
 * Turbulence levels as listed, within each the rigidities as listed. Those of a config from resolveConfig are made once and, like
 * it, cannot be changed. A copy, which can be, is resolved again and has to be the same; else a ConfigError or a TypeError.
 */
export function groups(config: Config): Group[] {
  const known = groupsMade(config);
  if (known !== undefined) return known;
  checkResolved(config);
  return makeGroups(config);
}

/** Without TypeScript it is easily forgotten to resolve one. */
function checkResolved(config: Config): void {
  if (typeof config !== "object" || config === null || canonicalJSON(resolveConfig(config)) !== canonicalJSON(config))
    throw notResolved();
}

export const notResolved = (): TypeError => new TypeError("config: not resolved; give what resolveConfig returns");

/**
 * SHA-256 of the canonical config, in hex, without the number of realisations: a run can be extended.
 * @throws TypeError or ConfigError for what is no resolved config
 */
export function configIdentity(config: Config): string {
  if (groupsMade(config) === undefined) checkResolved(config);
  return identityOf(config);
}

/** What can be run and is doubtful. */
export const warnings = (config: Config): Warning[] => doubts(config, groups(config));

/** A config whose cube has not met its file: it has no values that the file will give. */
function unmet(config: Config, given: Values): Config {
  const field: Partial<Config["field"]> = config.field;
  if (given.field.outer_scale_pc === undefined) delete field.outer_scale_pc;
  if (field.cube_unit_uG !== undefined) delete field.total_rms_uG;
  return config;
}

/** The keys of a cube, checked together, and those that follow from its description. */
function takeCube({ field }: Config, given: Values): void {
  const { cube_cell_pc, cube_unit_uG, cube_sha256, cube_cells, cube_mean, cube_mean_error, cube_rms } = field;
  if (field.cube_file === undefined && cube_sha256 === undefined)
    throw new ConfigError("field.model", "cube", "field.cube_file beside it", 'Write field.cube_file = "FILE".');
  if (cube_cell_pc === undefined)
    throw new ConfigError(
      "field.cube_cell_pc",
      undefined,
      "the side of a cell in pc",
      "A file of a field does not say it.",
    );
  const { regular_direction_deg } = given.field;
  if (regular_direction_deg !== undefined && !isDefault(keyOf("field.regular_direction_deg"), regular_direction_deg))
    throw new ConfigError(
      "field.regular_direction_deg",
      regular_direction_deg,
      'no such key beside field.model = "cube", whose mean field is turned to longitude 0',
      "Take it out.",
    );
  const [asked, found] = [given.field.total_rms_uG, (cube_rms ?? 0) * (cube_unit_uG ?? 0)];
  if (cube_unit_uG !== undefined && asked !== undefined && !(cube_sha256 !== undefined && asked === found))
    throw new ConfigError(
      "field.total_rms_uG",
      asked,
      `no such key beside field.cube_unit_uG = ${cube_unit_uG}, which makes it the rms of the cube`,
      "Take one of the two out.",
    );
  if (cube_sha256 === undefined) return;
  const missing = Object.entries({ cube_cells, cube_mean, cube_mean_error, cube_rms }).find(
    ([, value]) => value === undefined,
  );
  if (missing)
    throw new ConfigError(
      `field.${missing[0]}`,
      undefined,
      "a value beside field.cube_sha256",
      "describeCube gives them all.",
    );
  if (cube_unit_uG !== undefined) field.total_rms_uG = found;
  if (given.field.outer_scale_pc === undefined) field.outer_scale_pc = Math.max(...(cubeSides(field) ?? []));
}

/** Each key as given, else as in the preset, else its default; absent without a default, or where its entry says so. */
function filled(given: Values, preset: Values): Config {
  const config: Values = Object.fromEntries(sections.map((section) => [section, {}]));
  for (const key of configKeys()) {
    const { section, name } = key;
    const value = given[section][name] ?? preset[section][name] ?? structuredClone(key.default);
    if (value !== undefined && !(key.left_out_at_default && isDefault(key, value))) config[section][name] = value;
  }
  return config as unknown as Config; // every value was checked
}

/** A table with an entry for every group, in their order, then what the user gave beside them. */
function filledTable(
  config: Config,
  given: number | Table | undefined,
  otherwise: (turbulence_level: number, rigidity_TV: number) => number,
): Table {
  const table: Table = {};
  for (const level of turbulenceLevels(config)) {
    table[level] = {};
    for (const R of config.particles.rigidity_TV)
      table[level][R] = (typeof given === "number" ? given : given?.[level]?.[R]) ?? otherwise(level, R);
  }
  if (typeof given === "object")
    for (const level of Object.keys(given)) table[level] = { ...given[level], ...table[level] };
  return table;
}

/** A config with more groups is a mistake, or meant to use up the memory. */
const MOST_GROUPS = 1000;

function checkCount(config: Config, given: Values): void {
  const levels = turbulenceLevels(config);
  const rigidities = config.particles.rigidity_TV;
  const count = levels.length * rigidities.length;
  if (count <= MOST_GROUPS) return;
  const manyLevels = given.field.turbulence_level !== undefined && levels.length >= rigidities.length;
  throw new ConfigError(
    manyLevels ? "field.turbulence_level" : "particles.rigidity_TV",
    manyLevels ? levels : rigidities,
    `at most ${MOST_GROUPS} groups of one turbulence level and one rigidity`,
    "Make several runs.",
    `(${count} groups)`,
  );
}

function levelWithoutTurbulence({ field }: Config): ConfigError {
  return new ConfigError(
    "field.turbulence_level",
    field.turbulence_level,
    `no such key beside field.model = "${field.model}", ${isCube(field.model) ? "whose level is measured from its values" : "which has no turbulence (B0 = total_rms_uG)"}`,
    "Take it out, or choose another field.model.",
  );
}
