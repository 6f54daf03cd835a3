// A flight of some particles in the memory of an instance: a Flight record of assembly/layout.ts, the particles, their
// directions, origin and path lengths, and the results. All of it together is the state of the flight.

import type { Config, Group } from "../config/config.js";
import { DEFAULT_INTEGRATOR } from "../config/integrators.js";
import { FLIGHT_BYTES, OUTPUT_BYTES, ParticleBytes } from "../kernel_constants.js";
import { type Instance, memberOf, numbersOf } from "./kernel.js";

/** A trace of some particles: arrays [paths][particles][3]. */
export interface Trace {
  /** pc */
  positions: Float64Array;
  /** direction of the particle's momentum there */
  momenta: Float64Array;
  steps: number;
  rejected: number;
  /** particles that used up their steps or whose step size ran out; they stay where they were */
  failed: number;
  /** largest departure of |p| from 1 after a step, before it was projected back */
  drift: number;
  /** largest sum of these projections along one path, without sign: the drift that would have built up */
  correction: number;
  /**
   * sum over the particles and path lengths of the squared error of a step as the integrator estimates it, gyroradii^2; 0 for
   * one that does not
   */
  step_error_squares: number;
  /**
   * path length at which each particle first left |z| < transport.escape_height_pc, pc; not on its way: infinite, or beyond the
   * last path length, where the step ended
   */
  escape_pc: Float64Array;
}

export interface Flight {
  /** unit momentum vectors at the start, [N][3] */
  directions: Float64Array;
  /** increasing path lengths, pc */
  paths: ArrayLike<number>;
  /** start, pc; default the origin */
  origin?: readonly [number, number, number];
  /** -1: back in time (default), +1: forward */
  sense?: -1 | 1;
  /** sign of the charge, default +1 */
  charge?: -1 | 1;
}

/** A flight under way. Any other use of its field ends it. */
export interface OpenFlight {
  /** Flies on, for about so many trial steps of all particles together; true once all are at the end of their paths. */
  fly(steps: number): boolean;
  /**
   * All that the flight depends on beside its field: given to `launch` it goes on as if it had not been interrupted.
   */
  state(): Uint8Array<ArrayBuffer>;
  /** What came of it, once `fly` has said true. */
  trace(): Trace;
}

/**
 * Puts a flight into the memory of an instance, from `record` on: at its start, or as it was when `state` was taken.
 */
export function launch(
  instance: Instance,
  record: number,
  { particles, transport }: Config,
  group: Group,
  flight: Flight,
  state?: Uint8Array,
): OpenFlight {
  const { exports } = instance;
  const { directions, paths, origin = [0, 0, 0], sense = -1, charge = 1 } = flight;
  const integrators = numbersOf(exports.Integrator);
  const integrator = memberOf(integrators, "particles.integrator", particles.integrator ?? DEFAULT_INTEGRATOR);
  const size = numbersOf(exports.ParticleBytes)[integrator];
  const count = directions.length / 3;
  const length = paths.length * directions.length;
  const first = record + exports.FLIGHT_BYTES.value;
  const numbers = first + count * size;
  const end = numbers + (directions.length + 3 + paths.length + 2 * length) * 8;
  instance.reserve(end);
  const to = numbersOf(exports.FlightOffset);
  const layout: [name: string, offset: number, value: number][] = [
    ["integrator", to.INTEGRATOR, integrators[integrator]],
    ["version of a particle's record", to.PARTICLE_VERSION, numbersOf(exports.ParticleVersion)[integrator]],
    ["bytes of a particle", to.PARTICLE_BYTES, size],
    ["particles", to.PARTICLE_COUNT, count],
    ["path lengths", to.PATH_COUNT, paths.length],
  ];
  if (state !== undefined) {
    checkLayout(state, end - record, layout);
    instance.bytes(record, state.length).set(state);
  }
  const start = instance.put(numbers, directions);
  const lengths = instance.put(start, origin);
  const positions = instance.put(lengths, paths);
  const momenta = positions + length * 8;
  instance.write(
    record,
    [
      [to.SENSE, sense],
      [to.GYRORADIUS_1UG, charge * group.gyroradius_1uG_pc],
      [to.GYRORADIUS, group.gyroradius_pc],
      [to.TOLERANCE, particles.tolerance],
      [to.LONGEST_STEP, group.longest_step_pc ?? Infinity],
      [to.ESCAPE_HEIGHT, transport.escape_height_pc ?? Infinity],
    ],
    [
      ...layout.map(([, offset, value]): [number, number] => [offset, value]),
      [to.BUDGET, group.step_budget],
      [to.PARTICLES, first],
      [to.ORIGIN, start],
      [to.DIRECTIONS, numbers],
      [to.PATHS, lengths],
      [to.POSITIONS, positions],
      [to.MOMENTA, momenta],
    ],
  );
  if (state === undefined) exports.launch(record);
  return {
    fly: (steps) => Boolean(exports.trace(record, steps)),
    state: () => instance.bytes(record, end - record).slice(),
    trace() {
      const trace = { steps: 0, rejected: 0, failed: 0, drift: 0, correction: 0, step_error_squares: 0 };
      const escape_pc = new Float64Array(count);
      const from = numbersOf(exports.ParticleOffset);
      const estimates: Partial<Record<string, number>> = numbersOf(exports.StepErrorOffset);
      const stepError = estimates[integrator];
      for (let k = 0; k < count; k++) {
        const particle = viewOf(instance.bytes(first + k * size, size));
        trace.steps += particle.getUint32(from.STEPS, true);
        trace.rejected += particle.getUint32(from.REJECTED, true);
        if (particle.getUint32(from.STATUS, true) !== exports.FINE.value) trace.failed++;
        trace.drift = Math.max(trace.drift, particle.getFloat64(from.DRIFT, true));
        trace.correction = Math.max(trace.correction, Math.abs(particle.getFloat64(from.CORRECTION, true)));
        if (stepError !== undefined) trace.step_error_squares += particle.getFloat64(stepError, true);
        escape_pc[k] = particle.getFloat64(from.ESCAPE, true);
      }
      return {
        ...trace,
        escape_pc,
        positions: instance.take(positions, length),
        momenta: instance.take(momenta, length),
      };
    },
  };
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * Throws RangeError where the record at the beginning of a flight's state is not that of the flight which is to go on.
 */
function checkLayout(state: Uint8Array, bytes: number, layout: [name: string, offset: number, value: number][]): void {
  const record = viewOf(state);
  for (const [name, offset, expected] of layout) {
    const found = offset + 4 <= state.length ? record.getUint32(offset, true) : "nothing";
    if (found !== expected) throw new RangeError(`state of a flight: ${name}: ${found} found, ${expected} expected`);
  }
  if (state.length !== bytes) throw new RangeError(`state of a flight: ${state.length} bytes found, ${bytes} expected`);
}

/** Bytes of the largest state of this number of particles and path lengths, whatever the integrator. */
export function largestState(particles: number, paths: number): number {
  const numbers = particles * 3 + 3 + paths;
  return FLIGHT_BYTES + numbers * 8 + particles * (Math.max(...Object.values(ParticleBytes)) + paths * OUTPUT_BYTES);
}
