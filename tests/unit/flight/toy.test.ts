// A field model and an integrator that are added to a copy of the sources, where DESIGN.md says, are flown by a kernel
// compiled from that copy, and known to all that the config decides. These are all the files that are touched for it
// (the Python package refuses it until it is ported there):
//
//   a field model    assembly/fields/single_wave.ts (its own), assembly/fields/field.ts, src/config/field_models.ts
//   an integrator    assembly/integrators/boris.ts (its own), assembly/backtrack.ts, src/config/integrators.ts
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import asc from "assemblyscript/asc";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ConfigInput } from "../../../src/config/config.js";
import { patchedCopy } from "../patched_copy.js";

const { dir, add, patch, load, remove } = patchedCopy("src", "assembly", "asconfig.json", "tools/place-kernel.js");

const addToy = (file: string) =>
  add(file, readFileSync(join("tests/kernel/toys", basename(file)), "utf8").replaceAll('"../../../assembly/', '"../'));

addToy("assembly/fields/single_wave.ts");
patch(
  "assembly/fields/field.ts",
  'import * as planeWaves from "./plane_waves";\n',
  'import * as singleWave from "./single_wave";\n',
);
patch("assembly/fields/field.ts", "  PLANE_WAVES,\n", "  SINGLE_WAVE,\n");
for (const call of [
  "at(x, y, z)",
  "fieldBytes(s)",
  "scratchBytes(s)",
  "synthesise(s)",
  "countModes(s)",
  "listModes(s, out)",
]) {
  const which = call.startsWith("at") ? "model" : "s.model";
  const line = (member: string, file: string) => `  if (${which} == FieldModel.${member}) return ${file}.${call};\n`;
  patch("assembly/fields/field.ts", line("PLANE_WAVES", "planeWaves"), line("SINGLE_WAVE", "singleWave"));
}
patch(
  "src/config/field_models.ts",
  "export const FIELD_MODELS = tableOf({",
  `
  "single-wave": {
    words: "one circularly polarised wave along z",
    reads: ["turbulence_level", "outer_scale_pc"],
    works: [{ for: "the single wave", bibtex: "@misc{Wave}" }],
    modes: true,
    levels: () => [],
    bytes: () => 0,
  },`,
);

addToy("assembly/integrators/boris.ts");
patch(
  "assembly/backtrack.ts",
  'import * as magnus from "./integrators/magnus";\n',
  'import * as boris from "./integrators/boris";\n',
);
patch("assembly/backtrack.ts", "  RK45,\n  ROTATIONS,\n  MAGNUS,\n", "  BORIS,\n");
for (const part of ["BYTES", "VERSION"])
  patch("assembly/backtrack.ts", `  MAGNUS = magnus.PARTICLE_${part},\n`, `  BORIS = boris.PARTICLE_${part},\n`);
patch(
  "assembly/backtrack.ts",
  "  if (flight.integrator == Integrator.ROTATIONS) return rotations.fly(p, end, flight, pause);\n",
  "  if (flight.integrator == Integrator.BORIS) return boris.fly(changetype<boris.BorisParticle>(p), end, flight, pause);\n",
);
patch(
  "src/config/integrators.ts",
  "export const INTEGRATORS = tableOf({",
  `
  boris: {
    words: "kicks and drifts of order 2",
    reads: [],
    works: [{ for: "the kicks", bibtex: "@misc{Boris}" }],
    relative_time: 0.5,
    longestStep: (path) => path.gyroradius_pc * 10 * Math.sqrt(path.tolerance),
    steps: (path) => path.path_pc / (path.gyroradius_pc * 10 * Math.sqrt(path.tolerance)) + path.outputs / 2,
  },`,
);

// As `npm run build:kernel` does, but without optimisation, which takes long.
const build = ["--config", "asconfig.json", "--target", "release", "--optimizeLevel", "0", "--baseDir", dir];
mkdirSync(join(dir, "build"));
const { error, stderr } = await asc.main(build);
if (error) throw new Error(`asc: ${stderr}`);
execFileSync(process.execPath, ["tools/place-kernel.js"], { cwd: dir });

const toy: typeof import("../../../src/config/config.js") = await load("config/config.ts");
const { citations }: typeof import("../../../src/cli/commands/cite.js") = await load("cli/commands/cite.ts");
const { planHere }: typeof import("../../../src/cli/plan.js") = await load("cli/plan.ts");
const { viewField }: typeof import("../../../src/cli/field_views.js") = await load("cli/field_views.ts");
const { configSchemaJSON }: typeof import("../../../src/cli/commands/schema.js") = await load("cli/commands/schema.ts");
const { synthesise }: typeof import("../../../src/flight/field.js") = await load("flight/field.ts");
const { loadKernel, numerics }: typeof import("../../../src/flight/kernel.js") = await load("flight/kernel.ts");
const { sumOfModes }: typeof import("../../../src/flight/modes.js") = await load("flight/modes.ts");
const { openField }: typeof import("../../../src/flight/open_field.js") = await load("flight/open_field.ts");
const { realise }: typeof import("../../../src/flight/realisation.js") = await load("flight/realisation.ts");
const { expected }: typeof import("../../../src/response/settled_diffusion.js") = await load(
  "response/settled_diffusion.ts",
);
const checkpoints: typeof import("../../../src/store/checkpoints.js") = await load("store/checkpoints.ts");

const LEVEL = 0.5;
const wave = { model: "single-wave", turbulence_level: [LEVEL], outer_scale_pc: 8, total_rms_uG: 3 };
const uniform = { model: "uniform", regular_direction_deg: [90, 0] };
const config = (field: object, integrator: string, tolerance = 1e-4) =>
  toy.resolveConfig({
    field,
    particles: { integrator, tolerance, rigidity_TV: [1000], nside: 1 },
    transport: { path_pc: 6, outputs: 2 },
  } as ConfigInput);

const test = suite("a toy field model and a toy integrator");
test.after(remove);

test("are what the config, its identity, schema, warnings, citations and plan say", () => {
  const both = config(wave, "boris");
  assert.equal([both.field.model, both.particles.integrator], ["single-wave", "boris"]);
  const others = [config(wave, "rk45"), config({ ...wave, model: "nested-grids" }, "boris"), both];
  assert.is(new Set(others.map(toy.configIdentity)).size, 3);
  assert.match(JSON.stringify(configSchemaJSON()), /"single-wave".*"boris"/);
  assert.equal(toy.warnings(both), []);
  const cited = citations(both);
  assert.ok(cited.includes("@misc{Wave}") && cited.includes("@misc{Boris}"));
  const [group] = planHere(both, { memory_bytes: 2 ** 33 }).groups;
  assert.is(group.memory_bytes, 2 ** 20 + 2 * 64 * 48);
  assert.is(group.steps_estimate, Math.ceil(12 * (60 / group.gyroradius_pc + 1)));
  assert.is(group.coherence_length_pc, null);
  const { drift, ...published } = expected(both, toy.groups(both)[0]);
  assert.ok(drift !== null && Object.values(published).every((value) => value === null));
});

test("are in the kernel: the field is the wave, and the sum of its mode", async () => {
  const field = await synthesise(config(wave, "boris"), 0);
  const points = Float64Array.of(0, 0, 0, 1, 2, 3, -40, 7, -0.7, 3, 3, 1000.3);
  const B = 3 * Math.SQRT1_2;
  const turbulent = sumOfModes(field.modes(), points);
  for (const [i, value] of field.at(points).entries()) {
    const phase = (Math.PI / 4) * points[3 * Math.floor(i / 3) + 2];
    const exact = [B * Math.cos(phase), B * Math.sin(phase), 0][i % 3];
    // values at points are f32
    assert.ok(Math.abs(turbulent[i] - exact) < 1e-12);
    assert.ok(Math.abs(value - exact - (i % 3 === 0 ? B : 0)) < 3e-7);
  }
});

test("fly a circle in a uniform field, and the paths of rk45 in the wave, to order 2", async () => {
  const path = 5.3;
  const starts = [
    [1, 0, 0],
    [0, 0.6, 0.8],
  ];
  const positions = async (field: object, integrator: string, tolerance: number) => {
    const flown = await synthesise(config(field, integrator, tolerance), 0);
    const { positions, failed } = flown.backtrack(Float64Array.from(starts.flat()), [path]);
    assert.is(failed, 0);
    return [...positions];
  };
  const [{ gyroradius_pc }] = toy.groups(config(uniform, "boris"));
  // back in time about a field along y
  const circle = starts.flatMap(([nx, ny, nz]) => {
    const sine = gyroradius_pc * Math.sin(path / gyroradius_pc);
    const cosine = gyroradius_pc * (1 - Math.cos(path / gyroradius_pc));
    return [-nx * sine - nz * cosine, -ny * path, -nz * sine + nx * cosine];
  });
  // values of a turbulent field are f32: a finer tolerance is not met
  const rk45 = await positions(wave, "rk45", 1e-7);
  const distance = (a: number[], b: number[]) => Math.hypot(...a.map((x, i) => x - b[i]));
  assert.ok(distance(await positions(uniform, "rk45", 1e-7), circle) < 1e-5);
  for (const [field, exact] of [
    [uniform, circle],
    [wave, rk45],
  ] as const) {
    const coarse = distance(await positions(field, "boris", 1e-4), exact);
    const fine = distance(await positions(field, "boris", 2.5e-5), exact);
    // the phase after a path T of steps h is wrong by T h^2/12 in gyroradii
    assert.ok(coarse > 1e-4 && coarse < 0.05, `steps of a tenth of a gyroradius: ${coarse} pc`);
    assert.ok(Math.abs(coarse / fine - 4) < 0.1, `half the step, a quarter of the error: ${coarse} and ${fine} pc`);
  }
});

test("make a realisation, in the planned number of steps", async () => {
  const resolved = config(wave, "boris");
  const record = await realise(resolved, 0);
  assert.is(record.failed, 0);
  assert.ok(Math.abs(record.steps - toy.groups(resolved)[0].steps_estimate) <= 12);
  const other = await realise(config(wave, "rk45"), 0);
  const difference = record.response_pc.flat(2).map((x, i) => Math.abs(x - other.response_pc.flat(2)[i]));
  assert.ok(Math.max(...difference) < 0.02, `${Math.max(...difference)}`);
});

test("meet the free-escape boundary", async () => {
  const H = 2;
  const straight = toy.resolveConfig({
    field: { model: "uniform" },
    // a gyroradius of 270 kpc
    particles: { integrator: "boris", tolerance: 1e-4, rigidity_TV: [1e9], nside: 1 },
    transport: { path_pc: 6, outputs: 2, escape_height_pc: H },
  } as unknown as ConfigInput);
  const [group] = toy.groups(straight);
  const field = await openField(await loadKernel(), straight, group, 0);
  const directions = Float64Array.of(0.6, 0, 0.8, 0, 0.8, -0.6, 0.96, 0.28, 0);
  const { escape_pc } = field.trace({ directions, paths: group.path_pc });
  const exact = [H / 0.8, H / 0.6, Infinity];
  for (const [k, path] of escape_pc.entries())
    assert.ok(path === exact[k] || Math.abs(path / exact[k] - 1) < 1e-3, `${path}, ${exact[k]}`);
});

test("go on from a checkpoint, and refuse the state of another integrator", async () => {
  const resolved = config(wave, "boris");
  const [group] = toy.groups(resolved);
  const kernel = await loadKernel();
  const flight = { directions: Float64Array.of(0, 0, 1, 0.6, 0.8, 0), paths: group.path_pc };
  const field = await openField(kernel, resolved, group, 0);
  const whole = field.trace(flight);
  const begun = field.launch(flight);
  assert.not(begun.fly(10));
  const stamp = {
    provenance: {
      config_sha256: toy.configIdentity(resolved),
      numerics: await numerics(kernel),
      kernel_sha256: kernel.sha256,
    },
    group,
    number: 0,
    realisation: 0,
  };
  checkpoints.writeCheckpoint(dir, stamp, { done: new Map(), begun: new Map([[0, begun.state()]]) });
  const state = checkpoints.readCheckpoint(dir, stamp)?.begun.get(0);
  const again = (await openField(kernel, resolved, group, 0)).launch(flight, state);
  assert.ok(again.fly(1e6));
  assert.equal(again.trace(), whole);
  const rk45 = await openField(kernel, config(wave, "rk45"), group, 0);
  assert.throws(() => rk45.launch(flight, state), /^state of a flight: integrator: 3 found, 0 expected$/);
});

test("a model without modes says so, and one without a power law has no spectrum to draw", async () => {
  const field = await synthesise(config(uniform, "boris"), 0);
  assert.throws(() => field.modes(), /^field\.model "uniform" has no modes: its field is not a sum of plane waves$/);
  for (const model of [uniform, wave]) {
    const input = { config: config(model, "rk45") } as Parameters<typeof viewField>[0];
    const message = await viewField(input, "modes", "spectrum", { dir: "out", realisation: 0 }).then(String, String);
    assert.is(message, `FigureError: spectrum: field.model "${model.model}" has no modes of a power law to draw`);
  }
});

test.run();
