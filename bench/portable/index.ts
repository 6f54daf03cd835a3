// The kernel's boundary, as far as the benchmarks need it.

export { fieldAt } from "./field";
export { launch, trace } from "./flight";
export {
  FLIGHT_BYTES,
  FlightOffset,
  Integrator,
  ParticleBytes,
  ParticleOffset,
  SYNTHESIS_BYTES,
  SynthesisOffset,
} from "./layout";
export { addLevel, clearLevels, fieldBytes } from "./levels";
export { seedRealisation } from "./random";
export { scratchBytes, synthesise } from "./synthesis";

/**
 * First byte that the caller may use: the tables of random.ts, field.ts and patch.ts and, in Wasm, the records are
 * below.
 */
export const memoryBase: i32 = 65536;
