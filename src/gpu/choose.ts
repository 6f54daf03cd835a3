// Which device a run is computed on.

import type { Config } from "../config/config.js";
import { FIELD_MODELS } from "../config/field_models.js";
import { DEFAULT_INTEGRATOR, INTEGRATOR_NAMES, integrationMethod } from "../config/integrators.js";
import { NUMERICS } from "../kernel_constants.js";
import { type GPUBench, NoGPUError, type OpenGPU, openGPU, SHADER_VERSION } from "./device.js";

export const DEVICES = ["cpu", "gpu", "auto"] as const;
export type Device = (typeof DEVICES)[number];

/** What results of a graphics processor have for `numerics`: the kernel's version, of the fields, and the shader's. */
export const GPU_NUMERICS = `gpu-${NUMERICS}.${SHADER_VERSION}`;

/** A config that the shader cannot fly. */
export class UnfitError extends Error {
  override name = "UnfitError";
}

/** Why a graphics processor cannot fly a config; undefined: it can. */
export function unfit({ field, particles, transport, density }: Config): string | undefined {
  const preset = "take --preset fast";
  const { integrator = DEFAULT_INTEGRATOR } = particles;
  if (!integrationMethod(integrator).onGPU) {
    const flown = INTEGRATOR_NAMES.filter((name) => integrationMethod(name).onGPU).map((name) => `"${name}"`);
    return `particles.integrator: found "${integrator}", a graphics processor flies ${flown.join(", ")} only; ${preset}`;
  }
  if (!FIELD_MODELS[field.model].reads.includes("cells_per_wavelength"))
    return `field.model: found "${field.model}", a graphics processor reads nested grids and cubes only; ${preset}`;
  if (transport.multipoles !== undefined)
    return "transport.multipoles: found, a graphics processor makes none; leave it out, or take --device cpu";
  if (density !== undefined)
    return "density: found, a graphics processor takes no densities along; leave it out, or take --device cpu";
  return undefined;
}

/**
 * Opens the device that is wanted: undefined is the processor, which needs no opening.
 * @param say is told what "auto" took, and why
 * @throws UnfitError, NoGPUError where "gpu" cannot be had
 */
export async function openDevice(
  config: Config,
  wanted: Device | OpenGPU = "cpu",
  say: (message: string) => void = () => {},
): Promise<GPUBench | undefined> {
  if (typeof wanted === "object") return wanted as GPUBench;
  if (!DEVICES.includes(wanted))
    throw new RangeError(`device: ${String(wanted)} found, ${DEVICES.join(", ")} expected`);
  if (wanted === "cpu") return undefined;
  const why = unfit(config);
  if (why !== undefined && wanted === "gpu") throw new UnfitError(why);
  try {
    if (why !== undefined) throw new NoGPUError(why);
    const bench = await openGPU();
    say(`device: ${bench.name.adapter} (${bench.name.driver})`);
    return bench;
  } catch (error) {
    if (wanted === "gpu" || !(error instanceof NoGPUError)) throw error;
    say(`device: the processor; ${error.message}`);
    return undefined;
  }
}
