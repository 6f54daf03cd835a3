// Worker threads that die, and many of them: the run goes on or says over which realisation it could not.
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { CLI, type Ended, folders, larmor, lineSet, text, tiny } from "./larmor.js";

const test = suite("command line: workers");
const { fresh, remove } = folders();
test.after(remove);

/** As the built command line, but its workers do something when a part of a realisation is asked for. */
function commandWith(before: string): string {
  const dir = fresh();
  mkdirSync(dir);
  for (const name of ["cli.js", "kernel.wasm", "node"])
    cpSync(join(dirname(CLI), name), join(dir, "dist", name), { recursive: true });
  copyFileSync("package.json", join(dir, "package.json"));
  const worker = join(dir, "dist", "node", "worker.js");
  renameSync(worker, join(dirname(worker), "real_worker.js"));
  writeFileSync(
    worker,
    `import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { parentPort } from "node:worker_threads";
const count = ${JSON.stringify(join(dir, "count"))};
appendFileSync(count, "");
/** True for one worker, once: at the third part or after it, as two that count at the same time may both pass it. */
const once = () => {
  appendFileSync(count, "x");
  if (readFileSync(count).length < 3) return false;
  try { writeFileSync(count + ".done", "", { flag: "wx" }); return true; } catch { return false; }
};
const exhaust = () => { for (const all = []; ; ) all.push(new Array(1e5).fill(1.5)); };
await import("./real_worker.js"); // first: a port gives its messages to whoever listens when it is opened
parentPort.on("message", ({ part }) => { if (part) { ${before} } });
`,
  );
  return join(dir, "dist", "cli.js");
}

const options = (out: string, workers: number) => [
  "run",
  ...tiny(6),
  "--workers",
  String(workers),
  "--out",
  out,
  "--resume",
];
const undisturbed = fresh();
test.before(async () => assert.is((await larmor(options(undisturbed, 2))).code, 0));

function checkWhole(out: string, { code, stderr }: Ended): void {
  assert.is(code, 0, stderr);
  assert.is(lineSet(out), lineSet(undisturbed));
  assert.is(text(out, "summary.json"), text(undisturbed, "summary.json"));
}

const deaths: [string, string, RegExp, Record<string, string>?][] = [
  ["that ends", "if (once()) process.exit(3)", /worker thread ended with code 3/],
  ["that throws", "if (once()) throw new Error('no such luck')", /no such luck/],
  ["that runs out of memory", "if (once()) exhaust()", /memory/, { NODE_OPTIONS: "--max-old-space-size=64" }],
];
for (const [what, before, reason, env] of deaths) {
  test(`a worker ${what} is replaced, said, and the bytes are the same`, async () => {
    const out = fresh();
    const ended = await larmor(options(out, 2), { cli: commandWith(before), env });
    checkWhole(out, ended);
    const losses = ended.stderr.split("\n").filter((line) => /a worker was lost/.test(line));
    assert.is(losses.length, 1, ended.stderr);
    assert.match(losses[0], reason);
    assert.match(
      losses[0],
      /realisation \d at turbulence level [\d.]+, 1000 TV: a worker was lost \(.*\), another one goes on/,
    );
  });
}

test("a realisation over which two workers die ends the run, which names it and can be resumed", async () => {
  const out = fresh();
  const poison = commandWith("if (part.group === 0 && part.realisation === 2) process.exit(3)");
  const { code, stderr } = await larmor(options(out, 2), { cli: poison });
  assert.is(code, 70, stderr);
  assert.match(
    stderr,
    /larmor: realisation 2 at turbulence level 1, 1000 TV: two workers were lost over it: worker thread ended with code 3\n/,
  );
  assert.not.match(stderr, /\n {4}at /);
  // the worker that was lost had completed one of the two before
  assert.match(text(out, "realisations.jsonl"), /"realisation":[01]\b/);
  checkWhole(out, await larmor(options(out, 2)));
});

test("64 workers on the cores that there are: the same bytes", async () => {
  const [many, single] = [fresh(), fresh()];
  // 2 groups of 3 realisations of 12 blocks: a worker for every block that is under way
  const run = (out: string, workers: number) =>
    larmor(["run", ...tiny(3), "--set", "particles.nside=8", "--workers", String(workers), "--out", out]);
  const ended = await run(many, 64);
  assert.is(ended.code, 0, ended.stderr);
  assert.match(ended.stderr, /64 workers/);
  assert.is((await run(single, 1)).code, 0);
  assert.is(lineSet(many), lineSet(single));
  assert.is(text(many, "summary.json"), text(single, "summary.json"));
});

test("a limit on addresses is named, with what to ask for instead, in place of a loss of workers", async () => {
  for (const kilobytes of [8e6, 16e6, 40e6]) {
    const command = [process.execPath, CLI, "run", ...tiny(4), "--workers", "4", "--quiet", "--out", fresh()];
    const limited = ["-c", `ulimit -v ${kilobytes}; exec "$@"`, "bash", ...command];
    const { status: code, stderr } = spawnSync("bash", limited, { encoding: "utf8" });
    // engines without guard regions may have room enough
    if (code === 0) continue;
    assert.is(code, 3, stderr);
    assert.match(
      stderr,
      /^larmor: no WebAssembly memory .* GB of addresses \(`ulimit -v`.*ask for resident memory.*\n$/,
    );
  }
});

test.run();
