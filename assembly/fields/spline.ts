// Interpolation of the nested grids by quadratic B-splines: 27 nodes a level.

import { LEVEL_BYTES, table, tableEnd } from "./levels";

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

/** Sum of the levels whose records lie in [first, end), at a point xy = (x, y), zw = (z, ...) in pc; in uG as f32x4 (Bx, By, Bz, 0). */
// @ts-ignore: decorator
@inline
export function sumLevels(first: usize, end: usize, xy: v128, zw: v128): v128 {
  const xx = v128.shuffle<f64>(xy, xy, 0, 0);
  const yy = v128.shuffle<f64>(xy, xy, 1, 1);
  const zz = v128.shuffle<f64>(zw, zw, 0, 0);
  const z1 = v128.shuffle<f64>(zw, f64x2.splat(1), 0, 2);
  const round = f64x2.splat(ROUND);
  let sum = f32x4.splat(0);
  for (let p = first; p < end; p += LEVEL_BYTES) {
    // node coordinates, nearest node, and the distance from it in [-1/2, 1/2]: along two axes, then along the third
    const u = f64x2.add(
      f64x2.add(f64x2.mul(v128.load(p), xx), f64x2.mul(v128.load(p, 16), yy)),
      f64x2.add(f64x2.mul(v128.load(p, 32), zz), v128.load(p, 48)),
    );
    const parts = f64x2.add(f64x2.mul(v128.load(p, 64), xy), f64x2.mul(v128.load(p, 80), z1));
    const v = f64x2.add(parts, v128.shuffle<f64>(parts, parts, 1, 0));
    const ur = f64x2.add(u, round);
    const vr = f64x2.add(v, round);
    const mask = load<u32>(p, 100);
    const i = (i32x4.extract_lane(ur, 0) as u32) & mask;
    const j = (i32x4.extract_lane(ur, 2) as u32) & mask;
    const k = (i32x4.extract_lane(vr, 0) as u32) & mask;
    const n = load<u32>(p, 96) + (i << 4) + j * load<u32>(p, 104) + k * load<u32>(p, 108);
    const t = v128.shuffle<f32>(
      f32x4.demote_f64x2_zero(f64x2.sub(u, f64x2.sub(ur, round))),
      f32x4.demote_f64x2_zero(f64x2.sub(v, f64x2.sub(vr, round))),
      0, 1, 4, 4,
    );
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
    // weights of the three planes, moved on by one lane a plane
    let wz = v128.shuffle<f32>(v128.shuffle<f32>(w0, w1, 2, 6, 2, 6), w2, 0, 1, 6, 6);
    const rowBytes = load<u32>(p, 104) as usize;
    const planeBytes = load<u32>(p, 108) as usize;
    const last = (n as usize) + 2 * planeBytes;
    let level = f32x4.splat(0);
    // a loop, because V8 before 13 would load all 27 nodes of straight code first, and spill most of them
    for (let q: usize = n; q <= last; q += planeBytes) {
      const plane = f32x4.add(
        f32x4.add(
          f32x4.mul(row(q, wx0, wx1, wx2), wy0),
          f32x4.mul(row(q + rowBytes, wx0, wx1, wx2), wy1),
        ),
        f32x4.mul(row(q + 2 * rowBytes, wx0, wx1, wx2), wy2),
      );
      level = f32x4.add(level, f32x4.mul(plane, v128.shuffle<f32>(wz, wz, 0, 0, 0, 0)));
      wz = v128.shuffle<f32>(wz, wz, 1, 2, 3, 3);
    }
    sum = f32x4.add(sum, level);
  }
  return sum;
}

/** Turbulent field of all levels at a point (pc). */
export function at(x: f64, y: f64, z: f64): v128 {
  return sumLevels(table, tableEnd, f64x2(x, y), f64x2.splat(z));
}
