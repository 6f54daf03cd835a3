// The identity of a run: two runs with the same one are the same run.
import { sha256 } from "@noble/hashes/sha2.js";
import { isPlainObject } from "./kinds.js";
import type { Config } from "./schema.js";

/**
 * JSON with sorted keys and no spaces, one text for one value (as RFC 8785: keys by UTF-16 code units, numbers and strings
 * as JSON.stringify writes them). Throws a TypeError for what JSON cannot hold: undefined, NaN, functions, dates, ...
 */
export function canonicalJSON(value: unknown): string {
  return write(value, "$");
}

function write(value: unknown, path: string): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (typeof value === "string" && !/\p{Cs}/u.test(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${Array.from(value, (item, i) => write(item, `${path}[${i}]`)).join(",")}]`;
  if (isPlainObject(value)) {
    const members = Object.keys(value).sort();
    return `{${members.map((name) => `${write(name, path)}:${write(value[name], `${path}.${name}`)}`).join(",")}}`;
  }
  throw new TypeError(`${path}: ${typeof value === "object" ? "this object" : String(value)} has no canonical JSON`);
}

/** The config as a run folder has it: without the place of a cube's file, which is no part of the run. */
export function storedConfig(config: Config): Config {
  const { cube_file: _file, cube_dataset: _dataset, ...field } = config.field;
  return { ...config, field };
}

/** `configIdentity` of a config that is known to be resolved. */
export function identityOf(config: Config): string {
  const { realisations: _, ...ensemble } = config.ensemble;
  const digest = sha256(new TextEncoder().encode(canonicalJSON({ ...storedConfig(config), ensemble })));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
