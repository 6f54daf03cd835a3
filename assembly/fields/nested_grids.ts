// Nested grids (Giacinti, Kachelriess, Semikoz, Sigl 2012, arXiv:1112.5599): a sum of periodic cubes, each holding the
// modes of one band of wavelengths, interpolated by quadratic B-splines (spline.ts) whose attenuation is divided out
// in k space.

import { fftWorkBytes, inverseCube } from "../fft";
import { EXACT_VARIANCE, KEEP_AXES, Level, Synthesis, Wave } from "../layout";
import {
  countLevel,
  drawModes,
  levelAt,
  levelCount,
  listLevel,
  nodeBytes,
  normalise,
  orient,
  placeLevels,
  reach,
} from "./levels";
import { amplitudeVariance, loadAmplitude } from "./modes";

export { at } from "./spline";

/** Bytes of the nodes of the levels added so far. */
export function fieldBytes(_s: Synthesis): f64 {
  return nodeBytes();
}

/** Bytes of a cube, of what its transform needs and of its modes, for the level that needs most. */
export function scratchBytes(_s: Synthesis): f64 {
  let most = 0.0;
  for (let g = 0; g < levelCount(); g++) {
    const cells = levelAt(g).cells as f64;
    const modes = (countLevel(g) as f64) * (offsetof<Wave>() as f64);
    most = Math.max(most, cells * cells * cells * 16.0 + (fftWorkBytes(cells as i32) as f64) + modes);
  }
  return most;
}

export function countModes(_s: Synthesis): i32 {
  let count = 0;
  for (let g = 0; g < levelCount(); g++) count += countLevel(g);
  return count;
}

/** Level by level. */
export function listModes(s: Synthesis, out: usize): i32 {
  let count = 0;
  for (let g = 0; g < levelCount(); g++) {
    count += listLevel(g, s.spectralIndex, out + (count as usize) * offsetof<Wave>());
  }
  return count;
}

/** exp(2 pi i ...) transfer function of a quadratic B-spline along one axis: sinc(pi n / N)^3. */
function attenuation(n: f64, cells: f64): f64 {
  if (n == 0.0) return 1.0;
  const a = (Math.PI * n) / cells;
  const s = Math.sin(a) / a;
  return s * s * s;
}

@inline
function cubeIndex(x: i32, y: i32, z: i32, cells: i32): usize {
  const mask = cells - 1;
  return (((((z & mask) * cells + (y & mask)) * cells + (x & mask)) as usize) << 4);
}

@inline
function addComplex(address: usize, re: f64, im: f64): void {
  v128.store(address, f64x2.add(v128.load(address), f64x2(re, im)));
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
      const plane = (level.nodes as usize) + ((z + 1) as usize) * (level.planeBytes as usize);
      const row = plane + ((y + 1) as usize) * (level.rowBytes as usize);
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

/** All levels for the selected (seed, realisation). */
export function synthesise(s: Synthesis): void {
  makeLevels(s, s.field);
}

/** The same, with their nodes from an address on. */
export function makeLevels(s: Synthesis, nodes: usize): void {
  const q = s.spectralIndex;
  placeLevels(nodes);
  let expected = 0.0;
  let found = 0.0;
  for (let g = 0; g < levelCount(); g++) {
    const level = levelAt(g);
    normalise(level, s.turbulent, s.outerScale, q);
    orient(level, (s.options & KEEP_AXES) != 0);
    if (s.options & EXACT_VARIANCE) {
      expected += level.variance;
      const count = drawModes(level, q, s.scratch);
      for (let m = 0; m < count; m++) {
        loadAmplitude(changetype<Wave>(s.scratch + (m as usize) * offsetof<Wave>()));
        found += amplitudeVariance();
      }
    }
  }
  for (let g = 0; g < levelCount(); g++) {
    const level = levelAt(g);
    if (s.options & EXACT_VARIANCE) level.sigma *= Math.sqrt(expected / found);
    const n = level.cells as usize;
    const cube = s.scratch;
    const work = cube + n * n * n * 16;
    const modes = work + (fftWorkBytes(level.cells as i32) as usize);
    const count = drawModes(level, q, modes);
    for (let pair = 0; pair < 2; pair++) {
      transformPair(level, modes, count, cube, work, pair);
      storeNodes(level, cube, pair);
    }
  }
}
