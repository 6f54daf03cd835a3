// The commands of native/main.cpp for a kernel in Wasm or JavaScript, whatever runs it: runner.js (Node) or
// chromium.ts. A command is prepared, then called (that alone is timed), then gives what it has found.

/** Trial steps after which a flight would pause. */
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
  /**
   * @param {string} name a constant or a member of an enum: a global of Wasm, or a number; absent where a kernel has
   * no use for it
   */
  function constant(name) {
    const [group, member] = name.split(".");
    const found = kernel[name] ?? (member === undefined ? undefined : kernel[group]?.[member]);
    return found?.value ?? found;
  }
  const base = (constant("memoryBase") + 63) & ~63;
  const settings = base;
  let work = base;

  /** @param {number} bytes */
  function reserve(bytes) {
    const missing = Math.ceil((bytes - memory.buffer.byteLength) / 65536);
    if (missing > 0) memory.grow?.(missing);
  }

  /** @param {number} address @param {ArrayLike<number>} values */
  const put = (address, values) => new Float64Array(memory.buffer, address, values.length).set(values);
  /** @param {number} address @param {number} length */
  const take = (address, length) => new Float64Array(memory.buffer, address, length).slice();

  /**
   * Writes the fields of a record that the kernel reads: numbers (f64), counts and addresses (u32). @param {number} address
   * @param {string} offsets @param {Record<string, number>} numbers @param {Record<string, number>} whole
   */
  function write(address, offsets, numbers, whole) {
    const record = new DataView(memory.buffer, address);
    for (const [name, value] of Object.entries(numbers)) {
      const offset = constant(`${offsets}.${name}`);
      if (offset !== undefined) record.setFloat64(offset, value, true);
    }
    for (const [name, value] of Object.entries(whole)) {
      const offset = constant(`${offsets}.${name}`);
      if (offset !== undefined) record.setUint32(offset, value, true);
    }
  }

  return async (line) => {
    const [command, ...words] = line.trim().split(/\s+/);
    if (command === "open") return open(words);
    if (command === "at") return fieldAt(words[1], await read(words[0]));
    if (command === "trace") return trace(words.slice(3), await Promise.all(words.slice(0, 3).map(read)));
    throw new Error(`unknown command ${command}`);
  };

  /** @param {string[]} words @returns {Prepared} */
  function open(words) {
    const [low, high, realisation, bx, by, bz, dB, outer, q, count] = words.map(Number);
    kernel.seedRealisation(low, high, realisation);
    kernel.clearLevels();
    for (let g = 0; g < count; g++) kernel.addLevel(...words.slice(10 + 5 * g, 15 + 5 * g).map(Number));
    const field = (settings + constant("SYNTHESIS_BYTES") + 63) & ~63;
    reserve(field);
    write(
      settings,
      "SynthesisOffset",
      { REGULAR_X: bx, REGULAR_Y: by, REGULAR_Z: bz, TURBULENT: dB, OUTER_SCALE: outer, SPECTRAL_INDEX: q },
      { MODEL: constant("FieldModel.NESTED_GRIDS"), OPTIONS: 0, FIELD: field },
    );
    work = field + kernel.fieldBytes(settings);
    write(settings, "SynthesisOffset", {}, { SCRATCH: work });
    reserve(work + kernel.scratchBytes(settings));
    return { call: () => kernel.synthesise(settings), found: () => "", files: () => [] };
  }

  /** @param {string} to @param {Float64Array} points @returns {Prepared} */
  function fieldAt(to, points) {
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
    const [name, ...settings] = words.slice(0, 7);
    const [sense, gyroradius1, gyroradius, tolerance, longestStep, budget] = settings.map(Number);
    const count = directions.length / 3;
    const size = constant(`ParticleBytes.${name.toUpperCase()}`);
    const flight = work;
    const particles = flight + constant("FLIGHT_BYTES");
    const directionsAt = particles + count * size;
    const originsAt = directionsAt + directions.length * 8;
    const pathsAt = originsAt + origins.length * 8;
    const positionsAt = pathsAt + paths.length * 8;
    const length = paths.length * directions.length;
    const momentaAt = positionsAt + length * 8;
    reserve(momentaAt + length * 8);
    put(directionsAt, directions);
    put(originsAt, origins);
    put(pathsAt, paths);
    const numbers = {
      SENSE: sense,
      GYRORADIUS_1UG: gyroradius1,
      GYRORADIUS: gyroradius,
      TOLERANCE: tolerance,
      LONGEST_STEP: longestStep,
      ESCAPE_HEIGHT: Number.POSITIVE_INFINITY,
    };
    const results = { PATHS: pathsAt, PATH_COUNT: paths.length, POSITIONS: positionsAt, MOMENTA: momentaAt };
    const which = constant(`Integrator.${name.toUpperCase()}`);
    const integrator = { INTEGRATOR: which, PARTICLE_BYTES: size, BUDGET: budget };
    // each particle has an origin of its own
    for (let i = 0; i < count; i++) {
      const start = { PARTICLES: particles + i * size, ORIGIN: originsAt + i * 24, DIRECTIONS: directionsAt + i * 24 };
      write(flight, "FlightOffset", {}, { ...integrator, ...start, PARTICLE_COUNT: 1 });
      kernel.launch(flight);
    }
    write(flight, "FlightOffset", numbers, { ...results, PARTICLES: particles, PARTICLE_COUNT: count });
    return {
      call: () => kernel.trace(flight, NO_PAUSE),
      found() {
        const record = new DataView(memory.buffer);
        let [steps, rejected, drift, failed] = [0, 0, 0, 0];
        for (let p = particles; p < directionsAt; p += size) {
          steps += record.getUint32(p + constant("ParticleOffset.STEPS"), true);
          rejected += record.getUint32(p + constant("ParticleOffset.REJECTED"), true);
          drift = Math.max(drift, record.getFloat64(p + constant("ParticleOffset.DRIFT"), true));
          failed += record.getUint32(p + constant("ParticleOffset.STATUS"), true) ? 1 : 0;
        }
        return `${steps} ${rejected} ${drift} ${failed}`;
      },
      files: () => [
        [words[7], take(positionsAt, length)],
        [words[8], take(momentaAt, length)],
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
