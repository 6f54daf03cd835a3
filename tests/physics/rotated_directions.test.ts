// particles.rotate_directions: the rotations are uniform, and the scatter between rotated grids is the noise.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { loadKernel, pixelCentres } from "../../src/flight/kernel.js";
import { flown, pixelsOf } from "../../src/flight/realisation.js";
import type { RealisationRecord } from "../../src/flight/record.js";
import { dot, groupOf, meanAndError } from "./modes_of_field.js";

const test = suite("rotated directions");

function expectMean(values: number[], expected: number, variance: number, what: string): void {
  const [mean] = meanAndError(values);
  const bound = 4 * Math.sqrt(variance / values.length);
  assert.ok(Math.abs(mean - expected) < bound, `${what}: mean ${mean}, expected ${expected} +- ${bound}`);
}

test("rotations are uniform, and independent from realisation to realisation", async () => {
  const kernel = await loadKernel();
  const rotations: number[][] = []; // columns, nine numbers each
  for (let realisation = 0; realisation < 600; realisation++) {
    const sky = await pixelCentres(kernel, 1, { seed: 3, realisation });
    // pixels 4 and 5 of nside 1 are x and y
    const [x, y] = [Array.from(sky.subarray(12, 15)), Array.from(sky.subarray(15, 18))];
    const z = [x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]];
    assert.ok(Math.abs(dot(x, y)) < 1e-15 && Math.abs(dot(x, x) - 1) < 1e-15 && Math.abs(dot(y, y) - 1) < 1e-15);
    // (0.527, 0.527, 2/3) is pixel 0: what z is turned to, and no reflection
    const tip = sky.subarray(0, 3).map((n, i) => (n - Math.sqrt(5 / 18) * (x[i] + y[i])) * 1.5);
    assert.ok(
      tip.every((n, i) => Math.abs(n - z[i]) < 1e-14),
      "determinant 1",
    );
    rotations.push([...x, ...y, ...z]);
  }
  // An element is a component of a unit vector: mean 0, square 1/3, fourth power 1/5, with variances 1/3, 4/45 and 1/9 - 1/25; the
  // trace 1 + 2 cos(angle) has mean 0, variance 1, <tr^4> = 3.
  for (let i = 0; i < 9; i++) {
    const power = (n: number) => rotations.map((r) => r[i] ** n);
    expectMean(power(1), 0, 1 / 3, `element ${i}`);
    expectMean(power(2), 1 / 3, 4 / 45, `square of element ${i}`);
    expectMean(power(4), 1 / 5, 1 / 9 - 1 / 25, `fourth power of element ${i}`);
  }
  const traces = rotations.map((r) => r[0] + r[4] + r[8]);
  expectMean(traces, 0, 1, "trace");
  expectMean(
    traces.map((trace) => trace ** 2),
    1,
    2,
    "square of the trace",
  );
  // tr(R1^T R2) of independent rotations is again such a trace
  const next = rotations.slice(1).map((r, k) => r.reduce((total, v, i) => total + v * rotations[k][i], 0));
  expectMean(next, 0, 1, "neighbouring realisations");
});

test("the scatter between rotated grids of one field is the noise that their half-sets tell, where these are apart", async () => {
  // many scattering lengths, so that neighbouring directions have parted: at short T the half-sets tell too much
  const { group, open } = groupOf({
    field: { turbulence_level: [1] },
    particles: { rigidity_TV: [1e4], nside: 2 },
    transport: { path_pc: 250, outputs: 1 },
  });
  const kernel = await loadKernel();
  const [fields, grids] = [24, 3];
  const [scatter, halves]: number[][] = [[], []];
  for (let index = 0; index < fields; index++) {
    const field = await open(index);
    const records: RealisationRecord[] = [];
    for (let grid = 0; grid < grids; grid++) {
      const pixels = await pixelsOf(kernel, group.nside, { seed: 1, realisation: index * grids + grid });
      records.push(await flown(field, group, index, pixels));
    }
    const responses = records.map(({ response_pc: [R] }) => R.flat());
    const mean = responses[0].map((_, k) => responses.reduce((total, R) => total + R[k] / grids, 0));
    const squares = responses.flatMap((R) => R.map((x, k) => (x - mean[k]) ** 2));
    scatter.push(squares.reduce((a, b) => a + b) / (grids - 1));
    const differences = records.flatMap(({ response_halves_pc: [[a, b]] }) =>
      a.flat().map((x, k) => (x - b.flat()[k]) ** 2 / 4),
    );
    halves.push(differences.reduce((a, b) => a + b) / grids);
  }
  const [[a, aError], [b, bError]] = [meanAndError(scatter), meanAndError(halves)];
  const error = (a / b) * Math.hypot(aError / a, bError / b);
  assert.ok(error < 0.2, `error ${error}`);
  assert.ok(Math.abs(a / b - 1) < 2 * error, `ratio of the variances ${a / b} +- ${error}`);
  console.log(`\n  variance between grids / of half-sets ${(a / b).toFixed(2)} +- ${error.toFixed(2)}`);
});

test.run();
