// Which device a run is computed on.

import { checkWord } from "../words/options.js";
import { type GPUBench, NoGPUError, type OpenGPU, openGPU } from "./device.js";
import { UnfitError } from "./unfit.js";

export const DEVICES = ["cpu", "gpu", "auto"] as const;
export type Device = (typeof DEVICES)[number];

/**
 * Opens the device that is wanted: undefined is the processor, which needs no opening.
 * @param why a graphics processor cannot fly the config, as `unfit` says it; undefined: it can
 * @param say is told what "auto" took, and why
 * @throws UnfitError, NoGPUError where "gpu" cannot be had
 */
export async function openDevice(
  why: string | undefined,
  wanted: Device | OpenGPU = "cpu",
  say: (message: string) => void = () => {},
): Promise<GPUBench | undefined> {
  if (isOpen(wanted)) return wanted;
  checkWord("device", wanted, DEVICES);
  if (wanted === "cpu") return undefined;
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

/** Whether a program gives a device that it has opened. */
const isOpen = (wanted: Device | OpenGPU): wanted is GPUBench =>
  typeof (wanted as Partial<GPUBench> | null)?.whole === "function";
