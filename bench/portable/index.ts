// The kernel's boundary, as far as the benchmarks need it.

export { fieldAt, NESTED_GRIDS, selectField } from "./field";
export {
  launch,
  PARTICLE_BYTES,
  PARTICLE_DRIFT,
  PARTICLE_REJECTED,
  PARTICLE_STATUS,
  PARTICLE_STEPS,
  trace,
} from "./flight";
export { addLevel, clearLevels, levelBytes } from "./levels";
export { seedRealisation } from "./random";
export { scratchBytes, synthesise } from "./synthesis";

/** First byte that the caller may use: the tables of random.ts, field.ts and patch.ts and, in Wasm, the records are below. */
export const memoryBase: i32 = 65536;
