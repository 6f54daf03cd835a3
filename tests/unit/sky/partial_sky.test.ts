import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  bandCoupling,
  couplingMatrix,
  gaussLegendre,
  inBand,
  inverse,
  turnedBy,
  turnedHarmonics,
} from "../../../src/sky/partial_sky.js";
import { harmonicCount, realHarmonics, realIndex } from "../../../src/sky/real_harmonics.js";
import { generator } from "../synthetic_records.js";

const test = suite("partial sky");
const near = (x: number, y: number, error = 1e-12) => assert.ok(Math.abs(x - y) <= error, `${x}, ${y} expected`);
const random = generator(1);
const LMAX = 5;
const some = () => Float64Array.from({ length: harmonicCount(LMAX) }, () => random.normal());

test("n nodes integrate z^(2 n - 1) and z^(2 n - 2) exactly over any range", () => {
  for (const n of [1, 2, 5, 17]) {
    for (const power of [2 * n - 2, 2 * n - 1]) {
      const sum = gaussLegendre(n, -0.4, 0.9).reduce((s, { node, weight }) => s + weight * node ** power, 0);
      near(sum, (0.9 ** (power + 1) - (-0.4) ** (power + 1)) / (power + 1));
    }
  }
});

test("the whole sky couples nothing; two bands that make it up add to the whole", () => {
  const whole = couplingMatrix(bandCoupling(LMAX, [-90, 90]));
  whole.forEach((row, l) => {
    row.forEach((value, k) => {
      near(value, l === k ? 1 : 0);
    });
  });
  const a = some();
  const [south, north] = [
    [-90, -25],
    [-25, 90],
  ].map((band) => inBand(a, bandCoupling(LMAX, band as [number, number])));
  a.forEach((value, i) => {
    near(south[i] + north[i], value);
  });
});

test("the harmonics of a band are the integral over it", () => {
  const a = some();
  const seen = inBand(a, bandCoupling(LMAX, [-20, 60]));
  // midpoint rule in z and longitude; its error is of the second order in the step
  const steps = 400;
  const [low, high] = [Math.sin(-Math.PI / 9), Math.sin(Math.PI / 3)];
  const sums = new Float64Array(a.length);
  for (let i = 0; i < steps; i++) {
    const z = low + ((high - low) * (i + 0.5)) / steps;
    for (let k = 0; k < 24; k++) {
      const s = Math.sqrt(1 - z * z);
      const Y = realHarmonics(LMAX, [s * Math.cos((Math.PI * k) / 12), s * Math.sin((Math.PI * k) / 12), z]);
      const f = a.reduce((sum, value, lm) => sum + value * Y[lm], 0);
      Y.forEach((value, lm) => {
        sums[lm] += (f * value * 2 * Math.PI * (high - low)) / (24 * steps);
      });
    }
  }
  seen.forEach((value, lm) => {
    near(value, sums[lm], 1e-3);
  });
});

test("a turned map has the values of the map where it was turned from, and the power of each l", () => {
  const a = some();
  // a third of a turn about (1, 1, 1), and a reflection
  const turn = ([x, y, z]: readonly number[]): [number, number, number] => [-y, -z, -x];
  const b = turnedBy(turnedHarmonics(LMAX, turn), a);
  const n: [number, number, number] = [0.48, -0.6, 0.64];
  const value = (c: Float64Array, place: [number, number, number]) =>
    realHarmonics(LMAX, place).reduce((sum, Y, lm) => sum + Y * c[lm], 0);
  near(value(b, n), value(a, turn(n)));
  for (let l = 0; l <= LMAX; l++) {
    const power = (c: Float64Array) =>
      c.subarray(realIndex(l, -l), realIndex(l, l) + 1).reduce((sum, x) => sum + x * x, 0);
    near(power(b), power(a), 1e-11);
  }
});

test("a matrix times its inverse is one; a singular one has none", () => {
  const M = couplingMatrix(bandCoupling(LMAX, [-20, 60]));
  const back = inverse(M) as number[][];
  M.forEach((row, i) => {
    M.forEach((_, j) => {
      near(
        row.reduce((sum, value, k) => sum + value * back[k][j], 0),
        i === j ? 1 : 0,
      );
    });
  });
  assert.is(
    inverse([
      [1, 2],
      [2, 4],
    ]),
    null,
  );
});

test.run();
