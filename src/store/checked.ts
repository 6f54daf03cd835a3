// Values that come out of a file with the right checksum have the right form only if larmor wrote it. What is read by its keys is
// first checked against a table: for each key a test, and what it expects in words.
import { shown } from "../config/errors.js";
import { FolderError } from "./errors.js";

/** What is required of a value. */
export interface Check {
  /** in words, after "expected" */
  expected: string;
  test: (value: unknown) => boolean;
}

export const wholeFrom = (least: number): Check => ({
  expected: `a whole number from ${least}`,
  test: (value) => Number.isSafeInteger(value) && (value as number) >= least,
});

/** A finite number that is not negative. */
export const amount: Check = {
  expected: "a number from 0",
  test: (value) => typeof value === "number" && Number.isFinite(value) && value >= 0,
};

export const text: Check = {
  expected: "one line of text",
  test: (value) => typeof value === "string" && value.length <= 1000 && !/\p{Cc}/u.test(value),
};

export const sha256: Check = {
  expected: "64 hexadecimal digits",
  test: (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value),
};

/** The same, or nothing at all. */
export const optional = ({ expected, test }: Check): Check => ({
  expected: `${expected}, or nothing`,
  test: (value) => value === undefined || test(value),
});

/** The first value that fails its check: "shard: found null, expected ..."; undefined if none does. */
export function faultOf(value: unknown, checks: Record<string, Check>): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return `found ${shown(value)}, expected an object with the keys ${Object.keys(checks).join(", ")}`;
  }
  for (const [key, { expected, test }] of Object.entries(checks)) {
    const found = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
    if (!test(found)) return `${key}: found ${shown(found)}, expected ${expected}`;
  }
  return undefined;
}

/** The value, if all checks hold; else a FolderError that names file, key, what was found and what was expected. */
export function checked<T>(file: string, value: unknown, checks: Record<keyof T & string, Check>, where = ""): T {
  const fault = faultOf(value, checks);
  if (fault !== undefined) throw new FolderError(file, `${where}${fault}`);
  return value as T;
}
