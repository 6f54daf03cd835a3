// Spherical harmonics on HEALPix: against the definition by brute force, a known dipole, and known power spectra.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { loadKernel, pixelCentres } from "../../../src/flight/kernel.js";
import {
  autoSpectrum,
  crossSpectrum,
  dipolePower,
  type Harmonics,
  harmonicIndex,
  harmonics,
  legendreP,
  powerSpectrum,
  spectrumWithoutNoise,
  synthesiseMap,
  whiteNoise,
} from "../../../src/sky/harmonics.js";
import { halfSets } from "../../../src/sky/healpix.js";

const sky = async (nside: number) => pixelCentres(await loadKernel(), nside);

/** A fixed sequence of numbers, uniform in -0.5 .. 0.5. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

/** A normal number from uniform ones (Box and Muller). */
const normal = (next: () => number) => Math.sqrt(-2 * Math.log(next() + 0.5 + 1e-12)) * Math.cos(2 * Math.PI * next());

/** Random harmonics with power ~ l^-slope at 1 <= l <= lmax. */
function random(lmax: number, slope: number, next: () => number): Harmonics {
  const size = harmonicIndex(lmax, lmax) + 1;
  const a = { lmax, re: new Float64Array(size), im: new Float64Array(size) };
  for (let l = 1; l <= lmax; l++) {
    for (let m = 0; m <= l; m++) {
      a.re[harmonicIndex(l, m)] = next() * l ** (-slope / 2);
      a.im[harmonicIndex(l, m)] = m === 0 ? 0 : next() * l ** (-slope / 2);
    }
  }
  return a;
}

/** sum += values * factor, as many as there are in sum */
function add(sum: Float64Array, values: Float64Array, factor: number): void {
  for (let l = 0; l < sum.length; l++) sum[l] += values[l] * factor;
}

const test = suite("harmonics");

test("C_1 of a pure dipole is 4 pi a^2/9, all other C_l vanish but for the quadrature", async () => {
  for (const nside of [8, 16]) {
    const n = await sky(nside);
    const [a, axis] = [0.3, [2 / 3, -1 / 3, 2 / 3]];
    const map = Float64Array.from(
      { length: n.length / 3 },
      (_, i) => 1 + a * (axis[0] * n[3 * i] + axis[1] * n[3 * i + 1] + axis[2] * n[3 * i + 2]),
    );
    const power = autoSpectrum(map, n, 2 * nside);
    // 3 <n_z^2> is 0.9985 at nside 8, so a^2 is off by 0.3 % at most
    assert.ok(Math.abs(power[1] / dipolePower(a) - 1) < 0.004, `${power[1] / dipolePower(a)}`);
    assert.is(dipolePower(3), 4 * Math.PI);
    for (let l = 2; l <= 2 * nside; l++) assert.ok(power[l] < 1e-5 * power[1], `l = ${l}: ${power[l] / power[1]}`);
  }
});

test("harmonics are the sum over pixels that defines them: C_l by Legendre polynomials of all pairs", async () => {
  const n = await sky(2);
  const next = numbers(1);
  const map = Float64Array.from({ length: 48 }, next);
  const power = powerSpectrum(harmonics(map, n, 12));
  for (let l = 0; l <= 12; l++) {
    let sum = 0;
    for (let i = 0; i < 48; i++) {
      for (let j = 0; j < 48; j++) {
        const x = n[3 * i] * n[3 * j] + n[3 * i + 1] * n[3 * j + 1] + n[3 * i + 2] * n[3 * j + 2];
        sum += map[i] * map[j] * legendreP(l, x);
      }
    }
    // rounding: 2304 terms of size 1
    assert.ok(Math.abs(power[l] - (4 * Math.PI * sum) / 48 ** 2) < 1e-13, `l = ${l}`);
  }
});

test("signs and phases are those of Y_lm with the Condon-Shortley phase", async () => {
  const n = await sky(16);
  const harmonicsOf = (f: (x: number, y: number, z: number) => number) =>
    harmonics(
      Float64Array.from({ length: n.length / 3 }, (_, i) => f(n[3 * i], n[3 * i + 1], n[3 * i + 2])),
      n,
      3,
    );
  // closed forms; 5e-3: the quadrature error at nside 16
  const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 5e-3, `${a} is not ${b}`);
  near(harmonicsOf((_x, _y, z) => z).re[harmonicIndex(1, 0)], Math.sqrt((4 * Math.PI) / 3));
  near(harmonicsOf((x) => x).re[harmonicIndex(1, 1)], -Math.sqrt((2 * Math.PI) / 3));
  near(harmonicsOf((_, y) => y).im[harmonicIndex(1, 1)], Math.sqrt((2 * Math.PI) / 3));
  near(harmonicsOf((x, y) => x * x - y * y).re[harmonicIndex(2, 2)], 2 * Math.sqrt((2 * Math.PI) / 15));
  near(harmonicsOf((x, _y, z) => x * z).re[harmonicIndex(2, 1)], -Math.sqrt((2 * Math.PI) / 15));
});

test("a map made of harmonics gives them back within the stated quadrature error", async () => {
  const n = await sky(8);
  const a = random(16, 0, numbers(2));
  const b = harmonics(synthesiseMap(a, n), n, 16);
  for (const [l, most] of [
    [4, 0.02],
    [8, 0.02],
    [12, 0.025],
    [16, 0.04],
  ]) {
    let [error, size] = [0, 0];
    for (let m = 0; m <= l; m++) {
      const index = harmonicIndex(l, m);
      error += (a.re[index] - b.re[index]) ** 2 + (a.im[index] - b.im[index]) ** 2;
      size += a.re[index] ** 2 + a.im[index] ** 2;
    }
    // rms over random maps is half of each bound
    assert.ok(Math.sqrt(error / size) < most, `l = ${l}: ${Math.sqrt(error / size)}`);
  }
});

test("a constant has no power but the monopole's", async () => {
  const n = await sky(8);
  const power = powerSpectrum(harmonics(new Float64Array(768).fill(1), n, 16));
  assert.ok(Math.abs(power[0] - 4 * Math.PI) < 1e-12);
  // what equal weights leak into even l
  for (let l = 1; l <= 16; l++) assert.ok(power[l] < 1e-4, `l = ${l}: ${power[l]}`);
  // relative maps have none: the mean is taken off first
  for (const C of autoSpectrum(new Float64Array(768).fill(7), n, 16)) assert.is(C, 0);
});

test("pure noise: the cross-spectrum vanishes, the power spectrum is 4 pi Var/N", async () => {
  const nside = 8;
  const n = await sky(nside);
  const halves = halfSets(nside);
  const next = numbers(3);
  const trials = 100;
  const lmax = 8;
  const [auto, cross, cleaned] = [new Float64Array(lmax + 1), new Float64Array(lmax + 1), new Float64Array(lmax + 1)];
  let expected = 0;
  for (let t = 0; t < trials; t++) {
    const map = Float64Array.from({ length: 768 }, () => 1 + 0.1 * normal(next));
    add(auto, autoSpectrum(map, n, lmax), 1 / trials);
    add(cross, crossSpectrum(map, n, halves, lmax), 1 / trials);
    add(cleaned, spectrumWithoutNoise(map, n, halves, lmax).power, 1 / trials);
    expected += whiteNoise(map) / trials;
  }
  assert.ok(Math.abs(expected / ((4 * Math.PI * 0.01) / 768) - 1) < 0.03); // error of the variance sqrt(2/76800) = 0.5 %
  for (let l = 1; l <= lmax; l++) {
    // C_l is a mean over 2 l + 1 squares of 100 maps; a half-set's noise is twice as large, so the cross-spectrum's error is too
    const error = Math.sqrt(2 / ((2 * l + 1) * trials));
    assert.ok(Math.abs(auto[l] / expected - 1) < 5 * error, `l = ${l}: ${auto[l] / expected}`);
    assert.ok(Math.abs(cross[l] / expected) < 5 * Math.SQRT2 * error, `l = ${l}: ${cross[l] / expected}`);
    assert.ok(Math.abs(cleaned[l] / expected) < 8 * error, `l = ${l}: ${cleaned[l] / expected}`);
  }
});

test("a steep spectrum under noise: cross-spectrum up to nside/2, the other up to 1.5 nside", async () => {
  const nside = 16;
  const n = await sky(nside);
  const halves = halfSets(nside);
  const next = numbers(4);
  const trials = 30;
  const lmax = 24;
  const [truth, cross, cleaned] = [new Float64Array(lmax + 1), new Float64Array(lmax + 1), new Float64Array(lmax + 1)];
  let noise = 0;
  for (let t = 0; t < trials; t++) {
    const a = random(2 * lmax, 3, next);
    const map = synthesiseMap(a, n).map((f) => 1 + 1e-3 * (f + 0.1 * normal(next)));
    add(truth, powerSpectrum(a), 1e-6);
    add(cross, crossSpectrum(map, n, halves, lmax), 1);
    const found = spectrumWithoutNoise(map, n, halves, lmax);
    add(cleaned, found.power, 1);
    noise += found.noise;
  }
  const white = (trials * 4 * Math.PI * 1e-8) / 3072;
  // noise from the difference at l <= 8, 80 modes of 30 maps: 4 %, and aliased signal
  assert.ok(Math.abs(noise / white - 1) < 0.2, `noise ${noise / white}`);
  for (let l = 1; l <= lmax; l++) {
    // noise against signal at this l, and its scatter over 2 l + 1 modes of 30 maps; 3 % for aliasing
    const scatter =
      5 * Math.sqrt(2 / ((2 * l + 1) * trials)) * ((2 * white) / truth[l] + 2 * Math.sqrt(white / truth[l]));
    if (l <= nside / 2)
      assert.ok(Math.abs(cross[l] / truth[l] - 1) < 0.03 + scatter, `cross, l = ${l}: ${cross[l] / truth[l]}`);
    assert.ok(Math.abs(cleaned[l] / truth[l] - 1) < 0.03 + scatter, `l = ${l}: ${cleaned[l] / truth[l]} +- ${scatter}`);
  }
});

test("high degrees at the poles neither overflow nor lose their norm", async () => {
  // sum over m of |Y_lm|^2 = (2 l + 1)/4 pi in every direction
  const l = 300;
  for (const z of [1, 0.99999, 0.5, 0]) {
    const s = Math.sqrt(1 - z * z);
    const point = Float64Array.of(s * 0.6, s * 0.8, z);
    const C = powerSpectrum(harmonics([1], point, l))[l];
    assert.ok(Math.abs(C / (4 * Math.PI) - 1) < 1e-9, `z = ${z}: ${C}`);
  }
});

test("what cannot be analysed is refused with what was expected", async () => {
  const n = await sky(1);
  assert.throws(() => harmonics(new Float64Array(11), n, 2), /11 pixels and 12 directions/);
  assert.throws(() => harmonics(new Float64Array(12), n, 1.5), /^lmax: 1\.5 found/);
  assert.throws(() => harmonics(new Float64Array(12), n, 5000), /from 0 to 1000/);
});

test.run();
