// A particle's path of drifts and rotations: as assembly/integrators/rotations.ts.

import { FIELD, at as readField } from "./field";
import { f64At, real } from "./memory";
import { flight, OUT_OF_STEPS, p } from "./particle";
import { Vector } from "./vector";

// Blanes & Moan 2002, J. Comput. Appl. Math. 142, 313: parts of a step, the same from both ends.
const A1: f64 = 0.0792036964311957;
const A2: f64 = 0.353172906049774;
const A3: f64 = -0.0420650803577195;
const A4: f64 = 1.0 - 2.0 * (A1 + A2 + A3);
const B1: f64 = 0.209515106613362;
const B2: f64 = -0.143851773179818;
const B3: f64 = 0.5 - (B1 + B2);

/**
 * Turns n by the angle |w| about w, as dn/ds = n x w does over a unit of s (Rodrigues' formula): n cos |w| + n x u sin
 * |w| + u (u.n) (1 - cos |w|) with u = w/|w|.
 */
export function turnAbout(n: Vector, w: Vector): void {
  const angle = Math.sqrt(w.dot(w));
  if (angle == 0.0) return;
  const cosine = Math.cos(angle);
  const along = n.dot(w) / (angle * angle);
  before.copy(n);
  n.set(0.0, 0.0, 0.0).add(cosine, before);
  n.addCross(Math.sin(angle) / angle, before, w).add(along * (1.0 - cosine), w);
}
const before = new Vector();

const r = new Vector();
const n = new Vector();
const w = new Vector();

/** Turns n about the field at r for a path of `turn` gyroradii at 1 uG. */
function rotate(turn: f64): void {
  readField(r.x, r.y, r.z);
  w.set(turn * f64At(FIELD), turn * f64At(FIELD + 8), turn * f64At(FIELD + 16));
  turnAbout(n, w);
}

/** Flies a step of h pc, negative: back in time. */
function step(h: f64): void {
  const turn = h / flight.gyroradius1;
  r.add(A1 * h, n);
  rotate(B1 * turn);
  r.add(A2 * h, n);
  rotate(B2 * turn);
  r.add(A3 * h, n);
  rotate(B3 * turn);
  r.add(A4 * h, n);
  rotate(B3 * turn);
  r.add(A3 * h, n);
  rotate(B2 * turn);
  r.add(A2 * h, n);
  rotate(B1 * turn);
  r.add(A1 * h, n);
}

/** From the place (r, n), steps of h pc, and the place where they end. */
export function stepsFrom(place: Vector, direction: Vector, h: f64, steps: i32): void {
  r.copy(place);
  n.copy(direction);
  for (let i: i32 = 0; i < steps; i++) step(h);
  place.copy(r);
  direction.copy(n);
}

/** Flies the particle until it has `end` pc of path behind it, in equal steps. */
export function fly(end: f64): void {
  if (p.status != 0 || p.path >= end) return;
  const count = Math.ceil((end - p.path) / flight.longestStep);
  const h = (flight.sense * (end - p.path)) / count;
  r.set(p.x, p.y, p.z);
  n.set(p.nx, p.ny, p.nz);
  for (let i: f64 = 0.0; i < count; i += 1.0) {
    if (real(p.steps) >= flight.budget) {
      p.status = OUT_OF_STEPS;
      break;
    }
    step(h);
    p.steps++;
    p.path += Math.abs(h);
  }
  if (p.status == 0) p.path = end;
  p.x = r.x;
  p.y = r.y;
  p.z = r.z;
  p.nx = n.x;
  p.ny = n.y;
  p.nz = n.z;
  p.drift = Math.max(p.drift, Math.abs(Math.sqrt(n.dot(n)) - 1.0));
}
