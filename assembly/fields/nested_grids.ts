// Nested grids (Giacinti, Kachelriess, Semikoz, Sigl 2012, arXiv:1112.5599): a sum of periodic cubes, each holding the modes of
// one band of wavelengths, interpolated by quadratic B-splines whose attenuation is divided out in k space.
//
// A realisation is its modes: a mode's amplitude depends on (seed, realisation, level, mode vector) alone, never on the number of
// cells, the inner scale or the other levels. Each level has its own random rotation and offset; components are kept in the lab frame.

import { fftWorkBytes, inverseCube } from "../fft";
import { Level, Wave } from "../layout";
import {
  drawNormals,
  drawUniforms,
  MODE,
  normal0,
  normal1,
  OFFSET,
  ROTATION,
  selectStream,
  uniform0,
  uniform1,
} from "../random";
import { bandVariance, modePower } from "../spectrum";
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
  turnPhase,
  turnToLab,
} from "./modes";

export const MAX_LEVELS: i32 = 64;
const LEVEL_BYTES: usize = 336;
const table: usize = memory.data(336 * 64, 16);
let levels: i32 = 0;
let tableEnd: usize = table;

/** Synthesis options, added up. */
export const KEEP_AXES: u32 = 1; // no rotation of the levels: only for tests of isotropy
export const EXACT_VARIANCE: u32 = 2; // rescale each realisation to the variance expected of its modes

export function levelAt(g: i32): Level {
  return changetype<Level>(table + (g as usize) * LEVEL_BYTES);
}

export function levelCount(): i32 {
  return levels;
}

/** Forgets all levels. */
export function clearLevels(): void {
  levels = 0;
  tableEnd = table;
}

/**
 * Adds a level: a cube of side `box` (pc) with `cells` per side (a power of two) at `nodes`, which holds the modes of wavelength
 * cut < wavelength <= longest out of the band (shortest, longest].
 */
export function addLevel(box: f64, longest: f64, shortest: f64, cut: f64, cells: i32, nodes: usize): void {
  const level = levelAt(levels);
  level.index = levels as u32;
  level.box = box;
  level.longest = longest;
  level.shortest = shortest;
  level.cut = cut;
  level.cells = cells as u32;
  level.nodes = nodes as u32;
  level.mask = (cells - 1) as u32;
  level.rowBytes = ((cells + 2) << 4) as u32;
  level.planeBytes = ((cells + 2) * (cells + 2) * 16) as u32;
  levels++;
  tableEnd = table + (levels as usize) * LEVEL_BYTES;
}

/** Bytes of nodes of a level of `cells` per side. */
export function levelBytes(cells: i32): f64 {
  const n = (cells + 2) as f64;
  return n * n * n * 16.0;
}

// Modes of a level: vectors n of integers, wave vector 2 pi n / box, in the half space that stands for the pairs (n, -n).
// A band is half-open, longest >= wavelength > shortest, so that no mode is missed or counted twice.
// @ts-ignore: decorator
@inline
function inBand(n2: f64, box: f64, longest: f64, shortest: f64): bool {
  return n2 * longest * longest >= box * box && n2 * shortest * shortest < box * box;
}

function reach(level: Level): i32 {
  return Math.ceil(level.box / level.shortest) as i32;
}

// @ts-ignore: decorator
@inline
function inHalfSpace(x: i32, y: i32, z: i32): bool {
  return z > 0 || (z == 0 && (y > 0 || (y == 0 && x > 0)));
}

/** Upper bound of the modes that `drawModes` writes for level g. */
export function countModes(g: i32): i32 {
  const level = levelAt(g);
  const r = reach(level);
  let count = 0;
  for (let z = 0; z <= r; z++)
    for (let y = -r; y <= r; y++)
      for (let x = -r; x <= r; x++)
        if (inHalfSpace(x, y, z) && inBand((x * x + y * y + z * z) as f64, level.box, level.longest, level.cut)) count++;
  return count;
}

/** Amplitude scale and kept variance of a level, from the sum over the discrete modes of its *full* band. */
function normalise(level: Level, dB: f64, outer: f64, q: f64): void {
  const r = reach(level);
  let full = 0.0;
  let kept = 0.0;
  for (let z = 0; z <= r; z++) {
    for (let y = -r; y <= r; y++) {
      for (let x = -r; x <= r; x++) {
        if (!inHalfSpace(x, y, z)) continue;
        const n2 = (x * x + y * y + z * z) as f64;
        if (!inBand(n2, level.box, level.longest, level.shortest)) continue;
        const power = modePower(n2, q);
        full += power;
        if (inBand(n2, level.box, level.longest, level.cut)) kept += power;
      }
    }
  }
  const variance = bandVariance(level.longest, level.shortest, outer, q) * dB * dB;
  level.sigma = Math.sqrt(variance / (8.0 * full));
  level.variance = (variance * kept) / full;
}

/** Random rotation (uniform, from a quaternion) and offset of a level. */
function orient(level: Level, keepAxes: bool): void {
  selectStream(level.index, ROTATION, 0);
  drawNormals(0);
  let a = normal0;
  let b = normal1;
  drawNormals(1);
  let c = normal0;
  let d = normal1;
  if (keepAxes) {
    a = 1.0;
    b = c = d = 0.0;
  }
  const s = 2.0 / (a * a + b * b + c * c + d * d);
  level.r00 = 1.0 - s * (c * c + d * d);
  level.r01 = s * (b * c - a * d);
  level.r02 = s * (b * d + a * c);
  level.r10 = s * (b * c + a * d);
  level.r11 = 1.0 - s * (b * b + d * d);
  level.r12 = s * (c * d - a * b);
  level.r20 = s * (b * d - a * c);
  level.r21 = s * (c * d + a * b);
  level.r22 = 1.0 - s * (b * b + c * c);
  selectStream(level.index, OFFSET, 0);
  drawUniforms(0);
  level.shift0 = uniform0;
  level.shift1 = uniform1;
  drawUniforms(1);
  level.shift2 = uniform0;
  const cells = level.cells as f64;
  const m = cells / level.box;
  level.m00 = level.r00 * m;
  level.m01 = level.r01 * m;
  level.m02 = level.r02 * m;
  level.m10 = level.r10 * m;
  level.m11 = level.r11 * m;
  level.m12 = level.r12 * m;
  level.m20 = level.r20 * m;
  level.m21 = level.r21 * m;
  level.m22 = level.r22 * m;
  level.o0 = level.shift0 * cells;
  level.o1 = level.shift1 * cells;
  level.o2 = level.shift2 * cells;
}

/** Writes the modes of a level as waves: mode vector (integers) in the level's frame, amplitude in the lab frame. Returns their number. */
function drawModes(level: Level, q: f64, out: usize): i32 {
  const r = reach(level);
  let count = 0;
  for (let z = 0; z <= r; z++) {
    for (let y = -r; y <= r; y++) {
      for (let x = -r; x <= r; x++) {
        if (!inHalfSpace(x, y, z)) continue;
        const n2 = (x * x + y * y + z * z) as f64;
        if (!inBand(n2, level.box, level.longest, level.cut)) continue;
        selectStream(level.index, MODE, (((z + 512) << 20) | ((y + 512) << 10) | (x + 512)) as u32);
        drawAmplitude(x as f64, y as f64, z as f64, level.sigma * Math.sqrt(modePower(n2, q)));
        turnToLab(level);
        const wave = changetype<Wave>(out + (count as usize) * offsetof<Wave>());
        wave.kx = x as f64;
        wave.ky = y as f64;
        wave.kz = z as f64;
        storeAmplitude(wave);
        count++;
      }
    }
  }
  return count;
}

/** Bytes of scratch memory that `synthesise` needs for the levels added so far. */
export function scratchBytes(): f64 {
  let most = 0.0;
  for (let g = 0; g < levels; g++) {
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
  for (let g = 0; g < levels; g++) {
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
  for (let g = 0; g < levels; g++) {
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

/** Lists the modes of level g as waves in the lab frame (k in rad/pc), B(x) = sum 2 Re(A exp(i k.x)). Returns their number. */
export function listModes(g: i32, q: f64, out: usize): i32 {
  const level = levelAt(g);
  const count = drawModes(level, q, out);
  const unit = (2.0 * Math.PI) / level.box;
  for (let m = 0; m < count; m++) {
    const wave = changetype<Wave>(out + (m as usize) * offsetof<Wave>());
    const x = wave.kx;
    const y = wave.ky;
    const z = wave.kz;
    loadAmplitude(wave);
    turnPhase(2.0 * Math.PI * (x * level.shift0 + y * level.shift1 + z * level.shift2));
    storeAmplitude(wave);
    wave.kx = unit * (level.r00 * x + level.r10 * y + level.r20 * z);
    wave.ky = unit * (level.r01 * x + level.r11 * y + level.r21 * z);
    wave.kz = unit * (level.r02 * x + level.r12 * y + level.r22 * z);
  }
  return count;
}

// Adding this to |u| < 2^51 rounds u to an integer, which then stands in the low bits of the sum.
const ROUND: f64 = 6755399441055744.0;

// @ts-ignore: decorator
@inline
function row(p: usize, wx0: v128, wx1: v128, wx2: v128): v128 {
  return f32x4.add(
    f32x4.add(f32x4.mul(v128.load(p), wx0), f32x4.mul(v128.load(p, 16), wx1)),
    f32x4.mul(v128.load(p, 32), wx2),
  );
}

/** Turbulent field at a point (pc) in uG, as f32x4 (Bx, By, Bz, 0). */
export function at(x: f64, y: f64, z: f64): v128 {
  const xx = f64x2.splat(x);
  const yy = f64x2.splat(y);
  const zz = f64x2.splat(z);
  const round = f64x2.splat(ROUND);
  let sum = f32x4.splat(0);
  for (let p = table; p < tableEnd; p += LEVEL_BYTES) {
    // node coordinates, nearest node, and the distance from it in [-1/2, 1/2]
    const u = f64x2.add(
      f64x2.add(f64x2.mul(v128.load(p), xx), f64x2.mul(v128.load(p, 16), yy)),
      f64x2.add(f64x2.mul(v128.load(p, 32), zz), v128.load(p, 48)),
    );
    const v = load<f64>(p, 64) * x + load<f64>(p, 72) * y + (load<f64>(p, 80) * z + load<f64>(p, 88));
    const ur = f64x2.add(u, round);
    const vr = v + ROUND;
    const mask = load<u32>(p, 100);
    const i = (i32x4.extract_lane(ur, 0) as u32) & mask;
    const j = (i32x4.extract_lane(ur, 2) as u32) & mask;
    const k = (reinterpret<u64>(vr) as u32) & mask;
    const n = load<u32>(p, 96) + (i << 4) + j * load<u32>(p, 104) + k * load<u32>(p, 108);
    const t = f32x4.replace_lane(f32x4.demote_f64x2_zero(f64x2.sub(u, f64x2.sub(ur, round))), 2, (v - (vr - ROUND)) as f32);
    // quadratic B-spline weights of the three nodes along each axis
    const half = f32x4.splat(0.5);
    const a = f32x4.sub(half, t);
    const c = f32x4.add(half, t);
    const w0 = f32x4.mul(half, f32x4.mul(a, a));
    const w1 = f32x4.sub(f32x4.splat(0.75), f32x4.mul(t, t));
    const w2 = f32x4.mul(half, f32x4.mul(c, c));
    const wx0 = v128.shuffle<f32>(w0, w0, 0, 0, 0, 0);
    const wx1 = v128.shuffle<f32>(w1, w1, 0, 0, 0, 0);
    const wx2 = v128.shuffle<f32>(w2, w2, 0, 0, 0, 0);
    const wy0 = v128.shuffle<f32>(w0, w0, 1, 1, 1, 1);
    const wy1 = v128.shuffle<f32>(w1, w1, 1, 1, 1, 1);
    const wy2 = v128.shuffle<f32>(w2, w2, 1, 1, 1, 1);
    const rowBytes = load<u32>(p, 104) as usize;
    const planeBytes = load<u32>(p, 108) as usize;
    const p0 = n as usize;
    const p1 = p0 + planeBytes;
    const p2 = p1 + planeBytes;
    const s0 = f32x4.add(
      f32x4.add(
        f32x4.mul(row(p0, wx0, wx1, wx2), wy0),
        f32x4.mul(row(p0 + rowBytes, wx0, wx1, wx2), wy1),
      ),
      f32x4.mul(row(p0 + 2 * rowBytes, wx0, wx1, wx2), wy2),
    );
    const s1 = f32x4.add(
      f32x4.add(
        f32x4.mul(row(p1, wx0, wx1, wx2), wy0),
        f32x4.mul(row(p1 + rowBytes, wx0, wx1, wx2), wy1),
      ),
      f32x4.mul(row(p1 + 2 * rowBytes, wx0, wx1, wx2), wy2),
    );
    const s2 = f32x4.add(
      f32x4.add(
        f32x4.mul(row(p2, wx0, wx1, wx2), wy0),
        f32x4.mul(row(p2 + rowBytes, wx0, wx1, wx2), wy1),
      ),
      f32x4.mul(row(p2 + 2 * rowBytes, wx0, wx1, wx2), wy2),
    );
    const level = f32x4.add(
      f32x4.add(
        f32x4.mul(s0, v128.shuffle<f32>(w0, w0, 2, 2, 2, 2)),
        f32x4.mul(s1, v128.shuffle<f32>(w1, w1, 2, 2, 2, 2)),
      ),
      f32x4.mul(s2, v128.shuffle<f32>(w2, w2, 2, 2, 2, 2)),
    );
    sum = f32x4.add(sum, level);
  }
  return sum;
}
