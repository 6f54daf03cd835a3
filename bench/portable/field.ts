// The field at a point: the regular part and the sum of the levels, each interpolated by a quadratic B-spline of its
// 27 nearest nodes.

import { Level, levelCount, levels } from "./levels";
import { f32At, f64At, putF64, whole } from "./memory";

/** Where the functions below leave a field: Bx, By, Bz [uG], f64 each. */
export const FIELD: i32 = 96;

export let regularX: f64 = 0;
export let regularY: f64 = 0;
export let regularZ: f64 = 0;

/** The regular field [uG]. */
export function setRegular(x: f64, y: f64, z: f64): void {
  regularX = x;
  regularY = y;
  regularZ = z;
}

/** Total field of all levels. */
export function at(x: f64, y: f64, z: f64): void {
  sumLevels(0, x, y, z);
  putF64(FIELD, regularX + f64At(FIELD));
  putF64(FIELD + 8, regularY + f64At(FIELD + 8));
  putF64(FIELD + 16, regularZ + f64At(FIELD + 16));
}

/** Turbulent field of the levels from `first` on. */
export function sumLevels(first: i32, x: f64, y: f64, z: f64): void {
  let bx: f64 = 0.0;
  let by: f64 = 0.0;
  let bz: f64 = 0.0;
  for (let g = first; g < levelCount; g++) {
    const level = levels[g];
    // where the point is, in cells; the nearest node; the distance from there
    const u = level.perCell * (level.r00 * x + level.r01 * y + level.r02 * z) + level.offset0;
    const v = level.perCell * (level.r10 * x + level.r11 * y + level.r12 * z) + level.offset1;
    const w = level.perCell * (level.r20 * x + level.r21 * y + level.r22 * z) + level.offset2;
    const i = Math.floor(u + 0.5);
    const j = Math.floor(v + 0.5);
    const k = Math.floor(w + 0.5);
    const s = u - i;
    const t = v - j;
    const r = w - k;
    const x0 = 0.5 * (0.5 - s) * (0.5 - s);
    const x1 = 0.75 - s * s;
    const x2 = 0.5 * (0.5 + s) * (0.5 + s);
    const y0 = 0.5 * (0.5 - t) * (0.5 - t);
    const y1 = 0.75 - t * t;
    const y2 = 0.5 * (0.5 + t) * (0.5 + t);
    const z0 = 0.5 * (0.5 - r) * (0.5 - r);
    const z1 = 0.75 - r * r;
    const z2 = 0.5 * (0.5 + r) * (0.5 + r);
    let plane = firstNode(level, i, j, k);
    for (let c: i32 = 0; c < 3; c++) {
      let row = plane;
      for (let b: i32 = 0; b < 3; b++) {
        const weight = (b == 0 ? y0 : b == 1 ? y1 : y2) * (c == 0 ? z0 : c == 1 ? z1 : z2);
        bx += weight * (x0 * f32At(row) + x1 * f32At(row + 16) + x2 * f32At(row + 32));
        by += weight * (x0 * f32At(row + 4) + x1 * f32At(row + 20) + x2 * f32At(row + 36));
        bz += weight * (x0 * f32At(row + 8) + x1 * f32At(row + 24) + x2 * f32At(row + 40));
        row += level.rowBytes;
      }
      plane += level.planeBytes;
    }
  }
  putF64(FIELD, bx);
  putF64(FIELD + 8, by);
  putF64(FIELD + 16, bz);
}

/** Address of the first of the 27 nodes around node (i, j, k), which is wrapped into the cube. */
export function firstNode(level: Level, i: f64, j: f64, k: f64): i32 {
  const mask = level.cells - 1;
  return (
    level.nodes + (whole(k) & mask) * level.planeBytes + (whole(j) & mask) * level.rowBytes + (whole(i) & mask) * 16
  );
}

/** Total field at `count` points (f64 triples). */
export function fieldAt(points: i32, count: i32, out: i32): void {
  for (let p: i32 = 0; p < count * 24; p += 24) {
    at(f64At(points + p), f64At(points + p + 8), f64At(points + p + 16));
    putF64(out + p, f64At(FIELD));
    putF64(out + p + 8, f64At(FIELD + 8));
    putF64(out + p + 16, f64At(FIELD + 16));
  }
}
