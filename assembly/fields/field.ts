// The contract of a field model: at(x, y, z) is its turbulent part at a point, f32x4 (Bx, By, Bz, 0) in uG.
// A model is one file in this folder and one line in `turbulence`. The regular field is homogeneous and kept in f64.

import * as patch from "./patch";
import * as planeWaves from "./plane_waves";
import * as nestedGrids from "./spline";
import * as uniform from "./uniform";

export const UNIFORM: i32 = 0;
export const NESTED_GRIDS: i32 = 1;
export const PLANE_WAVES: i32 = 2;

export let model: i32 = UNIFORM;
/** Regular field [uG]. */
export let regularX: f64 = 0;
export let regularY: f64 = 0;
export let regularZ: f64 = 0;

/** Selects the model of all that follows, and the regular field in uG. */
export function selectField(which: i32, x: f64, y: f64, z: f64): void {
  model = which;
  regularX = x;
  regularY = y;
  regularZ = z;
}

/** Turbulent field of the selected model at a point (pc). */
export function turbulence(x: f64, y: f64, z: f64): v128 {
  if (model == NESTED_GRIDS) return nestedGrids.at(x, y, z);
  if (model == PLANE_WAVES) return planeWaves.at(x, y, z);
  return uniform.at(x, y, z);
}

/** Chooses what of the field flights read from a patch, for particles of this gyroradius (pc) and tolerance. */
export function choosePatch(gyroradius: f64, tolerance: f64): void {
  patch.choose(model == NESTED_GRIDS, gyroradius, tolerance);
}

/** Total field (regular + turbulent) at `count` points, f64 triples in pc -> f64 triples in uG. */
export function fieldAt(points: usize, count: i32, out: usize): void {
  for (let i: usize = 0; i < ((count * 24) as usize); i += 24) {
    const b = turbulence(load<f64>(points + i), load<f64>(points + i, 8), load<f64>(points + i, 16));
    store<f64>(out + i, regularX + (f32x4.extract_lane(b, 0) as f64));
    store<f64>(out + i, regularY + (f32x4.extract_lane(b, 1) as f64), 8);
    store<f64>(out + i, regularZ + (f32x4.extract_lane(b, 2) as f64), 16);
  }
}
