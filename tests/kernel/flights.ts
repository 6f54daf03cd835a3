// Particles and flights by rk45 as the specs use them.
import { fly as flyOn, Rk45Particle } from "../../assembly/integrators/rk45";
import { Flight } from "../../assembly/layout";

/** A particle at the origin, about to fly along (nx, ny, nz). */
export function start(nx: f64, ny: f64, nz: f64): Rk45Particle {
  const p = changetype<Rk45Particle>(heap.alloc(offsetof<Rk45Particle>()));
  memory.fill(changetype<usize>(p), 0, offsetof<Rk45Particle>());
  const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
  p.nx = nx / length;
  p.ny = ny / length;
  p.nz = nz / length;
  return p;
}

export function copyOf(p: Rk45Particle): Rk45Particle {
  const copy = changetype<Rk45Particle>(heap.alloc(offsetof<Rk45Particle>()));
  memory.copy(changetype<usize>(copy), changetype<usize>(p), offsetof<Rk45Particle>());
  return copy;
}

export function expectSameRecord(a: Rk45Particle, b: Rk45Particle, what: string): void {
  expect<i32>(memory.compare(changetype<usize>(a), changetype<usize>(b), offsetof<Rk45Particle>())).toBe(0, what);
}

const flight = changetype<Flight>(memory.data(offsetof<Flight>(), 8));

/**
 * Flies a particle until it has `end` pc of path behind it; gyroradii at 1 uG, with the sign of the charge, and at the
 * rms field [pc].
 */
export function fly(
  p: Rk45Particle,
  end: f64,
  sense: f64,
  gyroradius1: f64,
  gyroradius: f64,
  tolerance: f64,
  budget: u32,
  pause: u32 = u32.MAX_VALUE,
): void {
  flight.sense = sense;
  flight.gyroradius1 = gyroradius1;
  flight.gyroradius = gyroradius;
  flight.tolerance = tolerance;
  flight.escapeHeight = Infinity;
  flight.budget = budget;
  flyOn(p, end, flight, pause);
}
