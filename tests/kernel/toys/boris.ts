// A toy integrator: half a drift, a rotation about the field there, half a drift (Boris), of order 2. It remembers by
// how much the direction was turned, so that its record is its own. tests/unit/flight/toy.test.ts adds it to a copy of
// assembly/integrators/.

import { regularX, regularY, regularZ, turbulence } from "../../../assembly/fields/field";
import { crossing } from "../../../assembly/escape";
import { FINE, Flight, OUT_OF_STEPS, Particle, PAUSED, STEP_UNDERFLOW } from "../../../assembly/layout";

@unmanaged
export class BorisParticle extends Particle {
  turned: f64;
}

export const PARTICLE_BYTES: i32 = offsetof<BorisParticle>() as i32;
export const PARTICLE_VERSION: i32 = 1;

export function fly(p: BorisParticle, end: f64, flight: Flight, pause: u32): void {
  if (p.status == PAUSED) p.status = FINE;
  while (p.status == FINE && p.path < end) {
    if (p.steps >= flight.budget) {
      p.status = OUT_OF_STEPS;
      return;
    }
    if (pause-- == 0) {
      p.status = PAUSED;
      return;
    }
    const last = end - p.path <= flight.longestStep;
    const size = last ? end - p.path : flight.longestStep;
    const half = 0.5 * size * flight.sense;
    const x0 = p.x;
    const y0 = p.y;
    const z0 = p.z;
    const slope0 = 2.0 * half * p.nz;
    p.x += half * p.nx;
    p.y += half * p.ny;
    p.z += half * p.nz;
    const b = turbulence(p.x, p.y, p.z);
    const turn = half / flight.gyroradius1;
    const tx = turn * (regularX + (f32x4.extract_lane(b, 0) as f64));
    const ty = turn * (regularY + (f32x4.extract_lane(b, 1) as f64));
    const tz = turn * (regularZ + (f32x4.extract_lane(b, 2) as f64));
    const square = tx * tx + ty * ty + tz * tz;
    if (!(square < Infinity)) {
      p.x = x0;
      p.y = y0;
      p.z = z0;
      p.status = STEP_UNDERFLOW;
      return;
    }
    const mx = p.nx + (p.ny * tz - p.nz * ty);
    const my = p.ny + (p.nz * tx - p.nx * tz);
    const mz = p.nz + (p.nx * ty - p.ny * tx);
    const s = 2.0 / (1.0 + square);
    p.nx += s * (my * tz - mz * ty);
    p.ny += s * (mz * tx - mx * tz);
    p.nz += s * (mx * ty - my * tx);
    p.x += half * p.nx;
    p.y += half * p.ny;
    p.z += half * p.nz;
    if (p.escape == Infinity && Math.max(Math.abs(z0), Math.abs(p.z)) + 0.5 * size >= flight.escapeHeight) {
      const part = crossing(z0, p.z, slope0, 2.0 * half * p.nz, flight.escapeHeight);
      if (part >= 0.0) p.escape = p.path + part * size;
    }
    p.turned += 2.0 * Math.sqrt(square);
    p.steps++;
    p.path = last ? end : p.path + size;
  }
}
