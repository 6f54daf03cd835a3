import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fitted, Pace } from "../../../src/cli/progress.js";

const test = suite("time to go");

const later = (seconds: number) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

/** Seconds of ", about 13 s to go". */
const secondsOf = (text: string): number => Number(/about (\d+) s to go/.exec(text)?.[1]);

test("what was expected counts as five seconds of work: the slow first realisations do not multiply", async () => {
  const pace = new Pace(100, { seconds: 10 });
  await later(0.5);
  pace.add(1);
  // alone, half a second for the first of a hundred would mean 50 s; with five seconds for 50 of them, 5.5 x 99 / 51 = 10.7 s
  const found = secondsOf(pace.toGo());
  assert.ok(found >= 10 && found <= 14, pace.toGo());
});

test("of two workers one is in the middle of its work when the other ends", async () => {
  const alone = new Pace(100);
  const shared = new Pace(100, { together: 2 });
  await later(0.4);
  for (const pace of [alone, shared]) pace.add(1);
  // 0.4 s x 99 and 0.4 s x 98.5 / 1.5
  const ratio = secondsOf(alone.toGo()) / secondsOf(shared.toGo());
  assert.ok(ratio > 1.4 && ratio < 1.6, `${alone.toGo()}; ${shared.toGo()}`);
});

test("nothing is said before any work is done, and all found done leaves nothing", () => {
  const pace = new Pace(3, { together: 4 });
  assert.is(pace.toGo(), "");
  pace.skip(2);
  pace.add(1);
  assert.is(secondsOf(pace.toGo()), 0);
});

test("a line too long for the terminal loses whole parts, never a piece of a number", () => {
  const text = "7/100, 112/min, 1 min 5 s to go; level 0.1, 1000 TV: median dipole (1.0 ± 0.5)e-4";
  assert.is(fitted(text, 200), text);
  assert.is(fitted(text, 79), "7/100, 112/min, 1 min 5 s to go");
  assert.is(fitted(text, 20), "7/100, 112/min");
  assert.is(fitted("a name without parts", 6), "a name");
});

test.run();
