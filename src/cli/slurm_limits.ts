// What Slurm takes, and what is likely to go badly with what was asked of it.
import { spawnSync } from "node:child_process";
import type { ClusterPlan } from "../store/store.js";
import { counted, duration, size } from "../words/numbers.js";
import { WARNING_S } from "./text/slurm_script.js";

/** A task shorter than this costs more to start and to look after than to compute; a better one takes this long. */
const SHORT_TASK_S = 60;
const GOOD_TASK_S = 600;
/** Slurm's own default of MaxArraySize, which is one more than the largest index. */
const DEFAULT_ARRAY_SIZE = 1001;

/** The largest number of tasks of an array job on this cluster; where no Slurm answers, as Slurm is configured by default. */
export function mostTasks(): number {
  const { stdout } = spawnSync("scontrol", ["show", "config"], { encoding: "utf8", timeout: 10_000 });
  const size = /^MaxArraySize\s*=\s*(\d+)/m.exec(stdout ?? "")?.[1];
  return Math.max(1, (size === undefined ? DEFAULT_ARRAY_SIZE : Number(size)) - 1);
}

/** As many tasks as shards, or fewer with the same number of shards each, but for the last ones. */
export const tasksFor = (shards: number, most: number): number => Math.ceil(shards / Math.ceil(shards / most));

/** What is likely to go badly on the cluster, in sentences. */
export function doubts(plan: ClusterPlan, asked: { time: string | undefined; memory: string | undefined }): string[] {
  const { shards, tasks = shards, task_seconds = 0, memory_bytes } = plan;
  const found: string[] = [];
  const expected = `a task is expected to take ${duration(task_seconds)} on ${counted(plan.cores, "core")} like those here`;
  const time = asked.time === undefined ? undefined : secondsOf(asked.time);
  if (time === 0) found.push("--time 0 asks Slurm for no time limit, which many partitions refuse");
  else if (time !== undefined && time <= WARNING_S) {
    found.push(
      `--time ${asked.time}: a task stops ${WARNING_S} s before its limit, so at once; it gets on by a few seconds each time ` +
        "it is queued again. Ask for ten minutes or more",
    );
  } else if (time !== undefined && time - WARNING_S < task_seconds) {
    const times = Math.ceil(task_seconds / (time - WARNING_S)) - 1;
    found.push(
      `--time ${asked.time}: ${expected}, so it will be stopped and queued again, about ${counted(times, "time")}`,
    );
  }
  const memory = asked.memory === undefined ? undefined : bytesOf(asked.memory);
  if (memory !== undefined && memory > 0 && memory < memory_bytes) {
    found.push(
      `--mem ${asked.memory}: a task is expected to need ${size(memory_bytes)}, and Slurm ends one that takes more`,
    );
  }
  const fewer = Math.max(1, Math.floor((tasks * task_seconds) / GOOD_TASK_S));
  if (task_seconds < SHORT_TASK_S && tasks > 1 && fewer < tasks) {
    found.push(`${expected}, less than it costs Slurm to start it: fewer shards, as --shards ${fewer}, would do`);
  }
  return found;
}

/** Seconds of a time as sbatch takes it: minutes, MM:SS, HH:MM:SS, D-HH, D-HH:MM, D-HH:MM:SS. */
function secondsOf(text: string): number {
  const [days, clock] = text.includes("-") ? text.split("-") : [undefined, text];
  const parts = clock.split(":").map(Number);
  const [hours, minutes, seconds] = days !== undefined || parts.length === 3 ? parts : [0, parts[0], parts[1] ?? 0];
  return 86400 * Number(days ?? 0) + 3600 * hours + 60 * (minutes ?? 0) + (seconds ?? 0);
}

/** Bytes of a size as sbatch takes it: in units of 1024 bytes and its powers, MB where none is named. */
function bytesOf(text: string): number {
  const unit = /[KGT]$/i.exec(text)?.[0].toUpperCase() ?? "M";
  return Number.parseInt(text, 10) * 1024 ** ("KMGT".indexOf(unit) + 1);
}
