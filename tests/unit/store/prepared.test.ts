// A folder that is written under another name and renamed holds what belongs into it and nothing else.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { writeHDF5 } from "../../../src/export/hdf5.js";
import { importHDF5 } from "../../../src/export/import.js";
import { DiskError, FolderError } from "../../../src/store/errors.js";
import { Lock } from "../../../src/store/lock.js";
import { merge, Run, status } from "../../../src/store/store.js";
import { fakeConfig, fillRun } from "./fake_run.js";
import { errno, failing, withFaults } from "./faults.js";

const test = suite("prepared folders");
let top: string;
let count = 0;
const fresh = () => join(top, `run${count++}`);
let source: string;
let exported: string;
test.before(async () => {
  top = mkdtempSync(join(tmpdir(), "larmor-prepared-"));
  source = fresh();
  await fillRun(source, fakeConfig(3));
  exported = join(top, "run.h5");
  await writeHDF5(await Run.read(source), exported, async () => {});
});
test.after(() => rmSync(top, { recursive: true, force: true }));

const ways: [string, (out: string) => Promise<unknown>][] = [
  [".merging", (out) => merge([source], out)],
  [".importing", (out) => importHDF5(exported, out)],
];
const FINISHED = ["config.json", "provenance.json", "realisations.jsonl", "summary.json"];

async function failure(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

test("what a killed process left in it is not in the finished folder", async () => {
  for (const [ending, make] of ways) {
    const out = fresh();
    mkdirSync(out + ending);
    for (const name of ["config.json", "provenance.json", "summary.json", "lock"]) {
      writeFileSync(join(out + ending, `${name}.01234567.tmp`), "");
    }
    for (const name of [...FINISHED, "journal.jsonl", "lock-01234567"]) writeFileSync(join(out + ending, name), "left");
    await make(out);
    assert.equal(readdirSync(out).sort(), FINISHED);
    assert.not(existsSync(out + ending));
    assert.is(readFileSync(join(out, "summary.json"), "utf8")[0], "{");
  }
});

test("a folder in which another process works is refused and left alone", async () => {
  for (const [ending, make] of ways) {
    const out = fresh();
    mkdirSync(out + ending);
    const lock = await Lock.take(out + ending, () => {});
    writeFileSync(join(out + ending, "realisations.jsonl"), "under way");
    assert.instance(await failure(make(out)), FolderError);
    assert.is(readFileSync(join(out + ending, "realisations.jsonl"), "utf8"), "under way");
    assert.ok(lock.isOurs());
    lock.release();
  }
});

test("a file that is not ours is neither removed nor moved into the result", async () => {
  for (const [ending, make] of ways) {
    const out = fresh();
    mkdirSync(out + ending);
    writeFileSync(join(out + ending, "thesis.tex"), "precious");
    assert.match((await failure(make(out))).message, /holds thesis\.tex, which is not ours/);
    assert.equal(readdirSync(out + ending), ["thesis.tex"]);
    assert.not(existsSync(out));
  }
});

test("the first error is told where nothing can be removed, and nothing is left where it can", async () => {
  for (const [ending, make] of ways) {
    for (const code of ["EIO", "EACCES", "EROFS"]) {
      const out = fresh();
      let isFull = false;
      const renameSync = () => () => {
        isFull = true;
        throw errno("ENOSPC");
      };
      const rmSync =
        (real: (...given: unknown[]) => unknown) =>
        (...given: unknown[]) => {
          if (isFull) throw errno(code);
          return real(...given);
        };
      const faults = { renameSync, rmSync };
      const error = await withFaults(faults, () => failure(make(out)));
      assert.instance(error, DiskError);
      assert.match(error.message, /the disk is full; make room \(ENOSPC\)/);
      assert.not(existsSync(out));
    }
    const out = fresh();
    await withFaults({ renameSync: failing("ENOSPC") }, () => failure(make(out)));
    assert.not(existsSync(out + ending), "nothing is left");
  }
});

test("a folder under preparation is no part of a run beside it; long names are possible", async () => {
  const parent = fresh();
  mkdirSync(parent);
  await fillRun(join(parent, "1"), fakeConfig(3));
  for (const [ending] of ways) await fillRun(join(parent, `2${ending}`), fakeConfig(3));
  const { parts, complete } = await status([parent]);
  assert.equal([parts.length, complete], [1, true]);
  for (const [, make] of ways) await make(join(top, String(count++).padEnd(255, "x")));
});

test.run();
