import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { type Group, groupNumber } from "../config/config.js";
import type { RealisationRecord } from "../flight/record.js";
import { recordProblem } from "../flight/record_checks.js";
import { inShard, type Shard } from "../run/shard.js";
import { DiskError, errorCode, FolderError } from "./errors.js";

/** What every line of a folder must agree with. */
export interface Expected {
  /** first 12 hex digits of the config's identity */
  config: string;
  numerics: number | string;
  groups: Group[];
  realisations: number;
  shard: Shard | undefined;
}

/** A line that was read and found good: the record and the number of its group in `groups(config)`. */
export interface Read {
  record: RealisationRecord;
  group: number;
}

/** What is wrong with a line; `unreadable` if it is not JSON (such as a torn line). */
export class LineError extends Error {
  constructor(
    message: string,
    readonly unreadable = false,
  ) {
    super(message);
  }
}

/** Longer lines than this are not ours: a line of 16 path lengths has 15 kB, one of a thousand 1 MB, with as many densities as there can be 8 MB. */
const LONGEST_LINE = 16 * 1024 * 1024;
const CHECK = /^,"check":"([0-9a-f]{16})"\}$/;
const CHECK_LENGTH = ',"check":"0123456789abcdef"}'.length;

/** First 16 hex digits of the SHA-256 of the bytes before `,"check":…`, closed by a brace. */
const checkOf = (body: Uint8Array): string => createHash("sha256").update(body).update("}").digest("hex").slice(0, 16);

/** The object as one line of JSON (no newline) whose last key, `check`, is the checksum of all before it. */
export function sealed(value: object): string {
  const body = JSON.stringify(value).slice(0, -1);
  return `${body},"check":"${checkOf(Buffer.from(body))}"}`;
}

/** The object in such a line; throws LineError if the line is no JSON or its checksum is not that of its bytes. */
export function unsealed(bytes: Buffer): Record<string, unknown> {
  const body = bytes.subarray(0, Math.max(0, bytes.length - CHECK_LENGTH));
  const check = CHECK.exec(bytes.toString("latin1", body.length))?.[1];
  const intact = check !== undefined && check === checkOf(body);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new LineError("not readable as JSON", true);
  }
  if (!intact) {
    const why = check === undefined ? 'no "check" at its end' : `check ${check} found, ${checkOf(body)} expected`;
    throw new LineError(`its bytes were changed (${why})`);
  }
  return value as Record<string, unknown>;
}

/** The line of a record (with its newline): what identifies it first, the rest by name, the checksum last. */
export function formatLine(record: RealisationRecord, expected: Expected): string {
  const { turbulence_level, rigidity_TV, realisation, ...rest } = record;
  const named = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
  const first = { turbulence_level, rigidity_TV, realisation, config: expected.config, numerics: expected.numerics };
  return `${sealed({ ...first, ...Object.fromEntries(named) })}\n`;
}

/** Reads and checks a line (without its newline); throws LineError. */
export function parseLine(bytes: Buffer, expected: Expected): Read {
  const { config, numerics, check, ...rest } = unsealed(bytes);
  if (config !== expected.config) {
    throw new LineError(`of another run: config ${String(config)} found, ${expected.config} expected`);
  }
  if (numerics !== expected.numerics) {
    throw new LineError(`made by other numerics: ${String(numerics)} found, ${expected.numerics} expected`);
  }
  const record = rest as unknown as RealisationRecord;
  return { record, group: checkRecord(record, expected) };
}

/**
 * Throws LineError unless the record belongs to the run and has exactly the numbers of its table; returns its group.
 */
export function checkRecord(record: RealisationRecord, expected: Expected): number {
  const { turbulence_level, rigidity_TV, realisation } = record;
  const number = groupNumber(expected.groups, record);
  const group = expected.groups[number];
  const what = `turbulence level ${turbulence_level}, ${rigidity_TV} TV, realisation ${realisation}`;
  if (group === undefined) throw new LineError(`${what}: no such group in the config`);
  if (!(Number.isInteger(realisation) && realisation >= 0 && realisation < expected.realisations)) {
    throw new LineError(`${what}: the config has realisations 0 to ${expected.realisations - 1}`);
  }
  if (!inShard(expected.shard, number, realisation)) {
    throw new LineError(`${what}: not in shard ${expected.shard?.index}/${expected.shard?.of}`);
  }
  const problem = recordProblem(record, group);
  if (problem !== undefined) throw new LineError(`${what}: ${problem}`);
  return number;
}

/** A line as it stands in the file. */
export interface RawLine {
  bytes: Buffer;
  /** from 1 */
  number: number;
  /** of its first byte in the file */
  offset: number;
  /** whether its newline is there */
  ended: boolean;
}

/** The lines of a file, without their newlines, in bounded memory. A file that is not there has no lines. */
export async function* rawLines(file: string): AsyncGenerator<RawLine> {
  let rest: Buffer[] = [];
  let length = 0;
  let number = 1;
  let offset = 0;
  try {
    // a shard's file is often far smaller than the buffer, and there may be 10^4 shards
    const highWaterMark = Math.min(1 << 20, (statSync(file, { throwIfNoEntry: false })?.size ?? 0) + 1);
    for await (const chunk of createReadStream(file, { highWaterMark }) as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
        const bytes =
          rest.length > 0 ? Buffer.concat([...rest, chunk.subarray(start, end)]) : chunk.subarray(start, end);
        yield { bytes, number, offset, ended: true };
        rest = [];
        length = 0;
        number += 1;
        offset += bytes.length + 1;
        start = end + 1;
      }
      rest.push(chunk.subarray(start));
      length += chunk.length - start;
      if (length > LONGEST_LINE)
        throw new FolderError(file, `longer than ${LONGEST_LINE} bytes, which no line is`, number);
    }
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT") return;
    throw code === undefined ? error : new DiskError(file, `reading failed (${code})`);
  }
  if (length > 0) yield { bytes: Buffer.concat(rest), number, offset, ended: false };
}
