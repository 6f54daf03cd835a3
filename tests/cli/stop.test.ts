// What can happen to a run from outside: signals, kills, a second process, a folder that goes away.
import { type ChildProcess, execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { killAtRandom } from "./kills.js";
import { CLI, folders, larmor, lineSet, text, tiny } from "./larmor.js";

const test = suite("command line: stopped runs");
const { fresh, remove } = folders();
test.after(remove);

/** A run of many short realisations. */
const long = (out: string, ...more: string[]) => [
  "run",
  ...tiny(400),
  "--workers",
  "2",
  "--out",
  out,
  "--resume",
  ...more,
];

/** Starts a run and waits until its first realisation is on the disk. */
async function begun(
  out: string,
  args = long(out),
): Promise<{ child: ChildProcess; ended: ReturnType<typeof larmor> }> {
  let child: ChildProcess | undefined;
  const ended = larmor(args, { started: (started) => (child = started) });
  const file = join(out, "realisations.jsonl");
  for (let wait = 0; wait < 600 && !(existsSync(file) && readFileSync(file).includes(10)); wait++) {
    await new Promise((resume) => setTimeout(resume, 20));
  }
  return { child: child as ChildProcess, ended };
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1"] as const) {
  test(`${signal} stops a run within two seconds, exit code 75, and says how to continue`, async () => {
    const out = fresh();
    const { child, ended } = await begun(out);
    const start = performance.now();
    child.kill(signal);
    const { code, stderr } = await ended;
    const seconds = (performance.now() - start) / 1000;
    assert.is(code, 75, stderr);
    assert.ok(seconds < 2, `${seconds.toFixed(1)} s`);
    assert.match(stderr, /stopped with \d+ of 800 realisations, resume with: larmor run .*--resume\n$/);
    assert.not.match(stderr, /Debugger/);
    assert.is(existsSync(join(out, "lock")), false);
    assert.ok(text(out, "realisations.jsonl").endsWith("\n"));
  });
}

test("the command that continues a run is one that a shell reads, whatever the folder is called", async () => {
  const out = join(fresh(), "l'essai de $USER");
  mkdirSync(join(out, ".."));
  const { child, ended } = await begun(out, ["run", ...tiny(60), "--out", out]);
  child.kill("SIGTERM");
  const hint = / resume with: larmor (.*)\n$/.exec((await ended).stderr)?.[1];
  const { stdout } = await promisify(execFile)("bash", ["-c", `${process.execPath} ${CLI} ${hint} --quiet --json`]);
  assert.ok(stdout.startsWith("{"));
  assert.is(JSON.parse((await larmor(["status", out, "--json"])).stdout).complete, true);
});

test("a stopped run continues to the bytes of an undisturbed one", async () => {
  const [out, undisturbed] = [fresh(), fresh()];
  const short = (dir: string) => ["run", ...tiny(60), "--out", dir, "--resume", "--quiet"];
  const { child, ended } = await begun(out, short(out));
  child.kill("SIGTERM");
  const { code, stderr } = await ended;
  assert.is(code, 75, stderr);
  const rest = await larmor(short(out));
  assert.is(rest.code, 0, rest.stderr);
  assert.is((await larmor(short(undisturbed))).code, 0);
  assert.is(lineSet(out), lineSet(undisturbed));
  assert.is(text(out, "summary.json"), text(undisturbed, "summary.json"));
});

test("a second process on the same folder is refused and told who the first is", async () => {
  const out = fresh();
  const { child, ended } = await begun(out);
  const second = await larmor(long(out));
  assert.is(second.code, 5, second.stderr);
  assert.match(second.stderr, new RegExp(`is being written by process ${child.pid} on `));
  const status = JSON.parse((await larmor(["status", out, "--json"])).stdout);
  assert.is(status.parts[0].state, "running");
  assert.ok(status.rate_per_s > 0 && status.eta_s > 0);
  assert.equal(status.problems, []);
  child.kill("SIGINT");
  await ended;
});

test("a folder deleted in mid-run: a clear message and exit code 74", async () => {
  const out = fresh();
  const { ended } = await begun(out);
  rmSync(out, { recursive: true, maxRetries: 10 }); // it is being written
  const { code, stderr } = await ended;
  assert.is(code, 74, stderr);
  assert.match(stderr, /lock: not there any more; was the folder deleted or renamed\?/);
  assert.is(existsSync(out), false, "it is not made again");
});

test("a folder that cannot be written: a clear message and exit code 74", async () => {
  // root may write everywhere, but not into /proc
  const locked = fresh();
  mkdirSync(locked);
  chmodSync(locked, 0o555);
  const out = process.getuid?.() === 0 ? "/proc/larmor" : join(locked, "run");
  const { code, stderr } = await larmor(["run", ...tiny(1), "--out", out]);
  chmodSync(locked, 0o755);
  assert.is(code, 74, stderr);
  assert.match(stderr, /^larmor: .*: making the folder failed: /);
});

test("20 kills with -9 at random moments, on one to four workers, lose, double and change nothing", () =>
  killAtRandom(20, fresh));

test.run();
