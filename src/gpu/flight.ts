// Flights of all particles of some realisations of a group at once. Places for a number of realisations are made in the
// device's memory and used again and again; two such sets keep the device busy while the next fields are brought.

import type { Group } from "../config/config.js";
import type { FieldGrids } from "../flight/open_field.js";
import type { GPUBench, Programs } from "./device.js";
import { type Flown, numbersOf } from "./flown.js";
import { GRID_SIZE, writeGrids } from "./grids.js";
import { GPUMemoryError, type Room, STATE_ROWS, STATISTICS_ROWS, VECTOR } from "./memory.js";
import { UnfitError } from "./unfit.js";

// WebGPU's numbers of usages; Node has no globals of them
const [MAP_READ, COPY_SRC, COPY_DST, UNIFORM, STORAGE] = [1, 4, 8, 64, 128];
const MODE_READ = 1;
/** Of the uniform record `Flight`, and of an `Output`. */
const FLIGHT_SIZE = 64;
const OUTPUT_SIZE = 8;
/** Steps of the first dispatch; what one is to take, so that a screen which the same device draws stays alive. */
const FIRST_STEPS = 8;
const DISPATCH_MS = 40;
/** Single precision counts steps up to here. */
const STEP_LIMIT = 2 ** 24;
const LARGEST_F32 = 3.4e38;

/** What a flight needs to know beside its fields. */
export interface FlightSettings {
  group: Group;
  /** increasing path lengths that are recorded, pc */
  paths: readonly number[];
  /** uG */
  regular: readonly [number, number, number];
  sense?: -1 | 1;
}

/** A realisation's part in a flight. */
export interface Passenger {
  grids: FieldGrids;
  /** unit momentum vectors, [N][3] */
  directions: Float64Array;
}

export interface Flights {
  /** Flies the particles of some realisations, no more than there is room for; what was recorded of each. */
  fly(passengers: readonly Passenger[], signal?: AbortSignal): Promise<Flown[]>;
  destroy(): void;
}

/** The steps after which path lengths are passed, as magnus.ts counts them, and how far behind a step's end they are. */
function outputsOf({ group, paths }: FlightSettings): { step: number; back: number }[] {
  const size = group.longest_step_pc as number;
  return paths.map((end) => {
    let step = Math.floor(end / size);
    while (step * size < end) step++;
    if (step > group.step_budget) return { step: group.step_budget, back: 0 };
    return { step, back: (step * size - end) / size };
  });
}

async function compiled(bench: GPUBench, constants: string): Promise<Programs> {
  const { device, shader } = bench;
  const module = device.createShaderModule({ code: constants + shader });
  const layout = device.createBindGroupLayout({
    entries: [...Array(7).keys()].map((binding) => ({
      binding,
      visibility: 4,
      buffer: { type: binding < 4 ? "read-only-storage" : binding < 6 ? "storage" : "uniform" },
    })),
  });
  const pipeline = (entryPoint: string) =>
    bench.whole(
      device.createComputePipelineAsync({
        layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
        compute: { module, entryPoint },
      }),
    );
  const [begin, fly] = await Promise.all([pipeline("begin"), pipeline("fly")]);
  return { layout, begin, fly };
}

/**
 * Makes room in the device's memory, and the shader for fields of so many grids.
 * @throws GPUMemoryError where the device has less than its limits say: other programs may use it, too
 */
export async function openFlights(bench: GPUBench, settings: FlightSettings, room: Room): Promise<Flights> {
  const { device } = bench;
  const { group, regular, sense = -1 } = settings;
  const outputs = outputsOf(settings);
  const steps = outputs[outputs.length - 1].step;
  if (steps >= STEP_LIMIT)
    throw new UnfitError(
      `transport.path_pc: ${steps} steps a particle, a graphics processor counts to 2^24; shorten it, or fly on the processor`,
    );
  const constants = `const GRIDS = ${room.grids}u;\nconst PARTICLES = ${room.together}u;\n`;
  const made = bench.programs.get(constants) ?? compiled(bench, constants);
  bench.programs.set(constants, made);
  const { layout, begin, fly } = await made;

  device.pushErrorScope("out-of-memory");
  const { realisations, perRealisation, ownBytes } = room;
  const places = realisations * perRealisation;
  const buffer = (size: number, usage: number) => device.createBuffer({ size: Math.max(size, 128), usage });
  const nodes = buffer(room.sharedBytes + realisations * ownBytes, STORAGE | COPY_DST);
  const grids = buffer(realisations * room.grids * GRID_SIZE, STORAGE | COPY_DST);
  const outputTable = buffer(outputs.length * OUTPUT_SIZE, STORAGE | COPY_DST);
  const directions = buffer(places * VECTOR, STORAGE | COPY_DST);
  const stateRows = STATE_ROWS + 2 * room.grids;
  const state = buffer(places * stateRows * VECTOR, STORAGE | COPY_SRC);
  const resultBytes = places * outputs.length * 3 * VECTOR;
  const results = buffer(resultBytes, STORAGE | COPY_SRC);
  const uniform = buffer(FLIGHT_SIZE, UNIFORM | COPY_DST);
  const statisticsBytes = places * STATISTICS_ROWS * VECTOR;
  const readBack = buffer(resultBytes + statisticsBytes, MAP_READ | COPY_DST);
  const all = [nodes, grids, outputTable, directions, state, results, uniform];
  const destroy = () => {
    for (const buffer of [...all, readBack]) buffer.destroy();
  };
  if (await bench.whole(device.popErrorScope())) {
    destroy();
    throw new GPUMemoryError(
      `the graphics processor has no memory for ${realisations} realisations of ${group.directions} particles now; lower ` +
        "particles.nside or transport.outputs, or fly on the processor",
    );
  }
  const bindGroup = device.createBindGroup({
    layout,
    entries: all.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });

  const table = new DataView(new ArrayBuffer(outputs.length * OUTPUT_SIZE));
  outputs.forEach(({ step, back }, o) => {
    table.setUint32(o * OUTPUT_SIZE, step, true);
    table.setFloat32(o * OUTPUT_SIZE + 4, back, true);
  });
  device.queue.writeBuffer(outputTable, 0, table.buffer);

  const size = group.longest_step_pc as number;
  const isShort = steps < Math.floor(settings.paths[outputs.length - 1] / size);
  /** the power of two above a step: positions are multiples of it, and a rest */
  let unit = 1;
  while (unit < size) unit *= 2;
  while (unit / 2 >= size) unit /= 2;
  let sharedIsThere = false;
  /** steps of a dispatch, as the last ones took their time */
  let slice = FIRST_STEPS;

  /** Says which steps are next, and how many places there are. */
  function describe(count: number, from: number, to: number): void {
    const record = new DataView(new ArrayBuffer(FLIGHT_SIZE));
    const floats = [...regular, 0, sense * size, (sense * size) / group.gyroradius_1uG_pc, unit];
    const height = Math.min(group.escape_height_pc ?? Infinity, LARGEST_F32);
    [...floats, height].forEach((x, i) => {
      record.setFloat32(4 * i, x, true);
    });
    let first = outputs.findIndex(({ step }) => step > from);
    if (first < 0) first = outputs.length;
    const whole = [count * perRealisation, perRealisation, group.directions, from, to, first, outputs.length];
    whole.forEach((n, i) => {
      record.setUint32(32 + 4 * i, n, true);
    });
    record.setFloat32(60, ((19 / 180) * size) / group.gyroradius_pc, true);
    device.queue.writeBuffer(uniform, 0, record.buffer);
  }

  function dispatch(pipeline: GPUComputePipeline, count: number): void {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(count / room.together);
    pass.end();
    device.queue.submit([encoder.finish()]);
  }

  function bring(passengers: readonly Passenger[]): void {
    const record = new DataView(new ArrayBuffer(room.grids * GRID_SIZE));
    const vectors = new Float32Array(perRealisation * 4);
    passengers.forEach(({ grids: field, directions: sky }, slot) => {
      const own = room.sharedBytes + slot * ownBytes;
      const begins = field.nodes.length > ownBytes ? room.sharedBytes : 0;
      if (begins > 0 && !sharedIsThere) device.queue.writeBuffer(nodes, 0, field.nodes, 0, begins);
      sharedIsThere ||= begins > 0;
      if (ownBytes > 0) device.queue.writeBuffer(nodes, own, field.nodes, begins);
      writeGrids(record, field, own / VECTOR);
      device.queue.writeBuffer(grids, slot * room.grids * GRID_SIZE, record.buffer);
      vectors.fill(0);
      for (let d = 0; d < sky.length / 3; d++) vectors.set(sky.subarray(3 * d, 3 * d + 3), 4 * d);
      device.queue.writeBuffer(directions, slot * perRealisation * VECTOR, vectors);
    });
  }

  return {
    async fly(passengers, signal) {
      signal?.throwIfAborted();
      const count = passengers.length * perRealisation;
      bring(passengers);
      describe(passengers.length, 0, 0);
      dispatch(begin, count);
      await bench.whole(device.queue.onSubmittedWorkDone());
      let before: Promise<unknown> = Promise.resolve();
      for (let done = 0; done < steps; ) {
        const to = Math.min(steps, done + slice);
        describe(passengers.length, done, to);
        dispatch(fly, count);
        const start = performance.now();
        const mine = bench.whole(device.queue.onSubmittedWorkDone());
        // it is waited for after the next dispatch
        mine.catch(() => {});
        await before;
        before = mine;
        signal?.throwIfAborted();
        const factor = DISPATCH_MS / Math.max(performance.now() - start, 1);
        slice = Math.max(1, Math.round(slice * Math.min(2, Math.max(0.5, factor))));
        done = to;
      }
      const encoder = device.createCommandEncoder();
      const bytes = count * outputs.length * 3 * VECTOR;
      encoder.copyBufferToBuffer(results, 0, readBack, 0, bytes);
      encoder.copyBufferToBuffer(state, 0, readBack, bytes, count * STATISTICS_ROWS * VECTOR);
      device.queue.submit([encoder.finish()]);
      await bench.whole(readBack.mapAsync(MODE_READ, 0, bytes + count * STATISTICS_ROWS * VECTOR));
      const numbers = new Float32Array(readBack.getMappedRange(0, bytes + count * STATISTICS_ROWS * VECTOR));
      const flown = passengers.map((_, slot) => ({
        numbers: numbersOf(numbers, outputs.length, count, slot, perRealisation),
        outputs: outputs.length,
        places: perRealisation,
        steps,
        isShort,
      }));
      readBack.unmap();
      return flown;
    },
    destroy,
  };
}
