// The lines of a run folder, as `larmor run` writes them, and their hash: that of the file realisations.jsonl of a merged run.
// So a result in the browser is compared with one in Node by `sha256sum realisations.jsonl`.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { RealisationRecord } from "../src/flight/record.js";

const encoder = new TextEncoder();

/** A record's line without its newline: what identifies it first, the rest by name, the checksum of all that last. */
export function lineOf(record: RealisationRecord, config_sha256: string, numerics: number | string): string {
  const { turbulence_level, rigidity_TV, realisation, ...rest } = record;
  const named = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
  const first = { turbulence_level, rigidity_TV, realisation, config: config_sha256.slice(0, 12), numerics };
  const text = JSON.stringify({ ...first, ...Object.fromEntries(named) });
  return `${text.slice(0, -1)},"check":"${sum16(text)}"}`;
}

const sum16 = (text: string): string => bytesToHex(sha256(encoder.encode(text))).slice(0, 16);

/** The checksum at the end of a line. */
export const checkOf = (line: string): string => line.slice(-18, -2);

/** What it is when the line is whole. */
export const checksumOf = (line: string): string => sum16(`${line.slice(0, -28)}}`);

/** SHA-256 in hex of lines, each with its newline. */
export function hashOf(lines: Iterable<string>): string {
  const hash = sha256.create();
  for (const line of lines) hash.update(encoder.encode(`${line}\n`));
  return bytesToHex(hash.digest());
}
