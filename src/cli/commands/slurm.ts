import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { type Config, configIdentity } from "../../config/config.js";
import { shown } from "../../config/errors.js";
import { loadKernel, numerics } from "../../flight/kernel.js";
import { statisticsBytes } from "../../run/plan.js";
import { countInShard } from "../../run/shard.js";
import { taskOf } from "../../store/cluster.js";
import { Lock } from "../../store/lock.js";
import {
  type ClusterPlan,
  clusterPath,
  FolderError,
  type GroupCost,
  holdsPlan,
  holdsRun,
  makeFolders,
  onDisk,
  writePlan,
  writeWhole,
} from "../../store/store.js";
import { counted, duration, size } from "../../words/numbers.js";
import { calibrate } from "../calibration.js";
import { checkFolder, command, configOptions, EXIT, jsonOption, UsageError, wholeNumber } from "../command.js";
import { configOf } from "../config_input.js";
import { print, printJSON, say, warn } from "../output.js";
import { program, version } from "../package.js";
import { planHere } from "../plan.js";
import { doubts, mostTasks, tasksFor } from "../slurm_limits.js";
import { type Job, mergeScript, shardScript } from "../text/slurm_script.js";

const MOST_SHARDS = 1e6;
const MOST_CPUS = 256;
/** Default time limit over the measured time, for slower machines; a task that needs more is queued again. */
const TIME_FACTOR = 2;
const LEAST_TIME_S = 600;
const MOST_TIME_S = 24 * 3600;
const MEMORY_FACTOR = 1.5;
/** What a merge takes beside the statistics (measured, rounded up). */
const MERGE_BYTES = 150e6;

export default command({
  usage: "slurm [CONFIG] --shards N --out DIR [options]",
  about: `Prepares a run on a cluster with Slurm: measures on this machine what a realisation costs, and writes into DIR, which all
nodes must see, the resolved config, a plan, the script of an array job (one task a shard, or several where Slurm takes no array of so many) and that of the job that merges them.
A task stops two minutes before its time limit and is queued again; shards that are still incomplete at the end are run again
with the array that \`larmor status DIR --missing\` prints. The merged run has the same bytes as one made on a single machine.`,
  positionals: [0, 1],
  options: {
    shards: { value: "N", about: "number of parts, at most one a realisation" },
    out: { value: "DIR", about: "folder of the cluster run: shards/I/, logs/, and merged/ at the end" },
    time: {
      value: "T",
      about: "time limit of a task, as sbatch takes it (D-HH:MM:SS); default: twice what is expected",
    },
    mem: { value: "M", about: "memory of a task, as sbatch takes it (500M, 2G); default: half more than is expected" },
    cpus: { value: "N", about: `cores, and so worker threads, of a task, 1 to ${MOST_CPUS}; default: 1` },
    partition: { value: "NAME", about: "partition of the cluster" },
    account: { value: "NAME", about: "account that is charged" },
    submit: { about: "submit both jobs" },
    ...configOptions,
    ...jsonOption,
  },
  examples: [
    ["prepare, look at the plan, then submit by hand", "larmor slurm big.toml --shards 200 --out scratch/big"],
    [
      "prepare and submit",
      "larmor slurm big.toml --shards 200 --out scratch/big --time 12:00:00 --partition long --submit",
    ],
    ["its progress", "larmor status scratch/big"],
    [
      "run the incomplete shards again",
      'sbatch --array="$(larmor status scratch/big --missing)" scratch/big/larmor.sbatch',
    ],
  ],
  async run(given, [file]) {
    if (given.out === undefined) throw new UsageError("--out: found nothing, expected the folder of the cluster run");
    if (given.shards === undefined) throw new UsageError("--shards: found nothing, expected the number of tasks");
    const shards = wholeNumber("--shards", given.shards, 1, MOST_SHARDS);
    const cpus = given.cpus === undefined ? 1 : wholeNumber("--cpus", given.cpus, 1, MOST_CPUS);
    const asked = {
      time: checked("--time", given.time, /^(\d+-)?\d+(:\d+){0,2}$/, "a time as sbatch takes it, as in 12:00:00"),
      memory: checked("--mem", given.mem, /^\d+[KMGT]?$/i, "a size as sbatch takes it, as in 500M"),
      partition: checked("--partition", given.partition, NAME, "the name of a partition"),
      account: checked("--account", given.account, NAME, "the name of an account"),
    };
    const dir = resolve(given.out);
    checked("--out", dir, /^[\w./+=@:~-]+$/, "a path of letters, digits and ._+=@:~-/, which any script can name");
    const config = await configOf(given, file);
    const { realisations } = config.ensemble;
    if (shards > realisations) {
      throw new UsageError(`--shards: found ${shards}, expected at most ${realisations}, one for each realisation`);
    }
    refuse(dir);
    const tasks = tasksFor(shards, mostTasks());
    const planned = planHere(config, { workers: cpus, shard: { index: 1, of: shards } });
    for (const warning of planned.warnings) warn(warning.message);
    const costs = await calibrate(config, say);
    const plan = await clusterPlan(config, costs, {
      shards,
      tasks,
      cpus,
      memory_bytes: planned.memory_bytes,
      ...asked,
    });
    for (const doubt of doubts(plan, asked)) warn(doubt);
    const job: Job = {
      ...{ dir, shards, tasks, cpus, ...asked, time: plan.time, memory: plan.memory },
      mergeMemory: megabytes(MERGE_BYTES + statisticsBytes(config)),
      node: process.execPath,
      larmor: program,
      about: `Run ${plan.config_sha256.slice(0, 12)} by larmor ${version}: ${shards} shards of about ${duration(plan.shard_seconds)} each.`,
    };
    for (const path of [dir, clusterPath(dir, "shards"), clusterPath(dir, "logs")])
      onDisk(path, "making the folder", () => makeFolders(path));
    const lock = await Lock.take(dir, say);
    try {
      refuse(dir); // another process may have written its plan meanwhile
      writeWhole(clusterPath(dir, "script"), shardScript(job));
      writeWhole(clusterPath(dir, "merge"), mergeScript(job));
      writePlan(dir, config, plan);
    } finally {
      lock.release();
    }
    const jobs = given.submit ? submit(dir) : undefined;
    if (given.json) printJSON(JSON.stringify({ ...plan, jobs: jobs ?? null }));
    else print(text(dir, plan, jobs));
    return EXIT.done;
  },
});

const NAME = /^[\w.,:@+-]+$/;

/** The text of an option that goes into a script, if it has the form. */
function checked<T extends string | undefined>(option: string, text: T, form: RegExp, expected: string): T {
  if (text !== undefined && !form.test(text))
    throw new UsageError(`${option}: found ${shown(text)}, expected ${expected}`);
  return text;
}

function refuse(dir: string): void {
  checkFolder(dir);
  if (holdsRun(dir)) throw new FolderError(dir, "holds a run; choose a new folder");
  if (holdsPlan(dir)) {
    const remedy = `submit it with sbatch ${clusterPath(dir, "script")}, or choose a new folder`;
    throw new FolderError(dir, `holds the plan of a run already; ${remedy}`);
  }
}

interface Asked {
  shards: number;
  tasks: number;
  cpus: number;
  memory_bytes: number;
  time: string | undefined;
  memory: string | undefined;
}

async function clusterPlan(config: Config, costs: GroupCost[], asked: Asked): Promise<ClusterPlan> {
  const { shards, tasks, cpus, memory_bytes } = asked;
  const { realisations } = config.ensemble;
  const kernel = await loadKernel();
  // no shard has more than the first has of a group, or one more
  const secondsOf = (index: number) =>
    costs.reduce((sum, { seconds }, g) => sum + seconds * countInShard({ index, of: shards }, g, realisations), 0);
  let largest = 0;
  const ofTasks = new Float64Array(tasks);
  for (let index = 1; index <= shards; index++) {
    largest = Math.max(largest, secondsOf(index));
    ofTasks[taskOf(index, tasks) - 1] += secondsOf(index);
  }
  const task = ofTasks.reduce((most, seconds) => Math.max(most, seconds), 0) / cpus;
  const limit = Math.min(MOST_TIME_S, Math.max(LEAST_TIME_S, TIME_FACTOR * task));
  return {
    larmor: version,
    numerics: await numerics(kernel),
    kernel_sha256: kernel.sha256,
    config_sha256: configIdentity(config),
    realisations,
    shards,
    tasks,
    groups: costs,
    shard_core_seconds: largest,
    shard_seconds: largest / cpus,
    task_seconds: task,
    cores: cpus,
    memory_bytes,
    time: asked.time ?? clock(limit),
    memory: asked.memory ?? megabytes(memory_bytes),
  };
}

/** What is asked for where so much is expected. */
const megabytes = (bytes: number): string => `${Math.ceil((MEMORY_FACTOR * bytes) / 1e8) * 100}M`;

/** HH:MM:00, whole minutes, at least these seconds */
function clock(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  return [Math.floor(minutes / 60), minutes % 60, 0].map((n) => String(n).padStart(2, "0")).join(":");
}

/** Numbers of the array job and of the merge that waits for it. */
function submit(dir: string): { array: string; merge: string } {
  const array = sbatch([clusterPath(dir, "script")]);
  return { array, merge: sbatch([`--dependency=afterany:${array}`, clusterPath(dir, "merge")]) };
}

function sbatch(args: string[]): string {
  const { error, status, stdout, stderr } = spawnSync("sbatch", ["--parsable", ...args], { encoding: "utf8" });
  if (error) {
    throw new UsageError(
      "--submit: found no sbatch on this machine, expected one that submits to Slurm; the scripts are written",
    );
  }
  if (status !== 0) {
    throw new UsageError(
      `--submit: sbatch ${args.join(" ")}: ${stderr.trim()}; the scripts are written, so submit them by hand`,
    );
  }
  return stdout.trim().split(";")[0];
}

function text(dir: string, plan: ClusterPlan, jobs: { array: string; merge: string } | undefined): string {
  const { shards, tasks = shards } = plan;
  const several = tasks < shards ? `, up to ${Math.ceil(shards / tasks)} in each of ${tasks} tasks` : "";
  const lines = [`run ${plan.config_sha256.slice(0, 12)}, ${shards} shards in ${dir}${several}`, ""];
  for (const { turbulence_level, rigidity_TV, realisations, seconds, memory_bytes } of plan.groups) {
    const cost = `${duration(seconds)} each on one core of this machine, field of ${size(memory_bytes)}`;
    lines.push(`turbulence level ${turbulence_level}, ${rigidity_TV} TV: ${realisations} realisations, ${cost}`);
  }
  const core_seconds = plan.groups.reduce((sum, { realisations, seconds }) => sum + realisations * seconds, 0);
  lines.push(
    `the largest ${tasks < shards ? "task" : "shard"}: ${duration(plan.task_seconds ?? plan.shard_seconds)} on ${counted(plan.cores, "core")}, ${size(plan.memory_bytes)}; asked for: ${plan.time}, ${plan.memory}`,
    `in all: ${(core_seconds / 3600).toPrecision(2)} core hours`,
    "",
  );
  const [script, merge] = [clusterPath(dir, "script"), clusterPath(dir, "merge")];
  if (jobs) lines.push(`submitted: array job ${jobs.array}, and job ${jobs.merge} which merges the shards`);
  else {
    lines.push("to submit:", `  sbatch ${script}    # says: Submitted batch job JOB`);
    lines.push(`  sbatch --dependency=afterany:JOB ${merge}`);
  }
  lines.push(`progress: larmor status ${dir}`);
  return `${lines.join("\n")}\n`;
}
