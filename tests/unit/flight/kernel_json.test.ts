// docs/kernel.md and kernel.json, from which hosts in other languages are written, say what the library's own host does.
import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups, resolveConfig } from "../../../src/config/config.js";
import { loadKernel, newInstance } from "../../../src/flight/kernel.js";
import { openField } from "../../../src/flight/open_field.js";
import * as constants from "../../../src/kernel_constants.js";

interface Described {
  numerics: number;
  kernel_sha256: string;
  functions: Record<string, { parameters: { name: string; type: string }[]; result: string | null }>;
  numbers: Record<string, unknown>;
  records: Record<string, Record<string, { offset: number; type: "f64" | "u32"; about?: string }>>;
}
const described: Described = JSON.parse(readFileSync("build/kernel.json", "utf8"));
const page = readFileSync("docs/kernel.md", "utf8");

const test = suite("the kernel's interface");

test("has every function and number of the module in its JSON, and every function on its page", async () => {
  const kernel = await loadKernel();
  const { exports } = await newInstance(kernel);
  assert.is(described.kernel_sha256, kernel.sha256);
  assert.is(described.numerics, constants.NUMERICS);
  assert.equal(described.numbers, { ...constants });
  // names with __ are helpers of the loader
  const functions = Object.entries(exports).flatMap(([name, value]) =>
    typeof value === "function" && !name.startsWith("__") ? [name] : [],
  );
  assert.equal(Object.keys(described.functions).sort(), functions.sort());
  for (const name of functions) assert.match(page, new RegExp(`\\b${name}\\(`), name);
});

test("has records whose fields lie side by side and have a type", () => {
  for (const [record, fields] of Object.entries(described.records)) {
    const sorted = Object.entries(fields).sort(([, a], [, b]) => a.offset - b.offset);
    let end = 0;
    for (const [name, { offset, type }] of sorted) {
      assert.ok(type === "f64" || type === "u32", `${record}.${name}: ${type}`);
      assert.ok(offset >= end, `${record}.${name}`);
      end = offset + (type === "f64" ? 8 : 4);
    }
  }
});

/** A host that knows nothing but the JSON and the page. */
function anotherHost(memory: WebAssembly.Memory, exports: Record<string, (...args: number[]) => number>) {
  const { records, numbers } = described;
  const write = (record: string, address: number, values: Record<string, number>) => {
    const view = new DataView(memory.buffer);
    for (const [name, value] of Object.entries(values)) {
      const { offset, type } = records[record][name];
      if (type === "f64") view.setFloat64(address + offset, value, true);
      else view.setUint32(address + offset, value, true);
    }
  };
  const reserve = (bytes: number) => {
    const missing = Math.ceil((bytes - memory.buffer.byteLength) / 65536);
    if (missing > 0) memory.grow(missing);
  };
  const aligned = (address: number) => Math.ceil(address / 64) * 64;
  return { write, reserve, aligned, numbers: numbers as Record<string, number>, exports };
}

test("is enough to make a field and fly through it with the bits of the library", async () => {
  const config = resolveConfig({ field: { turbulence_level: [0.3] } });
  const [group] = groups(config);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  const module = new WebAssembly.Module(readFileSync("build/kernel.wasm"));
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const host = anotherHost(memory, instance.exports as Record<string, (...args: number[]) => number>);
  const { exports, numbers } = host;
  exports.seedRealisation(config.ensemble.seed, 0, 5);
  exports.clearLevels();
  for (const level of group.levels)
    exports.addLevel(level.box_pc, level.longest_pc, level.shortest_pc, level.cut_pc, level.cells);
  const settings = host.aligned(numbers.memoryBase);
  const field = host.aligned(settings + numbers.SYNTHESIS_BYTES);
  host.reserve(field);
  host.write("Synthesis", settings, {
    ...{ REGULAR_X: group.regular_uG, TURBULENT: group.turbulent_uG, OUTER_SCALE: config.field.outer_scale_pc },
    ...{ INNER_SCALE: group.inner_scale_pc, SPECTRAL_INDEX: config.field.spectral_index, FIELD: field },
    ...{ MODEL: constants.FieldModel.NESTED_GRIDS, OPTIONS: 0, ANISOTROPY: 0 },
  });
  const flight = host.aligned(field + exports.fieldBytes(settings));
  host.write("Synthesis", settings, { SCRATCH: flight });
  host.reserve(flight + exports.scratchBytes(settings));
  exports.synthesise(settings);

  const [directions, paths] = [Float64Array.of(1, 0, 0, 0, 0.6, 0.8), Float64Array.of(1, 20)];
  const size = constants.ParticleBytes.RK45;
  const particles = flight + numbers.FLIGHT_BYTES;
  const origin = host.aligned(particles + 2 * size);
  const [from, lengths, positions, momenta] = [origin + 24, origin + 72, origin + 88, origin + 184];
  host.reserve(momenta + 96);
  new Float64Array(memory.buffer, origin, 3).fill(0);
  new Float64Array(memory.buffer, from, 6).set(directions);
  new Float64Array(memory.buffer, lengths, 2).set(paths);
  host.write("Flight", flight, {
    ...{ SENSE: -1, GYRORADIUS_1UG: group.gyroradius_1uG_pc, GYRORADIUS: group.gyroradius_pc },
    ...{ TOLERANCE: config.particles.tolerance, LONGEST_STEP: Infinity, ESCAPE_HEIGHT: Infinity },
    ...{ INTEGRATOR: constants.Integrator.RK45, PARTICLE_VERSION: constants.ParticleVersion.RK45 },
    ...{ PARTICLE_BYTES: size, PARTICLE_COUNT: 2, PATH_COUNT: 2, BUDGET: group.step_budget, PARTICLES: particles },
    ...{ ORIGIN: origin, DIRECTIONS: from, PATHS: lengths, POSITIONS: positions, MOMENTA: momenta },
  });
  exports.launch(flight);
  while (!exports.trace(flight, 50));

  const own = await openField(await loadKernel(), config, group, 5);
  const expected = own.trace({ directions, paths });
  assert.equal(new Float64Array(memory.buffer, positions, 12).slice(), expected.positions);
  assert.equal(new Float64Array(memory.buffer, momenta, 12).slice(), expected.momenta);
});

test.run();
