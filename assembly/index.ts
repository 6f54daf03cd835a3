// The boundary between TypeScript and Wasm: numbers and pointers only. Lengths in pc, fields in uG, momenta as unit
// vectors, all arrays f64. One instance holds one field. Memory from `memoryBase` on belongs to the caller; records
// are laid out in layout.ts.

import { Density, Flight, Grid, Synthesis, Wave } from "./layout";

export { Integrator, launch, ParticleBytes, ParticleVersion, StepErrorOffset, trace } from "./backtrack";
export { DensityKind, densityContrasts, diffusionFactor } from "./density";
export { Anisotropy } from "./fields/anisotropy";
export {
  beginCube,
  countModes,
  cutCube,
  fieldAt,
  fieldBytes,
  FieldModel,
  filterAxis,
  listGrids,
  listModes,
  putPlanes,
  putWaves,
  scratchBytes,
  synthesise,
} from "./fields/field";
export { jointIndex, jointRms } from "./fields/continuation";
export { addLevel, clearLevels, GRID_PLACE_NUMBERS, MAX_LEVELS, NODE_BYTES } from "./fields/levels";
export { wavesBytes } from "./fields/plane_waves";
export {
  DensityOffset,
  EXACT_VARIANCE,
  FINE,
  FlightOffset,
  GridOffset,
  KEEP_AXES,
  ParticleOffset,
  PLACED,
  SynthesisOffset,
} from "./layout";
export { seedRealisation } from "./random";
export { pixelCentres, rotateDirections } from "./sky";

/** Version of the bits: any change of a result's bits bumps it. */
export const NUMERICS: i32 = 3;

/** First byte that the caller may use. */
export const memoryBase: usize = __heap_base;

export const FLIGHT_BYTES: usize = offsetof<Flight>();
export const SYNTHESIS_BYTES: usize = offsetof<Synthesis>();
export const GRID_BYTES: usize = offsetof<Grid>();
export const DENSITY_BYTES: usize = offsetof<Density>();
export const WAVE_BYTES: usize = offsetof<Wave>();
/** Of a particle at one path length: its position and its momentum. */
export const OUTPUT_BYTES: usize = 48;
/** Steps are counted in 32 bits. */
export const MOST_STEPS: f64 = u32.MAX_VALUE as f64;
