// The shape of what a user gives: known keys in known sections, tables named by numbers. Values are left to the schema.
import * as v from "valibot";
import { ConfigError, dotted, nearest } from "./errors.js";
import { isPlainObject } from "./identity.js";
import { type ConfigKey, configKeys, sections, tableNames } from "./keys.js";
import { rigidity, turbulenceLevel } from "./schema.js";

/** Section -> key -> value, all sections present; the names in tables as JavaScript prints the numbers. */
export type Values = Record<string, Record<string, unknown>>;

/** A copy of what the user gave, of known keys only. `undefined` is as good as absent. */
export function takeGiven(input: unknown): Values {
  if (!isPlainObject(input)) throw notATable("config", input, `a table with the sections ${sections.join(", ")}`);
  const taken: Values = Object.fromEntries(sections.map((section) => [section, {}]));
  for (const section of Reflect.ownKeys(input)) {
    if (typeof section === "symbol" || !sections.includes(section)) throw unknownKey(input, section);
    if (input[section] !== undefined) taken[section] = takeSection(section, input[section]);
  }
  return taken;
}

function takeSection(section: string, values: unknown): Record<string, unknown> {
  const keys = configKeys.filter((key) => key.section === section);
  const expected = `a table with ${keys.map((key) => key.name).join(", ")}`;
  if (!isPlainObject(values)) throw notATable(section, values, expected);
  const taken: Record<string, unknown> = {};
  for (const name of Reflect.ownKeys(values)) {
    const key = keys.find((known) => known.name === name);
    if (!key) throw unknownKey(values, name, section);
    const value = values[key.name];
    if (value !== undefined)
      taken[key.name] = key.kind === "table" && typeof value === "object" ? takeTable(key, value) : value;
  }
  return taken;
}

/** Turbulence level -> rigidity -> value, with the canonical names of the numbers. */
function takeTable(key: ConfigKey, value: unknown): Record<string, Record<string, unknown>> {
  if (!isPlainObject(value)) throw notATable(key.key, value, key.expected);
  const levels = canonicalNames(
    key.key,
    value,
    (n) => n === 0 || v.is(turbulenceLevel, n),
    tableNames.turbulence_level,
  );
  return Object.fromEntries(
    levels.map(([level, written]) => {
      const row = value[written];
      const at = dotted(...key.key.split("."), written);
      if (!isPlainObject(row)) {
        const expected = `a table of ${key.name} by rigidity in TV`;
        throw new ConfigError(at, row, expected, `Write, for 1000 TV, ${at}."1000" = ..., the numbers in quotes.`);
      }
      const rigidities = canonicalNames(at, row, (n) => v.is(rigidity, n), tableNames.rigidity_TV);
      return [level, Object.fromEntries(rigidities.map(([R, written]) => [R, row[written]]))];
    }),
  );
}

/** The names of a table in canonical spelling, each with the spelling found. */
function canonicalNames(
  at: string,
  table: Record<string, unknown>,
  allowed: (n: number) => boolean,
  expected: string,
): [string, string][] {
  const found = new Map<string, string>();
  for (const written of Reflect.ownKeys(table)) {
    const key = `${at}.${dotted(String(written))}`;
    const value =
      typeof written === "string" && /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written) ? Number(written) : NaN;
    if (typeof written === "symbol" || !allowed(value)) {
      throw new ConfigError(
        key,
        String(written),
        `${expected} as the name`,
        "Write the number in quotes, or take the entry out.",
      );
    }
    const name = String(value);
    const twin = found.get(name);
    if (twin !== undefined)
      throw new ConfigError(key, table[written], `one entry for ${name}`, `Take this one out, or "${twin}".`);
    if (table[written] !== undefined) found.set(name, written);
  }
  return [...found];
}

function notATable(key: string, found: unknown, expected: string): ConfigError {
  return new ConfigError(key, found, expected, "Leave it out for the defaults.");
}

/** Names the nearest known key: by name in the same section, by name or by the whole key in the others, or by symbol. */
function unknownKey(table: Record<string | symbol, unknown>, name: string | symbol, section?: string): ConfigError {
  const written = String(name);
  const full = section === undefined ? dotted(written) : dotted(section, written);
  const spellings = ({ key, ...known }: ConfigKey) => [known.name, key, ...known.symbol];
  const here = configKeys.filter((key) => key.section === section);
  let best: string;
  if (section === undefined && isPlainObject(table[name])) best = nearest(written, sections, (known) => [known]);
  else best = nearest(written, [...here, ...configKeys], spellings).key;
  const known = section === undefined ? sections : here.map((key) => key.name);
  return new ConfigError(
    full,
    table[name],
    `a known key: ${known.join(", ")}`,
    `Did you mean ${best}?`,
    "(unknown key)",
  );
}
