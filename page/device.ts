// What flies the particles of a run of this page: the kernel in workers or, where the visitor chooses so, a graphics processor.
// What flies on it is a script of its own, fetched when such a run is started.
import { type Config, configIdentity } from "../src/config/config.js";
import type { GPUBench } from "../src/gpu/device.js";
import { GPU_NUMERICS, unfit } from "../src/gpu/unfit.js";
import { webGPU } from "../src/platform/browser.js";
import type { TabPlan } from "./plan.js";
import type { State, View } from "./state.js";

/** What tells results apart: the identity of the config, and on a graphics processor the name of its numerics. */
export const identityOf = (config: Config, device: View["device"]): string =>
  device === "gpu" ? `${configIdentity(config)} ${GPU_NUMERICS}` : configIdentity(config);

/** Throws what says in a sentence why there is none. */
export async function openGraphics(config: Config): Promise<GPUBench> {
  const { openDevice } = await import("../src/run/gpu_run.js");
  return (await openDevice(unfit(config), "gpu")) as GPUBench;
}

export interface DeviceChoice {
  /** Shows it where there is something to choose, or was chosen by a link. */
  show(view: View): void;
  /** A plan on the device that is chosen: refused where that is none, or cannot fly the config. */
  planned(plan: TabPlan, state: State): TabPlan;
}

/** @param changed is called once it is known whether the browser has a graphics processor */
export function bindDevice(select: HTMLSelectElement, changed: () => void): DeviceChoice {
  /** why there is none; null: it was not yet asked for, or is there */
  let none: string | null = null;
  let adapter: string | null = null;

  async function find(): Promise<void> {
    const gpu = await webGPU();
    // the one that is awake: which one flies, and its name in the results, is found at Start
    const found = typeof gpu === "string" ? null : await gpu.requestAdapter().catch(() => null);
    if (found === null) none = typeof gpu === "string" ? gpu : "this browser finds none on this machine";
    else {
      const { vendor, architecture, description } = found.info;
      adapter = [vendor, architecture].filter(Boolean).join(" ") || description || "not named";
    }
    changed();
  }
  void find();

  return {
    show({ device }) {
      (select.closest("label") as HTMLElement).hidden = adapter === null && device === "cpu";
      select.options[1].text = `graphics processor${adapter === null ? "" : ` (${adapter})`}, single precision`;
      if (select !== document.activeElement || select.value !== device) select.value = device;
    },
    planned(plan, { config, view }) {
      if (view.device === "cpu" || plan.refused !== null) return plan;
      const why = unfit(config, "choose the fast steps, or the processor");
      const refused = why ?? (none && `no graphics processor to be had: ${none}; choose the processor`);
      return { ...plan, refused, adapter: adapter ?? undefined };
    },
  };
}
