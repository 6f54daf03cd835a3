// The kernel as a program with the commands of native/main.cpp, so that any Node can be put beside the native twin:
//   node wasm_runner.js KERNEL.wasm      then commands on stdin, one a line; each is answered by one line of numbers
// Times: CPU seconds of this process and wall seconds, of the kernel's call alone.

import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536 });
const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[2]), { env: { memory } });
/** @type {Record<string, any>} */
const kernel = instance.exports;
const base = (kernel.memoryBase.value + 63) & ~63;
let work = base;

/** @param {number} bytes */
function reserve(bytes) {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / 65536);
  if (missing > 0) memory.grow(missing);
}

/** @param {string} path */
function numbers(path) {
  const bytes = readFileSync(path);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** @param {number} at @param {ArrayLike<number>} values */
const put = (at, values) => new Float64Array(memory.buffer, at, values.length).set(values);

/** @param {string} path @param {number} at @param {number} length */
const save = (path, at, length) => writeFileSync(path, new Uint8Array(memory.buffer, at, length * 8));

/** @param {() => void} call */
function timed(call) {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  call();
  const seconds = (performance.now() - wall) / 1e3;
  const used = process.cpuUsage(cpu);
  return `${((used.user + used.system) / 1e6).toFixed(6)} ${seconds.toFixed(9)}`;
}

/** @param {string[]} words */
function open(words) {
  const [low, high, realisation, bx, by, bz, dB, outer, q, count] = words.map(Number);
  kernel.seedRealisation(low, high, realisation);
  kernel.clearLevels();
  work = base;
  for (let g = 0; g < count; g++) {
    const [box, longest, shortest, cut, cells] = words.slice(10 + 5 * g, 15 + 5 * g).map(Number);
    kernel.addLevel(box, longest, shortest, cut, cells, work);
    work += kernel.levelBytes(cells);
  }
  reserve(work + kernel.scratchBytes());
  const times = timed(() => kernel.synthesise(work, dB, outer, q, 0));
  kernel.selectField(kernel.NESTED_GRIDS.value, bx, by, bz);
  return times;
}

/** @param {string[]} words */
function at([from, to]) {
  const points = numbers(from);
  const out = work + points.length * 8;
  reserve(out + points.length * 8);
  put(work, points);
  const times = timed(() => kernel.fieldAt(work, points.length / 3, out));
  save(to, out, points.length);
  return times;
}

/** @param {string[]} words */
function trace([from, pathsFile, originsFile, ...words]) {
  const directions = numbers(from);
  const paths = numbers(pathsFile);
  const origins = numbers(originsFile);
  const [sense, gyroradius1, gyroradius, tolerance, budget] = words.slice(0, 5).map(Number);
  const count = directions.length / 3;
  const size = kernel.PARTICLE_BYTES.value;
  const directionsAt = work + count * size;
  const originsAt = directionsAt + directions.length * 8;
  const pathsAt = originsAt + origins.length * 8;
  const positionsAt = pathsAt + paths.length * 8;
  const length = paths.length * directions.length;
  const momentaAt = positionsAt + length * 8;
  reserve(momentaAt + length * 8);
  put(directionsAt, directions);
  put(originsAt, origins);
  put(pathsAt, paths);
  for (let i = 0; i < count; i++) kernel.launch(work + i * size, 1, originsAt + i * 24, directionsAt + i * 24);
  const times = timed(() =>
    kernel.trace(
      work,
      count,
      pathsAt,
      paths.length,
      sense,
      gyroradius1,
      gyroradius,
      tolerance,
      budget,
      positionsAt,
      momentaAt,
    ),
  );
  save(words[5], positionsAt, length);
  save(words[6], momentaAt, length);
  const record = new DataView(memory.buffer);
  let [steps, rejected, drift, failed] = [0, 0, 0, 0];
  for (let p = work; p < directionsAt; p += size) {
    steps += record.getUint32(p + kernel.PARTICLE_STEPS.value, true);
    rejected += record.getUint32(p + kernel.PARTICLE_REJECTED.value, true);
    drift = Math.max(drift, record.getFloat64(p + kernel.PARTICLE_DRIFT.value, true));
    failed += record.getUint32(p + kernel.PARTICLE_STATUS.value, true) ? 1 : 0;
  }
  return `${times} ${steps} ${rejected} ${drift} ${failed}`;
}

/** @type {Record<string, (words: string[]) => string>} */
const commands = { open, at, trace };
for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...words] = line.trim().split(/\s+/);
  process.stdout.write(`${commands[command](words)}\n`);
}
