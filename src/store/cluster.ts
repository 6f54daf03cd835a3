// The folder of a run on a cluster, as `larmor slurm` writes it:
//
//   resolved.json     the resolved config of the whole run
//   slurm.json        the plan: which run, how many shards, what a realisation costs; a checksum
//   larmor.sbatch merge.sbatch   the job scripts
//   shards/I/         the run folder of shard I
//   logs/             what the jobs said
//   merged/           the whole run, at the end
import { basename, dirname, join, resolve } from "node:path";
import { type Config, canonicalJSON } from "../config/config.js";
import { amount, type Check, checked, faultOf, optional, sha256, text, wholeFrom } from "./checked.js";
import { isThere, readSmall, writeWhole } from "./disk.js";
import { FolderError } from "./errors.js";
import { LineError, sealed, unsealed } from "./lines.js";
import { differences, type Origin, type Provenance, readConfig, SMALL_FILE, type Stored, shardName } from "./stored.js";

/** What one realisation of a group costs on one core of the machine that made the plan. */
export interface GroupCost {
  turbulence_level: number;
  rigidity_TV: number;
  realisations: number;
  /** CPU seconds */
  seconds: number;
  /** of the field */
  memory_bytes: number;
}

/** `slurm.json` */
/** Shards are computed by the processor. */
export interface ClusterPlan extends Omit<Origin, "device"> {
  config_sha256: string;
  realisations: number;
  shards: number;
  /** of the array job; task t computes the shards t, t + tasks, t + 2 tasks, ...; absent: one for each shard */
  tasks?: number;
  groups: GroupCost[];
  /** of the largest shard: CPU seconds, and seconds with the cores asked for */
  shard_core_seconds: number;
  shard_seconds: number;
  /** of the largest task; absent: a task is a shard */
  task_seconds?: number;
  cores: number;
  /** needed by a task */
  memory_bytes: number;
  /** asked for */
  time: string;
  memory: string;
}

const COST_CHECKS: Record<keyof GroupCost, Check> = {
  ...{
    turbulence_level: amount,
    rigidity_TV: amount,
    realisations: wholeFrom(1),
    seconds: amount,
    memory_bytes: amount,
  },
};

const CHECKS: Record<keyof ClusterPlan, Check> = {
  ...{ larmor: text, numerics: wholeFrom(0), kernel_sha256: sha256, config_sha256: sha256 },
  ...{ realisations: wholeFrom(1), shards: wholeFrom(1), tasks: optional(wholeFrom(1)) },
  groups: {
    expected: `a list of objects with ${Object.keys(COST_CHECKS).join(", ")}`,
    test: (value) => Array.isArray(value) && value.every((cost) => faultOf(cost, COST_CHECKS) === undefined),
  },
  ...{
    shard_core_seconds: amount,
    shard_seconds: amount,
    task_seconds: optional(amount),
    cores: wholeFrom(1),
    memory_bytes: amount,
  },
  ...{ time: text, memory: text },
};

const FILES = {
  config: "resolved.json",
  plan: "slurm.json",
  script: "larmor.sbatch",
  merge: "merge.sbatch",
  shards: "shards",
  logs: "logs",
  merged: "merged",
} as const;

/** Path of one of the folder's files or folders. */
export const clusterPath = (dir: string, which: keyof typeof FILES): string => join(dir, FILES[which]);

/** The task of the array job that computes a shard. */
export const taskOf = (shard: number, tasks: number): number => ((shard - 1) % tasks) + 1;

export const holdsPlan = (dir: string): boolean => isThere(clusterPath(dir, "plan"));

/** The plan is written last: only with it does the folder count as one of a cluster run. */
export function writePlan(dir: string, config: Config, plan: ClusterPlan): void {
  writeWhole(clusterPath(dir, "config"), `${canonicalJSON(config)}\n`);
  writeWhole(clusterPath(dir, "plan"), `${sealed(plan)}\n`);
}

/** Config and plan of a folder, found to agree, and the provenance that its merged run would have. Throws FolderError. */
export function readPlan(dir: string): Stored & { plan: ClusterPlan } {
  const file = clusterPath(dir, "plan");
  const plan = checked<ClusterPlan>(file, readSealed(file), CHECKS);
  const { config, identity, configText } = readConfig(clusterPath(dir, "config"));
  if (identity !== plan.config_sha256 || config.ensemble.realisations !== plan.realisations) {
    const [found, expected] = [identity, plan.config_sha256].map((sha) => sha.slice(0, 12));
    const problem = `of another run: ${found} with ${config.ensemble.realisations} realisations found`;
    throw new FolderError(clusterPath(dir, "config"), `${problem}, ${expected} with ${plan.realisations} expected`);
  }
  const { larmor, numerics, kernel_sha256, config_sha256, realisations } = plan;
  const provenance: Provenance = { larmor, numerics, kernel_sha256, config_sha256, realisations };
  return { dir, config, provenance, configText, plan };
}

/**
 * Throws FolderError where the plan above a shard's folder is that of another run, kernel or number of shards: the merge would
 * refuse all that is computed there. Larmor may have been replaced since the plan was made.
 */
export function refuseUnplanned(dir: string, config: Config, asked: Provenance): void {
  const shards = dirname(resolve(dir));
  const cluster = dirname(shards);
  if (basename(shards) !== FILES.shards || !holdsPlan(cluster)) return;
  const { plan, config: planned } = readPlan(cluster);
  const refuse = (problem: string): never => {
    throw new FolderError(dir, `not of the plan in ${cluster}, whose merge would refuse it: ${problem}`);
  };
  if (plan.config_sha256 !== asked.config_sha256) refuse(differences(planned, config, "the plan", "the config given"));
  for (const key of ["numerics", "kernel_sha256"] as const) {
    const [found, here] = [plan[key], asked[key]].map((value) => String(value).slice(0, 12));
    if (plan[key] !== asked[key])
      refuse(`${key} is ${found} in the plan, by larmor ${plan.larmor}, ${here} here; use that version, or plan again`);
  }
  if (asked.shard?.of !== plan.shards)
    refuse(`${shardName(asked.shard)} asked for, a shard of ${plan.shards} expected`);
}

function readSealed(file: string): Record<string, unknown> {
  const content = readSmall(file, SMALL_FILE);
  if (content === undefined) throw new FolderError(file, "missing");
  try {
    return unsealed(Buffer.from(content.trimEnd()));
  } catch (error) {
    if (error instanceof LineError) throw new FolderError(file, `damaged: ${error.message}`);
    throw error;
  }
}
