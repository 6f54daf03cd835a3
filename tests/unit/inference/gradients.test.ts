import { suite } from "uvu";
import * as assert from "uvu/assert";
import { sizedGradient, uncertainGradient } from "../../../src/inference/gradients.js";
import type { Vector } from "../../../src/sky/directions.js";
import { uniform } from "../../../src/statistics/random.js";

const test = suite("what is known of the gradient before");
const COUNT = 20_000;
const DIRECTION: Vector = [0.6, 0, 0.8];
const size = ([x, y, z]: Vector) => Math.hypot(x, y, z);

test("sizes that are drawn have the density that is told, of any direction and of one", () => {
  for (const direction of [null, DIRECTION]) {
    const prior = uncertainGradient(0.14, direction);
    const random = uniform(1);
    const sizes = Array.from({ length: COUNT }, () => size(prior.draw(random)));
    // of any direction the density is that in three dimensions
    const density = (r: number) => Math.exp(prior.logDensity!(r * r)) * (direction === null ? r * r : 1);
    const step = 0.002;
    const grid = Array.from({ length: 1500 }, (_, i) => (i + 0.5) * step);
    const total = grid.reduce((sum, r) => sum + density(r) * step, 0);
    for (const [low, high] of [
      [0, 0.06],
      [0.06, 0.2],
      [0.2, 3],
    ]) {
      const expected = grid.filter((r) => r >= low && r < high).reduce((sum, r) => sum + density(r) * step, 0) / total;
      const found = sizes.filter((r) => r >= low && r < high).length / COUNT;
      // four standard deviations of a count
      assert.ok(
        Math.abs(found - expected) < 4 * Math.sqrt((expected * (1 - expected)) / COUNT),
        `${found} ${expected}`,
      );
    }
    const rms = Math.sqrt(sizes.reduce((sum, r) => sum + r * r, 0) / COUNT);
    assert.ok(Math.abs(rms / prior.rms_per_kpc - 1) < 0.05, `${rms} ${prior.rms_per_kpc}`);
  }
});

test("any direction is any, a known one is kept", () => {
  const random = uniform(2);
  for (const prior of [uncertainGradient(0.14, null), sizedGradient(0.14, null)]) {
    const north = Array.from({ length: COUNT }, () => prior.draw(random)).filter(
      ([x, y, z]) => z > 0.5 * size([x, y, z]),
    );
    // a quarter of the sphere
    assert.ok(Math.abs(north.length / COUNT - 0.25) < 4 * Math.sqrt(0.1875 / COUNT), `${north.length}`);
  }
  for (const prior of [uncertainGradient(0.14, DIRECTION), sizedGradient(0.14, DIRECTION)]) {
    const g = prior.draw(random);
    assert.ok(Math.abs(g[0] / size(g) - 0.6) < 1e-12 && Math.abs(g[2] / size(g) - 0.8) < 1e-12);
    assert.not(prior.anyDirection);
  }
  assert.ok(Math.abs(size(sizedGradient(0.2, null).draw(random)) - 0.2) < 1e-12);
});

test.run();
