// A particle's path with one evaluation of the field a step: as assembly/integrators/magnus.ts, which has the formulas
// and where they are from.

import { FIELD, at as readField } from "./field";
import { f64At, real } from "./memory";
import { flight, OUT_OF_STEPS, p, placePatch, openPatch } from "./particle";
import { choosePatch, fieldNearby, leavesPatch } from "./patch";
import { stepsFrom, turnAbout } from "./rotations";
import { Vector } from "./vector";

/** Smallest radius of a patch that pays, in steps. */
const FEWEST_STEPS: f64 = 6.0;

export function patchFor(): void {
  choosePatch(FEWEST_STEPS * flight.longestStep, flight.tolerance);
}

// The newest place and the direction there, and that of the step that is being made.
const r = new Vector();
const n = new Vector();
const next = new Vector();
const direction = new Vector();
const w = new Vector();
// b = h B / r_g1 and k = h dn/ds = n x b at the end of a step, at its beginning (0), and before.
const b = new Vector();
const b0 = new Vector();
const b1 = new Vector();
const b2 = new Vector();
const b3 = new Vector();
const k = new Vector();
const k0 = new Vector();
const k1 = new Vector();
const k2 = new Vector();
const k3 = new Vector();

/** Takes b from the field that was computed last. */
function takeField(turn: f64): void {
  b.set(turn * f64At(FIELD), turn * f64At(FIELD + 8), turn * f64At(FIELD + 16));
}

/** Adds b and k to those that are kept. */
function keep(): void {
  b3.copy(b2);
  b2.copy(b1);
  b1.copy(b0);
  b0.copy(b);
  k3.copy(k2);
  k2.copy(k1);
  k1.copy(k0);
  k0.copy(k);
}

/** The first three places: two before the start, reached by drifts and rotations the other way, and the start. */
function begin(h: f64, turn: f64): void {
  for (let before: i32 = 2; before >= 0; before--) {
    next.set(p.x, p.y, p.z);
    direction.set(p.nx, p.ny, p.nz);
    stepsFrom(next, direction, -h, before);
    readField(next.x, next.y, next.z);
    takeField(turn);
    k.set(0.0, 0.0, 0.0).addCross(1.0, direction, b);
    keep();
  }
  r.copy(next);
  n.copy(direction);
}

/** Flies the particle to the first place that is not before `end` pc of path, and reads off where it was at `end`. */
export function fly(end: f64): void {
  if (p.status != 0 || p.path >= end) return;
  const size = flight.longestStep;
  const h = flight.sense * size;
  const turn = h / flight.gyroradius1;
  if (p.step == 0.0) begin(h, turn);
  p.step = size;
  openPatch();
  while (real(p.steps) * size < end) {
    if (real(p.steps) >= flight.budget) {
      p.status = OUT_OF_STEPS;
      break;
    }
    // where the field is asked for
    next.copy(r).add(h, n);
    next.add((h * 19.0) / 24.0, k0).add((-h * 10.0) / 24.0, k1).add((h * 3.0) / 24.0, k2);
    fieldNearby(next.x, next.y, next.z);
    takeField(turn);
    // the mean turn
    w.set(0.0, 0.0, 0.0).add(9.0 / 24.0, b).add(19.0 / 24.0, b0).add(-5.0 / 24.0, b1).add(1.0 / 24.0, b2);
    w.addCross(1.0 / 12.0, b0, b);
    direction.copy(n);
    turnAbout(direction, w);
    k.set(0.0, 0.0, 0.0).addCross(1.0, direction, b);
    r.add(h, n).add((h * 38.0) / 360.0, k);
    r.add((h * 171.0) / 360.0, k0).add((-h * 36.0) / 360.0, k1).add((h * 7.0) / 360.0, k2);
    n.copy(direction);
    keep();
    p.steps++;
    p.x = r.x;
    p.y = r.y;
    p.z = r.z;
    p.nx = n.x;
    p.ny = n.y;
    p.nz = n.z;
    if (leavesPatch(r.x, r.y, r.z)) {
      placePatch();
      openPatch();
    }
  }
  p.drift = Math.max(p.drift, Math.abs(Math.sqrt(n.dot(n)) - 1.0));
  p.path = p.status == 0 ? end : real(p.steps) * size;
  if (p.status == 0) readOff((real(p.steps) * size - end) / size, h);
}

/** A vector on the cubic through its values at 0 (the newest place), 1, 2, 3 steps before: added s times to `sum`. */
function addCubic(sum: Vector, s: f64, v: f64, a0: Vector, a1: Vector, a2: Vector, a3: Vector): void {
  sum.add((s * (1.0 - v) * (2.0 - v) * (3.0 - v)) / 6.0, a0);
  sum.add((s * v * (2.0 - v) * (3.0 - v)) / 2.0, a1);
  sum.add((-s * v * (1.0 - v) * (3.0 - v)) / 2.0, a2);
  sum.add((s * v * (1.0 - v) * (2.0 - v)) / 6.0, a3);
}

/** Where the particle was `back` steps, 0 to 1, before the newest place: the integrals of the cubics through b and k. */
function readOff(back: f64, h: f64): void {
  // Gauss's formula with three points is exact for them: the turn back, and with (back - v) k the change of the place
  const half = 0.5 * back;
  next.copy(r).add(-h * back, n);
  w.set(0.0, 0.0, 0.0);
  for (let i: i32 = -1; i <= 1; i++) {
    const v = half * (1.0 + real(i) * Math.sqrt(0.6));
    const weight = half * (i == 0 ? 8.0 / 9.0 : 5.0 / 9.0);
    addCubic(w, -weight, v, b0, b1, b2, b3);
    addCubic(next, h * weight * (back - v), v, k0, k1, k2, k3);
  }
  b.set(0.0, 0.0, 0.0);
  addCubic(b, 1.0, back, b0, b1, b2, b3);
  w.addCross((back * back) / 12.0, b0, b);
  direction.copy(n);
  turnAbout(direction, w);
  p.x = next.x;
  p.y = next.y;
  p.z = next.z;
  p.nx = direction.x;
  p.ny = direction.y;
  p.nz = direction.z;
}
