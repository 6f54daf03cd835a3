// Calibration: truths are drawn from the priors of `infer`, and seen through tensors that are not in the ensemble. 200 trials, a
// run's own tensors, and mutants of the errors and of the scatter are in infer.long.ts.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Datum } from "../../../src/inference/data.js";
import { isotropicDiffusion } from "../../../src/inference/ensemble.js";
import { uncertainGradient } from "../../../src/inference/gradients.js";
import { infer } from "../../../src/inference/infer.js";
import type { Vector } from "../../../src/sky/directions.js";
import { KOLMOGOROV, spreadOfRanks, synthetic, trials, unevenness, widest } from "./trials.js";

const test = suite("inference");
const COUNT = 30;
const WIDEST = widest(COUNT);

test("ranks of the truth are uniform with B0 known, and the data tell of the gradient along it", () => {
  const found = trials(synthetic(60), COUNT, { b0: true });
  for (const name of ["along", "gradient", "angle"] as const) {
    const ranks = found.map((trial) => trial.ranks[name]);
    assert.ok(unevenness(ranks) < KOLMOGOROV, `${name}: ${unevenness(ranks)}`);
    assert.ok(spreadOfRanks(ranks) < WIDEST, `${name}: ${spreadOfRanks(ranks)}`);
  }
  const nats = found.reduce((sum, trial) => sum + trial.nats.along / COUNT, 0);
  // 1000 samples in 20 bins gain 20/2000 by chance
  assert.ok(nats > 1, `${nats} nats`);
});

test("mutants are seen: the sign of R, its transpose", () => {
  for (const wrong of [{ sign: -1 }, { transposed: true }] as Parameters<typeof trials>[3][]) {
    const ranks = trials(synthetic(60), COUNT, { b0: true }, wrong).map((t) => t.ranks.along);
    assert.ok(spreadOfRanks(ranks) > WIDEST, `${JSON.stringify(wrong)} ${spreadOfRanks(ranks)}`);
  }
});

test("bands of amplitude and phase: of a dipole proportional to the gradient they are the errors of the data and the motion stays", () => {
  // one tensor 3 D 1 at each of two rigidities, D as 1 to 2: at the lower one d = 3 D g + motion has only the error of N data there
  const [size, count, sigma] = [0.03, 4, 3e-4];
  const rigidity_TV = [100, 1000];
  const ensemble = {
    ...isotropicDiffusion(rigidity_TV, [10, 20]),
    turbulence_level: 1,
    path_pc: [1, 1],
    directions: [1, 1],
  };
  const motion = [1e-3, -2e-3, 0];
  const truth = [size * 0.1, -size * 0.07];
  const data = Array.from({ length: count }, (): Datum => {
    const [x, y] = [truth[0] + motion[0], truth[1] + motion[1]];
    return { energy_TeV: 100, name: "", x, y, covariance: [sigma ** 2, 0, sigma ** 2], factor: 1 };
  });
  const { predicted } = infer({
    ...{ ensembles: [ensemble], data, motion, direction: null, axis_icrs_deg: null, local: false },
    ...{ seen: { helium: 0, resolution: null }, gradient: uncertainGradient(0.14, null), toFrame: (v: Vector) => v },
  });
  const error = sigma / Math.sqrt(count);
  for (const [band, scale] of [
    [predicted[0], 1],
    [predicted[predicted.length - 1], 2],
  ] as const) {
    const [x, y] = [scale * truth[0] + motion[0], scale * truth[1] + motion[1]];
    const amplitude = Math.hypot(x, y);
    const { median, q16, q84 } = band.amplitude;
    const { mean, low, high } = band.phase_deg;
    const radians = Math.PI / 180;
    // 1333 samples know a quantile to 0.04 of the error, half the width to 0.03, a centre to 0.03; twice as much for the swarm's own
    const near = (found: number, expected: number, what: string) =>
      assert.ok(
        Math.abs(found / (scale * error) - expected) < 4 * 0.06,
        `${what} ${scale}: ${found / (scale * error)}, ${expected}`,
      );
    near((q84 - q16) / 2, 1, "width of the amplitude");
    near(median - amplitude, 0, "amplitude");
    near((amplitude * (high - low) * radians) / 2, 1, "width of the phase");
    near(amplitude * ((mean - 360) * radians - Math.atan2(y, x)), 0, "phase"); // 314 degrees
  }
});

test.run();
