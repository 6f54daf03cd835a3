// The commands of native/main.cpp for a kernel in Wasm or JavaScript, whatever runs it: runner.js (Node) or chromium.ts.
// A command is prepared, then called (that alone is timed), then gives what it has found.

/** Height of a free-escape boundary [pc], and trial steps after which a flight would pause. */
/** Longest step of the rotations. */
const RK45 = 0;
const NO_BOUNDARY = Number.POSITIVE_INFINITY;
const NO_PAUSE = 2 ** 32 - 1;

/**
 * @typedef {object} Prepared
 * @property {() => void} call
 * @property {() => string} found numbers beside the times
 * @property {() => [path: string, values: Float64Array][]} files arrays that the command writes
 */

/**
 * @param {Record<string, any>} kernel exports of assembly/index.ts, or of portable/index.ts
 * @param {{ buffer: ArrayBuffer, grow?: (pages: number) => unknown }} memory
 * @param {(path: string) => Float64Array | Promise<Float64Array>} read
 * @returns {(line: string) => Promise<Prepared>}
 */
export function commands(kernel, memory, read) {
  /** @param {string} name a constant: a global of Wasm, or a number */
  const constant = (name) => kernel[name].value ?? kernel[name];
  const base = (constant("memoryBase") + 63) & ~63;
  let work = base;

  /** @param {number} bytes */
  function reserve(bytes) {
    const missing = Math.ceil((bytes - memory.buffer.byteLength) / 65536);
    if (missing > 0) memory.grow?.(missing);
  }

  /** @param {number} at @param {ArrayLike<number>} values */
  const put = (at, values) => new Float64Array(memory.buffer, at, values.length).set(values);
  /** @param {number} at @param {number} length */
  const take = (at, length) => new Float64Array(memory.buffer, at, length).slice();

  return async (line) => {
    const [command, ...words] = line.trim().split(/\s+/);
    if (command === "open") return open(words);
    if (command === "at") return at(words[1], await read(words[0]));
    if (command === "trace") return trace(words.slice(3), await Promise.all(words.slice(0, 3).map(read)));
    throw new Error(`unknown command ${command}`);
  };

  /** @param {string[]} words @returns {Prepared} */
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
    kernel.selectField(constant("NESTED_GRIDS"), bx, by, bz);
    return { call: () => kernel.synthesise(work, dB, outer, q, 0), found: () => "", files: () => [] };
  }

  /** @param {string} to @param {Float64Array} points @returns {Prepared} */
  function at(to, points) {
    const out = work + points.length * 8;
    reserve(out + points.length * 8);
    put(work, points);
    return {
      call: () => kernel.fieldAt(work, points.length / 3, out),
      found: () => "",
      files: () => [[to, take(out, points.length)]],
    };
  }

  /** @param {string[]} words @param {Float64Array[]} arrays @returns {Prepared} */
  function trace(words, [directions, paths, origins]) {
    const [sense, gyroradius1, gyroradius, tolerance, budget] = words.slice(0, 5).map(Number);
    const count = directions.length / 3;
    const size = constant("PARTICLE_BYTES");
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
    const flight = [sense, gyroradius1, gyroradius, tolerance, RK45, budget, NO_BOUNDARY, NO_PAUSE];
    return {
      call: () => kernel.trace(work, count, pathsAt, paths.length, ...flight, positionsAt, momentaAt),
      found() {
        const record = new DataView(memory.buffer);
        let [steps, rejected, drift, failed] = [0, 0, 0, 0];
        for (let p = work; p < directionsAt; p += size) {
          steps += record.getUint32(p + constant("PARTICLE_STEPS"), true);
          rejected += record.getUint32(p + constant("PARTICLE_REJECTED"), true);
          drift = Math.max(drift, record.getFloat64(p + constant("PARTICLE_DRIFT"), true));
          failed += record.getUint32(p + constant("PARTICLE_STATUS"), true) ? 1 : 0;
        }
        return `${steps} ${rejected} ${drift} ${failed}`;
      },
      files: () => [
        [words[5], take(positionsAt, length)],
        [words[6], take(momentaAt, length)],
      ],
    };
  }
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Promise<[kernel: Record<string, any>, memory: WebAssembly.Memory]>}
 */
export async function instantiate(bytes) {
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536 });
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
  return [instance.exports, memory];
}
