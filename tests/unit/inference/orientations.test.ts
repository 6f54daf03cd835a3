import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  aboutAxis,
  anyOrientation,
  asItIs,
  drawn,
  rotation,
  turnAbout,
  turned,
} from "../../../src/inference/orientations.js";
import { directionVector, dot, type Vector } from "../../../src/sky/directions.js";
import { uniform } from "../../../src/statistics/random.js";

const test = suite("orientations of a run on the sky");

function isRotation(Q: Float64Array): void {
  const row = (i: number): Vector => [Q[3 * i], Q[3 * i + 1], Q[3 * i + 2]];
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) assert.ok(Math.abs(dot(row(i), row(j)) - (i === j ? 1 : 0)) < 1e-12);
  const [x, y, z] = row(0);
  const [u, v] = [row(1), row(2)];
  const det = x * (u[1] * v[2] - u[2] * v[1]) - y * (u[0] * v[2] - u[2] * v[0]) + z * (u[0] * v[1] - u[1] * v[0]);
  assert.ok(Math.abs(det - 1) < 1e-12, "no reflection");
}

test("rotations, which take +x to the axis", () => {
  const random = uniform(1);
  for (const axis of [directionVector(229.2, 11.4), directionVector(0, 90), directionVector(10, -90)]) {
    const Q = rotation(axis, random());
    isRotation(Q);
    assert.ok(dot(turned(Q, [1, 0, 0]), axis) > 1 - 1e-12);
  }
  const about = drawn(aboutAxis([229.2, 11.4]), random);
  assert.ok(dot(turned(about, [1, 0, 0]), directionVector(229.2, 11.4)) > 1 - 1e-12);
  assert.equal([...drawn(asItIs, random)], [1, 0, 0, 0, 1, 0, 0, 0, 1]);
});

test("all of SO(3) alike: traces have the mean 0 and the mean square 1", () => {
  const random = uniform(2);
  const traces = Array.from({ length: 10_000 }, () => {
    const Q = drawn(anyOrientation, random);
    return Q[0] + Q[4] + Q[8];
  });
  const mean = (f: (x: number) => number) => traces.reduce((sum, x) => sum + f(x) / traces.length, 0);
  // of the powers 2 and 4 of the character of the vectors the means are 1 and 3: four standard deviations
  assert.ok(Math.abs(mean((x) => x)) < 4 / 100, `${mean((x) => x)}`);
  assert.ok(Math.abs(mean((x) => x * x) - 1) < (4 * Math.sqrt(2)) / 100, `${mean((x) => x * x)}`);
});

test("a turn about an axis leaves it, and turns what is across it by the angle", () => {
  const v = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  const angle = 0.3;
  turnAbout([0, 0, 1], Math.cos(angle), Math.sin(angle), v, 0);
  assert.ok(Math.abs(v[0] - Math.cos(angle)) < 1e-15 && Math.abs(v[1] - Math.sin(angle)) < 1e-15);
  turnAbout([0, 0, 1], Math.cos(angle), Math.sin(angle), v, 6);
  assert.equal([...v.subarray(6)], [0, 0, 1]);
  const Q = rotation([0.6, 0, 0.8], 0.1);
  for (let column = 0; column < 3; column++) turnAbout([0, 1, 0], 0.8, 0.6, Q, column, 3);
  isRotation(Q);
});

test.run();
