// The config: from what a user gives to what is run. Every problem is a ConfigError; nothing is clamped or ignored.
//
//   shape          unknown keys, sections, names in tables          } of all keys,
//   ranges         type and range of every value, by the schema     } then
//   combinations   what cannot go together, or does not fit
//
// A key that the chosen field model does not read is kept as given; `warnings` names it where it is not the default.
import * as v from "valibot";
import { checkCombinations } from "./combinations.js";
import { ConfigError, dotted, shown } from "./config_error.js";
import { takeGiven } from "./given.js";
import { isPlainObject } from "./identity.js";
import { type ConfigKey, configKeys, sections } from "./keys.js";
import { turbulenceLevels } from "./levels.js";
import { type PresetName, presets } from "./presets.js";
import { defaultPath } from "./scales.js";
import { type Config, type ConfigInput, configSchema, type Table } from "./schema.js";

export { ConfigError } from "./config_error.js";
export { canonicalJSON, configIdentity } from "./identity.js";
export { type ConfigKey, configKeys } from "./keys.js";
export { type Group, groups, type Level } from "./levels.js";
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
  const config: Config = {
    field,
    particles: { ...particles, nside: fill(particles.nside, nside) },
    transport: { ...transport, path_pc: fill(transport.path_pc, (level, R) => defaultPath(field, level, R)) },
    ensemble,
  };
  checkCombinations(config, (key) => {
    const { section, name, default: usual } = configKeys.find((known) => known.key === key) as ConfigKey;
    return Object.hasOwn(given[section], name) && shown(given[section][name]) !== shown(usual);
  });
  return config;
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

function remedy(key: ConfigKey, found: unknown, within: boolean): string {
  if (key.kind !== "choice" && typeof found === "string" && found.trim() !== "" && Number.isFinite(Number(found)))
    return `Write ${found.trim()}, without quotes.`;
  if (key.kind === "table" && isPlainObject(found))
    return `Write the names in quotes: [${key.key}."0.1"], "1000" = ...`;
  if (key.kind === "list" && !within && typeof found === "number") return `Write [${shown(found)}].`;
  return `Give such a value, or leave it out for the default: ${key.default_text}.`;
}

function turbulenceInUniform(found: unknown): ConfigError {
  return new ConfigError(
    "field.turbulence_level",
    found,
    `no such key beside field.model = "uniform", which has no turbulence (B0 = total_rms_uG)`,
    "Take it out, or choose another field.model.",
  );
}
