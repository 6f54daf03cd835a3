// Back-tracking: particles x path lengths. Positions and momenta at -T, for each T of a list.

import { choosePatch } from "./fields/field";
import { Particle, PAUSED } from "./layout";
import { fly } from "./rk45";
import { fly as flyByRotations } from "./rotations";

/** Puts `count` particles at the start of their paths: at `origin` (3 f64, pc) with momentum directions from f64 triples. */
export function launch(particles: usize, count: i32, origin: usize, directions: usize): void {
  memory.fill(particles, 0, (count as usize) * offsetof<Particle>());
  for (let i = 0; i < count; i++) {
    const p = changetype<Particle>(particles + (i as usize) * offsetof<Particle>());
    const d = directions + ((i * 24) as usize);
    p.x = load<f64>(origin);
    p.y = load<f64>(origin, 8);
    p.z = load<f64>(origin, 16);
    p.nx = load<f64>(d);
    p.ny = load<f64>(d, 8);
    p.nz = load<f64>(d, 16);
    p.escape = Infinity;
  }
}

/**
 * Flies `count` particles to each of `pathCount` increasing path lengths (f64, pc); sense -1 goes back in time, +1 forward.
 * Writes positions (pc) and momentum directions as [pathCount][count][3] f64. A particle that failed stays where it was. Particles
 * that leave |z| < `height` (pc) are flown on all the same: their records say where on their path that was.
 * The integrator is rk45.ts with steps of `tolerance`, or, where `longest` > 0, rotations.ts with steps of at most `longest` pc.
 * Pauses after about `pause` trial steps of all together and returns false; called again with the same arrays it goes on, and
 * the pauses cannot be seen in the results. The records and the arrays are the complete state.
 */
export function trace(
  particles: usize,
  count: i32,
  paths: usize,
  pathCount: i32,
  sense: f64,
  gyroradius1: f64,
  gyroradius: f64,
  tolerance: f64,
  longest: f64,
  budget: u32,
  height: f64,
  pause: u32,
  positions: usize,
  momenta: usize,
): bool {
  choosePatch(gyroradius, tolerance);
  for (let i = 0; i < count; i++) {
    const p = changetype<Particle>(particles + (i as usize) * offsetof<Particle>());
    for (let t = 0; t < pathCount; t++) {
      const end = load<f64>(paths + ((t << 3) as usize));
      if (p.path >= end) continue; // written before the pause
      const before = p.steps + p.rejected;
      if (longest > 0.0) flyByRotations(p, end, sense, gyroradius1, longest, budget, pause, height);
      else fly(p, end, sense, gyroradius1, 1.0 / gyroradius, tolerance, budget, pause, height);
      if (p.status == PAUSED) return false;
      const taken = p.steps + p.rejected - before;
      pause = taken < pause ? pause - taken : 0;
      const at = ((t * count + i) * 24) as usize;
      store<f64>(positions + at, p.x);
      store<f64>(positions + at, p.y, 8);
      store<f64>(positions + at, p.z, 16);
      store<f64>(momenta + at, p.nx);
      store<f64>(momenta + at, p.ny, 8);
      store<f64>(momenta + at, p.nz, 16);
    }
  }
  return true;
}
