// The uniform field: nothing but the regular part.

import { Synthesis } from "../layout";

/** Turbulent field at a point: none. */
export function at(_x: f64, _y: f64, _z: f64): v128 {
  return f32x4.splat(0);
}

export function fieldBytes(_s: Synthesis): f64 {
  return 0.0;
}

export function scratchBytes(_s: Synthesis): f64 {
  return 0.0;
}

export function synthesise(_s: Synthesis): void {}

export function countModes(_s: Synthesis): i32 {
  return 0;
}

export function listModes(_s: Synthesis, _out: usize): i32 {
  return 0;
}
