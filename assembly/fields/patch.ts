// The levels much coarser than a step, summed into one local polynomial: their field changes so little from step to
// step that its second-order Taylor series about a point near the path, the patch's centre, serves for many steps. One
// patch is open at a time, that of the particle being flown. It is a pure function of its centre, so the centre is all
// that a particle's record keeps of it. The centre is put ahead of the particle, so that a flight crosses the patch
// from edge to edge: half the radius serves for as many steps.
//
// A level is in the patch if its own radius, RADIUS (shortest wavelength) / 2 pi, is at least the smallest that pays,
// which the integrator knows; the patch has the smallest radius of its levels. Its error grows as the radius cubed and
// is kept proportional to the tolerance.

import { Level, PatchedParticle } from "../layout";
import { LEVEL_BYTES, table, tableEnd } from "./levels";
import { REACH, setCentre, sumNearby } from "./spline";

const RADIUS: f64 = 0.12;
/**
 * How far ahead of the particle the centre is put, in radii: less than 1, so that rounding does not put the particle
 * outside.
 */
const AHEAD: f64 = 0.9;
const REFERENCE_TOLERANCE: f64 = 1e-5;

// For what the levels have been chosen; NaN: for nothing yet.
let chosenSmallest: f64 = NaN;
let chosenTolerance: f64 = NaN;
let firstFine: usize = table;
let radius2: f64 = Infinity;
/** Distance of a new centre from the particle [pc]. */
let ahead: f64 = 0;
// The centre (x, y, z, 0), f64.
const centre: usize = memory.data(32, 16);

// Ten f32x4 (Bx, By, Bz, 0): 1, x, y, z, xx, yy, zz, xy, xz, yz.
const series: usize = memory.data(160, 16);
// Weights of the three nodes along each axis, f32x4 (x, y, z, 0) each: of the value, of the first and the second
// derivative.
const weights: usize = memory.data(144, 16);
const VALUE: usize = 0;
const SLOPE: usize = 48;
const CURVATURE: usize = 96;

/**
 * Chooses the levels of the patch for flights of this tolerance, none unless the field has levels; `smallest`: the
 * smallest radius that pays [pc].
 */
export function choose(hasLevels: bool, smallest: f64, tolerance: f64): void {
  if (smallest == chosenSmallest && tolerance == chosenTolerance) return;
  forget();
  chosenSmallest = smallest;
  chosenTolerance = tolerance;
  const relative = tolerance / REFERENCE_TOLERANCE;
  const scale = (RADIUS * Math.min(1.0, Math.cbrt(relative))) / (2.0 * Math.PI);
  let radius = Infinity;
  firstFine = table;
  if (hasLevels) {
    const finest = changetype<Level>(tableEnd - LEVEL_BYTES);
    radius = (REACH * finest.box) / (finest.cells as f64);
    for (; firstFine < tableEnd; firstFine += LEVEL_BYTES) {
      const own = scale * changetype<Level>(firstFine).shortest;
      if (own < smallest) break;
      radius = Math.min(radius, own);
    }
  }
  radius2 = radius * radius;
  ahead = hasLevels ? AHEAD * radius : 0.0;
}

/** Forgets the open patch and the choice of levels: the field is another one. */
export function forget(): void {
  chosenSmallest = NaN;
  store<f64>(centre, NaN);
}

/** Whether a point is too far from the centre of the open patch. */
@inline
export function leavesPatch(x: f64, y: f64, z: f64): bool {
  const dx = x - load<f64>(centre);
  const dy = y - load<f64>(centre, 8);
  const dz = z - load<f64>(centre, 16);
  return dx * dx + dy * dy + dz * dz > radius2;
}

/** Opens the patch with its centre at a point (pc). */
export function enterPatch(x: f64, y: f64, z: f64): void {
  store<f64>(centre, x);
  store<f64>(centre, y, 8);
  store<f64>(centre, z, 16);
  memory.fill(series, 0, 160);
  for (let p = table; p < tableEnd; p += LEVEL_BYTES) {
    const level = changetype<Level>(p);
    setCentre(level, x, y, z);
    if (p < firstFine) addSeries(level);
  }
}

/**
 * Opens the patch of a particle at position (xy, z of zw) with momentum direction (uv, w of zw): its own, or a first
 * one ahead of it.
 */
@inline
export function openPatch(p: PatchedParticle, xy: v128, uv: v128, zw: v128, sense: f64): void {
  if (p.patched) {
    // that of a particle which has just been flown is still open
    const own = load<f64>(centre) == p.patchX && load<f64>(centre, 8) == p.patchY && load<f64>(centre, 16) == p.patchZ;
    if (!own) enterPatch(p.patchX, p.patchY, p.patchZ);
  } else {
    p.patched = 1;
    placePatch(p, xy, uv, zw, sense);
  }
}

/**
 * Opens a new patch for a particle that has left its own; whether it has. Between accepted steps: all stages of a step
 * see one field.
 */
@inline
export function followPatch(p: PatchedParticle, xy: v128, uv: v128, zw: v128, sense: f64): bool {
  if (!leavesPatch(f64x2.extract_lane(xy, 0), f64x2.extract_lane(xy, 1), f64x2.extract_lane(zw, 0))) return false;
  placePatch(p, xy, uv, zw, sense);
  return true;
}

/** Opens a patch ahead of a particle. */
function placePatch(p: PatchedParticle, xy: v128, uv: v128, zw: v128, sense: f64): void {
  const far = sense * ahead;
  p.patchX = f64x2.extract_lane(xy, 0) + far * f64x2.extract_lane(uv, 0);
  p.patchY = f64x2.extract_lane(xy, 1) + far * f64x2.extract_lane(uv, 1);
  p.patchZ = f64x2.extract_lane(zw, 0) + far * f64x2.extract_lane(zw, 1);
  enterPatch(p.patchX, p.patchY, p.patchZ);
}

/**
 * Turbulent field at a point xy = (x, y), zw = (z, ...) in pc near the open patch's centre, in uG as f32x4 (Bx, By,
 * Bz, 0).
 */
@inline
export function atNearby(xy: v128, zw: v128): v128 {
  const dxy = f32x4.demote_f64x2_zero(f64x2.sub(xy, v128.load(centre)));
  const dzz = f32x4.demote_f64x2_zero(f64x2.sub(zw, v128.load(centre, 16)));
  const dx = v128.shuffle<f32>(dxy, dxy, 0, 0, 0, 0);
  const dy = v128.shuffle<f32>(dxy, dxy, 1, 1, 1, 1);
  const dz = v128.shuffle<f32>(dzz, dzz, 0, 0, 0, 0);
  const fine = sumNearby(firstFine, tableEnd, dx, dy, dz);
  // z (c_z + z c_zz), y (c_y + y c_yy + z c_yz), x (c_x + x c_xx + y c_xy + z c_xz)
  const zz = times(dz, plus(coefficient(3), times(dz, coefficient(6))));
  const yy = times(dy, plus(plus(coefficient(2), times(dy, coefficient(5))), times(dz, coefficient(9))));
  const xx = times(
    dx,
    plus(plus(coefficient(1), times(dx, coefficient(4))), plus(times(dy, coefficient(7)), times(dz, coefficient(8)))),
  );
  return plus(fine, plus(plus(coefficient(0), xx), plus(yy, zz)));
}

@inline
function plus(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

@inline
function times(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

@inline
function coefficient(i: usize): v128 {
  return v128.load(series + (i << 4));
}

@inline
function addTo(i: usize, value: v128): void {
  v128.store(series + (i << 4), f32x4.add(v128.load(series + (i << 4)), value));
}

/** Weight of a node along an axis, in all lanes. */
@inline
function weight(kind: usize, node: usize, axis: usize): v128 {
  return v128.load32_splat(weights + kind + (node << 4) + (axis << 2));
}

function writeWeights(axis: usize, t: f32): void {
  const address = weights + (axis << 2);
  store<f32>(address, 0.5 * (0.5 - t) * (0.5 - t), VALUE);
  store<f32>(address, 0.75 - t * t, VALUE + 16);
  store<f32>(address, 0.5 * (0.5 + t) * (0.5 + t), VALUE + 32);
  store<f32>(address, t - 0.5, SLOPE);
  store<f32>(address, -2.0 * t, SLOPE + 16);
  store<f32>(address, t + 0.5, SLOPE + 32);
  store<f32>(address, 1.0, CURVATURE);
  store<f32>(address, -2.0, CURVATURE + 16);
  store<f32>(address, 1.0, CURVATURE + 32);
}

/** a . (column of the level's matrix): from derivatives along the level's axes to one along an axis of the lab. */
@inline
function along(a0: v128, a1: v128, a2: v128, m0: f64, m1: f64, m2: f64): v128 {
  return f32x4.add(
    f32x4.add(times(a0, f32x4.splat(m0 as f32)), times(a1, f32x4.splat(m1 as f32))),
    times(a2, f32x4.splat(m2 as f32)),
  );
}

/** Adds the Taylor series of one level's spline about the centre. */
function addSeries(level: Level): void {
  writeWeights(0, f32x4.extract_lane(level.offset, 0));
  writeWeights(1, f32x4.extract_lane(level.offset, 1));
  writeWeights(2, f32x4.extract_lane(level.offset, 2));
  const i = (i32x4.extract_lane(level.nearest, 0) as u32) & level.mask;
  const j = (i32x4.extract_lane(level.nearest, 1) as u32) & level.mask;
  const k = (i32x4.extract_lane(level.nearest, 2) as u32) & level.mask;
  const corner = (level.nodes + (i << 4) + j * level.rowBytes + k * level.planeBytes) as usize;
  // derivatives along the level's axes: f, f0 = df/du0, f01 = d2f/du0 du1, ...
  const zero = f32x4.splat(0);
  let f = zero;
  let f0 = zero;
  let f1 = zero;
  let f2 = zero;
  let f00 = zero;
  let f11 = zero;
  let f22 = zero;
  let f01 = zero;
  let f02 = zero;
  let f12 = zero;
  const value0 = weight(VALUE, 0, 0);
  const value1 = weight(VALUE, 1, 0);
  const value2 = weight(VALUE, 2, 0);
  const slope0 = weight(SLOPE, 0, 0);
  const slope1 = weight(SLOPE, 1, 0);
  const slope2 = weight(SLOPE, 2, 0);
  for (let c: usize = 0; c < 3; c++) {
    let g = zero;
    let g0 = zero;
    let g1 = zero;
    let g00 = zero;
    let g11 = zero;
    let g01 = zero;
    for (let b: usize = 0; b < 3; b++) {
      const row = corner + c * (level.planeBytes as usize) + b * (level.rowBytes as usize);
      const left = v128.load(row);
      const middle = v128.load(row, 16);
      const right = v128.load(row, 32);
      const h = plus(plus(times(left, value0), times(middle, value1)), times(right, value2));
      const h0 = plus(plus(times(left, slope0), times(middle, slope1)), times(right, slope2));
      const h00 = plus(f32x4.sub(left, plus(middle, middle)), right);
      const value = weight(VALUE, b, 1);
      const slope = weight(SLOPE, b, 1);
      g = f32x4.add(g, times(h, value));
      g0 = f32x4.add(g0, times(h0, value));
      g00 = f32x4.add(g00, times(h00, value));
      g1 = f32x4.add(g1, times(h, slope));
      g01 = f32x4.add(g01, times(h0, slope));
      g11 = f32x4.add(g11, times(h, weight(CURVATURE, b, 1)));
    }
    const value = weight(VALUE, c, 2);
    const slope = weight(SLOPE, c, 2);
    f = f32x4.add(f, times(g, value));
    f0 = f32x4.add(f0, times(g0, value));
    f1 = f32x4.add(f1, times(g1, value));
    f00 = f32x4.add(f00, times(g00, value));
    f01 = f32x4.add(f01, times(g01, value));
    f11 = f32x4.add(f11, times(g11, value));
    f2 = f32x4.add(f2, times(g, slope));
    f02 = f32x4.add(f02, times(g0, slope));
    f12 = f32x4.add(f12, times(g1, slope));
    f22 = f32x4.add(f22, times(g, weight(CURVATURE, c, 2)));
  }
  addTo(0, f);
  addTo(1, along(f0, f1, f2, level.m00, level.m10, level.m20));
  addTo(2, along(f0, f1, f2, level.m01, level.m11, level.m21));
  addTo(3, along(f0, f1, f2, level.m02, level.m12, level.m22));
  // second derivatives: rotate the first index into the lab, then the second
  const x0 = along(f00, f01, f02, level.m00, level.m10, level.m20);
  const x1 = along(f01, f11, f12, level.m00, level.m10, level.m20);
  const x2 = along(f02, f12, f22, level.m00, level.m10, level.m20);
  const y0 = along(f00, f01, f02, level.m01, level.m11, level.m21);
  const y1 = along(f01, f11, f12, level.m01, level.m11, level.m21);
  const y2 = along(f02, f12, f22, level.m01, level.m11, level.m21);
  const z0 = along(f00, f01, f02, level.m02, level.m12, level.m22);
  const z1 = along(f01, f11, f12, level.m02, level.m12, level.m22);
  const z2 = along(f02, f12, f22, level.m02, level.m12, level.m22);
  const half = f32x4.splat(0.5);
  addTo(4, times(half, along(x0, x1, x2, level.m00, level.m10, level.m20)));
  addTo(5, times(half, along(y0, y1, y2, level.m01, level.m11, level.m21)));
  addTo(6, times(half, along(z0, z1, z2, level.m02, level.m12, level.m22)));
  addTo(7, along(x0, x1, x2, level.m01, level.m11, level.m21));
  addTo(8, along(x0, x1, x2, level.m02, level.m12, level.m22));
  addTo(9, along(y0, y1, y2, level.m02, level.m12, level.m22));
}
