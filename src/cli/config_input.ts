// From the command line to a config: --set over CONFIG over preset.
import { closeSync, fstatSync, openSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { parse as parseTOML, TomlError } from "smol-toml";
import {
  type Config,
  ConfigError,
  configKeys,
  isDescribed,
  type PresetName,
  presets,
  resolveConfig,
} from "../config/config.js";
import { dotted, shown } from "../config/errors.js";
import { isCube } from "../config/field_models.js";
import { isPlainObject } from "../config/kinds.js";
import { cubeOf, describeCube } from "../cube/describe.js";
import { readAtMost } from "../store/disk.js";
import { errorCode } from "../store/errors.js";
import { holdsRun } from "../store/store.js";
import { DuplicateKey, parseJSON } from "../words/json.js";
import { near } from "../words/near.js";
import { percent } from "../words/numbers.js";
import { UsageError } from "./command.js";
import { ProgressLine } from "./progress.js";

/** Bytes. A config has some ten kB, and the JSON that the page saves beside its paths 0.8 MB. */
const LARGEST_CONFIG = 1e7;

/** A config file that cannot be read as TOML or JSON: exit code 3. */
const unreadable = (file: string, found: unknown, expected: string, where?: string) =>
  new ConfigError(file, found, expected, "Correct the file; `larmor init` writes one to start from.", where);

const twice = ({ path }: DuplicateKey, where: string, outer: string[] = []) =>
  new ConfigError(`${where}${dotted(...outer, ...path)}`, 2, "one", "Take one of them out.", "values");

const tooLarge = (file: string, bytes: number) => unreadable(file, bytes, `at most ${LARGEST_CONFIG}`, "bytes");

interface Given {
  preset: string | undefined;
  set: string[];
  quiet?: boolean;
}

/** The resolved config of a command line, the file of a cube read and described. Throws UsageError, ConfigError or FieldFileError. */
export async function configOf(given: Given, file: string | undefined): Promise<Config> {
  const input = inputOf(given, file);
  await describeIn(input, given.quiet);
  const config = resolved(input, given);
  const { model, cube_file } = config.field;
  if (cube_file !== undefined && !isCube(model))
    throw new ConfigError(
      "field.model",
      model,
      '"cube" beside field.cube_file',
      'Set field.model = "cube", or take field.cube_file out.',
    );
  // a file that is given anew must be the one that was described
  if (cube_file !== undefined) await cubeOf(config);
  return config;
}

/** The same of what is written alone: a cube has not met its file. */
export const configGiven = (given: Given, file: string | undefined): Config => resolved(inputOf(given, file), given);

const resolved = (input: Plain, { preset }: Given): Config => resolveConfig(input, preset as PresetName | undefined);

function inputOf({ preset = "quick", set }: Given, file: string | undefined): Plain {
  if (!Object.hasOwn(presets, preset)) {
    const names = Object.keys(presets);
    const like = near(preset, names, (name) => [name]);
    const hint = like === undefined ? "" : `; did you mean ${like}?`;
    throw new UsageError(`--preset: found ${shown(preset)}, expected one of ${names.join(", ")}${hint}`);
  }
  return readInput(file, set);
}

/** What a file and `--set` give. A cube's file is found from the folder of the config that names it, with --set from the working folder. */
export function readInput(file: string | undefined, set: string[]): Plain {
  const input = file === undefined ? {} : readConfigFile(file);
  if (file !== undefined) placeCube(input, dirname(resolve(file)));
  for (const text of set) override(input, text);
  placeCube(input, process.cwd());
  return input;
}

const WORTH_SHOWING_MS = 1000;

/** Reads the file of a cube and puts what it says into the input. */
export async function describeIn(input: Plain, quiet = false): Promise<void> {
  const { field } = resolveConfig(input);
  if (!isCube(field.model) || isDescribed(field)) return;
  const line = new ProgressLine(quiet);
  const { cube_file = "", cube_dataset: dataset, cube_cells: cells } = field;
  const begun = performance.now();
  const progress = (part: number) => {
    if (performance.now() - begun > WORTH_SHOWING_MS) line.update(() => `reading ${cube_file}: ${percent(part)}`);
  };
  try {
    input.field = { ...(input.field as Plain), ...(await describeCube(cube_file, { dataset, cells, progress })) };
  } finally {
    line.clear();
  }
}

type Plain = Record<string, unknown>;

/** Makes the path of a cube's file one from the root. */
export function placeCube({ field }: Plain, folder: string): void {
  if (isPlainObject(field) && typeof field.cube_file === "string" && field.cube_file !== "")
    field.cube_file = resolve(folder, field.cube_file);
}

/** The config that a TOML or JSON file holds: by its ending, else by its first character. */
export function readConfigFile(file: string): Plain {
  const text = readCapped(file).replace(/^\uFEFF/, "");
  const json = extname(file) === ".json" || (extname(file) !== ".toml" && text.trimStart().startsWith("{"));
  let value: unknown;
  try {
    value = json ? parseJSON(text) : parseTOML(text);
  } catch (error) {
    if (error instanceof DuplicateKey) throw twice(error, `${file}: `);
    if (error instanceof TomlError) {
      const problem = error.message.split("\n")[0].replace(/^Invalid TOML document: /, "");
      const line = text.split("\n")[error.line - 1]?.trim() ?? "";
      throw unreadable(`${file} line ${error.line}, column ${error.column}`, line, `TOML (${problem})`);
    }
    throw unreadable(file, text.slice(0, 40), `JSON (${(error as Error).message})`);
  }
  if (!isPlainObject(value)) throw unreadable(file, value, "an object with the sections of a config");
  return configIn(value);
}

/** Of the JSON that the page saves beside the numbers of a picture: the config; else all of it. */
const configIn = (value: Plain): Plain =>
  isPlainObject(value.config) && typeof value.config_sha256 === "string" ? value.config : value;

function readCapped(file: string): string {
  let fd: number;
  try {
    fd = openSync(file, "r");
  } catch (error) {
    const reason = errorCode(error) === "ENOENT" ? "no such file" : `a file that cannot be read (${errorCode(error)})`;
    throw new UsageError(`${file}: found ${reason}, expected a config file (TOML or JSON)`);
  }
  try {
    const about = fstatSync(fd);
    if (about.isDirectory()) {
      const hint = holdsRun(file) ? `; did you mean ${join(file, "config.json")}?` : "";
      throw new UsageError(`${file}: found a folder, expected a config file (TOML or JSON)${hint}`);
    }
    if (about.size > LARGEST_CONFIG) throw tooLarge(file, about.size);
    const bytes = readAtMost(fd, LARGEST_CONFIG);
    if (bytes === undefined) throw tooLarge(file, LARGEST_CONFIG + 1);
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw unreadable(file, "bytes that are no UTF-8", "a text file");
    }
  } finally {
    closeSync(fd);
  }
}

/** Puts one `--set KEY=VALUE` into the input of a config. */
export function override(input: Plain, text: string): void {
  const { path, value } = readSetting(text);
  let table = input;
  path.slice(0, -1).forEach((name, depth) => {
    const inner = Object.hasOwn(table, name) ? table[name] : undefined;
    if (inner === undefined) put(table, name, {});
    else if (!isPlainObject(inner)) {
      const key = dotted(...path.slice(0, depth + 1));
      throw new UsageError(
        `--set ${shown(text)}: ${key} holds ${shown(inner)}, expected a table; set ${key} as a whole`,
      );
    }
    table = table[name] as Plain;
  });
  put(table, path[path.length - 1], value);
}

/** Sets an own property whatever its name, so that "__proto__" is an unknown key like any other. */
const put = (table: Plain, name: string, value: unknown) =>
  Object.defineProperty(table, name, { value, enumerable: true, writable: true, configurable: true });

/** Whether the word is a choice of the key, of which some begin with a digit: "2d". */
const isChoice = (path: string[], word: string): boolean => {
  const schema = configKeys().find(({ key }) => key === path.join("."))?.schema;
  return schema?.type === "picklist" && schema.options.some((option) => option === word);
};

/** Whether the key's value is a text of any letters, as the path of a file is. */
const isText = (path: string[]): boolean =>
  configKeys().find(({ key }) => key === path.join("."))?.schema?.type === "string";

/** KEY is a dotted path whose parts may be in double quotes, VALUE is JSON or a bare word. */
export function readSetting(text: string): { path: string[]; value: unknown } {
  const match = /^((?:[A-Za-z0-9_-]+|"[^"]*")(?:\.(?:[A-Za-z0-9_-]+|"[^"]*"))*)=(.*)$/s.exec(text);
  if (!match) {
    const expected = 'KEY=VALUE, as in ensemble.seed=2 or \'transport.path_pc."0.1"."1000"=400\'';
    throw new UsageError(`--set: found ${shown(text)}, expected ${expected}`);
  }
  const [, key, word] = match;
  const path = (key.match(/[A-Za-z0-9_-]+|"[^"]*"/g) as string[]).map((part) => part.replace(/^"(.*)"$/, "$1"));
  if (/(^|\.)\d+\.\d+/.test(key.replace(/"[^"]*"/g, ""))) {
    const hint = "numbers in quotes, and the whole in quotes of the shell: '" + `transport.path_pc."0.1"."1000"=400'`;
    throw new UsageError(`--set: found ${shown(text)}, expected ${hint}`);
  }
  try {
    return { path, value: parseJSON(word) };
  } catch (error) {
    if (error instanceof DuplicateKey) throw twice(error, "--set ", path);
    if (/^[A-Za-z_][A-Za-z0-9_./-]*$/.test(word) || isChoice(path, word) || (isText(path) && word !== ""))
      return { path, value: word };
    throw new UsageError(
      `--set ${dotted(...path)}: found ${shown(word)}, expected JSON (a number, [a, list], "a text") or a bare word`,
    );
  }
}
