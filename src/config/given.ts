// What a user gives: known keys only, each with a value of its kind and in its range; and what to do about what is not.
import * as v from "valibot";
import { decimal } from "../words/decimal.js";
import { near } from "../words/near.js";
import { type Density, densityError, densitySchema, isNoDensity } from "./densities.js";
import { ConfigError, dotted, shown } from "./errors.js";
import { type ConfigKey, configKeys, configSchema, keyOf, sections } from "./keys.js";
import { expected, isPlainObject, listIn } from "./kinds.js";

/** Section -> key -> value, with all sections present. */
export type Values = Record<string, Record<string, unknown>>;

/** A copy of the densities that a checked input has; undefined: none. */
export function densitiesGiven(input: unknown): Density[] | undefined {
  const { density } = input as { density?: unknown };
  return isNoDensity(density) ? undefined : v.parse(densitySchema(), density);
}

/**
 * A checked copy of what the user gave, in canonical form. A key that is `undefined` is absent. `$schema`, by which an editor
 * finds the schema, says nothing about the run and is left out. Throws ConfigError.
 */
export function takeGiven(input: unknown): Values {
  const { success, output, issues } = v.safeParse(configSchema(), input, { abortEarly: true });
  if (!success) throw errorOf(issues[0]);
  return Object.fromEntries(sections.map((section) => [section, output[section] ?? {}]));
}

function errorOf(issue: v.BaseIssue<unknown>, path = issue.path ?? []): ConfigError {
  // of a value that is neither a number nor a table of them, the issue that is within the table
  const inner = issue.issues?.find((part) => part.path);
  if (inner?.path) return errorOf(inner, [...path, ...inner.path]);
  const found = path.length > 0 ? path[path.length - 1].value : issue.input;
  const [section, name, ...rest] = path.map((item) => String(item.key));
  if (section === "density")
    return densityError(
      found,
      [name, ...rest].filter((key) => key !== undefined),
      path[0]?.value,
    );
  if (issue.type === "raw_check")
    return name === undefined ? unknownKey(found, section) : unknownKey(found, name, section);
  if (section === undefined) return notATable("config", found, `a table with the sections ${sections.join(", ")}`);
  if (section === "$schema")
    return new ConfigError(section, found, "the address of the JSON schema, a text", "Correct it, or take it out.");
  if (name === undefined) return notATable(section, found, `a table with ${namesIn(section)}`);
  const key = keyOf(`${section}.${name}`);
  const { schema } = key;
  if (rest.length === 0) {
    if (issue.type === "max_length") return refusal(key, found, issue.message);
    if (schema.type === "array" && v.is(schema.item, found)) return refusal(key, found, `Write [${shown(found)}].`);
    const isOther = schema.type === "union" && typeof found === "object";
    return isOther ? refusal(key, found, "Leave it out for the defaults.") : refusal(key, found);
  }
  if (listIn(schema)) return refusal(key, path[2]?.input);
  if (schema.type !== "union") {
    const list = path[2]?.input;
    if (schema.type === "strict_tuple" && (list as unknown[]).length !== schema.items.length) return refusal(key, list);
    return refusal(key, found, undefined, `(element ${Number(rest[0]) + 1})`);
  }
  const inTable = `${key.key}.${dotted(...rest)}`;
  if (issue.type === "raw_transform") return new ConfigError(inTable, found, String(issue.expected), issue.message);
  if (rest.length === 1) {
    const remedy = `Write, for 1000 TV, ${inTable}."1000" = ..., the numbers in quotes.`;
    return new ConfigError(inTable, found, `a table of ${name} by rigidity in TV`, remedy);
  }
  // TOML splits a level without quotes at its dot: 0.1 is a table 0 with a table 1
  const quotes = `Write the names in quotes: [${key.key}."0.1"], "1000" = ...`;
  const remedy = isPlainObject(found) ? quotes : remedyOf(key, found);
  const asPrinted = `${key.key}.${dotted(...rest.map((number) => String(Number(number))))}`;
  return new ConfigError(asPrinted, found, expected(schema.options[0], key.unit), remedy);
}

/** Names that are tried and are no keys: where what they mean belongs. */
const ELSEWHERE: [name: RegExp, remedy: string][] = [
  [/^gradient/i, "The gradient is no part of a run: larmor figure NAME DIR --gradient-per-kpc X --gradient-deg L,B."],
];

const namesIn = (section: string) =>
  configKeys()
    .filter((key) => key.section === section)
    .map(({ name }) => name)
    .join(", ");

const notATable = (key: string, value: unknown, expected: string) =>
  new ConfigError(key, value, expected, "Leave it out for the defaults.");

/** Names the known key that is like it: by name in the same section, by name or by the whole key in the others, or by symbol. */
function unknownKey(value: unknown, name: string, section?: string): ConfigError {
  const elsewhere = ELSEWHERE.find(([tried]) => tried.test(name))?.[1];
  const here = configKeys().filter((key) => key.section === section);
  const like =
    section === undefined && isPlainObject(value)
      ? near(name, sections, (known) => [known])
      : near(name, [...here, ...configKeys()], ({ key, name, symbol }) => [name, key, ...symbol])?.key;
  return new ConfigError(
    section === undefined ? dotted(name) : dotted(section, name),
    value,
    `a known key: ${section === undefined ? sections.join(", ") : namesIn(section)}`,
    elsewhere ?? (like === undefined ? "Take it out, or choose one of these." : `Did you mean ${like}?`),
    "(unknown key)",
  );
}

const refusal = (key: ConfigKey, value: unknown, remedy = remedyOf(key, value), where?: string) =>
  new ConfigError(key.key, value, key.expected, remedy, where);

/** What to do about a wrong value, after the reason of the range. */
function remedyOf({ schema, unit, why, default_text }: ConfigKey, value: unknown): string {
  if (schema.type === "picklist") {
    const like = typeof value === "string" ? near(value, schema.options, (choice) => [String(choice)]) : undefined;
    return like === undefined ? `${why && `${why} `}Choose one of them, in quotes.` : `Did you mean "${like}"?`;
  }
  const isText = (part: { type: string }) => part.type === "string";
  if (isText(schema) || (schema.type === "union" && isText(schema.options[0])))
    return `${why && `${why} `}Write it in quotes, or leave it out: ${default_text}.`;
  if (schema.type === "boolean") return "Write true or false, without quotes.";
  if (typeof value === "string") return numberInText(unit, value);
  return `${why && `${why} `}Give such a value, or leave it out for the default: ${default_text}.`;
}

/** What to write for "3" or "3 pc". */
function numberInText(unit: string | undefined, text: string): string {
  const ofUnit = unit ? ` of ${unit}` : "";
  const [, number, suffix] = /^([-+]?[\d.]+(?:e[-+]?\d+)?)\s*(.*)$/i.exec(text.slice(0, 100).trim()) ?? [];
  if (number === undefined || Number.isNaN(decimal(number))) return `Write a number${ofUnit}, without quotes.`;
  if (suffix === "") return `Write ${number}, without quotes.`;
  return suffix === unit
    ? `Write ${number}, without quotes and unit.`
    : `Write a number${ofUnit}, without quotes and unit.`;
}
