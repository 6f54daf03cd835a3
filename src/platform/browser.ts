// What differs between Node and browsers, for browsers.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { BrowserWorker, ByteSource, Port, WorkerThread } from "./types.js";

export const cores = (): number => globalThis.navigator?.hardwareConcurrency ?? 1;

export async function readBytes(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url).catch((error) => {
    throw new Error(`${url.href}: ${error.message}`);
  });
  if (!response.ok) throw new Error(`${url.href}: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** What the engine compiles in the background; in Node more has to be done. */
export const compiled = <T>(work: Promise<T>): Promise<T> => work;

export const openFile = async (path: string): Promise<ByteSource> => {
  throw new Error(`${path}: a browser cannot open files by name; give the bytes of the file, or { values, cells }`);
};

export const sha256Of = async (bytes: Uint8Array): Promise<string> => bytesToHex(sha256(bytes));

export const loadHDF5 = async (): Promise<typeof import("h5wasm/node").default> => {
  throw new Error("HDF5 files are read under Node only; give { values, cells }");
};

/** The browser's WebGPU; where there is none, why, and what to do. */
export const webGPU = async (): Promise<GPU | string> =>
  globalThis.navigator?.gpu ??
  "this browser has no WebGPU, or not for this page (it has to come by https); Chrome, Edge, Firefox and Safari of 2025 have it";

/**
 * @param kernel the address at which the library's kernel lies
 * @param script of the worker, or what makes one; default: the one beside the library
 */
export function spawn<Out, In>(kernel: URL, script?: URL | (() => BrowserWorker)): WorkerThread<Out, In> {
  const given = script instanceof URL ? script : undefined;
  const beside = given ?? byKernel(kernel);
  const worker =
    typeof script === "function"
      ? (script() as Worker)
      : beside && beside.origin !== globalThis.location.origin
        ? startFromElsewhere(beside)
        : given
          ? new Worker(given, { type: "module" })
          : // this expression is literal because bundlers look for exactly this form
            new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  const unloaded = `${beside?.href ?? "the worker's script"} could not be loaded as a worker`;
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    onMessage: (receive) => worker.addEventListener("message", (event) => receive(event.data)),
    hold: () => {},
    onDeath: (report) => {
      worker.addEventListener("error", (event) => report(new Error(event.message || unloaded)));
      worker.addEventListener("messageerror", () => report(new Error("a message to the worker could not be read")));
    },
    terminate: async () => worker.terminate(),
  };
}

/** A bundler that gives the kernel another name has placed the worker, too. */
const byKernel = (kernel: URL): URL | undefined =>
  kernel.pathname.endsWith("/kernel.wasm") ? new URL("worker.js", kernel) : undefined;

/**
 * A worker's script has to come from the page's own host. One made here, which imports it, may import it from any host that
 * allows that (CORS).
 */
function startFromElsewhere(script: URL): Worker {
  const text = `import ${JSON.stringify(script.href)};`;
  return new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })), { type: "module" });
}

export function ownPort<Out, In>(): Port<Out, In> {
  const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
  if (typeof scope.addEventListener !== "function")
    throw new Error("this is the worker for browsers; beside a bundle for Node belongs larmor's dist/node/worker.js");
  return {
    post: (message, transfer = []) => scope.postMessage(message, transfer),
    onMessage: (receive) => scope.addEventListener("message", (event) => receive(event.data)),
  };
}
