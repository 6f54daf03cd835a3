// What the user reads when a value is refused: the key, what was found, what was expected, what to do.

import { visible } from "../words/visible.js";

/** A config that cannot be run. `key` is the dotted name of the offending key, in TOML's spelling. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly key: string;
  readonly found: unknown;
  readonly expected: string;

  /** `where` is written after the value: "(element 2)", "(an inner scale of 27 pc)". */
  constructor(key: string, found: unknown, expected: string, remedy: string, where = "") {
    super(visible(`${key}: found ${shown(found)}${where && ` ${where}`}, expected ${expected}. ${remedy}`));
    this.key = key;
    this.found = found;
    this.expected = expected;
  }
}

/** A value in one short line: as JSON where JSON can hold it. */
export const shown = (value: unknown, most?: number): string => shortened(asJSON(value) ?? inWords(value), most);

/** The beginning of a text that is too long for a message. */
export function shortened(text: string, most = 60): string {
  return text.length > most ? `${text.slice(0, most - 3).replace(/[\uD800-\uDBFF]$/, "")}...` : text;
}

function asJSON(value: unknown): string | undefined {
  if (typeof value === "number") return String(value); // NaN, not null
  try {
    return JSON.stringify(value);
  } catch {
    return undefined; // circular, or with a bigint inside
  }
}

function inWords(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "bigint") return `${value}n`;
  return typeof value === "function" || typeof value === "object" ? `a value of type ${typeof value}` : String(value);
}

/** A number to two digits, for texts. */
export const digits = (x: number) => String(Number(x.toPrecision(2))).replace("e+", "e");

/** A dotted key as TOML writes it: names bare, numbers in quotes; a name longer than any of ours is shortened. */
export function dotted(...names: string[]): string {
  return names.map((name) => (/^[A-Za-z_][A-Za-z0-9_-]{0,59}$/.test(name) ? name : shown(name))).join(".");
}
