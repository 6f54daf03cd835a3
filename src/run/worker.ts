// A worker thread: computes the parts of realisations that it is sent, one after the other.
import { ownPort } from "#platform";
import type { Config } from "../config/config.js";
import type { Kernel } from "../flight/kernel.js";
import { blockMaker, type Part } from "../flight/realisation.js";

/** Messages to a worker: the first one, then one for each part. */
export type ToWorker = { kernel: Kernel; config: Config; values?: Float32Array } | { part: Part };
/**
 * Answers to a part: the sums of each of its blocks, the state of a block that takes long, or the error that ended it.
 */
export type FromWorker =
  | { block: number; sums: Float64Array<ArrayBuffer> }
  | { block: number; state: Uint8Array<ArrayBuffer> }
  | { error: string; name: string };

/** How often the state of a block is sent, so that no more than that is lost if this thread or the machine dies. */
const STATE_MS = 20_000;

const port = ownPort<FromWorker, ToWorker>();
let makeBlocks: ReturnType<typeof blockMaker>;

port.onMessage(async (message) => {
  if ("config" in message) {
    makeBlocks = blockMaker(message.kernel, message.config, message.values);
    return;
  }
  try {
    const open = await makeBlocks(message.part);
    for (const block of message.part.blocks) {
      const flight = open(block);
      for (let sent = performance.now(); !flight.fly(); ) {
        if (performance.now() - sent < STATE_MS) continue;
        const state = flight.state();
        port.post({ block, state }, [state.buffer]);
        sent = performance.now();
      }
      const sums = flight.sums();
      port.post({ block, sums }, [sums.buffer]);
    }
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    port.post({ error: message, name });
  }
});
