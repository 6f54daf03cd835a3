// The levels of the nested grids: their table, their bands of wavelengths, their modes.
//
// A realisation is its modes: a mode's amplitude depends on (seed, realisation, level, mode vector) alone, never on
// the number of cells, the inner scale or the other levels. Each level has its own random rotation and offset;
// components are kept in the lab frame.

import { Level, Wave } from "../layout";
import { drawUniforms, MODE, OFFSET, ROTATION, selectStream, uniform0, uniform1 } from "../random";
import { drawRotation, r00, r01, r02, r10, r11, r12, r20, r21, r22, rotationOf } from "../rotation";
import { bandVariance, modePower } from "../spectrum";
import {
  drawAmplitude,
  loadAmplitude,
  storeAmplitude,
  turnPhase,
  turnToLab,
} from "./modes";

export const MAX_LEVELS: i32 = 64;
/** A node: f32 (Bx, By, Bz, 0). */
export const NODE_BYTES: usize = 16;
export const LEVEL_BYTES: usize = offsetof<Level>();
/** First byte of the table of levels, and the byte behind the last level added. */
export const table: usize = memory.data(offsetof<Level>() * MAX_LEVELS, 16);
export let tableEnd: usize = table;
let levels: i32 = 0;

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
 * Adds a level: a cube of side `box` (pc) with `cells` per side (a power of two), which holds the modes of wavelength
 * cut < wavelength <= longest out of the band (shortest, longest]. Where its nodes are, `placeLevels` says.
 */
export function addLevel(box: f64, longest: f64, shortest: f64, cut: f64, cells: i32): void {
  const level = levelAt(levels);
  level.index = levels as u32;
  level.box = box;
  level.longest = longest;
  level.shortest = shortest;
  level.cut = cut;
  level.cells = cells as u32;
  level.mask = (cells - 1) as u32;
  level.rowBytes = ((cells + 2) << 4) as u32;
  level.planeBytes = ((cells + 2) * (cells + 2) * 16) as u32;
  levels++;
  tableEnd = table + (levels as usize) * LEVEL_BYTES;
}

/** Gives the nodes of all levels their places, one level behind the other. */
export function placeLevels(nodes: usize): void {
  for (let g = 0; g < levels; g++) {
    const level = levelAt(g);
    level.nodes = nodes as u32;
    nodes += levelBytes(level.cells as i32) as usize;
  }
}

/**
 * Where the nodes of a grid are, for who reads them outside of the kernel, GRID_PLACE_NUMBERS f64: its rows of M, which turns a
 * point (pc) into node coordinates u = M x + o, then o, its cells along the three axes of memory, the address of node (-1, -1,
 * -1), and the bytes of a row and of a plane of nodes.
 */
export const GRID_PLACE_NUMBERS: i32 = 18;

/** Writes where the nodes of all levels are. Returns their number. */
export function listLevels(out: usize): i32 {
  for (let g = 0; g < levels; g++) {
    const level = levelAt(g);
    store<f64>(out, level.m00);
    store<f64>(out, level.m01, 8);
    store<f64>(out, level.m02, 16);
    store<f64>(out, level.m10, 24);
    store<f64>(out, level.m11, 32);
    store<f64>(out, level.m12, 40);
    store<f64>(out, level.m20, 48);
    store<f64>(out, level.m21, 56);
    store<f64>(out, level.m22, 64);
    store<f64>(out, level.o0, 72);
    store<f64>(out, level.o1, 80);
    store<f64>(out, level.o2, 88);
    for (let axis: usize = 0; axis < 3; axis++) store<f64>(out + (axis << 3), level.cells as f64, 96);
    store<f64>(out, level.nodes as f64, 120);
    store<f64>(out, level.rowBytes as f64, 128);
    store<f64>(out, level.planeBytes as f64, 136);
    out += (GRID_PLACE_NUMBERS as usize) << 3;
  }
  return levels;
}

/** Bytes of nodes of a level of `cells` per side, with a layer of copies around them. */
function levelBytes(cells: i32): f64 {
  const n = (cells + 2) as f64;
  return n * n * n * (NODE_BYTES as f64);
}

/** Bytes of nodes of all levels. */
export function nodeBytes(): f64 {
  let bytes = 0.0;
  for (let g = 0; g < levels; g++) bytes += levelBytes(levelAt(g).cells as i32);
  return bytes;
}

// Modes of a level: vectors n of integers, wave vector 2 pi n / box, in the half space that stands for the pairs (n,
// -n). A band is half-open, longest >= wavelength > shortest, so that no mode is missed or counted twice.
@inline
function inBand(n2: f64, box: f64, longest: f64, shortest: f64): bool {
  return n2 * longest * longest >= box * box && n2 * shortest * shortest < box * box;
}

export function reach(level: Level): i32 {
  return Math.ceil(level.box / level.shortest) as i32;
}

@inline
function inHalfSpace(x: i32, y: i32, z: i32): bool {
  return z > 0 || (z == 0 && (y > 0 || (y == 0 && x > 0)));
}

/** Number of the modes that `drawModes` writes for level g. */
export function countLevel(g: i32): i32 {
  const level = levelAt(g);
  const r = reach(level);
  let count = 0;
  for (let z = 0; z <= r; z++)
    for (let y = -r; y <= r; y++)
      for (let x = -r; x <= r; x++)
        if (inHalfSpace(x, y, z)) {
          count += inBand((x * x + y * y + z * z) as f64, level.box, level.longest, level.cut) ? 1 : 0;
        }
  return count;
}

/** Amplitude scale and kept variance of a level, from the sum over the discrete modes of its *full* band. */
export function normalise(level: Level, dB: f64, outer: f64, q: f64): void {
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

/** Random rotation and offset of a level. */
export function orient(level: Level, keepAxes: bool): void {
  selectStream(level.index, ROTATION, 0);
  drawRotation();
  if (keepAxes) {
    rotationOf(1.0, 0.0, 0.0, 0.0);
  }
  level.r00 = r00;
  level.r01 = r01;
  level.r02 = r02;
  level.r10 = r10;
  level.r11 = r11;
  level.r12 = r12;
  level.r20 = r20;
  level.r21 = r21;
  level.r22 = r22;
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
  level.column0 = f32x4(level.m00 as f32, level.m10 as f32, level.m20 as f32, 0);
  level.column1 = f32x4(level.m01 as f32, level.m11 as f32, level.m21 as f32, 0);
  level.column2 = f32x4(level.m02 as f32, level.m12 as f32, level.m22 as f32, 0);
  level.o0 = level.shift0 * cells;
  level.o1 = level.shift1 * cells;
  level.o2 = level.shift2 * cells;
}

/**
 * Writes the modes of a level as waves: mode vector (integers) in the level's frame, amplitude in the lab frame.
 * Returns their number.
 */
export function drawModes(level: Level, q: f64, out: usize): i32 {
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

/**
 * Lists the modes of level g as waves in the lab frame (k in rad/pc), B(x) = sum 2 Re(A exp(i k.x)). Returns their
 * number.
 */
export function listLevel(g: i32, q: f64, out: usize): i32 {
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
