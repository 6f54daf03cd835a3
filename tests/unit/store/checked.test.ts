// A right checksum does not prove the right form: a forger can make one. Wrong types give a message, never a crash or a
// NaN.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { configIdentity } from "../../../src/config/config.js";
import { writeHDF5 } from "../../../src/export/hdf5.js";
import { importHDF5 } from "../../../src/export/import.js";
import { loadHDF5 } from "../../../src/platform/node.js";
import { FolderError } from "../../../src/store/errors.js";
import { sealed, unsealed } from "../../../src/store/lines.js";
import { merge, Run, status, writePlan } from "../../../src/store/store.js";
import { fakeConfig, fillRun, ORIGIN } from "./fake_run.js";
import { withFaults } from "./faults.js";

const test = suite("values from files");
let top: string;
let count = 0;
const fresh = () => join(top, `run${count++}`);
test.before(() => {
  top = mkdtempSync(join(tmpdir(), "larmor-checked-"));
});
test.after(() => rmSync(top, { recursive: true, force: true }));

const config = fakeConfig(3);
const NO_TEXTS = [5, null, {}, [], true, "0.1.0\nEVIL", "\x1b]0;owned\x07", "x".repeat(1001)];
const NO_COUNTS = [0, -1, 1.5, "3", null, {}, [3], 1e300, true];
const NO_HASHES = [5, null, "zz", "AB".repeat(32), "ab".repeat(33), ["ab".repeat(32)]];

/** Writes the file anew with one value replaced and a right checksum. */
function forge(file: string, key: string, value: unknown): void {
  const { check: _, ...values } = unsealed(readFileSync(file).subarray(0, -1));
  writeFileSync(file, `${sealed({ ...values, [key]: value })}\n`);
}

async function refused(work: () => Promise<unknown>, expected: RegExp): Promise<void> {
  try {
    await work();
  } catch (error) {
    assert.instance(error, FolderError, `${expected}: ${(error as Error).stack}`);
    assert.match((error as Error).message, expected);
    return;
  }
  assert.unreachable(`read, not refused with ${expected}`);
}

test("provenance.json: a value of a wrong type is refused by file, key, found and expected", async () => {
  const dir = fresh();
  await fillRun(dir, config);
  const file = join(dir, "provenance.json");
  const good = readFileSync(file);
  const shards = [null, 0, "1/2", [1, 2], {}, { index: 1 }, { index: 0, of: 2 }, { index: 3, of: 2 }];
  const wrong: Record<string, unknown[]> = {
    larmor: NO_TEXTS,
    numerics: [-1, 1.5, "7", null],
    kernel_sha256: NO_HASHES,
    config_sha256: NO_HASHES,
    realisations: NO_COUNTS,
    shard: [...shards, { index: 1, of: -1 }, { index: 1.5, of: 2 }, { index: "1", of: "2" }],
  };
  for (const [key, values] of Object.entries(wrong)) {
    for (const value of values) {
      forge(file, key, value);
      const message = new RegExp(`provenance\\.json: ${key}: found .*, expected [a-z0-9]`);
      for (const read of [
        () => Run.read(dir),
        () => fillRun(dir, config, { resume: true }),
        () => merge([dir], fresh()),
      ]) {
        await refused(read, message);
      }
      writeFileSync(file, good);
    }
    if (key !== "shard") {
      forge(file, key, undefined);
      await refused(() => Run.read(dir), new RegExp(`${key}: found nothing, expected`));
    }
    writeFileSync(file, good);
  }
});

test("slurm.json: the same", async () => {
  const dir = fresh();
  mkdirSync(dir);
  const cost = { turbulence_level: 1, rigidity_TV: 1000, realisations: 3, seconds: 1, memory_bytes: 1 };
  const plan = {
    ...{ ...ORIGIN, config_sha256: configIdentity(config), realisations: 3, shards: 2, groups: [cost] },
    ...{ shard_core_seconds: 1.5, shard_seconds: 1.5, cores: 1, memory_bytes: 1, time: "1:00", memory: "1G" },
  };
  writePlan(dir, config, plan);
  assert.is((await status([dir])).missing_shards, "1-2");
  const file = join(dir, "slurm.json");
  const good = readFileSync(file);
  const wrong: Record<string, unknown[]> = {
    ...{ larmor: NO_TEXTS, time: NO_TEXTS, memory: NO_TEXTS, config_sha256: NO_HASHES, kernel_sha256: NO_HASHES },
    ...{ shards: NO_COUNTS, realisations: NO_COUNTS, cores: NO_COUNTS, numerics: [null, "7"] },
    ...{ shard_seconds: [null, -1, "1"], shard_core_seconds: [{}], memory_bytes: [[]] },
    groups: [null, 5, {}, [null], [{}], [{ ...cost, seconds: null }], [{ ...cost, realisations: 0 }]],
  };
  for (const [key, values] of Object.entries(wrong)) {
    for (const value of [...values, undefined]) {
      forge(file, key, value);
      await refused(() => status([dir]), new RegExp(`slurm\\.json: ${key}: found .*, expected [a-z0-9]`));
      writeFileSync(file, good);
    }
  }
});

test("attributes of an HDF5 file: the same", async () => {
  const source = fresh();
  await fillRun(source, config, { shard: { index: 1, of: 2 } });
  const file = join(top, "run.h5");
  const { File } = await loadHDF5();
  const wrong: [string, unknown, string | undefined, RegExp][] = [
    ["shard_of", -1, "<q", /attribute shard: found .*"of":-1.*, expected an index and a number of shards/],
    ["shard_index", 3, "<q", /attribute shard: found/],
    ["shard_index", 0, "<q", /attribute shard: found/],
    ["kernel_sha256", "zz", undefined, /attribute kernel_sha256: found "zz", expected 64 hexadecimal digits/],
    ["kernel_sha256", 5, "<q", /attribute kernel_sha256: missing, or no text/],
    ["larmor", "0.1.0\nEVIL", undefined, /attribute larmor: found "0\.1\.0\\nEVIL", expected one line of text/],
    ["larmor", 5, "<q", /attribute larmor: missing, or no text/],
    ["numerics", -1, "<q", /attribute numerics: found -1, expected a whole number from 0/],
    ["numerics", "7", undefined, /attribute numerics: found "7", expected a whole number from 0, or the name of/],
    ["numerics", 7.5, "<d", /attribute numerics: missing, or no whole number/],
  ];
  for (const [name, value, type, message] of wrong) {
    await writeHDF5(await Run.read(source), file, async () => {});
    const held = new File(file, "a");
    held.delete_attribute(name);
    held.create_attribute(name, (type === "<q" ? BigInt(value as number) : value) as never, null, type);
    held.close();
    await refused(() => importHDF5(file, fresh()), message);
  }
});

test("the buffers of status grow with the files of the shards, not with what a file may be", async () => {
  const parent = fresh();
  for (const index of [1, 2]) await fillRun(join(parent, String(index)), config, { shard: { index, of: 2 } });
  const sizes: number[] = [];
  const noted =
    (real: (...given: unknown[]) => unknown) =>
    (fd: number, buffer: Buffer, ...rest: unknown[]) => {
      sizes.push(buffer.length);
      return real(fd, buffer, ...rest);
    };
  await withFaults({ read: noted, readSync: noted }, () => status([parent]));
  assert.ok(sizes.length > 8, "the files were read");
  assert.ok(Math.max(...sizes) < 32_768, `${Math.max(...sizes)} bytes`);
});

test.run();
