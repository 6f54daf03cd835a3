// The kinds of values that a config holds, one entry each: what a value has to be (in words, as a check, as JSON schema)
// and what to write in place of a wrong one. A new kind is an entry of KINDS, with the type of its keys.
import { decimal } from "../words/decimal.js";
import { near } from "../words/near.js";
import { ConfigError, dotted, shown } from "./errors.js";

/** The range of one number; an absent bound is no bound. */
export interface Range {
  only?: "integer" | "power of two";
  above?: number;
  least?: number;
  below?: number;
  most?: number;
}

/** What a key's entry says beside its kind. */
interface Notes {
  /** a sentence without its full stop */
  description: string;
  unit?: string;
  /** why the range is what it is, a sentence; absent where that needs no explanation */
  why?: string;
  /** other names of the key, for the table of keys and for those who type them */
  symbol?: readonly string[];
  /** absent where it depends on other keys, or is none */
  default?: unknown;
  /** a value to begin with, where there is no default; of a table, one of its entries */
  example?: unknown;
  /** the default in words, where it is not one value */
  default_text?: string;
  /** a value equal to the default is left out of the resolved config, and so of its identity: as if it had not been given */
  left_out_at_default?: true;
}

interface Choice extends Notes {
  kind: "choice";
  choices: readonly string[];
}
interface Numeric extends Notes, Range {
  kind: "number";
}
interface List extends Notes {
  kind: "list";
  each: Range;
}
interface Pair extends Notes {
  kind: "pair";
  each: readonly [Range, Range];
}
interface ByGroup extends Notes {
  kind: "table";
  each: Range;
}

/** What is said of a key. */
export type Entry = Choice | Numeric | List | Pair | ByGroup;

/** The values that a key may be given. */
export type Value<E> = E extends { kind: "choice"; choices: readonly (infer Name)[] }
  ? Name
  : E extends { kind: "number" }
    ? number
    : E extends { kind: "list" }
      ? number[]
      : E extends { kind: "pair" }
        ? [number, number]
        : E extends { kind: "table" }
          ? number | Record<string, Record<string, number>>
          : never;

interface Kind<E extends Entry> {
  /** what a value has to be: "a number > 0 (uG)" */
  expected(entry: E): string;
  /** a fresh copy of the value in its canonical form; throws a ConfigError that names `key` */
  take(entry: E, value: unknown, key: string): unknown;
  /** JSON schema, draft 2020-12 */
  schema(entry: E): Record<string, unknown>;
}

/** More entries, each a group of realisations, are a mistake or meant to use up the memory. */
const MOST_IN_LIST = 1000;

export const TURBULENCE_LEVEL: Range = { above: 0, most: 1 };
export const RIGIDITY_TV: Range = { above: 0, most: 1e9 };

const KINDS: { [K in Entry["kind"]]: Kind<Extract<Entry, { kind: K }>> } = {
  choice: {
    expected: ({ choices }) => `one of ${choices.map((choice) => `"${choice}"`).join(", ")}`,
    take(entry, value, key) {
      if (typeof value === "string" && entry.choices.includes(value)) return value;
      const like = typeof value === "string" ? near(value, entry.choices, (choice) => [choice]) : undefined;
      const choose = `${entry.why ? `${entry.why} ` : ""}Choose one of them, in quotes.`;
      const remedy = like === undefined ? choose : `Did you mean "${like}"?`;
      throw refusal(entry, value, key, remedy);
    },
    schema: ({ choices }) => ({ enum: choices }),
  },

  number: {
    expected: (entry) => numberWords(entry) + inUnit(entry),
    take(entry, value, key) {
      if (inRange(entry, value)) return value + 0;
      throw refusal(entry, value, key);
    },
    schema: rangeSchema,
  },

  list: {
    expected: (entry) => `a non-empty list of different numbers, each ${bounds(entry.each)}${inUnit(entry)}`,
    take(entry, value, key) {
      if (inRange(entry.each, value)) throw refusal(entry, value, key, `Write [${shown(value)}].`);
      if (!Array.isArray(value)) throw refusal(entry, value, key);
      if (value.length > MOST_IN_LIST) {
        const many = `The ${value.length} found are more than ${MOST_IN_LIST}: make several runs.`;
        throw refusal(entry, value, key, many);
      }
      const numbers = value.map((item, i) => element(entry, entry.each, item, i, key));
      if (numbers.length > 0 && new Set(numbers).size === numbers.length) return numbers;
      throw refusal(entry, value, key);
    },
    schema: ({ each }) => ({
      type: "array",
      minItems: 1,
      maxItems: MOST_IN_LIST,
      uniqueItems: true,
      items: rangeSchema(each),
    }),
  },

  pair: {
    expected: (entry) => `a list of 2 numbers, ${entry.each.map(bounds).join(" and ")}${inUnit(entry)}`,
    take(entry, value, key) {
      if (!Array.isArray(value) || value.length !== 2) throw refusal(entry, value, key);
      return entry.each.map((range, i) => element(entry, range, value[i], i, key));
    },
    schema: ({ each }) => ({ type: "array", prefixItems: each.map(rangeSchema), minItems: 2, maxItems: 2 }),
  },

  // one number, or turbulence level -> rigidity -> number
  table: {
    expected: (entry) =>
      `${numberWords(entry.each)}${inUnit(entry)}, or a table of them by turbulence level, then rigidity in TV`,
    take(entry, value, key) {
      if (inRange(entry.each, value)) return value + 0;
      if (typeof value !== "object") throw refusal(entry, value, key);
      if (!isPlainObject(value)) throw refusal(entry, value, key, "Leave it out for the defaults.");
      const levels = canonicalNames(key, value, isLevelName, `${numberWords(TURBULENCE_LEVEL)} as the name`);
      return Object.fromEntries(
        levels.map(([level, written]) => [level, takeRow(entry, value[written], key, level, written)]),
      );
    },
    schema: ({ each }) => {
      const row = { type: "object", additionalProperties: rangeSchema(each) };
      return { anyOf: [rangeSchema(each), { type: "object", additionalProperties: row }] };
    },
  },
};

const kindOf = (entry: Entry): Kind<Entry> => KINDS[entry.kind];
/** What a value has to be, in words: "a number > 0 (uG)". */
export const expected = (entry: Entry): string => kindOf(entry).expected(entry);
/** A fresh copy of a value in its canonical form; throws a ConfigError that names `key`. */
export const take = (entry: Entry, value: unknown, key: string): unknown => kindOf(entry).take(entry, value, key);
/** The values of a key as JSON schema, draft 2020-12. */
export const valueSchema = (entry: Entry): Record<string, unknown> => kindOf(entry).schema(entry);

/** An object literal, from any realm: not an array, a date, an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const inRange = (range: Range, x: unknown): x is number =>
  typeof x === "number" &&
  Number.isFinite(x) &&
  (range.only !== "integer" || Number.isInteger(x)) &&
  (range.only !== "power of two" || Number.isInteger(Math.log2(x))) &&
  x > (range.above ?? -Infinity) &&
  x >= (range.least ?? -Infinity) &&
  x < (range.below ?? Infinity) &&
  x <= (range.most ?? Infinity);

/** One number of a list; `+ 0` since -0 and 0 are one value and must not make two identities. */
function element(entry: List | Pair, range: Range, value: unknown, i: number, key: string): number {
  if (inRange(range, value)) return value + 0;
  throw refusal(entry, value, key, undefined, `(element ${i + 1})`);
}

function takeRow(entry: ByGroup, row: unknown, table: string, level: string, written: string): Record<string, number> {
  const key = `${table}.${dotted(written)}`;
  if (!isPlainObject(row)) {
    const rowWords = `a table of ${table.split(".").at(-1)} by rigidity in TV`;
    throw new ConfigError(key, row, rowWords, `Write, for 1000 TV, ${key}."1000" = ..., the numbers in quotes.`);
  }
  const nameWords = `${numberWords(RIGIDITY_TV)} (TV) as the name`;
  const rigidities = canonicalNames(key, row, (n) => inRange(RIGIDITY_TV, n), nameWords);
  return Object.fromEntries(
    rigidities.map(([R, name]) => {
      const value = row[name];
      if (inRange(entry.each, value)) return [R, value + 0];
      const numberExpected = numberWords(entry.each) + inUnit(entry);
      // TOML splits a level without quotes at its dot: 0.1 is a table 0 with a table 1
      const quotes = `Write the names in quotes: [${table}."0.1"], "1000" = ...`;
      const advice = isPlainObject(value) ? quotes : remedyOf(entry, value);
      throw new ConfigError(`${table}.${dotted(level, R)}`, value, numberExpected, advice);
    }),
  );
}

/** Turbulence level 0 is that of a uniform field. */
const isLevelName = (n: number) => n === 0 || inRange(TURBULENCE_LEVEL, n);

/** The names of a table in canonical spelling, as JavaScript prints the numbers, each with the spelling that was given. */
function canonicalNames(
  table: string,
  value: Record<string, unknown>,
  isName: (n: number) => boolean,
  nameWords: string,
): [string, string][] {
  const spellings = new Map<string, string>();
  for (const written of Reflect.ownKeys(value)) {
    const key = `${table}.${dotted(String(written))}`;
    const number = typeof written === "string" && !/^[-+]/.test(written) ? decimal(written) : Number.NaN;
    if (typeof written !== "string" || !isName(number))
      throw new ConfigError(key, String(written), nameWords, "Write the number in quotes, or take the entry out.");
    const name = String(number);
    const twin = spellings.get(name);
    if (twin !== undefined)
      throw new ConfigError(key, value[written], `one entry for ${name}`, `Take this one out, or "${twin}".`);
    if (value[written] !== undefined) spellings.set(name, written);
  }
  return [...spellings];
}

const refusal = (entry: Entry, value: unknown, key: string, remedy = remedyOf(entry, value), where?: string) =>
  new ConfigError(key, value, expected(entry), remedy, where);

/** What to do about a wrong value, after the reason of the range. */
function remedyOf(entry: Entry, value: unknown): string {
  if (typeof value === "string") return numberInText(entry, value);
  const why = entry.why ? `${entry.why} ` : "";
  return `${why}Give such a value, or leave it out for the default: ${defaultText(entry)}.`;
}

/** What to write for "3" or "3 pc". */
function numberInText({ unit }: Entry, text: string): string {
  const ofUnit = unit ? ` of ${unit}` : "";
  const [, number, suffix] = /^([-+]?[\d.]+(?:e[-+]?\d+)?)\s*(.*)$/i.exec(text.slice(0, 100).trim()) ?? [];
  if (number === undefined || Number.isNaN(decimal(number))) return `Write a number${ofUnit}, without quotes.`;
  if (suffix === "") return `Write ${number}, without quotes.`;
  return suffix === unit
    ? `Write ${number}, without quotes and unit.`
    : `Write a number${ofUnit}, without quotes and unit.`;
}

/** The default in words. */
export const defaultText = (entry: Entry): string => entry.default_text ?? JSON.stringify(entry.default);

const inUnit = ({ unit }: Entry) => (unit ? ` (${unit})` : "");

/** A range of numbers in words: "an integer from 1 to 16". */
function numberWords(range: Range): string {
  const noun = range.only === "power of two" ? "a power of two" : range.only ? "an integer" : "a number";
  return `${noun} ${bounds(range)}`;
}

/** "> 0 and <= 1"; "from 1 to 16". */
function bounds({ above, least, below, most }: Range): string {
  if (least !== undefined && most !== undefined) return `from ${numeral(least)} to ${numeral(most)}`;
  const low = above !== undefined ? [`> ${numeral(above)}`] : least !== undefined ? [`>= ${numeral(least)}`] : [];
  const high = below !== undefined ? [`< ${numeral(below)}`] : most !== undefined ? [`<= ${numeral(most)}`] : [];
  return [...low, ...high].join(" and ");
}

const numeral = (n: number) =>
  n === Number.MAX_SAFE_INTEGER ? "2^53 - 1" : n >= 1e6 ? n.toExponential().replace("+", "") : String(n);

/** JSON schema has no word for a power of two: all of them are listed. */
function rangeSchema({ only, above, least, below, most }: Range): Record<string, unknown> {
  if (only === "power of two" && least !== undefined && most !== undefined)
    return { enum: Array.from({ length: Math.log2(most / least) + 1 }, (_, i) => least * 2 ** i) };
  const type = only === "integer" ? "integer" : "number";
  return { type, exclusiveMinimum: above, minimum: least, exclusiveMaximum: below, maximum: most };
}
