import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type ConfigInput, groups, resolveConfig } from "../../../src/config/config.js";
import { resolution } from "../../../src/turbulence/resolution.js";
import { gyroradius_pc } from "../../../src/units.js";

const test = suite("what a field resolves of an orbit");

/** Rigidity of a gyroradius in a field of 4 uG. */
const rigidity = (radius_pc: number) => radius_pc / gyroradius_pc(1, 4);
const found = (field: ConfigInput["field"], radius_pc: number) => {
  const config = resolveConfig({ field, particles: { rigidity_TV: [rigidity(radius_pc)] } });
  return resolution(groups(config)[0], config.field);
};
/** In a cube of 64 cells of 0.1 pc. */
const inCube = (cells: number, more: ConfigInput["field"] = {}) =>
  found(
    {
      ...{ model: "cube", cube_cell_pc: 0.1, cube_cells: [64, 64, 64], cube_mean: [1, 0, 0], cube_mean_error: 0.01 },
      ...{ cube_rms: 2, cube_sha256: "0".repeat(64), ...more },
    },
    cells / 10,
  );

test("a gyroradius below two cells is not resolved, and one of more only as far as waves have eight cells", () => {
  assert.is(inCube(1.9).verdict, "not resolved");
  assert.match(inCube(1.9).reason, /2 cells/);
  const marginal = inCube(2.001);
  assert.is(marginal.verdict, "marginal");
  // 8 cells over 2 pi 2 cells
  assert.ok(Math.abs((marginal.least_mu as number) - 8 / (4.002 * Math.PI)) < 1e-9);
  assert.is(inCube(2.6).verdict, "resolved");
  assert.ok(Math.abs((inCube(2.6).wave_cells as number) - 2 * Math.PI * 2.6) < 1e-9);
});

test("an orbit of more than half a side meets the same field again", () => {
  assert.is(inCube(31).verdict, "resolved");
  assert.is(inCube(33).verdict, "marginal");
  assert.match(inCube(33).reason, /again/);
});

test("where waves continue a cube below its cells, those count", () => {
  const continued = inCube(0.5, { cube_continue_cells: 12 });
  assert.is(continued.verdict, "resolved");
  assert.ok((continued.least_mu as number) < 0.5 / (2 * Math.PI) + 1e-9, "the inner scale, half a gyroradius or less");
  assert.ok(Math.abs((continued.gyroradius_cells as number) - 0.5) < 1e-9);
});

test("without cells it is the inner scale that counts", () => {
  const waves = (gyroradii: number) =>
    found({ model: "plane-waves", turbulence_level: [0.1], inner_scale_gyroradii: gyroradii }, 0.1);
  assert.equal(
    [7, 5, 1].map((r) => waves(r).verdict),
    ["not resolved", "marginal", "resolved"],
  );
  assert.equal([waves(1).gyroradius_cells, waves(1).wave_cells], [null, null]);
});

test("waves across the mean field do not resonate, and those of Goldreich and Sridhar do where they are fine enough", () => {
  const waves = (anisotropy: "2d" | "slab" | "goldreich-sridhar", inner_scale_gyroradii?: number) =>
    found({ model: "plane-waves", turbulence_level: [0.1], anisotropy, inner_scale_gyroradii }, 0.1);
  assert.equal([waves("2d").verdict, waves("2d").least_mu], ["not resolved", null]);
  assert.is(waves("slab").verdict, "resolved");
  assert.is(waves("goldreich-sridhar", 0.1).verdict, "resolved");
  assert.is(waves("goldreich-sridhar", 1).verdict, "not resolved");
});

test.run();
