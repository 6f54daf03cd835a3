// The projection of the live sky: there and back, equal areas, longitudes to the left.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fromMap, onMap } from "../../../src/live/mollweide.js";
import { angleDeg, directionVector } from "../../../src/sky/directions.js";

const test = suite("Mollweide");

test("a place leads back to its direction", () => {
  for (let l = 0; l < 360; l += 17)
    for (let b = -88; b <= 88; b += 11) {
      const back = fromMap(onMap([l, b], 45), 45);
      // Newton's method stops at steps of 1e-7; near a pole the projection is flat
      assert.ok(angleDeg(directionVector(...back), directionVector(l, b)) < 0.01, `(${l}, ${b}): ${back}`);
    }
});

test("equal areas: the band between the equator and 30 degrees has half of the hemisphere's area", () => {
  const { asin, sqrt, PI } = Math;
  const y = onMap([0, 30], 0)[1];
  // area of an ellipse with half-axes 1, between -y and y, over pi
  assert.ok(Math.abs((2 / PI) * (asin(y) + y * sqrt(1 - y * y)) - 0.5) < 1e-6);
});

test("longitudes grow to the left; a place outside the map is taken to its edge", () => {
  assert.ok(onMap([60, 0], 45)[0] < 0);
  assert.ok(Math.abs(onMap([135, 0], 45)[0] + 0.5) < 1e-9);
  const [l, b] = fromMap([-3, 0], 45);
  assert.ok(Math.abs(l - 225) < 1e-6 && Math.abs(b) < 1e-6, `${l} ${b}`);
});

test.run();
