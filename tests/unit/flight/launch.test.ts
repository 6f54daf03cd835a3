// A flight goes on only from a state of its own layout, and only a kernel that has its model and integrator flies it.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Config, groups, resolveConfig } from "../../../src/config/config.js";
import { INTEGRATOR_NAMES } from "../../../src/config/integrators.js";
import { loadKernel } from "../../../src/flight/kernel.js";
import { type Flight, largestState } from "../../../src/flight/launch.js";
import { openField } from "../../../src/flight/open_field.js";
import { FlightOffset } from "../../../src/kernel_constants.js";

const test = suite("flights");

const config = resolveConfig({
  field: { model: "uniform" },
  particles: { rigidity_TV: [1000], nside: 1 },
  transport: { path_pc: 10, outputs: 2 },
});
const rotations = resolveConfig({ ...config, particles: { ...config.particles, integrator: "rotations" } });
const open = async (config: Config) => openField(await loadKernel(), config, groups(config)[0], 0);
const flight: Flight = { directions: Float64Array.of(0, 0, 1, 0.6, 0.8, 0), paths: [5, 10] };

test("go on from their state", async () => {
  const state = (await open(config)).launch(flight).state();
  const again = (await open(config)).launch(flight, state);
  assert.ok(again.fly(1e6));
  assert.equal(again.trace(), (await open(config)).trace(flight));
});

test("refuse a state of another layout, and say what is other", async () => {
  const field = await open(config);
  const state = field.launch(flight).state();
  const changed = (offset: number) => {
    const copy = state.slice();
    copy[offset] += 1;
    return copy;
  };
  const cases: [Uint8Array, RegExp][] = [
    [(await open(rotations)).launch(flight).state(), /state of a flight: integrator: 1 found, 0 expected/],
    [changed(FlightOffset.PARTICLE_VERSION), /version of a particle's record: 2 found, 1 expected/],
    [changed(FlightOffset.PARTICLE_BYTES), /bytes of a particle: \d+ found, \d+ expected/],
    [field.launch({ ...flight, directions: Float64Array.of(0, 0, 1) }).state(), /particles: 1 found, 2 expected/],
    [field.launch({ ...flight, paths: [10] }).state(), /path lengths: 1 found, 2 expected/],
    [state.slice(0, -8), /state of a flight: \d+ bytes found, \d+ expected/],
    [new Uint8Array(8), /integrator: nothing found, 0 expected/],
  ];
  for (const [other, message] of cases) assert.throws(() => field.launch(flight, other), message);
});

test("have no state larger than the largest", async () => {
  const each = INTEGRATOR_NAMES.map((integrator) =>
    resolveConfig({ ...config, particles: { ...config.particles, integrator } }),
  );
  const bytes = await Promise.all(each.map(async (c) => (await open(c)).launch(flight).state().length));
  assert.is(Math.max(...bytes), largestState(2, 2));
});

test("need a kernel that has their model and their integrator", async () => {
  const { field, particles } = config;
  const flown = async (other: object) =>
    (await openField(await loadKernel(), { ...config, ...other } as Config, groups(config)[0], 0)).trace(flight);
  for (const [other, message] of [
    [
      { particles: { ...particles, integrator: "leapfrog" } },
      /particles\.integrator: this kernel has no "leapfrog"; it has rk45, rotations, magnus/,
    ],
    [
      { field: { ...field, model: "shells" } },
      /field\.model: this kernel has no "shells"; it has uniform, nested-grids, plane-waves, cube/,
    ],
  ] as const) {
    assert.match(await flown(other).then(String, String), message);
  }
});

test.run();
