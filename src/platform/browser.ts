// What differs between Node and browsers, for browsers.
import type { Port, WorkerThread } from "./types.js";

export const cores = (): number => globalThis.navigator?.hardwareConcurrency ?? 1;

export async function readBytes(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.href}: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

export function spawn<Out, In>(): WorkerThread<Out, In> {
  // this expression is literal because bundlers look for exactly this form
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    onMessage: (receive) => worker.addEventListener("message", (event) => receive(event.data)),
    onDeath: (report) => {
      worker.addEventListener("error", (event) => report(new Error(event.message || "worker failed to start")));
      worker.addEventListener("messageerror", () => report(new Error("a message to the worker could not be read")));
    },
    terminate: async () => worker.terminate(),
  };
}

export function ownPort<Out, In>(): Port<Out, In> {
  const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
  return {
    post: (message, transfer = []) => scope.postMessage(message, transfer),
    onMessage: (receive) => scope.addEventListener("message", (event) => receive(event.data)),
  };
}
