// Spherical harmonics of a map on any set of equal-area directions, such as HEALPix pixel centres, and its angular power.
//
//   a_lm = (4 pi/N) sum_i f(n_i) conj(Y_lm(n_i)),   C_l = sum_m |a_lm|^2 / (2 l + 1)
//
// Y_lm orthonormal with the Condon-Shortley phase. A real map needs m >= 0 only. The sum is the integral up to the
// quadrature error of equal weights. On HEALPix centres of nside 8 (16, 32) and for maps with as much power at each
// l up to 2 nside, it is 1 % (0.5 %, 0.1 %) of an a_lm for l <= nside and 2 % (1 %, 0.4 %) at 2 nside; for power that falls
// as l^-3 up to 4 nside, C_l comes out within 1 % up to 1.5 nside and 3 % at 2 nside. Not to be used beyond.
// Doubles, + - * / and sqrt only: the same bits everywhere.

import { checkFinite, checkNumberList, checkWhole } from "../words/arguments.js";
import { LARGEST_L, Legendre, place } from "./legendre.js";

export { legendreP } from "./legendre.js";

/** a_lm of a real map, m >= 0, at index l (l + 1)/2 + m. */
export interface Harmonics {
  lmax: number;
  re: Float64Array;
  im: Float64Array;
}

/** The index of a_lm in the arrays of `Harmonics`. */
export function harmonicIndex(l: number, m: number): number {
  checkWhole("l", l, 0, LARGEST_L);
  checkWhole("m", m, 0, l);
  return place(l, m);
}

const FOUR_PI = 4 * Math.PI;

/**
 * Harmonics up to lmax of a map.
 * @param map f, [N]
 * @param sky directions of its pixels, [N][3], unit vectors; fastest where pixels of one z follow each other (RING order)
 * @param pixels the indices to be used, equal-area among themselves; absent: all
 */
export function harmonics(
  map: ArrayLike<number>,
  sky: Float64Array,
  lmax: number,
  pixels?: ArrayLike<number>,
): Harmonics {
  checkMap(map, sky);
  const found = empty(lmax);
  if (pixels !== undefined) checkPixels(pixels, map.length);
  const count = pixels?.length ?? map.length;
  const legendre = new Legendre(lmax);
  // Fourier sums over the pixels of one z: sum f e^(-i m phi)
  const re = new Float64Array(lmax + 1);
  const im = new Float64Array(lmax + 1);
  let z = NaN;
  const closeRing = (): void => {
    if (Number.isNaN(z)) return;
    legendre.at(z);
    for (let l = 0; l <= lmax; l++) {
      for (let m = 0; m <= l; m++) {
        const index = place(l, m);
        found.re[index] += legendre.values[index] * re[m];
        found.im[index] += legendre.values[index] * im[m];
      }
    }
    re.fill(0);
    im.fill(0);
  };
  for (let k = 0; k < count; k++) {
    const pixel = pixels === undefined ? k : pixels[k];
    if (sky[3 * pixel + 2] !== z) {
      closeRing();
      z = sky[3 * pixel + 2];
    }
    eachPhase(sky, pixel, lmax, (m, cos, sin) => {
      re[m] += map[pixel] * cos;
      im[m] -= map[pixel] * sin;
    });
  }
  closeRing();
  for (let index = 0; index < found.re.length; index++) {
    found.re[index] *= FOUR_PI / count;
    found.im[index] *= FOUR_PI / count;
  }
  return found;
}

/** The map sum_lm a_lm Y_lm at directions [N][3]. */
export function synthesiseMap(a: Harmonics, sky: Float64Array): Float64Array {
  checkHarmonics("a", a);
  checkNumberList("sky", sky);
  if (sky.length % 3 !== 0) throw new RangeError(`sky: ${sky.length} numbers found, x, y, z triples expected`);
  const { lmax, re, im } = a;
  const map = new Float64Array(sky.length / 3);
  const legendre = new Legendre(lmax);
  const cosine = new Float64Array(lmax + 1);
  const sine = new Float64Array(lmax + 1);
  let z = NaN;
  for (let pixel = 0; pixel < map.length; pixel++) {
    if (sky[3 * pixel + 2] !== z) {
      z = sky[3 * pixel + 2];
      legendre.at(z);
      cosine.fill(0);
      sine.fill(0);
      for (let l = 0; l <= lmax; l++) {
        for (let m = 0; m <= l; m++) {
          const index = place(l, m);
          const twice = m === 0 ? 1 : 2; // m and -m
          cosine[m] += twice * legendre.values[index] * re[index];
          sine[m] -= twice * legendre.values[index] * im[index];
        }
      }
    }
    eachPhase(sky, pixel, lmax, (m, cos, sin) => {
      map[pixel] += cosine[m] * cos + sine[m] * sin;
    });
  }
  return map;
}

/** C_l, l = 0 to lmax; with a second set of harmonics the cross-spectrum Re sum_m a_lm conj(b_lm) / (2 l + 1). */
export function powerSpectrum(a: Harmonics, b: Harmonics = a): Float64Array {
  checkHarmonics("a", a);
  checkHarmonics("b", b);
  const power = new Float64Array(Math.min(a.lmax, b.lmax) + 1);
  for (let l = 0; l < power.length; l++) {
    let sum = 0;
    for (let m = 0; m <= l; m++) {
      const index = place(l, m);
      sum += (m === 0 ? 1 : 2) * (a.re[index] * b.re[index] + a.im[index] * b.im[index]);
    }
    power[l] = sum / (2 * l + 1);
  }
  return power;
}

/**
 * Cross-spectrum of the relative map f/<f> - 1 over two disjoint half-sets of directions. The noise of one is independent of
 * that of the other, so that its expectation is zero at every l; single values may be negative and keep their sign. Each half
 * is relative to its own mean, and halves with <n> = 0 each (`halfSets`) leak no monopole into the dipole.
 *
 * A half-set has half as many pixels: power at l aliases into 2 nside - l, with opposite signs in the halves. For C_l ~ l^-3 it
 * takes off 2 % at l = nside/2, 5 % at 0.75 nside, 20 % at nside; beyond, use `spectrumWithoutNoise`.
 * @param halves 0 or 1 for each pixel
 */
export function crossSpectrum(
  map: ArrayLike<number>,
  sky: Float64Array,
  halves: ArrayLike<number>,
  lmax: number,
): Float64Array {
  checkMap(map, sky);
  checkNumberList("halves", halves, map.length);
  const [a, b] = [0, 1].map((half) => {
    const pixels: number[] = [];
    for (let i = 0; i < map.length; i++) if (halves[i] === half) pixels.push(i);
    if (pixels.length === 0) throw new RangeError(`halves: no ${half} found, 0 or 1 for each pixel expected`);
    return harmonics(relative(map, pixels), sky, lmax, pixels);
  });
  return powerSpectrum(a, b);
}

/**
 * C_l of the relative map of nside up to l = 2 nside, less the noise of independent directions, which is the same at all l: it
 * is measured as what the power spectrum has above the cross-spectrum at 1 <= l <= nside/2. Values may be negative.
 */
export function spectrumWithoutNoise(
  map: ArrayLike<number>,
  sky: Float64Array,
  halves: ArrayLike<number>,
  lmax: number,
): { power: Float64Array; noise: number } {
  checkMap(map, sky);
  checkWhole("lmax", lmax, 1, LARGEST_L); // the noise is measured from l = 1 on
  const nside = Math.sqrt(map.length / 12);
  const power = autoSpectrum(map, sky, lmax);
  const cross = crossSpectrum(map, sky, halves, Math.min(lmax, Math.max(1, Math.floor(nside / 2))));
  let excess = 0;
  let modes = 0;
  for (let l = 1; l < cross.length; l++) {
    excess += (2 * l + 1) * (power[l] - cross[l]);
    modes += 2 * l + 1;
  }
  const noise = excess / modes;
  for (let l = 1; l < power.length; l++) power[l] -= noise;
  return { power, noise };
}

/** C_l of the relative map f/<f> - 1, noise included. */
export function autoSpectrum(map: ArrayLike<number>, sky: Float64Array, lmax: number): Float64Array {
  checkMap(map, sky);
  return powerSpectrum(harmonics(relative(map), sky, lmax));
}

/**
 * The C_l, the same at all l, that independent noise of the pixels gives a relative map: 4 pi Var(f)/(<f>^2 N). An upper
 * bound, as the variance of the map holds its signal, too.
 */
export function whiteNoise(map: ArrayLike<number>): number {
  checkNumberList("map", map);
  const delta = relative(map);
  return (FOUR_PI * delta.reduce((sum, d) => sum + d * d, 0)) / (delta.length * delta.length);
}

/** C_1 of a dipole of amplitude a: f = 1 + a cos(angle). */
export function dipolePower(amplitude: number): number {
  checkFinite({ amplitude });
  return (FOUR_PI * amplitude * amplitude) / 9;
}

/** f/<f> - 1, with the mean over the pixels given. */
function relative(map: ArrayLike<number>, pixels?: ArrayLike<number>): Float64Array {
  const count = pixels?.length ?? map.length;
  let sum = 0;
  for (let k = 0; k < count; k++) sum += map[pixels === undefined ? k : pixels[k]];
  if (sum === 0) throw new RangeError("map: a mean of 0 found; the power is that of the map over its mean");
  return Float64Array.from(map, (f) => (f * count) / sum - 1);
}

function checkMap(map: ArrayLike<number>, sky: Float64Array): void {
  checkNumberList("map", map);
  checkNumberList("sky", sky);
  if (sky.length !== 3 * map.length) {
    throw new RangeError(`a map of ${map.length} pixels and ${sky.length / 3} directions: as many are expected`);
  }
}

function checkPixels(pixels: ArrayLike<number>, count: number): void {
  checkNumberList("pixels", pixels);
  for (let k = 0; k < pixels.length; k++) checkWhole(`pixels[${k}]`, pixels[k], 0, count - 1);
}

function checkHarmonics(name: string, a: Harmonics): void {
  const { lmax, re, im } = a ?? {};
  checkWhole(`${name}.lmax`, lmax, 0, LARGEST_L);
  for (const [part, list] of Object.entries({ re, im }))
    checkNumberList(`${name}.${part}`, list, place(lmax, lmax) + 1);
}

function empty(lmax: number): Harmonics {
  checkWhole("lmax", lmax, 0, LARGEST_L);
  const size = place(lmax, lmax) + 1;
  return { lmax, re: new Float64Array(size), im: new Float64Array(size) };
}

/** cos(m phi), sin(m phi) of a pixel for m = 0 to lmax, by multiplication. */
function eachPhase(
  sky: Float64Array,
  pixel: number,
  lmax: number,
  use: (m: number, cos: number, sin: number) => void,
): void {
  const x = sky[3 * pixel];
  const y = sky[3 * pixel + 1];
  const s = Math.sqrt(x * x + y * y);
  const [cos1, sin1] = s === 0 ? [1, 0] : [x / s, y / s];
  let cos = 1;
  let sin = 0;
  for (let m = 0; m <= lmax; m++) {
    use(m, cos, sin);
    const next = cos * cos1 - sin * sin1;
    sin = cos * sin1 + sin * cos1;
    cos = next;
  }
}
