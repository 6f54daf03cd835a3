// Estimators of the running diffusion tensor on cases with exact answers, and published coefficients against their values.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  blasiAmato,
  coherenceLength,
  cubeRoot,
  diffusionFlow,
  diffusionMSD,
  diffusionTGK,
  harari2014,
  isotropicPrediction,
  paperParallel,
} from "../../../src/response/diffusion.js";
import { CM2_S_PER_PC_C } from "../../../src/units.js";
import { diagonal, generator, octahedra } from "../synthetic_records.js";

const test = suite("diffusion");
const near = (found: number, expected: number, relative: number, what = "") =>
  assert.ok(Math.abs(found - expected) <= relative * Math.abs(expected), `${what} ${found} for ${expected}`);

test("the slope of a displacement that is quadratic in T is exact at every output, however these are spaced", () => {
  for (const path of [
    [1, 2, 3, 4],
    [0.5, 0.7, 2, 5, 5.5],
    [3, 8],
  ]) {
    const rr = path.map((T) => diagonal(4 * T, 4 * T + T * T, -2 * T + 3 * T * T));
    diffusionMSD(rr, path).forEach((D, p) => {
      const T = path[p];
      near(D[0][0], 2, 1e-14);
      near(D[1][1], 2 + T, 1e-14);
      near(D[2][2], -1 + 3 * T, 1e-14);
      assert.is(D[0][1], 0);
    });
  }
});

test("a run with one output has the mean slope from the origin", () => {
  assert.equal(diffusionMSD([diagonal(6, 8, 10)], [2]), [diagonal(1.5, 2, 2.5)]);
});

test("TGK is minus a third of the response, the flow minus its symmetric part", () => {
  assert.equal(diffusionTGK(diagonal(-3, 6, 0)), diagonal(1, -2, 0));
  assert.equal(
    diffusionFlow([
      [-1, 2, 0],
      [4, -3, 1],
      [0, -1, 5],
    ]),
    [
      [1, -3, 0],
      [-3, 3, 0],
      [0, 0, -5],
    ],
  );
});

test("helices in a uniform field along +x: all three estimators, and the sign of the drift", () => {
  const r_g = 0.27;
  const directions = octahedra(20, generator(3));
  const path = Array.from({ length: 40 }, (_, p) => 0.05 * (p + 1));
  // dn/ds = n x B/r_g turns (n_y, n_z) clockwise: n(-T) is turned back by T/r_g, r(-T) = -int n
  const back = (n: number[], T: number) => {
    const [s, c] = [Math.sin(T / r_g), Math.cos(T / r_g)];
    return {
      n: [n[0], n[1] * c - n[2] * s, n[1] * s + n[2] * c],
      r: [-T * n[0], -r_g * (n[1] * s - n[2] * (1 - c)), -r_g * (n[1] * (1 - c) + n[2] * s)],
    };
  };
  const averages = path.map((T) => {
    const [nr, rr, flow] = [diagonal(0, 0, 0), diagonal(0, 0, 0), diagonal(0, 0, 0)];
    for (const n of directions) {
      const then = back(n, T);
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 3; j++) {
          nr[i][j] += (3 * n[i] * then.r[j]) / directions.length;
          rr[i][j] += (then.r[i] * then.r[j]) / directions.length;
          flow[i][j] += (then.n[i] * then.r[j]) / directions.length;
        }
      }
    }
    return { nr, rr, flow };
  });
  const slopes = diffusionMSD(
    averages.map(({ rr }) => rr),
    path,
  );
  path.forEach((T, p) => {
    const tgk = diffusionTGK(averages[p].nr);
    const flow = diffusionFlow(averages[p].flow);
    const across = (r_g / 3) * Math.sin(T / r_g);
    // rounding of sums of 120 terms of order 1
    const close = (found: number, expected: number) =>
      assert.ok(Math.abs(found - expected) < 1e-14, `${found} for ${expected}`);
    close(tgk[0][0], T / 3);
    close(flow[0][0], T / 3);
    for (const D of [tgk, flow]) {
      close(D[1][1], across);
      close(D[2][2], across);
    }
    // antisymmetric part: D_yz = -D_zy = (r_g/3)(1 - cos), r_g/3 on average; R_yz is negative
    close(tgk[1][2], (r_g / 3) * (1 - Math.cos(T / r_g)));
    close(tgk[2][1], -(r_g / 3) * (1 - Math.cos(T / r_g)));
    // the slope differs by its stated error: third derivative of <y^2> at most (2/3)/r_g; h^2/6 inside, h^2/3 at the last, half of the slope
    const h = 0.05;
    const bound = (1.05 * ((h * h) / (p === path.length - 1 ? 3 : 6)) * (2 / 3)) / r_g / 2;
    assert.ok(Math.abs(slopes[p][1][1] - across) < bound, `${T}: ${slopes[p][1][1]} for ${across}, bound ${bound}`);
    near(slopes[p][0][0], T / 3, 1e-12);
  });
});

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

test("the cube root is exact for cubes of integers and within two units of the last place elsewhere", () => {
  for (let n = 1; n <= 1000; n++) assert.is(cubeRoot(n * n * n), n);
  for (let x = 1e-9; x < 1e15; x *= 1.37) near(cubeRoot(x), Math.cbrt(x), 2 ** -51);
  assert.throws(() => cubeRoot(0), /cubeRoot: a positive finite number/);
  assert.throws(() => cubeRoot(Number.NaN), RangeError);
});

test.run();
