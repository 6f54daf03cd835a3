// What a config makes of the description of a cube: its frame, its strength, its groups, its identity.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  type CubeDescription,
  canonicalJSON,
  configIdentity,
  groups,
  resolveConfig,
  storedConfig,
  warnings,
} from "../../../src/config/config.js";
import { ConfigError } from "../../../src/config/errors.js";
import { measured } from "../../../src/cube/measure.js";
import { generator } from "../synthetic_records.js";

const test = suite("config: cube");

const found: CubeDescription = {
  cube_sha256: "0123456789abcdef".repeat(4),
  cube_cells: [32, 64, 128],
  cube_mean: [0, 3, 4],
  cube_mean_error: 0.1,
  cube_rms: 10,
};
const cube = { model: "cube" as const, cube_file: "a.npy", cube_cell_pc: 2, ...found };
const particles = { rigidity_TV: [20000] };
const groupFor = (field: object) => groups(resolveConfig({ field: { ...cube, ...field }, particles }))[0];

function refused(field: object): ConfigError {
  try {
    groups(resolveConfig({ field: { ...cube, ...field } }));
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("not refused");
}

test("its mean is the regular field along the first axis, its rms that of the config, its level what is left", () => {
  const group = groupFor({});
  assert.is(group.turbulence_level, 0.75);
  assert.is(group.regular_uG, 2);
  assert.ok(Math.abs(group.turbulent_uG - 4 * Math.sqrt(0.75)) < 1e-12);
  assert.equal(group.cube?.mean_uG, [2, 0, 0]);
  assert.is(group.cube?.scale_uG, 0.4);
});

test("its own unit makes total_rms_uG that of the cube, and is refused beside another", () => {
  const config = resolveConfig({ field: { ...cube, cube_unit_uG: 0.3 } });
  assert.is(config.field.total_rms_uG, 3);
  assert.equal(resolveConfig(config), config);
  const error = refused({ cube_unit_uG: 0.3, total_rms_uG: 4 });
  assert.is(error.key, "field.total_rms_uG");
  assert.match(error.message, /no such key beside field\.cube_unit_uG = 0\.3/);
});

test("a mean opposite to the first axis is turned about the third, one along it not at all", () => {
  assert.equal(groupFor({ cube_mean: [-5, 0, 0] }).cube?.turn, [-1, 0, 0, 0, -1, 0, 0, 0, 1]);
  assert.equal(groupFor({ cube_mean: [5, 0, 0] }).cube?.turn, [1, 0, 0, 0, 1, 0, 0, 0, 1]);
});

test("any mean is turned to the first axis by a rotation", () => {
  for (const mean of [
    [1, 2, -0.5],
    [-1, 1e-12, 1e-13],
    [-9, 0, 1e-150],
    [1e-9, 0, 1e-9],
    [0, -9, 0],
  ]) {
    const R = groupFor({ cube_mean: mean, cube_mean_error: 0 }).cube?.turn as number[];
    const length = Math.hypot(...mean);
    for (let i = 0; i < 3; i++) {
      const image = (R[3 * i] * mean[0] + R[3 * i + 1] * mean[1] + R[3 * i + 2] * mean[2]) / length;
      assert.ok(Math.abs(image - (i === 0 ? 1 : 0)) < 1e-14, `${mean}: ${image}`);
      for (let j = 0; j < 3; j++) {
        const product = [0, 1, 2].reduce((sum, k) => sum + R[3 * i + k] * R[3 * j + k], 0);
        assert.ok(Math.abs(product - (i === j ? 1 : 0)) < 1e-14, `${mean}: rows ${i}, ${j}`);
      }
    }
  }
});

test("a mean of less than two of its errors is turbulence, and turns nothing", () => {
  for (const [error, level] of [
    [2.6, 1],
    [2.4, 0.75],
  ]) {
    const group = groupFor({ cube_mean_error: error });
    assert.is(group.turbulence_level, level);
    assert.equal(group.cube?.turn[0] === 1, level === 1);
    assert.is(group.regular_uG, level === 1 ? 0 : 2);
  }
});

test("of means that independent octants leave by chance, one in fifty is taken for a regular field", () => {
  const random = generator(2);
  const count = 10_000;
  const cells: [number, number, number] = [2, 2, 2];
  let regular = 0;
  for (let n = 0; n < count; n++) {
    // an octant each
    const values = Float32Array.from({ length: 24 }, () => random.normal());
    if (groupFor({ cube_cells: cells, ...measured("", { values, cells }) }).regular_uG > 0) regular += 1;
  }
  // F(3, 21) is above 2^2 with 0.0213; a known error would leave 0.0074. Four binomial errors
  const part = 0.0213;
  const bound = 4 * Math.sqrt((part * (1 - part)) / count);
  assert.ok(Math.abs(regular / count - part) < bound, `${regular / count}, ${part} +- ${bound / 4}`);
});

test("its longest side is the outer scale where none is given, its tables stand under level 0", () => {
  const config = resolveConfig({ field: cube, particles });
  assert.is(config.field.outer_scale_pc, 256);
  assert.equal(Object.keys(config.particles.nside), ["0"]);
  assert.equal(Object.keys(config.transport.path_pc), ["0"]);
  assert.is(resolveConfig({ field: { ...cube, outer_scale_pc: 50 } }).field.outer_scale_pc, 50);
  // the default path of a turbulent field of that level and scale
  const same = resolveConfig({ field: { turbulence_level: [0.75], outer_scale_pc: 256 }, particles });
  assert.is(config.transport.path_pc["0"]["20000"], same.transport.path_pc["0.75"]["20000"]);
});

test("where its file lies is no part of the run", () => {
  const [here, there] = ["a.npy", "/else/where.h5"].map((cube_file) =>
    resolveConfig({ field: { ...cube, cube_file, cube_dataset: "B" } }),
  );
  assert.is(configIdentity(here), configIdentity(there));
  assert.not.match(canonicalJSON(storedConfig(here)), /a\.npy|dataset/);
  const stored = resolveConfig(JSON.parse(canonicalJSON(storedConfig(here))));
  assert.is(configIdentity(stored), configIdentity(here));
  assert.not.equal(
    configIdentity(resolveConfig({ field: { ...cube, cube_sha256: "f".repeat(64) } })),
    configIdentity(here),
  );
});

test("before its file was read it resolves, and what needs more says so", () => {
  const config = resolveConfig({ field: { model: "cube", cube_file: "a.npy", cube_cell_pc: 1 } });
  assert.is(config.field.cube_file, "a.npy");
  assert.throws(
    () => groups(config),
    (error: Error) => /cube_sha256: found nothing, expected what describeCube finds/.test(error.message),
  );
});

test("what is missing, or cannot go together, is refused by its key", () => {
  const cases: [object, string, RegExp][] = [
    [{ cube_file: undefined, cube_sha256: undefined }, "field.model", /cube_file beside it/],
    [{ cube_cell_pc: undefined }, "field.cube_cell_pc", /side of a cell/],
    [{ cube_rms: undefined }, "field.cube_rms", /a value beside field\.cube_sha256/],
    [{ cube_mean: [0, 30, 40] }, "field.cube_mean", /no longer than field\.cube_rms, 10/],
    [{ turbulence_level: [0.5] }, "field.turbulence_level", /no such key beside/],
    [{ regular_direction_deg: [10, 0] }, "field.regular_direction_deg", /turned to longitude 0/],
    [{ cube_cells: [2000, 2000, 2000] }, "field.cube_cells", /16 bytes each/],
    [
      { cube_continue_cells: 2, cube_cell_pc: 1e-3, outer_scale_pc: 100 },
      "field.cube_continue_cells",
      /above the inner scale/,
    ],
  ];
  for (const [field, key, message] of cases) {
    const error = refused(field);
    assert.is(error.key, key, error.message);
    assert.match(error.message, message);
  }
});

test("what its cells do not resolve is a warning with numbers", () => {
  const of1PV = warnings(resolveConfig({ field: cube })).map(({ message }) => message);
  assert.ok(of1PV.some((message) => /a gyroradius, 0\.27 pc, has 0\.14 cells/.test(message)));
  assert.ok(
    of1PV.some((message) => /resonates at pitch angle 0, 1\.7 pc, has 0\.85 cells.*fly 9400 TV or more/.test(message)),
  );
  const coarse = /cells of the cube/;
  const continued = warnings(resolveConfig({ field: { ...cube, cube_continue_cells: 8 } }));
  assert.not.ok(continued.some(({ message }) => coarse.test(message)));
  assert.not.ok(
    warnings(resolveConfig({ field: cube, particles: { rigidity_TV: [40000] } })).some(({ message }) =>
      coarse.test(message),
    ),
  );
  const crowd = warnings(resolveConfig({ field: cube, ensemble: { realisations: 1000 } }));
  assert.ok(crowd.some(({ key, message }) => key === "ensemble.realisations" && /room for about 16 /.test(message)));
});

test("continued below its cells, it has nested grids from the joint to the inner scale", () => {
  const { levels, cube: grid } = groupFor({ cube_continue_cells: 8, inner_scale_gyroradii: 0.1 });
  assert.is(grid?.joint_pc, 16);
  assert.is(levels[0].longest_pc, 16);
  assert.ok(Math.abs((levels.at(-1)?.cut_pc ?? 0) - 0.541) < 1e-3);
  assert.equal(groupFor({}).levels, []);
});

test.run();
