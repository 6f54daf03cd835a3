// One realisation, on the processor or on a graphics processor.

import { spawn } from "#platform";
import { type Config, groups } from "../config/config.js";
import { cubeOf, described } from "../cube/describe.js";
import { groupOfOptions, selectGroup, type Which } from "../flight/field.js";
import { checkIndex, kernelBeside, loadKernel } from "../flight/kernel.js";
import { realise as realiseHere, type Watched } from "../flight/realisation.js";
import type { RealisationRecord } from "../flight/record.js";
import type { Device } from "../gpu/choose.js";
import type { OpenGPU } from "../gpu/device.js";
import { unfit } from "../gpu/unfit.js";
import { checkKinds } from "../words/options.js";
import type { FromWorker, ToWorker } from "./worker.js";

export interface RealiseOptions extends Which, Watched {
  /**
   * What flies the particles: "cpu" (default), "gpu", or "auto", a graphics processor where there is one that can. Its results
   * differ in their last digits from device to device.
   */
  device?: Device | OpenGPU;
  /** Called with a message: what "auto" or "gpu" took. */
  say?: (message: string) => void;
}

const OPTIONS = Object.keys({ device: 1, say: 1, signal: 1, progress: 1 } satisfies Record<
  Exclude<keyof RealiseOptions, keyof Which>,
  1
>);

/**
 * Computes one realisation: what one line of realisations.jsonl holds. On the processor it computes in the calling thread and
 * yields to the event loop several times a second; `progress` is called after each block with the number of directions that
 * are done, and of all. On a graphics processor a worker makes the field, `progress` is called once, at the end, and the record
 * has what the audit of 64 paths found (`audit_paths`, `audit_difference_gyroradii`, `audit_response_difference_pc`).
 * @throws RangeError for a group that the config has not, or an option that is none; with `device` "gpu" UnfitError for a config that it cannot fly,
 * NoGPUError where there is none, GPUMemoryError where it has no room, LostGPUError where it fails, AuditError where its paths are not those of the kernel
 */
export async function realise(config: Config, index: number, options: RealiseOptions = {}): Promise<RealisationRecord> {
  checkIndex(index);
  config = await described(config);
  const { turbulence_level, rigidity_TV } = groupOfOptions(config, options, OPTIONS);
  checkKinds(options, { signal: "an AbortSignal", progress: "a function", say: "a function" });
  const { device = "cpu", say, signal, progress } = options;
  const here = { turbulence_level, rigidity_TV, signal, progress };
  if (device === "cpu") return realiseHere(config, index, here);
  signal?.throwIfAborted();
  const group = selectGroup(config, { turbulence_level, rigidity_TV });
  const { openDevice, flyOnGPU } = await import("./gpu_run.js");
  const bench = await openDevice(unfit(config), device, say);
  if (bench === undefined) return realiseHere(config, index, here);
  try {
    const all = groups(config);
    const values = group.cube && (await cubeOf(config)).values;
    const wanted = all.map(({ turbulence_level, rigidity_TV }) =>
      turbulence_level === group.turbulence_level && rigidity_TV === group.rigidity_TV ? [index] : [],
    );
    const hire = () => spawn<ToWorker, FromWorker>(kernelBeside());
    const job = { kernel: await loadKernel(), config, values, groups: all, wanted, workers: 1, signal, hire };
    for await (const { record } of flyOnGPU(bench, job)) {
      progress?.(group.directions, group.directions);
      return record;
    }
    throw new Error(`realisation ${index} did not come back from the graphics processor`);
  } finally {
    if (bench !== device) bench.close();
  }
}
