import { closeSync, openSync, readSync } from "node:fs";
import { ranges } from "../words/lines.js";
import { FolderError, onDisk } from "./errors.js";
import { type Expected, LineError, parseLine, type RawLine, type Read, rawLines } from "./lines.js";

/** A good line, or what is wrong with one. `torn`: the last one, cut short while it was written; it may be cut off. */
export type Found = { line: number; offset: number; length: number; ended: boolean } & (
  | { read: Read; problem?: undefined }
  | { problem: string; torn: boolean }
);

const placeOf = ({ number, offset, bytes, ended }: RawLine) => ({ line: number, offset, length: bytes.length, ended });

/**
 * Reads and checks a file of lines. A last line without its newline, or no JSON at all, is torn; anything else that is
 * wrong is damage.
 */
export async function* scan(file: string, expected: Expected): AsyncGenerator<Found> {
  let unreadable: RawLine | undefined; // damage, unless it turns out to be the last line
  for await (const raw of rawLines(file)) {
    if (unreadable) yield { ...placeOf(unreadable), problem: "not readable", torn: false };
    unreadable = undefined;
    if (!raw.ended) {
      yield { ...placeOf(raw), problem: "torn (it has no end)", torn: true };
      return;
    }
    try {
      yield { ...placeOf(raw), read: parseLine(raw.bytes, expected) };
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      if (error.unreadable) unreadable = raw;
      else yield { ...placeOf(raw), problem: error.message, torn: false };
    }
  }
  if (unreadable) yield { ...placeOf(unreadable), problem: "not readable", torn: true };
}

/** The place of a line: its part (file), its first byte, and its length without the newline. */
export interface Place {
  part: number;
  offset: number;
  length: number;
  line: number;
}

/** The place of each realisation's line: 20 bytes each, grown as needed. */
export class LineIndex {
  #columns: { part: Uint32Array; offset: Float64Array; length: Uint32Array; line: Uint32Array }[] = [];
  #counts: number[] = [];

  get(group: number, realisation: number): Place | undefined {
    const c = this.#columns[group];
    if (c === undefined || !c.length[realisation]) return undefined; // length 0 means absent: no line is empty
    return {
      part: c.part[realisation],
      offset: c.offset[realisation],
      length: c.length[realisation],
      line: c.line[realisation],
    };
  }

  /** Returns the place that was there before, which stays. */
  add(group: number, realisation: number, place: Place): Place | undefined {
    const before = this.get(group, realisation);
    if (before) return before;
    const c = this.#columnsFor(group, realisation);
    c.part[realisation] = place.part;
    c.offset[realisation] = place.offset;
    c.length[realisation] = place.length;
    c.line[realisation] = place.line;
    this.#counts[group] = this.count(group) + 1;
    return undefined;
  }

  count(group: number): number {
    return this.#counts[group] ?? 0;
  }

  #columnsFor(group: number, realisation: number) {
    const old = this.#columns[group];
    if (old && realisation < old.length.length) return old;
    const size = Math.max(1024, 2 * (realisation + 1));
    const grown = {
      part: new Uint32Array(size),
      offset: new Float64Array(size),
      length: new Uint32Array(size),
      line: new Uint32Array(size),
    };
    if (old) for (const key of ["part", "offset", "length", "line"] as const) grown[key].set(old[key]);
    this.#columns[group] = grown;
    return grown;
  }
}

/** Lines of several files read by their places, with a bounded number of files open. */
export class LineReader {
  #open = new Map<number, number>();

  constructor(readonly files: string[]) {}

  /** The line at a place, without its newline. */
  bytes({ part, offset, length, line }: Place): Buffer {
    const file = this.files[part];
    return onDisk(file, "reading", () => {
      const buffer = Buffer.alloc(length);
      const fd = this.#fd(part);
      let done = 0;
      for (let n = -1; n !== 0 && done < length; done += n)
        n = readSync(fd, buffer, done, length - done, offset + done);
      if (done < length) throw new FolderError(file, "changed while it was read", line);
      return buffer;
    });
  }

  /** The record at a place. */
  read(place: Place, expected: Expected): Read {
    try {
      return parseLine(this.bytes(place), expected);
    } catch (error) {
      if (error instanceof LineError) throw new FolderError(this.files[place.part], error.message, place.line);
      throw error;
    }
  }

  close(): void {
    for (const fd of this.#open.values()) closeSync(fd);
    this.#open.clear();
  }

  #fd(part: number): number {
    let fd = this.#open.get(part);
    if (fd === undefined) {
      if (this.#open.size >= 128) {
        const [oldest, oldestFd] = this.#open.entries().next().value as [number, number];
        closeSync(oldestFd);
        this.#open.delete(oldest);
      }
      fd = openSync(this.files[part], "r");
      this.#open.set(part, fd);
    }
    return fd;
  }
}

/** Whether the same bytes stand at two places of a file. */
export function haveSameBytes(file: string, first: Place, second: Place): boolean {
  if (first.length !== second.length) return false;
  const reader = new LineReader([file]);
  try {
    const [a, b] = [first, second].map((place) => reader.bytes({ ...place, part: 0 }));
    return a.equals(b);
  } finally {
    reader.close();
  }
}

/**
 * A line with the bytes of an earlier one is not damage: a process that hung while writing, as another took over the
 * run, writes such a line when it goes on, and no lock can prevent it.
 */
export const doubledText = (file: string, lines: number[]): string =>
  `${file} line ${ranges(lines)}: the same bytes as an earlier line, which counts once`;
