import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  informationOn,
  informationOnLine,
  intervalOf,
  knownPlace,
  lineAngle,
  phases,
  placeOf,
} from "../../../src/inference/answer.js";
import { anyDirection } from "../../../src/inference/orientations.js";
import { directionVector, type Vector } from "../../../src/sky/directions.js";
import { uniform } from "../../../src/statistics/random.js";

const test = suite("answers from samples");
const numbers = (count: number, f: (random: () => number) => number) => {
  const random = uniform(1);
  return Array.from({ length: count }, () => f(random));
};

test("quantiles of evenly spaced numbers", () => {
  const { q16, median, q84 } = intervalOf(Array.from({ length: 101 }, (_, i) => i));
  assert.ok(Math.abs(q16 - 16) < 1e-9 && median === 50 && Math.abs(q84 - 84) < 1e-9);
});

test("a known direction: one pixel and no area; all directions: 68 % of the sphere", () => {
  assert.is(knownPlace(directionVector(229.2, 11.4)).area68_deg2, 0);
  const random = uniform(2);
  const { area68_deg2, map } = placeOf(Array.from({ length: 20_000 }, () => anyDirection(random)));
  assert.ok(Math.abs(map.reduce((a, b) => a + b, 0) - 1) < 1e-9);
  // pixels of 26 samples each differ by a fifth, and the most probable are counted: at most 8 % of the sphere less
  assert.ok(area68_deg2 < 0.69 * 41253 && area68_deg2 > 0.58 * 41253, `${area68_deg2}`);
});

test("half of the range is learnt: ln 2 nats; nothing is learnt: none", () => {
  const before = numbers(20_000, (random) => random());
  const after = numbers(20_000, (random) => random() / 2);
  assert.ok(Math.abs(informationOn(before, after) - Math.LN2) < 0.02);
  assert.ok(informationOn(before, before) < 1e-9);
});

test("a direction and its opposite are one line", () => {
  const north = placeOf([directionVector(40, 50)]);
  const opposite = placeOf([directionVector(220, -50)]);
  assert.is(informationOnLine(north, opposite), 0);
  const line: Vector = [1, 0, 0];
  assert.ok(Math.abs(lineAngle(line, [-1, 0, 0])) < 1e-9 && Math.abs(lineAngle(line, [0, 1, 0]) - 90) < 1e-9);
});

test("phases about 0 degrees have their mean there, and a narrow band through it; all are from 0 to 360", () => {
  const phasesOf = (degrees: number[]) =>
    phases(degrees.map((d) => [Math.cos((d * Math.PI) / 180), Math.sin((d * Math.PI) / 180)]));
  const { mean, low, high } = phasesOf([-20, -10, 0, 10, 20]);
  const turn = (angle: number) => angle - 360 * Math.round(angle / 360);
  assert.ok(Math.abs(turn(mean)) < 1e-9 && low > 340 && high < 20 && high > 5, `${low} ${mean} ${high}`);
  for (let centre = -360; centre <= 360; centre += 30)
    for (const angle of Object.values(phasesOf([-9, 0, 9].map((d) => centre + d)))) {
      assert.ok(angle >= 0 && angle < 360, `${centre}: ${angle}`);
      assert.ok(Math.abs(turn(angle - centre)) < 10, `${centre}: ${angle}`);
    }
});

test.run();
