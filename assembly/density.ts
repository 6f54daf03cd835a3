// Densities of cosmic rays that are no gradient: f where and when a particle was, over f at the observer, less 1.
//
//   SLAB   steady diffusion with a constant coefficient in a slab: sources uniform in |z| < h, f = 0 at |z| = H.
//          -D f'' = q within the layer and f'' = 0 outside of it give
//          f ~ H - h/2 - z^2/(2 h) for |z| < h and f ~ H - |z| from there to H; h = 0 is a thin disc.
//   BURST  one source that let out all its particles at one time: f ~ exp(-d^2/(4 D t))/(4 pi D t)^(3/2) at distance d
//          and age t, and nothing before it, on top of a uniform rest.

import { Density } from "./layout";

export enum DensityKind {
  SLAB,
  BURST,
}

/**
 * f/f(observer) - 1 at the positions [paths][particles][3] of particles followed back by the path lengths T [paths], as f64
 * [paths][particles]. Lengths in pc, times as c t in pc.
 */
export function densityContrasts(
  density: usize,
  particleCount: u32,
  pathCount: u32,
  paths: usize,
  positions: usize,
  out: usize,
): void {
  const d = changetype<Density>(density);
  for (let t: u32 = 0; t < pathCount; t++) {
    const T = load<f64>(paths + ((t as usize) << 3));
    for (let i: u32 = 0; i < particleCount; i++) {
      const k = (t * particleCount + i) as usize;
      const r = positions + k * 24;
      const x = load<f64>(r);
      const y = load<f64>(r, 8);
      const z = load<f64>(r, 16);
      store<f64>(out + (k << 3), d.kind == DensityKind.SLAB ? slab(d, x, y, z) : burst(d, x, y, z, T));
    }
  }
}

function slab(d: Density, x: f64, y: f64, z: f64): f64 {
  const height = d.height + (d.directionX * x + d.directionY * y + d.directionZ * z);
  return profile(height, d.halfThickness, d.halo) / profile(d.height, d.halfThickness, d.halo) - 1.0;
}

function profile(z: f64, h: f64, H: f64): f64 {
  const distance = Math.abs(z);
  if (distance < h) return H - 0.5 * h - (z * z) / (2.0 * h);
  return Math.max(0.0, H - distance);
}

/** Both exponents together, so that neither exponential underflows. */
function burst(d: Density, x: f64, y: f64, z: f64, T: f64): f64 {
  const age = d.age - T;
  if (age <= 0.0) return -d.share;
  const dx = x - d.distance * d.directionX;
  const dy = y - d.distance * d.directionY;
  const dz = z - d.distance * d.directionZ;
  const before = (dx * dx + dy * dy + dz * dz) / (4.0 * d.diffusion * age);
  const now = (d.distance * d.distance) / (4.0 * d.diffusion * d.age);
  const spread = d.age / age;
  return d.share * (spread * Math.sqrt(spread) * Math.exp(now - before) - 1.0);
}

/** D of a burst, in proportion to a power of the rigidity: factor (R / 1 PV)^index. */
export function diffusionFactor(rigidity_PV: f64, index: f64): f64 {
  return Math.pow(rigidity_PV, index);
}
