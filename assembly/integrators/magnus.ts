// Steps with one evaluation of the field. dn/ds = n x w(s), w = B / r_g1, is linear in n, so that n is turned about a
// mean of w: the Magnus series, here to order 4 (Magnus 1954, Commun. Pure Appl. Math. 7, 649; Blanes, Casas, Oteo &
// Ros 2009, Phys. Rep. 470, 151), with the integrals of a polynomial. w along the step is the cubic through
// its values at the end of the step and at the last three places, as in an Adams-Moulton formula; the place at which
// the field is asked for is predicted from the last three places, as in an Adams-Bashforth formula.
//
// With h the step, b = h B / r_g1 at its end and b0, b1, b2 at the places before (b0 at its beginning), and
// k = h dn/ds = n x b there:
//
//   place of the field    r + h (n + (19 k0 - 10 k1 + 3 k2) / 24)
//   mean turn             w = (9 b + 19 b0 - 5 b1 + b2) / 24 + (b0 x b) / 12
//   direction             n' = n turned by w: dn/ds = n x w over a unit of s
//   position              r' = r + h (n + (38 k + 171 k0 - 36 k1 + 7 k2) / 360)     k = n' x b
//
// The last formula is the double integral of the cubic through k. So |n| stays 1 to rounding.
//
// All steps have one size, and the places are at multiples of it, whatever the path lengths that are asked for: what
// lies between two places is read off the polynomials (`readOff`), to the same order. The flight ends at the first
// place at or behind the last path length.
//
// The same in scalars, legibly: bench/portable/magnus.ts. Read it first. One file, because `fly` is one long function,
// so that the places are local variables in the loop, as in rk45.ts.

import { crossing } from "../escape";
import { choosePatch, fieldNearby, turbulence } from "../fields/field";
import { followPatch, openPatch } from "../fields/patch";
import { FINE, Flight, OUT_OF_STEPS, Particle, PatchedParticle, PAUSED, STEP_UNDERFLOW } from "../layout";
import { fieldXY, fieldZ, forceXY, forceZ } from "../lorentz";
import * as rotations from "./rotations";
import { add, mul, splat, sum3, sum4 } from "./vectors";

/**
 * A particle as this integrator keeps it. The common record is what was asked for last; the rest is the state at the
 * newest of the places. Vectors are kept as xy, and z in both lanes.
 */
@unmanaged
export class MagnusParticle extends PatchedParticle {
  atXY: v128;
  atZ: v128;
  nXY: v128;
  nZ: v128;
  /** Where the field will be asked for next. */
  nextXY: v128;
  nextZ: v128;
  /** b and k at the newest place and at those before it; b3 and k3 are there only for `readOff`. */
  b0XY: v128;
  b0Z: v128;
  b1XY: v128;
  b1Z: v128;
  b2XY: v128;
  b2Z: v128;
  b3XY: v128;
  b3Z: v128;
  k0XY: v128;
  k0Z: v128;
  k1XY: v128;
  k1Z: v128;
  k2XY: v128;
  k2Z: v128;
  k3XY: v128;
  k3Z: v128;
  /** Sum over the path lengths of the square of the predicted position minus the corrected one [gyroradii^2]. */
  stepError: f64;
}

export const PARTICLE_BYTES: i32 = offsetof<MagnusParticle>() as i32;
export const PARTICLE_VERSION: i32 = 1;
export const STEP_ERROR: i32 = offsetof<MagnusParticle>("stepError") as i32;

/** Smallest radius of a patch that pays, in steps. */
const FEWEST_STEPS: f64 = 6.0;

const scout = changetype<Particle>(memory.data(offsetof<Particle>(), 16));
const otherWay = changetype<Flight>(memory.data(offsetof<Flight>(), 16));

/** Adds a place to those that a particle keeps, with the whole field there; `turn` is h / r_g1. */
@inline
function keepPlace(p: MagnusParticle, place: Particle, turn: v128): void {
  const field = turbulence(place.x, place.y, place.z);
  p.b2XY = p.b1XY;
  p.b2Z = p.b1Z;
  p.k2XY = p.k1XY;
  p.k2Z = p.k1Z;
  p.b1XY = p.b0XY;
  p.b1Z = p.b0Z;
  p.k1XY = p.k0XY;
  p.k1Z = p.k0Z;
  p.b0XY = mul(turn, fieldXY(field));
  p.b0Z = mul(turn, fieldZ(field));
  p.k0XY = forceXY(p.b0XY, p.b0Z, f64x2(place.nx, place.ny), splat(place.nz));
  p.k0Z = forceZ(p.b0XY, f64x2(place.nx, place.ny));
}

/** Makes the first three places: the start, and two before it, to which rotations.ts flies the other way. */
function begin(p: MagnusParticle, flight: Flight): void {
  const size = flight.longestStep;
  const turn = splat((flight.sense * size) / flight.gyroradius1);
  memory.copy(changetype<usize>(otherWay), changetype<usize>(flight), offsetof<Flight>());
  otherWay.sense = -flight.sense;
  otherWay.escapeHeight = Infinity;
  otherWay.budget = u32.MAX_VALUE;
  for (let before: i32 = 2; before >= 0; before--) {
    memory.copy(changetype<usize>(scout), changetype<usize>(p), offsetof<Particle>());
    rotations.fly(scout, (before as f64) * size, otherWay, u32.MAX_VALUE);
    keepPlace(p, scout, turn);
  }
  p.step = size;
  p.atXY = f64x2(p.x, p.y);
  p.atZ = splat(p.z);
  p.nXY = f64x2(p.nx, p.ny);
  p.nZ = splat(p.nz);
  const hh = splat(flight.sense * size);
  p.nextXY = add(p.atXY, mul(hh, add(p.nXY, predicted(p.k0XY, p.k1XY, p.k2XY))));
  p.nextZ = add(p.atZ, mul(hh, add(p.nZ, predicted(p.k0Z, p.k1Z, p.k2Z))));
}

@inline
function predicted(k0: v128, k1: v128, k2: v128): v128 {
  return sum3(mul(k0, splat(19.0 / 24.0)), mul(k1, splat(-10.0 / 24.0)), mul(k2, splat(3.0 / 24.0)));
}

/** |w|^2, in both lanes. */
@inline
function squareOf(wXY: v128, wZ: v128): v128 {
  const square = mul(wXY, wXY);
  return add(add(square, v128.shuffle<f64>(square, square, 1, 0)), mul(wZ, wZ));
}

/**
 * tan(|w|/2) / |w| from |w|^2: n turned by w is n + 2/(1 + t t) (n + n x t) x t with t = w times this. This keeps |n|
 * whatever t is; the series makes the angle wrong by |w|^9 / 12,000.
 */
@inline
function halfTangent(ww: v128): v128 {
  const high = add(splat(1.0 / 240.0), mul(ww, splat(17.0 / 40320.0)));
  return add(add(splat(0.5), mul(ww, splat(1.0 / 24.0))), mul(mul(ww, ww), high));
}

/**
 * Flies a particle to the first place that is not before `end` pc of path, and reads off where it was at `end`. Pauses
 * after `pause` steps; called again it goes on as if it had not.
 */
export function fly(p: MagnusParticle, end: f64, flight: Flight, pause: u32): void {
  if (p.status == PAUSED) p.status = FINE;
  if (p.status != FINE || p.path >= end) return;
  if (!(flight.longestStep < Infinity)) {
    p.status = STEP_UNDERFLOW;
    return;
  }
  choosePatch(FEWEST_STEPS * flight.longestStep, flight.tolerance);
  if (p.step == 0.0) begin(p, flight);
  const size = p.step;
  const sense = flight.sense;
  const budget = flight.budget;
  const height = flight.escapeHeight;
  const h = sense * size;
  const hh = splat(h);
  const turn = splat(h / flight.gyroradius1);
  const partTurn = mul(turn, splat(9.0 / 24.0));
  const twelfthTurn = mul(turn, splat(1.0 / 12.0));
  const partStep = mul(hh, splat(38.0 / 360.0));
  const nextStep = mul(hh, splat(38.0 / 360.0 + 19.0 / 24.0));
  let nextXY = p.nextXY;
  let nextZ = p.nextZ;
  let xy = p.atXY;
  let z = p.atZ;
  let nXY = p.nXY;
  let nZ = p.nZ;
  let b0XY = p.b0XY;
  let b0Z = p.b0Z;
  let b1XY = p.b1XY;
  let b1Z = p.b1Z;
  let b2XY = p.b2XY;
  let b2Z = p.b2Z;
  let k0XY = p.k0XY;
  let k0Z = p.k0Z;
  let k1XY = p.k1XY;
  let k1Z = p.k1Z;
  let k2XY = p.k2XY;
  let k2Z = p.k2Z;
  let steps = p.steps;
  let status = FINE;
  const stop = pause < budget - steps ? steps + pause : budget;

  openPatch(p, xy, nXY, v128.shuffle<f64>(z, nZ, 0, 2), sense);
  while ((steps as f64) * size < end) {
    if (steps >= stop) {
      status = steps >= budget ? OUT_OF_STEPS : PAUSED;
      break;
    }
    const field = fieldNearby(nextXY, nextZ);
    const fXY = fieldXY(field);
    const fZ = fieldZ(field);
    // what is known before the field
    const wEarlyXY = sum3(mul(b2XY, splat(1.0 / 24.0)), mul(b1XY, splat(-5.0 / 24.0)), mul(b0XY, splat(19.0 / 24.0)));
    const wEarlyZ = sum3(mul(b2Z, splat(1.0 / 24.0)), mul(b1Z, splat(-5.0 / 24.0)), mul(b0Z, splat(19.0 / 24.0)));
    const earlyXY = add(xy, mul(hh, add(nXY, sum3(
      mul(k2XY, splat(7.0 / 360.0)),
      mul(k1XY, splat(-36.0 / 360.0)),
      mul(k0XY, splat(171.0 / 360.0)),
    ))));
    const earlyZ = add(z, mul(hh, add(nZ, sum3(
      mul(k2Z, splat(7.0 / 360.0)),
      mul(k1Z, splat(-36.0 / 360.0)),
      mul(k0Z, splat(171.0 / 360.0)),
    ))));
    const nextEarlyXY = add(earlyXY, mul(hh, add(mul(k1XY, splat(3.0 / 24.0)), mul(k0XY, splat(-10.0 / 24.0)))));
    const nextEarlyZ = add(earlyZ, mul(hh, add(mul(k1Z, splat(3.0 / 24.0)), mul(k0Z, splat(-10.0 / 24.0)))));
    const b0TwelfthXY = mul(b0XY, twelfthTurn);
    const b0TwelfthZ = mul(b0Z, twelfthTurn);
    const wXY = add(add(wEarlyXY, mul(fXY, partTurn)), forceXY(fXY, fZ, b0TwelfthXY, b0TwelfthZ));
    const wZ = add(add(wEarlyZ, mul(fZ, partTurn)), forceZ(fXY, b0TwelfthXY));
    // n' = n + s (n + n x t) x t, t = w half
    const ww = squareOf(wXY, wZ);
    const half = halfTangent(ww);
    const s = f64x2.div(add(half, half), add(splat(1.0), mul(mul(half, half), ww)));
    const mXY = add(nXY, mul(half, forceXY(wXY, wZ, nXY, nZ)));
    const mZ = add(nZ, mul(half, forceZ(wXY, nXY)));
    const turnedXY = add(nXY, mul(s, forceXY(wXY, wZ, mXY, mZ)));
    const turnedZ = add(nZ, mul(s, forceZ(wXY, mXY)));
    const bXY = mul(turn, fXY);
    const bZ = mul(turn, fZ);
    const kXY = forceXY(bXY, bZ, turnedXY, turnedZ);
    const kZ = forceZ(bXY, turnedXY);
    const newXY = add(earlyXY, mul(kXY, partStep));
    const newZ = add(earlyZ, mul(kZ, partStep));
    nextXY = add(add(nextEarlyXY, mul(hh, turnedXY)), mul(kXY, nextStep));
    nextZ = add(add(nextEarlyZ, mul(hh, turnedZ)), mul(kZ, nextStep));
    // every point of a step is within size/2 of one of its ends, so the path cannot reach H unless an end is within
    // size/2 of it
    const z0 = f64x2.extract_lane(z, 0);
    const z1 = f64x2.extract_lane(newZ, 0);
    if (Math.max(Math.abs(z0), Math.abs(z1)) + 0.5 * size >= height && p.escape == Infinity) {
      const part = crossing(z0, z1, h * f64x2.extract_lane(nZ, 0), h * f64x2.extract_lane(turnedZ, 0), height);
      if (part >= 0.0) p.escape = ((steps as f64) + part) * size;
    }
    steps++;
    if ((steps as f64) * size >= end) {
      p.b3XY = b2XY;
      p.b3Z = b2Z;
      p.k3XY = k2XY;
      p.k3Z = k2Z;
    }
    xy = newXY;
    z = newZ;
    nXY = turnedXY;
    nZ = turnedZ;
    b2XY = b1XY;
    b2Z = b1Z;
    b1XY = b0XY;
    b1Z = b0Z;
    b0XY = bXY;
    b0Z = bZ;
    k2XY = k1XY;
    k2Z = k1Z;
    k1XY = k0XY;
    k1Z = k0Z;
    k0XY = kXY;
    k0Z = kZ;
    followPatch(p, xy, nXY, v128.shuffle<f64>(z, nZ, 0, 2), sense);
  }
  const length = Math.sqrt(f64x2.extract_lane(squareOf(nXY, nZ), 0));
  // where a field or a start was no number, the particle stays where it was
  if (!(length < 2.0 && f64x2.extract_lane(squareOf(xy, z), 0) < Infinity)) {
    p.steps = steps;
    p.status = STEP_UNDERFLOW;
    return;
  }
  p.atXY = xy;
  p.atZ = z;
  p.nXY = nXY;
  p.nZ = nZ;
  p.nextXY = nextXY;
  p.nextZ = nextZ;
  p.b0XY = b0XY;
  p.b0Z = b0Z;
  p.b1XY = b1XY;
  p.b1Z = b1Z;
  p.b2XY = b2XY;
  p.b2Z = b2Z;
  p.k0XY = k0XY;
  p.k0Z = k0Z;
  p.k1XY = k1XY;
  p.k1Z = k1Z;
  p.k2XY = k2XY;
  p.k2Z = k2Z;
  p.drift = max(p.drift, Math.abs(length - 1.0));
  p.steps = steps;
  p.status = status;
  if (status == PAUSED) return;
  // a particle that is out of steps is where its last step ended
  readOff(p, status == FINE ? ((steps as f64) * size - end) / size : 0.0, hh);
  p.path = status == FINE ? end : (steps as f64) * size;
  // the predicted position is off by 19/180 h of the third difference of k
  const third = splat((19.0 / 180.0) * (size / flight.gyroradius));
  const missXY = mul(third, cubic(p.k0XY, p.k1XY, p.k2XY, p.k3XY, 1.0, -3.0, 3.0, -1.0));
  const missZ = mul(third, cubic(p.k0Z, p.k1Z, p.k2Z, p.k3Z, 1.0, -3.0, 3.0, -1.0));
  p.stepError += f64x2.extract_lane(squareOf(missXY, missZ), 0);
}

/**
 * Writes into the common record where the particle was `back` steps, 0 to 1, before its newest place. The polynomials
 * are those of the step, in v, which is 0 at the newest place and 1, 2, 3 at those before; they are integrated from 0
 * to `back` once for n and twice for r.
 */
function readOff(p: MagnusParticle, back: f64, hh: v128): void {
  const v = back;
  const vv = v * v;
  // b there
  const l0 = 1.0 - v * (11.0 / 6.0 - v * (1.0 - v / 6.0));
  const l1 = v * (3.0 - v * (2.5 - v / 2.0));
  const l2 = -v * (1.5 - v * (2.0 - v / 2.0));
  const l3 = v * (1.0 / 3.0 - v * (0.5 - v / 6.0));
  const bXY = cubic(p.b0XY, p.b1XY, p.b2XY, p.b3XY, l0, l1, l2, l3);
  const bZ = cubic(p.b0Z, p.b1Z, p.b2Z, p.b3Z, l0, l1, l2, l3);
  // the turn back, with the commutator of both ends
  const i0 = -v * (1.0 - v * (11.0 / 12.0 - v * (1.0 / 3.0 - v / 24.0)));
  const i1 = -vv * (1.5 - v * (5.0 / 6.0 - v / 8.0));
  const i2 = vv * (0.75 - v * (2.0 / 3.0 - v / 8.0));
  const i3 = -vv * (1.0 / 6.0 - v * (1.0 / 6.0 - v / 24.0));
  const twelfth = splat(vv / 12.0);
  const wXY = add(
    cubic(p.b0XY, p.b1XY, p.b2XY, p.b3XY, i0, i1, i2, i3),
    mul(twelfth, forceXY(bXY, bZ, p.b0XY, p.b0Z)),
  );
  const wZ = add(cubic(p.b0Z, p.b1Z, p.b2Z, p.b3Z, i0, i1, i2, i3), mul(twelfth, forceZ(bXY, p.b0XY)));
  const ww = squareOf(wXY, wZ);
  const half = halfTangent(ww);
  const s = f64x2.div(add(half, half), add(splat(1.0), mul(mul(half, half), ww)));
  const mXY = add(p.nXY, mul(half, forceXY(wXY, wZ, p.nXY, p.nZ)));
  const mZ = add(p.nZ, mul(half, forceZ(wXY, p.nXY)));
  const nXY = add(p.nXY, mul(s, forceXY(wXY, wZ, mXY, mZ)));
  const nZ = add(p.nZ, mul(s, forceZ(wXY, mXY)));
  // the way back
  const j0 = vv * (0.5 - v * (11.0 / 36.0 - v * (1.0 / 12.0 - v / 120.0)));
  const j1 = vv * v * (0.5 - v * (5.0 / 24.0 - v / 40.0));
  const j2 = -vv * v * (0.25 - v * (1.0 / 6.0 - v / 40.0));
  const j3 = vv * v * (1.0 / 18.0 - v * (1.0 / 24.0 - v / 120.0));
  const behind = splat(-v);
  const xy = add(p.atXY, mul(hh, add(mul(behind, p.nXY), cubic(p.k0XY, p.k1XY, p.k2XY, p.k3XY, j0, j1, j2, j3))));
  const z = add(p.atZ, mul(hh, add(mul(behind, p.nZ), cubic(p.k0Z, p.k1Z, p.k2Z, p.k3Z, j0, j1, j2, j3))));
  p.x = f64x2.extract_lane(xy, 0);
  p.y = f64x2.extract_lane(xy, 1);
  p.z = f64x2.extract_lane(z, 0);
  p.nx = f64x2.extract_lane(nXY, 0);
  p.ny = f64x2.extract_lane(nXY, 1);
  p.nz = f64x2.extract_lane(nZ, 0);
}

@inline
function cubic(a0: v128, a1: v128, a2: v128, a3: v128, w0: f64, w1: f64, w2: f64, w3: f64): v128 {
  return sum4(mul(a0, splat(w0)), mul(a1, splat(w1)), mul(a2, splat(w2)), mul(a3, splat(w3)));
}
