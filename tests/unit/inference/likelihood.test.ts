// The tensors are marginalised in closed form: beside the same by sampling them, and by the dense covariance of the data.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { condensed, type Datum } from "../../../src/inference/data.js";
import { Likelihood } from "../../../src/inference/likelihood.js";
import { standardNormal } from "../../../src/inference/normal.js";
import { rotation } from "../../../src/inference/orientations.js";
import { scatterOf } from "../../../src/inference/scatter.js";
import { weightsAt } from "../../../src/inference/weights.js";
import { uniform } from "../../../src/statistics/random.js";
import { syntheticEnsemble } from "./trials.js";

const test = suite("likelihood of the dipoles");
const ensemble = syntheticEnsemble(40, uniform(1));
const scatter = scatterOf(ensemble, 0.7, true);
const data: Datum[] = [15, 60, 200, 700].map((energy_TeV, i) => ({
  ...{ energy_TeV, name: "", x: (2 + i) * 1e-3, y: (i - 2) * 1e-3, factor: 0.8 },
  covariance: [4e-6, 1e-6, 3e-6],
}));
const weights = data.map(({ energy_TeV }) =>
  weightsAt(energy_TeV, ensemble.rigidity_TV, { helium: 0, resolution: null }),
);
const motion = [1e-4, -2e-4];
const likelihood = new Likelihood(scatter, condensed(data, weights, 3, motion));
const Q = rotation([0.6, 0.64, 0.48], 0.3);
const g = Float64Array.of(0.05, -0.08, 0.06);
const K = 7;

/** Dipoles of tensors, and ln of the density of the data for them, written out. */
function plain(R: ArrayLike<number>, gradient = g): { u: number[]; log: number } {
  const h = [0, 1, 2].map((i) => Q[i] * gradient[0] + Q[3 + i] * gradient[1] + Q[6 + i] * gradient[2]);
  const u = Array.from({ length: 6 }, (_, a) => {
    let sum = 0;
    for (let i = 0; i < 3; i++)
      for (let c = 0; c < 3; c++) sum += Q[3 * (a % 2) + i] * R[9 * (a >> 1) + 3 * i + c] * h[c];
    return sum;
  });
  let log = 0;
  data.forEach(({ x, y, covariance: [xx, xy, yy], factor }, e) => {
    const [px, py] = [0, 1].map((i) => factor * (weights[e].reduce((s, w, j) => s + w * u[2 * j + i], 0) + motion[i]));
    const det = xx * yy - xy * xy;
    const [dx, dy] = [x - px, y - py];
    log -= (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / (2 * det) + 0.5 * Math.log(4 * Math.PI ** 2 * det * 1e12);
  });
  return { u, log };
}

/** Tensors from the normal distribution that stands for a realisation. */
function drawnTensors(random: () => number): Float64Array {
  const { centres, root, modes, factors } = scatter;
  const normals = Array.from({ length: modes }, () => standardNormal(random));
  return Float64Array.from({ length: 27 }, (_, a) =>
    normals.reduce((sum, x, i) => sum + Math.sqrt(factors[K]) * root[modes * a + i] * x, centres[30 * K + a]),
  );
}

test("without scatter it is the normal density of the data", () => {
  const bare = new Likelihood(scatterOf(ensemble, 0, true), condensed(data, weights, 3, motion));
  const expected = plain(ensemble.tensors.subarray(27 * K, 27 * K + 27)).log;
  assert.ok(Math.abs(bare.at(K, Q, 0, g, 0) - expected) < 1e-8, `${bare.at(K, Q, 0, g, 0)} ${expected}`);
});

test("with scatter it is the mean over tensors that are drawn", () => {
  const random = uniform(5);
  const logs = Array.from({ length: 12_000 }, () => plain(drawnTensors(random)).log);
  const values = logs.map((x) => Math.exp(x - logs[0]));
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const error = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0)) / values.length;
  const found = Math.exp(likelihood.at(K, Q, 0, g, 0) - logs[0]);
  assert.ok(Math.abs(found - mean) < 4 * error, `${found} ${mean} +- ${error}`);
});

test("dipoles given the data: mean and scatter are those of drawn tensors weighted by their likelihood", () => {
  const random = uniform(6);
  // large enough that the data narrow the tensors down: by a fifth to a half
  const large = g.map((x) => 8 * x);
  likelihood.at(K, Q, 0, large, 0);
  const count = 20_000;
  const found = new Float64Array(6);
  const squared = new Float64Array(6);
  for (let n = 0; n < count; n++) {
    const { dipoles } = likelihood.draw(K, random);
    for (let a = 0; a < 6; a++) {
      found[a] += dipoles[a] / count;
      squared[a] += dipoles[a] ** 2 / count;
    }
  }
  const drawn = Array.from({ length: count }, () => plain(drawnTensors(random), large));
  const total = drawn.reduce((sum, { log }) => sum + Math.exp(log), 0);
  const squares = drawn.reduce((sum, { log }) => sum + Math.exp(2 * log), 0);
  const effective = (total * total) / squares;
  for (let a = 0; a < 6; a++) {
    const mean = drawn.reduce((sum, { u, log }) => sum + (u[a] * Math.exp(log)) / total, 0);
    const scatterOfIt = Math.sqrt(
      drawn.reduce((sum, { u, log }) => sum + ((u[a] - mean) ** 2 * Math.exp(log)) / total, 0),
    );
    const error = scatterOfIt * Math.sqrt(1 / effective + 1 / count);
    assert.ok(Math.abs(found[a] - mean) < 4 * error, `${a}: ${found[a]} ${mean} +- ${error}`);
    // the error of the width of a normal distribution is that of its mean over sqrt(2)
    const width = Math.sqrt(squared[a] - found[a] ** 2);
    assert.ok(Math.abs(width - scatterOfIt) < (4 * error) / Math.SQRT2, `${a}: ${width} ${scatterOfIt} +- ${error}`);
  }
});

test("chi^2 of a draw is that of its dipoles", () => {
  likelihood.at(K, Q, 0, g, 0);
  const { dipoles, chi2 } = likelihood.draw(K, uniform(2));
  let expected = 0;
  data.forEach(({ x, y, covariance: [xx, xy, yy], factor }, e) => {
    const [px, py] = [0, 1].map(
      (i) => factor * (weights[e].reduce((s, w, j) => s + w * dipoles[2 * j + i], 0) + motion[i]),
    );
    const [dx, dy] = [x - px, y - py];
    expected += (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / (xx * yy - xy * xy);
  });
  assert.ok(Math.abs(chi2 / expected - 1) < 1e-9, `${chi2} ${expected}`);
});

test("a rigidity that no datum sees changes nothing and breaks nothing", () => {
  const ones = data.map(() => [0.4, 0.6, 0]);
  const blind = new Likelihood(scatter, condensed(data, ones, 3, motion));
  assert.ok(Number.isFinite(blind.at(K, Q, 0, g, 0)));
  const { dipoles } = blind.draw(K, uniform(2));
  assert.ok(dipoles.every(Number.isFinite));
});

test.run();
