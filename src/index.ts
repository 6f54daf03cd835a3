// The public API. Units: pc, uG, TV; directions are momentum directions in the paper's frame (DESIGN.md, "Conventions").
export {
  amplitude,
  type Convention,
  debiasedSquare,
  dipole,
  type Gradient,
  gradientVector,
  inConvention,
  noiseVariance,
} from "./anisotropy.js";
export {
  type Config,
  ConfigError,
  type ConfigInput,
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
} from "./config.js";
export {
  coherenceLength,
  diffusionFlow,
  diffusionMSD,
  diffusionTGK,
  harari2014,
  isotropicPrediction,
  paperParallel,
} from "./diffusion.js";
export { directionDeg, directionVector, type Vector } from "./directions.js";
export type { GroupSummary, Summary } from "./ensemble.js";
export * as harmonics from "./harmonics.js";
export { loadKernel, pixelCentres } from "./kernel.js";
export * as liouville from "./liouville.js";
export * as multipoles from "./multipoles.js";
export { type Progress, type RunOptions, run } from "./pool.js";
export { type Field, type RealisationRecord, realise, synthesise, type Which } from "./realisation.js";
export type { Shard } from "./shard.js";
