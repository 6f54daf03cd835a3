// Turbulence as a sum of plane waves (Giacalone & Jokipii 1994; Tautz & Dosch 2013): the second, independent field
// model. Wavelengths lie in logarithmic bins of a fixed number per decade below the outer scale, so that wave i does
// not depend on the inner scale; directions are isotropic, amplitudes Gaussian and transverse, of the variance of the
// bin.

import { EXACT_VARIANCE, Synthesis, Wave } from "../layout";
import { drawNormals, drawUniforms, normal0, normal1, selectStream, uniform0, WAVE } from "../random";
import { bandVariance } from "../spectrum";
import {
  amplitudeVariance,
  drawAmplitude,
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

// Waves as the sum reads them, two at a time: k in turns per pc and 2 A, nine v128 a pair.
const PAIR_BYTES: usize = 144;
let pairs: usize = 0;
let pairsEnd: usize = 0;
let count: i32 = 0;

/** Number of waves between the outer and the inner scale. */
export function countModes(s: Synthesis): i32 {
  let n = 0;
  while (edge(s, n) > s.innerScale) n++;
  return n;
}

/** Bytes of the pairs of waves. */
export function fieldBytes(s: Synthesis): f64 {
  return (((countModes(s) + 1) >> 1) as f64) * (PAIR_BYTES as f64);
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

/** Draws wave i into the last amplitude and kx, ky, kz (rad/pc). */
function drawWave(s: Synthesis, i: i32): void {
  selectStream(0, WAVE, i as u32);
  drawUniforms(8);
  const wavelength = edge(s, i) * Math.pow(10.0, -uniform0 / s.wavesPerDecade);
  drawNormals(9);
  const x = normal0;
  const y = normal1;
  drawNormals(10);
  const z = normal0;
  const k = (2.0 * Math.PI) / wavelength / Math.sqrt(x * x + y * y + z * z);
  kx = k * x;
  ky = k * y;
  kz = k * z;
  drawAmplitude(kx, ky, kz, s.turbulent * Math.sqrt(binVariance(s, i) / 8.0));
}
let kx: f64 = 0;
let ky: f64 = 0;
let kz: f64 = 0;

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
  count = listModes(s, s.scratch);
  pairs = s.field;
  pairsEnd = pairs + (((count + 1) >> 1) as usize) * PAIR_BYTES;
  memory.fill(pairs, 0, pairsEnd - pairs);
  for (let i = 0; i < count; i++) {
    const wave = changetype<Wave>(s.scratch + (i as usize) * offsetof<Wave>());
    const p = pairs + ((i >> 1) as usize) * PAIR_BYTES + ((i & 1) << 3);
    store<f64>(p, wave.kx / (2.0 * Math.PI));
    store<f64>(p, wave.ky / (2.0 * Math.PI), 16);
    store<f64>(p, wave.kz / (2.0 * Math.PI), 32);
    store<f64>(p, 2.0 * wave.reX, 48);
    store<f64>(p, 2.0 * wave.reY, 64);
    store<f64>(p, 2.0 * wave.reZ, 80);
    store<f64>(p, 2.0 * wave.imX, 96);
    store<f64>(p, 2.0 * wave.imY, 112);
    store<f64>(p, 2.0 * wave.imZ, 128);
  }
}

@inline
function horner(p: v128, x: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(p, x), f64x2.splat(c));
}

/** Turbulent field at a point (pc) in uG, as f32x4 (Bx, By, Bz, 0); summed in f64. */
export function at(x: f64, y: f64, z: f64): v128 {
  const xx = f64x2.splat(x);
  const yy = f64x2.splat(y);
  const zz = f64x2.splat(z);
  let bx = f64x2.splat(0);
  let by = f64x2.splat(0);
  let bz = f64x2.splat(0);
  for (let p = pairs; p < pairsEnd; p += PAIR_BYTES) {
    const turns = f64x2.add(
      f64x2.add(f64x2.mul(v128.load(p), xx), f64x2.mul(v128.load(p, 16), yy)),
      f64x2.mul(v128.load(p, 32), zz),
    );
    // half the phase, in [-pi/2, pi/2]; its sine and cosine by their Taylor series (error below 1e-11), then the
    // double angle
    const h = f64x2.mul(f64x2.sub(turns, f64x2.nearest(turns)), f64x2.splat(Math.PI));
    const h2 = f64x2.mul(h, h);
    let s = f64x2.splat(1.0 / 355687428096000.0);
    s = horner(s, h2, -1.0 / 1307674368000.0);
    s = horner(s, h2, 1.0 / 6227020800.0);
    s = horner(s, h2, -1.0 / 39916800.0);
    s = horner(s, h2, 1.0 / 362880.0);
    s = horner(s, h2, -1.0 / 5040.0);
    s = horner(s, h2, 1.0 / 120.0);
    s = horner(s, h2, -1.0 / 6.0);
    s = f64x2.mul(h, horner(s, h2, 1.0));
    let c = f64x2.splat(1.0 / 20922789888000.0);
    c = horner(c, h2, -1.0 / 87178291200.0);
    c = horner(c, h2, 1.0 / 479001600.0);
    c = horner(c, h2, -1.0 / 3628800.0);
    c = horner(c, h2, 1.0 / 40320.0);
    c = horner(c, h2, -1.0 / 720.0);
    c = horner(c, h2, 1.0 / 24.0);
    c = horner(c, h2, -1.0 / 2.0);
    c = horner(c, h2, 1.0);
    const two = f64x2.add(s, s);
    const sine = f64x2.mul(two, c);
    const cosine = f64x2.sub(f64x2.splat(1), f64x2.mul(two, s));
    bx = f64x2.add(bx, f64x2.sub(f64x2.mul(v128.load(p, 48), cosine), f64x2.mul(v128.load(p, 96), sine)));
    by = f64x2.add(by, f64x2.sub(f64x2.mul(v128.load(p, 64), cosine), f64x2.mul(v128.load(p, 112), sine)));
    bz = f64x2.add(bz, f64x2.sub(f64x2.mul(v128.load(p, 80), cosine), f64x2.mul(v128.load(p, 128), sine)));
  }
  const bxy = f64x2.add(v128.shuffle<f64>(bx, by, 0, 2), v128.shuffle<f64>(bx, by, 1, 3));
  const xy = f32x4.demote_f64x2_zero(bxy);
  return f32x4.replace_lane(xy, 2, (f64x2.extract_lane(bz, 0) + f64x2.extract_lane(bz, 1)) as f32);
}
