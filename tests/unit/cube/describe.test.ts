// What is found in the values of a cube, whatever the file they come in; and files that hold none.
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { configIdentity, resolveConfig } from "../../../src/config/config.js";
import { type CubeSource, cubeOf, describeCube, described } from "../../../src/cube/describe.js";
import { realise } from "../../../src/flight/realisation.js";
import { npy } from "./npy_file.js";

const test = suite("description of a cube");
const folder = mkdtempSync(join(tmpdir(), "larmor-cube-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const CELLS = [4, 6, 5] as const;
/** B[ix, iy, iz, c] = distinct numbers that f32 holds. */
const value = (x: number, y: number, z: number, c: number): number => 1 + x + y / 8 - z / 4 + c / 2 - ((x * y * z) % 3);
const listed = (order: (put: (x: number, y: number, z: number, c: number) => void) => void): Float32Array => {
  const list: number[] = [];
  order((...index) => list.push(value(...index)));
  return Float32Array.from(list);
};
const VALUES = listed((put) => {
  for (let x = 0; x < 4; x++)
    for (let y = 0; y < 6; y++) for (let z = 0; z < 5; z++) for (let c = 0; c < 3; c++) put(x, y, z, c);
});
const bytesOf = (list: Float32Array) => new Uint8Array(list.buffer, list.byteOffset, list.byteLength);
const SHA = createHash("sha256").update(bytesOf(VALUES)).digest("hex");
const fortran = listed((put) => {
  for (let c = 0; c < 3; c++)
    for (let z = 0; z < 5; z++) for (let y = 0; y < 6; y++) for (let x = 0; x < 4; x++) put(x, y, z, c);
});
const first = listed((put) => {
  for (let c = 0; c < 3; c++)
    for (let x = 0; x < 4; x++) for (let y = 0; y < 6; y++) for (let z = 0; z < 5; z++) put(x, y, z, c);
});
const firstFortran = listed((put) => {
  for (let z = 0; z < 5; z++)
    for (let y = 0; y < 6; y++) for (let x = 0; x < 4; x++) for (let c = 0; c < 3; c++) put(x, y, z, c);
});
const bigEndian = (list: Float32Array): Float32Array => {
  const bytes = bytesOf(list.slice());
  for (let i = 0; i < bytes.length; i += 4) bytes.subarray(i, i + 4).reverse();
  return new Float32Array(bytes.buffer);
};

test("numbers of cells beside a source that tells its own are refused where they differ", async () => {
  for (const source of [npy(VALUES, { shape: [4, 6, 5, 3] }), { values: VALUES, cells: CELLS }] as CubeSource[]) {
    assert.is((await describeCube(source, { cells: [4, 6, 5] })).cube_sha256, SHA);
    const refused = /found 4 x 6 x 5 cells, expected the 6 x 4 x 5 that are given with it/;
    assert.match(String(await describeCube(source, { cells: [6, 4, 5] }).catch(String)), refused);
  }
  const file = join(folder, "cells.npy");
  writeFileSync(file, npy(VALUES, { shape: [4, 6, 5, 3] }));
  const field = {
    model: "cube" as const,
    cube_file: file,
    cube_cell_pc: 1,
    cube_cells: [5, 6, 4] as [number, number, number],
  };
  assert.match(
    String(await described(resolveConfig({ field })).catch(String)),
    /found 4 x 6 x 5 cells, expected the 5 x 6 x 4/,
  );
});

test("is one, whatever the order of the axes, of bytes, and the type of the numbers", async () => {
  const files: [string, CubeSource][] = [
    ["C order", npy(VALUES, { shape: [4, 6, 5, 3] })],
    ["Fortran order", npy(fortran, { shape: [4, 6, 5, 3], fortran: true })],
    ["components first", npy(first, { shape: [3, 4, 6, 5] })],
    ["components first, Fortran order", npy(firstFortran, { shape: [3, 4, 6, 5], fortran: true })],
    ["f8", npy(Float64Array.from(VALUES), { shape: [4, 6, 5, 3] })],
    ["big-endian", npy(bigEndian(VALUES), { shape: [4, 6, 5, 3], descr: ">f4" })],
    ["version 3", npy(VALUES, { shape: [4, 6, 5, 3], version: 3 })],
    ["values", { values: VALUES, cells: CELLS }],
    ["f64 values", { values: Float64Array.from(VALUES), cells: CELLS }],
  ];
  for (const [name, source] of files) assert.is((await describeCube(source)).cube_sha256, SHA, name);
  assert.is((await describeCube(bytesOf(VALUES), { cells: [4, 6, 5] })).cube_sha256, SHA, "raw");
  writeFileSync(join(folder, "a.npy"), files[1][1] as Uint8Array);
  assert.is((await describeCube(join(folder, "a.npy"))).cube_sha256, SHA, "a file");
});

test("has mean, rms and the scatter of the mean over octants", async () => {
  const found = await describeCube({ values: VALUES, cells: CELLS });
  assert.equal(found.cube_cells, [...CELLS]);
  const mean = [0, 1, 2].map((c) => VALUES.filter((_, i) => i % 3 === c).reduce((sum, b) => sum + b, 0) / 120);
  found.cube_mean.forEach((m, c) => {
    assert.ok(Math.abs(m - mean[c]) < 1e-14);
  });
  assert.ok(Math.abs(found.cube_rms - Math.sqrt(VALUES.reduce((sum, b) => sum + b * b, 0) / 120)) < 1e-14);
  // eight octants that are each of one value: +1 in four, -1 in four along x
  const halves = Float32Array.from({ length: 4 ** 3 * 3 }, (_, i) => (i % 3 === 0 ? (i < 96 ? 1 : -1) : 0));
  const { cube_mean, cube_mean_error } = await describeCube({ values: halves, cells: [4, 4, 4] });
  assert.equal(cube_mean, [0, 0, 0]);
  assert.ok(Math.abs(cube_mean_error - Math.sqrt(8 / (8 * 7))) < 1e-15);
});

test("is refused, in a sentence, of what is no field", async () => {
  const shape = [4, 6, 5, 3];
  const withNaN = VALUES.slice();
  withNaN[3 * (6 * 5 * 2 + 5 * 1 + 4) + 1] = Number.NaN;
  const whole = npy(VALUES, { shape });
  const cases: [Uint8Array, RegExp][] = [
    [new Uint8Array(0), /an empty file/],
    [whole.subarray(0, whole.length - 4), /bytes found, \d+ expected for an array of shape \(4, 6, 5, 3\), damaged/],
    [whole.subarray(0, 40), /a header of \d+ bytes found in a file of 40, damaged/],
    [npy(withNaN, { shape }), /NaN found at B\[2, 1, 4, 1\], finite numbers expected/],
    [
      npy(
        VALUES.map(() => 0),
        { shape },
      ),
      /every value is 0: no field/,
    ],
    [
      npy(VALUES, { shape: [4, 6, 15] }),
      /an array of shape \(4, 6, 15\) found, \(nx, ny, nz, 3\) or \(3, nx, ny, nz\) expected/,
    ],
    [npy(VALUES, { shape: [0, 6, 5, 3] }), /three numbers of cells expected/],
    [npy(VALUES, { shape: [99999, 99999, 99999, 3] }), /at most 2\^28/],
    [npy(VALUES, { shape, descr: "|O" }), /elements of type \|O found, objects are never unpickled/],
    [npy(VALUES, { shape, descr: "<i4" }), /elements of type <i4 found, f4 or f8 expected/],
    [
      npy(VALUES, { shape, header: "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }" }),
      /f4 or f8 expected/,
    ],
    [npy(VALUES, { shape, version: 9 }), /version 9 of \.npy found/],
    [npy(VALUES, { shape, header: "{'descr': '<f4'}" }), /without fortran_order or shape/],
    [bytesOf(VALUES), /neither \.npy nor HDF5.*give field\.cube_cells/],
  ];
  for (const [bytes, message] of cases) {
    const error = await describeCube(bytes).catch((thrown) => thrown);
    assert.is(error.name, "FieldFileError", String(error));
    assert.match(error.message, message);
    assert.not.match(error.message, /\n/);
  }
  const huge = npy(VALUES, { shape });
  new DataView(huge.buffer).setUint16(8, 65535, true);
  assert.match((await describeCube(huge).catch(String)) as string, /a header of 65535 bytes/);
  assert.match(
    (await describeCube(bytesOf(VALUES), { cells: [4, 6, 4] }).catch(String)) as string,
    /1440 bytes found, 1152 expected/,
  );
  assert.match(
    (await describeCube(join(folder, "none.npy")).catch(String)) as string,
    /none\.npy: there is no such file/,
  );
  assert.match((await describeCube(folder).catch(String)) as string, /a folder, expected a file/);
  const wrong = await describeCube({ values: VALUES, cells: [4, 6, 4] }).catch((thrown) => thrown);
  assert.match(wrong.message, /values: 360 numbers found, 3 for each of 4 x 6 x 4 cells expected/);
  assert.instance(await describeCube(null as unknown as string).catch((thrown) => thrown), TypeError);
});

test("is enough for a program: its values are found again by their hash, or by their file, which must have them", async () => {
  const file = join(folder, "b.npy");
  writeFileSync(file, npy(VALUES, { shape: [4, 6, 5, 3] }));
  const field = { model: "cube" as const, cube_cell_pc: 20 };
  const small = { particles: { rigidity_TV: [100000], nside: 1 }, transport: { path_pc: 20, outputs: 1 } };
  const unmet = resolveConfig({ field: { ...field, cube_file: file }, ...small });
  const met = resolveConfig({
    field: { ...field, ...(await describeCube({ values: VALUES, cells: CELLS })) },
    ...small,
  });
  const records = [await realise(unmet, 0), await realise(met, 0)];
  assert.equal(records[0], records[1]);
  assert.ok(records[0].turbulence_level > 0 && records[0].turbulence_level < 1);
  // what resolves a config before its file was read leaves to the file what the file says
  assert.is(configIdentity(await described(unmet)), configIdentity(met));
  const inUnits = resolveConfig({ field: { ...field, cube_file: file, cube_unit_uG: 2 }, ...small });
  assert.is((await described(inUnits)).field.total_rms_uG, 2 * (met.field.cube_rms as number));
  assert.is((await described(unmet)).field.outer_scale_pc, 120);
  // another file under that name
  const other = VALUES.slice();
  other[0] += 1;
  writeFileSync(file, npy(other, { shape: [4, 6, 5, 3] }));
  await describeCube({ values: other, cells: CELLS });
  const moved = resolveConfig({ ...met, field: { ...met.field, cube_file: file } });
  assert.match(
    String(await cubeOf(moved).catch(String)),
    /cube_file: found .* expected a file with the values of field\.cube_sha256/,
  );
  const unknown = resolveConfig({ ...met, field: { ...met.field, cube_sha256: "f".repeat(64) } });
  assert.match(
    String(await realise(unknown, 0).catch(String)),
    /cube_file: found nothing, expected the file of the cube ffff/,
  );
});

test.run();
