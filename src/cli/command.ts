// A command of the command line: its arguments are read, and its help is written, from one table of options.
import { parseArgs } from "node:util";
import { shortened, shown } from "../config/errors.js";
import { configKeys } from "../config/keys.js";
import { isFolder, isThere } from "../store/store.js";
import { decimal } from "../words/decimal.js";
import { definitions, WIDTH, wrap } from "../words/lines.js";
import { near } from "../words/near.js";
import { EXIT_TEXTS } from "./exit.js";

export { EXIT } from "./exit.js";

/** The command line itself is wrong: exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

interface Valued {
  /** what stands for the value in the help: "N", "DIR" */
  value: string;
  about: string;
  multiple?: boolean;
}
interface Flag {
  value?: undefined;
  about: string;
}
export type Option = Valued | Flag;
type Options = Record<string, Option>;

/** The values of the options after reading: an absent one is undefined (or an empty list, or false). */
export type Given<O extends Options> = {
  [Name in keyof O]: O[Name] extends { multiple: true }
    ? string[]
    : O[Name] extends Valued
      ? string | undefined
      : boolean;
};

export interface Command<O extends Options = Options> {
  /** "run [CONFIG] --out DIR" */
  usage: string;
  about: string;
  /** least and most number of arguments that are not options */
  positionals: [number, number];
  options: O;
  /** a comment and a command line each */
  examples: [string, string][];
  /** resolves with the exit code */
  run(given: Given<O>, positionals: string[]): Promise<number>;
}

/** A command with the types of its own options. */
export const command = <O extends Options>(definition: Command<O>): Command => definition as unknown as Command;

/** Options that several commands have, with the same meaning. */
export const configOptions = {
  preset: { value: "NAME", about: "take absent keys from this preset: quick (default), fast or paper" },
  set: {
    value: "KEY=VALUE",
    multiple: true,
    about: "override one key, any number of times; VALUE is JSON, a bare word a string",
  },
} as const satisfies Options;
const MOST_WORKERS = 256;
export const workersOption = {
  workers: { value: "N", about: `worker threads, 1 to ${MOST_WORKERS}; default: all cores` },
} as const satisfies Options;
export const jsonOption = { json: { about: "print JSON on stdout, and nothing else" } } as const satisfies Options;

/** The name after "larmor" on the command line. */
const nameOf = (definition: Command): string => definition.usage.split(" ")[0];

/** Reads the arguments of a command; throws UsageError. */
export function readArguments(definition: Command, args: string[]): { given: Given<Options>; positionals: string[] } {
  const { options } = definition;
  const types = Object.fromEntries(
    Object.entries(options).map(([name, { value }]) => [
      name,
      { type: value ? ("string" as const) : ("boolean" as const) },
    ]),
  );
  const { tokens } = parseArgs({ args, options: types, strict: false, allowPositionals: true, tokens: true });
  const given: Record<string, string | boolean | string[] | undefined> = {};
  for (const [name, option] of Object.entries(options))
    given[name] = "multiple" in option ? [] : option.value ? undefined : false;
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind === "option-terminator") continue;
    const halved = positionals.length > definition.positionals[1] || token.kind === "option";
    if (halved) refuseHalf(options, args, token.index);
    if (token.kind !== "option") continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (!option || !token.rawName.startsWith("--")) throw unknownOption(definition, token.rawName);
    if (!option.value) {
      if (token.value !== undefined)
        throw new UsageError(`${token.rawName}: found ${shown(token.value)}, expected no value`);
      given[token.name] = true;
      continue;
    }
    const { value } = token;
    if (value === undefined || (value === "" && option.value !== "TEXT")) {
      throw new UsageError(`${token.rawName}: found nothing, expected ${option.value}`);
    }
    if (!token.inlineValue && /^-[^\d.]/.test(value)) {
      throw new UsageError(
        `${token.rawName}: found ${shortened(value)}, expected ${option.value} (or write ${token.rawName}=${shortened(value)})`,
      );
    }
    if ("multiple" in option) (given[token.name] as string[]).push(value);
    else if (given[token.name] !== undefined) throw new UsageError(`${token.rawName}: given twice, expected once`);
    else given[token.name] = value;
  }
  const [least, most] = definition.positionals;
  if (positionals.length > most) {
    const expected = most === 0 ? "options only" : `at most ${most} argument${most > 1 ? "s" : ""}`;
    throw new UsageError(`found ${shown(positionals[most])}, expected ${expected}: larmor ${definition.usage}`);
  }
  if (positionals.length < least) throw new UsageError(`too few arguments, expected: larmor ${definition.usage}`);
  return { given: given as Given<Options>, positionals };
}

/** Throws UsageError where a number is the second half of an option's value: --dec -90 -25 for -90..-25. */
function refuseHalf(options: Options, args: string[], index: number): void {
  if (Number.isNaN(decimal(args[index]))) return;
  const inline = /^--([^=]+)=(.*)$/s.exec(args[index - 1] ?? "");
  const [name, half] = inline ? [inline[1], inline[2]] : [(args[index - 2] ?? "").replace(/^--/, ""), args[index - 1]];
  const value = Object.hasOwn(options, name) ? options[name].value : undefined;
  if (value === undefined || !/,|\.\./.test(value)) return;
  throw new UsageError(`--${name}: found ${shown(`${half} ${args[index]}`)}, expected ${value}, without a blank`);
}

function unknownOption(definition: Command, found: string): UsageError {
  const options = [...Object.keys(definition.options), "help"].map((name) => ({ hint: `--${name}`, names: [name] }));
  // a user who wants another rigidity writes --rigidity: the hint then names --set
  const keys =
    Object.hasOwn(definition.options, "set") && found.startsWith("--")
      ? configKeys().map(({ key, name, symbol }) => ({ hint: `--set ${key}=VALUE`, names: [name, key, ...symbol] }))
      : [];
  const like = near(found, [...options, ...keys], ({ names }) => names);
  const hint = like ? `; did you mean ${like.hint}?` : "";
  const help = `larmor ${nameOf(definition)} --help lists all`;
  return new UsageError(`${shortened(found)}: unknown option of "larmor ${nameOf(definition)}"${hint} (${help})`);
}

/** An option's whole number within bounds; throws UsageError. */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const n = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(n >= least && n <= most)) {
    throw new UsageError(`${option}: found ${shown(text)}, expected a whole number from ${least} to ${most}`);
  }
  return n;
}

/** Throws UsageError where the folder to write into is a file. */
export function checkFolder(out: string): void {
  if (isThere(out) && !isFolder(out)) throw new UsageError(`--out: found a file, ${out}, expected a folder`);
}

/** The value of --workers; undefined: all cores. */
export const workersOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : wholeNumber("--workers", text, 1, MOST_WORKERS);

/** The text of `larmor COMMAND --help`. */
export function helpText(definition: Command): string {
  const rows = Object.entries(definition.options).map(
    ([name, option]) => [`--${name}${option.value ? ` ${option.value}` : ""}`, option.about] as const,
  );
  const parts = [`larmor ${definition.usage}`, paragraphs(definition.about)];
  parts.push(`Options\n${definitions([...rows, ["--help", "show this"]])}`);
  if (definition.examples.length > 0) {
    parts.push(`Examples\n${definition.examples.map(([about, line]) => `  # ${about}\n  ${line}`).join("\n")}`);
  }
  return `${parts.join("\n\n")}\n\n${exitText()}\n`;
}

export const exitText = (): string =>
  `Exit codes\n${definitions(EXIT_TEXTS.map(([code, text]) => [String(code), text]))}`;

/**
 * Paragraphs joined and wrapped anew. A line that begins with blanks, as of a list, stays a line: what does not fit goes below its
 * first words.
 */
function paragraphs(text: string): string {
  return text
    .split(/\n(?= )|(?<=\n +.*)\n|\n(?=\n)/)
    .flatMap((part) => {
      const head = /^ +(?:\S+ {2,})?/.exec(part)?.[0] ?? "";
      return wrap(part.slice(head.length), WIDTH, head, " ".repeat(head.length));
    })
    .join("\n");
}
