// Back-tracking: particles x path lengths. Positions and momenta at -T, for each T of a list.
//
// An integrator is one file of integrators/: `fly`, the record that it keeps of a particle, and the version of that
// record, which any change of it raises. Here it has a line in each of the following, under the name that the config
// has for it. `fly`
//
//   goes on from PAUSED only, and stops FINE when `end` pc are behind, OUT_OF_STEPS at the budget, PAUSED after `pause`
//   trial steps; only the record carries it over a pause, to the same bits
//   sets STEP_UNDERFLOW, and leaves the particle where it was, where the field or the start is no number
//   sets `escape` where |z| first reaches flight.escapeHeight (escape.ts)
//   counts `steps`, and `rejected`, `drift`, `correction` where it has them

import * as magnus from "./integrators/magnus";
import * as rk45 from "./integrators/rk45";
import * as rotations from "./integrators/rotations";
import { Flight, Particle, PAUSED } from "./layout";

export enum Integrator {
  RK45,
  ROTATIONS,
  MAGNUS,
}

/** Bytes of a particle. */
export enum ParticleBytes {
  RK45 = rk45.PARTICLE_BYTES,
  ROTATIONS = rotations.PARTICLE_BYTES,
  MAGNUS = magnus.PARTICLE_BYTES,
}

export enum ParticleVersion {
  RK45 = rk45.PARTICLE_VERSION,
  ROTATIONS = rotations.PARTICLE_VERSION,
  MAGNUS = magnus.PARTICLE_VERSION,
}

/** Where a particle keeps the sum of its squared step errors [gyroradii^2], of the integrators that estimate them. */
export enum StepErrorOffset {
  MAGNUS = magnus.STEP_ERROR,
}

/** Flies a particle on until it has `end` pc of path behind it, or for `pause` trial steps. */
function fly(p: Particle, end: f64, flight: Flight, pause: u32): void {
  if (flight.integrator == Integrator.RK45) return rk45.fly(changetype<rk45.Rk45Particle>(p), end, flight, pause);
  if (flight.integrator == Integrator.ROTATIONS) return rotations.fly(p, end, flight, pause);
  if (flight.integrator == Integrator.MAGNUS) return magnus.fly(changetype<magnus.MagnusParticle>(p), end, flight, pause);
  unreachable();
}

@inline
function particleAt(flight: Flight, i: u32): Particle {
  return changetype<Particle>(flight.particles + (i as usize) * (flight.particleBytes as usize));
}

/** Puts the particles of a flight at the start of their paths. */
export function launch(address: usize): void {
  const flight = changetype<Flight>(address);
  memory.fill(flight.particles, 0, (flight.particleCount as usize) * (flight.particleBytes as usize));
  for (let i: u32 = 0; i < flight.particleCount; i++) {
    const p = particleAt(flight, i);
    const direction = flight.directions + (i as usize) * 24;
    p.x = load<f64>(flight.origin);
    p.y = load<f64>(flight.origin, 8);
    p.z = load<f64>(flight.origin, 16);
    p.nx = load<f64>(direction);
    p.ny = load<f64>(direction, 8);
    p.nz = load<f64>(direction, 16);
    p.escape = Infinity;
  }
}

/**
 * Flies the particles of a flight to each of its path lengths and writes where they are there. A particle that failed
 * stays where it was. Particles that leave |z| < H are flown on all the same: their records say where on their path
 * that was. Pauses after about `pause` trial steps of all together and returns false; called again with the same
 * memory it goes on, and the pauses cannot be seen in the results. The flight's record, the particles and the results
 * are the complete state.
 */
export function trace(address: usize, pause: u32): bool {
  const flight = changetype<Flight>(address);
  for (let i: u32 = 0; i < flight.particleCount; i++) {
    const p = particleAt(flight, i);
    for (let t: u32 = 0; t < flight.pathCount; t++) {
      const end = load<f64>(flight.paths + ((t as usize) << 3));
      if (p.path >= end) continue; // written before the pause
      const before = p.steps + p.rejected;
      fly(p, end, flight, pause);
      if (p.status == PAUSED) return false;
      const taken = p.steps + p.rejected - before;
      pause = taken < pause ? pause - taken : 0;
      const offset = ((t * flight.particleCount + i) as usize) * 24;
      store<f64>(flight.positions + offset, p.x);
      store<f64>(flight.positions + offset, p.y, 8);
      store<f64>(flight.positions + offset, p.z, 16);
      store<f64>(flight.momenta + offset, p.nx);
      store<f64>(flight.momenta + offset, p.ny, 8);
      store<f64>(flight.momenta + offset, p.nz, 16);
    }
  }
  return true;
}
