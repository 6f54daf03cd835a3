// The worker of noise_plan.ts: flies the pilot of one group, and plans from it.
import type { Config } from "../src/config/config.js";
import { selectGroup } from "../src/flight/field.js";
import { flyPilot } from "../src/run/pilot.js";
import { type GroupSignalPlan, signalPlan } from "../src/run/signal_plan.js";

export interface PilotRequest {
  config: Config;
  turbulence_level: number;
  rigidity_TV: number;
  /** signal over noise of one realisation */
  wanted: number;
  seconds: number;
}
export type PilotAnswer = { part: number } | { plan: GroupSignalPlan } | { message: string };

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const answer = (message: PilotAnswer): void => scope.postMessage(message);

scope.addEventListener("message", async ({ data }: MessageEvent<PilotRequest>) => {
  try {
    const { config, wanted, seconds } = data;
    const group = selectGroup(config, data);
    const clock = () => performance.now() / 1000;
    const pilot = await flyPilot(config, group, { seconds, clock, progress: (part) => answer({ part }) });
    answer({ plan: signalPlan(config, group, pilot, wanted) });
  } catch (error) {
    answer({ message: error instanceof Error ? error.message : String(error) });
  }
});
