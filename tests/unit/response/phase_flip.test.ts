// The flip of a phase: courses that pass zero, or near it, at a known rigidity.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Course, courseAt, type Flip, flipOf, LEAST_TURN_DEG } from "../../../src/response/phase_flip.js";

const test = suite("flip of the phase");
const near = (found: number, expected: number, tolerance: number, what: string) =>
  assert.ok(Math.abs(found - expected) <= tolerance, `${what}: ${found}, expected ${expected}`);

/** d = (x - x0) along (cos, sin) + w across it: the phase turns like arctan((x - x0)/w). */
function line(logs: number[], x0: number, w: number, angle_deg = 40): Course {
  const [c, s] = [Math.cos((angle_deg * Math.PI) / 180), Math.sin((angle_deg * Math.PI) / 180)];
  return { logs, vectors: logs.map((x) => [(x - x0) * c - w * s, (x - x0) * s + w * c]) };
}
const turnOf = (logs: number[], x0: number, w: number): [number, number] => {
  const end = (x: number) => (Math.atan((x - x0) / w) * 180) / Math.PI;
  return [end(logs[0]), end(logs[logs.length - 1])];
};

test("through zero: position exact, width 0, a half turn; at any rigidity between the run's and at one of them", () => {
  for (const x0 of [1.02, 1.37, 2, 2.5, 2.98]) {
    const flip = flipOf(line([1, 2, 3], x0, 0)) as Flip;
    // rounding of the cosines
    near(flip.log, x0, 1e-12, `position ${x0}`);
    near(flip.width, 0, 1e-12, "width");
    near(Math.abs(flip.turn_deg), 180, 1e-9, "turn");
    near(flip.amplitude, 0, 1e-12, "amplitude");
  }
});

test("past zero at a distance w: position, least amplitude, turn, and a width between the quarters of the turn", () => {
  for (const logs of [
    [1, 3],
    [1, 2, 3],
    [1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 2.75, 3],
  ]) {
    for (const [x0, w] of [
      [2.2, 0.1],
      [1.6, 0.2],
      [2.2, -0.1],
    ]) {
      const flip = flipOf(line(logs, x0, w)) as Flip;
      const [first, last] = turnOf(logs, x0, w);
      near(flip.log, x0, 1e-12, "position");
      near(flip.amplitude, Math.abs(w), 1e-12, "least amplitude");
      // of a line w > 0 the phase falls
      near(flip.turn_deg, first - last, 1e-9, "turn");
      const place = (part: number) => x0 + w * Math.tan(((first + part * (last - first)) * Math.PI) / 180);
      near(flip.width, place(0.75) - place(0.25), 1e-9, "width");
    }
  }
});

test("of a long line the width is 2 |w|: the middle 90 degrees", () => {
  const flip = flipOf(line([-100, 100], 2, 0.1)) as Flip;
  near(flip.width, 0.2, 1e-3, "width");
});

test("none without a dip, none of a smaller turn, none where the phase stays", () => {
  const around = (degrees: number[]): Course => ({
    logs: degrees.map((_, j) => j),
    vectors: degrees.map((a) => [Math.cos((a * Math.PI) / 180), Math.sin((a * Math.PI) / 180)]),
  });
  // a straight line between two directions dips; through many at one distance it hardly does
  assert.not(flipOf(around([0, LEAST_TURN_DEG]), LEAST_TURN_DEG - 1e-9) === null);
  assert.is(flipOf(around([0, LEAST_TURN_DEG - 1])), null);
  assert.is(flipOf(line([1, 2, 3], 0.9, 0.01)), null);
  const growing = {
    logs: [1, 2, 3, 4],
    vectors: [0, 60, 120, 180].map((a, j) => [
      3 ** j * Math.cos((a * Math.PI) / 180),
      3 ** j * Math.sin((a * Math.PI) / 180),
    ]),
  };
  assert.is(flipOf(growing), null, "a spiral outwards has no dip");
});

test("eastwards is positive, and a phase passes north without a jump", () => {
  const course: Course = {
    logs: [1, 2],
    vectors: [
      [1, -0.1],
      [-1, 0.3],
    ].map(([x, y]) => [x, y]),
  };
  // from 354 down to 163 degrees or up to it: the line passes the origin on the side of positive y
  const turn = (flipOf(course) as Flip).turn_deg;
  near(turn, (Math.atan2(0.3, -1) - Math.atan2(-0.1, 1)) * (180 / Math.PI), 1e-9, "turn");
  assert.ok(turn > 0 && turn < 180);
});

test("between the rigidities a dipole is linear in log R, beyond them constant", () => {
  const course: Course = {
    logs: [1, 2, 3],
    vectors: [
      [0, 1],
      [1, 3],
      [5, 3],
    ],
  };
  assert.equal(courseAt(course, 1.5), [0.5, 2]);
  assert.equal(courseAt(course, 2.25), [2, 3]);
  assert.equal(courseAt(course, 2), [1, 3]);
  assert.equal(
    [courseAt(course, 0), courseAt(course, 4)],
    [
      [0, 1],
      [5, 3],
    ],
  );
});

test.run();
