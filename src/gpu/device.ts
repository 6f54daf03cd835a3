// The graphics processor: found, opened, named. Its results depend on it in their last bits.

import { readBytes, webGPU } from "#platform";

/** There is no graphics processor that could be used, and why. */
export class NoGPUError extends Error {
  override name = "NoGPUError";

  constructor(why: string) {
    super(`no graphics processor to be had: ${why}`);
  }
}

/** It was lost on the way: its driver was reset or removed, or it was asked for more than it has. */
class LostGPUError extends Error {
  override name = "LostGPUError";

  constructor(what: string) {
    super(`the graphics processor failed: ${what.replace(/\.$/, "")}`);
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
  /** the shader's text, without the lines that say how many grids there are and how many particles fly together */
  shader: string;
  /** what was made of it, by those lines */
  programs: Map<string, Promise<Programs>>;
  /** Throws LostGPUError if the device is no longer there. */
  check(): void;
  /** What the device works at; LostGPUError where it is lost before that is done. */
  whole<T>(work: Promise<T>): Promise<T>;
}

/** The shader, compiled, and where its buffers are bound. */
export interface Programs {
  layout: GPUBindGroupLayout;
  begin: GPUComputePipeline;
  fly: GPUComputePipeline;
}

export type GPULimits = Pick<GPUSupportedLimits, "maxStorageBufferBindingSize" | "maxBufferSize">;

/** Where the shader lies: beside this module, as the kernel does. */
const shaderBeside = (): URL => new URL("./track.wgsl", import.meta.url);

/** How long a reason for failed work is waited for. */
const REASON_MS = 200;

/** The largest binding that is asked for: a device may promise more than it has room for. */
const LARGEST_BINDING = 2 ** 30;

export interface BenchOptions {
  /** another shader: its text without those lines */
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
  /** ends of waiting for work that may never end */
  const waiting = new Set<() => void>();
  device.lost.then(({ message }) => {
    lost ??= message || "it is no longer there";
    for (const end of waiting) end();
  });
  device.addEventListener("uncapturederror", (event) => {
    lost ??= event.error.message.split("\n")[0];
  });
  const check = () => {
    if (lost !== undefined) throw new LostGPUError(lost);
  };
  return {
    name: nameOf(adapter.info),
    limits,
    device,
    shader: shader ?? new TextDecoder().decode(await readBytes(shaderBeside())),
    programs: new Map(),
    check,
    async whole(work) {
      let end = () => {};
      const loss = new Promise<void>((resolve) => {
        end = resolve;
      });
      waiting.add(end);
      try {
        await Promise.race([work, loss]);
      } catch {
        // the work may fail before the device says why
        await Promise.race([loss, new Promise((resume) => setTimeout(resume, REASON_MS))]);
      } finally {
        waiting.delete(end);
      }
      check();
      return work;
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
