// The normal distributions about the realisations have together the mean and the covariance of the tensors, without the noise of
// the directions and with the symmetry about the field.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Ensemble, isotropicDiffusion } from "../../../src/inference/ensemble.js";
import { type Scatter, scatterOf, silverman } from "../../../src/inference/scatter.js";
import { uniform } from "../../../src/statistics/random.js";
import { syntheticEnsemble } from "./trials.js";

const test = suite("scatter of the tensors");

/** Variance of a number of the points in the whole mixture. */
function variance({ centres, kernel, realisations: K }: Scatter, i: number): number {
  const n = Math.sqrt(kernel.length);
  const values = Array.from({ length: K }, (_, k) => centres[n * k + i]);
  const mean = values.reduce((a, b) => a + b / K, 0);
  return kernel[n * i + i] + values.reduce((sum, x) => sum + (x - mean) ** 2 / (K - 1), 0);
}

const noiseless = (ensemble: Ensemble): Ensemble => ({ ...ensemble, noise: new Float64Array(ensemble.noise.length) });

test("width 0: the realisations as they are; width 1: one normal distribution", () => {
  const ensemble = syntheticEnsemble(40, uniform(1));
  const asTheyAre = scatterOf(ensemble, 0, true);
  for (let k = 0; k < 40; k++)
    for (let i = 0; i < 27; i++)
      assert.ok(Math.abs(asTheyAre.centres[30 * k + i] - ensemble.tensors[27 * k + i]) < 1e-12);
  assert.ok(asTheyAre.kernel.every((x) => Math.abs(x) < 1e-16));
  const single = scatterOf(ensemble, 1, true);
  for (let i = 0; i < single.centres.length; i++)
    assert.ok(Math.abs(single.centres[i] - single.centres[i % 30]) < 1e-12);
});

test("mean and variance do not depend on the width of the kernel", () => {
  const ensemble = syntheticEnsemble(40, uniform(1));
  // xx at each rigidity is symmetric in itself, so that its variance is that of the sample
  for (const i of [0, 9, 18]) {
    const values = ensemble.realisation.map((k) => ensemble.tensors[27 * k + i]);
    const mean = values.reduce((a, b) => a + b / 40, 0);
    const sample = values.reduce((sum, x) => sum + (x - mean) ** 2 / 39, 0);
    for (const width of [0, 0.5, silverman(ensemble), 1])
      assert.ok(Math.abs(variance(scatterOf(ensemble, width, true), i) / sample - 1) < 1e-9, `${i} ${width}`);
  }
});

test("the kernel does not change when the realisation is turned about the field: xy as xz, yx as zx", () => {
  const { kernel } = scatterOf(syntheticEnsemble(40, uniform(1)));
  const entry = (a: number, b: number) => kernel[30 * a + b];
  for (const [a, b] of [
    [1, 2],
    [3, 6],
    [4, 8],
    [5, 7],
  ])
    assert.ok(Math.abs(entry(a, a) / entry(b, b) - 1) < 1e-9, `${a} ${b}`);
  assert.ok(Math.abs(entry(0, 1)) < 1e-12 * entry(0, 0), "xx is even, xy odd under half a turn");
});

test("without a field every direction is alike: xx as yy as zz, xy as yx as zy", () => {
  const { kernel, centres } = scatterOf({ ...syntheticEnsemble(40, uniform(1)), isotropic: true }, 1);
  const entry = (a: number) => kernel[31 * a];
  for (const a of [4, 8]) assert.ok(Math.abs(entry(a) / entry(0) - 1) < 1e-9);
  for (const a of [2, 3, 5, 6, 7]) assert.ok(Math.abs(entry(a) / entry(1) - 1) < 1e-9);
  assert.ok(Math.abs(centres[0] - centres[4]) < 1e-12 && Math.abs(centres[1]) < 1e-12, "the mean is D times 1");
});

test("the noise of the directions is taken out of the scatter", () => {
  // 3 D_par scatters by 15 % and 2 % each of two kinds: 0.0234; noise of 20 % adds 0.04
  const count = 1000;
  const noisy = syntheticEnsemble(count, uniform(1), 0.2);
  for (const [j, R] of [10, 100, 1000].entries()) {
    const size = 0.12 * (R / 1000) ** (1 / 3);
    const sum = (ensemble: Ensemble) => variance(scatterOf(ensemble), 9 * j) / size ** 2;
    // relative error of a variance from 1000: 4.5 %, of the difference of two: four of it
    assert.ok(Math.abs(sum(noisy) - 0.0233) < 4 * 0.045 * 0.0833, `${sum(noisy)} at ${R} TV`);
    assert.ok(Math.abs(sum(noiseless(noisy)) - 0.0633) < 4 * 0.045 * 0.0633, `${sum(noiseless(noisy))} with noise`);
  }
});

test("fewer realisations than numbers, and one alone", () => {
  const few = scatterOf(syntheticEnsemble(3, uniform(1)));
  assert.ok(few.modes > 0 && few.kernel.every(Number.isFinite) && few.centres.every(Number.isFinite));
  const single = syntheticEnsemble(1, uniform(1));
  assert.ok(
    scatterOf(single, 0, true).centres.every(
      (x, i) => Math.abs(x - (single.tensors[i] ?? single.regular[i - 27])) < 1e-12,
    ),
  );
  assert.is(scatterOf(isotropicDiffusion([10, 100], [30, 60])).modes, 0);
});

test.run();
