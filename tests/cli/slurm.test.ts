// What `larmor slurm` writes, without a Slurm; what of examples/hpc can be checked here.
import { execFile, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { mergeScript, shardScript } from "../../src/cli/text/slurm_script.js";
import { clusterPath, readPlan, writePlan } from "../../src/store/store.js";
import { folders, larmor, lineSet, text, tiny } from "./larmor.js";

const test = suite("command line: slurm");
const { fresh, remove } = folders();
test.after(remove);

const prepared = async (out: string, ...more: string[]) => {
  const { code, stderr, stdout } = await larmor(["slurm", ...tiny(6), "--shards", "3", "--out", out, ...more]);
  assert.is(code, 0, stderr);
  return stdout;
};

test("the plan says what a realisation and a shard cost, and what to do", async () => {
  const dir = fresh();
  const output = await prepared(dir);
  assert.match(output, /turbulence level 0\.1, 1000 TV: 6 realisations, \S+ m?s each on one core of this machine/);
  assert.match(output, /the largest shard: .*; asked for: 00:10:00, 300M/);
  assert.match(output, /sbatch --dependency=afterany:JOB .*merge\.sbatch/);
  const { plan, config } = readPlan(dir);
  assert.is(config.ensemble.realisations, 6);
  assert.is(plan.shards, 3);
  // two groups of two realisations each in every shard
  const shard = plan.groups.reduce((sum, { seconds }) => sum + 2 * seconds, 0);
  assert.ok(Math.abs(plan.shard_core_seconds / shard - 1) < 1e-9);
  for (const { seconds } of plan.groups) assert.ok(seconds > 1e-4 && seconds < 60, `${seconds} s`);
});

test("what is asked for is in both scripts", async () => {
  const dir = fresh();
  const more = ["--time", "1-00:00:00", "--mem", "2G", "--cpus", "4", "--partition", "long", "--account", "crs"];
  await prepared(dir, ...more);
  const [script, merge] = [text(dir, "larmor.sbatch"), text(dir, "merge.sbatch")];
  for (const option of ["time=1-00:00:00", "mem=2G", "cpus-per-task=4", "array=1-3", "signal=B:USR1@120", "requeue"]) {
    assert.match(script, `#SBATCH --${option}\n`);
  }
  for (const job of [script, merge]) {
    assert.match(job, "#SBATCH --partition=long\n");
    assert.match(job, "#SBATCH --account=crs\n");
    assert.match(job, `#SBATCH --output=${dir}/logs/`);
  }
});

test("status and merge know the folder: what lacks, then the bytes of a run in one piece", async () => {
  const [dir, whole] = [fresh(), fresh()];
  await prepared(dir);
  assert.is((await larmor(["status", dir, "--missing"])).stdout, "1-3\n");
  const shard = (n: number) =>
    larmor([
      "run",
      clusterPath(dir, "config"),
      "--shard",
      `${n}/3`,
      "--out",
      join(dir, "shards", String(n)),
      "--resume",
    ]);
  assert.is((await shard(2)).code, 0);
  assert.is((await larmor(["status", dir, "--missing"])).stdout, "1,3\n");
  const early = await larmor(["merge", dir, "--out", clusterPath(dir, "merged")]);
  assert.is(early.code, 5);
  assert.match(early.stderr, /missing: realisations.*shards: 1, 3 of 3 are not complete/s);
  for (const n of [1, 3]) assert.is((await shard(n)).code, 0);
  const merged = await larmor(["merge", dir, "--out", clusterPath(dir, "merged")]);
  assert.is(merged.code, 0, merged.stderr);
  assert.is((await larmor(["run", ...tiny(6), "--out", whole])).code, 0);
  assert.is(lineSet(clusterPath(dir, "merged")), lineSet(whole));
  assert.is(text(clusterPath(dir, "merged"), "summary.json"), text(whole, "summary.json"));
  // the merged folder beside the shards changes nothing
  const status = await larmor(["status", dir]);
  assert.is(status.code, 0, status.stderr);
  assert.match(status.stdout, /in all: 12\/12\n$/);
  assert.is((await larmor(["status", dir, "--missing"])).stdout, "");
});

test("a damaged plan, another config or shards of another number are refused, and named", async () => {
  const dir = fresh();
  await prepared(dir);
  const refused = async (message: RegExp) => {
    const { code, stderr, stdout } = await larmor(["status", dir, "--missing"]);
    assert.is(code, 5, stdout);
    assert.match(stderr, message);
  };
  // as one that was copied there
  const foreign = fresh();
  assert.is((await larmor(["run", ...tiny(6), "--shard", "1/2", "--out", foreign])).code, 0);
  cpSync(foreign, join(dir, "shards", "1"), { recursive: true });
  await refused(/shards\/1: shard 1\/2 found, a shard of 3 expected/);
  const plan = text(dir, "slurm.json");
  writeFileSync(join(dir, "slurm.json"), plan.replace('"shards":3', '"shards":2'));
  await refused(/slurm\.json: damaged: its bytes were changed/);
  writeFileSync(join(dir, "slurm.json"), plan);
  writeFileSync(join(dir, "resolved.json"), text(dir, "resolved.json").replace('"seed":1', '"seed":2'));
  await refused(/resolved\.json: of another run/);
});

test("what the merge of a plan would refuse is not computed: by another kernel, of another config, another shard", async () => {
  const dir = fresh();
  await prepared(dir);
  const shard = (words: string[]) =>
    larmor(["run", ...words, "--out", join(dir, "shards", "1"), "--resume", "--quiet"]);
  const unplanned: [string[], RegExp][] = [
    [[...tiny(6), "--shard", "1/2"], /shards\/1: not of the plan in .*: shard 1\/2 asked for, a shard of 3 expected/],
    [tiny(6), /a whole run asked for, a shard of 3 expected/],
    [[...tiny(6, 2), "--shard", "1/3"], /ensemble\.seed is 1 in the plan, 2 in the config given/],
  ];
  for (const [words, message] of unplanned) {
    const { code, stderr } = await shard(words);
    assert.is(code, 5, stderr);
    assert.match(stderr, message);
  }
  const { config, plan } = readPlan(dir);
  writePlan(dir, config, { ...plan, larmor: "0.0.9", kernel_sha256: "0".repeat(64) });
  const upgraded = await shard([clusterPath(dir, "config"), "--shard", "1/3"]);
  assert.is(upgraded.code, 5, upgraded.stderr);
  assert.match(
    upgraded.stderr,
    /kernel_sha256 is 000000000000 in the plan, by larmor 0\.0\.9, [0-9a-f]{12} here; use that/,
  );
  assert.not.ok(existsSync(join(dir, "shards", "1")), "nothing is written");
  writePlan(dir, config, plan);
  assert.is((await shard([clusterPath(dir, "config"), "--shard", "1/3"])).code, 0);
});

test("wrong usage is said, and nothing is written over", async () => {
  const dir = fresh();
  const usage: [string[], RegExp, number?][] = [
    [["--shards", "3"], /--out: found nothing/],
    [["--out", dir], /--shards: found nothing/],
    [["--out", dir, "--shards", "7"], /--shards: found 7, expected at most 6, one for each realisation/],
    [["--out", dir, "--shards", "0"], /--shards: found "0"/],
    [["--out", dir, "--shards", "3", "--time", "soon"], /--time: found "soon"/],
    [["--out", dir, "--shards", "3", "--mem", "2G\n#SBATCH --x"], /--mem: found/],
    [["--out", dir, "--shards", "3", "--partition", "a b"], /--partition: found "a b"/],
    [["--out", `${dir} $(x)`, "--shards", "3"], /--out: found .*expected a path of letters/],
  ];
  for (const [args, message] of usage) {
    const { code, stderr } = await larmor(["slurm", ...tiny(6), ...args]);
    assert.is(code, 2, stderr);
    assert.match(stderr, message);
  }
  await prepared(dir);
  const again = await larmor(["slurm", ...tiny(6), "--shards", "2", "--out", dir]);
  assert.is(again.code, 5);
  assert.match(again.stderr, /holds the plan of a run already; submit it with sbatch /);
  const none = await larmor(["slurm", ...tiny(6), "--shards", "2", "--out", fresh(), "--submit"], {
    env: { PATH: "" },
  });
  assert.is(none.code, 2);
  assert.match(none.stderr, /--submit: found no sbatch on this machine/);
});

/** A `scontrol` that says how large an array may be, and on requeue does nothing. */
function scontrol(arraySize: number): Record<string, string> {
  const bin = fresh();
  mkdirSync(bin);
  writeFileSync(join(bin, "scontrol"), `#!/bin/sh\necho "MaxArraySize            = ${arraySize}"\n`, { mode: 0o755 });
  return { PATH: `${bin}:${process.env.PATH}` };
}

test("more shards than Slurm takes in an array are several for each task, in the script and in --missing", async () => {
  const [dir, whole] = [fresh(), fresh()];
  const asked = ["slurm", ...tiny(7), "--shards", "7", "--out", dir];
  const { code, stderr, stdout } = await larmor(asked, { env: scontrol(4) });
  assert.is(code, 0, stderr);
  assert.match(stdout, /7 shards in .*, up to 3 in each of 3 tasks/);
  assert.match(text(dir, "larmor.sbatch"), "#SBATCH --array=1-3\n");
  const task = (number: number) =>
    promisify(execFile)("bash", [join(dir, "larmor.sbatch")], {
      env: { ...process.env, SLURM_ARRAY_TASK_ID: String(number), SLURM_JOB_ID: "1" },
    });
  await task(1); // shards 1, 4, 7
  const status = JSON.parse((await larmor(["status", dir, "--json"])).stdout);
  assert.equal([status.missing_shards, status.missing_tasks], ["2-3,5-6", "2-3"]);
  await task(2);
  assert.is((await larmor(["status", dir, "--missing"])).stdout, "3\n");
  await task(3);
  const merged = await larmor(["merge", dir, "--out", clusterPath(dir, "merged")]);
  assert.is(merged.code, 0, merged.stderr);
  assert.is((await larmor(["run", ...tiny(7), "--out", whole])).code, 0);
  assert.is(lineSet(clusterPath(dir, "merged")), lineSet(whole));
});

test("a task of several shards that is warned stops in the midst of them and asks to be queued again", async () => {
  const dir = fresh();
  const asked = ["slurm", ...tiny(400), "--shards", "4", "--out", dir];
  assert.is((await larmor(asked, { env: scontrol(2) })).code, 0);
  const env = { ...process.env, ...scontrol(2), SLURM_ARRAY_TASK_ID: "1", SLURM_JOB_ID: "1" };
  const job = spawn("bash", [join(dir, "larmor.sbatch")], { env });
  const ended = new Promise<number | null>((resolve) => job.on("close", resolve));
  let output = "";
  job.stdout.on("data", (data) => {
    output += data;
  });
  const lines = join(dir, "shards", "1", "realisations.jsonl");
  while (!(existsSync(lines) && readFileSync(lines).includes(10))) await new Promise((next) => setTimeout(next, 20));
  job.kill("SIGUSR1");
  assert.is(await ended, 75);
  assert.match(output, /task 1: stopped before the time limit, to be continued/);
  assert.not.ok(existsSync(join(dir, "shards", "2")), "the next shard is not begun");
});

test("of two that prepare one folder at once, one is refused, and the other's plan stays", async () => {
  const dir = fresh();
  const seeds = [1, 2, 3];
  const ended = await Promise.all(
    seeds.map((seed) => larmor(["slurm", ...tiny(6, seed), "--shards", "3", "--out", dir, "--json"])),
  );
  const made = ended.filter(({ code }) => code === 0);
  assert.is(made.length, 1, ended.map(({ stderr }) => stderr).join("\n"));
  for (const { code, stderr } of ended.filter((other) => other !== made[0])) {
    assert.is(code, 5);
    assert.match(stderr, /holds the plan of a run already|is being written by/);
  }
  assert.is(readPlan(dir).plan.config_sha256, JSON.parse(made[0].stdout).config_sha256);
  assert.match(text(dir, "larmor.sbatch"), readPlan(dir).plan.config_sha256.slice(0, 12));
  assert.not.ok(existsSync(join(dir, "lock")));
});

test("the merge asks for the memory of all realisations", async () => {
  const dir = fresh();
  const { code, stderr } = await larmor(["slurm", ...tiny(1_000_000), "--shards", "1000", "--out", dir]);
  assert.is(code, 0, stderr);
  // two groups: 1.5 x (150 MB + 2 x 10^6 x 1.4 kB), and of a task 1.5 x (130 MB + 2.8 MB + its field)
  assert.match(text(dir, "merge.sbatch"), "#SBATCH --mem=4500M\n");
  assert.match(text(dir, "larmor.sbatch"), "#SBATCH --mem=300M\n");
});

test("examples/hpc: the job scripts are those that are written, the others call what there is", async () => {
  const job = {
    ...{ dir: "/scratch/larmor/paper", shards: 50, tasks: 50, cpus: 1, time: "01:00:00", memory: "300M" },
    mergeMemory: "300M",
    ...{ partition: undefined, account: undefined, node: "/opt/node/bin/node", larmor: "/opt/larmor/dist/cli.js" },
    about: "Run of examples/paper.toml: 50 shards.",
  };
  for (const [name, written] of [
    ["larmor.sbatch", shardScript(job)],
    ["merge.sbatch", mergeScript(job)],
  ]) {
    const file = join("examples", "hpc", name);
    if (process.env.LARMOR_ACCEPT === "1") writeFileSync(file, written);
    assert.is(readFileSync(file, "utf8"), written, `${name}: LARMOR_ACCEPT=1 accepts what is written now`);
  }
  const dir = fresh();
  mkdirSync(dir);
  writeFileSync(join(dir, "paper.toml"), readFileSync("examples/paper.toml"));
  const calls = [
    /cli\.js (run paper.*--resume)$/m
      .exec(readFileSync("examples/hpc/larmor.sub", "utf8"))?.[1]
      .replaceAll("$(shard)", "2"),
    /"\{LARMOR\} (run .*--resume) /
      .exec(readFileSync("examples/hpc/Snakefile", "utf8"))?.[1]
      .replace("{CONFIG}", "paper.toml")
      .replaceAll("{wildcards.shard}", "2")
      .replace("{SHARDS}", "50")
      .replace("{threads}", "1"),
  ];
  for (const call of calls) {
    const { code, stderr, stdout } = await larmor([...(call as string).split(" "), "--dry-run", "--json"], {
      cwd: dir,
    });
    assert.is(code, 0, stderr);
    assert.equal(JSON.parse(stdout).shard, { index: 2, of: 50 });
  }
});

test.run();
