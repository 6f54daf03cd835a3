// What a user gets from a config: the agreed defaults, presets and tables, and the same config again from its own output.
import { readFileSync } from "node:fs";
import { parse } from "smol-toml";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  type Config,
  canonicalJSON,
  configKeys,
  groupNumber,
  groupOf,
  groups,
  resolveConfig,
  warnings,
} from "../../../src/config/config.js";

const test = suite("config: values");

test("an empty config is the preset quick, with the agreed defaults", () => {
  const config = resolveConfig();
  assert.equal(config, {
    field: {
      model: "nested-grids",
      turbulence_level: [1, 0.1],
      total_rms_uG: 4,
      outer_scale_pc: 100,
      spectral_index: 5 / 3,
      regular_direction_deg: [0, 0],
      box_wavelengths: 2,
      band_ratio: 4,
      cells_per_wavelength: 4,
      normalisation: "ensemble",
      waves_per_decade: 64,
    },
    particles: { rigidity_TV: [1000], nside: { "1": { "1000": 8 }, "0.1": { "1000": 8 } }, tolerance: 1e-5 },
    transport: { path_pc: { "1": { "1000": 60 }, "0.1": { "1000": 400 } }, outputs: 16 },
    ensemble: { realisations: 50, seed: 1 },
  });
  assert.equal(config, resolveConfig({}));
  assert.equal(config, resolveConfig(undefined, "quick"));
  assert.equal(config, resolveConfig({ field: {}, ensemble: { seed: undefined } }));
});

test("the preset paper runs three rigidities, with more directions where they are cheap", () => {
  const config = resolveConfig({}, "paper");
  const found = groups(config).map((g) => [g.turbulence_level, g.rigidity_TV, g.nside, g.path_pc[15]]);
  // path lengths: 60 pc and 400 pc at 1 PV, times (R/1 PV)^(1/3) = 0.464 and 0.215, to two digits
  assert.equal(found, [
    [1, 10, 8, 13],
    [1, 100, 16, 28],
    [1, 1000, 16, 60],
    [0.1, 10, 8, 86],
    [0.1, 100, 8, 180], // 3.7 * 3 * 16.65 = 184.8
    [0.1, 1000, 16, 400],
  ]);
  assert.is(config.ensemble.realisations, 50);
});

test("what is given wins over the preset, what a preset says of other groups leaves no trace", () => {
  const config = resolveConfig({ field: { turbulence_level: [0.3] }, particles: { rigidity_TV: [30] } }, "paper");
  assert.equal(config.particles.nside, { "0.3": { "30": 8 } });
  assert.equal(Object.keys(config.transport.path_pc), ["0.3"]);
  assert.equal(warnings(config), []);
});

test("one number stands for a whole table, a table keeps the default where it has no entry", () => {
  const field = { turbulence_level: [1, 0.1] };
  const particles = { rigidity_TV: [10, 1000], nside: 4 };
  const config = resolveConfig({ field, particles, transport: { path_pc: { "0.1": { "1000": 300 } } } });
  assert.equal(config.particles.nside, { "1": { "10": 4, "1000": 4 }, "0.1": { "10": 4, "1000": 4 } });
  assert.equal(config.transport.path_pc, { "1": { "10": 13, "1000": 60 }, "0.1": { "10": 86, "1000": 300 } });
});

test("the names of a table are numbers in any spelling", () => {
  for (const [level, R] of [
    ["1.0", "1000.0"],
    ["1", "1e3"],
    ["1e0", "1E+3"],
    ["01", "1000."],
  ]) {
    const config = resolveConfig({ field: { turbulence_level: [1] }, transport: { path_pc: { [level]: { [R]: 7 } } } });
    assert.equal(config.transport.path_pc, { "1": { "1000": 7 } }, `${level} ${R}`);
  }
});

test("a table's entry beside the groups that are run is kept, so that it can be warned about again", () => {
  const config = resolveConfig({ transport: { path_pc: { "0.10": { "1000": 300, "20": 9 }, "0.5": { "1000": 8 } } } });
  assert.equal(config.transport.path_pc, {
    "1": { "1000": 60 },
    "0.1": { "1000": 300, "20": 9 },
    "0.5": { "1000": 8 },
  });
});

test("a uniform field has B0 = total_rms_uG, no turbulence level, and ten turns of path", () => {
  const config = resolveConfig({ field: { model: "uniform", total_rms_uG: 2 } }, "paper");
  assert.not("turbulence_level" in config.field);
  const [group] = groups(config);
  assert.equal([group.turbulence_level, group.regular_uG, group.turbulent_uG], [0, 2, 0]);
  assert.equal([group.levels, group.inner_scale_pc], [[], 0]);
  // 20 pi r_g = 0.3396 pc at 10 TV in 2 uG, to two digits
  assert.equal(config.transport.path_pc["0"]["10"], 0.34);
});

const given: Record<string, unknown>[] = [
  {},
  { field: { model: "uniform" }, transport: { path_pc: { "0.5": { "7": 1 } } } },
  { field: { model: "plane-waves", inner_scale_gyroradii: 0.7 }, particles: { nside: 2 } },
  { transport: { path_pc: { "0.3": { "1e1": 3 } } }, field: { regular_direction_deg: [-0, -90] } },
];
for (const [i, input] of given.entries()) {
  test(`a resolved config resolves to itself, from its JSON too, under any preset (${i})`, () => {
    const config = resolveConfig(input);
    for (const preset of ["quick", "paper"] as const) {
      assert.equal(resolveConfig(config, preset), config);
      assert.is(canonicalJSON(resolveConfig(JSON.parse(canonicalJSON(config)), preset)), canonicalJSON(config));
    }
  });
}

test("-0 is 0: two spellings of one field are one config", () => {
  const config = resolveConfig({ field: { regular_direction_deg: [-0, -0] }, ensemble: { seed: -0 } });
  assert.ok(Object.is(config.field.regular_direction_deg[0], 0));
  assert.ok(Object.is(config.ensemble.seed, 0));
});

test("the input is left as it is, and shares nothing with the config", () => {
  const input = { field: { turbulence_level: [0.5] }, transport: { path_pc: { "0.5": { "1000": 5 } } } };
  const before = structuredClone(input);
  const config = resolveConfig(input);
  assert.equal(input, before);
  input.field.turbulence_level.push(1);
  input.transport.path_pc["0.5"]["1000"] = 6;
  assert.equal(config, resolveConfig(before));
});

test("a resolved config and its groups cannot be changed, in no part of them", () => {
  const config = resolveConfig();
  const [group] = groups(config);
  const changes = [
    () => config.field.turbulence_level?.push(1),
    () => Object.assign(config.field.regular_direction_deg, { 0: 1 }),
    () => Object.assign(config.transport.path_pc["0.1"], { "1000": 6 }),
    () => Object.assign(config.ensemble, { seed: 2 }),
    () => Object.assign(config, { field: {} }),
    () => group.path_pc.push(1),
    () => Object.assign(group.levels[0], { cells: 8 }),
    () => groups(config).push(group),
  ];
  for (const change of changes) assert.throws(change, TypeError);
  assert.equal(config, resolveConfig());
});

test("groups are made once a config, and anew for a copy of it, as a worker gets one", () => {
  const config = resolveConfig();
  assert.is(groups(config), groups(config));
  const copy = structuredClone(config);
  assert.equal(groups(copy), groups(config));
  copy.transport.path_pc["0.1"]["1000"] = 500;
  assert.is(groups(copy)[1].path_pc[15], 500);
});

test("a group is found by turbulence level and rigidity, with its number", () => {
  const config = resolveConfig({}, "paper");
  const all = groups(config);
  all.forEach((group, number) => {
    const { turbulence_level, rigidity_TV } = group;
    assert.is(groupOf(all, { turbulence_level, rigidity_TV }), group);
    assert.is(groupNumber(all, { turbulence_level, rigidity_TV }), number);
  });
  assert.is(groupOf(all, { turbulence_level: 0.1, rigidity_TV: 30 }), undefined);
  assert.is(groupNumber(all, { turbulence_level: 0.3, rigidity_TV: 10 }), -1);
});

test("tables without a prototype, as TOML parsers make them, and from another realm are taken", () => {
  const bare = Object.assign(Object.create(null), { field: Object.assign(Object.create(null), { total_rms_uG: 3 }) });
  assert.is(resolveConfig(bare).field.total_rms_uG, 3);
});

test("every key is described once, with its default the one that is resolved", () => {
  const config = resolveConfig() as unknown as Record<keyof Config, Record<string, unknown>>;
  assert.is(configKeys().length, 34); // 23 + 5 + 3 + 3; a new key is also to be added to the agreed defaults above
  for (const { key, section, name, description, expected, ...about } of configKeys()) {
    assert.ok(description.length > 10 && expected.length > 5 && about.default_text, key);
    if (about.left_out_at_default) assert.not(name in config[section], key);
    else if (about.default !== undefined) assert.equal(config[section][name], about.default, key);
    // a unit in the name of a key is the unit that is documented
    const unit = /_(uG|pc|deg|TV|gyroradii)$/.exec(name)?.[1];
    assert.is(about.unit, unit === "deg" ? "degrees" : unit, key);
  }
});

// The examples are what a reader runs first: each is to do what it says of itself.
const example = (name: string) =>
  parse(readFileSync(new URL(`../../../examples/${name}.toml`, import.meta.url), "utf8"));

test("examples/quick.toml and paper.toml are the presets of these names", () => {
  assert.equal(resolveConfig(example("quick")), resolveConfig({}, "quick"));
  assert.equal(resolveConfig(example("paper")), resolveConfig({}, "paper"));
});

test("examples/student.toml is eta 0.3 at 300 TV, with the numbers that its comments state and no warning", () => {
  const config = resolveConfig(example("student"));
  const all = groups(config);
  assert.is(all.length, 1);
  const [group] = all;
  assert.equal([group.turbulence_level, group.rigidity_TV, group.directions], [0.3, 300, 3072]);
  assert.equal([group.regular_uG.toFixed(2), group.turbulent_uG.toFixed(2)], ["3.35", "2.19"]);
  assert.is(group.gyroradius_pc.toFixed(3), "0.081");
  assert.is(group.path_pc[15], 72);
  assert.equal(warnings(config), []);
});

test.run();
