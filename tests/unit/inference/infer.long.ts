// The calibration of infer.test.ts with 200 trials: B0 unknown, known, and with the size of the gradient. It fails (27 November
// 2026): intervals are too narrow, see docs/infer.md. The bounds are those of statistics and stay until it holds.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { uniform } from "../../../src/statistics/random.js";
import { spreadOfRanks, syntheticEnsemble, trials, unevenness } from "./trials.js";

const test = suite("inference, 200 trials");
const COUNT = 200;
const ensemble = syntheticEnsemble(60, uniform(3));
const WIDEST = 1 + 4 * Math.sqrt(0.8 / COUNT);
/** half of a 68 % interval's binomial error times three */
const COVERAGE = 3 * Math.sqrt((0.68 * 0.32) / COUNT);

for (const [name, known, names] of [
  ["nothing known", {}, ["along", "gradient", "angle"]],
  ["B0 known", { b0: true }, ["along", "gradient", "angle"]],
  ["B0 and size known", { b0: true, size: true }, ["along", "angle"]],
] as [string, Parameters<typeof trials>[2], ("along" | "gradient" | "angle")[]][]) {
  test(`${name}: ranks are uniform, intervals cover, something is learnt`, () => {
    const found = trials(ensemble, COUNT, known);
    for (const what of names) {
      const ranks = found.map((trial) => trial.ranks[what]);
      const covered = ranks.filter((r) => r >= 0.16 && r <= 0.84).length / COUNT;
      assert.ok(unevenness(ranks) < 1.95 && spreadOfRanks(ranks) < WIDEST, `${what}: ${unevenness(ranks)}`);
      assert.ok(Math.abs(covered - 0.68) < COVERAGE, `${what}: ${covered} covered`);
    }
    const nats = (which: "line" | "along" | "angle") => found.reduce((sum, t) => sum + t.nats[which] / COUNT, 0);
    console.log(`${name}: nats line ${nats("line")}, along ${nats("along")}, angle ${nats("angle")}`);
    assert.ok(nats("along") > 0.3 && (known.b0 || nats("line") > 0.3) && (!known.size || nats("angle") > 0.3));
  });
}

test.run();
