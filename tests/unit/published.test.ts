// Formulas of the literature against their values.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  blasiAmato,
  coherenceLength,
  cubeRoot,
  harari2014,
  isotropicPrediction,
  paperParallel,
} from "../../src/published.js";
import { CM2_S_PER_PC_C } from "../../src/units.js";

const test = suite("formulas of the literature");
const near = (found: number, expected: number, relative: number, what = "") =>
  assert.ok(Math.abs(found - expected) <= relative * Math.abs(expected), `${what} ${found} for ${expected}`);

test("Harari et al. 2014 at 4 uG, outer scale 100 pc: D/c from 10 TV to 100 PV", () => {
  const coherence = coherenceLength(100, 0, 5 / 3);
  near(coherence, 20, 1e-14);
  const table: [number, number][] = [
    [1e1, 0.0795],
    [1e2, 0.178],
    [1e3, 0.451],
    [1e4, 2.09],
    [1e5, 58.5],
  ];
  // the table has three digits: half a unit of the last is 3e-3 of it at most
  for (const [R, D] of table) near(harari2014(R, 4, coherence, 5 / 3), D, 3e-3, `${R} TV`);
});

test("the coherence length falls as the band narrows, to half a wavelength of a single mode", () => {
  // exact limit r -> 1: l_c = L_max/2; r = 0.01 by hand: 20 (1 - 0.01^(5/3))/(1 - 0.01^(2/3))
  near(coherenceLength(100, 99.9999, 5 / 3), 50, 1e-5);
  near(coherenceLength(100, 1, 5 / 3), 20.96, 1e-3);
});

test("the paper's parallel diffusion at turbulence level 0.1, and its distance of a few hundred parsecs", () => {
  const B0 = 4 * Math.sqrt(0.9);
  const values: [number, number][] = [
    [10, 7.7],
    [100, 16.7],
    [1000, 35.9],
  ];
  // given to three digits, the first to two: 0.7 %
  for (const [R, D] of values) near(paperParallel(R, B0, 0.1, 5 / 3), D, 7e-3, `${R} TV`);
  assert.is(paperParallel(1000, 0, 1, 5 / 3), 0);
});

test("diffusion coefficient of B/C and the isotropic prediction", () => {
  // PHYSICS: 3.69e30 cm^2/s; by hand 1.33 * 4e28 * (1e6/3)^(1/3)
  near(blasiAmato(1000) * CM2_S_PER_PC_C, 3.6887e30, 1e-4);
  near(blasiAmato(1000, 8), 2 * blasiAmato(1000), 1e-15);
  near(blasiAmato(1000, 4, "0.6") * CM2_S_PER_PC_C, 2.2e28 * (1e6 / 3) ** 0.6, 1e-14);
  for (const [R, a] of [
    [10, 3.6e-3],
    [100, 7.8e-3],
    [1000, 1.7e-2],
  ])
    near(isotropicPrediction(R), a, 0.02, `${R} TV`); // two digits
  near(isotropicPrediction(1000, 0.27), (isotropicPrediction(1000) * 27) / 14, 1e-15);
});

test("a prediction names the rigidity or the size that is none", () => {
  const wrong = [0, -0, -10, Number.NaN, Infinity, -Infinity, 1e306, "10", null, [10], undefined];
  for (const R of wrong as number[]) {
    assert.throws(
      () => isotropicPrediction(R),
      /^rigidity_TV: .* found, a rigidity in TV, above 0 and up to 1e\+300, /,
    );
    for (const delta of ["1/3", "0.6"] as const) assert.throws(() => blasiAmato(R, 4, delta), /^rigidity_TV: /);
  }
  for (const size of [-0.14, Number.NaN, Infinity, "0.14", null] as number[])
    assert.throws(() => isotropicPrediction(10, size), /^per_kpc: .* found, a size in 1\/kpc, from 0 on and finite, /);
  for (const R of [5e-324, 1e-300, 1e300]) assert.ok(isotropicPrediction(R) > 0);
  assert.is(isotropicPrediction(10, 0), 0);
});

test("the cube root is exact for cubes of integers and within two units of the last place elsewhere", () => {
  for (let n = 1; n <= 1000; n++) assert.is(cubeRoot(n * n * n), n);
  for (let x = 1e-9; x < 1e15; x *= 1.37) near(cubeRoot(x), Math.cbrt(x), 2 ** -51);
  assert.throws(() => cubeRoot(0), /cubeRoot: a positive finite number/);
  assert.throws(() => cubeRoot(Number.NaN), RangeError);
});

test.run();
