// The levels much coarser than a step, summed into one second-order Taylor series about a point near the path: the
// patch. Between two accepted steps it is renewed once the particle has left its radius, with its centre ahead, so
// that it is crossed from edge to edge.

import { FIELD, firstNode, regularX, regularY, regularZ, sumLevels } from "./field";
import { Level, levelCount, levels } from "./levels";
import { clear, f32At, f64At, putF64 } from "./memory";

const RADIUS: f64 = 0.12;
const AHEAD: f64 = 0.9;

let firstFine: i32 = 0;
let radius2: f64 = Infinity;
/** How far ahead of the particle a new centre is put [pc]. */
export let ahead: f64 = 0;

// Centre (3 f64) and coefficients of 1, x, y, z, xx, yy, zz, xy, xz, yz (3 f64 each).
const CENTRE: i32 = 128;
const SERIES: i32 = 160;

/**
 * Chooses the levels of the patch: those whose own radius, RADIUS (shortest wavelength) / 2 pi, is at least the
 * smallest that pays [pc].
 */
export function choosePatch(smallest: f64, tolerance: f64): void {
  const relative = tolerance / 1e-5;
  const scale = (RADIUS * Math.min(1.0, Math.cbrt(relative))) / (2.0 * Math.PI);
  firstFine = 0;
  radius2 = Infinity;
  ahead = 0.0;
  while (firstFine < levelCount) {
    const radius = scale * levels[firstFine].shortest;
    if (radius < smallest) break;
    radius2 = radius * radius;
    ahead = AHEAD * radius;
    firstFine++;
  }
}

export function leavesPatch(x: f64, y: f64, z: f64): bool {
  const dx = x - f64At(CENTRE);
  const dy = y - f64At(CENTRE + 8);
  const dz = z - f64At(CENTRE + 16);
  return dx * dx + dy * dy + dz * dz > radius2;
}

/** Total field at a point near the centre: the patch, and the fine levels. */
export function fieldNearby(x: f64, y: f64, z: f64): void {
  sumLevels(firstFine, x, y, z);
  const dx = x - f64At(CENTRE);
  const dy = y - f64At(CENTRE + 8);
  const dz = z - f64At(CENTRE + 16);
  putF64(FIELD, regularX + f64At(FIELD) + series(SERIES, dx, dy, dz));
  putF64(FIELD + 8, regularY + f64At(FIELD + 8) + series(SERIES + 8, dx, dy, dz));
  putF64(FIELD + 16, regularZ + f64At(FIELD + 16) + series(SERIES + 16, dx, dy, dz));
}

/** The series of the component whose first coefficient is at c. */
function series(c: i32, x: f64, y: f64, z: f64): f64 {
  return (
    f64At(c) +
    x * (f64At(c + 24) + x * f64At(c + 96) + y * f64At(c + 168) + z * f64At(c + 192)) +
    y * (f64At(c + 48) + y * f64At(c + 120) + z * f64At(c + 216)) +
    z * (f64At(c + 72) + z * f64At(c + 144))
  );
}

/** Opens the patch with its centre at a point. */
export function enterPatch(x: f64, y: f64, z: f64): void {
  putF64(CENTRE, x);
  putF64(CENTRE + 8, y);
  putF64(CENTRE + 16, z);
  clear(SERIES, 240);
  for (let g: i32 = 0; g < firstFine; g++) addSeries(levels[g], x, y, z);
}

/** Weight of node a (0, 1, 2) at distance t from node 1: of the value, of the first and of the second derivative. */
function weight(derivative: i32, a: i32, t: f64): f64 {
  if (derivative == 0)
    return a == 1 ? 0.75 - t * t : a == 0 ? 0.5 * (0.5 - t) * (0.5 - t) : 0.5 * (0.5 + t) * (0.5 + t);
  if (derivative == 1) return a == 1 ? -2.0 * t : a == 0 ? t - 0.5 : t + 0.5;
  return a == 1 ? -2.0 : 1.0;
}

/** Adds the series of one level. */
function addSeries(level: Level, x: f64, y: f64, z: f64): void {
  const m = level.perCell;
  const u = m * (level.r00 * x + level.r01 * y + level.r02 * z) + level.offset0;
  const v = m * (level.r10 * x + level.r11 * y + level.r12 * z) + level.offset1;
  const w = m * (level.r20 * x + level.r21 * y + level.r22 * z) + level.offset2;
  const i = Math.floor(u + 0.5);
  const j = Math.floor(v + 0.5);
  const k = Math.floor(w + 0.5);
  const corner = firstNode(level, i, j, k);
  for (let component: i32 = 0; component < 3; component++) {
    // derivatives along the level's axes: f, f0 = df/du0, f01 = d2f/du0 du1, ...
    let f: f64 = 0.0;
    let f0: f64 = 0.0;
    let f1: f64 = 0.0;
    let f2: f64 = 0.0;
    let f00: f64 = 0.0;
    let f11: f64 = 0.0;
    let f22: f64 = 0.0;
    let f01: f64 = 0.0;
    let f02: f64 = 0.0;
    let f12: f64 = 0.0;
    for (let c: i32 = 0; c < 3; c++) {
      const c0 = weight(0, c, w - k);
      const c1 = weight(1, c, w - k);
      for (let b: i32 = 0; b < 3; b++) {
        const b0 = weight(0, b, v - j);
        const b1 = weight(1, b, v - j);
        const row = corner + c * level.planeBytes + b * level.rowBytes + component * 4;
        const left = f32At(row);
        const middle = f32At(row + 16);
        const right = f32At(row + 32);
        const h = left * weight(0, 0, u - i) + middle * weight(0, 1, u - i) + right * weight(0, 2, u - i);
        const h0 = left * weight(1, 0, u - i) + middle * weight(1, 1, u - i) + right * weight(1, 2, u - i);
        f += h * b0 * c0;
        f0 += h0 * b0 * c0;
        f1 += h * b1 * c0;
        f2 += h * b0 * c1;
        f00 += (left - 2.0 * middle + right) * b0 * c0;
        f11 += h * weight(2, b, 0.0) * c0;
        f22 += h * b0 * weight(2, c, 0.0);
        f01 += h0 * b1 * c0;
        f02 += h0 * b0 * c1;
        f12 += h * b1 * c1;
      }
    }
    const address = SERIES + component * 8;
    add(address, f);
    // along the axes of the lab, whose unit vectors are the columns of m R
    add(address + 24, m * (level.r00 * f0 + level.r10 * f1 + level.r20 * f2));
    add(address + 48, m * (level.r01 * f0 + level.r11 * f1 + level.r21 * f2));
    add(address + 72, m * (level.r02 * f0 + level.r12 * f1 + level.r22 * f2));
    const mm = m * m;
    const x0 = mm * (level.r00 * f00 + level.r10 * f01 + level.r20 * f02);
    const x1 = mm * (level.r00 * f01 + level.r10 * f11 + level.r20 * f12);
    const x2 = mm * (level.r00 * f02 + level.r10 * f12 + level.r20 * f22);
    const y0 = mm * (level.r01 * f00 + level.r11 * f01 + level.r21 * f02);
    const y1 = mm * (level.r01 * f01 + level.r11 * f11 + level.r21 * f12);
    const y2 = mm * (level.r01 * f02 + level.r11 * f12 + level.r21 * f22);
    const z0 = mm * (level.r02 * f00 + level.r12 * f01 + level.r22 * f02);
    const z1 = mm * (level.r02 * f01 + level.r12 * f11 + level.r22 * f12);
    const z2 = mm * (level.r02 * f02 + level.r12 * f12 + level.r22 * f22);
    add(address + 96, 0.5 * (level.r00 * x0 + level.r10 * x1 + level.r20 * x2));
    add(address + 120, 0.5 * (level.r01 * y0 + level.r11 * y1 + level.r21 * y2));
    add(address + 144, 0.5 * (level.r02 * z0 + level.r12 * z1 + level.r22 * z2));
    add(address + 168, level.r01 * x0 + level.r11 * x1 + level.r21 * x2);
    add(address + 192, level.r02 * x0 + level.r12 * x1 + level.r22 * x2);
    add(address + 216, level.r02 * y0 + level.r12 * y1 + level.r22 * y2);
  }
}

function add(address: i32, value: f64): void {
  putF64(address, f64At(address) + value);
}
