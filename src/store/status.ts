import { statSync } from "node:fs";
import { countInShard, type Shard } from "../run/shard.js";
import { MOST_LISTED, ranges } from "../words/lines.js";
import { taskOf } from "./cluster.js";
import { onDisk } from "./errors.js";
import { missingOf, missingShards, type Part, type Parts, readParts } from "./parts.js";
import { fileOf } from "./stored.js";

/** Progress of a folder. */
export interface PartStatus {
  dir: string;
  shard: Shard | null;
  done: number;
  total: number;
  /** lines of realisations that other folders, named before, have too; they do not count as done */
  doubled: number;
  /** particles that used up their steps */
  failed: number;
  /** "running", "killed" (its lock is left, its process is gone), "complete" or "stopped" */
  state: "running" | "killed" | "complete" | "stopped";
  /** who holds its lock */
  holder: string | null;
  /** seconds since the last realisation was stored */
  idle_s: number | null;
  /** realisations a second since the holder began; null without a holder */
  rate_per_s: number | null;
  eta_s: number | null;
}

export interface GroupStatus {
  turbulence_level: number;
  rigidity_TV: number;
  done: number;
  total: number;
  /** indices, "2, 5-8" */
  missing: string;
  /** how many realisations have failed particles, and the first of them, no more than 20, in order */
  failed_realisations: number;
  failed_first: number[];
}

/** Progress of several folders together. */
export interface Status {
  done: number;
  total: number;
  failed: number;
  complete: boolean;
  rate_per_s: number | null;
  eta_s: number | null;
  groups: GroupStatus[];
  parts: PartStatus[];
  /** indices of the shards that are not complete, "3,7-9"; null if these are no shards */
  missing_shards: string | null;
  /** the same as tasks of the array job, which computes several shards each where there are many: what `sbatch --array` takes */
  missing_tasks: string | null;
  /** number of shards in all; null if these are no shards */
  shards: number | null;
  problems: string[];
  /** harmless oddities, in words */
  notes: string[];
}

/** Reads the folders through; `now` in ms. */
export async function status(dirs: string[], now = Date.now()): Promise<Status> {
  const all = await readParts(dirs);
  const n = all.config.ensemble.realisations;
  const parts = all.parts.map((part) =>
    partStatus(
      part,
      all.cost,
      all.groups.map((_, g) => countInShard(part.shard, g, n)),
      now,
    ),
  );
  const done = sum(parts.map((part) => part.done));
  const total = n * all.groups.length;
  const rates = parts.flatMap((part) => (part.rate_per_s === null ? [] : [part.rate_per_s]));
  const rate = rates.length > 0 ? sum(rates) : null;
  const paces = parts.flatMap(({ work_per_s }) => work_per_s ?? []);
  const left = sum(all.cost.map((cost, g) => cost * (n - all.index.count(g))));
  return {
    done,
    total,
    failed: sum(parts.map((part) => part.failed)),
    complete: done === total && all.problems.length === 0,
    rate_per_s: rate,
    eta_s: eta(left, paces.length > 0 ? sum(paces) : null),
    groups: all.groups.map(({ turbulence_level, rigidity_TV }, g) => ({
      turbulence_level,
      rigidity_TV,
      done: all.index.count(g),
      total: n,
      missing: ranges(missingOf(all, g)),
      failed_realisations: all.failed[g].length,
      failed_first: all.failed[g].sort((a, b) => a - b).slice(0, MOST_LISTED),
    })),
    parts: parts.map(({ work_per_s: _, ...part }) => part),
    ...missingIn(all),
    problems: all.problems.map((problem) => problem.message),
    notes: all.notes,
  };
}

/** With the work done a second since the holder began. The time to go is that of the work: realisations differ in cost. */
function partStatus(
  part: Part,
  cost: number[],
  counts: number[],
  now: number,
): PartStatus & { work_per_s: number | null } {
  const { dir, shard, failed, holder, working, others } = part;
  const done = sum(part.done);
  const total = sum(counts);
  const file = fileOf(dir, "lines");
  const written = onDisk(file, "looking", () => statSync(file, { throwIfNoEntry: false })?.mtimeMs);
  const since = holder ? (now - Date.parse(holder.since)) / 1000 : 0;
  const measured = working && holder && since > 0 && done > holder.found;
  const rate = measured ? (done - holder.found) / since : null;
  const work_per_s = measured ? (part.work - part.found) / since : null;
  return {
    dir,
    shard: shard ?? null,
    done,
    total,
    doubled: others,
    failed,
    state: working ? "running" : done + others >= total ? "complete" : holder ? "killed" : "stopped",
    holder: holder ? `process ${holder.pid} on ${holder.host}` : null,
    idle_s: written === undefined || done === 0 ? null : Math.max(0, Math.round((now - written) / 1000)),
    rate_per_s: rate,
    eta_s: eta(sum(counts.map((count, g) => cost[g] * count)) - part.work, work_per_s),
    work_per_s,
  };
}

function missingIn(all: Parts): Pick<Status, "missing_shards" | "missing_tasks" | "shards"> {
  const { shards, tasks } = all;
  const missing = missingShards(all);
  if (shards === undefined || missing === undefined) return { missing_shards: null, missing_tasks: null, shards: null };
  const missingTasks = [...new Set(missing.map((shard) => taskOf(shard, tasks ?? shards)))].sort((a, b) => a - b);
  return { missing_shards: ranges(missing, ","), missing_tasks: ranges(missingTasks, ","), shards };
}

const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
const eta = (left: number, rate: number | null): number | null =>
  left <= 0 ? 0 : rate === null ? null : Math.ceil(left / rate);
