import { suite } from "uvu";
import * as assert from "uvu/assert";
import { loadKernel, pixelCentres } from "../../../src/flight/kernel.js";
import { legendreP } from "../../../src/sky/harmonics.js";
import { harmonicCount, realHarmonics, realIndex } from "../../../src/sky/real_harmonics.js";

const test = suite("sky: real harmonics");

/** Doubles, and sums of up to (lmax + 1)^2 of them. */
const ROUNDING = 1e-13;
const near = (found: number, expected: number, what: string, bound = ROUNDING) =>
  assert.ok(Math.abs(found - expected) <= bound, `${what}: ${found}, ${expected} expected`);

test("l = 1 is sqrt(3/(4 pi)) (y, z, x), l = 2 as in every table, also at a pole", () => {
  for (const [x, y, z] of [
    [0.36, 0.48, 0.8],
    [-0.6, 0, 0.8],
    [0, 0, 1],
    [0, 0, -1],
  ]) {
    const Y = realHarmonics(2, [x, y, z]);
    const [dipole, two] = [Math.sqrt(3 / (4 * Math.PI)), Math.sqrt(15 / (4 * Math.PI))];
    const expected = [dipole * y, dipole * z, dipole * x, two * x * y, two * y * z];
    const rest = [Math.sqrt(5 / (16 * Math.PI)) * (3 * z * z - 1), two * x * z, (two / 2) * (x * x - y * y)];
    [Math.sqrt(1 / (4 * Math.PI)), ...expected, ...rest].forEach((value, lm) => {
      near(Y[lm], value, `(${x}, ${y}, ${z}) at ${lm}`);
    });
  }
});

test("the addition theorem: sum_m Y_lm(a) Y_lm(b) = (2 l + 1)/(4 pi) P_l(a.b), up to l = 64", () => {
  const [a, b] = [
    [0.36, 0.48, -0.8],
    [2 / 3, -1 / 3, 2 / 3],
  ];
  const cosine = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const [Ya, Yb] = [realHarmonics(64, a), realHarmonics(64, b)];
  assert.is(Ya.length, harmonicCount(64));
  for (let l = 0; l <= 64; l++) {
    let sum = 0;
    for (let m = -l; m <= l; m++) sum += Ya[realIndex(l, m)] * Yb[realIndex(l, m)];
    near(sum, ((2 * l + 1) / (4 * Math.PI)) * legendreP(l, cosine), `l = ${l}`, 1e-12);
  }
});

test("they are orthonormal on the centres of nside 16 up to l = 4, within the quadrature's error", async () => {
  const sky = await pixelCentres(await loadKernel(), 16);
  const gram = new Float64Array(25 * 25);
  for (let k = 0; k < sky.length; k += 3) {
    const Y = realHarmonics(4, sky.subarray(k, k + 3));
    for (let a = 0; a < 25; a++)
      for (let b = 0; b < 25; b++) gram[25 * a + b] += (Y[a] * Y[b] * 4 * Math.PI * 3) / sky.length;
  }
  // equal weights: of order 1/(nside^2 12) a pair
  gram.forEach((value, k) => {
    near(value, k % 26 === 0 ? 1 : 0, `pair ${k}`, 2e-3);
  });
});

test.run();
