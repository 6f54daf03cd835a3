// Turbulence as a sum of plane waves (Giacalone & Jokipii 1999; Tautz & Dosch 2013): the second, independent field
// model. Wavelengths lie in logarithmic bins of a fixed number per decade below the outer scale, so that wave i does
// not depend on the inner scale; amplitudes are Gaussian and transverse, of the variance of the bin. anisotropy.ts draws
// the directions: isotropic, or about the regular field.

import { EXACT_VARIANCE, Synthesis, Wave } from "../layout";
import { drawUniforms, selectStream, uniform0, uniform1, WAVE } from "../random";
import { bandVariance } from "../spectrum";
import { drawWaveOf, kx, ky, kz } from "./anisotropy";
import {
  amplitudeVariance,
  imX,
  imY,
  imZ,
  loadAmplitude,
  reX,
  reY,
  reZ,
  scaleAmplitude,
  storeAmplitude,
} from "./modes";

// Waves as the sum reads them, four at a time: kx, ky, kz in turns per pc, four f64 each, then Re and Im of 2 A by x, y, z,
// four f32 each. What is missing to the last four has no amplitude.
const FOUR_BYTES: usize = 192;
let fours: usize = 0;
let foursEnd: usize = 0;
let count: i32 = 0;

/** Number of waves between the outer and the inner scale. */
export function countModes(s: Synthesis): i32 {
  let n = 0;
  while (edge(s, n) > s.innerScale) n++;
  return n;
}

/** Bytes of the waves, four by four. */
export function fieldBytes(s: Synthesis): f64 {
  return wavesBytes(countModes(s));
}

/** Bytes of the waves as they are drawn. */
export function scratchBytes(s: Synthesis): f64 {
  return (countModes(s) as f64) * (offsetof<Wave>() as f64);
}

/** Longest wavelength of bin i [pc]. */
function edge(s: Synthesis, i: i32): f64 {
  return s.outerScale * Math.pow(10.0, -(i as f64) / s.wavesPerDecade);
}

/** Part of the variance of the whole spectrum in bin i. */
function binVariance(s: Synthesis, i: i32): f64 {
  return bandVariance(edge(s, i), edge(s, i + 1), s.outerScale, s.spectralIndex);
}

/** Draws wave i into the last amplitude and kx, ky, kz of anisotropy.ts. */
function drawWave(s: Synthesis, i: i32): void {
  selectStream(0, WAVE, i as u32);
  drawUniforms(8);
  const wavelength = edge(s, i) * Math.pow(10.0, -uniform0 / s.wavesPerDecade);
  drawWaveOf(s, (2.0 * Math.PI) / wavelength, binVariance(s, i), uniform1);
}

export function listModes(s: Synthesis, out: usize): i32 {
  const n = countModes(s);
  let expected = 0.0;
  let found = 0.0;
  for (let i = 0; i < n; i++) {
    drawWave(s, i);
    const wave = changetype<Wave>(out + (i as usize) * offsetof<Wave>());
    wave.kx = kx;
    wave.ky = ky;
    wave.kz = kz;
    storeAmplitude(wave);
    expected += binVariance(s, i) * s.turbulent * s.turbulent;
    found += amplitudeVariance();
  }
  if (s.options & EXACT_VARIANCE) {
    for (let i = 0; i < n; i++) {
      const wave = changetype<Wave>(out + (i as usize) * offsetof<Wave>());
      loadAmplitude(wave);
      scaleAmplitude(Math.sqrt(expected / found));
      storeAmplitude(wave);
    }
  }
  return n;
}

/** The waves for the selected (seed, realisation). */
export function synthesise(s: Synthesis): void {
  put(s.field, s.scratch, listModes(s, s.scratch));
}

/** Bytes of so many waves, four by four. */
export function wavesBytes(waves: i32): f64 {
  return (((waves + 3) >> 2) as f64) * (FOUR_BYTES as f64);
}

/** Makes these waves, Wave records, the field; they are put at `field` as the sum reads them. */
export function put(field: usize, waves: usize, waveCount: i32): void {
  count = waveCount;
  fours = field;
  foursEnd = fours + (wavesBytes(count) as usize);
  memory.fill(fours, 0, foursEnd - fours);
  for (let i = 0; i < count; i++) {
    const wave = changetype<Wave>(waves + (i as usize) * offsetof<Wave>());
    const k = fours + ((i >> 2) as usize) * FOUR_BYTES + ((i & 3) << 3);
    store<f64>(k, wave.kx / (2.0 * Math.PI));
    store<f64>(k, wave.ky / (2.0 * Math.PI), 32);
    store<f64>(k, wave.kz / (2.0 * Math.PI), 64);
    const amplitude = fours + ((i >> 2) as usize) * FOUR_BYTES + 96 + ((i & 3) << 2);
    store<f32>(amplitude, (2.0 * wave.reX) as f32);
    store<f32>(amplitude, (2.0 * wave.reY) as f32, 16);
    store<f32>(amplitude, (2.0 * wave.reZ) as f32, 32);
    store<f32>(amplitude, (2.0 * wave.imX) as f32, 48);
    store<f32>(amplitude, (2.0 * wave.imY) as f32, 64);
    store<f32>(amplitude, (2.0 * wave.imZ) as f32, 80);
  }
}

// sqrt(2) sin(pi u) = u (s0 + s1 u^2 + ...) and sqrt(2) cos(pi u) = c0 + c1 u^2 + ..., minimax for |u| <= 1/2. They are read
// from memory, as engines make a constant vector anew in every turn of a loop.
const SINE = memory.data<f32>([4.442883, -7.3082414, 3.606289, -0.8457636, 0.10920575]);
const COSINE = memory.data<f32>([1.4142135, -6.978851, 5.739461, -1.883563, 0.31069818]);
const ONE = memory.data<f32>([1]);

/** Phase of two waves in turns, in [-1/2, 1/2]: reduced in f64, as a phase has many turns. */
@inline
function phase(k: usize, x: v128, y: v128, z: v128): v128 {
  const turns = f64x2.add(
    f64x2.add(f64x2.mul(v128.load(k), x), f64x2.mul(v128.load(k, 32), y)),
    f64x2.mul(v128.load(k, 64), z),
  );
  return f64x2.sub(turns, f64x2.nearest(turns));
}

/** c0 + c1 x + c2 x^2 + c3 x^3 + c4 x^4, in pairs: the processor need not wait for one term after the other. */
@inline
function quartic(x: v128, x2: v128, c: usize): v128 {
  const low = f32x4.add(v128.load32_splat(c), f32x4.mul(x, v128.load32_splat(c, 4)));
  const middle = f32x4.add(v128.load32_splat(c, 8), f32x4.mul(x, v128.load32_splat(c, 12)));
  return f32x4.add(low, f32x4.mul(x2, f32x4.add(middle, f32x4.mul(x2, v128.load32_splat(c, 16)))));
}

/** sum + Re cosine - Im sine */
@inline
function addWaves(sum: v128, re: v128, im: v128, cosine: v128, sine: v128): v128 {
  return f32x4.add(sum, f32x4.sub(f32x4.mul(re, cosine), f32x4.mul(im, sine)));
}

/**
 * Turbulent field at a point (pc) in uG, as f32x4 (Bx, By, Bz, 0). Phases are made in f64, the rest is summed in f32: the
 * error is 2.5e-7 of the field's rms at 200 waves (tests/physics/isotropy.test.ts).
 */
export function at(x: f64, y: f64, z: f64): v128 {
  const xx = f64x2.splat(x);
  const yy = f64x2.splat(y);
  const zz = f64x2.splat(z);
  let bx = f32x4.splat(0);
  let by = f32x4.splat(0);
  let bz = f32x4.splat(0);
  for (let p = fours; p < foursEnd; p += FOUR_BYTES) {
    const first = f32x4.demote_f64x2_zero(phase(p, xx, yy, zz));
    const second = f32x4.demote_f64x2_zero(phase(p + 16, xx, yy, zz));
    const u = v128.shuffle<f32>(first, second, 0, 1, 4, 5);
    // sine and cosine of half the phase, whose polynomials are short, then of the double angle
    const u2 = f32x4.mul(u, u);
    const u4 = f32x4.mul(u2, u2);
    const s = f32x4.mul(u, quartic(u2, u4, SINE));
    const c = quartic(u2, u4, COSINE);
    const sine = f32x4.mul(s, c);
    const cosine = f32x4.sub(v128.load32_splat(ONE), f32x4.mul(s, s));
    bx = addWaves(bx, v128.load(p, 96), v128.load(p, 144), cosine, sine);
    by = addWaves(by, v128.load(p, 112), v128.load(p, 160), cosine, sine);
    bz = addWaves(bz, v128.load(p, 128), v128.load(p, 176), cosine, sine);
  }
  // lanes 0 and 2, 1 and 3 of each component, then the two
  const zero = f32x4.splat(0);
  const xy = f32x4.add(v128.shuffle<f32>(bx, by, 0, 1, 4, 5), v128.shuffle<f32>(bx, by, 2, 3, 6, 7));
  const z0 = f32x4.add(v128.shuffle<f32>(bz, zero, 0, 1, 4, 5), v128.shuffle<f32>(bz, zero, 2, 3, 6, 7));
  return f32x4.add(v128.shuffle<f32>(xy, z0, 0, 2, 4, 6), v128.shuffle<f32>(xy, z0, 1, 3, 5, 7));
}
