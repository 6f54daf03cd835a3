// Every function of the library that takes numbers, vectors, tensors, maps, records or a field refuses what is none, at once and by the
// name of the argument: no answer is NaN, none is made of what was not meant, and none never comes. Options are in options.test.ts.
import { inspect } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { newDocument } from "../../../src/cli/drawing.js";
import { drawFigure } from "../../../src/figures/draw_figure.js";
import * as library from "../../../src/index.js";

const test = suite("package: arguments");

const config = library.resolveConfig({
  field: { model: "plane-waves", turbulence_level: [0.1] },
  particles: { nside: 1 },
  transport: { path_pc: 2, outputs: 2 },
  ensemble: { realisations: 2 },
});
const kernel = await library.loadKernel(new URL("../../../build/kernel.wasm", import.meta.url));
const field = await library.synthesise(config, 0);
const records = [await library.realise(config, 0), await library.realise(config, 1)];
const [{ response_pc, response_halves_pc, displacement_pc2, displacement_mean_pc, flow_displacement_pc, path_pc }] =
  records;
const { liouville, harmonics, multipoles } = library;
const arrivals = await liouville.backtrackSky(field, 2, [1, 2]);
const sky = arrivals.directions;
const map = liouville.arrivalMap(arrivals, 0, liouville.gradient([1e-3, 0, 0]));
const halves = map.map((_, i) => i % 2);
const a = harmonics.harmonics(map, sky, 3);
const axis = [0, 0, 1];
const tensor = response_pc[0];
const gradient = library.gradientVector(90, 0, 0.14);
const document = await newDocument();

const NO_NUMBER = [Number.NaN, Infinity, -Infinity, "1", null, [], [1], {}, 1n, true, Symbol("x"), () => 1];
const NO_LIST = [null, 3, "1", {}, true, Symbol("x"), () => 1];
const SPOILT = [
  [Number.NaN, 0, 0],
  [1, Infinity, 0],
  ["1", "0", "0"],
  [1n, 0n, 0n],
  [null, 0, 0],
];

/** What an argument is not, by its kind. */
const WRONG: Record<string, unknown[]> = {
  number: NO_NUMBER,
  positive: [...NO_NUMBER, 0, -1],
  whole: [...NO_NUMBER, -1, 1.5, 2 ** 53],
  side: [...NO_NUMBER, 0, -1, 1.5],
  index: [...NO_NUMBER, -1, 1.5, 2, "0", "length"],
  vector: [...NO_LIST, ...SPOILT, [], [1, 2], [1, 2, 3, 4], new Float64Array(0)],
  unit: [...NO_LIST, ...SPOILT, [], [1, 0], [1, 1, 1], [0, 0, 0]],
  tensor: [...NO_LIST, [], axis, [axis, axis], [axis, axis, [1, 0]], [axis, axis, SPOILT[0]], [axis, axis, null]],
  list: [...NO_LIST, ...SPOILT],
  aligned: [...NO_LIST, ...SPOILT, [1], [1, 2, 3, 4]],
  sky: [...NO_LIST, ...SPOILT, [1, 0], sky.subarray(3)],
  map: [...NO_LIST, ...SPOILT, map.map(() => Number.NaN)],
  function: [undefined, null, 3, "f", {}, []],
  config: [undefined, null, 3, "quick", [], {}, { field: {}, particles: {}, transport: {}, ensemble: {} }],
  records: [undefined, ...NO_LIST, [null], [3], [{}], [{ response_pc: [] }], [records[0], { response_pc: [[SPOILT]] }]],
  arrivals: [undefined, ...NO_LIST, [], { ...arrivals, nside: 1 }, { ...arrivals, positions: undefined }],
  harmonics: [
    null,
    3,
    "a",
    [],
    {},
    { ...a, lmax: 4 },
    { ...a, re: undefined },
    { ...a, im: a.im.map(() => Number.NaN) },
  ],
  object: [null, 3, "x", [], {}],
};

// biome-ignore lint/suspicious/noExplicitAny: what a program without types may give
type Anything = any;
type Argument = [name: string, kind: keyof typeof WRONG, good: Anything];

/** By the function: its arguments in their order. Those after them, and options, are left out. */
const TAKES: Record<string, [call: (...values: Anything[]) => unknown, ...Argument[]]> = {
  configIdentity: [library.configIdentity, ["config", "config", config]],
  groups: [library.groups, ["config", "config", config]],
  warnings: [library.warnings, ["config", "config", config]],
  fieldFromGrid: [
    (given) => library.fieldFromGrid(given, { values: new Float64Array(192).fill(1), cells: [4, 4, 4], cell_pc: 1 }),
    ["config", "config", config],
  ],
  pixelCentres: [library.pixelCentres, ["kernel", "object", kernel], ["nside", "side", 1]],
  loadKernel: [library.loadKernel, ["loadKernel", "object", undefined]],
  coherenceLength: [
    library.coherenceLength,
    ["outer_scale_pc", "positive", 100],
    ["inner_scale_pc", "number", 1],
    ["spectral_index", "number", 1.5],
  ],
  harari2014: [
    library.harari2014,
    ...([
      ["rigidity_TV", "positive", 1000],
      ["field_uG", "positive", 4],
      ["coherence_pc", "positive", 20],
      ["spectral_index", "number", 1.5],
    ] as Argument[]),
  ],
  paperParallel: [
    library.paperParallel,
    ...([
      ["rigidity_TV", "positive", 1000],
      ["regular_uG", "positive", 3.8],
      ["turbulence_level", "positive", 0.1],
      ["spectral_index", "number", 1.5],
      ["outer_scale_pc", "positive", 100],
    ] as Argument[]),
  ],
  isotropicPrediction: [library.isotropicPrediction, ["rigidity_TV", "positive", 1000], ["per_kpc", "number", 0.14]],
  directionVector: [library.directionVector, ["longitude_deg", "number", 10], ["latitude_deg", "number", 20]],
  directionDeg: [library.directionDeg, ["v", "vector", [1, 2, 3]]],
  gradientVector: [
    library.gradientVector,
    ["longitude_deg", "number", 10],
    ["latitude_deg", "number", 20],
    ["size_per_kpc", "number", 0.14],
  ],
  dipole: [library.dipole, ["response_pc", "tensor", tensor], ["gradient_per_pc", "vector", gradient]],
  dipoles: [library.dipoles, ["records", "records", records], ["gradient_per_pc", "vector", gradient]],
  amplitude: [library.amplitude, ["delta", "vector", [1, 2, 3]]],
  debiasedSquare: [
    library.debiasedSquare,
    ["halves_pc", "object", response_halves_pc[0]],
    ["gradient_per_pc", "vector", gradient],
  ],
  noiseVariance: [
    library.noiseVariance,
    ["displacement_pc2", "tensor", displacement_pc2[0]],
    ["displacement_mean_pc", "vector", displacement_mean_pc[0]],
    ["gradient_per_pc", "vector", gradient],
    ["directions", "positive", 12],
  ],
  inConvention: [(vector) => library.inConvention(vector, "arrival"), ["vector", "vector", [1, 2, 3]]],
  diffusionTGK: [library.diffusionTGK, ["response_pc", "tensor", tensor]],
  diffusionMSD: [library.diffusionMSD, ["displacement_pc2", "tensor", displacement_pc2], ["path_pc", "list", path_pc]],
  diffusionFlow: [library.diffusionFlow, ["flow_pc", "tensor", flow_displacement_pc[0]]],
  "liouville.backtrackSky": [
    liouville.backtrackSky,
    ["field", "object", field],
    ["nside", "side", 1],
    ["path", "list", [1, 2, 3]],
  ],
  "liouville.arrivalMap": [
    liouville.arrivalMap,
    ["arrivals", "arrivals", arrivals],
    ["pathIndex", "index", 1],
    ["f", "function", liouville.isotropic()],
  ],
  "liouville.mapDipole": [liouville.mapDipole, ["map", "map", map], ["sky", "sky", sky]],
  "liouville.homogeneousDipole": [liouville.homogeneousDipole, ["d", "vector", [1e-3, 0, 0]]],
  "liouville.homogeneousMultipole": [
    liouville.homogeneousMultipole,
    ["l", "whole", 2],
    ["a", "number", 1e-3],
    ["axis", "unit", axis],
  ],
  "liouville.gradient": [liouville.gradient, ["g", "vector", gradient]],
  "liouville.secondDerivatives": [liouville.secondDerivatives, ["H", "tensor", tensor]],
  "liouville.discSource": [
    liouville.discSource,
    ["normal", "unit", axis],
    ["height_pc", "number", 10],
    ["halo_pc", "number", 1000],
  ],
  "liouville.pointSource": [
    liouville.pointSource,
    ["position_pc", "vector", [10, 0, 0]],
    ["fraction", "number", 0.1],
    ["core_pc", "positive", 1],
  ],
  "liouville.superposed": [
    liouville.superposed,
    ["parts[0]", "function", liouville.isotropic()],
    ["parts[1]", "function", liouville.isotropic()],
  ],
  "multipoles.multipoleLeft": [
    multipoles.multipoleLeft,
    ["arrivals", "arrivals", arrivals],
    ["l", "whole", 2],
    ["axis", "unit", axis],
  ],
  "multipoles.decayLength": [
    multipoles.decayLength,
    ["path_pc", "list", [1, 2, 3, 4, 5]],
    ["values", "aligned", [0.9, 0.7, 0.5, 0.3, 0.2]],
    ["floor", "number", 0.1],
  ],
  "harmonics.harmonicIndex": [harmonics.harmonicIndex, ["l", "whole", 2], ["m", "whole", 1]],
  "harmonics.harmonics": [
    harmonics.harmonics,
    ["map", "map", map],
    ["sky", "sky", sky],
    ["lmax", "whole", 3],
    ["pixels", "list", [0, 1, 2, 3, 4]],
  ],
  "harmonics.synthesiseMap": [harmonics.synthesiseMap, ["a", "harmonics", a], ["sky", "aligned", sky]],
  "harmonics.powerSpectrum": [harmonics.powerSpectrum, ["a", "harmonics", a], ["b", "harmonics", a]],
  "harmonics.crossSpectrum": [
    harmonics.crossSpectrum,
    ["map", "map", map],
    ["sky", "sky", sky],
    ["halves", "aligned", halves],
    ["lmax", "whole", 2],
  ],
  "harmonics.spectrumWithoutNoise": [
    harmonics.spectrumWithoutNoise,
    ["map", "map", map],
    ["sky", "sky", sky],
    ["halves", "aligned", halves],
    ["lmax", "whole", 2],
  ],
  "harmonics.autoSpectrum": [harmonics.autoSpectrum, ["map", "map", map], ["sky", "sky", sky], ["lmax", "whole", 2]],
  "harmonics.whiteNoise": [harmonics.whiteNoise, ["map", "map", map]],
  "harmonics.dipolePower": [harmonics.dipolePower, ["amplitude", "number", 1e-3]],
  "harmonics.legendreP": [harmonics.legendreP, ["l", "whole", 2], ["x", "number", 0.5]],
  drawFigure: [
    (...[given, list, page]) => drawFigure("fig4", given, list, page),
    ["config", "config", config],
    ["records", "records", records],
    ["document", "object", document],
  ],
};

/** What an engine says where nobody asked before. */
const RAW = /Cannot|is not (a function|iterable|defined)|of undefined|Invalid|out of bounds/;

for (const [name, [call, ...takes]] of Object.entries(TAKES)) {
  const good = takes.map(([, , value]) => value);
  test(`${name}: ${takes.map(([argument]) => argument).join(", ")}`, async () => {
    await call(...good);
    for (const [k, [argument, kind]] of takes.entries())
      for (const wrong of WRONG[kind]) {
        const given = `${argument} = ${inspect(wrong, { depth: 1 }).slice(0, 80)}`;
        try {
          await call(...good.slice(0, k), wrong, ...good.slice(k + 1));
        } catch (error) {
          const { message } = error as Error;
          assert.ok(message.startsWith(argument) || message.startsWith("a map of"), `${given}: ${message}`);
          assert.not.match(message, RAW, given);
          continue;
        }
        assert.unreachable(`${given} was taken`);
      }
  });
}

test("the formulas are not called outside of where they hold", () => {
  const outside: [call: () => unknown, name: string][] = [
    [() => library.coherenceLength(100, 100, 1.5), "inner_scale_pc"],
    [() => library.coherenceLength(100, -1, 1.5), "inner_scale_pc"],
    [() => library.coherenceLength(100, 1, 1), "spectral_index"],
    [() => library.paperParallel(1000, 3.8, 1.1, 1.5), "turbulence_level"],
    [() => library.diffusionMSD(displacement_pc2, [2, 1]), "path_pc"],
    [() => library.diffusionMSD([], []), "path_pc"],
    [() => harmonics.spectrumWithoutNoise(map, sky, halves, 0), "lmax"],
    [() => harmonics.crossSpectrum(map, sky, halves.fill(0), 2), "halves"],
    [() => harmonics.autoSpectrum(new Float64Array(48), sky, 2), "map"],
    [() => liouville.mapDipole(new Float64Array(48), sky), "map"],
    [() => liouville.arrivalMap(arrivals, 0, () => Number.NaN), "f"],
    [() => harmonics.harmonics(map, sky, 2, [0, 48]), "pixels"],
  ];
  for (const [call, name] of outside) assert.throws(call, new RegExp(`^${name}\\b.* found|^${name}\\b.*expected`));
  assert.is(library.paperParallel(1000, 0, 1, 1.5), 0, "no regular field at turbulence level 1");
  assert.ok(Math.abs(library.coherenceLength(100, 0, 1.5) - 50 / 3) < 1e-14, "waves of every length");
});

const listed = [...Object.keys(TAKES), ...["ConfigError", "canonicalJSON", "resolveConfig", "liouville.isotropic"]];
/** Their arguments are those of a config's field, or in options.test.ts, or in tests/unit/flight/field.test.ts. */
const ELSEWHERE = ["synthesise", "realise", "run", "describeCube", "fieldFromModes"];

test("every function of the library is in the table", () => {
  const names = Object.entries(library).flatMap(([name, value]) =>
    typeof value === "function"
      ? [name]
      : ["liouville", "multipoles", "harmonics"].includes(name)
        ? Object.keys(value).map((inner) => `${name}.${inner}`)
        : [],
  );
  assert.equal(names.filter((name) => ![...listed, ...ELSEWHERE].includes(name)).sort(), []);
});

test.run();
