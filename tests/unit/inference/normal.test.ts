import { suite } from "uvu";
import * as assert from "uvu/assert";
import { standardNormal } from "../../../src/inference/normal.js";
import { uniform } from "../../../src/statistics/random.js";

const test = suite("normal numbers");

test("mean 0, variance 1, fourth moment 3, each to four standard deviations of its estimate", () => {
  const random = uniform(1);
  const count = 20_000;
  const sums = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const x = standardNormal(random);
    sums[0] += x / count;
    sums[1] += x ** 2 / count;
    sums[2] += x ** 4 / count;
  }
  assert.ok(Math.abs(sums[0]) < 4 / Math.sqrt(count));
  assert.ok(Math.abs(sums[1] - 1) < 4 * Math.sqrt(2 / count));
  assert.ok(Math.abs(sums[2] - 3) < 4 * Math.sqrt(96 / count));
});

test.run();
