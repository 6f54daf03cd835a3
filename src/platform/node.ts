// What differs between Node and browsers, for Node.
import { createHash } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { parentPort, Worker } from "node:worker_threads";
import type { ByteSource, Port, WorkerThread } from "./types.js";

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

/**
 * What the engine compiles in the background. Node has nothing to wait for then, stands still until all background work is done,
 * and does so for ever where that work needs a garbage collection (nodejs/node issue 54918, seen here on Node 20): a timer keeps it
 * going.
 */
export async function compiled<T>(work: Promise<T>): Promise<T> {
  const timer = setInterval(() => {}, LONGEST_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

const LONGEST_MS = 2 ** 31 - 1;

/** A file, to be read in pieces. Throws an error of the file system. */
export async function openFile(path: string): Promise<ByteSource> {
  const file = await open(path);
  const about = await file.stat();
  if (!about.isFile()) {
    await file.close();
    throw new Error(about.isDirectory() ? "a folder, expected a file" : "not a regular file");
  }
  return {
    size: about.size,
    async read(position, into) {
      for (let done = 0; done < into.length; ) {
        const { bytesRead } = await file.read(into, done, into.length - done, position + done);
        if (bytesRead === 0) throw new Error(`ends after ${position + done} bytes`);
        done += bytesRead;
      }
    },
    close: () => file.close(),
  };
}

export const sha256Of = async (bytes: Uint8Array): Promise<string> => {
  const hash = createHash("sha256");
  // a hash takes less than 2 GiB at a time
  for (let start = 0; start < bytes.length; start += 2 ** 30) hash.update(bytes.subarray(start, start + 2 ** 30));
  return hash.digest("hex");
};

/** A name that bundlers do not follow: who bundles larmor need not have this optional package. */
const HDF5_MODULE: string = "h5wasm/node";

/** An optional package that is not installed (exit code 2). */
class AbsentPackageError extends Error {
  override name = "AbsentPackageError";
}

/** The HDF5 library, 4 MB, loaded when it is needed; throws AbsentPackageError, with what to do, where it is not installed. */
export async function loadHDF5() {
  const { default: h5 }: typeof import("h5wasm/node") = await import(/* webpackIgnore: true */ HDF5_MODULE).catch(
    (error) => {
      if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
      throw new AbsentPackageError("HDF5 needs h5wasm, which is not installed: npm install h5wasm");
    },
  );
  const module = await compiled(h5.ready);
  module.activate_throwing_error_handler(); // what fails is an exception, and nothing is printed
  return h5;
}

const GPU_MODULE: string = "webgpu";

/** WebGPU from the optional package `webgpu`; where it is not there or does not load, why, and what to do. */
export async function webGPU(): Promise<GPU | string> {
  try {
    const { create }: typeof import("webgpu") = await import(/* webpackIgnore: true */ GPU_MODULE);
    return create([]);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_MODULE_NOT_FOUND") return "Node needs the optional package webgpu for it: npm install webgpu";
    return `the package webgpu does not load here: ${message.split("\n")[0]}`;
  }
}

export function spawn<Out, In>(_kernel: URL, script?: unknown): WorkerThread<Out, In> {
  if (script !== undefined && !(script instanceof URL))
    throw new TypeError("worker: in Node the address (a URL) of larmor's dist/node/worker.js expected");
  const worker = new Worker(script ?? new URL("./worker.js", import.meta.url), { execArgv: [] });
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    onMessage: (receive) => void worker.on("message", receive),
    hold: (held) => void (held ? worker.ref() : worker.unref()),
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
