// Readers that leave, disks that are full, terminals that obey: what is written decides over no result and no exit code.
import { execFile } from "node:child_process";
import { cpSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { sealed } from "../../src/store/lines.js";
import { CLI, type Ended, folders, larmor, lineSet, text, tiny } from "./larmor.js";

const test = suite("command line: output");
const { fresh, remove } = folders();
test.after(remove);

/** A line of bash in which $L is larmor; its exit code is that of the first command of a pipe. */
function shell(line: string, env: Record<string, string> = {}): Promise<Ended> {
  const L = `${process.execPath} ${CLI}`;
  return new Promise((resolve) => {
    const child = execFile(
      "bash",
      ["-c", `${line}\nexit \${PIPESTATUS[0]}`],
      { env: { ...process.env, L, NO_COLOR: "1", LARMOR_DEBUG: "", ...env }, timeout: 120_000 },
      (_, stdout, stderr) => resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr }),
    );
  });
}

/** One message at most, no stack trace, and the code. */
function ends(ended: Ended, code: number, message?: RegExp): void {
  assert.is(ended.code, code, ended.stderr);
  assert.not.match(ended.stdout + ended.stderr, /^\s+at .*:\d+|node:internal/m);
  if (message) assert.match(ended.stderr, message);
}

/** A run, and a copy of it with a changed number under a right checksum. */
const [run, changed] = [fresh(), fresh()];
test.before(async () => {
  const { code, stderr } = await larmor(["run", ...tiny(4), "--quiet", "--out", run]);
  assert.is(code, 0, stderr);
  cpSync(run, changed, { recursive: true });
  const lines = text(run, "realisations.jsonl").trimEnd().split("\n");
  const { check: _, ...record } = JSON.parse(lines[0]);
  record.steps += 1;
  lines[0] = sealed(record);
  writeFileSync(join(changed, "realisations.jsonl"), `${lines.join("\n")}\n`);
});

const words = tiny(4)
  .map((word) => `'${word}'`)
  .join(" ");

for (const lost of ["2> >(head -c1 >/dev/null)", "2>&1 | head -1", "2>/dev/full", "2>&-"]) {
  test(`a run goes on to its end when its messages are lost: ${lost}`, async () => {
    const out = fresh();
    ends(await shell(`$L run ${words} --out ${out} ${lost}`), 0);
    assert.is(lineSet(out), lineSet(run));
    assert.is(text(out, "summary.json"), text(run, "summary.json"));
    assert.not.ok(existsSync(join(out, "lock")));
  });
}

test("a reader that leaves turns no failure into a success, and no success into a failure", async () => {
  const verify = `$L verify ${changed} --count 8 --seed a`;
  ends(await shell(`${verify} | head -1`), 4);
  ends(await shell(`${verify} | true`), 4);
  ends(await shell(`${verify} --json | head -c1`), 4);
  ends(await shell(`$L verify ${run} --count 8 --seed a | head -1`), 0);
  ends(await shell(`$L status ${run} ${changed} | true`), 5);
  ends(await shell(`$L status ${run} | true`), 0);
  ends(await shell(`$L claims ${run} | head -1`), 0);
  ends(await shell("$L validate --only 99 | true"), 2);
  ends(await shell("$L --help | true"), 0);
});

test("a result that cannot be written is one message and exit code 74, after the work is done", async () => {
  const full = /^larmor: stdout: writing failed: the disk is full; make room \(ENOSPC\)$/m;
  for (const command of ["show-config", "schema", "--help", `status ${run}`, `verify ${run}`, `claims ${run} --json`]) {
    const ended = await shell(`$L ${command} > /dev/full`);
    ends(ended, 74, full);
    assert.is(ended.stderr.split("stdout: writing failed").length, 2, "once");
  }
  ends(await shell(`$L verify ${changed} --count 8 --seed a > /dev/full`), 4, full);
  ends(await shell("$L show-config > /dev/full 2>&1"), 74);
  ends(await shell("$L show-config 1< /dev/null"), 74, /^larmor: stdout: writing failed: .*EBADF/);
  const out = fresh();
  ends(await shell(`$L run ${words} --quiet --out ${out} > /dev/full`), 74, full);
  assert.is(text(out, "summary.json"), text(run, "summary.json"));
});

test("streams that are closed from the start are no error", async () => {
  for (const closed of [">&-", "<&-", "2>&-", "<&- >&- 2>&-"]) ends(await shell(`$L status ${run} ${closed}`), 0);
});

test("a slow reader gets all, also through a pipe that does not wait", async () => {
  const reader = "python3 -c 'import os, time; os.set_blocking(1, False); os.system(os.environ[\"COMMAND\"])'";
  const many = Array.from({ length: 2000 }, () => run).join(" ");
  const { stdout } = await shell(`${reader} | (sleep 0.5; cat)`, { COMMAND: `$L status ${many} --json 2>/dev/null` });
  assert.ok(stdout.length > 1e5 && stdout.endsWith("}\n"), `${stdout.length} characters`);
});

/** ESC, the C1 control that does the same, and the character that turns the order round. */
const NASTY = "a\u001b]0;b\u0007c\u009b2Jd\u202ee";
const UNSEEN = /[^\P{Cc}\n\t]|[\p{Cf}\u2028\u2029]/u;

test("no name, host or config makes a terminal do something, in messages, tables and JSON", async () => {
  const named = join(fresh(), NASTY);
  cpSync(run, named, { recursive: true });
  const host = JSON.stringify(NASTY);
  const lock = `{"pid":1,"started":"1","host":${host},"boot":"b","since":"2026-11-24T00:00:00.000Z","token":"00000000","found":0,"done":0}\n`;
  const held = fresh();
  cpSync(run, held, { recursive: true });
  writeFileSync(join(held, "lock"), lock);
  const foreign = fresh();
  cpSync(run, foreign, { recursive: true });
  const line = text(run, "realisations.jsonl").split("\n")[0];
  const { check: _, ...record } = JSON.parse(line);
  writeFileSync(join(foreign, "realisations.jsonl"), `${sealed({ ...record, config: NASTY, run: NASTY })}\n`);
  for (const args of [
    ["status", named],
    ["status", held],
    ["status", held, "--json"],
    ["status", foreign],
    ["status", foreign, "--json"],
    ["merge", foreign, "--out", fresh()],
    ["run", ...tiny(4), "--resume", "--out", foreign],
    ["run", ...tiny(4), "--resume", "--out", named],
    ["merge", named, "--out", join(fresh(), NASTY)],
    ["figure", NASTY, run],
    ["run", "--set", `field.model=${NASTY}`, "--dry-run"],
    ["run", "--set", `${NASTY}=1`, "--dry-run"],
    [NASTY],
    ["status", `--${NASTY}`],
  ]) {
    const ended = await larmor(args);
    assert.ok([0, 2, 3, 5].includes(ended.code as number), ended.stderr);
    assert.not.match(ended.stdout + ended.stderr, UNSEEN, args.join(" "));
    if (args.includes("--json")) JSON.parse(ended.stdout);
  }
});

test("names of files go to a script as they are", async () => {
  const out = join(fresh(), NASTY);
  const { stdout } = await larmor(["export", run, "--csv", "--out", `${out}.csv`]);
  assert.is(stdout, `${out}.csv\n`);
});

test("an error that nobody expected is one message and exit code 70, and the lock is given back", async () => {
  for (const thrown of [
    "throw new Error('seen later')",
    "Promise.reject(new Error('seen later'))",
    "throw 'seen later'",
  ]) {
    const [out, preload] = [fresh(), `${fresh()}.mjs`];
    // in the main thread only, when the run has begun
    writeFileSync(
      preload,
      `import { existsSync } from "node:fs";
       import { isMainThread } from "node:worker_threads";
       const timer = isMainThread && setInterval(() => {
         if (!existsSync("${out}/realisations.jsonl")) return;
         clearInterval(timer);
         ${thrown};
       }, 5);`,
    );
    const many = words.replace("realisations=4", "realisations=4000");
    const ended = await shell(`NODE_OPTIONS="--import ${preload}" $L run ${many} --quiet --out ${out}`);
    ends(ended, 70, /^larmor: seen later\n$/);
    assert.not.ok(existsSync(join(out, "lock")), "the lock is left");
  }
});

test("an engine in which larmor cannot be loaded gets one message", async () => {
  const frozen = await shell("$L --version", { NODE_OPTIONS: "--frozen-intrinsics --no-warnings" });
  ends(frozen, frozen.code === 0 ? 0 : 70);
});

test.run();
