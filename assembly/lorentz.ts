// Lorentz equation without electric field, in path length s = c t: dr/ds = n, dn/ds = n x B / r_g1 with n the momentum
// direction, B in uG and r_g1 the gyroradius at 1 uG in pc, negative for a negative charge.
// In vector lanes: uv = (nx, ny), zw = (z, nz); bxy = (Bx, By), bzz = (Bz, Bz).

import { regularX, regularY, regularZ } from "./fields/field";

/** (Bx, By) of the total field, from the turbulent part. */
@inline
export function fieldXY(turbulent: v128): v128 {
  return f64x2.add(f64x2.promote_low_f32x4(turbulent), f64x2(regularX, regularY));
}

/** (Bz, Bz) of the total field, from the turbulent part. */
@inline
export function fieldZ(turbulent: v128): v128 {
  return f64x2.add(f64x2.promote_low_f32x4(v128.shuffle<f32>(turbulent, turbulent, 2, 2, 2, 2)), f64x2.splat(regularZ));
}

/** x and y of n x B. */
@inline
export function forceXY(bxy: v128, bzz: v128, uv: v128, zw: v128): v128 {
  const vu = v128.shuffle<f64>(uv, uv, 1, 0);
  const ww = v128.shuffle<f64>(zw, zw, 1, 1);
  const byx = v128.shuffle<f64>(bxy, bxy, 1, 0);
  return v128.xor(f64x2.sub(f64x2.mul(vu, bzz), f64x2.mul(ww, byx)), f64x2(0.0, -0.0));
}

/** z of n x B, in both lanes. */
@inline
export function forceZ(bxy: v128, uv: v128): v128 {
  const p = f64x2.mul(uv, v128.shuffle<f64>(bxy, bxy, 1, 0));
  return f64x2.sub(v128.shuffle<f64>(p, p, 0, 0), v128.shuffle<f64>(p, p, 1, 1));
}
