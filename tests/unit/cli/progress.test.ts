import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fitted, Pace } from "../../../src/cli/progress.js";

const test = suite("time to go");

/** A pace by a clock that stands until it is set. */
function paced(total: number) {
  const clock = { s: 100 };
  return { pace: new Pace(total, () => clock.s), clock };
}

test("nothing is told before three seconds and three pieces of work: a slow first one does not make it hours", () => {
  const { pace, clock } = paced(500);
  clock.s += 17;
  pace.add(1);
  assert.is(pace.toGo(), "");
  pace.add(1);
  assert.is(pace.toGo(), "");
  pace.add(1);
  assert.is(pace.toGo(), ", about 46 min 56 s to go");
  const fast = paced(500);
  for (let k = 0; k < 10; k++) fast.pace.add(1);
  fast.clock.s += 2.9;
  assert.is(fast.pace.toGo(), "");
  fast.clock.s += 2.1;
  assert.is(fast.pace.toGo(), ", about 4 min 5 s to go");
});

test("work is weighed: after the cheap half, the dear half is most of what is left", () => {
  const { pace, clock } = paced(10 * 1 + 10 * 5);
  clock.s += 10;
  for (let k = 0; k < 10; k++) pace.add(1);
  assert.is(pace.text(), ", 17 % of the work, about 50 s to go");
});

test("work found done takes no time, and when all is done nothing is to go", () => {
  const { pace, clock } = paced(8);
  pace.skip(4);
  clock.s += 6;
  for (let k = 0; k < 3; k++) pace.add(1);
  assert.is(pace.secondsToGo(), 2);
  pace.add(1);
  assert.is(pace.secondsToGo(), 0);
});

test("after the last piece no time is told: what rounding leaves of the work is none", () => {
  const { pace, clock } = paced(0.1 + 0.2 + 0.3 + 0.4);
  clock.s += 6;
  for (const work of [0.4, 0.3, 0.2, 0.1 - 1e-13]) pace.add(work);
  assert.ok((pace.secondsToGo() ?? 0) > 0);
  assert.is(pace.text(), ", 100 % of the work");
});

test("a line too long for the terminal loses whole parts, never a piece of a number", () => {
  const text = "7/100, 3 % of the work, about 1 min 5 s to go; level 0.1, 1000 TV: median dipole (1.0 ± 0.5)e-4";
  assert.is(fitted(text, 200), text);
  assert.is(fitted(text, 79), "7/100, 3 % of the work, about 1 min 5 s to go");
  assert.is(fitted(text, 30), "7/100, 3 % of the work");
  assert.is(fitted("a name without parts", 6), "a name");
});

test.run();
