// Options and words that a program gives: one that is not known is refused and never passed over.
import { near } from "./near.js";

const list = (names: readonly string[], last: string): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} ${last} ${names[names.length - 1]}`;

/** A value in a short line, for messages: as JSON, where that is one. */
export function inShort(value: unknown): string {
  let text: string | undefined;
  if (typeof value !== "number" && typeof value !== "bigint") {
    try {
      text = JSON.stringify(value);
    } catch {} // circular
  }
  text ??= String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Throws TypeError for what is no object that can have these keys. */
export function checkObject(what: string, value: unknown, known: readonly string[]): asserts value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value) || ArrayBuffer.isView(value))
    throw new TypeError(`${what}: ${inShort(value)} found, an object with ${list(known, "and")} expected`);
}

/**
 * Throws TypeError for what is no object, and RangeError, which names it, for an own key that is none of the `known` ones.
 * @param what the argument is called: "options"
 * @param kind of its keys: "option"
 */
export function checkKeys(what: string, value: unknown, known: readonly string[], kind = "key"): void {
  checkObject(what, value, known);
  const name = Object.keys(value).find((key) => !known.includes(key));
  if (name === undefined) return;
  const like = near(name, known, (other) => [other]);
  const hint = like === undefined ? "" : `; did you mean ${like}?`;
  throw new RangeError(
    `${what === "options" ? "" : `${what}.`}${name}: unknown ${kind}; ${list(known, "and")} expected${hint}`,
  );
}

/** As checkKeys, of the options of a function. */
export const checkOptions = (options: unknown, known: readonly string[]): void =>
  checkKeys("options", options, known, "option");

/** What an option is, beside absent. Signals and functions may come from another realm, as that of an iframe. */
const KINDS = {
  "a function": (value) => typeof value === "function",
  "an AbortSignal": (value) => hasMethods(value, "throwIfAborted", "addEventListener"),
  "an iterable": (value) => typeof (value as Iterable<unknown> | null)?.[Symbol.iterator] === "function",
  "an object with load and save": (value) => hasMethods(value, "load", "save"),
} satisfies Record<string, (value: unknown) => boolean>;

const hasMethods = (value: unknown, ...names: string[]): boolean =>
  names.every((name) => typeof (value as Record<string, unknown> | null)?.[name] === "function");

/** Throws TypeError, which names it, for an option that is there and of another kind. */
export function checkKinds<Options extends object>(
  options: Options,
  kinds: { [Name in keyof Options]?: keyof typeof KINDS },
): void {
  for (const [name, kind] of Object.entries(kinds) as [keyof Options & string, keyof typeof KINDS][]) {
    const value = options[name];
    if (value !== undefined && !KINDS[kind](value))
      throw new TypeError(`${name}: ${inShort(value)} found, ${kind} expected`);
  }
}

/** Throws RangeError, which names the argument, for what is none of the words. */
export function checkWord(name: string, found: unknown, words: readonly string[]): void {
  if (!(words as readonly unknown[]).includes(found)) {
    const expected = list(
      words.map((word) => `"${word}"`),
      "or",
    );
    throw new RangeError(`${name}: ${inShort(found)} found, ${expected} expected`);
  }
}
