// A field model is one file of this folder with five functions, `at` and four that read the settings in a Synthesis
// record:
//
//   at(x, y, z)         its turbulent part at a point (pc), f32x4 (Bx, By, Bz, 0) in uG
//   fieldBytes(s)       bytes that the field takes in memory
//   scratchBytes(s)     bytes that its synthesis takes beside them
//   synthesise(s)       makes it, at s.field by way of s.scratch; what TypeScript brings along stands there before
//   countModes(s), listModes(s, out)    the plane waves of which it is the sum, if it is one
//
// Here it has its number, named as the config names it, and a line in each of the functions that choose. The regular
// field is homogeneous and kept in f64.

import { Synthesis } from "../layout";
import * as cube from "./cube";
import { listLevels } from "./levels";
import * as nestedGrids from "./nested_grids";
import * as patch from "./patch";
import * as planeWaves from "./plane_waves";
import * as uniform from "./uniform";

export enum FieldModel {
  UNIFORM,
  NESTED_GRIDS,
  PLANE_WAVES,
  CUBE,
}

let model: u32 = FieldModel.UNIFORM;
/** Whether a flight reads the coarse levels of the selected model from a patch. */
let hasPatch: bool = false;

/** Regular field [uG]. */
export let regularX: f64 = 0;
export let regularY: f64 = 0;
export let regularZ: f64 = 0;

/** Selects the model of all that follows, and the regular field in uG. */
export function selectField(which: u32, x: f64, y: f64, z: f64): void {
  model = which;
  hasPatch = which == FieldModel.NESTED_GRIDS;
  patch.forget();
  regularX = x;
  regularY = y;
  regularZ = z;
}

/** Turbulent field of the selected model at a point (pc). */
export function turbulence(x: f64, y: f64, z: f64): v128 {
  if (model == FieldModel.NESTED_GRIDS) return nestedGrids.at(x, y, z);
  if (model == FieldModel.PLANE_WAVES) return planeWaves.at(x, y, z);
  if (model == FieldModel.CUBE) return cube.at(x, y, z);
  if (model == FieldModel.UNIFORM) return uniform.at(x, y, z);
  return unreachable();
}

/** The same at a point xy = (x, y), zw = (z, ...) near the open patch, from which it is read if the model has one. */
@inline
export function fieldNearby(xy: v128, zw: v128): v128 {
  if (hasPatch) return patch.atNearby(xy, zw);
  return turbulence(f64x2.extract_lane(xy, 0), f64x2.extract_lane(xy, 1), f64x2.extract_lane(zw, 0));
}

/** Chooses what of the field flights of this tolerance read from a patch; `smallest`: the smallest radius that pays [pc]. */
export function choosePatch(smallest: f64, tolerance: f64): void {
  patch.choose(hasPatch, smallest, tolerance);
}

/** Bytes that the field of these settings takes. Levels have been added before. */
export function fieldBytes(settings: usize): f64 {
  const s = changetype<Synthesis>(settings);
  if (s.model == FieldModel.UNIFORM) return uniform.fieldBytes(s);
  if (s.model == FieldModel.NESTED_GRIDS) return nestedGrids.fieldBytes(s);
  if (s.model == FieldModel.PLANE_WAVES) return planeWaves.fieldBytes(s);
  if (s.model == FieldModel.CUBE) return cube.fieldBytes(s);
  return unreachable();
}

/** Bytes that its synthesis takes beside them. */
export function scratchBytes(settings: usize): f64 {
  const s = changetype<Synthesis>(settings);
  if (s.model == FieldModel.UNIFORM) return uniform.scratchBytes(s);
  if (s.model == FieldModel.NESTED_GRIDS) return nestedGrids.scratchBytes(s);
  if (s.model == FieldModel.PLANE_WAVES) return planeWaves.scratchBytes(s);
  if (s.model == FieldModel.CUBE) return cube.scratchBytes(s);
  return unreachable();
}

/** Makes the field of the selected realisation, and selects its model. */
export function synthesise(settings: usize): void {
  const s = changetype<Synthesis>(settings);
  selectField(s.model, s.regularX, s.regularY, s.regularZ);
  if (s.model == FieldModel.UNIFORM) return uniform.synthesise(s);
  if (s.model == FieldModel.NESTED_GRIDS) return nestedGrids.synthesise(s);
  if (s.model == FieldModel.PLANE_WAVES) return planeWaves.synthesise(s);
  if (s.model == FieldModel.CUBE) return cube.synthesise(s);
  unreachable();
}

/** No fewer than the modes that `listModes` writes. */
export function countModes(settings: usize): i32 {
  const s = changetype<Synthesis>(settings);
  if (s.model == FieldModel.UNIFORM) return uniform.countModes(s);
  if (s.model == FieldModel.NESTED_GRIDS) return nestedGrids.countModes(s);
  if (s.model == FieldModel.PLANE_WAVES) return planeWaves.countModes(s);
  if (s.model == FieldModel.CUBE) return cube.countModes(s);
  return unreachable();
}

/**
 * Lists the modes of a field that has been made, in the lab frame (k in rad/pc): B(x) = sum 2 Re(A exp(i k.x)).
 * Returns their number.
 */
export function listModes(settings: usize, out: usize): i32 {
  const s = changetype<Synthesis>(settings);
  if (s.model == FieldModel.UNIFORM) return uniform.listModes(s, out);
  if (s.model == FieldModel.NESTED_GRIDS) return nestedGrids.listModes(s, out);
  if (s.model == FieldModel.PLANE_WAVES) return planeWaves.listModes(s, out);
  if (s.model == FieldModel.CUBE) return cube.listModes(s, out);
  return unreachable();
}

/** Writes where the nodes of a field on grids are, GRID_PLACE_NUMBERS each (levels.ts). Returns the number of its grids. */
export function listGrids(settings: usize, out: usize): i32 {
  const s = changetype<Synthesis>(settings);
  if (s.model == FieldModel.CUBE) return cube.listGrids(out);
  return s.model == FieldModel.NESTED_GRIDS ? listLevels(out) : 0;
}

/** Says where the nodes of a cube are to be; its planes are put, and filtered, before it is synthesised. */
export function beginCube(settings: usize): void {
  cube.begin(changetype<Synthesis>(settings));
}

export function putPlanes(settings: usize, first: i32, count: i32, values: usize): void {
  cube.putPlanes(changetype<Synthesis>(settings), first, count, values);
}

/** Takes the waves of wavelength `joint` (pc) and less out of a cube, so that levels can continue it from there. */
export function cutCube(settings: usize, joint: f64): void {
  cube.cut(changetype<Synthesis>(settings), joint);
}

/** Filters the values of a cube along one of its axes; 0, 1, 2 in turn. */
export function filterAxis(settings: usize, axis: i32): void {
  cube.filterAxis(changetype<Synthesis>(settings), axis);
}

/** A field of waves that are given: from Wave records at `waves`; puts them at s.field. */
export function putWaves(settings: usize, waves: usize, count: i32): void {
  const s = changetype<Synthesis>(settings);
  selectField(FieldModel.PLANE_WAVES, s.regularX, s.regularY, s.regularZ);
  planeWaves.put(s.field, waves, count);
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
