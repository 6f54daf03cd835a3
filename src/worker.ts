// A worker thread: computes the parts of realisations that it is sent, one after the other.
import { ownPort } from "#platform";
import type { Config } from "./config.js";
import type { Kernel } from "./kernel.js";
import { type Part, partTracer } from "./realisation.js";

/** First message to a worker, then one a part. */
export type ToWorker = { kernel: Kernel; config: Config } | { part: Part };
/** Answer to a part: its sums, or why there are none. */
export type FromWorker = { part: Part; sums: Float64Array<ArrayBuffer> } | { part: Part; error: string };

const port = ownPort<FromWorker, ToWorker>();
let trace: ReturnType<typeof partTracer>;

port.onMessage(async (message) => {
  if ("config" in message) {
    trace = partTracer(message.kernel, message.config);
    return;
  }
  const { part } = message;
  try {
    const sums = await trace(part);
    port.post({ part, sums }, [sums.buffer]);
  } catch (error) {
    port.post({ part, error: error instanceof Error ? error.message : String(error) });
  }
});
