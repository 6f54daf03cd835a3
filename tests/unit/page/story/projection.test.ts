// The star of the flight: the direction at a place of the drawing is the one whose star is drawn there.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { newProjection, rimOf } from "../../../../page/story/projection.js";
import { angleDeg, directionVector, type Vector } from "../../../../src/sky/directions.js";

const test = suite("projection of the flight");
const REACH = 0.82;
const seen = { azimuth: 40, elevation: 18, extent_pc: 7, width: 800, height: 500 };
const { onScreen, directionAt } = newProjection(seen);
const star = (l: number, b: number) => directionVector(l, b).map((c) => REACH * seen.extent_pc * c) as Vector;

test("the direction of a star is found again from its place, in front of the observer and behind", () => {
  for (let l = 0; l < 360; l += 20)
    for (let b = -80; b <= 80; b += 20) {
      const [x, y, depth] = onScreen(star(l, b));
      const isBehind = depth < rimOf(REACH).depth;
      const found = directionAt(x, y, REACH, isBehind);
      const angle = angleDeg(directionVector(...found), directionVector(l, b));
      assert.ok(angle < 1e-4, `(${l}, ${b}): ${found}`);
    }
});

test("beside the sphere the star stays at its rim", () => {
  const [x, y] = onScreen(star(...directionAt(790, 250, REACH, false)));
  // where a line from the eye, 4 half-heights away, touches the sphere
  const rim = (250 * REACH) / Math.sqrt(1 - (REACH / 4) ** 2);
  assert.ok(Math.abs(x - 400 - rim) < 1e-3 && Math.abs(y - 250) < 1e-3, `${x}, ${y}, ${rim}`);
});

test.run();
