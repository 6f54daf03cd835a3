// The swarm beside plain importance sampling from the prior, and where there are no data.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { condensed, type Datum } from "../../../src/inference/data.js";
import { type GradientPrior, sizedGradient, uncertainGradient } from "../../../src/inference/gradients.js";
import { Likelihood } from "../../../src/inference/likelihood.js";
import { aboutAxis, anyOrientation, asItIs, type Orientations } from "../../../src/inference/orientations.js";
import { before, type Hypothesis, swarmOf } from "../../../src/inference/posterior.js";
import { scatterOf } from "../../../src/inference/scatter.js";
import type { Vector } from "../../../src/sky/directions.js";
import { uniform } from "../../../src/statistics/random.js";
import { syntheticEnsemble } from "./trials.js";

const test = suite("posterior");
const ensemble = syntheticEnsemble(20, uniform(1));
const scatter = scatterOf(ensemble, undefined, true);
// errors so large that a few hundred of the prior's samples carry the sum
const data: Datum[] = [
  { energy_TeV: 100, name: "", x: 4e-3, y: -3e-3, covariance: [4e-6, 0, 4e-6], factor: 1 },
  { energy_TeV: 1000, name: "", x: 7e-3, y: 1e-3, covariance: [4e-6, 0, 4e-6], factor: 1 },
];
const seen = condensed(
  data,
  [
    [0, 1, 0],
    [0, 0, 1],
  ],
  3,
  [0, 0],
);
const nothing = condensed([], [], 3, [0, 0]);
const DIRECTION: Vector = [0.6, 0, 0.8];
const PARTICLES = 2000;
const PLAIN = 20_000;

const size2 = (g: Float64Array, i: number) => g[3 * i] ** 2 + g[3 * i + 1] ** 2 + g[3 * i + 2] ** 2;

for (const [name, orientations, prior] of [
  ["any orientation, any gradient", anyOrientation, uncertainGradient(0.14, null)],
  ["about an axis, any gradient", aboutAxis([229.2, 11.4]), uncertainGradient(0.14, null)],
  ["any orientation, size given", anyOrientation, sizedGradient(0.14, null)],
  ["any orientation, direction given", anyOrientation, uncertainGradient(0.14, DIRECTION)],
  ["about an axis, direction and size given", aboutAxis([229.2, 11.4]), sizedGradient(0.14, DIRECTION)],
  ["one orientation, any gradient", asItIs, uncertainGradient(0.14, null)],
] as [string, Orientations, GradientPrior][]) {
  test(`${name}: evidence and means are those of importance sampling`, () => {
    const random = uniform(3);
    const hypothesis: Hypothesis = { scatter, orientations, data: seen };
    const swarm = swarmOf(hypothesis, prior, PARTICLES, random);
    const plain = before(scatter, orientations, prior, PLAIN, random);
    const likelihood = new Likelihood(scatter, seen);
    const logs = Float64Array.from({ length: PLAIN }, (_, i) =>
      likelihood.at(plain.realisation[i], plain.rotations, 9 * i, plain.gradients, 3 * i),
    );
    const most = Math.max(...logs);
    const weights = logs.map((x) => Math.exp(x - most));
    const total = weights.reduce((a, b) => a + b, 0);
    const effective = (total * total) / weights.reduce((sum, w) => sum + w * w, 0);
    // the swarm's own error is about that of as many samples
    const error = Math.sqrt(1 / effective + 4 / PARTICLES);
    const log = most + Math.log(total / PLAIN);
    assert.ok(Math.abs(swarm.log - log) < 4 * error, `${swarm.log} ${log} +- ${error}`);
    for (const [what, value] of [
      ["squared gradient", (s: typeof swarm, i: number) => size2(s.gradients, i)],
      ["x of the gradient", (s: typeof swarm, i: number) => s.gradients[3 * i]],
      ["x of the run on the sky", (s: typeof swarm, i: number) => s.rotations[9 * i]],
      ["a turn about it", (s: typeof swarm, i: number) => s.rotations[9 * i + 1]],
    ] as const) {
      const mean = weights.reduce((sum, w, i) => sum + (w / total) * value(plain, i), 0);
      const variance = weights.reduce((sum, w, i) => sum + (w / total) * (value(plain, i) - mean) ** 2, 0);
      let found = 0;
      for (let i = 0; i < PARTICLES; i++) found += value(swarm, i) / PARTICLES;
      const bound = 4 * error * Math.sqrt(variance) + 1e-12;
      assert.ok(Math.abs(found - mean) < bound, `${what}: ${found} ${mean} +- ${bound / 4}`);
    }
  });
}

test("without data the swarm is what was thought before, and the evidence 1", () => {
  const random = uniform(4);
  const swarm = swarmOf(
    { scatter, orientations: anyOrientation, data: nothing },
    uncertainGradient(0.14, null),
    2000,
    random,
  );
  assert.ok(Math.abs(swarm.log) < 1e-12, `${swarm.log}`);
  let above = 0;
  for (let i = 0; i < 2000; i++) if (swarm.rotations[9 * i] > 0.5) above += 1 / 2000;
  // a quarter of the sphere; four standard deviations
  assert.ok(Math.abs(above - 0.25) < 4 * Math.sqrt((0.25 * 0.75) / 2000), `${above}`);
});

test.run();
