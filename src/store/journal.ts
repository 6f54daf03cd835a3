// The journal of a run folder, journal.jsonl: a line for each process that computed some of its realisations: when, for how long, and
// on what. It is for readers only. It decides nothing and is never compared, so it may be absent, and a line that cannot be read or
// written is left out.
import { appendFileSync } from "node:fs";
import { readSmall } from "./disk.js";
import { fileOf, SMALL_FILE } from "./stored.js";

export interface JournalEntry {
  /** when the process began, ISO 8601 */
  begun: string;
  /** how long it computed */
  seconds: number;
  /** how many realisations it stored */
  realisations: number;
  workers: number;
  larmor: string;
  node: string;
  /** processor, cores, system */
  machine: string;
}

const isEntry = (value: unknown): value is JournalEntry => {
  const entry = (value ?? {}) as Record<string, unknown>;
  const texts = [entry.begun, entry.larmor, entry.node, entry.machine];
  const numbers = [entry.seconds, entry.realisations, entry.workers];
  return texts.every((text) => typeof text === "string") && numbers.every((number) => Number.isFinite(number));
};

/** The entries of folders together, by the time when they began. */
export function readJournal(...dirs: string[]): JournalEntry[] {
  const entries = dirs.flatMap((dir) => linesOf(dir).flatMap((line) => entryOf(line) ?? []));
  return entries.sort((a, b) => (a.begun < b.begun ? -1 : a.begun > b.begun ? 1 : 0));
}

function linesOf(dir: string): string[] {
  try {
    return (readSmall(fileOf(dir, "journal"), SMALL_FILE) ?? "").split("\n");
  } catch {
    return [];
  }
}

function entryOf(line: string): JournalEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Adds entries to the journal of a folder that is there. */
export function appendJournal(dir: string, ...entries: JournalEntry[]): void {
  if (entries.length === 0) return;
  try {
    appendFileSync(fileOf(dir, "journal"), entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  } catch {
    // what is lost is no result
  }
}
