// Types of commands.js, which is JavaScript because any Node and a page run it as it is.

export interface Prepared {
  call(): void;
  found(): string;
  files(): [path: string, values: Float64Array][];
}

/** Exports of a kernel: functions, and constants as globals of Wasm or as numbers. */
// biome-ignore lint/suspicious/noExplicitAny: any kernel with the boundary of assembly/index.ts
type Kernel = Record<string, any>;

export function commands(
  kernel: Kernel,
  memory: { buffer: ArrayBuffer; grow?(pages: number): unknown },
  read: (path: string) => Float64Array | Promise<Float64Array>,
): (line: string) => Promise<Prepared>;

export function instantiate(bytes: Uint8Array<ArrayBuffer>): Promise<[kernel: Kernel, memory: WebAssembly.Memory]>;
