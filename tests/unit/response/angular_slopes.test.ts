import { suite } from "uvu";
import * as assert from "uvu/assert";
import { angularSlopes, fittedBreak } from "../../../src/response/angular_slopes.js";

const test = suite("power laws in l");
const powers = (C: (l: number) => number, lmax = 8) => Array.from({ length: lmax + 1 }, (_, l) => (l === 0 ? 0 : C(l)));
const near = (x: number | null, y: number, error: number) =>
  assert.ok(x !== null && Math.abs(x - y) < error, `${x}, ${y} expected`);

test("a power law has one exponent everywhere, and no break", () => {
  const found = angularSlopes(powers((l) => 3 * l ** -2.5));
  for (const p of [found.single, found.below, found.above]) near(p, 2.5, 1e-12);
  near(found.difference, 0, 1e-12);
});

test("a break is found where it is, with both exponents", () => {
  const broken = powers((l) => (l < 4.3 ? l ** -3 : 4.3 ** -1 * l ** -2));
  const { l, below, above } = fittedBreak(broken);
  // places are tried a four-hundredth of ln(7/2) apart
  near(l, 4.3, 0.02);
  near(below, 3, 0.01);
  near(above, 2, 0.02);
});

test("none where a mean is not above 0, or there are too few l", () => {
  assert.is(angularSlopes(powers((l) => (l === 3 ? -1 : 1))).single, null);
  assert.is(fittedBreak(powers((l) => l ** -3, 5)).l, null);
  const { single, below } = angularSlopes(powers((l) => l ** -2, 4));
  near(single, 2, 1e-12);
  assert.is(below, null);
});

test.run();
