// The uniform field: nothing but the regular part.

/** Turbulent field at a point: none. */
export function at(_x: f64, _y: f64, _z: f64): v128 {
  return f32x4.splat(0);
}
