// The config: from what a user gives to what is run. Every problem is a ConfigError; nothing is clamped or ignored.
//
//   shape          unknown keys, sections, names in tables          } of all keys,
//   ranges         type and range of every value, by the schema     } then
//   combinations   what cannot go together, or does not fit
//
// A key that the chosen field model does not read is kept as given; `warnings` names it where it is not the default.
import * as v from "valibot";
import { checkCombinations } from "./combinations.js";
import { defaultPath } from "./default_lengths.js";
import { ConfigError, dotted, nearest, shown } from "./errors.js";
import { turbulenceLevels } from "./groups.js";
import { isPlainObject } from "./identity.js";
import { type ConfigKey, configKeys, sections } from "./keys.js";
import { type PresetName, presets } from "./presets.js";
import { type Config, type ConfigInput, configSchema, type Settings, type Table } from "./schema.js";
import { takeGiven, type Values } from "./shape.js";

export { ConfigError } from "./errors.js";
export { type Group, groups, type Level } from "./groups.js";
export { canonicalJSON, configIdentity } from "./identity.js";
export { type ConfigKey, configKeys } from "./keys.js";
export { type PresetName, presets } from "./presets.js";
export type { Config, ConfigInput, Model, Table } from "./schema.js";
export { type Warning, warnings } from "./warnings.js";

/**
 * Fills in and checks a config. What is absent is taken from the preset ("quick": the defaults). A resolved config resolves
 * to itself. Throws ConfigError; leaves `input` as it is.
 */
export function resolveConfig(input?: ConfigInput, preset?: PresetName): Config;
export function resolveConfig(input: unknown, preset?: PresetName): Config;
export function resolveConfig(input: unknown = {}, preset: PresetName = "quick"): Config {
  if (!Object.hasOwn(presets, preset)) {
    const names = Object.keys(presets).map((name) => `"${name}"`);
    throw new ConfigError("preset", preset, `one of ${names.join(", ")}`, "Choose one of them.");
  }
  const given = takeGiven(input);
  const { settings, nside } = presets[preset];
  const merged = Object.fromEntries(
    sections.map((name) => [name, { ...settings[name as keyof Config], ...given[name] }]),
  );
  const parsed = v.safeParse(configSchema, merged);
  if (!parsed.success) throw rangeError(parsed.issues[0]);
  const { particles, transport, ensemble } = parsed.output;
  checkCount(parsed.output, given);
  const { turbulence_level, ...still } = parsed.output.field;
  const uniform = still.model === "uniform";
  if (uniform && Object.hasOwn(given.field, "turbulence_level"))
    throw turbulenceInUniform(given.field.turbulence_level);
  const field = uniform ? still : { ...still, turbulence_level };

  // a table for every group, in their order, then what the user gave beside them
  const fill = (
    value: number | Table | undefined,
    otherwise: (level: number, rigidity_TV: number) => number,
  ): Table => {
    const table: Table = {};
    for (const level of turbulenceLevels({ field })) {
      const row: Record<string, number> = {};
      for (const R of particles.rigidity_TV) {
        const one = typeof value === "number" ? value : value?.[level]?.[R];
        row[R] = one ?? otherwise(level, R);
      }
      table[level] = row;
    }
    if (typeof value === "object")
      for (const level of Object.keys(value)) table[level] = { ...value[level], ...table[level] };
    return table;
  };
  const { integrator, ...flown } = particles;
  const config: Config = {
    field,
    particles: { ...flown, ...(integrator === "rotations" ? { integrator } : {}), nside: fill(particles.nside, nside) },
    transport: { ...transport, path_pc: fill(transport.path_pc, (level, R) => defaultPath(field, level, R)) },
    ensemble,
  };
  checkCombinations(config, (key) => {
    const { section, name, default: usual } = configKeys.find((known) => known.key === key) as ConfigKey;
    return Object.hasOwn(given[section], name) && shown(given[section][name]) !== shown(usual);
  });
  return config;
}

/** A config with more groups is a mistake, or meant to use up the memory. */
const MOST_GROUPS = 1000;

function checkCount({ field, particles }: Settings, given: Values): void {
  const [levels, rigidities] = [field.turbulence_level, particles.rigidity_TV];
  const count = (field.model === "uniform" ? 1 : levels.length) * rigidities.length;
  if (count <= MOST_GROUPS) return;
  const ofLevels = given.field.turbulence_level !== undefined && levels.length >= rigidities.length;
  throw new ConfigError(
    ofLevels ? "field.turbulence_level" : "particles.rigidity_TV",
    ofLevels ? levels : rigidities,
    `at most ${MOST_GROUPS} groups of one turbulence level and one rigidity`,
    "Make several runs.",
    `(${count} groups)`,
  );
}

/** The first thing that the schema minds, with the key's range in words. */
function rangeError(first: v.BaseIssue<unknown>): ConfigError {
  // of a union, the branch that got further
  const inner = first.type === "union" ? first.issues?.at(-1) : undefined;
  const path = [...(first.path ?? []), ...(inner?.path ?? [])].map((item) => item.key as string | number);
  const found = (inner ?? first).input;
  const [section, name, ...rest] = path;
  const key = configKeys.find((known) => known.section === section && known.name === name) as ConfigKey;
  const inTable = key.kind === "table" && rest.length > 0;
  const expected = inTable ? key.expected.replace(/, or a table.*$/, "") : key.expected;
  const where = !inTable && rest.length > 0 ? `(element ${Number(rest[0]) + 1})` : "";
  return new ConfigError(
    dotted(...[key.section, key.name, ...(inTable ? rest.map(String) : [])]),
    found,
    expected,
    remedy(key, found, rest.length > 0),
    where,
  );
}

/** Why the range is what it is, and what to do. */
function remedy(key: ConfigKey, found: unknown, within: boolean): string {
  if (key.kind === "choice") {
    if (typeof found !== "string") return `Choose one of them, in quotes.`;
    return `Did you mean "${nearest(found, key.choices, (choice) => [choice])}"?`;
  }
  if (typeof found === "string") return numberInText(key, found) ?? `Write a number${inUnit(key)}, without quotes.`;
  if (key.kind === "table" && isPlainObject(found))
    return `Write the names in quotes: [${key.key}."0.1"], "1000" = ...`;
  if (key.kind === "list" && !within && typeof found === "number") return `Write [${shown(found)}].`;
  if (key.kind === "list" && Array.isArray(found) && found.length > (key.most_entries as number))
    return `The ${found.length} found are more than ${key.most_entries}: make several runs.`;
  const why = key.why && `${key.why} `;
  return `${why}Give such a value, or leave it out for the default: ${key.default_text}.`;
}

const inUnit = ({ unit }: ConfigKey) => (unit ? ` of ${unit}` : "");

/** What to write for "3" or "3 pc". */
function numberInText(key: ConfigKey, text: string): string | undefined {
  const [, number, unit] = /^\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*(\S*)\s*$/i.exec(text) ?? [];
  if (number === undefined || !Number.isFinite(Number(number))) return undefined;
  if (unit === "") return `Write ${number}, without quotes.`;
  return unit === key.unit
    ? `Write ${number}, without quotes and unit.`
    : `Write a number${inUnit(key)}, without quotes and unit.`;
}

function turbulenceInUniform(found: unknown): ConfigError {
  return new ConfigError(
    "field.turbulence_level",
    found,
    `no such key beside field.model = "uniform", which has no turbulence (B0 = total_rms_uG)`,
    "Take it out, or choose another field.model.",
  );
}
