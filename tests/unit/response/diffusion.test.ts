// Estimators of the running diffusion tensor on cases with exact answers.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { diffusionFlow, diffusionMSD, diffusionTGK } from "../../../src/response/diffusion.js";
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

test.run();
