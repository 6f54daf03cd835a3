// The graphics processor: found, opened, named. Its results depend on it in their last bits.

import { readBytes, webGPU } from "#platform";

/** Version of the shader's results: any change of their bits, on whatever device, raises it. */
export const SHADER_VERSION = 1;

/** There is no graphics processor that could be used, and why. */
export class NoGPUError extends Error {
  override name = "NoGPUError";

  constructor(why: string) {
    super(`no graphics processor to be had: ${why}`);
  }
}

/** It was lost on the way: its driver was reset or removed, or it was asked for more than it has. */
export class LostGPUError extends Error {
  override name = "LostGPUError";

  constructor(what: string) {
    super(`the graphics processor failed: ${what}; nothing that was counted is lost, run again with --resume`);
  }
}

/** What records say of the device that made them. */
export interface DeviceName {
  adapter: string;
  driver: string;
}

/** An open device, for a program without the types of browsers. */
export interface OpenGPU {
  name: DeviceName;
  close(): void;
}

/** An open device. */
export interface GPUBench extends OpenGPU {
  limits: GPULimits;
  device: GPUDevice;
  /** the shader's text, without the line that says how many grids there are */
  shader: string;
  /** Throws LostGPUError if the device is no longer there. */
  check(): void;
}

export type GPULimits = Pick<GPUSupportedLimits, "maxStorageBufferBindingSize" | "maxBufferSize">;

/** Where the shader lies: beside this module, as the kernel does. */
const shaderBeside = (): URL => new URL("./track.wgsl", import.meta.url);

/** The largest binding that is asked for: a device may promise more than it has room for. */
const LARGEST_BINDING = 2 ** 30;

export interface BenchOptions {
  /** another shader: its text without the number of grids */
  shader?: string;
}

/**
 * Opens the graphics processor that the machine prefers for long work.
 * @throws NoGPUError with a sentence that says why there is none
 */
export async function openGPU({ shader }: BenchOptions = {}): Promise<GPUBench> {
  // kept until the device is closed: under Node a device does not outlive it, and a process does not end before it
  let gpu: GPU | string | undefined = await webGPU();
  if (typeof gpu === "string") throw new NoGPUError(gpu);
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new NoGPUError("WebGPU finds no adapter on this machine (drivers, or Vulkan, may be missing)");
  const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
  const limits = {
    maxStorageBufferBindingSize: Math.min(maxStorageBufferBindingSize, LARGEST_BINDING),
    maxBufferSize: Math.min(maxBufferSize, LARGEST_BINDING),
  };
  const device = await adapter.requestDevice({ requiredLimits: limits }).catch((error: Error) => {
    throw new NoGPUError(`the adapter gives no device: ${error.message}`);
  });
  let lost: string | undefined;
  device.lost.then(({ reason, message }) => {
    if (reason !== "destroyed") lost = message || "the device was lost";
  });
  device.addEventListener("uncapturederror", (event) => {
    lost ??= event.error.message.split("\n")[0];
  });
  return {
    name: nameOf(adapter.info),
    limits,
    device,
    shader: shader ?? new TextDecoder().decode(await readBytes(shaderBeside())),
    check() {
      if (lost !== undefined) throw new LostGPUError(lost);
    },
    close() {
      if (gpu !== undefined) device.destroy();
      gpu = undefined;
    },
  };
}

/** Browsers may keep parts of a name to themselves. */
function nameOf({ vendor, architecture, device, description }: GPUAdapterInfo): DeviceName {
  const adapter = [vendor, architecture, device].filter((word) => word !== "").join(" ");
  return { adapter: adapter || "not named", driver: description || "not named" };
}
