// A kernel as a program with the commands of native/main.cpp, so that any Node can be put beside the native twin:
//   node runner.js KERNEL.wasm      or PORTABLE.mjs; commands on stdin, one a line; each is answered by one line of numbers
// Times: CPU seconds of this process and wall seconds, of the kernel's call alone.

import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { commands, instantiate } from "./commands.js";

/** @param {string} path */
function read(path) {
  const bytes = readFileSync(path);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** @param {string} path @returns {Promise<[Record<string, any>, { buffer: ArrayBuffer }]>} */
async function load(path) {
  if (path.endsWith(".wasm")) return instantiate(readFileSync(path));
  const module = await import(pathToFileURL(path).href);
  return [module, { buffer: module.memory }];
}

const prepare = commands(...(await load(process.argv[2])), read);
for await (const line of createInterface({ input: process.stdin })) {
  const { call, found, files } = await prepare(line);
  const cpu = process.cpuUsage();
  const wall = performance.now();
  call();
  const seconds = (performance.now() - wall) / 1e3;
  const { user, system } = process.cpuUsage(cpu);
  for (const [path, values] of files()) writeFileSync(path, new Uint8Array(values.buffer));
  process.stdout.write(`${((user + system) / 1e6).toFixed(6)} ${seconds.toFixed(9)} ${found()}\n`);
}
