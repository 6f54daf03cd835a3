// What is exported is the run: HDF5 gives back the same bytes, a changed file is refused, CSV has every number.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Dataset, Group as H5Group } from "h5wasm/node";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Config, resolveConfig } from "../../../src/config/config.js";
import { csvColumns, writeCSV } from "../../../src/export/csv.js";
import { writeHDF5 } from "../../../src/export/hdf5.js";
import { readHDF5 } from "../../../src/export/hdf5_read.js";
import { importHDF5 } from "../../../src/export/import.js";
import { realise } from "../../../src/flight/realisation.js";
import { loadHDF5 } from "../../../src/platform/node.js";
import type { Shard } from "../../../src/run/shard.js";
import { FolderError, Run, RunFolder, statisticsOf } from "../../../src/store/store.js";
import { fakeConfig, fakeRecord, ORIGIN } from "../store/fake_run.js";

const test = suite("export");
let top: string;
let count = 0;
const fresh = () => join(top, `run${count++}`);
test.before(() => {
  top = mkdtempSync(join(tmpdir(), "larmor-export-"));
});
test.after(() => rmSync(top, { recursive: true, force: true }));

const file = (dir: string, name: string) => readFileSync(join(dir, name), "utf8");
const sorted = (text: string) => text.trimEnd().split("\n").sort().join("\n");
const KEPT = ["config.json", "provenance.json"];

/** A run whose lines are in another order than their own; the last `absent` of each group are missing. */
async function fill(config: Config, { shard, absent = 0 }: { shard?: Shard; absent?: number } = {}): Promise<Run> {
  const dir = fresh();
  const folder = await RunFolder.open(dir, config, ORIGIN, { shard });
  folder.groups.forEach((_, g) => {
    const wanted = [...folder.missing(g)];
    for (const k of wanted.slice(0, wanted.length - absent).reverse()) folder.append(fakeRecord(config, g, k));
  });
  folder.close();
  return Run.read(dir);
}

async function exported(run: Run): Promise<string> {
  const path = `${fresh()}.h5`;
  await writeHDF5(run, path, async () => {});
  return path;
}

async function refused(work: Promise<unknown>, message: RegExp): Promise<void> {
  try {
    await work;
  } catch (error) {
    assert.instance(error, FolderError);
    assert.match((error as Error).message, message);
    return;
  }
  assert.unreachable("nothing was thrown");
}

test("export and import give back the same bytes", async () => {
  // 150 realisations: two whole batches of 64 and a part of one
  const run = await fill(fakeConfig(150));
  const back = await importHDF5(await exported(run), fresh());
  assert.is(sorted(file(back.dir, "realisations.jsonl")), sorted(file(run.dir, "realisations.jsonl")));
  for (const name of KEPT) assert.is(file(back.dir, name), file(run.dir, name));
  assert.ok(existsSync(join(back.dir, "summary.json")));
  const numbers = [...back.records()].map((record) => record.realisation);
  assert.equal(numbers, [...Array(150).keys(), ...Array(150).keys()]);
});

test("HDF5: counts are signed integers, and the results stand beside the realisations", async () => {
  const run = await fill(fakeConfig(12));
  const held = new (await loadHDF5()).File(await exported(run), "r");
  try {
    const name = "turbulence_level_0.1/rigidity_TV_1000";
    for (const counted of ["realisation", "steps"]) {
      assert.is((held.get(`${name}/${counted}`) as Dataset).dtype, "<q", counted);
    }
    const results = held.get(`${name}/results`) as H5Group;
    const found = (held.get(`${name}/results/dipole`) as Dataset).to_array() as number[][];
    const dipole = statisticsOf(run).summary().groups[1].dipole;
    const mean = [0, 1, 2].map((i) => found.reduce((sum, vector) => sum + vector[i] / 12, 0));
    mean.forEach((value, i) => {
      assert.ok(Math.abs(value - (dipole?.vector_mean[i] ?? 0)) < 1e-12 * Math.hypot(...mean));
    });
    assert.is(results.attrs.dipole_median.value, dipole?.median);
    assert.is(results.attrs.noise_floor.value, dipole?.noise_floor);
    assert.is(results.attrs.noise_floor_halves.value, dipole?.noise_floor_halves);
    assert.type(results.attrs.diffusion_msd_parallel_pc.value, "number");
  } finally {
    held.close();
  }
});

test("a shard, an unfinished run and an empty one come back as they were", async () => {
  for (const run of [
    await fill(fakeConfig(9), { shard: { index: 2, of: 3 } }),
    await fill(fakeConfig(5), { absent: 2 }),
    await fill(fakeConfig(3), { absent: 3 }),
  ]) {
    const back = await importHDF5(await exported(run), fresh());
    assert.is(sorted(file(back.dir, "realisations.jsonl")), sorted(file(run.dir, "realisations.jsonl")));
    for (const name of KEPT) assert.is(file(back.dir, name), file(run.dir, name));
    assert.is(existsSync(join(back.dir, "summary.json")), run.done() === run.total());
  }
});

test("a changed number is refused, and nothing is left behind", async () => {
  const run = await fill(fakeConfig(3));
  const path = await exported(run);
  const held = new (await loadHDF5()).File(path, "a");
  const set = held.get("turbulence_level_1/rigidity_TV_1000/displacement_pc2");
  // biome-ignore lint/suspicious/noExplicitAny: a data set, by its name
  (set as any).write_slice(
    [
      [1, 2],
      [0, 1],
      [0, 1],
      [0, 1],
    ],
    new Float64Array([1.5]),
  );
  held.close();
  const out = fresh();
  await refused(importHDF5(path, out), /turbulence level 1, 1000 TV, realisation 1: its numbers were changed/);
  assert.not.ok(existsSync(out) || existsSync(`${out}.importing`));
});

test("a changed byte anywhere is refused, or changes nothing", async () => {
  const run = await fill(fakeConfig(2));
  const path = await exported(run);
  const whole = readFileSync(path);
  let refusals = 0;
  for (let i = 0; i < 60; i++) {
    const changed = Buffer.from(whole);
    changed[Math.floor(((i + 0.5) * whole.length) / 60)] ^= 0x55;
    writeFileSync(path, changed);
    try {
      const held = await readHDF5(path);
      const found = [...held.records()];
      held.close();
      assert.equal(found, [...run.records()]);
    } catch (error) {
      assert.instance(error, FolderError, String((error as Error).stack).slice(0, 500));
      refusals += 1;
    }
  }
  assert.ok(refusals > 0);
});

test("what is no exported run is refused", async () => {
  const out = fresh();
  await refused(importHDF5(join(top, "absent.h5"), out), /there is no such file/);
  await refused(importHDF5(top, out), /found a folder/);
  const text = join(top, "text.h5");
  writeFileSync(text, "hello\n");
  await refused(importHDF5(text, out), /not readable as HDF5/);
  const path = await exported(await fill(fakeConfig(2)));
  const whole = readFileSync(path);
  writeFileSync(path, whole.subarray(0, whole.length / 2));
  await refused(importHDF5(path, out), /not readable as HDF5|missing|changed/);
  await refused(importHDF5(path, top), /is not empty/);
});

test("chunks that would fill the memory are refused before they are read", async () => {
  const path = await exported(await fill(fakeConfig(2)));
  const h5 = await loadHDF5();
  const [from, into] = [new h5.File(path, "r"), new h5.File(`${path}.large`, "w")];
  for (const [name, { value }] of Object.entries(from.attrs)) {
    if (typeof value === "string") into.create_attribute(name, value);
    else into.create_attribute(name, value as never, null, "<Q");
  }
  const [outer] = from.keys();
  const [inner] = (from.get(outer) as H5Group).keys();
  const large = { data: new BigUint64Array(1), shape: [1], maxshape: [2 ** 24], chunks: [2 ** 24], compression: 4 };
  into
    .create_group(outer)
    .create_group(inner)
    .create_dataset({ name: "line_sha256", dtype: "<Q", ...large });
  for (const held of [from, into]) held.close();
  await refused(importHDF5(`${path}.large`, fresh()), /line_sha256: chunks of 134217728 bytes found, at most 67108864/);
});

test("an export that fails leaves the earlier file alone", async () => {
  const run = await fill(fakeConfig(2));
  const dir = mkdtempSync(join(top, "out"));
  const path = join(dir, "run.h5");
  writeFileSync(path, "before");
  const failing = writeHDF5(run, path, () => Promise.reject(new FolderError(path, "not the run")));
  await refused(failing, /not the run/);
  assert.equal(readdirSync(dir), ["run.h5"]);
  assert.is(readFileSync(path, "utf8"), "before");
  await refused(
    writeHDF5(run, join(run.dir, "realisations.jsonl"), async () => {}),
    /is the name of a run's own file/,
  );
});

test("an export is stopped while it reads the run, and leaves the earlier file alone", async () => {
  const run = await fill(fakeConfig(200));
  const dir = mkdtempSync(join(top, "out"));
  const path = join(dir, "run.out");
  writeFileSync(path, "before");
  const writers = [
    (signal: AbortSignal) => writeCSV(run, path, { signal }),
    (signal: AbortSignal) => writeHDF5(run, path, async () => {}, { signal }),
  ];
  for (const write of writers) {
    const controller = new AbortController();
    // as a signal of the keyboard does: from the event loop, once the export runs
    setImmediate(() => controller.abort(new Error("stopped")));
    let found: unknown;
    await write(controller.signal).catch((error) => {
      found = error;
    });
    assert.is((found as Error)?.message, "stopped");
    assert.equal(readdirSync(dir), ["run.out"]);
    assert.is(readFileSync(path, "utf8"), "before");
  }
});

test("an exported file reads as the records that were stored", async () => {
  const run = await fill(fakeConfig(4));
  const held = await readHDF5(await exported(run));
  const found = [...held.records()];
  held.close();
  assert.equal(found, [...run.records()]);
});

test("a run with a free-escape boundary: HDF5 gives back the same records, CSV has its columns", async () => {
  const config = resolveConfig({
    particles: { nside: 1, rigidity_TV: [1e6] },
    transport: { path_pc: 60, outputs: 2, escape_height_pc: 20 },
    ensemble: { realisations: 1 },
  });
  const dir = fresh();
  const folder = await RunFolder.open(dir, config, ORIGIN, {});
  for (const turbulence_level of [1, 0.1]) folder.append(await realise(config, 0, { turbulence_level }));
  folder.close();
  const run = await Run.read(dir);
  const held = await readHDF5(await exported(run));
  const found = [...held.records()];
  held.close();
  assert.equal(found, [...run.records()]);
  const names = csvColumns(config);
  for (const name of ["escaped_half_a", "escaped_direction_half_b_z", "inside_response_half_a_xy_pc"]) {
    assert.ok(names.includes(name), name);
  }
  const path = `${fresh()}.csv`;
  await writeCSV(run, path);
  const table = readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => !line.startsWith("#"));
  const value = Number(table[2].split(",")[names.indexOf("inside_response_half_b_zx_pc")]);
  assert.is(value, found[0].inside_response_halves_pc?.[1][1][2][0]);
});

test("a run with multipoles, by magnus: HDF5 gives back the same records, CSV names l, m and the axis at the last path length", async () => {
  const config = resolveConfig({
    field: { turbulence_level: [0.1] },
    particles: { nside: 2, integrator: "magnus" },
    transport: { path_pc: 2, outputs: 2, multipoles: 1 },
    ensemble: { realisations: 1 },
  });
  const dir = fresh();
  const folder = await RunFolder.open(dir, config, ORIGIN, {});
  folder.append(await realise(config, 0));
  folder.close();
  const run = await Run.read(dir);
  const held = await readHDF5(await exported(run));
  const [found] = [...held.records()];
  held.close();
  assert.equal([found], [...run.records()]);
  const path = `${fresh()}.csv`;
  await writeCSV(run, path);
  const [names, first, last] = readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .map((line) => line.split(","));
  const cell = (row: string[], name: string) => row[names.indexOf(name)];
  assert.is(Number(cell(last, "multipole_half_b_1_-1_z_pc")), found.multipole_pc?.[1][2][1]);
  assert.is(Number(cell(last, "multipole_half_a_0_0_y_pc")), found.multipole_pc?.[0][1][0]);
  assert.is(cell(first, "multipole_half_b_1_-1_z_pc"), "");
  assert.is(Number(cell(last, "local_field_gyration_y_uG")), found.local_field_gyration_uG?.[1]);
});

test("CSV: a row for each group, realisation and path length, with every number to the last digit", async () => {
  const run = await fill(fakeConfig(3));
  const path = `${fresh()}.csv`;
  const rows = await writeCSV(run, path);
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  const comments = lines.filter((line) => line.startsWith("#"));
  const table = lines.slice(comments.length).map((line) => line.split(","));
  assert.is(rows, 2 * 3 * 2);
  assert.is(table.length, rows + 1);
  assert.equal(table[0], csvColumns(run.config));
  assert.ok(table.every((row) => row.length === table[0].length));
  assert.match(comments.join("\n"), new RegExp(run.provenance.config_sha256));
  const [record] = run.records();
  const cell = (name: string, row: number) => Number(table[row + 1][table[0].indexOf(name)]);
  assert.is(cell("response_xy_pc", 1), record.response_pc[1][0][1]);
  assert.is(cell("response_half_b_zx_pc", 0), record.response_halves_pc[0][1][2][0]);
  assert.is(cell("displacement_mean_z_pc", 1), record.displacement_mean_pc[1][2]);
  assert.is(cell("flow_displacement_yz_pc", 1), record.flow_displacement_pc[1][1][2]);
  assert.is(cell("path_pc", 1), record.path_pc[1]);
  assert.is(cell("realisation", 2), 1);
});

test.run();
