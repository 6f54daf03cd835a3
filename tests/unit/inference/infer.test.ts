// Calibration: truths are drawn from the priors of `infer`, the realisation that they are seen through is left out of the ensemble.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { uniform } from "../../../src/statistics/random.js";
import { spreadOfRanks, syntheticEnsemble, trials, unevenness } from "./trials.js";

const test = suite("inference");
const COUNT = 30;
const ensemble = syntheticEnsemble(60, uniform(3));
/** Mean and standard deviation of spreadOfRanks for uniform ranks: 1, sqrt(4/5 / n); four of them. */
const WIDEST = 1 + 4 * Math.sqrt(0.8 / COUNT);
const KOLMOGOROV = 1.95;

test("ranks of the truth are uniform with B0 known, and the data tell of the gradient along it", () => {
  const found = trials(ensemble, COUNT, { b0: true });
  for (const name of ["along", "gradient", "angle"] as const) {
    const ranks = found.map((trial) => trial.ranks[name]);
    assert.ok(unevenness(ranks) < KOLMOGOROV, `${name}: ${unevenness(ranks)}`);
    assert.ok(spreadOfRanks(ranks) < WIDEST, `${name}: ${spreadOfRanks(ranks)}`);
  }
  const nats = found.reduce((sum, trial) => sum + trial.nats.along / COUNT, 0);
  // 4000 samples in 20 bins gain 20/8000 by chance
  assert.ok(nats > 0.5, `${nats} nats`);
});

test("mutants are seen: the sign of R, its transpose, errors halved", () => {
  const along = (wrong: Parameters<typeof trials>[3]) =>
    trials(ensemble, COUNT, { b0: true }, wrong).map((t) => t.ranks.along);
  const sign = along({ sign: -1 });
  assert.ok(unevenness(sign) > KOLMOGOROV && spreadOfRanks(sign) > WIDEST, `sign ${unevenness(sign)}`);
  const transposed = along({ transposed: true });
  assert.ok(spreadOfRanks(transposed) > WIDEST, `transposed ${spreadOfRanks(transposed)}`);
  const halved = trials(ensemble, COUNT, { b0: true }, { errors: 0.5 }).map((t) => t.ranks.angle);
  const right = trials(ensemble, COUNT, { b0: true }).map((t) => t.ranks.angle);
  assert.ok(spreadOfRanks(halved) > spreadOfRanks(right), `halved ${spreadOfRanks(halved)}`);
});

test.run();
