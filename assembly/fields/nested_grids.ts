// Nested grids (Giacinti, Kachelriess, Semikoz, Sigl 2012, arXiv:1112.5599): a sum of periodic cubes, each holding the modes of
// one band of wavelengths, interpolated by quadratic B-splines (spline.ts) whose attenuation is divided out in k space.

import { fftWorkBytes, inverseCube } from "../fft";
import { Level, Wave } from "../layout";
import { countModes, drawModes, levelAt, levelCount, normalise, orient, reach } from "./levels";
import { amplitudeVariance, loadAmplitude } from "./modes";

/** Synthesis options, added up. */
export const KEEP_AXES: u32 = 1; // no rotation of the levels: only for tests of isotropy
export const EXACT_VARIANCE: u32 = 2; // rescale each realisation to the variance expected of its modes

/** Bytes of scratch memory that `synthesise` needs for the levels added so far. */
export function scratchBytes(): f64 {
  let most = 0.0;
  for (let g = 0; g < levelCount(); g++) {
    const cells = levelAt(g).cells as f64;
    const bytes = cells * cells * cells * 16.0 + (fftWorkBytes(cells as i32) as f64) + (countModes(g) as f64) * (offsetof<Wave>() as f64);
    most = Math.max(most, bytes);
  }
  return most;
}

/** exp(2 pi i ...) transfer function of a quadratic B-spline along one axis: sinc(pi n / N)^3. */
function attenuation(n: f64, cells: f64): f64 {
  if (n == 0.0) return 1.0;
  const a = (Math.PI * n) / cells;
  const s = Math.sin(a) / a;
  return s * s * s;
}

// @ts-ignore: decorator
@inline
function cubeIndex(x: i32, y: i32, z: i32, cells: i32): usize {
  const mask = cells - 1;
  return (((((z & mask) * cells + (y & mask)) * cells + (x & mask)) as usize) << 4);
}

// @ts-ignore: decorator
@inline
function addComplex(at: usize, re: f64, im: f64): void {
  v128.store(at, f64x2.add(v128.load(at), f64x2(re, im)));
}

/** Fills the cube with f = B_first + i B_second of the listed modes and transforms it. */
function transformPair(level: Level, modes: usize, count: i32, cube: usize, work: usize, pair: i32): void {
  const n = level.cells as i32;
  const cells = level.cells as f64;
  memory.fill(cube, 0, (n * n * n) << 4);
  for (let m = 0; m < count; m++) {
    const wave = changetype<Wave>(modes + (m as usize) * offsetof<Wave>());
    const x = wave.kx as i32;
    const y = wave.ky as i32;
    const z = wave.kz as i32;
    const gain = 1.0 / (attenuation(wave.kx, cells) * attenuation(wave.ky, cells) * attenuation(wave.kz, cells));
    const aRe = (pair == 0 ? wave.reX : wave.reZ) * gain;
    const aIm = (pair == 0 ? wave.imX : wave.imZ) * gain;
    const bRe = pair == 0 ? wave.reY * gain : 0.0;
    const bIm = pair == 0 ? wave.imY * gain : 0.0;
    // a + i b at n, conj(a) + i conj(b) at -n: the transform's real part is a's field, its imaginary part b's
    addComplex(cube + cubeIndex(x, y, z, n), aRe - bIm, aIm + bRe);
    addComplex(cube + cubeIndex(-x, -y, -z, n), aRe + bIm, bRe - aIm);
  }
  inverseCube(cube, n, min(reach(level), n >> 1), work);
}

/** Copies the cube into the padded nodes: components (0, 1) of a node for pair 0, component 2 for pair 1. */
function storeNodes(level: Level, cube: usize, pair: i32): void {
  const n = level.cells as i32;
  for (let z = -1; z <= n; z++) {
    for (let y = -1; y <= n; y++) {
      const row = (level.nodes as usize) + ((z + 1) as usize) * (level.planeBytes as usize) + ((y + 1) as usize) * (level.rowBytes as usize);
      for (let x = -1; x <= n; x++) {
        const from = cube + cubeIndex(x, y, z, n);
        const to = row + (((x + 1) as usize) << 4);
        if (pair == 0) {
          v128.store(to, f32x4.demote_f64x2_zero(v128.load(from)));
        } else {
          store<f32>(to, load<f64>(from) as f32, 8);
        }
      }
    }
  }
}

/**
 * Synthesises all levels for the selected (seed, realisation): turbulence of ensemble variance dB^2 over the whole spectrum E(k) ~ k^-q
 * of outer scale `outer` (pc). `scratch` has scratchBytes() bytes.
 */
export function synthesise(scratch: usize, dB: f64, outer: f64, q: f64, options: u32): void {
  let expected = 0.0;
  let found = 0.0;
  for (let g = 0; g < levelCount(); g++) {
    const level = levelAt(g);
    normalise(level, dB, outer, q);
    orient(level, (options & KEEP_AXES) != 0);
    if (options & EXACT_VARIANCE) {
      expected += level.variance;
      const count = drawModes(level, q, scratch);
      for (let m = 0; m < count; m++) {
        loadAmplitude(changetype<Wave>(scratch + (m as usize) * offsetof<Wave>()));
        found += amplitudeVariance();
      }
    }
  }
  for (let g = 0; g < levelCount(); g++) {
    const level = levelAt(g);
    if (options & EXACT_VARIANCE) level.sigma *= Math.sqrt(expected / found);
    const n = level.cells as usize;
    const cube = scratch;
    const work = cube + n * n * n * 16;
    const modes = work + (fftWorkBytes(level.cells as i32) as usize);
    const count = drawModes(level, q, modes);
    for (let pair = 0; pair < 2; pair++) {
      transformPair(level, modes, count, cube, work, pair);
      storeNodes(level, cube, pair);
    }
  }
}
