// What `larmor slurm` writes, without a Slurm; what of examples/hpc can be checked here.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { mergeScript, shardScript } from "../../src/cli/text/slurm_script.js";
import { clusterPath, readPlan } from "../../src/store/store.js";
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
  assert.match(early.stderr, /missing: realisations/);
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
  const foreign = ["run", ...tiny(6), "--shard", "1/2", "--out", join(dir, "shards", "1")];
  assert.is((await larmor(foreign)).code, 0);
  await refused(/shards\/1: shard 1\/2 found, a shard of 3 expected/);
  const plan = text(dir, "slurm.json");
  writeFileSync(join(dir, "slurm.json"), plan.replace('"shards":3', '"shards":2'));
  await refused(/slurm\.json: damaged: its bytes were changed/);
  writeFileSync(join(dir, "slurm.json"), plan);
  writeFileSync(join(dir, "resolved.json"), text(dir, "resolved.json").replace('"seed":1', '"seed":2'));
  await refused(/resolved\.json: of another run/);
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

test("examples/hpc: the job scripts are those that are written, the others call what there is", async () => {
  const job = {
    ...{ dir: "/scratch/larmor/paper", shards: 50, cpus: 1, time: "01:00:00", memory: "300M" },
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
