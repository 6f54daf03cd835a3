// From a config to the numbers of a run: units, field strengths, bands, grids, path lengths, memory. Expected numbers are
// those of the literature or are worked out in the comments, apart from the code.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type ConfigInput, type Group, groups, resolveConfig } from "../../../src/config/config.js";
import { coherenceLength, harari2014, paperParallel } from "../../../src/published.js";
import { CM2_S_PER_PC_C, gyroradius_pc, PC_M } from "../../../src/units.js";

const test = suite("config: levels");

const first = (input: ConfigInput): Group => groups(resolveConfig(input))[0];
const near = (found: number, expected: number, relative: number, what = "") =>
  assert.ok(Math.abs(found / expected - 1) <= relative, `${what} ${found}, expected ${expected}`);

test("units: gyroradius, parsec and diffusion coefficient", () => {
  // r_g = p/(eB), 1 PV in 1 uG: 1e15 V/(2.99792458e8 m/s * 1e-10 T) = 3.33564e16 m, over 3.08568e16 m; to all digits given
  near(gyroradius_pc(1000, 1), 1.081, 1e-4);
  near(gyroradius_pc(1000, 1), 3.3356409519815204e16 / 3.0856775814913673e16, 1e-15);
  // the paper's rigidities at 4 uG, to the three digits stated
  for (const [R, expected] of [
    [10, 2.7e-3],
    [100, 2.7e-2],
    [1000, 0.27],
  ])
    near(gyroradius_pc(R, 4), expected, 2e-3);
  near(PC_M, (648_000 / Math.PI) * 149_597_870_700, 1e-15); // IAU 2015 B2
  near(CM2_S_PER_PC_C, 9.25e28, 1e-3); // to the digits stated
});

test("published coefficients: the numbers of their tables", () => {
  // Harari et al. 2014 with B = 4 uG, l_c = 20 pc (L_min -> 0), to the last digit of the table, 0.5 in 79 or less
  for (const [R, D] of [
    [10, 0.0795],
    [100, 0.178],
    [1000, 0.451],
    [1e4, 2.09],
    [1e5, 58.5],
  ])
    near(harari2014(R, 4, 20, 5 / 3), D, 3e-3, `Harari ${R} TV`);
  // the paper's formula at eta = 0.1, B0 = 3.795 uG
  for (const [R, D] of [
    [10, 7.7],
    [100, 16.7],
    [1000, 35.9],
  ])
    near(paperParallel(R, 4 * Math.sqrt(0.9), 0.1, 5 / 3), D, 5e-3, `paper ${R} TV`);
  assert.is(paperParallel(1000, 0, 1, 5 / 3), 0);
  // L_max/5 in the limit; and the integral itself at r = 1/4, q = 3: (1/2)(2/3)(1 - 1/64)/(1 - 1/16) L_max = 0.35 L_max
  near(coherenceLength(100, 1e-12, 5 / 3), 20, 1e-6);
  near(coherenceLength(100, 25, 3), 35, 1e-12);
});

test("B0 and dB add up to the total rms in squares, in the ratio that the turbulence level says", () => {
  const all = groups(resolveConfig({ field: { turbulence_level: [1, 0.1, 0.37] } }));
  for (const { turbulence_level, regular_uG, turbulent_uG } of all) {
    near(regular_uG ** 2 + turbulent_uG ** 2, 16, 1e-15); // rounding
    near(turbulent_uG ** 2 / 16, turbulence_level, 1e-15);
  }
  assert.is(all[0].regular_uG, 0);
  // B0 = 3.795 uG, dB = 1.265 uG at eta = 0.1
  assert.equal([all[1].regular_uG.toFixed(3), all[1].turbulent_uG.toFixed(3)], ["3.795", "1.265"]);
});

test("groups come in the order of the lists, turbulence level first", () => {
  const config = resolveConfig({ field: { turbulence_level: [0.1, 1] }, particles: { rigidity_TV: [1000, 10] } });
  const found = groups(config).map((g) => [g.turbulence_level, g.rigidity_TV]);
  assert.equal(found, [
    [0.1, 1000],
    [0.1, 10],
    [1, 1000],
    [1, 10],
  ]);
});

test("the inner scale is min(r_g/2, L_max/300), or as many gyroradii as are given, at every rigidity", () => {
  const inner = (R: number, field = {}) => first({ field, particles: { rigidity_TV: [R] } }).inner_scale_pc;
  near(inner(1000), 0.1351, 1e-3); // 0.2703/2
  near(inner(1e4), 100 / 300, 1e-15); // r_g/2 = 1.35 pc is above
  near(inner(1e4, { inner_scale_gyroradii: 0.25 }), 2.7025 / 4, 1e-4);
  near(inner(10, { inner_scale_gyroradii: 2 }), 2 * 0.0027025, 1e-4);
});

test("bands follow one another from the outer to the inner scale without gap or overlap", () => {
  const fields = [{}, { band_ratio: 2.7 }, { band_ratio: 1.5, box_wavelengths: 3 }, { inner_scale_gyroradii: 10 }];
  for (const field of fields) {
    for (const rigidity of [1, 10, 1000, 1e4]) {
      const { levels, inner_scale_pc } = first({ field, particles: { rigidity_TV: [rigidity] } });
      assert.is(levels[0].longest_pc, 100);
      levels.forEach((level, g) => {
        assert.is(level.longest_pc, g === 0 ? 100 : levels[g - 1].shortest_pc); // the same number, not only near
        assert.is(level.cut_pc, Math.max(level.shortest_pc, inner_scale_pc));
        assert.ok(level.longest_pc > inner_scale_pc, "a level without a mode to hold");
      });
      assert.ok(levels[levels.length - 1].shortest_pc <= inner_scale_pc);
      assert.is(levels[levels.length - 1].cut_pc, inner_scale_pc);
    }
  }
});

test("a band that ends at the inner scale is the last", () => {
  // L_min = 100/16 pc exactly: L_0 = 100, L_1 = 25, L_2 = 6.25 = L_min
  const inner_scale_gyroradii = 6.25 / gyroradius_pc(1000, 4);
  const { levels, inner_scale_pc } = first({ field: { inner_scale_gyroradii } });
  assert.is(inner_scale_pc, 6.25);
  assert.equal(
    levels.map((level) => level.longest_pc),
    [100, 25],
  );
});

test("two rigidities share their coarse levels, whatever their inner scales", () => {
  const [low, high] = groups(
    resolveConfig({ field: { turbulence_level: [1] }, particles: { rigidity_TV: [10, 1000] } }),
  );
  const bands = (group: Group) =>
    group.levels.map(({ longest_pc, shortest_pc, box_pc }) => [longest_pc, shortest_pc, box_pc]);
  assert.ok(low.levels.length > high.levels.length);
  assert.equal(bands(low).slice(0, high.levels.length), bands(high));
});

test("grids: the smallest power of two with enough cells per shortest wavelength, 8 at least", () => {
  for (const cells_per_wavelength of [2, 3, 4, 8, 11]) {
    for (const box_wavelengths of [1, 2, 3.3]) {
      const { levels } = first({ field: { cells_per_wavelength, box_wavelengths, turbulence_level: [1] } });
      for (const { cells, box_pc, cut_pc, longest_pc } of levels) {
        near(box_pc, box_wavelengths * longest_pc, 1e-15);
        const wanted = (cells_per_wavelength * box_pc) / cut_pc;
        assert.ok(Number.isInteger(Math.log2(cells)) && cells >= 8);
        assert.ok(cells >= wanted * (1 - 1e-9), `${cells} < ${wanted}`);
        assert.ok(cells === 8 || cells / 2 < wanted, `${cells} is twice as many as ${wanted} needs`);
      }
    }
  }
  // 4 cells * 2.5 wavelengths * ratio 3.2 = 32, and for these scales a little more by rounding: that must not make it 64
  for (const outer_scale_pc of [100, 33.3, 0.7, 123.456]) {
    const field = { outer_scale_pc, inner_scale_gyroradii: 0.01, box_wavelengths: 2.5, band_ratio: 3.2 };
    const { levels } = first({ field });
    assert.equal([...new Set(levels.slice(0, -1).map((level) => level.cells))], [32]);
  }
});

test("path lengths are equally spaced and the last is the path itself", () => {
  for (const outputs of [1, 2, 3, 7, 16, 49, 1000]) {
    for (const path_pc of [60, 0.1, 4.9]) {
      const found = first({ transport: { path_pc, outputs } }).path_pc;
      assert.is(found.length, outputs);
      assert.is(found[outputs - 1], path_pc);
      for (const [i, s] of found.entries()) near(s, (path_pc * (i + 1)) / outputs, 1e-15); // rounding
    }
  }
});

test("the default path: 60 pc and 400 pc at 1 PV, two digits, scaled as a scattering length", () => {
  const path = (R: number, field: ConfigInput["field"]) =>
    first({ field, particles: { rigidity_TV: [R] } }).path_pc[15];
  assert.is(path(1000, { turbulence_level: [1] }), 60);
  assert.is(path(1000, { turbulence_level: [0.1] }), 400); // 3.7 * 3 * 35.9 = 398
  assert.is(path(1e5, { turbulence_level: [1] }), 640); // 3.7 * 3 * 57.4, Harari's D with l_c = 20.46 pc
  // half the lengths everywhere, and the gyroradius with them: half the path
  assert.is(path(1000, { turbulence_level: [1], total_rms_uG: 8, outer_scale_pc: 50 }), 30);
  assert.is(path(1000, { turbulence_level: [0.1], total_rms_uG: 8, outer_scale_pc: 50 }), 200); // 199
  assert.is(path(1000, { model: "uniform" }), 17); // 20 pi * 0.27025 = 16.98
});

test("directions, step budget and estimate", () => {
  const group = first({ particles: { nside: 16 } });
  assert.is(group.directions, 3072);
  // 1e4 + 1000 * 60/0.27025 + 1000 * 60/0.135126 = 676046
  assert.is(group.step_budget, 676046);
  near(group.steps_estimate, 3072 * 3.2 * (60 / 0.27025), 1e-4);
  // never more than the kernel can count
  assert.is(first({ particles: { rigidity_TV: [1e-6] } }).step_budget, 2 ** 32 - 1);
});

test("memory of a worker: nodes with their margin, the array to transform, the modes, 1 MiB and what is recorded", () => {
  const group = first({});
  assert.equal(
    group.levels.map((level) => level.cells),
    [32, 32, 32, 32, 32],
  );
  assert.equal(
    group.levels.map((level) => level.bytes),
    Array(5).fill(34 ** 3 * 16),
  );
  // modes of one grid: (2 pi/3) 8^3 = 1073 of 72 bytes
  assert.is(group.memory_bytes, 5 * 34 ** 3 * 16 + 32 ** 3 * 16 + 1073 * 72 + 2 ** 20 + 16 * 64 * 48);
  const waves = first({ field: { model: "plane-waves" } });
  assert.equal(waves.levels, []);
  assert.ok(waves.memory_bytes > 2 ** 20 && waves.memory_bytes < 2 ** 21);
});

test.run();
