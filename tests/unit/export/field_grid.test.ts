import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Config, resolveConfig } from "../../../src/config/config.js";
import { cubeOf, describeCube } from "../../../src/cube/describe.js";
import { samplePlanes, writeGridHDF5, writeGridNpy, writeModesNpy } from "../../../src/export/field_grid.js";
import { type Field, synthesise } from "../../../src/flight/field.js";
import { fieldFromGrid, fieldFromModes } from "../../../src/flight/given_field.js";

const test = suite("a field for other programs");

const dir = mkdtempSync(join(tmpdir(), "larmor-field-"));
/** Coarse enough for a small grid: the shortest wave has 5 pc. */
const config = resolveConfig({
  field: { turbulence_level: [0.1], outer_scale_pc: 30, inner_scale_gyroradii: 5 / 27.02 },
  particles: { rigidity_TV: [1e5], nside: 1 },
  transport: { path_pc: 10, outputs: 1 },
});
const cells = 48;
const cell_pc = 0.8;
let field: Field;
test.before(async () => {
  field = await synthesise(config, 2);
});
test.after(() => rmSync(dir, { recursive: true, force: true }));

/** What a file holds, as a cube's reader finds it. */
async function valuesIn(file: string): Promise<Float32Array> {
  const described = await describeCube(file);
  const cube: Config = resolveConfig({
    field: { model: "cube", cube_file: file, cube_cell_pc: cell_pc, ...described },
  });
  assert.equal(described.cube_cells, [cells, cells, cells]);
  return (await cubeOf(cube)).values;
}

test("its grid, read back, has its paths within the error of the interpolation, as .npy and as HDF5", async () => {
  for (const [name, write] of [
    ["a.npy", writeGridNpy],
    ["a.h5", writeGridHDF5],
  ] as const) {
    const file = join(dir, name);
    const parts: number[] = [];
    await write(field, { cells, cell_pc }, file, (part) => void parts.push(part));
    assert.is(parts.length, cells);
    const values = await valuesIn(file);
    const node = new Float64Array([7 * cell_pc, 20 * cell_pc, 30 * cell_pc]);
    const index = 3 * ((7 * cells + 20) * cells + 30);
    assert.equal(
      values.slice(index, index + 3),
      Float32Array.from(field.at(node)),
      "node [ix][iy][iz] is at its place",
    );
    const again = await fieldFromGrid(config, { values, cells: [cells, cells, cells], cell_pc });
    // from the middle of the box, so short that no path comes near its faces
    const origin = [19, 19, 19] as const;
    const directions = new Float64Array([1, 0, 0, 0, 1, 0, 0, 0, -1, 0.6, 0.8, 0]);
    const [a, b] = [field, again].map((each) => each.backtrack(directions, [10], { origin }));
    let worst = 0;
    a.positions.forEach((x, i) => {
      worst = Math.max(worst, Math.abs(x - b.positions[i]));
    });
    // 6 cells a wave and more: the spline is wrong by up to 1 % of the finest waves, which bend a path of 10 pc by r_g/3
    assert.ok(worst > 0 && worst < 2e-3, `${worst} pc`);
    again.dispose();
  }
});

test("planes are complete, whatever the block of points", async () => {
  const seen: number[] = [];
  await samplePlanes(field, { cells: 5, cell_pc: 1 }, (x, plane) => {
    seen.push(x);
    const points = new Float64Array(75).map((_, i) => [x, Math.floor(i / 15), Math.floor(i / 3) % 5][i % 3]);
    assert.equal(plane, Float32Array.from(field.at(points)));
  });
  assert.equal(seen, [0, 1, 2, 3, 4]);
});

test("its waves, read back, are the field", async () => {
  const file = join(dir, "modes.npy");
  const modes = field.modes();
  await writeModesNpy(modes, file);
  const bytes = await readFile(file);
  const header = bytes.readUInt16LE(8);
  assert.is((10 + header) % 64, 0);
  const text = bytes.subarray(10, 10 + header).toString();
  assert.match(text, /^\{'descr': '<f8', 'fortran_order': False, 'shape': \((\d+), 9\), \} *\n$/);
  const back = new Float64Array(Uint8Array.from(bytes.subarray(10 + header)).buffer);
  assert.equal(back, modes);
  const again = await fieldFromModes(config, back);
  const points = new Float64Array([1, 2, 3, -4, 5, 6]);
  const [exact, interpolated] = [again.at(points), field.at(points)];
  exact.forEach((b, i) => {
    assert.ok(Math.abs(b - interpolated[i]) < 0.02, `${b} is not ${interpolated[i]}`);
  });
});

test.run();
