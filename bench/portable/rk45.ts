// A particle's path: dr/ds = n, dn/ds = n x B / r_g1 (r_g1: gyroradius at 1 uG), by adaptive Runge-Kutta steps of
// order 5 with an embedded solution of order 4. Dormand & Prince 1980, J. Comp. Appl. Math. 6, 19: RK5(4)7M.

import { FIELD } from "./field";
import { f64At, powerOf2, real, roughLog2 } from "./memory";
import { flight, openPatch, OUT_OF_STEPS, p, placePatch, STEP_UNDERFLOW } from "./particle";
import { choosePatch, fieldNearby, leavesPatch } from "./patch";

/** Typical step at a tolerance of 1e-5, in gyroradii, and the smallest radius of a patch that pays, in such steps. */
const TYPICAL_STEP: f64 = 0.26;
const FEWEST_STEPS: f64 = 1.2;

export function patchFor(): void {
  const step = TYPICAL_STEP * flight.gyroradius * (flight.tolerance / 1e-5) ** 0.2;
  choosePatch(FEWEST_STEPS * step, flight.tolerance);
}

const C2: f64 = 1.0 / 5.0;
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
const B1: f64 = 35.0 / 384.0;
const B3: f64 = 500.0 / 1113.0;
const B4: f64 = 125.0 / 192.0;
const B5: f64 = -2187.0 / 6784.0;
const B6: f64 = 11.0 / 84.0;
const E1: f64 = 71.0 / 57600.0;
const E3: f64 = -71.0 / 16695.0;
const E4: f64 = 71.0 / 1920.0;
const E5: f64 = -17253.0 / 339200.0;
const E6: f64 = 22.0 / 525.0;
const E7: f64 = -1.0 / 40.0;

/** Factor of the step size, by error and the error before, in units of the tolerance (Gustafsson 1991). */
function stepFactor(error: f64, before: f64): f64 {
  const power = (-0.9 / 5.0) * roughLog2(Math.max(error, 1e-8)) + (0.2 / 5.0) * roughLog2(before);
  const whole = Math.floor(power);
  const f = power - whole;
  return Math.min(5.0, Math.max(0.2, 0.9 * powerOf2(whole) * (1.0 + f * (0.6565 + 0.3435 * f))));
}

/** Flies the particle until it has `end` pc of path behind it; after each step |p| is projected back to 1. */
export function fly(end: f64): void {
  const sense = flight.sense;
  const gyroradius1 = flight.gyroradius1;
  const perGyroradius = 1.0 / flight.gyroradius;
  const tolerance = flight.tolerance;
  const budget = flight.budget;
  if (p.status != 0 || p.path >= end) return;
  if (!(p.step > 0.0)) p.step = 0.1 / perGyroradius;
  openPatch();
  fieldNearby(p.x, p.y, p.z);
  let bx = f64At(FIELD);
  let by = f64At(FIELD + 8);
  let bz = f64At(FIELD + 16);
  let justRejected = false;
  while (true) {
    if (real(p.steps + p.rejected) >= budget) {
      p.status = OUT_OF_STEPS;
      return;
    }
    const last = p.step >= end - p.path;
    const size = last ? end - p.path : p.step;
    const h = sense * size;
    const turn = h / gyroradius1;
    const x = p.x;
    const y = p.y;
    const z = p.z;
    // stage 1: n is the momentum there, h n the change of the position, k that of the momentum
    const nx = p.nx;
    const ny = p.ny;
    const nz = p.nz;
    const kx1 = turn * (ny * bz - nz * by);
    const ky1 = turn * (nz * bx - nx * bz);
    const kz1 = turn * (nx * by - ny * bx);
    fieldNearby(x + h * (C2 * nx), y + h * (C2 * ny), z + h * (C2 * nz));
    const nx2 = nx + C2 * kx1;
    const ny2 = ny + C2 * ky1;
    const nz2 = nz + C2 * kz1;
    const kx2 = turn * (ny2 * f64At(FIELD + 16) - nz2 * f64At(FIELD + 8));
    const ky2 = turn * (nz2 * f64At(FIELD) - nx2 * f64At(FIELD + 16));
    const kz2 = turn * (nx2 * f64At(FIELD + 8) - ny2 * f64At(FIELD));
    fieldNearby(x + h * (A31 * nx + A32 * nx2), y + h * (A31 * ny + A32 * ny2), z + h * (A31 * nz + A32 * nz2));
    const nx3 = nx + (A31 * kx1 + A32 * kx2);
    const ny3 = ny + (A31 * ky1 + A32 * ky2);
    const nz3 = nz + (A31 * kz1 + A32 * kz2);
    const kx3 = turn * (ny3 * f64At(FIELD + 16) - nz3 * f64At(FIELD + 8));
    const ky3 = turn * (nz3 * f64At(FIELD) - nx3 * f64At(FIELD + 16));
    const kz3 = turn * (nx3 * f64At(FIELD + 8) - ny3 * f64At(FIELD));
    fieldNearby(
      x + h * (A41 * nx + A42 * nx2 + A43 * nx3),
      y + h * (A41 * ny + A42 * ny2 + A43 * ny3),
      z + h * (A41 * nz + A42 * nz2 + A43 * nz3),
    );
    const nx4 = nx + (A41 * kx1 + A42 * kx2 + A43 * kx3);
    const ny4 = ny + (A41 * ky1 + A42 * ky2 + A43 * ky3);
    const nz4 = nz + (A41 * kz1 + A42 * kz2 + A43 * kz3);
    const kx4 = turn * (ny4 * f64At(FIELD + 16) - nz4 * f64At(FIELD + 8));
    const ky4 = turn * (nz4 * f64At(FIELD) - nx4 * f64At(FIELD + 16));
    const kz4 = turn * (nx4 * f64At(FIELD + 8) - ny4 * f64At(FIELD));
    fieldNearby(
      x + h * (A51 * nx + A52 * nx2 + A53 * nx3 + A54 * nx4),
      y + h * (A51 * ny + A52 * ny2 + A53 * ny3 + A54 * ny4),
      z + h * (A51 * nz + A52 * nz2 + A53 * nz3 + A54 * nz4),
    );
    const nx5 = nx + (A51 * kx1 + A52 * kx2 + A53 * kx3 + A54 * kx4);
    const ny5 = ny + (A51 * ky1 + A52 * ky2 + A53 * ky3 + A54 * ky4);
    const nz5 = nz + (A51 * kz1 + A52 * kz2 + A53 * kz3 + A54 * kz4);
    const kx5 = turn * (ny5 * f64At(FIELD + 16) - nz5 * f64At(FIELD + 8));
    const ky5 = turn * (nz5 * f64At(FIELD) - nx5 * f64At(FIELD + 16));
    const kz5 = turn * (nx5 * f64At(FIELD + 8) - ny5 * f64At(FIELD));
    fieldNearby(
      x + h * (A61 * nx + A62 * nx2 + A63 * nx3 + A64 * nx4 + A65 * nx5),
      y + h * (A61 * ny + A62 * ny2 + A63 * ny3 + A64 * ny4 + A65 * ny5),
      z + h * (A61 * nz + A62 * nz2 + A63 * nz3 + A64 * nz4 + A65 * nz5),
    );
    const nx6 = nx + (A61 * kx1 + A62 * kx2 + A63 * kx3 + A64 * kx4 + A65 * kx5);
    const ny6 = ny + (A61 * ky1 + A62 * ky2 + A63 * ky3 + A64 * ky4 + A65 * ky5);
    const nz6 = nz + (A61 * kz1 + A62 * kz2 + A63 * kz3 + A64 * kz4 + A65 * kz5);
    const kx6 = turn * (ny6 * f64At(FIELD + 16) - nz6 * f64At(FIELD + 8));
    const ky6 = turn * (nz6 * f64At(FIELD) - nx6 * f64At(FIELD + 16));
    const kz6 = turn * (nx6 * f64At(FIELD + 8) - ny6 * f64At(FIELD));
    // the solution of order 5, which is also the seventh stage and the first of the next step
    const xEnd = x + h * (B1 * nx + B3 * nx3 + B4 * nx4 + B5 * nx5 + B6 * nx6);
    const yEnd = y + h * (B1 * ny + B3 * ny3 + B4 * ny4 + B5 * ny5 + B6 * ny6);
    const zEnd = z + h * (B1 * nz + B3 * nz3 + B4 * nz4 + B5 * nz5 + B6 * nz6);
    const nx7 = nx + (B1 * kx1 + B3 * kx3 + B4 * kx4 + B5 * kx5 + B6 * kx6);
    const ny7 = ny + (B1 * ky1 + B3 * ky3 + B4 * ky4 + B5 * ky5 + B6 * ky6);
    const nz7 = nz + (B1 * kz1 + B3 * kz3 + B4 * kz4 + B5 * kz5 + B6 * kz6);
    fieldNearby(xEnd, yEnd, zEnd);
    const bxEnd = f64At(FIELD);
    const byEnd = f64At(FIELD + 8);
    const bzEnd = f64At(FIELD + 16);
    const kx7 = turn * (ny7 * bzEnd - nz7 * byEnd);
    const ky7 = turn * (nz7 * bxEnd - nx7 * bzEnd);
    const kz7 = turn * (nx7 * byEnd - ny7 * bxEnd);
    // its difference from the solution of order 4: largest component, position in gyroradii, momentum in its own length
    const ex = Math.abs(h * perGyroradius * (E1 * nx + E3 * nx3 + E4 * nx4 + E5 * nx5 + E6 * nx6 + E7 * nx7));
    const ey = Math.abs(h * perGyroradius * (E1 * ny + E3 * ny3 + E4 * ny4 + E5 * ny5 + E6 * ny6 + E7 * ny7));
    const ez = Math.abs(h * perGyroradius * (E1 * nz + E3 * nz3 + E4 * nz4 + E5 * nz5 + E6 * nz6 + E7 * nz7));
    const fx = Math.abs(E1 * kx1 + E3 * kx3 + E4 * kx4 + E5 * kx5 + E6 * kx6 + E7 * kx7);
    const fy = Math.abs(E1 * ky1 + E3 * ky3 + E4 * ky4 + E5 * ky5 + E6 * ky6 + E7 * ky7);
    const fz = Math.abs(E1 * kz1 + E3 * kz3 + E4 * kz4 + E5 * kz5 + E6 * kz6 + E7 * kz7);
    const error = Math.max(Math.max(Math.max(ex, ey), Math.max(ez, fx)), Math.max(fy, fz)) / tolerance;
    if (!(error <= 1.0)) {
      p.rejected++;
      justRejected = true;
      p.step = size * Math.min(0.9, stepFactor(error, 1.0));
      if (!(p.step > 1e-12 / perGyroradius)) {
        p.status = STEP_UNDERFLOW;
        return;
      }
      continue;
    }
    const factor = stepFactor(error, p.error);
    const length = Math.sqrt(nx7 * nx7 + ny7 * ny7 + nz7 * nz7);
    p.drift = Math.max(p.drift, Math.abs(length - 1.0));
    p.x = xEnd;
    p.y = yEnd;
    p.z = zEnd;
    p.nx = nx7 / length;
    p.ny = ny7 / length;
    p.nz = nz7 / length;
    bx = bxEnd;
    by = byEnd;
    bz = bzEnd;
    // between accepted steps only, so that all stages of a step and of its retries see one field
    if (leavesPatch(p.x, p.y, p.z)) {
      placePatch();
      openPatch();
      fieldNearby(p.x, p.y, p.z);
      bx = f64At(FIELD);
      by = f64At(FIELD + 8);
      bz = f64At(FIELD + 16);
    }
    p.steps++;
    // a step cut short by the end of the path says nothing against the size planned before
    p.step = last ? Math.max(p.step, size * factor) : size * (justRejected ? Math.min(1.0, factor) : factor);
    justRejected = false;
    p.error = Math.max(error, 1e-4);
    if (last) {
      p.path = end;
      return;
    }
    p.path += size;
  }
}
