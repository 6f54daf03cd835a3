import { suite } from "uvu";
import * as assert from "uvu/assert";
import { resolution } from "../../../src/turbulence/resolution.js";

const test = suite("what a field resolves of an orbit");

const inCube = (cells: number, side_pc = 1e4) =>
  resolution({ rigidity_TV: 1, gyroradius_pc: cells / 10 }, { shortest_pc: 0.2, cell_pc: 0.1, side_pc });

test("a gyroradius below two cells is not resolved, and one of more only as far as waves have eight cells", () => {
  assert.is(inCube(1.9).verdict, "not resolved");
  assert.match(inCube(1.9).reason, /2 cells/);
  const marginal = inCube(2);
  assert.is(marginal.verdict, "marginal");
  // 8 cells over 2 pi 2 cells
  assert.ok(Math.abs(marginal.least_mu - 8 / (4 * Math.PI)) < 1e-12);
  assert.is(inCube(2.6).verdict, "resolved");
  assert.ok(Math.abs((inCube(2.6).wave_cells as number) - 2 * Math.PI * 2.6) < 1e-9);
});

test("an orbit of more than half a side meets the same field again", () => {
  assert.is(inCube(100, 30).verdict, "resolved");
  assert.is(inCube(160, 30).verdict, "marginal");
  assert.match(inCube(160, 30).reason, /again/);
});

test("without cells it is the shortest wave that counts", () => {
  const waves = (gyroradius_pc: number) => resolution({ rigidity_TV: 1, gyroradius_pc }, { shortest_pc: 1 });
  assert.equal(
    [0.1, 0.2, 1].map((r) => waves(r).verdict),
    ["not resolved", "marginal", "resolved"],
  );
  assert.equal([waves(1).gyroradius_cells, waves(1).wave_cells], [null, null]);
});

test.run();
