// A run on a real Slurm, with all that happens to jobs on a cluster: its bytes are those of a run on one machine.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { larmor, lineSet, text } from "../cli/larmor.js";
import { needing } from "./programs.js";
import { type Cluster, obstacle, startCluster } from "./slurm_cluster.js";

const test = suite("Slurm");
let cluster: Cluster | undefined;
test.after(() => cluster?.stop());

const SHARDS = 8;
/** About 0.25 s each: a shard lasts longer than slurmd takes to come back. */
const PER_SHARD = 24;
const options = [
  ...["--set", "particles.nside=4", "--set", "transport.path_pc=100", "--set", "transport.outputs=2"],
  ...["--set", `ensemble.realisations=${(PER_SHARD * SHARDS) / 2}`, "--set", "ensemble.seed=7"],
];

const log = (message: string) => process.stdout.write(`slurm: ${message}\n`);
const seconds = () => Math.round(performance.now() / 1000);

/** Waits for something; throws with the jobs' last words after three minutes. */
async function until<T>(what: string, dir: string, found: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (const end = seconds() + 180; seconds() < end; await sleep(50)) {
    const value = await found();
    if (value !== undefined) return value;
  }
  const logFiles = [...Array(SHARDS).keys()].map((i) => join(dir, "logs", `${i + 1}.log`)).filter(existsSync);
  const logs = logFiles.map((file) => `${file}:\n${readFileSync(file, "utf8").slice(-400)}`).join("\n");
  throw new Error(`${what}: not seen in three minutes\n${await cluster?.slurm("squeue", "-t", "all")}\n${logs}`);
}

const parentOf = (pid: number) => Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);

const absent = obstacle();
needing(
  test,
  absent ?? "Slurm",
  absent === undefined,
)(
  "an array of 8 with tasks cancelled, killed with -9, requeued, warned of the time limit, and slurmd restarted",
  async () => {
    cluster = await startCluster(4);
    const { slurm, env } = cluster;
    const cli = (...args: string[]) => larmor(args, { env: env as Record<string, string> });
    const [dir, single] = ["cluster", "single"].map((name) => join(cluster?.dir as string, name));
    const lines = (shard: number): number => {
      const file = join(dir, "shards", String(shard), "realisations.jsonl");
      return existsSync(file) ? readFileSync(file, "latin1").split("\n").length - 1 : 0;
    };
    const begun = (shard: number) =>
      until(`shard ${shard} begins`, dir, () => (lines(shard) >= 2 ? lines(shard) : undefined));

    const submitted = await cli("slurm", "--shards", String(SHARDS), "--out", dir, "--submit", "--json", ...options);
    assert.is(submitted.code, 0, submitted.stderr);
    const plan = JSON.parse(submitted.stdout);
    assert.is(plan.groups.length, 2);
    assert.ok(plan.shard_seconds > 0 && plan.memory_bytes > 0);
    const { array, merge } = plan.jobs;
    log(`array job ${array}, merge job ${merge}; about ${plan.shard_seconds.toFixed(1)} s a shard`);

    const holder = (shard: number): number => JSON.parse(text(dir, `shards/${shard}/lock`)).pid;
    // what slurmd has not passed on to a task, or not reported of it, is forgotten when it dies, and the task goes on
    const passedOn = new Set<string>();
    const bySlurm = async (shard: number, command: string, ...words: string[]) => {
      await slurm(command, ...words, `${array}_${shard}`);
      passedOn.add(String(shard));
    };
    const restart = async () => {
      await until("Slurm has ended tasks 1 and 3", dir, async () => {
        const completing = (await slurm("squeue", "-h", "-t", "COMPLETING", "-o", "%K")).split("\n");
        return (passedOn.size === 2 && !completing.some((task) => passedOn.has(task))) || undefined;
      });
      await cluster?.restartNode();
    };
    const happens: [shard: number, what: string, () => unknown][] = [
      [1, "cancelled", () => bySlurm(1, "scancel")],
      [2, "larmor killed with -9", () => process.kill(holder(2), "SIGKILL")],
      [3, "requeued", () => bySlurm(3, "scontrol", "requeue")],
      // to the job's script, where Slurm sends it; scancel would wait for a slurmd that is away
      [4, "sent USR1, as before its time limit", () => process.kill(parentOf(holder(4)), "SIGUSR1")],
      [5, "slurmd killed with -9 and started again", restart],
    ];
    await Promise.all(
      happens.map(async ([shard, what, act]) => {
        const done = await begun(shard);
        await act();
        log(`task ${shard} after ${done} of ${PER_SHARD} realisations: ${what}`);
        assert.ok(done < PER_SHARD, "in the middle of the task");
      }),
    );

    const ended = (job: string) => async () =>
      /^(COMPLETED|FAILED|CANCELLED)/.exec(await slurm("squeue", "-h", "-t", "all", "-j", job, "-o", "%T"))?.[0];
    assert.is(await until("the first merge", dir, ended(merge)), "FAILED", "shards 1 and 2 lack realisations");
    const mergeLog = () => text(dir, join("logs", "merge.log"));
    assert.match(mergeLog(), /not merged:\n.*missing: realisations /s);
    const lack = await cli("status", dir, "--missing");
    assert.is(lack.stdout, "1-2\n", "tasks 3 and 4 came back by themselves, 5 to 8 lived on");
    assert.match(mergeLog(), /sbatch --array=1-2 /);
    for (const [shard, words] of [
      [3, /JOB REQUEUE/],
      [4, /stopped before the time limit, to be continued/],
    ] as const) {
      assert.match(text(dir, join("logs", `${shard}.log`)), words);
      assert.match(text(dir, join("logs", `${shard}.log`)), /realisations are there already/);
    }

    const again = await slurm("sbatch", "--parsable", `--array=${lack.stdout.trim()}`, join(dir, "larmor.sbatch"));
    const last = await slurm("sbatch", "--parsable", `--dependency=afterany:${again}`, join(dir, "merge.sbatch"));
    log(`what lacks, array ${lack.stdout.trim()}, as job ${again}; merge as job ${last}`);
    assert.is(await until("the second merge", dir, ended(last)), "COMPLETED", mergeLog());

    const whole = await cli("run", ...options, "--out", single, "--resume", "--quiet");
    assert.is(whole.code, 0, whole.stderr);
    const merged = join(dir, "merged");
    assert.is(lineSet(merged), lineSet(single));
    for (const name of ["summary.json", "config.json", "provenance.json"])
      assert.is(text(merged, name), text(single, name));
    log(`merged: ${lineSet(merged).split("\n").length} realisations, the same bytes as on one machine`);
    assert.match((await cli("status", dir)).stdout, new RegExp(`in all: ${PER_SHARD * SHARDS}/${PER_SHARD * SHARDS}`));

    // an array of this cluster has 8 tasks at most
    const many = join(cluster?.dir as string, "many");
    const small = ["--set", "particles.nside=2", "--set", "transport.path_pc=4", "--set", "ensemble.realisations=20"];
    const plentiful = await cli("slurm", "--shards", "20", "--out", many, "--submit", "--json", ...small);
    assert.is(plentiful.code, 0, plentiful.stderr);
    const { tasks, jobs } = JSON.parse(plentiful.stdout);
    assert.is(tasks, 7);
    assert.is(await until("the merge of 20 shards", many, ended(jobs.merge)), "COMPLETED");
    assert.match((await cli("status", many)).stdout, /in all: 40\/40/);
    log("20 shards in an array of 7 tasks: merged");
  },
);

test.run();
