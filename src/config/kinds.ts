// The kinds of values that a config holds, as valibot schemas, and what a value of each has to be, in words.
// A new kind is a type of KeySchema, with its words in `expected` and, where it is no number, its remedy in given.ts.
import * as v from "valibot";
import { decimal } from "../words/decimal.js";

/** More entries, each a group of realisations, are a mistake or meant to use up the memory. */
const MOST_IN_LIST = 1000;

/** A number within that range. `+ 0` since -0 and 0 are one value and must not make two identities. */
export const number = (...range: v.PipeAction<number, number, v.BaseIssue<unknown>>[]) =>
  v.pipe(
    v.number(),
    v.finite(),
    v.transform((x: number) => x + 0),
    ...range,
  );
/** Three of a kind, along x, y and z. */
export const tripleOf = <S extends v.GenericSchema>(item: S) => v.strictTuple([item, item, item]);

export const fileName = () => v.pipe(v.string(), v.nonEmpty());
export const sha256Text = () => v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

export const turbulenceLevel = () => number(v.gtValue(0), v.maxValue(1));
export const rigidityTV = () => number(v.gtValue(0), v.maxValue(1e9));

type Numbers = v.GenericSchema<number, number>;

export const listOf = <S extends Numbers>(item: S) =>
  v.pipe(
    v.array(item),
    v.minLength(1),
    v.maxLength(
      MOST_IN_LIST,
      ({ input }) => `The ${input.length} found are more than ${MOST_IN_LIST}: make several runs.`,
    ),
    v.check((numbers) => new Set(numbers).size === numbers.length),
  );

/** One number, or turbulence level -> rigidity -> number. Turbulence level 0 is that of a uniform field. */
export function byGroup<S extends Numbers>(each: S) {
  const level = number(v.minValue(0), v.maxValue(1));
  const byRigidity = byNumber(rigidityTV(), `${numberWords(rigidityTV())} (TV)`, each);
  return v.union([each, byNumber(level, numberWords(turbulenceLevel()), byRigidity)]);
}

/** An object with numbers as names, in any spelling; as JavaScript prints them in what comes out. An issue's `message` is the remedy. */
function byNumber<S extends v.GenericSchema>(name: Numbers, words: string, value: S) {
  type Values = Record<string, v.InferInput<S>>;
  return v.pipe(
    table<Values>(),
    v.rawTransform<Values, Values>(({ dataset, addIssue }) => {
      const spellings = new Map<number, string>();
      for (const written of Reflect.ownKeys(dataset.value)) {
        const key = String(written);
        const input = (dataset.value as Record<string | symbol, unknown>)[written];
        const refuse = (found: unknown, expected: string, message: string) =>
          addIssue({
            input: found,
            expected,
            message,
            path: [{ type: "object", origin: "key", input: dataset.value, key, value: found }],
          });
        const number = typeof written === "string" && !/^[-+]/.test(key) ? decimal(key) : Number.NaN;
        if (!v.is(name, number))
          refuse(key, `${words} as the name`, "Write the number in quotes, or take the entry out.");
        const twin = spellings.get(number);
        if (twin !== undefined) refuse(input, `one entry for ${number}`, `Take this one out, or "${twin}".`);
        if (input !== undefined) spellings.set(number, key);
      }
      return Object.fromEntries([...spellings.values()].map((written) => [written, dataset.value[written]]));
    }),
    v.record(v.string(), value),
    v.transform((values) =>
      Object.fromEntries(Object.entries(values).map(([written, inner]) => [String(Number(written)), inner])),
    ),
  );
}

/** An object literal with such values; to valibot's own objects, arrays, dates and instances of classes are objects too. */
export const table = <Values>() => v.custom<Values>(isPlainObject);

/** Refuses unknown names where `values` are right, symbols too, which valibot's own objects let pass. */
export const known = <Values extends object>(names: readonly string[], values: v.GenericSchema = v.unknown()) =>
  v.rawCheck<Values>(({ dataset, addIssue }) => {
    const input = dataset.value as Record<string | symbol, unknown>;
    if (!dataset.typed) return;
    const key = Reflect.ownKeys(input).find((name) => !names.includes(name as string));
    if (key !== undefined && v.is(values, input))
      addIssue({ path: [{ type: "object", origin: "key", input, key: String(key), value: input[key] }] });
  });

/** An object literal, from any realm: not an array, a date, an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

type NumberSchema = v.NumberSchema<undefined>;
type Choice = v.PicklistSchema<readonly (string | number)[], undefined>;
/** The schemas that a key may have: what their values are in words, and random ones of the tests, is read off them. */
export type KeySchema =
  | Choice
  | NumberSchema
  | v.BooleanSchema<undefined>
  | v.ArraySchema<NumberSchema, undefined>
  | v.StringSchema<undefined>
  | Tuple
  | v.UnionSchema<readonly [NumberSchema | v.StringSchema<undefined> | Choice, v.GenericSchema | Tuple], undefined>;
type Tuple = v.StrictTupleSchema<readonly (NumberSchema | v.StringSchema<undefined>)[], undefined>;

/** The list of a union of one and a list of three; undefined for a union of one and a table. */
export const listIn = (schema: KeySchema): Tuple | undefined => {
  const list = schema.type === "union" ? schema.options[1] : undefined;
  return list?.type === "strict_tuple" ? (list as Tuple) : undefined;
};

/** The range of one number; an absent bound is no bound. */
export interface Range {
  integer: boolean;
  above?: number;
  least?: number;
  below?: number;
  most?: number;
}

/** The actions of a schema, also of those that stand in its pipe. */
export const actionsOf = (item: object): { type: string; requirement?: number }[] =>
  "pipe" in item ? (item.pipe as object[]).flatMap(actionsOf) : [item as { type: string }];

/** The range of a schema, read off the actions of its pipe. */
export function rangeOf(schema: v.GenericSchema): Range {
  const requirements = new Map(actionsOf(schema).map(({ type, requirement }) => [type, requirement]));
  return {
    integer: requirements.has("integer"),
    above: requirements.get("gt_value"),
    least: requirements.get("min_value"),
    below: requirements.get("lt_value"),
    most: requirements.get("max_value"),
  };
}

/** What a value has to be, in words: "a number > 0 (uG)". */
export function expected(schema: KeySchema, unit?: string): string {
  const inUnit = unit ? ` (${unit})` : "";
  switch (schema.type) {
    case "picklist":
      if (typeof schema.options[0] === "number")
        return `a power of two from ${schema.options[0]} to ${schema.options.at(-1)}${inUnit}`;
      return `one of ${schema.options.map((option) => `"${option}"`).join(", ")}`;
    case "boolean":
      return "true or false";
    case "number":
      return numberWords(schema) + inUnit;
    case "array":
      return `a non-empty list of different numbers, each ${bounds(schema.item)}${inUnit}`;
    case "string":
      return actionsOf(schema).some(({ type }) => type === "regex")
        ? "64 hexadecimal digits"
        : "a text that is not empty";
    case "strict_tuple": {
      const [first] = schema.items;
      if (first.type === "string") return `a list of ${schema.items.length} texts`;
      const ranges = [...new Set(schema.items.map(bounds))].filter((range) => range !== "");
      const each = ranges.length === 1 ? "each " : "";
      const numbers = `a list of ${schema.items.length} ${rangeOf(first).integer ? "integers" : "numbers"}`;
      return `${[numbers, ...(ranges.length > 0 ? [each + ranges.join(" and ")] : [])].join(", ")}${inUnit}`;
    }
    case "union":
      if (listIn(schema))
        return `${expected(schema.options[0], unit)}, or ${expected(listIn(schema) as KeySchema, unit)}`;
      return `${expected(schema.options[0], unit)}, or a table of them by turbulence level, then rigidity in TV`;
  }
}

/** A range of numbers in words: "an integer from 1 to 16". */
const numberWords = (schema: v.GenericSchema) =>
  `${rangeOf(schema).integer ? "an integer" : "a number"} ${bounds(schema)}`;

/** "> 0 and <= 1"; "from 1 to 16". */
function bounds(schema: v.GenericSchema): string {
  const { above, least, below, most } = rangeOf(schema);
  if (least !== undefined && most !== undefined) return `from ${numeral(least)} to ${numeral(most)}`;
  const low = above !== undefined ? [`> ${numeral(above)}`] : least !== undefined ? [`>= ${numeral(least)}`] : [];
  const high = below !== undefined ? [`< ${numeral(below)}`] : most !== undefined ? [`<= ${numeral(most)}`] : [];
  return [...low, ...high].join(" and ");
}

const numeral = (n: number) =>
  n === Number.MAX_SAFE_INTEGER ? "2^53 - 1" : n >= 1e6 ? n.toExponential().replace("+", "") : String(n);
