// What differs between Node and browsers, for Node.
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { parentPort, Worker } from "node:worker_threads";
import type { Port, WorkerThread } from "./types.js";

export const cores = (): number => availableParallelism();

export async function readBytes(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(url));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new Error(
      `${url.href}: no such file; a bundle for Node needs larmor's dist/node/kernel.wasm and worker.js beside it`,
    );
  }
}

export function spawn<Out, In>(_kernel: URL): WorkerThread<Out, In> {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { execArgv: [] });
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    onMessage: (receive) => void worker.on("message", receive),
    onDeath: (report) => {
      worker.on("error", report);
      worker.on("exit", (code) => report(new Error(`worker thread ended with code ${code}`)));
    },
    terminate: async () => {
      worker.removeAllListeners();
      await worker.terminate();
    },
  };
}

export function ownPort<Out, In>(): Port<Out, In> {
  const port = parentPort;
  if (!port) throw new Error("this file runs in a worker thread only");
  return {
    post: (message, transfer) => port.postMessage(message, transfer),
    onMessage: (receive) => void port.on("message", receive),
  };
}
