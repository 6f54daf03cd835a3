import { readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { Config, Group } from "../config/config.js";
import { inShard, type Shard, shardOf } from "../run/shard.js";
import { clusterPath, holdsPlan, readPlan } from "./cluster.js";
import { isFolder } from "./disk.js";
import { FolderError, onDisk } from "./errors.js";
import { type Holder, isWorking, readHolder } from "./holder.js";
import type { Expected } from "./lines.js";
import { isPrepared } from "./prepared.js";
import { doubledText, haveSameBytes, LineIndex, scan } from "./scan.js";
import {
  deviceText,
  differences,
  expectedOf,
  fileOf,
  holdsRun,
  type Provenance,
  readStored,
  type Stored,
  shardName,
} from "./stored.js";

/** One of several folders that together make a run. */
export interface Part {
  dir: string;
  provenance: Provenance;
  shard: Shard | undefined;
  /** number of realisations that are stored, per group */
  done: number[];
  /** lines of realisations that were found before, in another folder or in this one */
  others: number;
  /** particles that used up their steps */
  failed: number;
  /** work done, and how much of it was found by the process that writes, in the unit of `Parts.cost` */
  work: number;
  found: number;
  /** the process that writes it, or was killed while writing */
  holder: Holder | undefined;
  working: boolean;
  /** number of the last line, if it is torn and so does not count */
  torn: number | undefined;
}

/** The content of several folders together, and every problem found in them. */
export interface Parts {
  parts: Part[];
  problems: FolderError[];
  /** harmless oddities, in words */
  notes: string[];
  /** of the run: that of the first folder, with the largest number of realisations of any */
  config: Config;
  provenance: Provenance;
  groups: Group[];
  index: LineIndex;
  /** realisations with failed particles, per group, as they were found */
  failed: number[][];
  /** of one realisation of each group: seconds where the plan of a cluster run measured them, else steps */
  cost: number[];
  /** number of shards, where that is known, and of the tasks of the array job that computes them */
  shards: number | undefined;
  tasks: number | undefined;
}

/**
 * Expands arguments: a folder that holds no run is replaced by its subfolders that do (shards side by side), a folder
 * with the plan of a cluster run by those of its shards that exist.
 */
function runFolders(dirs: string[]): string[] {
  return dirs.flatMap((dir) => {
    if (holdsPlan(dir)) {
      const shards = clusterPath(dir, "shards");
      return isFolder(shards) ? runFolders([shards]).filter((path) => path !== shards) : [];
    }
    if (holdsRun(dir) || !isFolder(dir)) return [dir];
    const inner = onDisk(dir, "reading the folder", () => readdirSync(dir).sort())
      .map((name) => join(dir, name))
      .filter((path) => isFolder(path) && !isPrepared(path) && holdsRun(path));
    return inner.length > 0 ? inner : [dir];
  });
}

/**
 * Reads all folders through, a line at a time. A problem of a folder is noted and the rest still read; throws only where
 * no folder can be read at all.
 */
export async function readParts(dirs: string[]): Promise<Parts> {
  const problems: FolderError[] = [];
  const note = (error: unknown) => {
    if (!(error instanceof FolderError)) throw error;
    problems.push(error);
  };
  // the folders have to be parts of the run of the plan, or else of the first folder
  let whole: Stored | undefined;
  let shards: number | undefined;
  let measured: number[] | undefined;
  let tasks: number | undefined;
  for (const dir of dirs.filter(holdsPlan)) {
    const { plan, ...found } = readPlan(dir);
    const foreign = whole && foreignness(whole, found);
    if (foreign) throw new FolderError(dir, foreign);
    whole = found;
    shards = plan.shards;
    measured = plan.groups.map(({ seconds }) => seconds);
    tasks = plan.tasks;
  }
  const stored: Stored[] = [];
  const seen = new Map<string, string>();
  for (const dir of runFolders(dirs)) {
    try {
      const found = readStored(dir, whole);
      const real = onDisk(dir, "looking", () => realpathSync(dir));
      if (seen.has(real)) throw new FolderError(dir, `given twice (also as ${seen.get(real)})`);
      seen.set(real, dir);
      const foreign = whole && foreignness(whole, found);
      if (foreign) throw new FolderError(dir, foreign);
      whole ??= found;
      const shardCount = found.provenance.shard?.of;
      if (shards !== undefined && shardCount !== shards) {
        throw new FolderError(dir, `${shardName(found.provenance.shard)} found, a shard of ${shards} expected`);
      }
      stored.push(found);
    } catch (error) {
      note(error);
    }
  }
  if (whole === undefined) throw problems[0] ?? new FolderError(dirs.join(", "), "no folder with a run");

  const longest = [whole, ...stored].reduce((a, b) => (b.provenance.realisations > a.provenance.realisations ? b : a));
  const config = { ...longest.config, ensemble: { ...longest.config.ensemble } };
  config.ensemble.realisations = longest.provenance.realisations;
  const expected = expectedOf(config, longest.provenance.config_sha256, longest.provenance.numerics);
  const result: Parts = {
    parts: [],
    problems,
    notes: [],
    config,
    provenance: longest.provenance,
    groups: expected.groups,
    index: new LineIndex(),
    failed: [],
    cost: measured ?? expected.groups.map(({ steps_estimate }) => steps_estimate),
    shards: shards ?? commonShards(stored),
    tasks,
  };
  result.failed = result.groups.map(() => []);
  for (const { dir, provenance } of stored) {
    const { shard } = provenance;
    const done = result.groups.map(() => 0);
    const nothing = { others: 0, failed: 0, work: 0, found: 0, holder: undefined, working: false, torn: undefined };
    const part: Part = { dir, provenance, shard, done, ...nothing };
    try {
      const lock = join(dir, "lock");
      part.holder = readHolder(lock);
      part.working = part.holder !== undefined && isWorking(lock, part.holder);
    } catch (error) {
      note(error);
    }
    result.parts.push(part);
    await readLines(result, part, { ...expected, shard });
  }
  return result;
}

/** The number of shards, if all folders name the same; undefined if they differ or are not shards. */
function commonShards(stored: Stored[]): number | undefined {
  const counts = new Set(stored.map(({ provenance }) => provenance.shard?.of));
  return counts.size === 1 ? [...counts][0] : undefined;
}

async function readLines(all: Parts, part: Part, expected: Expected): Promise<void> {
  const { parts, problems, index } = all;
  const file = fileOf(part.dir, "lines");
  const doubled: number[] = [];
  const elsewhere = new Elsewhere();
  for await (const found of scan(file, expected)) {
    const { line, offset, length } = found;
    if (found.problem !== undefined) {
      if (found.torn) part.torn = line;
      else problems.push(new FolderError(file, found.problem, line));
      continue;
    }
    const { group, record } = found.read;
    const { realisation, failed } = record;
    const place = { part: parts.length - 1, offset, length, line };
    const before = index.add(group, realisation, place);
    if (before?.part === place.part && haveSameBytes(file, before, place)) doubled.push(line);
    else if (before) {
      elsewhere.add({ line, realisation, before, dir: parts[before.part].dir });
      part.others += 1;
    } else {
      part.done[group] += 1;
      part.work += all.cost[group];
      // lines are only appended: what the process found stands before what it wrote
      if (part.done.reduce((a, b) => a + b) <= (part.holder?.found ?? 0)) part.found = part.work;
      part.failed += failed;
      if (failed > 0) all.failed[group].push(realisation);
    }
  }
  if (doubled.length > 0) all.notes.push(doubledText(file, doubled));
  const total = all.groups.length * all.config.ensemble.realisations;
  const whole = part.shard === undefined && part.done.reduce((a, b) => a + b) + part.others === total;
  problems.push(...elsewhere.problems(part.dir, whole));
}

/** Realisations of a folder that another one, or it itself, has already: told together, however many they are. */
class Elsewhere {
  readonly #dirs = new Set<string>();
  #first: { line: number; realisation: number; text: string } | undefined;
  #count = 0;

  add(found: { line: number; realisation: number; before: { line: number }; dir: string }): void {
    const { line, realisation, before, dir } = found;
    this.#count += 1;
    this.#dirs.add(dir);
    this.#first ??= { line, realisation, text: `${fileOf(dir, "lines")} line ${before.line}` };
  }

  /** @param whole whether the folder alone is the whole run, as a merged one among its shards */
  problems(dir: string, whole: boolean): FolderError[] {
    if (this.#first === undefined) return [];
    const { line, realisation, text } = this.#first;
    if (this.#count === 1)
      return [
        new FolderError(
          fileOf(dir, "lines"),
          `realisation ${realisation} of its group stands in ${text} already`,
          line,
        ),
      ];
    const own = this.#dirs.has(dir);
    const where = this.#dirs.size === 1 && own ? "that it has already" : "that other folders have too";
    const is = whole && !own ? "; it is the whole run, as merge writes it: name it alone, or move it out of there" : "";
    return [
      new FolderError(
        dir,
        `${this.#count} realisations ${where}, the first in line ${line} (realisation ${realisation}, ${text})${is}`,
      ),
    ];
  }
}

/** Why `other` cannot be a part of the same run; undefined if it can. */
function foreignness(first: Stored, other: Stored): string | undefined {
  if (first.provenance.config_sha256 !== other.provenance.config_sha256) {
    return `another run than ${first.dir}: ${differences(other.config, first.config, other.dir, first.dir)}`;
  }
  const [made, here] = [other, first].map(({ provenance }) => deviceText(provenance.device));
  if (made !== here) return `made by ${made}, ${first.dir} by ${here}: their bits differ, and they are never mixed`;
  for (const key of ["numerics", "kernel_sha256"] as const) {
    const [found, expected] = [other.provenance[key], first.provenance[key]].map((v) => String(v).slice(0, 12));
    if (found !== expected) return `made with ${key} ${found}, ${first.dir} with ${expected}`;
  }
  return undefined;
}

/** Realisations of a group that belong to a part (or, without shards, to the run) and are in none, in order. */
export function* missingOf({ config, index }: Parts, group: number, shard?: Shard): Generator<number> {
  for (let k = 0; k < config.ensemble.realisations; k++) {
    if (inShard(shard, group, k) && index.get(group, k) === undefined) yield k;
  }
}

/** The shards that lack a realisation, in order, whether their folders are there or not; undefined if these are no shards. */
export function missingShards(all: Parts): number[] | undefined {
  const { shards, groups } = all;
  if (shards === undefined) return undefined;
  const missing = new Set<number>();
  groups.forEach((_, g) => {
    for (const k of missingOf(all, g)) missing.add(shardOf(g, k, shards));
  });
  return [...missing].sort((a, b) => a - b);
}

/** "turbulence level 0.1, 1000 TV" */
export const groupName = (group: Group): string =>
  `turbulence level ${group.turbulence_level}, ${group.rigidity_TV} TV`;
