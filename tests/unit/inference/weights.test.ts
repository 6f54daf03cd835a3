import { suite } from "uvu";
import * as assert from "uvu/assert";
import { partBeyond, weightsAt } from "../../../src/inference/weights.js";

const test = suite("rigidities that stand for an energy");
const R = [10, 100, 1000];
const protons = { helium: 0, resolution: null };

test("linear in log R between the rigidities, constant beyond, sum 1", () => {
  assert.equal([...weightsAt(100, R, protons)], [0, 1, 0]);
  const [a, b, c] = weightsAt(Math.sqrt(1000 * 100), R, protons);
  assert.ok(a === 0 && Math.abs(b - 0.5) < 1e-12 && Math.abs(c - 0.5) < 1e-12);
  assert.equal([...weightsAt(1e5, R, protons)], [0, 0, 1]);
});

test("helium has half the rigidity", () => {
  const all = weightsAt(200, R, { helium: 1, resolution: null });
  assert.ok(Math.abs(all[1] - 1) < 1e-12, `${all}`);
});

test("a falling flux moves energies down: with width and index, by (gamma - 1) ln 10 width^2 in log10", () => {
  const width = 0.1;
  const w = weightsAt(300, R, { helium: 0, resolution: { width, gamma: 2.7 } });
  const mean = w.reduce((sum, x, j) => sum + x * Math.log10(R[j]), 0);
  assert.ok(Math.abs(w.reduce((a, b) => a + b, 0) - 1) < 1e-9);
  assert.ok(Math.abs(mean - (Math.log10(300) - 1.7 * Math.LN10 * width ** 2)) < 1e-3, `${mean}`);
});

test("what lies beyond the rigidities: none of protons within, all of helium at the lowest, the tails of a resolution on both sides", () => {
  for (const energy of [10, 11, 300, 1000]) assert.is(partBeyond(energy, R, protons), 0, String(energy));
  assert.is(partBeyond(10, R, { helium: 1, resolution: null }), 1);
  assert.is(partBeyond(19, R, { helium: 0.25, resolution: null }), 0.25);
  assert.is(partBeyond(20, R, { helium: 1, resolution: null }), 0);
  assert.is(partBeyond(2000, R, { helium: 1, resolution: null }), 0);
  assert.ok(partBeyond(100, R, { helium: 0, resolution: { width: 0.1, gamma: 1 } }) < 1e-9);
  // gamma = 1 leaves the Gaussian where it is
  const half = partBeyond(1000, R, { helium: 0, resolution: { width: 0.1, gamma: 1 } });
  assert.ok(half > 0.45 && half < 0.5, String(half));
  // five dex wide: 84 % from 10 to 1000 are beyond either end
  const wide = partBeyond(100, R, { helium: 0, resolution: { width: 5, gamma: 1 } });
  assert.ok(Math.abs(wide - 0.84) < 0.03, String(wide));
});

test.run();
