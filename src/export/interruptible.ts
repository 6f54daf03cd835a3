// A long reading that can be stopped: signals, and progress, come through only between two turns of the event loop.

import { setImmediate } from "node:timers/promises";

/** What watches a long export: `signal` stops it, `progress` hears how many of how many records were read. */
export interface Watch {
  signal?: AbortSignal;
  progress?: (done: number, total: number) => void;
}

/** Items between two turns of the event loop. */
const STRIDE = 64;

/** The items in turn; rejects with the signal's reason once it is aborted. */
export async function* interruptible<Item>(
  items: Iterable<Item>,
  total: number,
  { signal, progress }: Watch = {},
): AsyncGenerator<Item> {
  let done = 0;
  for (const item of items) {
    if (done % STRIDE === 0 && done > 0) {
      await setImmediate();
      signal?.throwIfAborted();
      progress?.(done, total);
    }
    yield item;
    done += 1;
  }
  progress?.(done, total);
}
