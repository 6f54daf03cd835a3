// A doubtful value gets one warning with its key; any other gets none.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type ConfigInput, resolveConfig, warnings } from "../../../src/config/config.js";

const test = suite("config: warnings");

/** Keys of the warnings. */
const keys = (input: ConfigInput) => warnings(resolveConfig(input)).map(({ key }) => key);
const messages = (input: ConfigInput) => warnings(resolveConfig(input)).map(({ message }) => message);

test("the presets are beyond doubt", () => {
  assert.equal(warnings(resolveConfig({}, "quick")), []);
  assert.equal(warnings(resolveConfig({}, "paper")), []);
  assert.equal(keys({ field: { model: "uniform" } }), []);
  assert.equal(keys({ field: { model: "plane-waves" } }), []);
});

test("a noise floor above the signal, with the nside that would do", () => {
  // sqrt(2 T/(N D)) with D/c = 0.451 pc at eta = 1, 1 PV: 1.32 at T = 300 pc and N = 768 (the 130 % of the literature),
  // 0.59 at 60 pc; nside 32, N = 12288, is the first below one half (0.33)
  const input = (path_pc: number, nside: number): ConfigInput => ({
    field: { turbulence_level: [1] },
    particles: { nside },
    transport: { path_pc },
  });
  assert.equal(keys(input(300, 8)), ["particles.nside"]);
  assert.match(messages(input(300, 8))[0], /768 directions is about 1\.3 times .* to 32$/);
  assert.equal(keys(input(60, 8)), []);
  assert.equal(keys(input(300, 16)), []);
  assert.equal(keys(input(60, 4)), ["particles.nside"]);
  // at eta = 0.1 the signal is larger: D/c = 35.9 pc; 0.68 with 48 directions, and 1.4 with 12
  const weak = (nside: number): ConfigInput => ({ field: { turbulence_level: [0.1] }, particles: { nside } });
  assert.equal(keys(weak(2)), []);
  assert.equal(keys(weak(1)), ["particles.nside"]);
});

test("coarse grids, boxes and steps", () => {
  assert.equal(keys({ field: { cells_per_wavelength: 3.9 } }), ["field.cells_per_wavelength"]);
  assert.equal(keys({ field: { turbulence_level: [1], box_wavelengths: 1.9 } }), ["field.box_wavelengths"]);
  assert.equal(keys({ particles: { tolerance: 2e-3 } }), ["particles.tolerance"]);
  assert.equal(keys({ particles: { tolerance: 1e-14 } }), ["particles.tolerance"]);
  assert.equal(keys({ particles: { tolerance: 1e-3 } }), []);
});

test("an inner scale above the gyroradius", () => {
  assert.equal(keys({ field: { inner_scale_gyroradii: 1 } }), []);
  const both = ["field.inner_scale_gyroradii", "field.inner_scale_gyroradii"]; // both turbulence levels
  assert.equal(keys({ field: { inner_scale_gyroradii: 1.1 } }), both);
});

test("a gyroradius above half the box", () => {
  // r_g = 0.27025 pc per PV, half the box is 100 pc: 370 PV
  const inputWith = (R: number): ConfigInput => ({ field: { turbulence_level: [1] }, particles: { rigidity_TV: [R] } });
  assert.ok(!keys(inputWith(3.6e5)).includes("field.outer_scale_pc"));
  assert.ok(keys(inputWith(3.8e5)).includes("field.outer_scale_pc"));
  assert.equal(keys({ ...inputWith(3.8e5), field: { model: "plane-waves", turbulence_level: [1] } }), []);
});

test("a path shorter than the scattering length, or longer than the box", () => {
  const inputWith = (path_pc: number): ConfigInput => ({ field: { turbulence_level: [0.1] }, transport: { path_pc } });
  // 3 D/c = 108 pc; the box is 200 pc, reached at sqrt(2 * 35.9 T) = 200: T = 557 pc
  assert.equal(keys(inputWith(107)), ["transport.path_pc"]);
  assert.equal(keys(inputWith(109)), []);
  assert.equal(keys(inputWith(550)), []);
  assert.equal(keys(inputWith(570)), ["transport.path_pc"]);
  assert.match(messages(inputWith(107))[0], /scattering length 3 D\/c, 110 pc/);
  assert.match(messages(inputWith(570))[0], /largest box, 200 pc/);
});

test("more steps than a particle has", () => {
  // 10 GV at eta = 0.1: the budget is cut at what the kernel can count, but is enough; 1 kV: it is not
  const inputWith = (R: number): ConfigInput => ({ field: { turbulence_level: [1] }, particles: { rigidity_TV: [R] } });
  assert.equal(keys(inputWith(0.01)), []);
  assert.ok(messages(inputWith(1e-9)).some((message) => message.includes("particles will fail")));
});

test("a key that the field model does not read, unless it is at its default", () => {
  const used = { turbulence_level: [1] };
  assert.equal(keys({ field: { ...used, waves_per_decade: 10 } }), ["field.waves_per_decade"]);
  assert.equal(keys({ field: { ...used, waves_per_decade: 64 } }), []);
  assert.equal(keys({ field: { ...used, model: "plane-waves", waves_per_decade: 10 } }), []);
  assert.equal(keys({ field: { ...used, model: "plane-waves", band_ratio: 8 } }), ["field.band_ratio"]);
  const uniform = { model: "uniform", spectral_index: 1.5, inner_scale_gyroradii: 0.5, outer_scale_pc: 10 } as const;
  assert.equal(keys({ field: uniform }), [
    "field.outer_scale_pc",
    "field.inner_scale_gyroradii",
    "field.spectral_index",
  ]);
  // a direction for a regular field that is not there
  const turned: [number, number] = [90, 0];
  assert.equal(keys({ field: { ...used, regular_direction_deg: turned } }), ["field.regular_direction_deg"]);
  assert.equal(keys({ field: { turbulence_level: [1, 0.1], regular_direction_deg: turned } }), []);
});

test("an entry of a table that no group reads, in an order that does not depend on how it was written", () => {
  const entries = { "0.5": { "1000": 9 }, "0.25": { "1000": 9 }, "0.1": { "0.5": 5, "1000": 400, "0.25": 9 } };
  const expected = [
    'transport.path_pc."0.1"."0.25"',
    'transport.path_pc."0.1"."0.5"',
    'transport.path_pc."0.25"."1000"',
    'transport.path_pc."0.5"."1000"',
  ];
  const config = resolveConfig({ transport: { path_pc: entries } });
  assert.equal(
    warnings(config).map(({ key }) => key),
    expected,
  );
  // the same after it was stored, with its keys sorted
  const sorted = { "0.1": { "0.25": 9, "0.5": 5, "1000": 400 }, "0.25": { "1000": 9 }, "0.5": { "1000": 9 } };
  assert.equal(warnings(resolveConfig({ transport: { path_pc: sorted } })), warnings(config));
  assert.equal(keys({ particles: { nside: { "1": { "10": 8 } } } }), ['particles.nside."1"."10"']);
});

test("every warning names its group and a key, in whole sentences", () => {
  const input: ConfigInput = {
    field: { inner_scale_gyroradii: 300 },
    particles: { nside: 1 },
    transport: { path_pc: 2 },
  };
  const found = warnings(resolveConfig(input));
  assert.ok(found.length >= 3);
  for (const { message } of found) assert.match(message, /^at turbulence level (1|0\.1), 1000 TV .* pc/);
});

test.run();
