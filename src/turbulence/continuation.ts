// The spectrum of a cube across the joint below which waves continue it: the cube's own shells, and those of the waves that one
// realisation draws.

import type { Config, Group } from "../config/config.js";
import type { CubeGrid } from "../config/cube.js";
import { placeCube } from "../flight/cube_nodes.js";
import { loadKernel } from "../flight/kernel.js";
import { openField } from "../flight/open_field.js";
import type { Measured } from "../statistics/jackknife.js";
import { BAND_SHELLS, shellEdges } from "./measure.js";
import { modeSpectrum, type Shell } from "./spectrum.js";

export interface Continuation {
  joint_pc: number;
  /** whose waves these are; those of every realisation have the same spectrum on average */
  realisation: number;
  inner_scale_pc: number;
  /** q of the energy spectrum k^-q with which the waves go on, fitted to the octave above the joint */
  index: number;
  /** of all waves below the joint, if they went on to the inner scale 0, and of those that are there, uG */
  rms_uG: number;
  there_uG: number;
  /** power of the first band of waves over what the octave above the joint lets expect: 1 on average. Null: no waves there */
  step: Measured | null;
  shells: Shell[];
}

/** @param cubeShells of the cube alone, all of its waves */
export async function measureContinuation(
  config: Config,
  group: Group,
  realisation: number,
  values: Float32Array,
  cubeShells: Shell[],
): Promise<Continuation | null> {
  const { joint_pc } = group.cube as CubeGrid;
  if (joint_pc === undefined) return null;
  const kernel = await loadKernel();
  const cube = await placeCube(kernel, group.cube as CubeGrid, values);
  const { index, rms_uG } = cube.continuation as { index: number; rms_uG: number };
  const field = await openField(kernel, config, group, realisation, { cube });
  const joint = (2 * Math.PI) / joint_pc;
  const factor = config.field.band_ratio ** (1 / BAND_SHELLS);
  const edges = shellEdges(joint, (2 * Math.PI) / group.inner_scale_pc, factor);
  const { shells, square_uG2 } = modeSpectrum(field.continuingModes(), edges, [1, 0, 0]);
  return {
    ...{ joint_pc, realisation, inner_scale_pc: group.inner_scale_pc, index, rms_uG },
    there_uG: Math.sqrt(square_uG2),
    step: stepAt(joint, config.field.band_ratio, { index, rms_uG }, cubeShells, shells),
    shells,
  };
}

/**
 * What the first band of the waves has over what the power law of the octave above says: the modes of a whole band have the variance
 * of that band on average, those of a part of it have more or less, by the coarse lattice of its grid. Errors are those of Gaussian
 * waves, whose power has half of its square as variance.
 */
function stepAt(joint: number, ratio: number, { index, rms_uG }: Law, above: Shell[], below: Shell[]): Measured | null {
  const band = below.filter(({ high }) => high <= joint * ratio * (1 + 1e-5));
  const octave = above.filter(({ k }) => k >= joint / 2 && k < joint).reduce((sum, { waves }) => sum + waves, 0);
  if (band.length === 0 || octave === 0) return null;
  const end = band[band.length - 1].high / joint;
  const expected = rms_uG * rms_uG * (1 - end ** (1 - index));
  const value = band.reduce((sum, { variance }) => sum + variance, 0) / expected;
  const square = band.reduce((sum, { variance, waves }) => sum + (variance / expected) ** 2 / (2 * waves), 0);
  return { value, error: Math.sqrt(square + (value * value) / (2 * octave)) };
}

interface Law {
  index: number;
  rms_uG: number;
}
