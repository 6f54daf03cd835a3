// Where the records that the caller writes have their fields: those of assembly/layout.ts, as far as they are read
// here.

export enum SynthesisOffset {
  REGULAR_X = 0,
  REGULAR_Y = 8,
  REGULAR_Z = 16,
  TURBULENT = 24,
  SPECTRAL_INDEX = 32,
  OUTER_SCALE = 40,
  FIELD = 48,
  SCRATCH = 52,
}
export const SYNTHESIS_BYTES: i32 = 56;

export enum FlightOffset {
  SENSE = 0,
  GYRORADIUS_1UG = 8,
  GYRORADIUS = 16,
  TOLERANCE = 24,
  LONGEST_STEP = 32,
  INTEGRATOR = 40,
  PARTICLE_COUNT = 44,
  PATH_COUNT = 48,
  BUDGET = 52,
  PARTICLES = 56,
  ORIGIN = 60,
  DIRECTIONS = 64,
  PATHS = 68,
  POSITIONS = 72,
  MOMENTA = 76,
}
export const FLIGHT_BYTES: i32 = 80;

export enum Integrator {
  RK45,
  ROTATIONS,
  MAGNUS,
}

// A particle's record: start, momentum, then what was counted.
export enum ParticleOffset {
  DRIFT = 48,
  STEPS = 56,
  REJECTED = 60,
  STATUS = 64,
}
export enum ParticleBytes {
  RK45 = 72,
  ROTATIONS = 72,
  MAGNUS = 72,
}
