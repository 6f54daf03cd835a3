// The only file that says WebAssembly: loads the kernel, and wraps its instances and their memory.

import { demangle } from "@assemblyscript/loader";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { compiled, readBytes } from "#platform";
import { MEMORY_LIMIT_BYTES } from "../config/nested_levels.js";
import { checkKeys } from "../words/options.js";
import type * as generated from "./kernel.exports.js";

type Exports = Awaited<ReturnType<typeof generated.instantiate>>;

/** The compiled kernel and what identifies its bits. Can be posted to a worker. */
export interface Kernel {
  /** a WebAssembly.Module, whose type a program without the types of browsers does not have */
  module: object;
  /** hex SHA-256 of the kernel's bytes */
  sha256: string;
}

const PAGE_BYTES = 65536;

let loaded: Promise<Kernel> | undefined;

/** Where the kernel lies unless a program says otherwise: beside this module. The expression is one that bundlers look for. */
export const kernelBeside = (): URL => new URL("./kernel.wasm", import.meta.url);

/**
 * The kernel, compiled on first use. By default its file lies beside this module; a program that keeps it elsewhere
 * calls this once, with its address or its bytes, before anything else.
 */
export function loadKernel(source?: URL | Uint8Array): Promise<Kernel> {
  if (source !== undefined || loaded === undefined) {
    const loading = compile(source === undefined ? kernelBeside() : source);
    loaded = loading;
    loading.catch(() => {
      if (loaded === loading) loaded = undefined;
    });
  }
  return loaded as Promise<Kernel>;
}

async function compile(source: URL | Uint8Array): Promise<Kernel> {
  if (typeof WebAssembly === "undefined") throw new Error("This engine has no WebAssembly, which larmor needs.");
  if (!ArrayBuffer.isView(source) && typeof source?.href !== "string")
    throw new TypeError("loadKernel: the kernel's address (a URL) or its bytes (a Uint8Array) expected");
  const bytes = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer as ArrayBuffer, source.byteOffset, source.byteLength)
    : await readBytes(source);
  const wrong = (found: string) =>
    new Error(
      `${ArrayBuffer.isView(source) ? "the bytes given" : source.href}: ${found}; put larmor's kernel.wasm there`,
    );
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) throw wrong(`no WebAssembly, but ${beginning(bytes)}`);
  if (!WebAssembly.validate(SIMD)) {
    throw new Error(
      "This engine cannot run larmor's kernel: it needs WebAssembly with 128-bit SIMD (Node 16.4, Chrome 91, Firefox 89, Safari 16.4 or later).",
    );
  }
  if (!WebAssembly.validate(bytes)) throw wrong(`damaged WebAssembly of ${bytes.length} bytes`);
  const module = await compiled(WebAssembly.compile(bytes));
  if (!WebAssembly.Module.exports(module).some(({ name }) => name === "NUMERICS"))
    throw wrong("WebAssembly of another program");
  return { module, sha256: bytesToHex(sha256(bytes)) };
}

/** The first bytes of every WebAssembly module, without its version: "\0asm". */
const MAGIC = [0, 0x61, 0x73, 0x6d];
/** The smallest module with an instruction of 128-bit SIMD: a function that returns i8x16.popcnt(i8x16.splat(0)). */
const SIMD = new Uint8Array(
  [MAGIC, [1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]].flat(),
);

function beginning(bytes: Uint8Array): string {
  if (bytes.length === 0) return "an empty file";
  const text = String.fromCharCode(...bytes.subarray(0, 40)).replace(/[^ -~]/g, ".");
  return `${bytes.length} bytes that begin with ${JSON.stringify(text)}`;
}

/** The seed and the realisation that a rotation of the directions belongs to. */
export interface RotatedFor {
  seed: number;
  realisation: number;
}

/**
 * HEALPix RING pixel centres: unit vectors [12 nside^2][3]; with `rotated` as a config with particles.rotate_directions turns
 * them for that realisation.
 */
export async function pixelCentres(kernel: Kernel, nside: number, rotated?: RotatedFor): Promise<Float64Array> {
  if (!Number.isInteger(nside) || nside < 1)
    throw new RangeError(`nside: ${String(nside)} found, an integer from 1 expected`);
  if (rotated !== undefined) checkKeys("rotated", rotated, ["seed", "realisation"]);
  if (typeof kernel?.module !== "object") throw new TypeError("kernel: what loadKernel returns expected");
  const instance = await newInstance(kernel);
  const count = 12 * nside * nside;
  instance.reserve(instance.base + count * 24);
  instance.exports.pixelCentres(nside, instance.base);
  if (rotated !== undefined) {
    seedWith(instance, rotated.seed, rotated.realisation);
    instance.exports.rotateDirections(count, instance.base);
  }
  return instance.take(instance.base, count * 3);
}

/** All random numbers that follow are those of this seed and realisation. */
export function seedWith({ exports }: Instance, seed: number, realisation: number): void {
  if (!(Number.isSafeInteger(seed) && seed >= 0))
    throw new RangeError(`seed: ${String(seed)} found, an integer from 0 to 2^53 - 1 expected`);
  checkIndex(realisation);
  exports.seedRealisation(seed % 2 ** 32, Math.floor(seed / 2 ** 32), realisation);
}

export function checkIndex(index: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= 2 ** 32) {
    throw new RangeError(`realisation ${String(index)} found, an integer from 0 to ${2 ** 32 - 1} expected`);
  }
}

/** Version of the results' bits, as the kernel says it. */
export async function numerics(kernel: Kernel): Promise<number> {
  return (await newInstance(kernel)).exports.NUMERICS.value;
}

/** A field of a record, at its offset, and what is written there. */
type Entry = [offset: number, value: number];

/** An instance of the kernel and its memory, of which the caller has the part from `base` on. */
export interface Instance {
  exports: Exports;
  base: number;
  /** Grows the memory to hold `bytes`, a RangeError where they are more than 4 GiB. */
  reserve(bytes: number): void;
  /** Writes numbers (f64); returns the address behind them. */
  put(address: number, values: ArrayLike<number>): number;
  /** A copy of `length` numbers (f64). */
  take(address: number, length: number): Float64Array;
  /** Writes into a record: numbers (f64), and counts and addresses (u32). */
  write(address: number, numbers: Entry[], whole: Entry[]): void;
  /** The bytes themselves, until the memory grows. */
  bytes(address: number, length: number): Uint8Array<ArrayBuffer>;
}

/**
 * The engine gives no (more) memory to the kernel. An engine reserves addresses for all that a WebAssembly memory may become, in
 * Node 20 some 10 GB, so a limit on addresses (`ulimit -v`) is met long before one on the memory that is used.
 */
class MemoryError extends Error {
  override name = "MemoryError";

  constructor(problem: string) {
    super(`no WebAssembly memory to be had: ${problem}`);
  }
}

/** The engine's RangeError as a MemoryError. */
function allocating<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof RangeError ? new MemoryError(error.message) : error;
  }
}

export async function newInstance(kernel: Kernel): Promise<Instance> {
  const memory = allocating(() => new WebAssembly.Memory({ initial: 1, maximum: 65536 }));
  // not the loader's own `instantiate`, which looks for a Response and so has Node load fetch, 30 ms in each thread
  const instance = await compiled(WebAssembly.instantiate(kernel.module as WebAssembly.Module, { env: { memory } }));
  const exports = demangle<Exports>(instance.exports);
  return {
    exports,
    base: aligned(exports.memoryBase.value),
    reserve(bytes) {
      if (bytes > MEMORY_LIMIT_BYTES) {
        throw new RangeError(
          `${Math.ceil(bytes / 2 ** 20)} MiB needed in one WebAssembly memory, at most 4095 possible`,
        );
      }
      const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES);
      if (missing > 0) allocating(() => memory.grow(missing));
    },
    put(address, values) {
      new Float64Array(memory.buffer, address, values.length).set(values);
      return address + values.length * 8;
    },
    take: (address, length) => new Float64Array(memory.buffer, address, length).slice(),
    write(address, numbers, whole) {
      const record = new DataView(memory.buffer, address);
      for (const [offset, value] of numbers) record.setFloat64(offset, value, true);
      for (const [offset, value] of whole) record.setUint32(offset, value, true);
    },
    bytes: (address, length) => new Uint8Array(memory.buffer, address, length),
  };
}

/** The next address at which a cache line begins. */
export const aligned = (address: number): number => Math.ceil(address / 64) * 64;

/** The numbers of one of the kernel's enums: its members are globals, whatever their generated types say. */
export const numbersOf = <Enum extends object>(members: Enum): Record<keyof Enum, number> =>
  Object.fromEntries(
    Object.entries(members).map(([name, global]) => [name, (global as WebAssembly.Global).value]),
  ) as Record<keyof Enum, number>;

/**
 * The name that a choice of the config, of a field model for example, has in the kernel's enum: "nested-grids" is NESTED_GRIDS,
 * and "2d" is _2D. Throws RangeError, which says the key, for one that the kernel does not have.
 */
export function memberOf<Name extends string>(numbers: Record<Name, number>, key: string, name: string): Name {
  const known = Object.keys(numbers) as Name[];
  const inConfig = (member: string) => member.replace(/^_/, "").toLowerCase().replaceAll("_", "-");
  const member = known.find((other) => inConfig(other) === name);
  if (member !== undefined) return member;
  throw new RangeError(`${key}: this kernel has no "${name}"; it has ${known.map(inConfig).join(", ")}`);
}
