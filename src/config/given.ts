// What a user gives: known keys only, each with a value of its kind and in its range.
import { near } from "../words/near.js";
import { ConfigError, dotted } from "./errors.js";
import { type ConfigKey, configKeys, sections } from "./keys.js";
import { isPlainObject, take } from "./kinds.js";

/** Section -> key -> value, with all sections present. */
export type Values = Record<string, Record<string, unknown>>;

/**
 * A checked copy of what the user gave, in canonical form. A key that is `undefined` is absent. `$schema`, by which an editor
 * finds the schema, says nothing about the run and is left out. Throws ConfigError.
 */
export function takeGiven(input: unknown): Values {
  const expected = `a table with the sections ${sections.join(", ")}`;
  if (!isPlainObject(input)) throw notATable("config", input, expected);
  for (const name of Reflect.ownKeys(input))
    if (name !== "$schema" && !sections.some((section) => section === name)) throw unknownKey(input, name);
  const { $schema } = input;
  if ($schema !== undefined && typeof $schema !== "string")
    throw new ConfigError("$schema", $schema, "the address of the JSON schema, a text", "Correct it, or take it out.");
  return Object.fromEntries(sections.map((section) => [section, takeSection(section, input[section])]));
}

function takeSection(section: string, values: unknown): Record<string, unknown> {
  if (values === undefined) return {};
  const keys = configKeys.filter((key) => key.section === section);
  if (!isPlainObject(values)) throw notATable(section, values, `a table with ${namesOf(keys)}`);
  const present = keys.filter(({ name }) => values[name] !== undefined);
  const taken = present.map((key) => [key.name, take(key, values[key.name], key.key)]);
  // values first: of field.model = "grid" with a field.file, the model is what is wrong
  for (const name of Reflect.ownKeys(values))
    if (!keys.some((key) => key.name === name)) throw unknownKey(values, name, section);
  return Object.fromEntries(taken);
}

/** Names that are tried and are no keys: where what they mean belongs. */
const ELSEWHERE: [name: RegExp, remedy: string][] = [
  [/^gradient/i, "The gradient is no part of a run: larmor figure NAME DIR --gradient-per-kpc X --gradient-deg L,B."],
];

const namesOf = (keys: ConfigKey[]) => keys.map(({ name }) => name).join(", ");

const notATable = (key: string, value: unknown, expected: string) =>
  new ConfigError(key, value, expected, "Leave it out for the defaults.");

/** Names the known key that is like it: by name in the same section, by name or by the whole key in the others, or by symbol. */
function unknownKey(table: Record<string | symbol, unknown>, name: string | symbol, section?: string): ConfigError {
  const written = String(name);
  const value = table[name];
  const elsewhere = ELSEWHERE.find(([name]) => name.test(written))?.[1];
  const here = configKeys.filter((key) => key.section === section);
  const like =
    section === undefined && isPlainObject(value)
      ? near(written, sections, (known) => [known])
      : near(written, [...here, ...configKeys], ({ key, name, symbol }) => [name, key, ...symbol])?.key;
  return new ConfigError(
    section === undefined ? dotted(written) : dotted(section, written),
    value,
    `a known key: ${section === undefined ? sections.join(", ") : namesOf(here)}`,
    elsewhere ?? (like === undefined ? "Take it out, or choose one of these." : `Did you mean ${like}?`),
    "(unknown key)",
  );
}
