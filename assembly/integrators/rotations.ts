// The second integrator: a path of drifts and rotations. The Lorentz equation (lorentz.ts) is the sum of two motions
// that are known exactly, dr/ds = n at fixed n and the turn of n about B(r) at fixed r. A step takes them in turn, for
// parts of it chosen such that the result is of order 4: Blanes & Moan 2002, J. Comput. Appl. Math. 142, 313 (the
// symmetric composition of six stages).
//
// What Runge-Kutta steps have only within their tolerance, each of these has to rounding: |p| is conserved, a particle
// sent back returns, and the volume of phase space is conserved (each part of a step shears or turns it), so that a
// constant density stays constant. The price: steps of one size, no estimate of their error, and the whole field at
// each stage, never a patch (fields/patch.ts): what a particle feels must depend on where it is alone.

import { crossing } from "../escape";
import { regularX, regularY, regularZ, turbulence } from "../fields/field";
import { FINE, Flight, OUT_OF_STEPS, Particle, PAUSED, STEP_UNDERFLOW } from "../layout";

// Parts of a step: drift A1, rotation B1, drift A2, ... rotation B1, drift A1, the same from both ends.
const A1: f64 = 0.0792036964311957;
const A2: f64 = 0.353172906049774;
const A3: f64 = -0.0420650803577195;
const A4: f64 = 1.0 - 2.0 * (A1 + A2 + A3);
const B1: f64 = 0.209515106613362;
const B2: f64 = -0.143851773179818;
const B3: f64 = 0.5 - (B1 + B2);

let x: f64 = 0;
let y: f64 = 0;
let z: f64 = 0;
let nx: f64 = 0;
let ny: f64 = 0;
let nz: f64 = 0;

@inline
function drift(h: f64): void {
  x += h * nx;
  y += h * ny;
  z += h * nz;
}

/**
 * Turns n about the field for a path of `turn` gyroradii at 1 uG: by the angle theta = turn B, as n + 2/(1 + t t) (n +
 * n x t) x t with t = tan(theta/2) B/|B|. This keeps |n| whatever t is; the series of the tangent makes theta wrong by
 * theta^9 / 12,000.
 */
function rotate(turn: f64): void {
  const b = turbulence(x, y, z);
  const bx = regularX + (f32x4.extract_lane(b, 0) as f64);
  const by = regularY + (f32x4.extract_lane(b, 1) as f64);
  const bz = regularZ + (f32x4.extract_lane(b, 2) as f64);
  const square = turn * turn * (bx * bx + by * by + bz * bz);
  const half = 0.5 * turn * (1.0 + square * (1.0 / 12.0 + square * (1.0 / 120.0 + square * (17.0 / 20160.0))));
  const tx = half * bx;
  const ty = half * by;
  const tz = half * bz;
  const s = 2.0 / (1.0 + tx * tx + ty * ty + tz * tz);
  const mx = nx + (ny * tz - nz * ty);
  const my = ny + (nz * tx - nx * tz);
  const mz = nz + (nx * ty - ny * tx);
  nx += s * (my * tz - mz * ty);
  ny += s * (mz * tx - mx * tz);
  nz += s * (mx * ty - my * tx);
}

/** The common record is all that it keeps. */
export const PARTICLE_BYTES: i32 = offsetof<Particle>() as i32;
export const PARTICLE_VERSION: i32 = 1;

/**
 * Flies a particle on until it has `end` pc of path behind it, as `fly` of rk45.ts does. The way to `end` is divided
 * into equal steps of at most `longestStep` pc; the record's `step` is their size while it is under way.
 */
export function fly(p: Particle, end: f64, flight: Flight, pause: u32): void {
  if (p.status == PAUSED) p.status = FINE;
  if (p.status != FINE || p.path >= end) return;
  if (p.step == 0.0) p.step = (end - p.path) / Math.ceil((end - p.path) / flight.longestStep);
  const sense = flight.sense;
  const gyroradius1 = flight.gyroradius1;
  const budget = flight.budget;
  const height = flight.escapeHeight;
  x = p.x;
  y = p.y;
  z = p.z;
  nx = p.nx;
  ny = p.ny;
  nz = p.nz;
  let path = p.path;
  let step = p.step;
  let steps = p.steps;
  let status = FINE;
  const stop = pause < budget - steps ? steps + pause : budget;
  while (true) {
    if (steps >= stop) {
      status = steps >= budget ? OUT_OF_STEPS : PAUSED;
      break;
    }
    // the last is what rounding leaves of a step
    const last = end - path < 1.5 * step;
    const size = last ? end - path : step;
    const h = sense * size;
    const turn = h / gyroradius1;
    const z0 = z;
    const slope0 = h * nz;
    drift(A1 * h);
    rotate(B1 * turn);
    drift(A2 * h);
    rotate(B2 * turn);
    drift(A3 * h);
    rotate(B3 * turn);
    drift(A4 * h);
    rotate(B3 * turn);
    drift(A3 * h);
    rotate(B2 * turn);
    drift(A2 * h);
    rotate(B1 * turn);
    drift(A1 * h);
    // every point of a step is within size/2 of one of its ends, so the path cannot reach H unless an end is within
    // size/2 of it
    if (Math.max(Math.abs(z0), Math.abs(z)) + 0.5 * size >= height && p.escape == Infinity) {
      const part = crossing(z0, z, slope0, h * nz, height);
      if (part >= 0.0) p.escape = path + part * size;
    }
    steps++;
    if (last) {
      path = end;
      step = 0.0;
      break;
    }
    path += size;
  }
  const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
  // where a field or a start was no number, the particle stays where it was
  if (!(length < 2.0 && Math.abs(x) + Math.abs(y) + Math.abs(z) < Infinity)) {
    p.steps = steps;
    p.status = STEP_UNDERFLOW;
    return;
  }
  p.x = x;
  p.y = y;
  p.z = z;
  p.nx = nx;
  p.ny = ny;
  p.nz = nz;
  p.path = path;
  p.step = step;
  p.steps = steps;
  p.drift = max(p.drift, Math.abs(length - 1.0));
  p.status = status;
}
