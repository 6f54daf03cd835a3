// The boundary between TypeScript and Wasm: numbers and pointers only. Lengths in pc, fields in uG, momenta as unit vectors, all arrays f64.
// One instance holds one field. Memory from `memoryBase` on belongs to the caller; records are laid out in layout.ts.

import { Particle, Wave } from "./layout";

export { launch, trace } from "./backtrack";
export { fieldAt, NESTED_GRIDS, PLANE_WAVES, selectField, UNIFORM } from "./fields/field";
export { addLevel, clearLevels, countModes, levelBytes, listModes, MAX_LEVELS } from "./fields/levels";
export { EXACT_VARIANCE, KEEP_AXES, scratchBytes, synthesise } from "./fields/nested_grids";
export { listWaves, synthesiseWaves, waveBytes, waveCount } from "./fields/plane_waves";
export { seedRealisation } from "./random";
export { pixelCentres } from "./sky";

/** Version of the bits: any change of a result's bits bumps it. */
export const NUMERICS: i32 = 2;

/** First byte that the caller may use. */
export const memoryBase: usize = __heap_base;

export const PARTICLE_BYTES: usize = offsetof<Particle>();
export const PARTICLE_STEPS: usize = offsetof<Particle>("steps");
export const PARTICLE_REJECTED: usize = offsetof<Particle>("rejected");
export const PARTICLE_STATUS: usize = offsetof<Particle>("status");
export const PARTICLE_DRIFT: usize = offsetof<Particle>("drift");
export const PARTICLE_CORRECTION: usize = offsetof<Particle>("correction");
export const PARTICLE_ESCAPE: usize = offsetof<Particle>("escape");
export const WAVE_BYTES: usize = offsetof<Wave>();
