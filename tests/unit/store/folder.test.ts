// What no lock can prevent: a process that hung while writing, was taken for dead, and writes its line when it
// continues.
import { spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { configIdentity } from "../../../src/config/config.js";
import { formatLine } from "../../../src/store/lines.js";
import { FolderError, merge, Run, RunFolder, status } from "../../../src/store/store.js";
import { expectedOf } from "../../../src/store/stored.js";
import { fakeConfig, fakeRecord, fillRun, ORIGIN } from "./fake_run.js";
import { errno, failing, withFaults } from "./faults.js";

const test = suite("run folder: late writes");
let top: string;
let count = 0;
const fresh = () => join(top, `run${count++}`);
test.before(() => {
  top = mkdtempSync(join(tmpdir(), "larmor-folder-"));
});
test.after(() => rmSync(top, { recursive: true, force: true }));

const REALISATIONS = 4;
const config = fakeConfig(REALISATIONS);
const expected = expectedOf(config, configIdentity(config), ORIGIN.numerics);
const lineOf = (group: number, realisation: number) => formatLine(fakeRecord(config, group, realisation), expected);
const pathOf = (dir: string) => join(dir, "realisations.jsonl");
const sorted = (dir: string) => [...new Set(readFileSync(pathOf(dir), "utf8").trimEnd().split("\n"))].sort().join("\n");
let undisturbed: string;
test.before(async () => {
  undisturbed = fresh();
  await fillRun(undisturbed, config);
});

/** A second process that holds the file open; `write` resolves when its bytes are there. */
async function lateWriter(file: string): Promise<(text: string) => Promise<void>> {
  const script = fileURLToPath(new URL("./late_line.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, file]);
  await new Promise((resume) => child.stdout.once("data", resume));
  return async (text) => {
    const ended = new Promise((resume) => child.on("close", resume));
    child.stdin.end(text);
    await ended;
  };
}

test("a line that another process writes late is counted once, and reading, status, resume and merge say so", async () => {
  const dir = fresh();
  const folder = await RunFolder.open(dir, config, ORIGIN);
  folder.append(fakeRecord(config, 0, 0));
  const write = await lateWriter(pathOf(dir));
  for (let k = 1; k < REALISATIONS; k++) folder.append(fakeRecord(config, 0, k));
  for (let k = 0; k < REALISATIONS; k++) folder.append(fakeRecord(config, 1, k));
  folder.close();
  await write(lineOf(0, 1) + lineOf(1, 3));

  const message = `${pathOf(dir)} line 9-10: the same bytes as an earlier line, which counts once`;
  const messages: string[] = [];
  const say = (text: string) => void messages.push(text);
  const run = await Run.read(dir, say);
  assert.is(run.done(), 8);
  assert.equal(
    [...run.records()],
    [0, 1].flatMap((g) => [0, 1, 2, 3].map((k) => fakeRecord(config, g, k))),
  );
  const { complete, problems, notes } = await status([dir]);
  assert.equal({ complete, problems, notes }, { complete: true, problems: [], notes: [message] });
  assert.ok((await fillRun(dir, config, { resume: true })).includes(message));
  await merge([dir], fresh(), { say });
  assert.equal(messages, [message, message]);
  assert.is(sorted(dir), sorted(undisturbed));
});

test("two lines of a realisation with different bytes are damage still", async () => {
  const dir = fresh();
  await fillRun(dir, config);
  appendFileSync(pathOf(dir), formatLine({ ...fakeRecord(config, 0, 1), steps: 5 }, expected));
  for (const read of [() => Run.read(dir), () => fillRun(dir, config, { resume: true }), () => merge([dir], fresh())]) {
    try {
      await read();
      assert.unreachable("it was read");
    } catch (error) {
      assert.instance(error, FolderError, String((error as Error).stack));
      assert.match((error as Error).message, /line 9: realisation 1 .*already/);
    }
  }
  assert.is((await status([dir])).problems.length, 1);
});

test("a late line between ours: we stop and say so, nothing counted is cut, and --resume completes the run", async () => {
  for (const late of [lineOf(0, 0), lineOf(1, 2), lineOf(1, 2).slice(0, 300)]) {
    const dir = fresh();
    const folder = await RunFolder.open(dir, config, ORIGIN);
    for (let k = 0; k < 3; k++) folder.append(fakeRecord(config, 0, k));
    const write = await lateWriter(pathOf(dir));
    await write(late);
    assert.throws(
      () => folder.append(fakeRecord(config, 1, 0)),
      (error: Error) => error instanceof FolderError && /another process has written to it/.test(error.message),
    );
    folder.close();
    const lines = readFileSync(pathOf(dir), "utf8");
    assert.ok(lines.endsWith(late), "nothing is cut off, and nothing stands behind what is not ours");
    for (let k = 0; k < 3; k++) assert.ok(lines.includes(lineOf(0, k)), "what was counted is there");
    await fillRun(dir, config, { resume: true });
    assert.is(sorted(dir), sorted(undisturbed));
  }
});

test("a write that fails behind a late line cuts off neither that line nor a counted one", async () => {
  for (const partial of [0, 40]) {
    const dir = fresh();
    const folder = await RunFolder.open(dir, config, ORIGIN);
    for (let k = 0; k < 3; k++) folder.append(fakeRecord(config, 0, k));
    // between the look at the file's end and our write
    const writeSync = (real: (...given: unknown[]) => unknown) => (fd: number, bytes: Uint8Array) => {
      appendFileSync(pathOf(dir), lineOf(1, 3));
      if (partial > 0) real(fd, bytes, 0, partial, null);
      throw errno("ENOSPC");
    };
    await withFaults({ writeSync }, () =>
      assert.throws(() => folder.append(fakeRecord(config, 1, 0)), /ENOSPC.*what was counted is safe/),
    );
    folder.close();
    const lines = readFileSync(pathOf(dir), "utf8");
    for (const line of [lineOf(0, 0), lineOf(0, 1), lineOf(0, 2), lineOf(1, 3)]) assert.ok(lines.includes(line));
    await fillRun(dir, config, { resume: true });
    assert.is(sorted(dir), sorted(undisturbed));
  }
});

test("a write that fails half-way, with nobody else about, leaves no torn line", async () => {
  for (const fault of ["writeSync", "fsyncSync"]) {
    const dir = fresh();
    const folder = await RunFolder.open(dir, config, ORIGIN);
    folder.append(fakeRecord(config, 0, 0));
    const writeSync = (real: (...given: unknown[]) => unknown) => (fd: number, bytes: Uint8Array) => {
      real(fd, bytes, 0, 500, null);
      throw errno("ENOSPC");
    };
    await withFaults(fault === "writeSync" ? { writeSync } : { fsyncSync: failing("EIO") }, () =>
      assert.throws(() => folder.append(fakeRecord(config, 1, 0)), /what was counted is safe/),
    );
    folder.close();
    assert.is(readFileSync(pathOf(dir), "utf8"), lineOf(0, 0));
  }
});

test("a torn line is cut off only where the file still ends as it was read", async () => {
  const dir = fresh();
  await fillRun(dir, config);
  const whole = readFileSync(pathOf(dir), "utf8");
  const torn = whole.slice(0, -40);
  writeFileSync(pathOf(dir), torn);
  const openSync = (real: (...given: unknown[]) => unknown) => (file: string, flags: string, mode?: number) => {
    if (file === pathOf(dir) && flags.startsWith("a")) appendFileSync(file, `\n${lineOf(1, 3)}`);
    return real(file, flags, mode);
  };
  await withFaults({ openSync }, async () => {
    try {
      await fillRun(dir, config, { resume: true });
      assert.unreachable("it was cut");
    } catch (error) {
      assert.match((error as Error).message, /another process has written to it/);
    }
  });
  assert.is(readFileSync(pathOf(dir), "utf8"), `${torn}\n${lineOf(1, 3)}`);
});

test("where the file system has no fsync, a run goes on without it", async () => {
  for (const code of ["EINVAL", "ENOSYS", "ENOTSUP"]) {
    const dir = fresh();
    await withFaults({ fsyncSync: failing(code) }, () => fillRun(dir, config));
    assert.is(sorted(dir), sorted(undisturbed));
  }
});

test("what killed processes left is gone from a folder that was resumed", async () => {
  const dir = fresh();
  await fillRun(dir, config);
  for (const [name, text] of [
    ["summary.json.01234567.tmp", "{"],
    ["provenance.json.01234567.tmp", ""],
    ["lock.01234567.tmp", ""],
    ["lock.89abcdef.tmp", '{"pid":4194305,'],
    ["lock-01234567", ""],
  ]) {
    writeFileSync(join(dir, name), text);
  }
  await fillRun(dir, config, { resume: true });
  assert.equal(readdirSync(dir).sort(), readdirSync(undisturbed).sort());
});

test.run();
