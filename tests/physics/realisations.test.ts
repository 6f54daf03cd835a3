// A realisation is a function of seed, index, level and mode vector, and of nothing else.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ConfigInput } from "../../src/config/config.js";
import {
  dot,
  expectClose,
  expectSame,
  groupOf,
  length,
  MODELS_OF_MODES,
  type Mode,
  meanAndError,
  modesOf,
  sum,
  variance,
} from "./modes_of_field.js";

const realisations = suite("realisations of the turbulent field");
const FIELD = { turbulence_level: [1], cells_per_wavelength: 2 };

const open = async (input: ConfigInput, index: number, keepAxes = false) => groupOf(input).open(index, { keepAxes });
const modesWith = async (input: ConfigInput, index: number): Promise<Mode[]> => modesOf(await open(input, index));
const key = (mode: Mode): string => JSON.stringify(mode);

realisations("are the same on finer grids, to the last bit", async () => {
  for (const index of [0, 41]) {
    const coarse = (await open({ field: FIELD }, index)).modes();
    const fine = (await open({ field: { ...FIELD, cells_per_wavelength: 4 } }, index)).modes();
    assert.ok(coarse.length > 9 * 4000);
    expectSame(fine, coarse, "numbers of the modes");
  }
});

realisations("with a smaller inner scale keep every mode that they had, to the last bit, and get more", async () => {
  const few = await modesWith({ field: { ...FIELD, inner_scale_gyroradii: 7 } }, 5);
  const more = await modesWith({ field: { ...FIELD, inner_scale_gyroradii: 0.7 } }, 5);
  const known = new Set(more.map(key));
  assert.ok(few.length > 2000 && more.length > few.length + 1000);
  for (const mode of few) assert.ok(known.has(key(mode)), `mode of ${(2 * Math.PI) / length(mode.k)} pc`);
  const inner_pc = 0.7 * groupOf({}).group.gyroradius_pc;
  for (const { k } of more) assert.ok((2 * Math.PI) / length(k) > inner_pc);
});

realisations("are the same for all rigidities, to the last bit", async () => {
  // at 10, 100 and 1000 TV the inner scale is 0.0014, 0.014 and 0.14 pc
  const [high, middle, low] = await Promise.all(
    [1000, 100, 10].map((R) => modesWith({ field: FIELD, particles: { rigidity_TV: [R] } }, 2)),
  );
  const inMiddle = new Set(middle.map(key));
  const inLow = new Set(low.map(key));
  assert.ok(high.length < middle.length && middle.length < low.length);
  assert.ok(high.every((mode) => inMiddle.has(key(mode))));
  assert.ok(middle.every((mode) => inLow.has(key(mode))));
});

realisations("of another turbulence level, strength or size differ in size only", async () => {
  const reference = await modesWith({ field: FIELD }, 1);
  const weak = await modesWith({ field: { ...FIELD, turbulence_level: [0.1] } }, 1);
  const strong = await modesWith({ field: { ...FIELD, total_rms_uG: 8, inner_scale_gyroradii: 1 } }, 1); // L_min = r_g: as before
  reference.forEach(({ k, re }, m) => {
    for (let i = 0; i < 3; i++) {
      assert.is(weak[m].k[i], k[i]);
      assert.ok(Math.abs(weak[m].re[i] - re[i] * Math.sqrt(0.1)) < 1e-14);
      assert.ok(Math.abs(strong[m].re[i] - 2 * re[i]) < 1e-14);
    }
  });
  // twice the outer scale at twice the rigidity: the same picture, twice as large
  const large = await modesWith({ field: { ...FIELD, outer_scale_pc: 200 }, particles: { rigidity_TV: [2000] } }, 1);
  assert.is(large.length, reference.length);
  reference.forEach(({ k, im }, m) => {
    for (let i = 0; i < 3; i++) {
      assert.ok(Math.abs(large[m].k[i] * 2 - k[i]) < 1e-13 * length(k));
      assert.ok(Math.abs(large[m].im[i] - im[i]) < 1e-14);
    }
  });
});

realisations("another index, another seed, another word of the seed: other amplitudes, not correlated", async () => {
  for (const model of MODELS_OF_MODES) {
    const field = { ...FIELD, model };
    const reference = await axes({ field }, 0);
    const others = {
      "the next index": await axes({ field }, 1),
      "index 1000": await axes({ field }, 1000),
      "the next seed": await axes({ field, ensemble: { seed: 2 } }, 0),
      "a seed beyond 32 bits": await axes({ field, ensemble: { seed: 1 + 2 ** 32 } }, 0),
      "the largest seed": await axes({ field, ensemble: { seed: 2 ** 53 - 1 } }, 0),
    };
    expectSame((await axes({ field }, 0)).numbers.flat(), reference.numbers.flat(), "the same again");
    for (const [name, other] of Object.entries(others)) expectNoCorrelation(reference, other, `${model}, ${name}`);
  }
});

realisations("modes of one realisation are independent of one another", async () => {
  const waves = await axes({ field: { ...FIELD, model: "plane-waves" } }, 0);
  for (let lag = 1; lag < 20; lag++) {
    const [from, to] = [waves.powers.map((_, m) => m).slice(lag), waves.powers.map((_, m) => m).slice(0, -lag)];
    expectNoCorrelation(pick(waves, from), pick(waves, to), `plane waves ${lag} apart`, 5);
  }
  // neighbours in the lattice, of the first two levels (the lattice of a level is 2 pi/S wide)
  const { group, open } = groupOf({ field: FIELD });
  const list = modesOf(await open(0, { keepAxes: true }));
  const all = amplitudes(list);
  for (const level of group.levels.slice(0, 2)) {
    const places = new Map<string, number>();
    list.forEach(({ k }, m) => {
      const wavelength = (2 * Math.PI) / length(k);
      if (wavelength < level.longest_pc * (1 + 1e-9) && wavelength > level.shortest_pc * (1 + 1e-9)) {
        places.set(k.map((c) => Math.round((c * level.box_pc) / (2 * Math.PI))).join(), m);
      }
    });
    for (const [x, y, z] of neighbours(2)) {
      const pairs = [...places].map(([n, m]) => {
        const [i, j, k] = n.split(",").map(Number);
        return [m, places.get([i + x, j + y, k + z].join())];
      });
      const [from, to] = [0, 1].map((end) =>
        pairs.filter((pair) => pair[1] !== undefined).map((pair) => pair[end] as number),
      );
      assert.ok(from.length > 500);
      expectNoCorrelation(pick(all, from), pick(all, to), `modes (${x}, ${y}, ${z}) apart`, 5); // of 250 numbers
    }
  }
});

/** Vectors of integers up to `most`, one of each pair (n, -n). */
function neighbours(most: number): number[][] {
  const range = Array.from({ length: 2 * most + 1 }, (_, i) => i - most);
  const cube = range.flatMap((x) => range.flatMap((y) => range.map((z) => [x, y, z])));
  return cube.slice((cube.length + 1) / 2);
}

realisations("levels have other amplitudes and other axes", async () => {
  const { group } = groupOf({ field: FIELD });
  const all = modesOf(await open({ field: FIELD }, 0, true));
  const first = all.filter(({ k }) => length(k) < ((2 * Math.PI) / group.levels[0].shortest_pc) * (1 - 1e-9));
  for (const g of [1, 2, 3]) {
    // the lattices of all levels are alike, and listed alike
    const other = all.slice(g * first.length, (g + 1) * first.length);
    const scale = group.levels[g].box_pc / group.levels[0].box_pc;
    expectClose(
      other.map(({ k }) => k[0] * scale),
      first.map(({ k }) => k[0]),
      1e-12,
      "k_x of the lattice",
    );
    expectNoCorrelation(amplitudes(first), amplitudes(other), `levels 0 and ${g}`);
  }
});

realisations("rotations of the levels turn modes as they stand, and are uniform in all of them", async () => {
  const { group } = groupOf({ field: FIELD });
  const rotations: number[][] = []; // nine numbers each
  for (let index = 0; index < 60; index++) {
    const straight = modesOf(await open({ field: FIELD }, index, true));
    const turned = modesOf(await open({ field: FIELD }, index));
    let m = 0;
    for (const level of group.levels) {
      const end = straight.findIndex(
        ({ k }, i) => i > m && length(k) > ((2 * Math.PI) / level.shortest_pc) * (1 - 1e-9),
      );
      const last = end < 0 ? straight.length : end;
      // columns from the modes along the axes
      const columns = [0, 1, 2].map((axis) => {
        const i = straight.findIndex(({ k }, j) => j >= m && j < last && Math.abs(k[axis]) > length(k) * (1 - 1e-12));
        return turned[i].k.map((c) => c / straight[i].k[axis]);
      });
      for (let a = 0; a < 3; a++)
        for (let b = 0; b < 3; b++)
          assert.ok(Math.abs(dot(columns[a], columns[b]) - (a === b ? 1 : 0)) < 1e-13, "orthogonal");
      const [[a, b, c], [d, e, f], [g, h, i]] = columns;
      assert.ok(Math.abs(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g) - 1) < 1e-13, "determinant 1");
      const turn = (v: number[]) => [0, 1, 2].map((row) => dot(v, [columns[0][row], columns[1][row], columns[2][row]]));
      for (; m < last; m += 7) {
        const { k, re, im } = straight[m];
        for (const [found, expected] of [
          [turned[m].k, turn(k)],
          [turned[m].re, turn(re)],
          [turned[m].im, turn(im)],
        ])
          assert.ok(found.every((v, j) => Math.abs(v - expected[j]) < 1e-12 * (length(expected) + length(k))));
      }
      m = last;
      rotations.push(columns.flat());
    }
  }
  // Moments of a uniform rotation. An element is a component of a unit vector: mean 0, square 1/3, fourth power 1/5, with variances 1/3,
  // 4/45 and 1/9 - 1/25; the trace 1 + 2 cos(angle) has mean 0 and variance 1 (a uniform angle would have mean 1, no rotation 3).
  const n = rotations.length;
  assert.is(n, 300);
  for (let i = 0; i < 9; i++) {
    const elements = rotations.map((r) => r[i]);
    expectMean(elements, 0, 1 / 3, `element ${i}`);
    expectMean(
      elements.map((r) => r ** 2),
      1 / 3,
      4 / 45,
      `square of element ${i}`,
    );
    expectMean(
      elements.map((r) => r ** 4),
      1 / 5,
      1 / 9 - 1 / 25,
      `fourth power of element ${i}`,
    );
  }
  const trace = (r: number[]) => r[0] + r[4] + r[8];
  expectMean(rotations.map(trace), 0, 1, "trace");
  expectMean(
    rotations.map((r) => trace(r) ** 2),
    1,
    2,
    "square of the trace",
  ); // <tr^4> = 3
  // neighbouring levels, and the same level of neighbouring realisations: tr(R1^T R2) of independent rotations is again such a trace
  for (const apart of [1, group.levels.length])
    expectMean(
      rotations.slice(apart).map((r, j) => r.reduce((s, v, i) => s + v * rotations[j][i], 0)),
      0,
      1,
      `${apart} apart`,
    );
});

function expectMean(values: number[], expected: number, variance: number, what: string): void {
  const [mean] = meanAndError(values);
  const bound = 4 * Math.sqrt(variance / values.length);
  assert.ok(Math.abs(mean - expected) < bound, `${what}: mean ${mean}, expected ${expected} +- ${bound}`);
}

/** Amplitudes without their expected size. */
interface Amplitudes {
  /** real and imaginary part of A over |A|, six numbers a mode */
  numbers: number[][];
  /** |A|^2 over its expectation; offsets of the levels turn phases, but leave this alone */
  powers: number[];
}

function amplitudes(modes: Mode[], grids = true): Amplitudes {
  const numbers = modes.map(({ re, im }) => [...re, ...im].map((a) => a / Math.hypot(length(re), length(im))));
  // in grids k^-11/3 times (2 pi/S)^3, and the boxes S shrink by four where bands begin; in plane waves the waves of a bin, k^-2/3
  const sizes = modes.map((mode) => {
    const k = (length(mode.k) * 100) / (2 * Math.PI);
    const band = 4 ** Math.floor(Math.log2(k) / 2 + 1e-9);
    return variance(mode) * (grids ? k ** (11 / 3) / band ** 3 : k ** (2 / 3));
  });
  const mean = sum(sizes) / sizes.length;
  return { numbers, powers: sizes.map((size) => size / mean) };
}

/** Those of some modes. */
const pick = ({ numbers, powers }: Amplitudes, modes: number[]): Amplitudes => ({
  numbers: modes.map((m) => numbers[m]),
  powers: modes.map((m) => powers[m]),
});

/** Amplitudes of a realisation, levels not rotated. */
const axes = async (input: ConfigInput, index: number): Promise<Amplitudes> =>
  amplitudes(modesOf(await open(input, index, true)), input.field?.model !== "plane-waves");

/** Expects the means of products over all modes to be zero, to `sigmas` standard errors. */
function expectNoCorrelation(a: Amplitudes, b: Amplitudes, what: string, sigmas = 4): void {
  const count = a.numbers.length;
  assert.is(b.numbers.length, count);
  let [product, power] = [0, 0];
  for (let m = 0; m < count; m++) {
    for (let i = 0; i < 6; i++) product += (a.numbers[m][i] * b.numbers[m][i]) / count;
    power += ((a.powers[m] - 1) * (b.powers[m] - 1)) / count;
  }
  // six numbers are a unit vector in four dimensions, across k: the product of two has variance 1/4 (less if their k differ);
  // |A|^2 is chi^2 of four degrees of freedom, of relative variance 1/2: the product of two has variance 1/4 too
  const bound = sigmas / Math.sqrt(4 * count);
  assert.ok(Math.abs(product) < bound, `${what}: correlation ${product} over ${count} modes`);
  assert.ok(Math.abs(power) < bound, `${what}: correlation ${power} of the power of ${count} modes`);
}

realisations.run();
