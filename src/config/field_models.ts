// The field models, one entry each: all that the config, its texts and checks, the plan and `larmor cite` know of a model.
// A new model is an entry here, and its kernel.

import { WAVE_BYTES } from "../kernel_constants.js";
import { type Anisotropy, DEFAULT_ANISOTROPY } from "./anisotropies.js";
import { type CubeKeys, cubeBytes, isContinued, joint } from "./cube.js";
import { type Level, type NestedGridKeys, nestedBytes, nestedLevels } from "./nested_levels.js";
import { GIACALONE_1999, GIACINTI_2012, TAUTZ_2013, type Work } from "./works.js";

/** Keys of a config's section `field` that the functions of an entry depend on. */
export interface ModelKeys extends NestedGridKeys, CubeKeys {
  waves_per_decade: number;
}

export interface FieldModel {
  /** what it is, to be read after its name in a list */
  words: string;
  /** the names of those keys of section `field` that it reads and another model does not */
  reads: readonly string[];
  works: readonly Work[];
  /** whether its turbulent field is a sum of Fourier modes, which can be listed */
  modes: boolean;
  /** its nested grids; a model without them has none */
  levels(field: ModelKeys, inner_scale_pc: number): Level[];
  /** memory of the field of one realisation, in bytes, with what it takes to make it */
  bytes(field: ModelKeys, inner_scale_pc: number, levels: Level[]): number;
}

/** Keys of every turbulent model with a power law from an outer to an inner scale. */
const POWER_LAW = ["turbulence_level", "outer_scale_pc", "inner_scale_gyroradii", "spectral_index", "normalisation"];

/** Keys of nested grids that continue a cube below its cells. */
const CONTINUATION = [
  "cube_continue_cells",
  "inner_scale_gyroradii",
  "box_wavelengths",
  "band_ratio",
  "cells_per_wavelength",
];

/** Keeps the names of the entries in the type of the table. */
const tableOf = <Name extends string>(models: Record<Name, FieldModel>) => models;

export const FIELD_MODELS = tableOf({
  "nested-grids": {
    words: "turbulence on nested periodic grids",
    reads: [...POWER_LAW, "box_wavelengths", "band_ratio", "cells_per_wavelength"],
    works: [GIACINTI_2012],
    modes: true,
    levels: nestedLevels,
    bytes: (_field, _inner_scale_pc, levels) => nestedBytes(levels),
  },
  "plane-waves": {
    words: "turbulence as a sum of plane waves",
    reads: [...POWER_LAW, "waves_per_decade", "anisotropy"],
    works: [GIACALONE_1999, TAUTZ_2013],
    modes: true,
    levels: () => [],
    // each wave as it is drawn, and as the sum reads it
    bytes({ waves_per_decade, outer_scale_pc }, inner_scale_pc) {
      const waves = Math.ceil(waves_per_decade * Math.log10(outer_scale_pc / inner_scale_pc)) + 1;
      return waves * 2 * WAVE_BYTES;
    },
  },
  cube: {
    words: "a cube of your own, from a file",
    reads: [
      "outer_scale_pc",
      ...CONTINUATION,
      "normalisation",
      "cube_file",
      "cube_dataset",
      "cube_cell_pc",
      "cube_unit_uG",
      "cube_sha256",
      "cube_cells",
      "cube_mean",
      "cube_mean_error",
      "cube_rms",
    ],
    works: [],
    modes: false,
    levels: (field, inner_scale_pc) =>
      isContinued(field) ? nestedLevels({ ...field, outer_scale_pc: joint(field) }, inner_scale_pc) : [],
    bytes: (field, _inner_scale_pc, levels) => cubeBytes(field, levels),
  },
  uniform: {
    words: "no turbulence, the regular field alone",
    reads: [],
    works: [],
    modes: false,
    levels: () => [],
    bytes: () => 0,
  },
});

/** The name of a field model. */
export type Model = keyof typeof FIELD_MODELS;
export const MODELS = Object.keys(FIELD_MODELS) as Model[];
export const DEFAULT_MODEL: Model = "nested-grids";

/** Whether the model has a turbulence level: a group for each that is listed; else one group of level 0. */
export const isTurbulent = (model: Model): boolean => FIELD_MODELS[model].reads.includes("turbulence_level");

/** Whether the field's shortest wavelength is that of field.inner_scale_gyroradii: of a cube, where nested grids continue it. */
export const hasInnerScale = (field: Chosen): boolean => readsWith(field, "inner_scale_gyroradii");

/** Whether the model's spectrum is the power law of field.spectral_index. */
export const hasSpectrum = (model: Model): boolean => FIELD_MODELS[model].reads.includes("spectral_index");

/** Whether the field is a sum of plane waves of that power law, which can be listed and measured. */
export const isSumOfWaves = (model: Model): boolean => FIELD_MODELS[model].modes && hasSpectrum(model);

/** Whether the model's field comes from a file. */
export const isCube = (model: Model): boolean => FIELD_MODELS[model].reads.includes("cube_file");

/** Whether what is known of a power law is a fair guess at the model's path lengths: its own, or the turbulence of a cube. */
export const isLikePowerLaw = (model: Model): boolean => hasSpectrum(model) || isCube(model);

/** Whether the field, or what continues it, is sampled on nested grids. */
export const hasGrids = (field: Chosen): boolean => readsWith(field, "box_wavelengths");

/** The keys of a section `field` that these answers depend on. */
type Chosen = { model: Model } & Pick<CubeKeys, "cube_continue_cells">;

const readsWith = (field: Chosen, key: string): boolean =>
  FIELD_MODELS[field.model].reads.includes(key) && (!isCube(field.model) || isContinued(field));

/** Whether the config's turbulence is what published formulas are about: isotropic, with a power law. */
export const isIsotropic = ({ model, anisotropy }: { model: Model; anisotropy?: Anisotropy }): boolean =>
  hasSpectrum(model) && (anisotropy ?? DEFAULT_ANISOTROPY) === DEFAULT_ANISOTROPY;
