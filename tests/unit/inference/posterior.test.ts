// The swarm beside plain importance sampling from the prior, and where there are no data.
import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Precomputed, unpacked } from "../../../page/precomputed.js";
import { readMeasurements } from "../../../src/cli/figure_input.js";
import { condensed, type Datum, datumOf, isUsable, MODEL_ERROR } from "../../../src/inference/data.js";
import { ensembleOf } from "../../../src/inference/ensemble.js";
import { type GradientPrior, sizedGradient, uncertainGradient } from "../../../src/inference/gradients.js";
import { Likelihood } from "../../../src/inference/likelihood.js";
import { aboutAxis, anyOrientation, asItIs, type Orientations } from "../../../src/inference/orientations.js";
import { before, type Hypothesis, type Swarm, swarmOf } from "../../../src/inference/posterior.js";
import { scatterOf } from "../../../src/inference/scatter.js";
import { weightsAt } from "../../../src/inference/weights.js";
import type { Vector } from "../../../src/sky/directions.js";
import { quantile } from "../../../src/statistics/jackknife.js";
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

const cosine = ({ rotations: Q, gradients: g }: Swarm, i: number) =>
  (Q[9 * i] * g[3 * i] + Q[9 * i + 3] * g[3 * i + 1] + Q[9 * i + 6] * g[3 * i + 2]) /
  Math.hypot(g[3 * i], g[3 * i + 1], g[3 * i + 2]);
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

for (const [name, prior] of [
  ["any gradient", uncertainGradient(0.14, null)],
  ["direction of the gradient given", uncertainGradient(0.14, DIRECTION)],
] as const) {
  test(`${name}: without data the swarm is what was thought before, and the evidence 1`, () => {
    const random = uniform(4);
    const count = 4000;
    const swarm = swarmOf({ scatter, orientations: anyOrientation, data: nothing }, prior, count, random);
    assert.ok(Math.abs(swarm.log) < 1e-12, `${swarm.log}`);
    const many = before(scatter, anyOrientation, prior, 10 * count, random);
    for (const [what, value] of [
      ["x of the run on the sky", (s: typeof swarm, i: number) => s.rotations[9 * i]],
      ["size of the gradient", (s: typeof swarm, i: number) => size2(s.gradients, i)],
      ["cosine of its angle to x of the run", cosine],
    ] as const) {
      const sorted = Float64Array.from({ length: 10 * count }, (_, i) => value(many, i)).sort();
      for (const part of [0.1, 0.5, 0.9]) {
        let above = 0;
        for (let i = 0; i < count; i++) if (value(swarm, i) > sorted[10 * count * part]) above += 1 / count;
        // four standard deviations, of which the ten times as many add a tenth to the square
        const bound = 4 * Math.sqrt((1.1 * part * (1 - part)) / count);
        assert.ok(Math.abs(above - (1 - part)) < bound, `${what}: ${above}, ${1 - part} +- ${bound / 4}`);
      }
    }
  });
}

test("of the published run another seed moves the size's quantiles by a few per cent of the width", () => {
  const run: Precomputed = JSON.parse(readFileSync("examples/gallery/run.json", "utf8"));
  const level = unpacked(run).filter(({ group }) => group.turbulence_level === 0.1);
  const published = ensembleOf(level, run.config.field.regular_direction_deg);
  const names = ["IceCube 2016", "Tibet AS-gamma 2017", "ARGO-YBJ 2018", "LHAASO-KM2A 2021"];
  const measured = readMeasurements([])
    .filter((row) => isUsable(row) && row.energy_TeV >= 10 && row.energy_TeV <= 1000)
    .map((row) => datumOf(row, MODEL_ERROR, 1))
    .filter((datum) => names.includes(datum.name));
  const protons = { helium: 0, resolution: null };
  const weights = measured.map(({ energy_TeV }) => weightsAt(energy_TeV, published.rigidity_TV, protons));
  const hypothesis: Hypothesis = {
    scatter: scatterOf(published),
    orientations: anyOrientation,
    data: condensed(measured, weights, published.rigidity_TV.length, [0, 0]),
  };
  const count = 1000;
  const seeds = 12;
  const prior = uncertainGradient(0.14, null);
  const quantiles = Array.from({ length: seeds }, (_, seed) => {
    const swarm = swarmOf(hypothesis, prior, count, uniform(20 + seed));
    const sorted = Float64Array.from({ length: count }, (_, i) => Math.sqrt(size2(swarm.gradients, i))).sort();
    return [0.16, 0.5, 0.84].map((p) => quantile(sorted, p));
  });
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const middles = [0, 1, 2].map((q) => mean(quantiles.map((row) => row[q])));
  const variances = [0, 1, 2].map(
    (q) => (mean(quantiles.map((row) => (row[q] - middles[q]) ** 2)) * seeds) / (seeds - 1),
  );
  const error = Math.sqrt(mean(variances)) / (middles[2] - middles[0]);
  // independent samples would have 3 to 4; without the moves across x of the run it is 21
  assert.ok(error < 0.08, `${error} of the width`);
});

test.run();
