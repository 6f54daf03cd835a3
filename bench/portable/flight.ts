// Flights of particles, by the integrator that their record names: rk45.ts, rotations.ts or magnus.ts.

import { FlightOffset, Integrator, ParticleBytes, ParticleOffset } from "./layout";
import * as magnus from "./magnus";
import { f64At, i32At, putF64, putU32 } from "./memory";
import { flight, p, readFlight, start } from "./particle";
import * as rk45 from "./rk45";
import * as rotations from "./rotations";

/** Flies the particle under way until it has `end` pc of path behind it. */
function fly(end: f64): void {
  if (flight.integrator == Integrator.RK45) rk45.fly(end);
  else if (flight.integrator == Integrator.ROTATIONS) rotations.fly(end);
  else magnus.fly(end);
}

/** Puts the particles of a flight at its origin, with their momentum directions. */
export function launch(record: i32): void {
  const particles = i32At(record + FlightOffset.PARTICLES);
  const directions = i32At(record + FlightOffset.DIRECTIONS);
  for (let i: i32 = 0; i < i32At(record + FlightOffset.PARTICLE_COUNT); i++) {
    for (let c: i32 = 0; c < 24; c += 8) {
      putF64(particles + i * ParticleBytes.RK45 + c, f64At(i32At(record + FlightOffset.ORIGIN) + c));
      putF64(particles + i * ParticleBytes.RK45 + 24 + c, f64At(directions + i * 24 + c));
    }
  }
}

/**
 * Flies the particles to each path length, without pause or boundary. Writes positions and momentum directions,
 * [paths][particles][3].
 */
export function trace(record: i32, _pause: f64): void {
  const count = i32At(record + FlightOffset.PARTICLE_COUNT);
  const pathCount = i32At(record + FlightOffset.PATH_COUNT);
  const positions = i32At(record + FlightOffset.POSITIONS);
  const momenta = i32At(record + FlightOffset.MOMENTA);
  readFlight(record);
  if (flight.integrator == Integrator.RK45) rk45.patchFor();
  if (flight.integrator == Integrator.MAGNUS) magnus.patchFor();
  for (let i: i32 = 0; i < count; i++) {
    const particle = i32At(record + FlightOffset.PARTICLES) + i * ParticleBytes.RK45;
    start(particle);
    for (let t: i32 = 0; t < pathCount; t++) {
      fly(f64At(i32At(record + FlightOffset.PATHS) + t * 8));
      const offset = (t * count + i) * 24;
      putF64(positions + offset, p.x);
      putF64(positions + offset + 8, p.y);
      putF64(positions + offset + 16, p.z);
      putF64(momenta + offset, p.nx);
      putF64(momenta + offset + 8, p.ny);
      putF64(momenta + offset + 16, p.nz);
    }
    putF64(particle + ParticleOffset.DRIFT, p.drift);
    putU32(particle + ParticleOffset.STEPS, p.steps);
    putU32(particle + ParticleOffset.REJECTED, p.rejected);
    putU32(particle + ParticleOffset.STATUS, p.status);
  }
}
