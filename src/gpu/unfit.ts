// Which configs a graphics processor flies, and what its results are called. Nothing else is here, so that a page can tell
// before it loads what flies them.

import type { Config } from "../config/config.js";
import { FIELD_MODELS } from "../config/field_models.js";
import { DEFAULT_INTEGRATOR, INTEGRATOR_NAMES, integrationMethod } from "../config/integrators.js";
import { NUMERICS } from "../kernel_constants.js";

/** Version of the shader's results: any change of their bits, on whatever device, raises it. */
const SHADER_VERSION = 2;

/** What results of a graphics processor have for `numerics`: the kernel's version, of the fields, and the shader's. */
export const GPU_NUMERICS = `gpu-${NUMERICS}.${SHADER_VERSION}`;

/** A config that the shader cannot fly. */
export class UnfitError extends Error {
  override name = "UnfitError";
}

/**
 * Why a graphics processor cannot fly a config; undefined: it can.
 * @param remedy what to do, in the words of the command line where none are given
 */
export function unfit({ field, particles }: Config, remedy?: string): string | undefined {
  const { integrator = DEFAULT_INTEGRATOR } = particles;
  if (!integrationMethod(integrator).onGPU) {
    const flown = INTEGRATOR_NAMES.filter((name) => integrationMethod(name).onGPU).map((name) => `"${name}"`);
    return `particles.integrator: found "${integrator}", a graphics processor flies ${flown.join(", ")} only; ${remedy ?? "take --preset fast"}`;
  }
  if (!FIELD_MODELS[field.model].reads.includes("cells_per_wavelength"))
    return `field.model: found "${field.model}", a graphics processor reads nested grids and cubes only; ${remedy ?? 'choose field.model = "nested-grids"'}`;
  return undefined;
}
