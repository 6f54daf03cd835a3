// The particle under way, and the flight that it is on: the integrators (rk45.ts, rotations.ts, magnus.ts) read and
// write these.

import { FlightOffset } from "./layout";
import { f64At, i32At, unsigned } from "./memory";
import { ahead, enterPatch } from "./patch";

/** What there is between two steps. */
class Particle {
  x: f64 = 0;
  y: f64 = 0;
  z: f64 = 0;
  nx: f64 = 0;
  ny: f64 = 0;
  nz: f64 = 0;
  /** Path length so far, size of the next trial step [pc], error of the last accepted one over the tolerance. */
  path: f64 = 0;
  step: f64 = 0;
  error: f64 = 0;
  /** Largest departure of |p| from 1. */
  drift: f64 = 0;
  steps: i32 = 0;
  rejected: i32 = 0;
  status: i32 = 0;
  patchX: f64 = 0;
  patchY: f64 = 0;
  patchZ: f64 = 0;
}

export const p = new Particle();

export const OUT_OF_STEPS: i32 = 1;
export const STEP_UNDERFLOW: i32 = 2;

/** As in the kernel's record. */
class Flight {
  integrator: i32 = 0;
  sense: f64 = 0;
  gyroradius1: f64 = 0;
  gyroradius: f64 = 0;
  tolerance: f64 = 0;
  longestStep: f64 = 0;
  budget: f64 = 0;
}

export const flight = new Flight();

export function readFlight(record: i32): void {
  flight.integrator = i32At(record + FlightOffset.INTEGRATOR);
  flight.sense = f64At(record + FlightOffset.SENSE);
  flight.gyroradius1 = f64At(record + FlightOffset.GYRORADIUS_1UG);
  flight.gyroradius = f64At(record + FlightOffset.GYRORADIUS);
  flight.tolerance = f64At(record + FlightOffset.TOLERANCE);
  flight.longestStep = f64At(record + FlightOffset.LONGEST_STEP);
  flight.budget = unsigned(i32At(record + FlightOffset.BUDGET));
}

/** Takes a particle from its record: at the start of its path. */
export function start(record: i32): void {
  p.x = f64At(record);
  p.y = f64At(record + 8);
  p.z = f64At(record + 16);
  p.nx = f64At(record + 24);
  p.ny = f64At(record + 32);
  p.nz = f64At(record + 40);
  p.path = 0.0;
  p.step = 0.0;
  p.error = 1.0;
  p.drift = 0.0;
  p.steps = 0;
  p.rejected = 0;
  p.status = 0;
  placePatch();
}

/** Puts the centre of the particle's patch ahead of it. */
export function placePatch(): void {
  p.patchX = p.x + flight.sense * ahead * p.nx;
  p.patchY = p.y + flight.sense * ahead * p.ny;
  p.patchZ = p.z + flight.sense * ahead * p.nz;
}

export function openPatch(): void {
  enterPatch(p.patchX, p.patchY, p.patchZ);
}
