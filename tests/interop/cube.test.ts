// Fields that numpy and h5py wrote: every file gives the same bytes; and a cube of our example continued below its cells.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups, resolveConfig } from "../../src/config/config.js";
import type { CubeGrid } from "../../src/config/cube.js";
import { cubeOf, describeCube } from "../../src/cube/describe.js";
import { placeCube } from "../../src/flight/cube_nodes.js";
import { loadKernel } from "../../src/flight/kernel.js";
import { openField } from "../../src/flight/open_field.js";
import type { Measured } from "../../src/statistics/jackknife.js";
import { type Continuation, measureContinuation } from "../../src/turbulence/continuation.js";
import { measureCube } from "../../src/turbulence/measure.js";
import { hasModule, needing, printed, python } from "./programs.js";

const test = suite("cubes of other programs");
const folder = mkdtempSync(join(tmpdir(), "larmor-cube-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const WRITE = `
import numpy as np, h5py, hashlib, json, os, sys
os.chdir(sys.argv[1])
B = np.random.default_rng(3).normal(size=(11, 8, 14, 3)).astype("f4")
first = np.moveaxis(B, 3, 0)
np.save("c.npy", B)
np.save("fortran.npy", np.asfortranarray(B))
np.save("first.npy", np.ascontiguousarray(first))
np.save("first_fortran.npy", np.asfortranarray(first))
np.save("double.npy", B.astype("f8"))
np.save("big.npy", B.astype(">f4"))
np.save("big_double.npy", B.astype(">f8"))
np.save("objects.npy", np.array([None], dtype=object))
np.save("whole.npy", np.ones((4, 4, 4, 3), dtype="i8"))
B.tofile("raw.bin")
with h5py.File("one.h5", "w") as f: f["B"] = B
with h5py.File("first.h5", "w") as f: f["run/magnetic_field"] = first
with h5py.File("three.hdf5", "w") as f:
    for c, name in enumerate(["Bx", "By", "Bz"]):
        f.create_dataset("fluid/" + name, data=B[..., c].astype(">f8"), chunks=(4, 4, 4), compression="gzip")
with h5py.File("other.h5", "w") as f:
    f["velocity"] = B * 2; f["field/strange"] = B
with h5py.File("two.h5", "w") as f: f["a/B"] = B; f["b/B"] = B
with h5py.File("whole.h5", "w") as f: f["B"] = np.ones((4, 4, 4, 3), dtype="i4")
print(json.dumps(hashlib.sha256(B.tobytes()).hexdigest()))
`;
const there = hasModule("h5py") && hasModule("numpy");
const file = (name: string): string => join(folder, name);

needing(
  test,
  "h5py",
  there,
)("numpy's and h5py's files of one field have one description, that of its bytes", async () => {
  const sha = python(WRITE, folder);
  const names = ["c", "fortran", "first", "first_fortran", "double", "big", "big_double"].map((name) => `${name}.npy`);
  for (const name of [...names, "one.h5", "first.h5", "three.hdf5"])
    assert.is((await describeCube(file(name))).cube_sha256, sha, name);
  assert.is((await describeCube(file("raw.bin"), { cells: [11, 8, 14] })).cube_sha256, sha);
  assert.is((await describeCube(file("other.h5"), { dataset: "field/strange" })).cube_sha256, sha);
  const three = ["x", "y", "z"].map((c) => `/fluid/B${c}`);
  assert.is((await describeCube(file("three.hdf5"), { dataset: three })).cube_sha256, sha);
  assert.is((await describeCube(readFileSync(file("c.npy")))).cube_sha256, sha);
});

needing(
  test,
  "h5py",
  there,
)("what holds no field is refused with what it holds", async () => {
  const cases: [string, RegExp, string?][] = [
    [
      "other.h5",
      /no dataset has a usual name of a field; give field\.cube_dataset, one of: .*velocity \(11, 8, 14, 3\)/,
    ],
    ["two.h5", /several datasets may be the field; give field\.cube_dataset, one of: a\/B/],
    ["one.h5", /cube_dataset: "C" found, one of these expected: B \(11, 8, 14, 3\)/, "C"],
    ["whole.h5", /elements of type .* found, f4 or f8 expected/],
    ["whole.npy", /elements of type <i8 found/],
    ["objects.npy", /never unpickled/],
    ["c.npy", /cube_dataset is given, but this is no HDF5 file/, "B"],
  ];
  for (const [name, message, dataset] of cases) {
    const error = await describeCube(file(name), { dataset }).catch((thrown) => thrown);
    assert.is(error.name, "FieldFileError", name);
    assert.match(error.message, message);
  }
});

const SIDE_PC = 200;
const CELLS = 64;

needing(
  test,
  "numpy",
  there,
)("a cube continued below its cells has the variance and the slope that its spectrum has there", async () => {
  const cell_pc = SIDE_PC / CELLS;
  const made = file("cube.npy");
  printed("/usr/bin/python3", ["examples/cube/make_cube.py", made, "--cells", String(CELLS), "--level", "1"]);
  const description = await describeCube(made);
  const config = resolveConfig({
    field: {
      model: "cube",
      cube_file: made,
      cube_cell_pc: cell_pc,
      cube_unit_uG: 1,
      cube_continue_cells: 8,
      ...description,
    },
    particles: { rigidity_TV: [10000] },
  });
  const [group] = groups(config);
  const kernel = await loadKernel();
  const nodes = await placeCube(kernel, group.cube as NonNullable<typeof group.cube>, (await cubeOf(config)).values);
  const { index, rms_uG } = nodes.continuation as { index: number; rms_uG: number };
  // The octave above the joint holds 950 pairs of waves with 4 numbers each, so a power to 1/sqrt(2 x 950); their log k scatters by
  // 0.18, so that the index is good to 0.13. Of a spectrum from 50 pc to 0 of rms 4 the waves below 25 pc have 4 sqrt(2^(-2/3)) = 3.17,
  // found to half the errors of the power, 2 %, and of 1/(q - 1), 20 %
  assert.ok(Math.abs(index - 5 / 3) < 3 * 0.13, `index ${index}`);
  assert.ok(Math.abs(rms_uG / 3.17 - 1) < 3 * 0.1, `rms ${rms_uG}`);
  // with the waves that were cut and those that continue, all that is between 50 pc and the inner scale
  const inner = group.inner_scale_pc;
  const kept = 16 * (1 - 2 ** (-2 / 3));
  const continued = rms_uG ** 2 * (1 - (inner / 25) ** (index - 1));
  const expected = kept + continued;
  let squares = 0;
  const realisations = 20;
  for (let k = 0; k < realisations; k++) {
    const field = await openField(kernel, config, group, k, { cube: nodes });
    const points = Float64Array.from({ length: 3000 }, (_, i) => 2000 * (((i + 1) * 0.6180339887498949) % 1));
    squares += field.at(points).reduce((sum, b) => sum + b * b, 0) / 1000 / realisations;
  }
  // the waves that continue it, as `larmor field` shows them: on average of all realisations they join without a step
  const values = (await cubeOf(config)).values;
  const { spectrum } = await measureCube(config, group.cube as CubeGrid, values, { pairs: 16 });
  const seen = [];
  for (let k = 0; k < 8; k++) {
    const found = (await measureContinuation(config, group, k, values, spectrum.shells)) as Continuation;
    assert.is(found.index, index);
    assert.ok(found.shells[0].low >= (2 * Math.PI) / 25 - 1e-9 && found.shells.length > 5);
    seen.push(found.step as Measured);
  }
  // the scatter of the waves that are drawn falls with the realisations, that of the cube's octave (950 waves, 2 %) does not; 4 errors
  const step = seen.reduce((sum, { value }) => sum + value / seen.length, 0);
  const error = Math.hypot((seen[0].error as number) / Math.sqrt(seen.length), 1 / Math.sqrt(2 * 950));
  assert.ok(Math.abs(step - 1) < 4 * error && error < 0.1, `${step} +- ${error}`);
  // 20 x 1000 points, of which some hundred coherence volumes of the levels and of the one cube are independent
  assert.ok(Math.abs(squares / expected - 1) < 0.1, `${squares}, ${expected} expected`);
});

test.run();
