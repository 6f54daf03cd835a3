// The public API. Units: pc, uG, TV; directions are momentum directions in the paper's frame (DESIGN.md, "Conventions").

export {
  type Config,
  ConfigError,
  type ConfigInput,
  type CubeDescription,
  type CubeGrid,
  canonicalJSON,
  configIdentity,
  type Group,
  groups,
  type Level,
  type Model,
  type PresetName,
  presets,
  resolveConfig,
  type Table,
  type Warning,
  warnings,
} from "./config/config.js";
export { type CubeSource, describeCube, type ReadingOptions } from "./cube/describe.js";
export { type BacktrackOptions, type Field, synthesise, type Which } from "./flight/field.js";
export { type FieldGrid, fieldFromGrid, fieldFromModes } from "./flight/given_field.js";
export { type Kernel, loadKernel, pixelCentres } from "./flight/kernel.js";
export type { RealisationRecord } from "./flight/record.js";
export { coherenceLength, harari2014, isotropicPrediction, paperParallel } from "./published.js";
export * as liouville from "./response/arrival_maps.js";
export { diffusionFlow, diffusionMSD, diffusionTGK } from "./response/diffusion.js";
export {
  amplitude,
  type Convention,
  debiasedSquare,
  dipole,
  dipoles,
  type Gradient,
  gradientVector,
  inConvention,
  noiseVariance,
} from "./response/dipole.js";
export * as multipoles from "./response/multipoles.js";
export type { GroupSummary, Summary } from "./response/summary.js";
export { type Progress, type RunOptions, run } from "./run/pool.js";
export { type RealiseOptions, realise } from "./run/realise.js";
export type { Shard } from "./run/shard.js";
export { directionDeg, directionVector, type Vector } from "./sky/directions.js";
export * as harmonics from "./sky/harmonics.js";
