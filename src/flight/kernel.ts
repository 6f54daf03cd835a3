// The only file that says WebAssembly: loads the kernel, and puts one field and its particles into one memory.
//
// Memory of a field, from the kernel's memoryBase on: the nodes of the levels (or the waves), then work space, which serves
// synthesis first and afterwards points, particles and their paths.

import { instantiate } from "@assemblyscript/loader";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { readBytes } from "#platform";
import type { Config, Group } from "../config/config.js";
import { directionVector } from "../sky/directions.js";
import type * as generated from "./kernel.exports.js";

type Exports = Awaited<ReturnType<typeof generated.instantiate>>;

/** The compiled kernel and what identifies its bits. Can be posted to a worker. */
export interface Kernel {
  module: WebAssembly.Module;
  /** hex SHA-256 of the kernel's bytes */
  sha256: string;
}

const PAGE_BYTES = 65536;
/** 4 GiB less a page, so that no address wraps. */
const LARGEST_MEMORY_BYTES = 65535 * PAGE_BYTES;

let loaded: Promise<Kernel> | undefined;

/**
 * The kernel, compiled on first use. By default its file lies beside this module; a program that keeps it elsewhere calls
 * this once, with its address or its bytes, before anything else.
 */
export function loadKernel(source?: URL | Uint8Array<ArrayBuffer>): Promise<Kernel> {
  if (source !== undefined || loaded === undefined) {
    const loading = compile(source ?? new URL("./kernel.wasm", import.meta.url));
    loaded = loading;
    loading.catch(() => {
      if (loaded === loading) loaded = undefined;
    });
  }
  return loaded as Promise<Kernel>;
}

async function compile(source: URL | Uint8Array<ArrayBuffer>): Promise<Kernel> {
  if (typeof WebAssembly === "undefined") throw new Error("This engine has no WebAssembly, which larmor needs.");
  const bytes = source instanceof URL ? await readBytes(source) : source;
  if (!WebAssembly.validate(bytes)) {
    throw new Error(
      "This engine cannot run larmor's kernel: it needs WebAssembly with 128-bit SIMD (Node 16.4, Chrome 91, Firefox 89, Safari 16.4 or later).",
    );
  }
  return { module: await WebAssembly.compile(bytes), sha256: bytesToHex(sha256(bytes)) };
}

/** A trace of some particles: arrays [paths][particles][3]. */
export interface Trace {
  /** pc */
  positions: Float64Array;
  /** direction of the particle's momentum there */
  momenta: Float64Array;
  steps: number;
  rejected: number;
  /** particles that used up their steps or whose step size ran out; they stay where they were */
  failed: number;
  /** largest departure of |p| from 1 after a step, before it was projected back */
  drift: number;
  /** largest sum of these projections along one path, without sign: the drift that would have built up */
  correction: number;
  /** path length at which each particle first left |z| < transport.escape_height_pc, pc; infinite: nowhere */
  escape_pc: Float64Array;
}

export interface Flight {
  /** unit momentum vectors at the start, [N][3] */
  directions: Float64Array;
  /** increasing path lengths, pc */
  paths: ArrayLike<number>;
  /** start, pc; default the origin */
  origin?: readonly [number, number, number];
  /** -1: back in time (default), +1: forward */
  sense?: -1 | 1;
  /** sign of the charge, default +1 */
  charge?: -1 | 1;
}

/** A flight under way. Any other use of its field ends it. */
export interface OpenFlight {
  /** Flies on, for about so many trial steps of all particles together; true once all are at the end of their paths. */
  fly(steps: number): boolean;
  /** All that the flight depends on beside its field: given to `launch` it goes on as if it had not been interrupted. */
  state(): Uint8Array<ArrayBuffer>;
  /** What came of it, once `fly` has said true. */
  trace(): Trace;
}

/** More trial steps than any budget allows. */
const TO_THE_END = 2 ** 32 - 1;

/** One Fourier mode: B(x) = 2 Re(A exp(i k.x)), k in rad/pc, A in uG. Nine numbers: k, Re A, Im A. */
export const NUMBERS_PER_MODE = 9;

/** A synthesised field of one realisation. Arrays are fresh and the caller's own. */
export interface KernelField {
  /** Total field in uG at points [n][3] in pc. */
  at(points: Float64Array): Float64Array;
  /** All modes of the turbulent part, NUMBERS_PER_MODE each, in the lab frame: what the field is exactly the sum of. */
  modes(): Float64Array;
  trace(flight: Flight): Trace;
  /** Begins a flight, or with the `state` of an earlier one goes on with it. Throws RangeError for a state of another size. */
  launch(flight: Flight, state?: Uint8Array): OpenFlight;
}

/** HEALPix RING pixel centres: unit vectors [12 nside^2][3]. */
export async function pixelCentres(kernel: Kernel, nside: number): Promise<Float64Array> {
  const { exports, memory, base } = await instance(kernel);
  const count = 12 * nside * nside;
  reserve(memory, base + count * 24);
  exports.pixelCentres(nside, base);
  return new Float64Array(memory.buffer, base, count * 3).slice();
}

/** Version of the results' bits, as the kernel says it. */
export async function numerics(kernel: Kernel): Promise<number> {
  return (await instance(kernel)).exports.NUMERICS.value;
}

async function instance(kernel: Kernel): Promise<{ exports: Exports; memory: WebAssembly.Memory; base: number }> {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  const { exports } = await instantiate(kernel.module, { env: { memory } });
  const typed = exports as unknown as Exports;
  return { exports: typed, memory, base: (typed.memoryBase.value + 63) & ~63 };
}

/** Grows a memory to hold `bytes`; existing views are lost. */
function reserve(memory: WebAssembly.Memory, bytes: number): void {
  if (bytes > LARGEST_MEMORY_BYTES) {
    throw new RangeError(`${Math.ceil(bytes / 2 ** 20)} MiB needed in one WebAssembly memory, at most 4095 possible`);
  }
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES);
  if (missing > 0) memory.grow(missing);
}

/** Options of the synthesis that only tests of the field's isotropy need. */
export interface SynthesisTest {
  /** no random rotation of the levels */
  keepAxes?: boolean;
}

/** Synthesises realisation `index` of a group's field. */
export async function openField(
  kernel: Kernel,
  config: Config,
  group: Group,
  index: number,
  test: SynthesisTest = {},
): Promise<KernelField> {
  const { exports, memory, base } = await instance(kernel);
  const { field, particles, transport } = config;
  const exact = field.normalisation === "realisation";
  const [bx, by, bz] = directionVector(...field.regular_direction_deg).map((c) => c * group.regular_uG);
  const seed = config.ensemble.seed;
  exports.seedRealisation(seed % 2 ** 32, Math.floor(seed / 2 ** 32), index);
  let work = base;

  if (field.model === "nested-grids") {
    exports.clearLevels();
    for (const level of group.levels) {
      exports.addLevel(level.box_pc, level.longest_pc, level.shortest_pc, level.cut_pc, level.cells, work);
      work += exports.levelBytes(level.cells);
    }
    reserve(memory, work + exports.scratchBytes());
    const options = (exact ? exports.EXACT_VARIANCE.value : 0) + (test.keepAxes ? exports.KEEP_AXES.value : 0);
    exports.synthesise(work, group.turbulent_uG, field.outer_scale_pc, field.spectral_index, options);
    exports.selectField(exports.NESTED_GRIDS.value, bx, by, bz);
  } else if (field.model === "plane-waves") {
    const count = exports.waveCount(field.outer_scale_pc, group.inner_scale_pc, field.waves_per_decade);
    work += exports.waveBytes(count);
    reserve(memory, work + count * exports.WAVE_BYTES.value);
    exports.synthesiseWaves(base, work, group.turbulent_uG, ...spectrum(config, group), exact);
    exports.selectField(exports.PLANE_WAVES.value, bx, by, bz);
  } else {
    exports.selectField(exports.UNIFORM.value, bx, by, bz);
  }

  const put = (at: number, values: ArrayLike<number>): number => {
    new Float64Array(memory.buffer, at, values.length).set(values);
    return at + values.length * 8;
  };
  const take = (at: number, length: number): Float64Array => new Float64Array(memory.buffer, at, length).slice();

  return {
    at(points) {
      reserve(memory, work + points.length * 16);
      const out = put(work, points);
      exports.fieldAt(work, points.length / 3, out);
      return take(out, points.length);
    },

    modes() {
      const bytes = exports.WAVE_BYTES.value;
      const lists: Float64Array[] = [];
      if (field.model === "nested-grids") {
        for (let g = 0; g < group.levels.length; g++) {
          reserve(memory, work + exports.countModes(g) * bytes);
          const count = exports.listModes(g, field.spectral_index, work);
          lists.push(take(work, (count * bytes) / 8));
        }
      } else if (field.model === "plane-waves") {
        const count = exports.listWaves(group.turbulent_uG, ...spectrum(config, group), exact, work);
        lists.push(take(work, (count * bytes) / 8));
      }
      const all = new Float64Array(lists.reduce((sum, list) => sum + list.length, 0));
      let at = 0;
      for (const list of lists) {
        all.set(list, at);
        at += list.length;
      }
      return all;
    },

    trace(flight) {
      const open = launch(flight);
      open.fly(TO_THE_END);
      return open.trace();
    },

    launch,
  };

  function launch(flight: Flight, state?: Uint8Array): OpenFlight {
    const { directions, paths, origin = [0, 0, 0], sense = -1, charge = 1 } = flight;
    const count = directions.length / 3;
    const length = paths.length * directions.length;
    const size = exports.PARTICLE_BYTES.value;
    const particlesAt = work;
    const numbersAt = particlesAt + count * size;
    const end = numbersAt + (directions.length + 3 + paths.length + 2 * length) * 8;
    reserve(memory, end);
    const originAt = put(numbersAt, directions);
    const pathsAt = put(originAt, origin);
    const positionsAt = put(pathsAt, paths);
    const momentaAt = positionsAt + length * 8;
    if (state === undefined) exports.launch(particlesAt, count, originAt, numbersAt);
    else if (state.length === end - particlesAt) new Uint8Array(memory.buffer, particlesAt, state.length).set(state);
    else throw new RangeError(`state of a flight: ${state.length} bytes found, ${end - particlesAt} expected`);
    return {
      fly: (steps) =>
        Boolean(
          exports.trace(
            particlesAt,
            count,
            pathsAt,
            paths.length,
            sense,
            charge * group.gyroradius_1uG_pc,
            group.gyroradius_pc,
            particles.tolerance,
            group.longest_step_pc ?? 0,
            group.step_budget,
            transport.escape_height_pc ?? Infinity,
            steps,
            positionsAt,
            momentaAt,
          ),
        ),
      state: () => new Uint8Array(memory.buffer, particlesAt, end - particlesAt).slice(),
      trace() {
        const trace = { steps: 0, rejected: 0, failed: 0, drift: 0, correction: 0, escape_pc: new Float64Array(count) };
        const record = new DataView(memory.buffer);
        for (let k = 0; k < count; k++) {
          const at = particlesAt + k * size;
          trace.steps += record.getUint32(at + exports.PARTICLE_STEPS.value, true);
          trace.rejected += record.getUint32(at + exports.PARTICLE_REJECTED.value, true);
          if (record.getUint32(at + exports.PARTICLE_STATUS.value, true) !== 0) trace.failed++;
          trace.drift = Math.max(trace.drift, record.getFloat64(at + exports.PARTICLE_DRIFT.value, true));
          const correction = Math.abs(record.getFloat64(at + exports.PARTICLE_CORRECTION.value, true));
          trace.correction = Math.max(trace.correction, correction);
          trace.escape_pc[k] = record.getFloat64(at + exports.PARTICLE_ESCAPE.value, true);
        }
        return { ...trace, positions: take(positionsAt, length), momenta: take(momentaAt, length) };
      },
    };
  }
}

/** Outer scale, inner scale, spectral index and waves per decade: what the plane waves are drawn from. */
function spectrum({ field }: Config, group: Group): [number, number, number, number] {
  return [field.outer_scale_pc, group.inner_scale_pc, field.spectral_index, field.waves_per_decade];
}
