// Adaptive Runge-Kutta of order 5 with an embedded error estimate: the trial step, its error, the step control.
// Dormand & Prince 1980, J. Comp. Appl. Math. 6, 19: RK5(4)7M; the tableau A, B, E is in tableau.ts.
// The same in scalars, legibly: bench/portable/rk45.ts. Read it first.
//
// With r the position, n the momentum direction, h the step and r_g1 the gyroradius at 1 uG, stage i of dr/ds = n,
// dn/ds = n x B / r_g1 is
//
//   K_i = h / r_g1  n_i x B(r_i)          n_i = n + sum_j A_ij K_j          r_i = r + h sum_j A_ij n_j
//
// and the error estimate is (h sum_i E_i n_i, sum_i E_i K_i). The derivative of the position is the momentum direction
// itself, so only the K are kept: n_j put into r_i leaves
//
//   r_i = r + h (c_i n + sum_j P_ij K_j)          c_i = sum_j A_ij          P = A A
//
// The method and its order are unchanged.
//
// Vectors: xy = (x, y), uv = (nx, ny), zw = (z, nz), and K as kxy = (Kx, Ky), kz = (Kz, Kz). r_i needs K up to i - 2
// only, n_i up to i - 1. So z of stage i + 1 shares a vector with nz of stage i, and a processor reads the field of a
// stage while K of the stage before is still being computed:
//
//   from K_1              zwS = (z_3, nz_2)       field at r_3 = (xyS, zS)
//   from K_1, K_2         zwS = (z_4, nz_3)       where zS is the zwS of the stage before
//   from K_1, K_2, K_3    zwS = (z_5, nz_4)       and so on
//
// One file, because `fly` is one long function, so that the derivatives of a step are local variables: none of them
// passes through memory.

import { crossing } from "../escape";
import { choosePatch, fieldNearby } from "../fields/field";
import { followPatch, openPatch } from "../fields/patch";
import { FINE, Flight, OUT_OF_STEPS, PatchedParticle, PAUSED, STEP_UNDERFLOW } from "../layout";
import { fieldXY, fieldZ, forceXY, forceZ } from "../lorentz";
import { stepFactor } from "./step_control";
import {
  both, momentum, position,
  C2, C3, C4, C5,
  D1, D2, D3, D4, D5, D6, D7,
  S1, S3, S4, S5, S6,
  W21, W31, W32, W41, W42, W43, W51, W52, W53, W54, W61, W62, W63, W64, W65,
} from "./tableau";
import { abs, add, mul, splat, sum3, sum4, sum5, sum6, sum7 } from "./vectors";

/** A particle as this integrator keeps it. */
@unmanaged
export class Rk45Particle extends PatchedParticle {
  /** Error of the last accepted step over the tolerance: the controller's memory. */
  error: f64;
}

export const PARTICLE_BYTES: i32 = offsetof<Rk45Particle>() as i32;
export const PARTICLE_VERSION: i32 = 1;

/**
 * Turbulent field at a stage's position: one function, since the compiler would write an inlined one nine times into
 * `fly`.
 */
function turbulenceAt(xy: v128, zw: v128): v128 {
  return fieldNearby(xy, zw);
}

/**
 * Flies a particle on until it has `end` pc of path behind it. After each step |p| is projected back to 1; what was
 * projected is kept in the record. After `pause` trial steps it pauses; called again it goes on as if it had not.
 */
export function fly(p: Rk45Particle, end: f64, flight: Flight, pause: u32): void {
  if (p.status == PAUSED) p.status = FINE;
  if (p.status != FINE || p.path >= end) return;
  const sense = flight.sense;
  const gyroradius1 = flight.gyroradius1;
  const perGyroradius = 1.0 / flight.gyroradius;
  const perTolerance = 1.0 / flight.tolerance;
  const budget = flight.budget;
  const height = flight.escapeHeight;
  let xy = f64x2(p.x, p.y);
  let uv = f64x2(p.nx, p.ny);
  let zw = f64x2(p.z, p.nz);
  let path = p.path;
  let step = p.step > 0.0 ? p.step : FIRST_STEP / perGyroradius;
  let before = p.error > 0.0 ? p.error : 1.0;
  let steps = p.steps;
  let rejected = p.rejected;
  let drift = p.drift;
  let correction = p.correction;
  let status = FINE;
  let justRejected = false;
  const taken = steps + rejected;
  const stop = pause < budget - taken ? taken + pause : budget;

  const typicalStep = TYPICAL_STEP * flight.gyroradius * Math.pow(flight.tolerance / 1e-5, 0.2);
  choosePatch(FEWEST_STEPS * typicalStep, flight.tolerance);
  openPatch(p, xy, uv, zw, sense);
  let b = turbulenceAt(xy, zw);
  let bxy = fieldXY(b);
  let bzz = fieldZ(b);
  let bxy0 = bxy;
  let bzz0 = bzz;
  let bxyEnd = bxy;
  let bzzEnd = bzz;
  let xyS = xy;
  let uvS = uv;
  let zwS = zw;
  let zS = zw;

  while (true) {
    if (steps + rejected >= stop) {
      if (steps + rejected >= budget) {
        status = OUT_OF_STEPS;
        break;
      }
      // a step after a rejected one grows less, and the record does not say that it is one
      if (!justRejected) {
        status = PAUSED;
        break;
      }
    }
    const left = end - path;
    const last = step >= left;
    const size = last ? left : step;
    const h = sense * size;
    const hh = splat(h);
    const h1 = f64x2(h, 1.0);
    const turn = splat(h / gyroradius1);
    const wz = v128.shuffle<f64>(zw, splat(0), 1, 2);
    const kxy1 = mul(turn, forceXY(bxy0, bzz0, uv, zw));
    const kz1 = mul(turn, forceZ(bxy0, uv));
    // stage 2, and z of stage 3 beside nz of stage 2 (and so on)
    xyS = add(xy, mul(hh, mul(uv, splat(C2))));
    uvS = add(uv, mul(kxy1, momentum(W21)));
    zS = add(zw, mul(hh, mul(wz, splat(C2))));
    zwS = add(zw, mul(h1, add(mul(wz, splat(C3)), mul(kz1, both(W21)))));
    b = turbulenceAt(xyS, zS);
    bxy = fieldXY(b);
    bzz = fieldZ(b);
    const kxy2 = mul(turn, forceXY(bxy, bzz, uvS, zwS));
    const kz2 = mul(turn, forceZ(bxy, uvS));
    // stage 3
    xyS = add(xy, mul(hh, add(mul(uv, splat(C3)), mul(kxy1, position(W21)))));
    uvS = add(uv, add(mul(kxy1, momentum(W31)), mul(kxy2, momentum(W32))));
    zS = zwS;
    zwS = add(zw, mul(h1, add(mul(wz, splat(C4)), add(mul(kz1, both(W31)), mul(kz2, both(W32))))));
    b = turbulenceAt(xyS, zS);
    bxy = fieldXY(b);
    bzz = fieldZ(b);
    const kxy3 = mul(turn, forceXY(bxy, bzz, uvS, zwS));
    const kz3 = mul(turn, forceZ(bxy, uvS));
    // stage 4
    xyS = add(xy, mul(hh, add(mul(uv, splat(C4)), add(mul(kxy1, position(W31)), mul(kxy2, position(W32))))));
    uvS = add(uv, sum3(mul(kxy1, momentum(W41)), mul(kxy2, momentum(W42)), mul(kxy3, momentum(W43))));
    zS = zwS;
    zwS = add(zw, mul(h1, add(mul(wz, splat(C5)), sum3(
      mul(kz1, both(W41)),
      mul(kz2, both(W42)),
      mul(kz3, both(W43)),
    ))));
    b = turbulenceAt(xyS, zS);
    bxy = fieldXY(b);
    bzz = fieldZ(b);
    const kxy4 = mul(turn, forceXY(bxy, bzz, uvS, zwS));
    const kz4 = mul(turn, forceZ(bxy, uvS));
    // stage 5
    xyS = add(xy, mul(hh, add(mul(uv, splat(C5)), sum3(
      mul(kxy1, position(W41)),
      mul(kxy2, position(W42)),
      mul(kxy3, position(W43)),
    ))));
    uvS = add(uv, sum4(
      mul(kxy1, momentum(W51)),
      mul(kxy2, momentum(W52)),
      mul(kxy3, momentum(W53)),
      mul(kxy4, momentum(W54)),
    ));
    zS = zwS;
    zwS = add(zw, mul(h1, add(wz, sum4(
      mul(kz1, both(W51)),
      mul(kz2, both(W52)),
      mul(kz3, both(W53)),
      mul(kz4, both(W54)),
    ))));
    b = turbulenceAt(xyS, zS);
    bxy = fieldXY(b);
    bzz = fieldZ(b);
    const kxy5 = mul(turn, forceXY(bxy, bzz, uvS, zwS));
    const kz5 = mul(turn, forceZ(bxy, uvS));
    // stage 6
    xyS = add(xy, mul(hh, add(uv, sum4(
      mul(kxy1, position(W51)),
      mul(kxy2, position(W52)),
      mul(kxy3, position(W53)),
      mul(kxy4, position(W54)),
    ))));
    uvS = add(uv, sum5(
      mul(kxy1, momentum(W61)),
      mul(kxy2, momentum(W62)),
      mul(kxy3, momentum(W63)),
      mul(kxy4, momentum(W64)),
      mul(kxy5, momentum(W65)),
    ));
    zS = zwS;
    zwS = add(zw, mul(h1, add(wz, sum5(
      mul(kz1, both(W61)),
      mul(kz2, both(W62)),
      mul(kz3, both(W63)),
      mul(kz4, both(W64)),
      mul(kz5, both(W65)),
    ))));
    b = turbulenceAt(xyS, zS);
    bxy = fieldXY(b);
    bzz = fieldZ(b);
    const kxy6 = mul(turn, forceXY(bxy, bzz, uvS, zwS));
    const kz6 = mul(turn, forceZ(bxy, uvS));
    // the fifth-order solution, which is also the seventh stage
    xyS = add(xy, mul(hh, add(uv, sum5(
      mul(kxy1, position(W61)),
      mul(kxy2, position(W62)),
      mul(kxy3, position(W63)),
      mul(kxy4, position(W64)),
      mul(kxy5, position(W65)),
    ))));
    uvS = add(uv, sum5(
      mul(kxy1, momentum(S1)),
      mul(kxy3, momentum(S3)),
      mul(kxy4, momentum(S4)),
      mul(kxy5, momentum(S5)),
      mul(kxy6, momentum(S6)),
    ));
    zS = zwS;
    zwS = v128.shuffle<f64>(zS, add(zw, sum5(
      mul(kz1, momentum(S1)),
      mul(kz3, momentum(S3)),
      mul(kz4, momentum(S4)),
      mul(kz5, momentum(S5)),
      mul(kz6, momentum(S6)),
    )), 0, 3);
    b = turbulenceAt(xyS, zS);
    bxyEnd = fieldXY(b);
    bzzEnd = fieldZ(b);
    const kxy7 = mul(turn, forceXY(bxyEnd, bzzEnd, uvS, zwS));
    const kz7 = mul(turn, forceZ(bxyEnd, uvS));
    // the error estimate: largest component, position in gyroradii, direction absolute
    const eUV = abs(sum6(
      mul(kxy1, momentum(D1)),
      mul(kxy3, momentum(D3)),
      mul(kxy4, momentum(D4)),
      mul(kxy5, momentum(D5)),
      mul(kxy6, momentum(D6)),
      mul(kxy7, momentum(D7)),
    ));
    const eXY = abs(mul(sum6(
      mul(kxy1, position(D1)),
      mul(kxy2, position(D2)),
      mul(kxy3, position(D3)),
      mul(kxy4, position(D4)),
      mul(kxy5, position(D5)),
      mul(kxy6, position(D6)),
    ), splat(h * perGyroradius)));
    const eZW = abs(mul(sum7(
      mul(kz1, both(D1)),
      mul(kz2, both(D2)),
      mul(kz3, both(D3)),
      mul(kz4, both(D4)),
      mul(kz5, both(D5)),
      mul(kz6, both(D6)),
      mul(kz7, both(D7)),
    ), f64x2(h * perGyroradius, 1.0)));
    const worst = f64x2.pmax(f64x2.pmax(eUV, eXY), eZW);
    const error = Math.max(f64x2.extract_lane(worst, 0), f64x2.extract_lane(worst, 1)) * perTolerance;
    const factor = stepFactor(error, before);
    if (!(error <= 1.0)) {
      rejected++;
      justRejected = true;
      step = size * min(0.9, stepFactor(error, 1.0));
      if (!(step > SMALLEST_STEP / perGyroradius)) {
        status = STEP_UNDERFLOW;
        break;
      }
      continue;
    }
    const u = f64x2.extract_lane(uvS, 0);
    const v = f64x2.extract_lane(uvS, 1);
    const w = f64x2.extract_lane(zwS, 1);
    const length = Math.sqrt(u * u + v * v + w * w);
    if (!(length < 2.0)) {
      status = STEP_UNDERFLOW;
      break;
    }
    // every point of a step is within size/2 of one of its ends, so the path cannot reach H unless an end is within
    // size/2 of it
    const z0 = f64x2.extract_lane(zw, 0);
    const z1 = f64x2.extract_lane(zwS, 0);
    if (Math.max(Math.abs(z0), Math.abs(z1)) + 0.5 * size >= height && p.escape == Infinity) {
      const part = crossing(z0, z1, h * f64x2.extract_lane(zw, 1), h * (w / length), height);
      if (part >= 0.0) p.escape = path + part * size;
    }
    drift = max(drift, Math.abs(length - 1.0));
    correction += length - 1.0;
    xy = xyS;
    uv = mul(uvS, splat(1.0 / length));
    zw = mul(zwS, f64x2(1.0, 1.0 / length));
    bxy0 = bxyEnd;
    bzz0 = bzzEnd;
    // between accepted steps only, so that all stages of a step and of its retries see one field
    if (followPatch(p, xy, uv, zw, sense)) {
      b = turbulenceAt(xy, zw);
      bxy0 = fieldXY(b);
      bzz0 = fieldZ(b);
    }
    steps++;
    // a step cut short by the end of the path says nothing against the size planned before
    step = last ? max(step, size * factor) : size * (justRejected ? min(1.0, factor) : factor);
    justRejected = false;
    before = max(error, 1e-4);
    if (last) {
      path = end;
      break;
    }
    path += size;
  }
  p.x = f64x2.extract_lane(xy, 0);
  p.y = f64x2.extract_lane(xy, 1);
  p.z = f64x2.extract_lane(zw, 0);
  p.nx = f64x2.extract_lane(uv, 0);
  p.ny = f64x2.extract_lane(uv, 1);
  p.nz = f64x2.extract_lane(zw, 1);
  p.path = path;
  p.step = step;
  p.error = before;
  p.drift = drift;
  p.correction = correction;
  p.steps = steps;
  p.rejected = rejected;
  p.status = status;
}

/** Typical step at a tolerance of 1e-5, in gyroradii, and the smallest radius of a patch that pays, in such steps. */
const TYPICAL_STEP: f64 = 0.26;
const FEWEST_STEPS: f64 = 1.2;
// First and smallest trial step, in gyroradii.
const FIRST_STEP: f64 = 0.1;
const SMALLEST_STEP: f64 = 1e-12;
