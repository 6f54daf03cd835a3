// A worker thread: computes the parts of realisations that it is sent, one after the other.
import { ownPort } from "#platform";
import type { Config } from "../config/config.js";
import type { Kernel } from "../flight/kernel.js";
import { blockMaker, type Part } from "../flight/realisation.js";
import type { RealisationRecord } from "../flight/record.js";
import { type Landing, type PassengerAsked, type Prepared, passengerMaker } from "../gpu/passenger.js";

/** Messages to a worker: the first one, then one for each part. */
export type ToWorker =
  | { kernel: Kernel; config: Config; values?: Float32Array }
  | { part: Part }
  | { passenger: PassengerAsked }
  | { landing: Landing };
/**
 * Answers to a part: the sums of each of its blocks, the state of a block that takes long, or the error that ended it.
 */
export type FromWorker =
  | { block: number; sums: Float64Array<ArrayBuffer> }
  | { block: number; state: Uint8Array<ArrayBuffer> }
  | { answer: Prepared | RealisationRecord }
  | { error: string; name: string };

/** How often the state of a block is sent, so that no more than that is lost if this thread or the machine dies. */
const STATE_MS = 20_000;

const port = ownPort<FromWorker, ToWorker>();
let makeBlocks: ReturnType<typeof blockMaker>;
let onGPU: ReturnType<typeof passengerMaker>;

port.onMessage(async (message) => {
  if ("config" in message) {
    makeBlocks = blockMaker(message.kernel, message.config, message.values);
    onGPU = passengerMaker(message.kernel, message.config, message.values);
    return;
  }
  try {
    if ("passenger" in message) {
      const answer = await onGPU.prepared(message.passenger);
      return port.post({ answer }, [answer.grids.nodes.buffer]);
    }
    if ("landing" in message) return port.post({ answer: await onGPU.landed(message.landing) });
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
