// Calibration: truths are drawn from the priors of `infer`, and seen through tensors that are not in the ensemble. 200 trials, a
// run's own tensors, and mutants of the errors and of the scatter are in infer.long.ts.
import { suite } from "uvu";
import * as assert from "uvu/assert";
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

test.run();
