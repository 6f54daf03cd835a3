// The time to go of a run on the page: the plan's at the beginning, what was measured at the end.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { timeToGo } from "../../../page/time_to_go.js";

const test = suite("time to go");
const near = (a: number, b: number, part: number) => assert.ok(Math.abs(a / b - 1) < part, `${a}, ${b}`);

test("before anything was done it is the plan's, shared by the workers; done parts count from the start", () => {
  const none = { total: 120, done: 0, doneSinceStart: 0, elapsed: 0 };
  near(timeToGo({ ...none, workers: 1 }), 120, 1e-9);
  near(timeToGo({ ...none, workers: 2 }), 60, 1e-9);
  near(timeToGo({ ...none, done: 60, workers: 2 }), 30, 1e-9);
});

test("on a machine that takes twice the plan's time it is twice the plan's after a while, and 0 at the end", () => {
  // 2 workers for 100 s have done 100 s of the plan's work of one core, half of what it said
  near(timeToGo({ total: 300, done: 100, doneSinceStart: 100, elapsed: 100, workers: 2 }), 200, 0.05);
  assert.is(timeToGo({ total: 300, done: 300, doneSinceStart: 100, elapsed: 100, workers: 2 }), 0);
});

test.run();
