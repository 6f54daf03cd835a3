// Every function of the package that takes options, an object with named parts or a word refuses what is none of them: nothing
// that a program gives is passed over. A new export has to be put into one of the two lists.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { newDocument } from "../../../src/cli/drawing.js";
import * as figures from "../../../src/figures/draw_figure.js";
import * as library from "../../../src/index.js";
import * as sky from "../../../src/live/index.js";

const test = suite("package: options");

const config = library.resolveConfig({
  field: { turbulence_level: [1, 0.1] },
  particles: { rigidity_TV: [1000, 300], nside: 1 },
  transport: { path_pc: 2, outputs: 2 },
  ensemble: { realisations: 2 },
});
const cells = [4, 4, 4] as [number, number, number];
const values = Float64Array.from({ length: 192 }, (_, i) => Math.sin(i));
const modes = Float64Array.from([0, 0, 1, 1, 0, 0, 0, 1, 0]);
const kernel = await library.loadKernel(new URL("../../../build/kernel.wasm", import.meta.url));
const field = await library.synthesise(config, 0);
const direction = Float64Array.of(1, 0, 0);
const arrivals = await library.liouville.backtrackSky(field, 1, [1]);
const records = [await library.realise(config, 0), await library.realise(config, 1)];
const ensemble = sky.ensembleOfRecords(records);
const across = [
  await library.realise(config, 0, { turbulence_level: 0.1 }),
  await library.realise(config, 1, { turbulence_level: 0.1 }),
];
const gradient = { direction_deg: [90, 0], per_kpc: 0.14, kind: null } as sky.ChosenGradient;
const dipoles = sky.dipolesFor(ensemble, gradient) as sky.LiveDipoles;
const document = await newDocument();
const isotropic = library.liouville.isotropic();
// biome-ignore lint/suspicious/noExplicitAny: what a program without types may give
type Anything = any;
const figure = (options: Anything) => figures.drawFigure("fig4", config, across, document, options);

/** By the function: what takes named parts, and a part that is right. */
const NAMED: Record<string, [part: string, good: object, call: (options: Anything) => unknown][]> = {
  synthesise: [["options", { rigidity_TV: 300 }, (o) => library.synthesise(config, 0, o)]],
  realise: [["options", { turbulence_level: 0.1, signal: undefined }, (o) => library.realise(config, 0, o)]],
  run: [
    ["options", { skip: () => true }, (o) => library.run(config, o).next()],
    ["shard", { index: 2, of: 9 }, (shard) => library.run(config, { shard, skip: () => true }).next()],
  ],
  fieldFromGrid: [
    ["grid", { values, cells, cell_pc: 1 }, (o) => library.fieldFromGrid(config, o)],
    ["options", { rigidity_TV: 300 }, (o) => library.fieldFromGrid(config, { values, cells, cell_pc: 1 }, o)],
  ],
  fieldFromModes: [["options", { turbulence_level: 0.1 }, (o) => library.fieldFromModes(config, modes, o)]],
  describeCube: [
    ["source", { values, cells }, (o) => library.describeCube(o)],
    ["options", { progress: () => {} }, (o) => library.describeCube({ values, cells }, o)],
  ],
  pixelCentres: [["rotated", { seed: 1, realisation: 0 }, (o) => library.pixelCentres(kernel, 1, o)]],
  "field.backtrack": [["options", { charge: -1 }, (o) => field.backtrack(direction, [1], o)]],
  "liouville.backtrackSky": [
    ["options", { progress: () => {} }, (o) => library.liouville.backtrackSky(field, 1, [1], o)],
  ],
  drawFigure: [
    ["options", { measured: [] }, figure],
    ["only", { turbulence_level: 0.1 }, (only) => figure({ only })],
    ["gradient", { per_kpc: 0.2 }, (chosen) => figure({ gradient: chosen })],
  ],
  dipolesFor: [["gradient", gradient, (o) => sky.dipolesFor(ensemble, o)]],
  resultSentence: [["gradient", gradient, (o) => sky.resultSentence(ensemble, dipoles, o)]],
};

/** By the function: the words that it takes. */
const WORDS: Record<string, [name: string, words: string[], call: (word: Anything) => unknown][]> = {
  resolveConfig: [["preset", ["quick", "fast", "paper"], (word) => library.resolveConfig({}, word)]],
  inConvention: [["convention", ["momentum", "arrival"], (word) => library.inConvention([1, 2, 3], word)]],
  "liouville.arrivalMap": [
    ["convention", ["momentum", "arrival"], (word) => library.liouville.arrivalMap(arrivals, 0, isotropic, word)],
  ],
  "field.backtrack": [["sense", ["back", "forth"], (sense) => field.backtrack(direction, [1], { sense })]],
  realise: [["device", ["cpu"], (device) => library.realise(config, 0, { device })]],
  run: [["device", ["cpu"], (device) => library.run(config, { device, skip: () => true }).next()]],
  drawFigure: [
    ["figure", ["fig4"], (word) => figures.drawFigure(word, config, across, document)],
    ["convention", ["momentum", "arrival"], (convention) => figure({ convention })],
    ["gradient.kind", ["literal"], (kind) => figure({ gradient: { kind } })],
    ["gradient.density", [], (density) => figure({ gradient: { density } })],
  ],
  dipolesFor: [["gradient.kind", ["literal"], (kind) => sky.dipolesFor(ensemble, { ...gradient, kind })]],
};

/** Functions without options, named parts or words: numbers, vectors, tensors, maps, configs, records and functions only. */
const NEITHER = [
  ...["ConfigError", "canonicalJSON", "configIdentity", "groups", "warnings", "loadKernel"],
  ...["coherenceLength", "harari2014", "isotropicPrediction", "paperParallel"],
  ...[
    "diffusionFlow",
    "diffusionMSD",
    "diffusionTGK",
    "amplitude",
    "debiasedSquare",
    "dipole",
    "dipoles",
    "gradientVector",
  ],
  ...["noiseVariance", "directionDeg", "directionVector"],
  ...[
    "isotropic",
    "homogeneousDipole",
    "homogeneousMultipole",
    "gradient",
    "secondDerivatives",
    "discSource",
    "pointSource",
  ].map((name) => `liouville.${name}`),
  ...["liouville.superposed", "liouville.mapDipole", "multipoles.multipoleLeft", "multipoles.decayLength"],
  ...["harmonicIndex", "harmonics", "synthesiseMap", "powerSpectrum", "crossSpectrum", "spectrumWithoutNoise"].map(
    (name) => `harmonics.${name}`,
  ),
  ...["harmonics.autoSpectrum", "harmonics.whiteNoise", "harmonics.dipolePower", "harmonics.legendreP"],
  ...["FigureError", "parseMeasurements", "parsePower", "ensembleOfRecords", "defineLarmorSky"],
];

/** Of what has no names; a source of a cube may be a path or the bytes of a file, and a shard says its numbers. */
const REFUSED =
  /found, an object with .* expected|there is no such file|the bytes of a file|integers with 1 <= index|cube/;

const outcome = async (call: () => unknown): Promise<string> => {
  try {
    await call();
    return "taken";
  } catch (error) {
    assert.instance(error, Error);
    return (error as Error).message;
  }
};

for (const [name, takes] of Object.entries(NAMED))
  for (const [part, good, call] of takes)
    test(`${name}: an unknown name in ${part}, and what has no names`, async () => {
      assert.is(await outcome(() => call(good)), "taken");
      const [first] = Object.keys(good);
      const where = part === "options" ? "" : `${part}\\.`;
      for (const stray of [`${first}x`, first.toUpperCase(), "resume", "__proto__x", "0"]) {
        const message = new RegExp(`^${where}${stray}: unknown (option|key); .*\\b${first}\\b.* expected`);
        for (const value of [1, undefined])
          assert.match(await outcome(() => call({ ...good, [stray]: value })), message);
      }
      for (const wrong of [3, "x", [1], new Float64Array(3)]) assert.match(await outcome(() => call(wrong)), REFUSED);
    });

for (const [name, takes] of Object.entries(WORDS))
  for (const [argument, words, call] of takes)
    test(`${name}: ${argument} is a word that is known`, async () => {
      for (const word of words) assert.is(await outcome(() => call(word)), "taken", word);
      for (const wrong of ["sky", "Momentum", "MATCHED", "", "momentum ", "toString", 1, true])
        assert.match(await outcome(() => call(wrong)), new RegExp(`^${argument}: `), String(wrong));
    });

const NO_FUNCTION = [null, 1, "f", {}, []];
const NO_SIGNAL = [...NO_FUNCTION, new AbortController(), { aborted: false }];

/** By the function: options that are functions, signals and the like, and what is none of them. */
const KINDS: Record<string, [name: string, kind: string, wrong: Anything[], call: (options: Anything) => unknown][]> = {
  run: [
    ["signal", "an AbortSignal", NO_SIGNAL, (o) => library.run(config, o).next()],
    ["skip", "a function", NO_FUNCTION, (o) => library.run(config, o).next()],
    ["progress", "a function", NO_FUNCTION, (o) => library.run(config, { skip: () => true, ...o }).next()],
    ["say", "a function", NO_FUNCTION, (o) => library.run(config, { skip: () => true, ...o }).next()],
    ["earlier", "an iterable", [null, 1, {}], (o) => library.run(config, { skip: () => true, ...o }).next()],
    [
      "checkpoints",
      "an object with load and save",
      [null, 1, {}, { load: () => {} }],
      (o) => library.run(config, o).next(),
    ],
    ["workers", "an integer from 1", [null, "2", 0, 1.5, Number.NaN], (o) => library.run(config, o).next()],
    ["device", '"cpu", "gpu" or "auto"', [null, {}, { name: 1 }], (o) => library.run(config, o).next()],
  ],
  realise: [
    ["signal", "an AbortSignal", NO_SIGNAL, (o) => library.realise(config, 0, o)],
    ["progress", "a function", NO_FUNCTION, (o) => library.realise(config, 0, o)],
    ["say", "a function", NO_FUNCTION, (o) => library.realise(config, 0, o)],
    ["device", '"cpu", "gpu" or "auto"', [null, {}, { name: 1 }], (o) => library.realise(config, 0, o)],
  ],
  "liouville.backtrackSky": [
    ["signal", "an AbortSignal", NO_SIGNAL, (o) => library.liouville.backtrackSky(field, 1, [1], o)],
    ["turned", "a function", NO_FUNCTION, (o) => library.liouville.backtrackSky(field, 1, [1], o)],
    ["progress", "a function", NO_FUNCTION, (o) => library.liouville.backtrackSky(field, 1, [1], o)],
  ],
  describeCube: [["progress", "a function", NO_FUNCTION, (o) => library.describeCube({ values, cells }, o)]],
};

for (const [name, options] of Object.entries(KINDS))
  test(`${name}: options are of the kind that is expected, and none is passed over`, async () => {
    for (const [option, kind, wrong, call] of options)
      for (const value of wrong) {
        const message = await outcome(() => call({ [option]: value }));
        assert.ok(message.startsWith(`${option}: `) && message.endsWith(` found, ${kind} expected`), message);
      }
  });

test("what turns directions has to return directions", async () => {
  for (const wrong of [undefined, null, 3, [1, 0], [Number.NaN, 0, 1], [1, 0, 0, 0]]) {
    const turned = (() => wrong) as Anything;
    const message = await outcome(() => library.liouville.backtrackSky(field, 1, [1], { turned }));
    assert.is(message, "turned: what it returns: three finite numbers expected");
  }
});

test("a group that is meant by no number is named as it was given", async () => {
  for (const [which, words] of [
    [{ rigidity_TV: "1000" }, 'of turbulence level 1 and "1000" TV'],
    [{ rigidity_TV: null }, "of turbulence level 1 and null TV"],
    [{ turbulence_level: null }, "of turbulence level null and 1000 TV"],
  ] as [Anything, string][])
    for (const call of [() => library.synthesise(config, 0, which), () => library.realise(config, 0, which)])
      assert.match(await outcome(call), `no group ${words} in this config; it has (1, 1000 TV)`);
});

test("every export is in one of the lists", () => {
  const names: string[] = [];
  for (const [entry, value] of Object.entries({ ...library, ...figures, ...sky })) {
    if (typeof value === "function") names.push(entry);
    else if (["liouville", "multipoles", "harmonics"].includes(entry))
      for (const [name, inner] of Object.entries(value))
        if (typeof inner === "function") names.push(`${entry}.${name}`);
  }
  const listed = [...new Set([...Object.keys(NAMED), ...Object.keys(WORDS), ...NEITHER])];
  assert.equal(names.filter((name) => !listed.includes(name)).sort(), []);
  assert.equal(listed.filter((name) => !names.includes(name) && name !== "field.backtrack").sort(), []);
});

test("a group of the config, and what has its keys, says which one is meant", async () => {
  for (const group of library.groups(config)) {
    const { turbulence_level, rigidity_TV } = group;
    const expected = await library.realise(config, 0, { turbulence_level, rigidity_TV });
    assert.equal(await library.realise(config, 0, { ...group, progress: () => {} }), expected);
    assert.equal(await library.realise(structuredClone(config), 0, { ...group, progress: () => {} }), expected);
    for (const make of [
      await library.synthesise(config, 0, group),
      await library.fieldFromModes(config, modes, structuredClone(group)),
    ])
      make.dispose();
  }
  const [group] = library.groups(config);
  const changed = { ...group, nside: 2 };
  assert.match(await outcome(() => library.synthesise(config, 0, changed)), /^nside: unknown option/);
  assert.match(await outcome(() => library.realise(config, 0, changed)), /^nside: unknown option/);
});

test("a sentence about what is measured names what is missing", () => {
  const sentence = (measured: Anything) => sky.resultSentence(ensemble, dipoles, gradient, measured);
  assert.match(sentence({ kascade: 1e-3, eastop: null, more: 1 }), /KASCADE/);
  for (const [measured, message] of [
    [{ kascade: 1e-3, eastTop: [1, 2] }, /^measured\.eastop: nothing found/],
    [{ KASCADE: 1e-3, eastop: null }, /^measured\.kascade: nothing found/],
    [3, /^measured: 3 found, an object with kascade and eastop expected/],
    [[1e-3], /^measured: /],
  ] as const)
    assert.throws(() => sentence(measured), message);
});

test("a gradient of a figure has the ranges of the command line", () => {
  for (const direction_deg of [[90, 450], [361, 0], [1], [1, 2, 3], [Number.NaN, 0], "90,0", 3, null])
    assert.throws(() => figure({ gradient: { direction_deg } }), /^gradient\.direction_deg: .* found, longitude and /);
  for (const per_kpc of [-0.14, 0, Number.NaN, Infinity, "x", null])
    assert.throws(() => figure({ gradient: { per_kpc } }), /^gradient\.per_kpc: .* found, a size in 1\/kpc above 0 /);
});

test.run();
