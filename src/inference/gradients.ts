/**
 * What is known of the gradient before the data, and what is left of it after them. h is the gradient in 1/kpc in the frame of the
 * tensors; the likelihood of the data is exp(-(1/2) h F h + t h) times what does not depend on h, F as xx, xy, xz, yy, yz, zz.
 */

import type { Vector } from "../sky/directions.js";
import { centresOf } from "../sky/healpix.js";
import { logTruncatedSquare, standardNormal } from "./normal.js";

type Random = () => number;

export interface GradientPrior {
  /** rms of |g|, 1/kpc */
  rms_per_kpc: number;
  /** what it is, for readers */
  about: string;
  /** ln of the mean of the likelihood over the prior. @param least a value so low that it need not be right */
  logEvidence(F: Float64Array, t: Float64Array, Q: Float64Array, least: number): number;
  /** a gradient from the posterior */
  draw(F: Float64Array, t: Float64Array, Q: Float64Array, random: Random): Vector;
}

/** Steps of the grid of ln s, in standard deviations; it ends at two. */
const STEPS = [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2];
const SQRT3 = Math.sqrt(3);

/** s on a grid of ln s about size/sqrt(3), scatter ln 2, from a quarter to four times; weights of sum 1. */
function scales(size_per_kpc: number): { s: number[]; w: number[] } {
  const weights = STEPS.map((z) => Math.exp((-z * z) / 2));
  const sum = weights.reduce((a, b) => a + b, 0);
  return { s: STEPS.map((z) => (size_per_kpc / SQRT3) * 2 ** z), w: weights.map((x) => x / sum) };
}

const rmsOf = ({ s, w }: ReturnType<typeof scales>): number =>
  Math.sqrt(3 * s.reduce((sum, x, i) => sum + w[i] * x * x, 0));

const boundsText = (size: number): string =>
  `scale uncertain by a factor two (log-normal, from ${(size / 4).toPrecision(2)} to ${(size * 4).toPrecision(2)}/kpc rms)`;

/** Each component N(0, s^2), s as above: in closed form. */
export function anyGradient(size_per_kpc: number): GradientPrior {
  const grid = scales(size_per_kpc);
  const terms = new Float64Array(STEPS.length);
  const inverse = Float64Array.from(grid.s, (x) => 1 / (x * x));
  const logs = Float64Array.from(grid.w, Math.log);
  /** exponents and determinants by the invariants of F: det(F + l), t adj(F + l) t are polynomials of l = s^-2 */
  function fill(F: Float64Array, t: Float64Array): number {
    const xx = F[0],
      xy = F[1],
      xz = F[2],
      yy = F[3],
      yz = F[4],
      zz = F[5];
    const ax = yy * zz - yz * yz,
      ay = xz * yz - xy * zz,
      az = xy * yz - xz * yy;
    const bx = xx * zz - xz * xz,
      by = xy * xz - xx * yz,
      cx = xx * yy - xy * xy;
    const trace = xx + yy + zz;
    const minors = ax + bx + cx;
    const det = xx * ax + xy * ay + xz * az;
    const x = t[0],
      y = t[1],
      z = t[2];
    const tt = x * x + y * y + z * z;
    const tFt = x * x * xx + y * y * yy + z * z * zz + 2 * (x * y * xy + x * z * xz + y * z * yz);
    const tAt = x * x * ax + y * y * bx + z * z * cx + 2 * (x * y * ay + x * z * az + y * z * by);
    let most = -Infinity;
    for (let i = 0; i < terms.length; i++) {
      const l = inverse[i];
      const whole = det + l * (minors + l * (trace + l));
      const q = (tAt + l * (trace * tt - tFt + l * tt)) / whole;
      terms[i] = q / 2 + 0.5 * Math.log((l * l * l) / whole) + logs[i];
      if (terms[i] > most) most = terms[i];
    }
    return most;
  }
  return {
    rms_per_kpc: rmsOf(grid),
    about: `any direction, |g| of ${size_per_kpc}/kpc rms, ${boundsText(size_per_kpc)}`,
    logEvidence(F, t) {
      const most = fill(F, t);
      let sum = 0;
      for (let i = 0; i < terms.length; i++) if (terms[i] > most - 30) sum += Math.exp(terms[i] - most);
      return most + Math.log(sum);
    },
    draw(F, t, _, random) {
      fill(F, t);
      const l = 1 / grid.s[chosen(terms, random)] ** 2;
      return gaussian(F, l, t, random);
    },
  };
}

/** N((F + l)^-1 t, (F + l)^-1) by the Cholesky factor of F + l. */
function gaussian(F: Float64Array, l: number, t: Float64Array, random: Random): Vector {
  const a = Math.sqrt(F[0] + l);
  const b = F[1] / a;
  const c = F[2] / a;
  const d = Math.sqrt(F[3] + l - b * b);
  const e = (F[4] - b * c) / d;
  const f = Math.sqrt(F[5] + l - c * c - e * e);
  // forward: L y = t, with a standard normal added to y; backward: L^T h = y
  const y0 = t[0] / a + 0;
  const y1 = (t[1] - b * y0) / d;
  const y2 = (t[2] - c * y0 - e * y1) / f;
  const z = (y2 + standardNormal(random)) / f;
  const y = (y1 + standardNormal(random) - e * z) / d;
  const x = (y0 + standardNormal(random) - b * y - c * z) / a;
  return [x, y, z];
}

/** Directions of a gradient of known size. */
const NSIDE = 8;
/** Worse fits add nothing. */
const DEPTH = 14;

/** |g| known, every direction alike: a sum over the pixels of nside 8. */
export function sizedGradient(size_per_kpc: number): GradientPrior {
  const centres = centresOf(NSIDE);
  const count = centres.length / 3;
  /** products n_i n_j as F has them, times -size^2/2, doubled off the diagonal; then n times size: [pixel][9] */
  const products = new Float64Array(9 * count);
  for (let p = 0; p < count; p++) {
    const [x, y, z] = centres.subarray(3 * p, 3 * p + 3);
    const pairs = [x * x, 2 * x * y, 2 * x * z, y * y, 2 * y * z, z * z].map((v) => -0.5 * size_per_kpc ** 2 * v);
    products.set([...pairs, x * size_per_kpc, y * size_per_kpc, z * size_per_kpc], 9 * p);
  }
  const terms = new Float64Array(count);
  function fill(F: Float64Array, t: Float64Array): number {
    const xx = F[0],
      xy = F[1],
      xz = F[2],
      yy = F[3],
      yz = F[4],
      zz = F[5];
    const x = t[0],
      y = t[1],
      z = t[2];
    let most = -Infinity;
    for (let p = 0, i = 0; p < count; p++, i += 9) {
      const even = products[i] * xx + products[i + 1] * xy + products[i + 2] * xz + products[i + 3] * yy;
      const odd = products[i + 6] * x + products[i + 7] * y + products[i + 8] * z;
      const value = even + products[i + 4] * yz + products[i + 5] * zz + odd;
      terms[p] = value;
      if (value > most) most = value;
    }
    return most;
  }
  return {
    rms_per_kpc: size_per_kpc,
    about: `any direction, |g| = ${size_per_kpc}/kpc`,
    logEvidence(F, t, _, least) {
      if (bestFit(F, t) < least - DEPTH) return -Infinity;
      const most = fill(F, t);
      if (most < least - DEPTH) return most;
      let sum = 0;
      for (let p = 0; p < count; p++) if (terms[p] > most - DEPTH) sum += Math.exp(terms[p] - most);
      return most + Math.log(sum / count);
    },
    draw(F, t, _, random) {
      fill(F, t);
      const p = 3 * chosen(terms, random);
      // anywhere in the pixel, about
      const width = Math.sqrt(Math.PI / 3) / NSIDE / Math.sqrt(12);
      const [x, y, z] = [0, 1, 2].map((i) => centres[p + i] + width * standardNormal(random));
      const f = size_per_kpc / Math.sqrt(x * x + y * y + z * z);
      return [f * x, f * y, f * z];
    },
  };
}

/** (1/2) t F^-1 t, what the best gradient of any size reaches; infinite where F has no inverse. */
function bestFit(F: Float64Array, t: Float64Array): number {
  const xx = F[0],
    xy = F[1],
    xz = F[2],
    yy = F[3],
    yz = F[4],
    zz = F[5];
  const x = t[0],
    y = t[1],
    z = t[2];
  const ax = yy * zz - yz * yz,
    ay = xz * yz - xy * zz,
    az = xy * yz - xz * yy;
  const bx = xx * zz - xz * xz,
    by = xy * xz - xx * yz,
    cx = xx * yy - xy * xy;
  const det = xx * ax + xy * ay + xz * az;
  if (!(det > 1e-12 * xx * yy * zz)) return Infinity;
  return (x * x * ax + y * y * bx + z * z * cx + 2 * (x * y * ay + x * z * az + y * z * by)) / (2 * det);
}

/** Towards a direction of ICRS, of the sizes of `anyGradient`, p(x) ~ x^2 exp(-x^2/2 s^2), x > 0: in closed form. */
export function directedGradient(direction: Vector, size_per_kpc: number): GradientPrior {
  const grid = scales(size_per_kpc);
  const terms = new Float64Array(STEPS.length);
  function fill(F: Float64Array, t: Float64Array, a: Vector): number {
    const f = quadratic(F, a);
    const tau = t[0] * a[0] + t[1] * a[1] + t[2] * a[2];
    let most = -Infinity;
    for (let i = 0; i < terms.length; i++) {
      const s = grid.s[i];
      const width = 1 / Math.sqrt(f + 1 / (s * s));
      // sqrt(2/pi)/s^3 int_0^inf x^2 exp(-x^2/(2 width^2) + tau x) dx
      terms[i] = Math.log(2 * grid.w[i]) + 3 * Math.log(width / s) + logTruncatedSquare(tau * width);
      if (terms[i] > most) most = terms[i];
    }
    return most;
  }
  return {
    rms_per_kpc: rmsOf(grid),
    about: `of known direction, |g| of ${size_per_kpc}/kpc rms, ${boundsText(size_per_kpc)}`,
    logEvidence(F, t, Q) {
      const most = fill(F, t, turnedBack(Q, direction));
      return most + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - most), 0));
    },
    draw(F, t, Q, random) {
      const a = turnedBack(Q, direction);
      fill(F, t, a);
      const p = quadratic(F, a) + 1 / grid.s[chosen(terms, random)] ** 2;
      const tau = t[0] * a[0] + t[1] * a[1] + t[2] * a[2];
      const sizes = new Float64Array(200);
      const top = Math.max(0, tau / p) + 6 / Math.sqrt(p);
      const place = (i: number, within: number) => (top * (i + within)) / sizes.length;
      for (let i = 0; i < sizes.length; i++) {
        const x = place(i, 0.5);
        sizes[i] = 2 * Math.log(x) - (p * x * x) / 2 + tau * x;
      }
      const x = place(chosen(sizes, random), random());
      return [x * a[0], x * a[1], x * a[2]];
    },
  };
}

/** Known in direction and size. */
export function knownGradient(direction: Vector, size_per_kpc: number): GradientPrior {
  const gradient = (Q: Float64Array) => turnedBack(Q, direction).map((c) => c * size_per_kpc) as Vector;
  return {
    rms_per_kpc: size_per_kpc,
    about: `of known direction and size, ${size_per_kpc}/kpc`,
    logEvidence(F, t, Q) {
      const h = gradient(Q);
      return t[0] * h[0] + t[1] * h[1] + t[2] * h[2] - quadratic(F, h) / 2;
    },
    draw: (_, __, Q) => gradient(Q),
  };
}

const quadratic = (F: Float64Array, [x, y, z]: Vector): number =>
  x * x * F[0] + y * y * F[3] + z * z * F[5] + 2 * (x * y * F[1] + x * z * F[2] + y * z * F[4]);

/** Q^T v. */
const turnedBack = (Q: Float64Array, [x, y, z]: Vector): Vector => [
  Q[0] * x + Q[3] * y + Q[6] * z,
  Q[1] * x + Q[4] * y + Q[7] * z,
  Q[2] * x + Q[5] * y + Q[8] * z,
];

/** One of the terms, given as logarithms, by their weights. */
export function chosen(terms: Float64Array, random: Random): number {
  let most = -Infinity;
  for (const term of terms) if (term > most) most = term;
  let sum = 0;
  for (const term of terms) sum += Math.exp(term - most);
  let left = random() * sum;
  for (let i = 0; i < terms.length; i++) {
    left -= Math.exp(terms[i] - most);
    if (left < 0) return i;
  }
  return terms.length - 1;
}
