// Plane waves whose directions and polarisations have an axis: that of the regular field B0, along the unit vector b.
//
// A wave has a band wavenumber k, drawn from the energy spectrum k^-q: |k| of isotropic waves, |k_par| of a slab, k_perp of
// the others. The rest follows from it and from the wave's own stream.

import { Synthesis } from "../layout";
import { drawNormals, normal0, normal1 } from "../random";
import { drawAmplitude, drawPolarised } from "./modes";

/** Named as field.anisotropy names them, with an underscore before a digit. */
export enum Anisotropy {
  /** k in all directions, both components across k. */
  ISOTROPIC,
  /** k along b, both components across it. */
  SLAB,
  /** k across b, B along b x k. */
  _2D,
  /**
   * 3-D power k_perp^(-10/3) exp(-|k_par|/kappa), kappa = k_perp^(2/3) L^(-1/3), Alfvenic: B along b x k (Chandran 2000;
   * Cho, Lazarian, Vishniac 2002). L is 1/k of the outer scale, so that kappa = k_perp there.
   */
  GOLDREICH_SRIDHAR,
}

// The wave vector of the last wave drawn [rad/pc]; its amplitude is the last one of modes.ts.
export let kx: f64 = 0;
export let ky: f64 = 0;
export let kz: f64 = 0;

/**
 * Draws a wave of the selected stream: of band wavenumber `k` and of a part `variance` of that of the turbulence. `uniform`
 * in (0, 1) is a random number of its own.
 */
export function drawWaveOf(s: Synthesis, k: f64, variance: f64, uniform: f64): void {
  drawNormals(9);
  let x = normal0;
  let y = normal1;
  drawNormals(10);
  let z = normal0;
  if (s.anisotropy == Anisotropy.ISOTROPIC) {
    setAlong(x, y, z, k);
    return drawTransverse(s, variance);
  }
  const B0 = Math.sqrt(s.regularX * s.regularX + s.regularY * s.regularY + s.regularZ * s.regularZ);
  const bx = s.regularX / B0;
  const by = s.regularY / B0;
  const bz = s.regularZ / B0;
  if (s.anisotropy == Anisotropy.SLAB) {
    setAlong(bx, by, bz, k);
    return drawTransverse(s, variance);
  }
  // the part across b of a direction at random is a direction across b at random
  const along = x * bx + y * by + z * bz;
  x -= along * bx;
  y -= along * by;
  z -= along * bz;
  setAlong(x, y, z, k);
  const ex = (by * kz - bz * ky) / k;
  const ey = (bz * kx - bx * kz) / k;
  const ez = (bx * ky - by * kx) / k;
  if (s.anisotropy == Anisotropy.GOLDREICH_SRIDHAR) {
    const outer = (2.0 * Math.PI) / s.outerScale;
    // waves k and -k are the same, and k_perp has all directions: one sign is enough
    const parallel = -Math.log(uniform) * outer * Math.pow(k / outer, 2.0 / 3.0);
    kx += parallel * bx;
    ky += parallel * by;
    kz += parallel * bz;
  }
  drawPolarised(ex, ey, ez, s.turbulent * Math.sqrt(variance / 4.0));
}

/** Both components across k. */
function drawTransverse(s: Synthesis, variance: f64): void {
  drawAmplitude(kx, ky, kz, s.turbulent * Math.sqrt(variance / 8.0));
}

function setAlong(x: f64, y: f64, z: f64, k: f64): void {
  const scale = k / Math.sqrt(x * x + y * y + z * z);
  kx = scale * x;
  ky = scale * y;
  kz = scale * z;
}
