// The keys of a config as data, read off the schema: for the texts of errors, the table of keys and the JSON schema.
import * as v from "valibot";
import { configSchema, type KeyNotes, type Model, rigidity, turbulenceLevel } from "./schema.js";

/** The range of one number; an absent bound is no bound. */
export interface Range {
  integer: boolean;
  power_of_two: boolean;
  above?: number;
  least?: number;
  below?: number;
  most?: number;
}

export interface ConfigKey {
  /** dotted: "field.total_rms_uG" */
  key: string;
  section: string;
  name: string;
  description: string;
  unit?: string;
  /** the reason of the range, a sentence; empty where it goes without saying */
  why: string;
  symbol: string[];
  /** the field models that read this key */
  models: Model[];
  /** absent where it depends on other keys, see default_text */
  default?: unknown;
  default_text: string;
  kind: "choice" | "number" | "list" | "pair" | "table";
  choices: string[];
  /** the longest list allowed */
  most_entries?: number;
  /** of the number, of each number of the list or the table, of the two of the pair */
  ranges: Range[];
  /** what a value has to be, in words: "a number > 0 (uG)" */
  expected: string;
}

type Node = v.GenericSchema | v.PipeItem<unknown, unknown, v.BaseIssue<unknown>>;
/** What the schema's nodes hold beside their type; each only on some. */
interface Parts {
  type: string;
  pipe?: Node[];
  item?: Node;
  items?: Node[];
  options?: unknown[];
  requirement?: number;
  message?: string;
}
const parts = (node: Node) => node as unknown as Parts;

/** A schema and its pipe, and those within, in one list. */
function flat(node: Node): Parts[] {
  const { pipe } = parts(node);
  return pipe ? [...(pipe[0] === node ? [] : flat(pipe[0])), ...pipe.slice(1).map(parts)] : [parts(node)];
}

/** The range that a number's schema allows. */
function range(node: Node): Range {
  const found: Range = { integer: false, power_of_two: false };
  for (const { type, requirement, message } of flat(node)) {
    if (type === "integer") found.integer = true;
    if (type === "check" && message === "power of two") found.power_of_two = true;
    if (type === "gt_value") found.above = requirement;
    if (type === "min_value") found.least = requirement;
    if (type === "lt_value") found.below = requirement;
    if (type === "max_value") found.most = requirement;
  }
  return found;
}

/** "> 0 and <= 1"; "from 1 to 16"; empty without bounds. */
function bounds({ above, least, below, most }: Range): string {
  if (least !== undefined && most !== undefined) return `from ${numeral(least)} to ${numeral(most)}`;
  const low = above !== undefined ? [`> ${numeral(above)}`] : least !== undefined ? [`>= ${numeral(least)}`] : [];
  const high = below !== undefined ? [`< ${numeral(below)}`] : most !== undefined ? [`<= ${numeral(most)}`] : [];
  return [...low, ...high].join(" and ");
}

const numeral = (n: number) =>
  n === Number.MAX_SAFE_INTEGER ? "2^53 - 1" : n >= 1e6 ? n.toExponential().replace("+", "") : String(n);

const numberWords = (of: Range) =>
  `${of.power_of_two ? "a power of two" : of.integer ? "an integer" : "a number"} ${bounds(of)}`;

/** The range of the numbers that name the rows and columns of a table, in words. */
export const tableNames = {
  turbulence_level: numberWords(range(turbulenceLevel)),
  rigidity_TV: `${numberWords(range(rigidity))} (TV)`,
};

function describe(section: string, name: string, optional: { wrapped: Node; default: unknown }): ConfigKey {
  const node = optional.wrapped;
  const notes = v.getMetadata(node as v.GenericSchema) as unknown as KeyNotes;
  const all = flat(node);
  const base = all[0];
  const unit = notes.unit ? ` (${notes.unit})` : "";
  const common = {
    key: `${section}.${name}`,
    section,
    name,
    description: notes.description,
    why: notes.why ?? "",
    symbol: notes.symbol ?? [],
    models: notes.models ?? (["nested-grids", "plane-waves", "uniform"] as Model[]),
    default_text: notes.default_text ?? JSON.stringify(optional.default),
    choices: [] as string[],
    ranges: [] as Range[],
    ...(notes.unit ? { unit: notes.unit } : {}),
    ...(optional.default === undefined ? {} : { default: optional.default }),
  };
  switch (base.type) {
    case "picklist": {
      const choices = base.options as string[];
      return { ...common, kind: "choice", choices, expected: `one of ${choices.map((c) => `"${c}"`).join(", ")}` };
    }
    case "array": {
      const of = range(base.item as Node);
      const most_entries = all.find(({ type }) => type === "max_length")?.requirement as number;
      return {
        ...common,
        kind: "list",
        most_entries,
        ranges: [of],
        expected: `a non-empty list of different numbers, each ${bounds(of)}${unit}`,
      };
    }
    case "strict_tuple": {
      const ranges = (base.items as Node[]).map(range);
      return {
        ...common,
        kind: "pair",
        ranges,
        expected: `a list of ${ranges.length} numbers, ${ranges.map(bounds).join(" and ")}${unit}`,
      };
    }
    case "union": {
      const of = range((base.options as Node[])[0]);
      const table = `or a table of them by turbulence level, then rigidity in TV`;
      return { ...common, kind: "table", ranges: [of], expected: `${numberWords(of)}${unit}, ${table}` };
    }
    default: {
      const of = range(node);
      return { ...common, kind: "number", ranges: [of], expected: `${numberWords(of)}${unit}` };
    }
  }
}

/** Every key, in the order of the schema. */
export const configKeys: readonly ConfigKey[] = Object.entries(configSchema.entries).flatMap(([section, { entries }]) =>
  Object.entries(entries).map(([name, optional]) =>
    describe(section, name, optional as unknown as { wrapped: Node; default: unknown }),
  ),
);

/** The names of the sections: field, particles, transport, ensemble. */
export const sections = Object.keys(configSchema.entries);
