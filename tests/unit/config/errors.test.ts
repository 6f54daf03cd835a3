// A bad config is refused with the key, what was found, what was expected and what to do; and it is the right key.
import { runInNewContext } from "node:vm";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  ConfigError,
  type ConfigInput,
  configKeys,
  type PresetName,
  resolveConfig,
} from "../../../src/config/config.js";

const test = suite("config: errors");

function refused(input: unknown, preset?: PresetName): ConfigError {
  try {
    resolveConfig(input as ConfigInput, preset);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error(`not refused: ${JSON.stringify(input)}`);
}

/** {a: {b: value}} of "a.b". */
const nested = (key: string, value: unknown) => {
  const [section, name] = key.split(".");
  return { [section]: { [name]: value } };
};

// The agreed ranges, written a second time and apart from the table of keys: the bounds that are allowed, and the nearest that
// are not (an allowed bound is only ever combined with values that make a possible config).
const tiny = Number.MIN_VALUE;
const ranges: [key: string, allowed: unknown[], refused: unknown[]][] = [
  ["field.model", ["nested-grids", "plane-waves", "uniform"], ["a cube", "Uniform", "", "toString", 1]],
  ["field.turbulence_level", [[1], [1e-6], [0.5, 0.25]], [[0], [1 + 2 ** -52], [-0.1], [0.5, 2], [], 0.5, [[0.5]]]],
  ["field.total_rms_uG", [1e-3, 1e3], [0, -0, -4, -tiny]],
  ["field.outer_scale_pc", [1, 1e4], [0, -100]],
  ["field.inner_scale_gyroradii", [1e-3, 100], [0.000999, 0, -1]],
  ["field.spectral_index", [1 + 2 ** -52, 3 - 2 ** -51, 11 / 3 - 2], [1, 3, 11 / 3]],
  [
    "field.regular_direction_deg",
    [
      [360, 90],
      [-360, -90],
    ],
    [[361, 0], [0, 90.1], [0], [0, 0, 0], 0],
  ],
  ["field.box_wavelengths", [1, 16, 2.5], [0.99, 16.1]],
  ["field.band_ratio", [1.2, 32], [1, 64.1]],
  ["field.cells_per_wavelength", [2, 32, 4.5], [1.9, 33]],
  ["field.normalisation", ["ensemble", "realisation"], ["none", true]],
  ["field.waves_per_decade", [1, 1024], [0, 1025, 2.5]],
  ["field.anisotropy", ["isotropic"], ["Slab", "", "gs95", 1]], // the others need another field.model: anisotropies.test.ts
  ["field.cube_file", ["a.npy", "3"], [["a.npy"], 1]],
  ["field.cube_dataset", ["B", "3", ["Bx", "By", "Bz"]], [["Bx", "By"], ["Bx", "By", ""], [1, 2, 3], 1]],
  ["field.cube_cell_pc", [tiny, 1e9, [1, 2, 3]], [0, -1, [1, 2], [1, 0, 1], [1, 2, 3, 4]]],
  ["field.cube_unit_uG", [tiny, 1e9], [0, -1, [1]]],
  ["field.cube_continue_cells", [2, 64, 3.5], [1.9, 65, [8]]],
  ["field.cube_sha256", ["0123456789abcdef".repeat(4)], ["0".repeat(63), "0".repeat(65), "A".repeat(64), 0]],
  [
    "field.cube_cells",
    [
      [1, 1, 1],
      [65535, 2, 3],
    ],
    [[0, 1, 1], [1, 1], [1, 1, 65536], [1.5, 1, 1], 64],
  ],
  [
    "field.cube_mean",
    [
      [0, 0, 0],
      [-1, 1e9, tiny],
    ],
    [[0, 0], [0, 0, Number.NaN], 0],
  ],
  ["field.cube_mean_error", [0, 1e9], [-tiny, [0]]],
  ["field.cube_rms", [tiny, 1e9], [0, -1]],
  ["particles.rigidity_TV", [[1e-3], [1e9], [1, 2, 3]], [[0], [1e9 + 1], [-1], [], new Array(1), 1000]],
  ["particles.nside", [1, 2, 1024], [0, 3, 2048, 0.5, 8.5, -8, [8]]],
  ["particles.tolerance", [1e-12, 0.1], [0, 0.1001, -1e-5]],
  ["particles.integrator", ["rk45", "rotations"], ["RK45", "", "toString", 1]],
  ["particles.rotate_directions", [true, false], [0, 1, "true", [true]]],
  ["transport.path_pc", [1e-3, 1e4], [0, -60, [60]]],
  ["transport.outputs", [1, 1000], [0, 1001, 1.5]],
  ["transport.escape_height_pc", [1e-3, 1e4], [0, -0, -5, [5]]],
  ["transport.multipoles", [1, 7], [0, 8, 65, 1.5, [4]]],
  ["ensemble.realisations", [1, 1e7], [0, 1e7 + 1, 50.5]],
  ["ensemble.seed", [0, 2 ** 53 - 1], [-1, 2 ** 53, 0.5]],
];
const never = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  null,
  true,
  "3",
  "",
  3n,
  new Date(0),
  () => 3,
];

for (const [key, allowed, outside] of ranges) {
  test(`${key}: its range, to the last value on either side`, () => {
    for (const value of allowed) resolveConfig(nested(key, value));
    for (const value of [...outside, ...never.filter((value) => !allowed.includes(value))]) {
      const error = refused(nested(key, value));
      assert.is(error.key, key, String(value));
      assert.ok(error.expected.length > 5);
      assert.ok(error.message.startsWith(`${key}: found `), error.message);
      assert.ok(error.message.includes(`, expected ${error.expected}`), error.message);
    }
  });
}

test("every key is among these ranges", () => {
  assert.equal(
    ranges.map(([key]) => key),
    configKeys().map(({ key }) => key),
  );
});

test("the message has the key, what was found, what is expected with its unit, and what to do", () => {
  const cases: [unknown, string][] = [
    [
      { field: { total_rms_uG: -1 } },
      "field.total_rms_uG: found -1, expected a number > 0 (uG). A gyroradius is proportional to 1/B, so there is none without a field. Give such a value, or leave it out for the default: 4.",
    ],
    [
      { field: { total_rms_uG: "3" } },
      'field.total_rms_uG: found "3", expected a number > 0 (uG). Write 3, without quotes.',
    ],
    [
      { particles: { rigidity_TV: 300 } },
      "particles.rigidity_TV: found 300, expected a non-empty list of different numbers, each > 0 and <= 1e9 (TV). Write [300].",
    ],
    [
      { field: { turbulence_level: [1, 2] } },
      "field.turbulence_level: found 2 (element 2), expected a non-empty list of different numbers, each > 0 and <= 1. " +
        'It is the share of the turbulence in the energy of the field: at 1 there is no regular field; for 0 use field.model = "uniform". ' +
        "Give such a value, or leave it out for the default: [1,0.1].",
    ],
    [
      { particles: { rigidity_TV: ["300 TV"] } },
      'particles.rigidity_TV: found "300 TV" (element 1), expected a non-empty list of different numbers, each > 0 and <= 1e9 (TV). Write 300, without quotes and unit.',
    ],
    [
      { field: { outer_scale_pc: "0.1 kpc" } },
      'field.outer_scale_pc: found "0.1 kpc", expected a number > 0 (pc). Write a number of pc, without quotes and unit.',
    ],
    [
      { field: { model: "cube", cube_dataset: "" } },
      'field.cube_dataset: found "", expected a text that is not empty, or a list of 3 texts. Write it in quotes, or leave it out: found by the usual names.',
    ],
    [
      { field: { model: "cube", cube_sha256: "xyz" } },
      'field.cube_sha256: found "xyz", expected 64 hexadecimal digits. Write it in quotes, or leave it out: as found in the file.',
    ],
    [
      { field: { model: "nested_grid" } },
      'field.model: found "nested_grid", expected one of "nested-grids", "plane-waves", "cube", "uniform". Did you mean "nested-grids"?',
    ],
    [
      { ensemble: { realizations: 5 } },
      "ensemble.realizations: found 5 (unknown key), expected a known key: realisations, seed. " +
        "Did you mean ensemble.realisations?",
    ],
  ];
  for (const [input, message] of cases) assert.is(refused(input).message, message);
});

test("what was found is shortened, and shown whatever it is", () => {
  assert.ok(refused({ field: { model: "x".repeat(500) } }).message.length < 300);
  const circular: unknown[] = [];
  circular.push(circular);
  for (const value of [circular, [1n], Symbol("s"), Object.create(null)]) {
    assert.is(refused({ field: { outer_scale_pc: value } }).found, value);
  }
});

test("what would use up the memory is refused before anything is made of it: long lists, many groups", () => {
  const many = (n: number) => Array.from({ length: n }, (_, i) => (i + 1) / n);
  const start = performance.now();
  assert.match(refused({ particles: { rigidity_TV: many(1e5) } }).message, /100000 found are more than 1000/);
  const both = { field: { turbulence_level: many(100) }, particles: { rigidity_TV: many(1000) } };
  assert.is(refused(both).key, "particles.rigidity_TV");
  assert.match(refused(both).message, /100000 groups/);
  assert.is(refused({ field: { turbulence_level: many(501) } }, "paper").key, "field.turbulence_level");
  resolveConfig({ particles: { rigidity_TV: many(500) } });
  assert.ok(performance.now() - start < 5000);
});

test("an unknown key is named in full, with the nearest known one", () => {
  const nearest: [unknown, key: string, nearest: string][] = [
    [{ feild: {} }, "feild", "field"],
    [{ field: { turbulence_levels: [1] } }, "field.turbulence_levels", "field.turbulence_level"],
    [{ field: { outer_scale: 1 } }, "field.outer_scale", "field.outer_scale_pc"],
    [{ field: { normalization: 1 } }, "field.normalization", "field.normalisation"],
    [{ particles: { Nside: 1 } }, "particles.Nside", "particles.nside"],
    // of another section, at the top, and by the symbols of the field
    [{ field: { rigidity_TV: [1] } }, "field.rigidity_TV", "particles.rigidity_TV"],
    [{ rigidity_TV: [1] }, "rigidity_TV", "particles.rigidity_TV"],
    [{ field: { eta: 0.3 } }, "field.eta", "field.turbulence_level"],
    [{ field: { Lmax: 100 } }, "field.Lmax", "field.outer_scale_pc"],
    [{ field: { brms: 100 } }, "field.brms", "field.total_rms_uG"],
    [{ ensemble: { "a b": 1 } }, 'ensemble."a b"', "transport.path_pc"],
  ];
  for (const [input, key, name] of nearest) {
    const error = refused(input);
    assert.is(error.key, key);
    assert.ok(error.message.endsWith(`Did you mean ${name}?`) || key.includes('"'), error.message);
  }
});

test("a key that is like none leads to none; what is no part of a run leads to where it belongs", () => {
  const elsewhere: [unknown, RegExp][] = [
    [{ gradient_per_kpc: 0.12 }, /The gradient is no part of a run: larmor figure NAME DIR --gradient-per-kpc X/],
    [{ field: { gradient_deg: [90, 0] } }, /The gradient is no part of a run/],
    [{ field: { file: "cube.h5" } }, /Did you mean field\.cube_file\?$/],
    [{ field: { at: () => 0 } }, /Take it out, or choose one of these\.$/],
  ];
  for (const [input, message] of elsewhere) assert.match(refused(input).message, message);
});

test("a model that is not there comes before the keys that it would have", () => {
  const error = refused({ field: { file: "cube.h5", model: "grid" } });
  assert.is(error.key, "field.model");
  assert.match(error.message, /CONTRIBUTING\.md says how a model of your own is added\. Choose one of them/);
});

test("names that every object has are unknown keys like any other", () => {
  for (const name of ["constructor", "toString", "hasOwnProperty", "__proto__", "prototype", "valueOf"]) {
    const top = JSON.parse(`{"${name}": {"total_rms_uG": 1}}`);
    assert.is(refused(top).key, name);
    assert.is(refused({ field: JSON.parse(`{"${name}": 1}`) }).key, `field.${name}`);
    const table = JSON.parse(`{"${name}": {"1000": 4}}`);
    assert.is(refused({ particles: { nside: table } }).key, `particles.nside.${name}`);
    assert.is(
      refused({ particles: { nside: { "1": JSON.parse(`{"${name}": 4}`) } } }).key,
      `particles.nside."1".${name}`,
    );
  }
  assert.is(({} as Record<string, unknown>).total_rms_uG, undefined);
  assert.is(refused({ [Symbol("field")]: {} }).key, '"Symbol(field)"');
});

test("a section or a config that is no table is refused, from this realm or another", () => {
  for (const value of [null, 5, "field", [], new Map(), new Date(0), new (class Field {})(), () => 1]) {
    assert.is(refused({ field: value }).key, "field");
    if (value !== undefined) assert.is(refused(value).key, "config");
  }
  assert.is(resolveConfig(runInNewContext("({field: {total_rms_uG: 3}})")).field.total_rms_uG, 3);
  assert.is(refused({ field: Object.create({ total_rms_uG: 3 }) }).key, "field");
});

test("an unknown preset is refused", () => {
  for (const preset of ["slow", "constructor", "__proto__"]) {
    assert.is(refused({}, preset as PresetName).key, "preset");
  }
});

test("lists of the same number twice are refused, since their lines could not be told apart", () => {
  assert.is(refused({ field: { turbulence_level: [0.1, 1, 1.0] } }).key, "field.turbulence_level");
  assert.is(refused({ particles: { rigidity_TV: [10, 1e1] } }).key, "particles.rigidity_TV");
});

test("tables: a bad name, a bad value, a missing row or the same number twice is named in full", () => {
  const cases: [table: unknown, key: string][] = [
    [{ "0.1": { "1000": 0 } }, 'transport.path_pc."0.1"."1000"'],
    [{ "0.10": { "1000": "4" } }, 'transport.path_pc."0.1"."1000"'],
    // an entry that no group uses is checked all the same
    [{ "0.7": { "3": -1 } }, 'transport.path_pc."0.7"."3"'],
    [{ "0.1": 400 }, 'transport.path_pc."0.1"'],
    [{ "0.1": [400] }, 'transport.path_pc."0.1"'],
    [{ weak: { "1000": 4 } }, "transport.path_pc.weak"],
    [{ "1.5": { "1000": 4 } }, 'transport.path_pc."1.5"'],
    [{ "-1": { "1000": 4 } }, 'transport.path_pc."-1"'],
    [{ "1": { "0": 4 } }, 'transport.path_pc."1"."0"'],
    [{ "1": { "2e9": 4 } }, 'transport.path_pc."1"."2e9"'],
    [{ "1": { "1 PV": 4 } }, 'transport.path_pc."1"."1 PV"'],
    [{ "1": { "0x10": 4 } }, 'transport.path_pc."1"."0x10"'],
    [{ "1": { " 10": 4 } }, 'transport.path_pc."1"." 10"'],
    [{ "1": { "": 4 } }, 'transport.path_pc."1".""'],
    [{ "1": { NaN: 4 } }, 'transport.path_pc."1".NaN'],
    [{ "1": { "10": 4, "10.0": 4 } }, 'transport.path_pc."1"."10.0"'],
    [{ "1": { "10": 4 }, "1.0": { "20": 4 } }, 'transport.path_pc."1.0"'],
  ];
  for (const [path_pc, key] of cases) assert.is(refused({ transport: { path_pc } }).key, key);
  assert.is(refused({ particles: { nside: { "1": { "1000": 3 } } } }).key, 'particles.nside."1"."1000"');
});

test("a turbulence level without quotes, which TOML splits at the dot, is recognised", () => {
  // [transport.path_pc.0.1] with 1000 = 400; and 0.1 = 400
  for (const path_pc of [{ "0": { "1": { "1000": 400 } } }, { "0": { "1": 400 } }]) {
    const error = refused({ transport: { path_pc } });
    assert.ok(error.message.includes('in quotes: [transport.path_pc."0.1"]'), error.message);
  }
});

test("ranges of all keys come before combinations", () => {
  const impossible = { model: "uniform", turbulence_level: [1] };
  assert.is(refused({ field: impossible }).key, "field.turbulence_level");
  assert.is(refused({ field: impossible, ensemble: { seed: -1 } }).key, "ensemble.seed");
  const above = { inner_scale_gyroradii: 1e6 };
  assert.is(refused({ field: above }).key, "field.inner_scale_gyroradii");
  assert.is(refused({ field: above, particles: { rigidity_TV: [1, 2e9] } }).key, "particles.rigidity_TV");
  assert.is(
    refused({ field: above, transport: { path_pc: { "0.9": { "1": -1 } } } }).key,
    'transport.path_pc."0.9"."1"',
  );
});

test("turbulence_level beside a uniform field is refused, the preset's is dropped", () => {
  const error = refused({ field: { model: "uniform", turbulence_level: [1, 0.1] } });
  assert.is(error.key, "field.turbulence_level");
  assert.equal(error.found, [1, 0.1]);
  resolveConfig({ field: { model: "uniform", turbulence_level: undefined } }, "paper");
});

test("an inner scale at or above the outer one is refused at the rigidity where it is", () => {
  // r_g = 0.27025 pc at 1000 TV, so 370.02 gyroradii are 100 pc; at 100 TV ten times as many
  const config = (inner_scale_gyroradii: number, rigidity_TV: number[]) => ({
    field: { inner_scale_gyroradii },
    particles: { rigidity_TV },
  });
  resolveConfig(config(369, [100, 1000]));
  resolveConfig(config(371, [100]));
  const error = refused(config(371, [100, 1000]));
  assert.is(error.key, "field.inner_scale_gyroradii");
  assert.is(error.found, 371);
  assert.match(error.message, /at 1000 TV less than 370 gyroradii/);
  // one that the field does not have is not compared
  resolveConfig({ field: { model: "uniform", inner_scale_gyroradii: 1e6 } });
});

test("a field that does not fit into a worker is refused, by the key that makes it large", () => {
  const cases: [field: Record<string, number>, key: string][] = [
    [{ cells_per_wavelength: 32, box_wavelengths: 8 }, "field.cells_per_wavelength"], // 1024 per side: 16 GiB
    [{ box_wavelengths: 16, band_ratio: 64, cells_per_wavelength: 2 }, "field.box_wavelengths"], // 2048 per side
    [{ band_ratio: 1.1 }, "field.band_ratio"], // ln(740)/ln(1.1) = 69.3: 70 levels, the kernel has 64
    [{ band_ratio: 1 + 2 ** -52 }, "field.band_ratio"], // ends at all
  ];
  for (const [field, key] of cases) assert.is(refused({ field }).key, key, JSON.stringify(field));
  resolveConfig({ field: { band_ratio: 1.11 } }); // 63.3: 64 levels
  resolveConfig({ field: { cells_per_wavelength: 32 } }); // 256 per side
  resolveConfig({ field: { band_ratio: 64, cells_per_wavelength: 2 } }); // 256 per side
});

test("a band without a single wave in its box is refused", () => {
  // |m|^2 from 2.25: the first sum of three squares is 3 = 1 + 1 + 1, so the ratio has to exceed sqrt(3/2.25) = 1.1547
  const error = refused({ field: { box_wavelengths: 1.5, band_ratio: 1.15 } });
  assert.is(error.key, "field.band_ratio");
  assert.match(error.message, /a band_ratio of 1.16 or more/);
  resolveConfig({ field: { box_wavelengths: 1.5, band_ratio: 1.16 } });
  // |m|^2 from 6.76: 7 is no sum of three squares, 8 is; sqrt(8/6.76) = 1.0878
  refused({ field: { box_wavelengths: 2.6, band_ratio: 1.08, inner_scale_gyroradii: 300 } });
  resolveConfig({ field: { box_wavelengths: 2.6, band_ratio: 1.09, inner_scale_gyroradii: 300 } });
});

test("values at the ends of double precision, each allowed, are refused where they make no length", () => {
  const cases: [input: unknown, key: string][] = [
    [{ field: { total_rms_uG: 1e-320 } }, "field.total_rms_uG"],
    [{ field: { total_rms_uG: 1e308 } }, "field.total_rms_uG"],
    [{ field: { outer_scale_pc: tiny } }, "field.outer_scale_pc"],
    [{ field: { outer_scale_pc: Number.MAX_VALUE } }, "field.outer_scale_pc"],
    [{ field: { turbulence_level: [1e-320] } }, "field.turbulence_level"],
    [{ particles: { rigidity_TV: [tiny] } }, "particles.rigidity_TV"],
    [{ transport: { path_pc: tiny } }, "transport.path_pc"],
    [{ transport: { path_pc: Number.MAX_VALUE } }, "transport.path_pc"],
  ];
  for (const [input, key] of cases) assert.is(refused(input).key, key, JSON.stringify(input));
});

test("a refusal shows what cannot be seen in keys and values", () => {
  const nasty = "a\u001b[2Jb\u009bc\u202ed";
  for (const input of [{ [nasty]: 1 }, { field: { [nasty]: 1 } }, { field: { model: nasty } }]) {
    assert.not.match(refused(input).message, /[\p{Cc}\p{Cf}]/u);
  }
});

test.run();
