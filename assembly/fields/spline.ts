// Interpolation of the nested grids by quadratic B-splines: 27 nodes a level.

import { Level } from "../layout";
import { LEVEL_BYTES, table, tableEnd } from "./levels";

// Adding this to |u| < 2^51 (f64) or 2^22 (f32) rounds u to an integer, which then stands in the low bits of the sum.
const ROUND_F64: f64 = 6755399441055744.0;
const ROUND_F32: f32 = 12582912.0;

// Vector constants of the inner loop lie in memory: V8 would make each anew, in three instructions, wherever it is
// used.
export const constants: usize = memory.data<f32>([
  0.5, 0.5, 0.5, 0.5,
  0.75, 0.75, 0.75, 0.75,
  12582912, 12582912, 12582912, 12582912,
], 16);

@inline
function row(p: usize, wx0: v128, wx1: v128, wx2: v128): v128 {
  return f32x4.add(
    f32x4.add(f32x4.mul(v128.load(p), wx0), f32x4.mul(v128.load(p, 16), wx1)),
    f32x4.mul(v128.load(p, 32), wx2),
  );
}

/** Nine nodes of a plane, from the address of the first. */
@inline
function plane(p: usize, rowBytes: usize, wx0: v128, wx1: v128, wx2: v128, wy0: v128, wy1: v128, wy2: v128): v128 {
  return f32x4.add(
    f32x4.add(
      f32x4.mul(row(p, wx0, wx1, wx2), wy0),
      f32x4.mul(row(p + rowBytes, wx0, wx1, wx2), wy1),
    ),
    f32x4.mul(row(p + 2 * rowBytes, wx0, wx1, wx2), wy2),
  );
}

/**
 * The spline at distance t (in cells, f32x4) from the nearest node; `first` is the address of the first of the 27
 * nodes.
 */
@inline
export function spline(first: usize, rowBytes: usize, planeBytes: usize, t: v128, half: v128, threeQuarters: v128): v128 {
  // weights of the three nodes along each axis
  const a = f32x4.sub(half, t);
  const c = f32x4.add(half, t);
  const w0 = f32x4.mul(half, f32x4.mul(a, a));
  const w1 = f32x4.sub(threeQuarters, f32x4.mul(t, t));
  const w2 = f32x4.mul(half, f32x4.mul(c, c));
  const wx0 = v128.shuffle<f32>(w0, w0, 0, 0, 0, 0);
  const wx1 = v128.shuffle<f32>(w1, w1, 0, 0, 0, 0);
  const wx2 = v128.shuffle<f32>(w2, w2, 0, 0, 0, 0);
  const wy0 = v128.shuffle<f32>(w0, w0, 1, 1, 1, 1);
  const wy1 = v128.shuffle<f32>(w1, w1, 1, 1, 1, 1);
  const wy2 = v128.shuffle<f32>(w2, w2, 1, 1, 1, 1);
  const wz0 = v128.shuffle<f32>(w0, w0, 2, 2, 2, 2);
  const wz1 = v128.shuffle<f32>(w1, w1, 2, 2, 2, 2);
  const wz2 = v128.shuffle<f32>(w2, w2, 2, 2, 2, 2);
  let sum = f32x4.mul(plane(first, rowBytes, wx0, wx1, wx2, wy0, wy1, wy2), wz0);
  // Both conditions always hold. They divide the code, because V8 before 13 would load all 27 nodes of straight code
  // first, and spill most of them; a loop costs a stack check, and weights that move on.
  if (planeBytes) {
    sum = f32x4.add(sum, f32x4.mul(plane(first + planeBytes, rowBytes, wx0, wx1, wx2, wy0, wy1, wy2), wz1));
    if (rowBytes) {
      sum = f32x4.add(sum, f32x4.mul(plane(first + 2 * planeBytes, rowBytes, wx0, wx1, wx2, wy0, wy1, wy2), wz2));
    }
  }
  return sum;
}

/** Turbulent field of all levels at a point (pc), in uG as f32x4 (Bx, By, Bz, 0). */
export function at(x: f64, y: f64, z: f64): v128 {
  let sum = f32x4.splat(0);
  for (let p = table; p < tableEnd; p += LEVEL_BYTES) {
    const level = changetype<Level>(p);
    const u = level.m00 * x + level.m01 * y + level.m02 * z + level.o0;
    const v = level.m10 * x + level.m11 * y + level.m12 * z + level.o1;
    const w = level.m20 * x + level.m21 * y + level.m22 * z + level.o2;
    const i = u + ROUND_F64;
    const j = v + ROUND_F64;
    const k = w + ROUND_F64;
    const t = f32x4(
      (u - (i - ROUND_F64)) as f32,
      (v - (j - ROUND_F64)) as f32,
      (w - (k - ROUND_F64)) as f32,
      0,
    );
    const first =
      level.nodes +
      (((reinterpret<u64>(i) as u32) & level.mask) << 4) +
      ((reinterpret<u64>(j) as u32) & level.mask) * level.rowBytes +
      ((reinterpret<u64>(k) as u32) & level.mask) * level.planeBytes;
    const half = v128.load(constants);
    const threeQuarters = v128.load(constants, 16);
    sum = f32x4.add(sum, spline(first as usize, level.rowBytes, level.planeBytes, t, half, threeQuarters));
  }
  return sum;
}

/**
 * Sum of the levels whose records lie in [start, end) at a point near the centre that was last given to `setCentre`:
 * (dx, dy, dz) from there in pc, splats of f32. Like `at`, but with node coordinates in f32, good to 1e-5 cells within
 * REACH.
 */
@inline
export function sumNearby(start: usize, end: usize, dx: v128, dy: v128, dz: v128): v128 {
  let sum = f32x4.splat(0);
  if (start >= end) return sum;
  // A do loop, with constants loaded inside: V8 before 13 would load them once, before the loop, and then move the
  // nodes out of registers. Measured by bench/field_loop.
  let p = start;
  do {
    const half = v128.load(constants);
    const threeQuarters = v128.load(constants, 16);
    const round = v128.load(constants, 32);
    const u = f32x4.add(
      f32x4.add(v128.load(p, offsetof<Level>("offset")), f32x4.mul(v128.load(p), dx)),
      f32x4.add(f32x4.mul(v128.load(p, 16), dy), f32x4.mul(v128.load(p, 32), dz)),
    );
    const rounded = f32x4.add(u, round);
    const t = f32x4.sub(u, f32x4.sub(rounded, round));
    const mask = v128.load32_splat(p, offsetof<Level>("mask"));
    const node = v128.and(i32x4.add(rounded, v128.load(p, offsetof<Level>("nearest"))), mask);
    const rowBytes = load<u32>(p, offsetof<Level>("rowBytes"));
    const planeBytes = load<u32>(p, offsetof<Level>("planeBytes"));
    const first =
      load<u32>(p, offsetof<Level>("nodes")) +
      ((i32x4.extract_lane(node, 0) as u32) << 4) +
      (i32x4.extract_lane(node, 1) as u32) * rowBytes +
      (i32x4.extract_lane(node, 2) as u32) * planeBytes;
    sum = f32x4.add(sum, spline(first as usize, rowBytes, planeBytes, t, half, threeQuarters));
    p += LEVEL_BYTES;
  } while (p < end);
  return sum;
}

/** How far from the centre `sumNearby` may be asked, in cells of the finest level. */
export const REACH: f64 = 64.0;

/** Notes where a point (pc) lies in a level: the centre of later calls of `sumNearby`. */
export function setCentre(level: Level, x: f64, y: f64, z: f64): void {
  const u = level.m00 * x + level.m01 * y + level.m02 * z + level.o0;
  const v = level.m10 * x + level.m11 * y + level.m12 * z + level.o1;
  const w = level.m20 * x + level.m21 * y + level.m22 * z + level.o2;
  const i = nearest(u);
  const j = nearest(v);
  const k = nearest(w);
  level.offset = f32x4((u - i) as f32, (v - j) as f32, (w - k) as f32, 0);
  level.nearest = i32x4(i as i64 as i32, j as i64 as i32, k as i64 as i32, 0);
}
