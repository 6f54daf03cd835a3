// The modes that a realisation of the turbulence is: PHYSICS of the field before it is put on a grid.
//
// Seeds are fixed, so a statistical bound always holds or never does. Bounds are four standard errors unless said otherwise:
// of the fifty or so numbers compared here one in three hundred such files would break one by chance.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Group, Model } from "../../src/config/config.js";
import { hasGrids } from "../../src/config/field_models.js";
import {
  dot,
  type ExpectedMode,
  expectClose,
  expectedModes,
  groupOf,
  length,
  MODELS_OF_MODES,
  meanAndError,
  modesOf,
  sum,
  variance,
} from "./modes_of_field.js";

const Q = 5 / 3;
/** Two cells per wavelength: the same modes as with more (realisations.test.ts), in a tenth of the time. */
const COARSE = { turbulence_level: [1], cells_per_wavelength: 2 };
const DB2 = 16; // dB^2 at turbulence level 1, uG^2
const REALISATIONS = 200;

/** What is kept of the modes of many realisations of a model, [realisation][...]. */
interface Spectrum {
  group: Group;
  /** expected modes of the levels, none for plane waves */
  expected: ExpectedMode[];
  /** sum of 2 |A|^2 in each half-octave of k, whole ones only, from 2 pi/L_max */
  energy: Float64Array[];
  /** and in each level, or in all */
  levels: Float64Array[];
  /** pi sum |A|^2/k and sum |A|^2: the coherence length is their ratio */
  weighted: Float64Array;
  total: Float64Array;
}
const spectra = new Map<string, Spectrum>();
const halfOctave = (k: number): number => Math.floor(2 * Math.log2((k * 100) / (2 * Math.PI)) + 1e-9);
/** Integral of E(k) over a half-octave, in units of dB^2. */
const integral = (bin: number): number => 2 ** ((-bin / 2) * (Q - 1)) - 2 ** ((-(bin + 1) / 2) * (Q - 1));

async function gather(model: Model): Promise<Spectrum> {
  const { group, open } = groupOf({ field: { ...COARSE, model } });
  const bins = Math.floor(2 * Math.log2(100 / group.inner_scale_pc));
  const levels = Math.max(group.levels.length, 1);
  const table = (columns: number) => Array.from({ length: columns }, () => new Float64Array(REALISATIONS));
  const [energy, ofLevel, [weighted, total]] = [table(bins), table(levels), table(2)];
  for (let r = 0; r < REALISATIONS; r++) {
    const numbers = (await open(r)).modes();
    for (let m = 0; m < numbers.length; m += 9) {
      const k = Math.hypot(numbers[m], numbers[m + 1], numbers[m + 2]);
      let square = 0;
      for (let i = m + 3; i < m + 9; i++) square += 2 * numbers[i] ** 2;
      if (halfOctave(k) < bins) energy[halfOctave(k)][r] += square;
      ofLevel[levelOf(group, k)][r] += square;
      weighted[r] += (Math.PI * square) / k;
      total[r] += square;
    }
  }
  const expected = group.levels.flatMap((level) => expectedModes(level, 100, Q));
  return { group, expected, energy, levels: ofLevel, weighted, total };
}

/** The level that a wave number belongs to. */
function levelOf(group: Group, k: number): number {
  return Math.max(
    group.levels.findIndex((level) => k < ((2 * Math.PI) / level.shortest_pc) * (1 - 1e-9)),
    0,
  );
}

const modes = suite("modes of the turbulent field");

modes.before(async () => {
  for (const model of MODELS_OF_MODES) spectra.set(model, await gather(model));
});

modes("k.B_k = 0 in every mode, of grids and of plane waves", async () => {
  for (const model of MODELS_OF_MODES) {
    const list = modesOf(await groupOf({ field: { ...COARSE, model } }).open(3));
    assert.ok(list.length > 150);
    for (const { k, re, im } of list) {
      // k, A and their product are rounded a few times each: 1e-15 of |k| |A|
      const along = Math.hypot(dot(k, re), dot(k, im));
      assert.ok(along < 2e-15 * length(k) * Math.hypot(length(re), length(im)), `${model}: k.A = ${along}`);
    }
  }
});

modes("every mode of the bands is there once, none beyond the inner scale", async () => {
  const { group, open } = groupOf({ field: COARSE });
  const found = modesOf(await open(0)).map((mode) => length(mode.k));
  const expected = group.levels.flatMap((level) => expectedModes(level, 100, Q).filter((mode) => mode.kept));
  assert.is(found.length, expected.length);
  // as sorted lists: sizes to rounding
  const sizes = expected.map((mode) => mode.k).sort((a, b) => a - b);
  found.sort((a, b) => a - b);
  const ratios = found.map((k, i) => k / sizes[i]);
  expectClose(ratios, new Array(ratios.length).fill(1), 1e-12, "|k|");
  assert.ok(found[0] > (2 * Math.PI) / 100 - 1e-12);
  assert.ok(found[found.length - 1] < (2 * Math.PI) / group.inner_scale_pc);
  // no two of a level are each other's negative or the same
  const vectors = new Set(
    modesOf(await open(0, { keepAxes: true })).flatMap(({ k }) => [k, k.map((c) => -c)].map(named)),
  );
  assert.is(vectors.size, 2 * expected.length);
  function named(k: number[]) {
    return k.map((c) => Math.round(c * 1e9) + 0).join(" ");
  }
});

modes("the variance of each level is its band's part of dB^2", () => {
  const { group, expected, levels, total } = spectra.get("nested-grids") as Spectrum;
  group.levels.forEach((level, g) => {
    const list = expected.filter((mode) => mode.kept && levelOf(group, mode.k) === g);
    const mean = sum(list.map((mode) => mode.variance)) * DB2;
    // 2 |A|^2 of a mode is chi^2 of four degrees of freedom: its scatter is 1/sqrt 2 of its mean
    const error = Math.sqrt(sum(list.map((mode) => mode.variance ** 2 / 2)) / REALISATIONS) * DB2;
    assert.ok(error < 0.006 * mean); // sharp enough to see a per cent or two
    const [found, scatter] = meanAndError(levels[g]);
    assert.ok(
      Math.abs(found - mean) < 4 * error,
      `level ${g} of ${level.box_pc} pc: ${found} uG^2, ${mean} +- ${error}`,
    );
    // and so is the scatter between realisations: a standard deviation from 200 is good to 5 %
    assert.ok(
      Math.abs(scatter / error - 1) < 0.2,
      `level ${g}: scatter ${scatter / error} of that of Gaussian amplitudes`,
    );
  });
  // all together: dB^2 less what lies beyond the inner scale, 1.2 % at 1 PV (where the cut runs through the lattice matters by 0.1 %)
  const share = 1 - (group.inner_scale_pc / 100) ** (Q - 1);
  assert.ok(Math.abs(share - 0.988) < 0.001);
  const [mean, error] = meanAndError(total);
  assert.ok(error < 0.005 * DB2);
  assert.ok(
    Math.abs(mean - share * DB2) < 4 * error + 0.001 * DB2,
    `${mean} uG^2 +- ${error}, expected ${share * DB2}`,
  );
});

modes("normalised to the realisation, each has that variance exactly; and only its size is changed", async () => {
  for (const model of MODELS_OF_MODES) {
    const free = groupOf({ field: { ...COARSE, model } });
    const exact = groupOf({ field: { ...COARSE, model, normalisation: "realisation" } });
    const lengths: number[] = [];
    for (let index = 0; index < 4; index++) {
      const a = modesOf(await free.open(index));
      const b = modesOf(await exact.open(index));
      lengths.push(sum(b.map(variance)));
      const ratio = Math.sqrt(lengths[index] / sum(a.map(variance)));
      assert.ok(Math.abs(ratio - 1) > 1e-4, "realisations differ in their rms");
      expectClose(
        b.flatMap((mode) => mode.re),
        a.flatMap((mode) => mode.re.map((re) => ratio * re)),
        1e-12,
        "Re A",
      );
    }
    const { group, config } = exact;
    const levels = group.levels.flatMap((level) => expectedModes(level, 100, Q).filter((mode) => mode.kept));
    // plane waves: bins down to the first edge at or below the inner scale
    const perDecade = config.field.waves_per_decade;
    const bins = Math.ceil(perDecade * Math.log10(100 / group.inner_scale_pc));
    const expected =
      16 * (hasGrids({ model }) ? sum(levels.map((mode) => mode.variance)) : 1 - 10 ** ((-bins / perDecade) * (Q - 1)));
    for (const found of lengths) assert.ok(Math.abs(found / expected - 1) < 1e-11, `${model}: ${found}, ${expected}`);
  }
});

modes("amplitudes are Gaussian, with the variance of their |k|", async () => {
  const { group, open } = groupOf({ field: COARSE });
  const moments = [0, 0, 0, 0, 0];
  for (let index = 0; index < 5; index++) {
    const list = modesOf(await open(index));
    let m = 0;
    for (const level of group.levels) {
      const expected = new Map(expectedModes(level, 100, Q).map((mode) => [mode.n2, mode.variance * 16]));
      for (; m < list.length && length(list[m].k) < ((2 * Math.PI) / level.shortest_pc) * (1 - 1e-9); m++) {
        const n2 = Math.round(dot(list[m].k, list[m].k) * (level.box_pc / (2 * Math.PI)) ** 2);
        const sigma = Math.sqrt((expected.get(n2) as number) / 8); // of each of the four numbers: 2 |A|^2 = 8 sigma^2
        for (const part of [list[m].re, list[m].im]) {
          for (const e of across(list[m].k)) for (let p = 0; p <= 4; p++) moments[p] += (dot(part, e) / sigma) ** p;
        }
      }
    }
    assert.is(m, list.length);
  }
  const [n, ...sums] = moments;
  assert.ok(n > 80000);
  // x, x^2, x^3, x^4 have variances 1, 2, 15, 96. Waves of fixed amplitude and random phase would have a fourth moment of 1.5.
  [
    [0, 1],
    [1, 2],
    [0, 15],
    [3, 96],
  ].forEach(([expected, spread], i) => {
    const found = sums[i] / n;
    assert.ok(
      Math.abs(found - expected) < 4 * Math.sqrt(spread / n),
      `moment ${i + 1}: ${found}, expected ${expected}`,
    );
  });
});

modes("E(k) falls as k^-5/3 over three decades", () => {
  for (const model of MODELS_OF_MODES) {
    const { energy, expected } = spectra.get(model) as Spectrum;
    const ratios = energy.map((found, bin) => {
      const [mean, error] = meanAndError(found).map((value) => value / (DB2 * integral(bin)));
      assert.ok(error < 0.02, `${model}, bin ${bin}: error ${error}`);
      // Which modes of the lattice fall into a half-octave makes its sum differ from the integral, by up to 6 % in a box of two
      // wavelengths, in the same way in every level.
      const modesOfBin = expected.filter((mode) => halfOctave(mode.k) === bin);
      const lattice = hasGrids({ model }) ? sum(modesOfBin.map((mode) => mode.variance)) / integral(bin) : 1;
      assert.ok(Math.abs(lattice - 1) < 0.06, `bin ${bin}: lattice ${lattice}`);
      assert.ok(Math.abs(mean - lattice) < 4 * error, `${model}, bin ${bin}: ${mean} +- ${error}, expected ${lattice}`);
      return mean;
    });
    // A straight line through the logarithms: errors of 0.01 to 0.02 in each of 19 bins over 6.2 e-folds make one of 0.002 in the
    // slope; where in a level its four bins lie high or low adds as much.
    const x = ratios.map((_, bin) => (bin * Math.LN2) / 2);
    const middle = sum(x) / x.length;
    const tilt = sum(x.map((v, i) => (v - middle) * Math.log(ratios[i]))) / sum(x.map((v) => (v - middle) ** 2));
    assert.ok(Math.abs(tilt) < 0.01, `${model}: E(k) ~ k^${tilt - Q}`);
  }
});

modes("the power of a mode per volume of k space goes on from level to level without a step", async () => {
  const { group, open } = groupOf({ field: COARSE });
  const density: number[][] = group.levels.map(() => []);
  for (let index = 0; index < 10; index++) {
    for (const mode of modesOf(await open(index))) {
      const k = length(mode.k);
      const g = levelOf(group, k);
      // over that of the continuum: E(k)/(4 pi k^2) per volume, (2 pi/S)^3 a mode, two modes a pair
      const k0 = (2 * Math.PI) / 100;
      const E = ((DB2 * (Q - 1)) / k0) * (k / k0) ** -Q;
      density[g].push(
        variance(mode) / (((2 * E) / (4 * Math.PI * k * k)) * ((2 * Math.PI) / group.levels[g].box_pc) ** 3),
      );
    }
  }
  density.map(meanAndError).forEach(([mean, error], g, levels) => {
    assert.ok(error < 0.015, `error ${error}`); // 10 000 modes a level, 2000 in the last, which is cut: 0.7 % and 1.5 %
    // each level has its variance, which the sum over the lattice of a box of two wavelengths finds 6.1 % too large
    assert.ok(Math.abs(mean - 1 / 1.061) < 4 * error + 0.001, `level ${g}: ${mean} +- ${error} of the continuum`);
    const [before, its] = levels[Math.max(g - 1, 0)];
    assert.ok(Math.abs(mean - before) <= 4 * Math.hypot(error, its), `step from level ${g - 1}: ${before}, ${mean}`);
  });
});

modes("the coherence length is that of the spectrum, in a box of two wavelengths 4 % more", () => {
  for (const model of MODELS_OF_MODES) {
    const excess = hasGrids({ model }) ? 1.04 : 1;
    const { group, weighted, total } = spectra.get(model) as Spectrum;
    const r = group.inner_scale_pc / 100;
    const formula = ((50 * (Q - 1)) / Q) * ((1 - r ** Q) / (1 - r ** (Q - 1)));
    assert.ok(Math.abs(formula / 20 - 1) < 0.02); // L_max/5
    const found = meanAndError(weighted)[0] / meanAndError(total)[0];
    const [, error] = meanAndError(weighted.map((top, i) => (top - found * total[i]) / meanAndError(total)[0]));
    assert.ok(error < 0.006 * formula);
    // the excess is stated to one per cent
    assert.ok(
      Math.abs(found - excess * formula) < 4 * error + 0.005 * formula,
      `${model}: ${found} +- ${error}, ${formula} pc`,
    );
  }
});

/** Two unit vectors across k. */
function across(k: number[]): [number[], number[]] {
  const aside = Math.abs(k[0]) < 0.6 * length(k) ? [1, 0, 0] : [0, 1, 0];
  const first = unit(cross(k, aside));
  return [first, unit(cross(k, first))];
}
const cross = (a: number[], b: number[]) => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const unit = (v: number[]) => v.map((c) => c / length(v));

modes.run();
