// The levels of the nested grids: each a periodic cube with the modes of one band of wavelengths, turned and shifted
// at random.

import { f64At, putF64, real, whole } from "./memory";
import { DRAWN, drawNormals, drawUniforms, MODE, OFFSET, ROTATION, selectStream } from "./random";

export class Level {
  index: i32 = 0;
  /** Side of the cube [pc], and its cells. */
  box: f64 = 0;
  cells: i32 = 0;
  /** The band: longest >= wavelength > shortest; modes with wavelength <= cut are left out. */
  longest: f64 = 0;
  shortest: f64 = 0;
  cut: f64 = 0;
  /** Standard deviation of each of the six Gaussian numbers of a mode of unit power. */
  sigma: f64 = 0;
  /** Rotation from the lab into the level's frame. */
  r00: f64 = 0;
  r01: f64 = 0;
  r02: f64 = 0;
  r10: f64 = 0;
  r11: f64 = 0;
  r12: f64 = 0;
  r20: f64 = 0;
  r21: f64 = 0;
  r22: f64 = 0;
  /** Node coordinates of a point x: (cells / box) R x + offset. */
  perCell: f64 = 0;
  offset0: f64 = 0;
  offset1: f64 = 0;
  offset2: f64 = 0;
  /**
   * Address of the (cells + 2)^3 nodes, the first being node (-1, -1, -1): f32 Bx, By, Bz and 4 bytes of nothing each.
   */
  nodes: i32 = 0;
  rowBytes: i32 = 0;
  planeBytes: i32 = 0;
}

/** Records are made once and used again. */
export const levels: Level[] = [];
export let levelCount: i32 = 0;

export function clearLevels(): void {
  levelCount = 0;
}

export function addLevel(box: f64, longest: f64, shortest: f64, cut: f64, cells: i32): void {
  if (levelCount == levels.length) levels.push(new Level());
  const level = levels[levelCount];
  level.index = levelCount++;
  level.box = box;
  level.longest = longest;
  level.shortest = shortest;
  level.cut = cut;
  level.cells = cells;
  level.rowBytes = (cells + 2) * 16;
  level.planeBytes = (cells + 2) * (cells + 2) * 16;
}

/** Bytes of the nodes of all levels, which lie one behind the other. */
export function fieldBytes(_settings: i32): f64 {
  let bytes: i32 = 0;
  for (let g: i32 = 0; g < levelCount; g++) bytes += nodeBytes(levels[g]);
  return real(bytes);
}

export function placeLevels(nodes: i32): void {
  for (let g: i32 = 0; g < levelCount; g++) {
    levels[g].nodes = nodes;
    nodes += nodeBytes(levels[g]);
  }
}

function nodeBytes(level: Level): i32 {
  return level.planeBytes * (level.cells + 2);
}

/** Largest component of a mode vector. */
export function reach(level: Level): i32 {
  return whole(Math.ceil(level.box / level.shortest));
}

/**
 * Whether a vector of integers is a mode with a wavelength above `shortest`, in the half space that stands for the
 * pairs (n, -n).
 */
export function isMode(level: Level, x: i32, y: i32, z: i32, shortest: f64): bool {
  const inHalfSpace = z > 0 || (z == 0 && (y > 0 || (y == 0 && x > 0)));
  const n2 = real(x * x + y * y + z * z);
  const box2 = level.box * level.box;
  return inHalfSpace && n2 * level.longest * level.longest >= box2 && n2 * shortest * shortest < box2;
}

/** Power of a mode: k^-(q + 2), with k in units of the cube's. */
export function modePower(x: i32, y: i32, z: i32, q: f64): f64 {
  return real(x * x + y * y + z * z) ** (-0.5 * (q + 2.0));
}

/** Scales the amplitudes so that the modes of the whole band have the band's share of the variance dB^2. */
export function normalise(level: Level, dB: f64, outer: f64, q: f64): void {
  const r = reach(level);
  let full: f64 = 0.0;
  for (let z: i32 = 0; z <= r; z++)
    for (let y: i32 = -r; y <= r; y++)
      for (let x: i32 = -r; x <= r; x++) if (isMode(level, x, y, z, level.shortest)) full += modePower(x, y, z, q);
  const share = (level.longest ** (q - 1.0) - level.shortest ** (q - 1.0)) / outer ** (q - 1.0);
  level.sigma = Math.sqrt((share * dB * dB) / (8.0 * full));
}

/** Turns and shifts a level: a rotation from a uniform quaternion, and an offset. */
export function orient(level: Level): void {
  selectStream(level.index, ROTATION, 0);
  drawNormals(0);
  const a = f64At(DRAWN);
  const b = f64At(DRAWN + 8);
  drawNormals(1);
  const c = f64At(DRAWN);
  const d = f64At(DRAWN + 8);
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
  const cells = real(level.cells);
  level.perCell = cells / level.box;
  selectStream(level.index, OFFSET, 0);
  drawUniforms(0);
  level.offset0 = f64At(DRAWN) * cells;
  level.offset1 = f64At(DRAWN + 8) * cells;
  drawUniforms(1);
  level.offset2 = f64At(DRAWN) * cells;
}

/** A mode as it is listed: its vector, Re A and Im A, f64 each. */
export const MODE_BYTES: i32 = 72;

/** Upper bound of the modes of a level. */
export function countModes(level: Level): i32 {
  const r = reach(level);
  return (2 * r + 1) * (2 * r + 1) * (r + 1);
}

/** Lists the modes of a level, B(x) = 2 Re(A exp(i k.x)). Returns their number. */
export function drawModes(level: Level, q: f64, out: i32): i32 {
  const r = reach(level);
  let count: i32 = 0;
  for (let z: i32 = 0; z <= r; z++)
    for (let y: i32 = -r; y <= r; y++)
      for (let x: i32 = -r; x <= r; x++)
        if (isMode(level, x, y, z, level.cut)) drawMode(level, x, y, z, q, out + count++ * MODE_BYTES);
  return count;
}

/** Six Gaussian numbers, less their part along k, turned into the lab. */
function drawMode(level: Level, x: i32, y: i32, z: i32, q: f64, out: i32): void {
  selectStream(level.index, MODE, ((z + 512) << 20) | ((y + 512) << 10) | (x + 512));
  const kx = real(x);
  const ky = real(y);
  const kz = real(z);
  const scale = level.sigma * Math.sqrt(modePower(x, y, z, q));
  drawNormals(0);
  let reX = f64At(DRAWN);
  let imX = f64At(DRAWN + 8);
  drawNormals(1);
  let reY = f64At(DRAWN);
  let imY = f64At(DRAWN + 8);
  drawNormals(2);
  let reZ = f64At(DRAWN);
  let imZ = f64At(DRAWN + 8);
  const k2 = kx * kx + ky * ky + kz * kz;
  const alongRe = (kx * reX + ky * reY + kz * reZ) / k2;
  const alongIm = (kx * imX + ky * imY + kz * imZ) / k2;
  reX = scale * (reX - alongRe * kx);
  reY = scale * (reY - alongRe * ky);
  reZ = scale * (reZ - alongRe * kz);
  imX = scale * (imX - alongIm * kx);
  imY = scale * (imY - alongIm * ky);
  imZ = scale * (imZ - alongIm * kz);
  putF64(out, kx);
  putF64(out + 8, ky);
  putF64(out + 16, kz);
  putF64(out + 24, level.r00 * reX + level.r10 * reY + level.r20 * reZ);
  putF64(out + 32, level.r01 * reX + level.r11 * reY + level.r21 * reZ);
  putF64(out + 40, level.r02 * reX + level.r12 * reY + level.r22 * reZ);
  putF64(out + 48, level.r00 * imX + level.r10 * imY + level.r20 * imZ);
  putF64(out + 56, level.r01 * imX + level.r11 * imY + level.r21 * imZ);
  putF64(out + 64, level.r02 * imX + level.r12 * imY + level.r22 * imZ);
}
