import { suite } from "uvu";
import * as assert from "uvu/assert";
import { sumOfModes } from "../../../src/flight/modes.js";
import { uniform } from "../../../src/statistics/random.js";
import { type Increments, measureIncrements } from "../../../src/turbulence/increments.js";
import { freePairs, nodePairs, OCTANTS, PARTS } from "../../../src/turbulence/pairs.js";
import { exponent } from "../../../src/turbulence/power_law.js";
import { NOT_TURNED, powerLaw } from "./cubes.js";

const test = suite("increments of a field");

const N = 32;
const cube = { cells: [N, N, N] as [number, number, number], cell_pc: [1, 1, 1] as [number, number, number] };
const inCube = (values: Float32Array, distances_pc = [1, 2, 4, 8], open: boolean[] = []) =>
  measureIncrements(nodePairs({ ...cube, turn: NOT_TURNED, scale_uG: 1 }, values, { seed: 1, open }), {
    ...{ distances_pc, fit_pc: [1, 8], parts: OCTANTS, pairs: 2 ** 15 },
  });
const kurtoses = ({ distances }: Increments) =>
  distances.map(({ kurtosis }) => kurtosis as { value: number; error: number });

test("kurtosis is 3 in a Gaussian field within its error, and much larger where a few places hold the field", async () => {
  const gaussian = powerLaw(N, 5 / 3, 4);
  for (const { value, error } of kurtoses(await inCube(gaussian))) {
    assert.ok(error < 0.15, `error ${error}`);
    assert.ok(Math.abs(value - 3) < 4 * error + 0.05, `${value} +- ${error}`);
  }
  // the same field times exp(g/2), g another one of small scales
  const other = powerLaw(N, 0, 5);
  const rms = Math.sqrt(other.reduce((sum, x) => sum + x * x, 0) / other.length);
  const patchy = gaussian.map((x, i) => x * Math.exp(other[3 * Math.floor(i / 3)] / rms / 2));
  for (const { value, error } of kurtoses(await inCube(patchy)))
    assert.ok(value > 4 + 2 * error, `${value} +- ${error}`);
});

test("no pair is taken across the faces at which a cube does not close", async () => {
  // B_x grows along x: its increments are the distance along x, but for the step back at the face
  const ramp = new Float32Array(3 * N ** 3).map((_, i) =>
    i % 3 === 0 ? Math.floor(i / (3 * N * N)) : Math.sin(7.3 * i * i),
  );
  const along = async (open: boolean[]) => {
    const { distances } = await inCube(ramp, [8], open);
    return distances[0].all?.value as number;
  };
  const others = 2; // <(sin a - sin b)^2> of the two other components
  const inside = await along([true, false, false]);
  assert.ok(Math.abs(inside - others - 64 / 3) < 1, `${inside}`);
  assert.ok((await along([])) > 2 * inside);
});

/** Waves of E(k) ~ k^-q between two wavelengths, in random directions. */
function isotropicWaves(count: number, q: number, longest: number, shortest: number, seed: number): Float64Array {
  const random = uniform(seed);
  const modes = new Float64Array(9 * count);
  for (let m = 0; m < count; m++) {
    const k = ((2 * Math.PI) / longest) * (longest / shortest) ** ((m + random()) / count);
    const z = 2 * random() - 1;
    const angle = 2 * Math.PI * random();
    const s = Math.sqrt(1 - z * z);
    const n = [s * Math.cos(angle), s * Math.sin(angle), z];
    const a = [z * Math.cos(angle), z * Math.sin(angle), -s];
    const b = [-Math.sin(angle), Math.cos(angle), 0];
    const [turn, phase] = [2 * Math.PI * random(), 2 * Math.PI * random()];
    for (let c = 0; c < 3; c++) {
      const amplitude = k ** ((1 - q) / 2) * (a[c] * Math.cos(turn) + b[c] * Math.sin(turn));
      modes[9 * m + c] = k * n[c];
      modes[9 * m + 3 + c] = amplitude * Math.cos(phase);
      modes[9 * m + 6 + c] = amplitude * Math.sin(phase);
    }
  }
  return modes;
}

/** <|dB|^2> in all directions of a sum of waves: 2 sum P (1 - sin(kl)/(kl)). */
function expected(modes: Float64Array, l: number): number {
  let sum = 0;
  for (let m = 0; m < modes.length; m += 9) {
    const kl = l * Math.hypot(modes[m], modes[m + 1], modes[m + 2]);
    for (let c = 3; c < 9; c++) sum += 4 * modes[m + c] ** 2 * (1 - Math.sin(kl) / kl);
  }
  return sum;
}

test("the structure function is that of the waves, and its exponent that of the spectrum less 1", async () => {
  const modes = isotropicWaves(200, 5 / 3, 1000, 0.1, 1);
  const distances_pc = Array.from({ length: 9 }, (_, i) => 0.5 * 10 ** (i / 4));
  const draw = freePairs((points) => sumOfModes(modes, points), { side_pc: 1e4, seed: 3 });
  const sampling = { distances_pc, fit_pc: [0.8, 16] as const, parts: PARTS, pairs: 2 ** 11 };
  const { distances, exponents, fitted_pc } = await measureIncrements(draw, sampling);
  for (const { distance_pc, all } of distances) {
    const { value, error } = all as { value: number; error: number };
    assert.ok(error < 0.03 * value, `${error} of ${value}`);
    const exact = expected(modes, distance_pc);
    assert.ok(Math.abs(value - exact) < 4 * error, `${value} +- ${error}, not ${exact} at ${distance_pc}`);
  }
  const { value, error } = exponents.all as { value: number; error: number };
  const fitted = distances.slice(1, 7).map(({ distance_pc: x }) => ({ x, y: expected(modes, x), relative: 1 }));
  const exact = exponent(fitted).value;
  assert.ok(error < 0.02 && Math.abs(value - exact) < 4 * error, `${value} +- ${error}, not ${exact}`);
  assert.ok(Math.abs(exact - 2 / 3) < 0.04, `${exact}`);
  const [low, high] = fitted_pc as [number, number];
  assert.ok(low > 0.8 && high < 16, `${low} ${high}`);
});

test("along and across are told apart by the local field", async () => {
  // B about x, which varies across x only: it is the same along x, so that nearly nothing changes along the field
  const modes = isotropicWaves(100, 5 / 3, 20, 2, 5);
  const flat = modes.slice();
  for (let m = 0; m < flat.length; m += 9) flat[m] = 0;
  const fieldAt = (points: Float64Array) => sumOfModes(flat, points).map((b, i) => (i % 3 === 0 ? 1000 : b));
  const draw = freePairs(fieldAt, { side_pc: 1e3, seed: 1 });
  const { distances } = await measureIncrements(draw, {
    distances_pc: [0.5],
    fit_pc: [1, 2],
    parts: PARTS,
    pairs: 2 ** 12,
  });
  const [{ along, across }] = distances;
  // within 10 degrees the distance across is sin(10 deg) of the whole at most
  assert.ok((along?.value as number) < 0.04 * (across?.value as number), `${along?.value} ${across?.value}`);
});

test("the same seed draws the same pairs", async () => {
  const values = powerLaw(16, 5 / 3, 1);
  const draw = (seed: number) =>
    nodePairs({ cells: [16, 16, 16], cell_pc: [1, 1, 1], turn: NOT_TURNED, scale_uG: 1 }, values, { seed })(3, 100);
  assert.equal(draw(1), draw(1));
  assert.not.equal(draw(1), draw(2));
});

test("without three distances to fit there is no exponent, and without pairs along the field no value", async () => {
  const { exponents, fitted_pc } = await inCube(powerLaw(N, 5 / 3, 1), [1, 2]);
  assert.equal([exponents, fitted_pc], [{ all: null, along: null, across: null }, null]);
});

test.run();
