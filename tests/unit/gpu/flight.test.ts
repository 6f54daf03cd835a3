// The shader's steps are those of the kernel, in single precision.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Config, type CubeGrid, groups, resolveConfig } from "../../../src/config/config.js";
import { describeCube } from "../../../src/cube/describe.js";
import { placeCube } from "../../../src/flight/cube_nodes.js";
import { loadKernel, pixelCentres } from "../../../src/flight/kernel.js";
import { openField } from "../../../src/flight/open_field.js";
import { withoutPatch } from "../../../src/gpu/audit.js";
import { type GPUBench, openGPU } from "../../../src/gpu/device.js";
import { openFlights, type Passenger } from "../../../src/gpu/flight.js";
import { traceOf } from "../../../src/gpu/flown.js";
import { roomFor } from "../../../src/gpu/memory.js";
import { movedTo } from "../../../src/gpu/there_and_back.js";
import { directionVector } from "../../../src/sky/directions.js";
import { cubeValues, goldenConfig } from "../../golden_cube.js";
import { useSoftwareAdapter } from "./adapter.js";

const flights = suite("paths on a graphics processor");
let bench: GPUBench;
flights.before(async () => {
  await useSoftwareAdapter();
  bench = await openGPU();
});
flights.after(() => bench.close());

/** Realisation 0 of a group, and a way to fly its particles on both. */
async function both(eta: number, rigidity: number, path_pc: number, outputs: number, escape_height_pc?: number) {
  const config = resolveConfig({
    field: { turbulence_level: [eta] },
    particles: { rigidity_TV: [rigidity], nside: 1, integrator: "magnus", tolerance: 1e-3 },
    transport: { path_pc, outputs, escape_height_pc },
  });
  const [group] = groups(config);
  const kernel = await loadKernel();
  const field = await openField(kernel, withoutPatch(config), group, 0);
  const regular = directionVector(...config.field.regular_direction_deg).map((c) => c * group.regular_uG);
  const grids = field.grids(true);
  return {
    group,
    field,
    grids,
    sky: await pixelCentres(kernel, 1),
    async onGPU(passengers: Passenger[], directions = group.directions, sense: -1 | 1 = -1) {
      const few = { ...group, directions };
      const room = roomFor(bench.limits, few, passengers[0].grids, outputs, passengers.length);
      const settings = { group: few, paths: group.path_pc, regular: regular as [number, number, number], sense };
      const open = await openFlights(bench, settings, room);
      const flown = await open.fly(passengers);
      open.destroy();
      return flown.map((part) => traceOf(part, settings.group));
    },
  };
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

function distances(a: Float64Array, b: Float64Array): number[] {
  return Array.from({ length: a.length / 3 }, (_, i) => {
    const [x, y, z] = [0, 1, 2].map((j) => a[3 * i + j] - b[3 * i + j]);
    return Math.sqrt(x * x + y * y + z * z);
  });
}

// Rounding is 6e-8 a step of 80; chaos makes 1.5e-6 to 5e-6 of it at the median of many paths, 10 TV to 1 PV. A step of the
// wrong order, or one wrong digit of its coefficients, is 1e-3 and more.
for (const [eta, rigidity, gyroradius] of [
  [1, 1000, 0.27025],
  [0.1, 1000, 0.27025],
  [1, 10, 0.0027025],
]) {
  flights(`after 20 gyroradii they are the kernel's within 2e-5 gyroradii: level ${eta}, ${rigidity} TV`, async () => {
    const { field, grids, sky, group, onGPU } = await both(eta, rigidity, 20 * gyroradius, 3);
    const [gpu] = await onGPU([{ grids, directions: sky }]);
    const wasm = field.trace({ directions: sky, paths: group.path_pc });
    const off = median(distances(gpu.positions, wasm.positions)) / group.gyroradius_pc;
    assert.ok(off < 2e-5, `${off} gyroradii`);
    assert.is(gpu.steps, wasm.steps);
    assert.is(gpu.failed, 0);
    assert.ok(gpu.drift < 3e-7, `|p| off by ${gpu.drift}`);
    const errors = Math.sqrt(gpu.step_error_squares / wasm.step_error_squares);
    assert.ok(Math.abs(errors - 1) < 0.01, `step errors ${errors}`);
  });
}

flights("at the end of 300 pc |p| is 1, and steps go on from there as the kernel's", async () => {
  // both fly the last 10 gyroradii anew from where the device is after 300 pc, the kernel in double precision
  const { field, grids, sky, group, onGPU } = await both(0.1, 1000, 300, 2);
  const [there] = await onGPU([{ grids, directions: sky.slice(0, 3) }], 1);
  const place = there.positions.slice(3, 6);
  const again = await both(0.1, 1000, 10 * group.gyroradius_pc, 1);
  const moved = movedTo(grids, place);
  const directions = there.momenta.slice(3, 6);
  const [gpu] = await again.onGPU([{ grids: moved, directions }], 1);
  const origin = [...place] as [number, number, number];
  const wasm = field.trace({ directions, paths: again.group.path_pc, origin });
  const ends = gpu.positions.map((x, i) => x + place[i]);
  const [off] = distances(ends, wasm.positions);
  assert.ok(off / group.gyroradius_pc < 2e-5, `${off / group.gyroradius_pc} gyroradii`);
  assert.ok(Math.abs(Math.sqrt(directions.reduce((sum, n) => sum + n * n, 0)) - 1) < 3e-7);
});

flights("there and back they miss their start as the kernel does: the steps' error, not the device's", async () => {
  const { field, grids, sky, group, onGPU } = await both(0.1, 10, 20 * 0.0027025, 1);
  const [there] = await onGPU([{ grids, directions: sky }]);
  const ends = [0, 1, 2, 3].map((d) => there.positions.slice(3 * d, 3 * d + 3));
  const passengers = ends.map((end, d) => ({
    grids: movedTo(grids, end),
    directions: there.momenta.slice(3 * d, 3 * d + 3),
  }));
  const back = await onGPU(passengers, 1, 1);
  ends.forEach((end, d) => {
    const flight = { paths: group.path_pc, origin: [...end] as [number, number, number], sense: 1 as const };
    const wasm = field.trace({ directions: passengers[d].directions, ...flight });
    const [off] = distances(
      back[d].positions.map((x, i) => x + end[i]),
      wasm.positions,
    );
    assert.ok(off / group.gyroradius_pc < 5e-5, `${off / group.gyroradius_pc} gyroradii`);
  });
});

flights("a free-escape boundary is met where the kernel meets it", async () => {
  const { field, grids, sky, group, onGPU } = await both(0.1, 1000, 4, 2, 0.5);
  const [gpu] = await onGPU([{ grids, directions: sky }]);
  const wasm = field.trace({ directions: sky, paths: group.path_pc });
  const met = wasm.escape_pc.filter(Number.isFinite).length;
  assert.ok(met > 0 && met < 12, `${met} of 12 met it`);
  wasm.escape_pc.forEach((T, d) => {
    assert.ok(T === gpu.escape_pc[d] || Math.abs(T - gpu.escape_pc[d]) < 1e-4, `${T} and ${gpu.escape_pc[d]} pc`);
  });
});

for (const continued of [false, true]) {
  flights(
    `a cube ${continued ? "that levels continue" : "of 24 x 18 x 20"}: paths across its faces are the kernel's`,
    async () => {
      const transport = { path_pc: 200, outputs: 2 };
      const input = {
        field: { model: "cube", cube_cell_pc: 3, ...(continued ? { cube_continue_cells: 4 } : {}) },
        particles: { rigidity_TV: [20_000], nside: 1, integrator: "magnus", tolerance: 1e-3 },
        transport,
      };
      const config = await goldenConfig<Config>({ config: input, cube: true }, {
        resolveConfig,
        describeCube,
      } as never);
      const [group] = groups(config);
      const kernel = await loadKernel();
      const nodes = await placeCube(kernel, group.cube as CubeGrid, cubeValues());
      const field = await openField(kernel, withoutPatch(config), group, 1, { cube: nodes });
      const grids = field.grids(true);
      const sky = await pixelCentres(kernel, 1);
      const regular = (group.cube as CubeGrid).mean_uG as [number, number, number];
      const paths = [20 * group.gyroradius_pc, 200];
      const room = roomFor(bench.limits, group, grids, 2, 2);
      const open = await openFlights(bench, { group, paths, regular }, room);
      const flown = await open.fly([
        { grids, directions: sky },
        { grids: { ...grids, nodes: grids.nodes.slice(grids.shared_bytes) }, directions: sky },
      ]);
      const [first, second] = flown.map((part) => traceOf(part, group));
      open.destroy();
      assert.equal(second.positions, first.positions, "its nodes are brought once");
      const wasm = field.trace({ directions: sky, paths });
      const near = median(distances(first.positions.slice(0, 36), wasm.positions.slice(0, 36)));
      assert.ok(near / group.gyroradius_pc < 2e-5, `${near / group.gyroradius_pc} gyroradii`);
    },
  );
}

flights("particles in a field that is no number have failed, and stay where they were", async () => {
  const { grids, sky, onGPU } = await both(1, 1000, 3, 2);
  const nan = { ...grids, nodes: new Uint8Array(grids.nodes.length).fill(0xff) };
  const [lost] = await onGPU([{ grids: nan, directions: sky }]);
  assert.is(lost.failed, 12);
  assert.ok(lost.positions.every(Number.isFinite));
});

flights.run();
