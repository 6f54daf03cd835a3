// Adaptive Runge-Kutta of order 5 with an embedded error estimate: the tableau, the trial step, its error, the step control.
// Dormand & Prince 1980, J. Comp. Appl. Math. 6, 19: RK5(4)7M.
//
// The equation dr/ds = n, dn/ds = n x B / r_g1 (r_g1: gyroradius at 1 uG) has the momentum direction itself as the derivative of the
// position. So only the derivatives K of the momentum are kept: where the tableau sums a_ij n_j for the position, n_j = n + sum a_jl K_l
// is put in, which leaves n sum a_ij = c_i n and the products P = A A below. The method and its order are unchanged.
//
// In memory lanes: xy = (x, y), uv = (nx, ny), zw = (z, nz); of a derivative kxy = (Kx, Ky) and kz = (Kz, Kz).

import { turbulence } from "./fields/field";
import { FINE, OUT_OF_STEPS, Particle, STEP_UNDERFLOW } from "./layout";
import { fieldXY, fieldZ, forceXY, forceZ } from "./lorentz";

const C2: f64 = 1.0 / 5.0;
const C3: f64 = 3.0 / 10.0;
const C4: f64 = 4.0 / 5.0;
const C5: f64 = 8.0 / 9.0;

const A21: f64 = 1.0 / 5.0;
const A31: f64 = 3.0 / 40.0;
const A32: f64 = 9.0 / 40.0;
const A41: f64 = 44.0 / 45.0;
const A42: f64 = -56.0 / 15.0;
const A43: f64 = 32.0 / 9.0;
const A51: f64 = 19372.0 / 6561.0;
const A52: f64 = -25360.0 / 2187.0;
const A53: f64 = 64448.0 / 6561.0;
const A54: f64 = -212.0 / 729.0;
const A61: f64 = 9017.0 / 3168.0;
const A62: f64 = -355.0 / 33.0;
const A63: f64 = 46732.0 / 5247.0;
const A64: f64 = 49.0 / 176.0;
const A65: f64 = -5103.0 / 18656.0;
// the solution, and the seventh stage of the error estimate
const B1: f64 = 35.0 / 384.0;
const B3: f64 = 500.0 / 1113.0;
const B4: f64 = 125.0 / 192.0;
const B5: f64 = -2187.0 / 6784.0;
const B6: f64 = 11.0 / 84.0;

// Weights of the position, P_il = sum_j a_ij a_jl
const P31: f64 = A32 * A21;
const P41: f64 = A42 * A21 + A43 * A31;
const P42: f64 = A43 * A32;
const P51: f64 = A52 * A21 + A53 * A31 + A54 * A41;
const P52: f64 = A53 * A32 + A54 * A42;
const P53: f64 = A54 * A43;
const P61: f64 = A62 * A21 + A63 * A31 + A64 * A41 + A65 * A51;
const P62: f64 = A63 * A32 + A64 * A42 + A65 * A52;
const P63: f64 = A64 * A43 + A65 * A53;
const P64: f64 = A65 * A54;
const Q1: f64 = B3 * A31 + B4 * A41 + B5 * A51 + B6 * A61;
const Q2: f64 = B3 * A32 + B4 * A42 + B5 * A52 + B6 * A62;
const Q3: f64 = B4 * A43 + B5 * A53 + B6 * A63;
const Q4: f64 = B5 * A54 + B6 * A64;
const Q5: f64 = B6 * A65;

// Error: difference of the fifth- and the fourth-order solution
const E1: f64 = 71.0 / 57600.0;
const E3: f64 = -71.0 / 16695.0;
const E4: f64 = 71.0 / 1920.0;
const E5: f64 = -17253.0 / 339200.0;
const E6: f64 = 22.0 / 525.0;
const E7: f64 = -1.0 / 40.0;
// and of the position, F_l = sum_j e_j a_jl
const F1: f64 = E3 * A31 + E4 * A41 + E5 * A51 + E6 * A61 + E7 * B1;
const F2: f64 = E3 * A32 + E4 * A42 + E5 * A52 + E6 * A62;
const F3: f64 = E4 * A43 + E5 * A53 + E6 * A63 + E7 * B3;
const F4: f64 = E5 * A54 + E6 * A64 + E7 * B4;
const F5: f64 = E6 * A65 + E7 * B5;
const F6: f64 = E7 * B6;


const SAFETY: f64 = 0.96;
const SHRINK: f64 = 0.2;
const GROW: f64 = 5.0;

/** log2 of a positive number to 0.09: the exponent and the mantissa of its bits. */
// @ts-ignore: decorator
@inline
function roughLog2(x: f64): f64 {
  return ((reinterpret<i64>(x) - 0x3ff0000000000000) as f64) * (1.0 / 4503599627370496.0);
}

/** 2^y to 0.3 %, |y| < 1000. */
// @ts-ignore: decorator
@inline
function roughExp2(y: f64): f64 {
  const whole = Math.floor(y);
  const f = y - whole;
  return reinterpret<f64>(((whole as i64) + 1023) << 52) * (1.0 + f * (0.6565 + 0.3435 * f));
}

/** Step factor of the proportional-integral controller (Gustafsson 1991); `error` and `before` in units of the tolerance. */
// @ts-ignore: decorator
@inline
function stepFactor(error: f64, before: f64): f64 {
  const power = PROPORTIONAL * roughLog2(Math.max(error, 1e-8)) + INTEGRAL * roughLog2(before);
  return min(GROW, max(SHRINK, SAFETY * roughExp2(power)));
}
const PROPORTIONAL: f64 = -0.7 / 5.0;
const INTEGRAL: f64 = 0.4 / 5.0;

/**
 * Flies a particle on until it has `end` pc of path behind it, in the direction of time given by the sign of `sense` (-1: back).
 * Gyroradius at 1 uG (signed by the charge) and `perGyroradius` = 1 / (gyroradius at the total rms field) in pc and 1/pc; `budget` of trial steps.
 * After each step |p| is projected back to 1; what was projected is kept in the record.
 */
export function fly(p: Particle, end: f64, sense: f64, gyroradius1: f64, perGyroradius: f64, tolerance: f64, budget: u32): void {
  if (p.status != FINE || p.path >= end) return;
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
  const perTolerance = 1.0 / tolerance;

  let b = turbulence(p.x, p.y, p.z);
  let bxy = fieldXY(b);
  let bzz = fieldZ(b);
  let bxy0 = bxy;
  let bzz0 = bzz;
  let bxyEnd = bxy;
  let bzzEnd = bzz;
  let xyS = xy;
  let uvS = uv;
  let zwS = zw;

  while (true) {
    if (steps + rejected >= budget) {
      status = OUT_OF_STEPS;
      break;
    }
    const left = end - path;
    const last = step >= left;
    const size = last ? left : step;
    const h = sense * size;
    const hh = f64x2.splat(h);
    const h1 = f64x2(h, 1.0);
    const turn = f64x2.splat(h / gyroradius1);
    const wz = v128.shuffle<f64>(zw, f64x2.splat(0), 1, 2);
    const kxy1 = f64x2.mul(turn, forceXY(bxy0, bzz0, uv, zw));
    const kz1 = f64x2.mul(turn, forceZ(bxy0, uv));
    // stage 2
    xyS = f64x2.add(xy, f64x2.mul(hh, f64x2.mul(uv, f64x2.splat(C2))));
    uvS = f64x2.add(uv, f64x2.mul(kxy1, f64x2.splat(A21)));
    zwS = f64x2.add(zw, f64x2.mul(h1, f64x2.add(f64x2.mul(wz, f64x2.splat(C2)), f64x2.mul(kz1, f64x2(0.0, A21)))));
    b = turbulence(f64x2.extract_lane(xyS, 0), f64x2.extract_lane(xyS, 1), f64x2.extract_lane(zwS, 0));
    bxy = fieldXY(b);
    bzz = fieldZ(b);
    const kxy2 = f64x2.mul(turn, forceXY(bxy, bzz, uvS, zwS));
    const kz2 = f64x2.mul(turn, forceZ(bxy, uvS));
    // stage 3
    xyS = f64x2.add(xy, f64x2.mul(hh, f64x2.add(f64x2.mul(uv, f64x2.splat(C3)), f64x2.mul(kxy1, f64x2.splat(P31)))));
    uvS = f64x2.add(uv, f64x2.add(f64x2.mul(kxy1, f64x2.splat(A31)), f64x2.mul(kxy2, f64x2.splat(A32))));
    zwS = f64x2.add(zw, f64x2.mul(h1, f64x2.add(f64x2.mul(wz, f64x2.splat(C3)), f64x2.add(f64x2.mul(kz1, f64x2(P31, A31)), f64x2.mul(kz2, f64x2(0.0, A32))))));
    b = turbulence(f64x2.extract_lane(xyS, 0), f64x2.extract_lane(xyS, 1), f64x2.extract_lane(zwS, 0));
    bxy = fieldXY(b);
    bzz = fieldZ(b);
    const kxy3 = f64x2.mul(turn, forceXY(bxy, bzz, uvS, zwS));
    const kz3 = f64x2.mul(turn, forceZ(bxy, uvS));
    // stage 4
    xyS = f64x2.add(xy, f64x2.mul(hh, f64x2.add(f64x2.mul(uv, f64x2.splat(C4)), f64x2.add(f64x2.mul(kxy1, f64x2.splat(P41)), f64x2.mul(kxy2, f64x2.splat(P42))))));
    uvS = f64x2.add(uv, f64x2.add(f64x2.add(f64x2.mul(kxy1, f64x2.splat(A41)), f64x2.mul(kxy2, f64x2.splat(A42))), f64x2.mul(kxy3, f64x2.splat(A43))));
    zwS = f64x2.add(zw, f64x2.mul(h1, f64x2.add(f64x2.mul(wz, f64x2.splat(C4)), f64x2.add(f64x2.add(f64x2.mul(kz1, f64x2(P41, A41)), f64x2.mul(kz2, f64x2(P42, A42))), f64x2.mul(kz3, f64x2(0.0, A43))))));
    b = turbulence(f64x2.extract_lane(xyS, 0), f64x2.extract_lane(xyS, 1), f64x2.extract_lane(zwS, 0));
    bxy = fieldXY(b);
    bzz = fieldZ(b);
    const kxy4 = f64x2.mul(turn, forceXY(bxy, bzz, uvS, zwS));
    const kz4 = f64x2.mul(turn, forceZ(bxy, uvS));
    // stage 5
    xyS = f64x2.add(xy, f64x2.mul(hh, f64x2.add(f64x2.mul(uv, f64x2.splat(C5)), f64x2.add(f64x2.add(f64x2.mul(kxy1, f64x2.splat(P51)), f64x2.mul(kxy2, f64x2.splat(P52))), f64x2.mul(kxy3, f64x2.splat(P53))))));
    uvS = f64x2.add(uv, f64x2.add(f64x2.add(f64x2.add(f64x2.mul(kxy1, f64x2.splat(A51)), f64x2.mul(kxy2, f64x2.splat(A52))), f64x2.mul(kxy3, f64x2.splat(A53))), f64x2.mul(kxy4, f64x2.splat(A54))));
    zwS = f64x2.add(zw, f64x2.mul(h1, f64x2.add(f64x2.mul(wz, f64x2.splat(C5)), f64x2.add(f64x2.add(f64x2.add(f64x2.mul(kz1, f64x2(P51, A51)), f64x2.mul(kz2, f64x2(P52, A52))), f64x2.mul(kz3, f64x2(P53, A53))), f64x2.mul(kz4, f64x2(0.0, A54))))));
    b = turbulence(f64x2.extract_lane(xyS, 0), f64x2.extract_lane(xyS, 1), f64x2.extract_lane(zwS, 0));
    bxy = fieldXY(b);
    bzz = fieldZ(b);
    const kxy5 = f64x2.mul(turn, forceXY(bxy, bzz, uvS, zwS));
    const kz5 = f64x2.mul(turn, forceZ(bxy, uvS));
    // stage 6
    xyS = f64x2.add(xy, f64x2.mul(hh, f64x2.add(uv, f64x2.add(f64x2.add(f64x2.add(f64x2.mul(kxy1, f64x2.splat(P61)), f64x2.mul(kxy2, f64x2.splat(P62))), f64x2.mul(kxy3, f64x2.splat(P63))), f64x2.mul(kxy4, f64x2.splat(P64))))));
    uvS = f64x2.add(uv, f64x2.add(f64x2.add(f64x2.add(f64x2.add(f64x2.mul(kxy1, f64x2.splat(A61)), f64x2.mul(kxy2, f64x2.splat(A62))), f64x2.mul(kxy3, f64x2.splat(A63))), f64x2.mul(kxy4, f64x2.splat(A64))), f64x2.mul(kxy5, f64x2.splat(A65))));
    zwS = f64x2.add(zw, f64x2.mul(h1, f64x2.add(wz, f64x2.add(f64x2.add(f64x2.add(f64x2.add(f64x2.mul(kz1, f64x2(P61, A61)), f64x2.mul(kz2, f64x2(P62, A62))), f64x2.mul(kz3, f64x2(P63, A63))), f64x2.mul(kz4, f64x2(P64, A64))), f64x2.mul(kz5, f64x2(0.0, A65))))));
    b = turbulence(f64x2.extract_lane(xyS, 0), f64x2.extract_lane(xyS, 1), f64x2.extract_lane(zwS, 0));
    bxy = fieldXY(b);
    bzz = fieldZ(b);
    const kxy6 = f64x2.mul(turn, forceXY(bxy, bzz, uvS, zwS));
    const kz6 = f64x2.mul(turn, forceZ(bxy, uvS));
    // the fifth-order solution, which is also the seventh stage
    xyS = f64x2.add(xy, f64x2.mul(hh, f64x2.add(uv, f64x2.add(f64x2.add(f64x2.add(f64x2.add(f64x2.mul(kxy1, f64x2.splat(Q1)), f64x2.mul(kxy2, f64x2.splat(Q2))), f64x2.mul(kxy3, f64x2.splat(Q3))), f64x2.mul(kxy4, f64x2.splat(Q4))), f64x2.mul(kxy5, f64x2.splat(Q5))))));
    uvS = f64x2.add(uv, f64x2.add(f64x2.add(f64x2.add(f64x2.add(f64x2.mul(kxy1, f64x2.splat(B1)), f64x2.mul(kxy3, f64x2.splat(B3))), f64x2.mul(kxy4, f64x2.splat(B4))), f64x2.mul(kxy5, f64x2.splat(B5))), f64x2.mul(kxy6, f64x2.splat(B6))));
    zwS = f64x2.add(zw, f64x2.mul(h1, f64x2.add(wz, f64x2.add(f64x2.add(f64x2.add(f64x2.add(f64x2.add(f64x2.mul(kz1, f64x2(Q1, B1)), f64x2.mul(kz2, f64x2(Q2, 0.0))), f64x2.mul(kz3, f64x2(Q3, B3))), f64x2.mul(kz4, f64x2(Q4, B4))), f64x2.mul(kz5, f64x2(Q5, B5))), f64x2.mul(kz6, f64x2(0.0, B6))))));
    b = turbulence(f64x2.extract_lane(xyS, 0), f64x2.extract_lane(xyS, 1), f64x2.extract_lane(zwS, 0));
    bxyEnd = fieldXY(b);
    bzzEnd = fieldZ(b);
    const kxy7 = f64x2.mul(turn, forceXY(bxyEnd, bzzEnd, uvS, zwS));
    const kz7 = f64x2.mul(turn, forceZ(bxyEnd, uvS));
    // the error estimate: largest component, position in gyroradii, direction absolute
    const eUV = f64x2.abs(f64x2.add(f64x2.add(f64x2.add(f64x2.add(f64x2.add(f64x2.mul(kxy1, f64x2.splat(E1)), f64x2.mul(kxy3, f64x2.splat(E3))), f64x2.mul(kxy4, f64x2.splat(E4))), f64x2.mul(kxy5, f64x2.splat(E5))), f64x2.mul(kxy6, f64x2.splat(E6))), f64x2.mul(kxy7, f64x2.splat(E7))));
    const eXY = f64x2.abs(f64x2.mul(f64x2.add(f64x2.add(f64x2.add(f64x2.add(f64x2.add(f64x2.mul(kxy1, f64x2.splat(F1)), f64x2.mul(kxy2, f64x2.splat(F2))), f64x2.mul(kxy3, f64x2.splat(F3))), f64x2.mul(kxy4, f64x2.splat(F4))), f64x2.mul(kxy5, f64x2.splat(F5))), f64x2.mul(kxy6, f64x2.splat(F6))), f64x2.splat(h * perGyroradius)));
    const eZW = f64x2.abs(f64x2.mul(f64x2.add(f64x2.add(f64x2.add(f64x2.add(f64x2.add(f64x2.add(f64x2.mul(kz1, f64x2(F1, E1)), f64x2.mul(kz2, f64x2(F2, 0.0))), f64x2.mul(kz3, f64x2(F3, E3))), f64x2.mul(kz4, f64x2(F4, E4))), f64x2.mul(kz5, f64x2(F5, E5))), f64x2.mul(kz6, f64x2(F6, E6))), f64x2.mul(kz7, f64x2(0.0, E7))), f64x2(h * perGyroradius, 1.0)));
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
    drift = max(drift, Math.abs(length - 1.0));
    correction += length - 1.0;
    xy = xyS;
    uv = f64x2.mul(uvS, f64x2.splat(1.0 / length));
    zw = f64x2.mul(zwS, f64x2(1.0, 1.0 / length));
    bxy0 = bxyEnd;
    bzz0 = bzzEnd;
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

// First and smallest trial step, in gyroradii.
const FIRST_STEP: f64 = 0.1;
const SMALLEST_STEP: f64 = 1e-12;
