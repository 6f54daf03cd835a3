/**
 * The likelihood of measured dipoles for a gradient, an orientation of the run on the sky and a realisation, with the tensors
 * marginalised over the normal distribution that stands for the realisation (scatter.ts): the dipoles u_j = P Q R_j h are linear in
 * the tensors, so u is normal too, and with z = root^T u + noise (data.ts)
 *
 *     ln L = const - (1/2) r B^-1 r - (1/2) ln det B,   r = z - root^T <u>,   B = 1 + root^T cov(u) root.
 *
 * The scatter is symmetric about +x of the run, so that all is reckoned in the run turned about +x until h lies in its xy plane.
 */

import type { Condensed } from "./data.js";
import { standardNormal } from "./normal.js";
import type { Scatter } from "./scatter.js";

/** What one realisation of those in a normal distribution may have been, given the data. */
export interface Drawn {
  /** x and y of the dipole at each rigidity, ICRS: [2 J] */
  dipoles: Float64Array;
  /** direction of B0 in the frame of the tensors; zeros where there is none */
  regular: [number, number, number];
  chi2: number;
}

export class Likelihood {
  /** covariances of the columns of the tensors: that along x, that across, and the two of both added; [3 J][3 J] each */
  readonly #xx: Float64Array;
  readonly #xt: Float64Array;
  readonly #tt: Float64Array;
  /** of the last `at`: root^T P Q, [2 J][3 J]; covariance of R h; r; Cholesky's factor of B */
  readonly #project: Float64Array;
  readonly #covariance: Float64Array;
  readonly #rest: Float64Array;
  readonly #factor: Float64Array;
  readonly #half: Float64Array;
  readonly #mean: Float64Array;
  readonly #solved: Float64Array;
  readonly #turned = new Float64Array(6);
  #along = 0;
  #across = 0;
  #cos = 1;
  #sin = 0;

  constructor(
    readonly scatter: Scatter,
    readonly data: Condensed,
  ) {
    const J = scatter.rigidities;
    const n = 9 * J + 3;
    const m = 3 * J;
    const block = (c: number, d: number) =>
      Float64Array.from({ length: m * m }, (_, i) => {
        const [p, q] = [Math.floor(i / m), i % m];
        return scatter.kernel[n * (3 * p + c) + 3 * q + d];
      });
    this.#xx = block(0, 0);
    this.#tt = block(1, 1);
    const mixed = block(1, 0);
    this.#xt = block(0, 1).map((x, i) => x + mixed[i]);
    this.#project = new Float64Array(2 * J * m);
    this.#covariance = new Float64Array(m * m);
    this.#half = new Float64Array(2 * J * m);
    this.#mean = new Float64Array(m);
    this.#rest = new Float64Array(2 * J);
    this.#solved = new Float64Array(2 * J);
    this.#factor = new Float64Array(4 * J * J);
  }

  /**
   * ln of the probability density of the data, which are in units of 1e-3.
   *
   * @param k place of the realisation
   * @param Q rotation from the frame of the tensors to ICRS, nine numbers from `q` on
   * @param g gradient, ICRS, 1/kpc, three numbers from `f` on
   */
  at(k: number, Q: Float64Array, q: number, g: Float64Array, f: number): number {
    const { rigidities: J, centres, factors } = this.scatter;
    const m = 3 * J;
    const n = 2 * J;
    const x = Q[q] * g[f] + Q[q + 3] * g[f + 1] + Q[q + 6] * g[f + 2];
    const y = Q[q + 1] * g[f] + Q[q + 4] * g[f + 1] + Q[q + 7] * g[f + 2];
    const z = Q[q + 2] * g[f] + Q[q + 5] * g[f + 1] + Q[q + 8] * g[f + 2];
    const t = Math.sqrt(y * y + z * z);
    const c = t > 0 ? y / t : 1;
    const s = t > 0 ? z / t : 0;
    this.#along = x;
    this.#across = t;
    this.#cos = c;
    this.#sin = s;
    const P = this.#turned;
    for (let i = 0; i < 2; i++) {
      P[3 * i] = Q[q + 3 * i];
      P[3 * i + 1] = Q[q + 3 * i + 1] * c + Q[q + 3 * i + 2] * s;
      P[3 * i + 2] = Q[q + 3 * i + 2] * c - Q[q + 3 * i + 1] * s;
    }
    const mean = this.#mean;
    for (let j = 0, r = (9 * J + 3) * k; j < J; j++, r += 9) {
      const a = centres[r + 3] * x + centres[r + 4] * y + centres[r + 5] * z;
      const b = centres[r + 6] * x + centres[r + 7] * y + centres[r + 8] * z;
      mean[3 * j] = centres[r] * x + centres[r + 1] * y + centres[r + 2] * z;
      mean[3 * j + 1] = c * a + s * b;
      mean[3 * j + 2] = c * b - s * a;
    }
    const factor = factors[k];
    const { root, z: seen } = this.data;
    const M = this.#project;
    const rest = this.#rest;
    for (let a = 0; a < n; a++) {
      let residual = seen[a];
      for (let j = 0; j < J; j++) {
        const u = root[n * 2 * j + a];
        const v = root[n * (2 * j + 1) + a];
        for (let i = 0; i < 3; i++) {
          const p = u * P[i] + v * P[3 + i];
          M[m * a + 3 * j + i] = p;
          residual -= p * mean[3 * j + i];
        }
      }
      rest[a] = residual;
    }
    return this.data.logNorm - this.data.rest / 2 + this.#marginal(factor * x * x, factor * x * t, factor * t * t);
  }

  /** -(1/2) r B^-1 r - (1/2) ln det B for the covariances' weights, by Cholesky's factor of B. */
  #marginal(xx: number, xt: number, tt: number): number {
    const M = this.#project;
    const L = this.#factor;
    const rest = this.#rest;
    const solved = this.#solved;
    const H = this.#half;
    const n = rest.length;
    const m = this.#mean.length;
    if (this.scatter.modes > 0) this.#spread(xx, xt, tt);
    let product = 1;
    let square = 0;
    for (let i = 0; i < n; i++) {
      let residual = rest[i];
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let p = m * i, q = m * j, end = p + m; p < end; p += 3, q += 3)
          sum += H[p] * M[q] + H[p + 1] * M[q + 1] + H[p + 2] * M[q + 2];
        for (let k = 0; k < j; k++) sum -= L[n * i + k] * L[n * j + k];
        if (j < i) {
          const l = sum / L[n * j + j];
          L[n * i + j] = l;
          residual -= l * solved[j];
        } else {
          L[n * i + i] = Math.sqrt(1 + sum);
          product *= 1 + sum;
        }
      }
      const y = residual / L[n * i + i];
      solved[i] = y;
      square += y * y;
    }
    return -(square + Math.log(product)) / 2;
  }

  /** M times the covariance of R h. */
  #spread(xx: number, xt: number, tt: number): void {
    const S = this.#covariance;
    const M = this.#project;
    const H = this.#half;
    const [along, mixed, across] = [this.#xx, this.#xt, this.#tt];
    const m = this.#mean.length;
    for (let i = 0; i < S.length; i++) S[i] = xx * along[i] + xt * mixed[i] + tt * across[i];
    for (let a = 0; a < H.length; a += m) {
      for (let p = 0, first = 0; p < m; p++, first += m) {
        let sum = 0;
        // S is symmetric
        for (let r = 0; r < m; r += 3)
          sum += M[a + r] * S[first + r] + M[a + r + 1] * S[first + r + 1] + M[a + r + 2] * S[first + r + 2];
        H[a + p] = sum;
      }
    }
  }

  /**
   * Draws what the realisation of the last `at` may have been, given the data there: one drawn before the data, and moved by as
   * much as the data ask (Matheron's rule, Journel & Huijbregts 1978, Mining Geostatistics, section VII.A).
   */
  draw(k: number, random: () => number): Drawn {
    const { rigidities: J, centres, kernel, root, modes, factors } = this.scatter;
    const factor = factors[k];
    const scale = Math.sqrt(factor);
    const size = 9 * J + 3;
    const point = new Float64Array(size);
    const normals = Float64Array.from({ length: modes }, () => standardNormal(random));
    for (let e = 0; e < size; e++) for (let i = 0; i < modes; i++) point[e] += scale * root[modes * e + i] * normals[i];
    const pull = this.#pull(this.#column(point), random);
    const moved = point.map((x, e) => {
      let sum = x;
      for (let p = 0; p < 3 * J; p++) {
        const [first, second] = [kernel[size * e + 3 * p], kernel[size * e + 3 * p + 1]];
        sum += factor * pull[p] * (first * this.#along + second * this.#across);
      }
      return sum;
    });
    const change = this.#column(moved);
    const P = this.#turned;
    const dipoles = Float64Array.from({ length: 2 * J }, (_, a) => {
      let sum = 0;
      for (let i = 0; i < 3; i++) {
        const p = 3 * (a >> 1) + i;
        sum += P[3 * (a % 2) + i] * (this.#mean[p] + change[p]);
      }
      return sum;
    });
    const [c, s] = [this.#cos, this.#sin];
    const [dx, dy, dz] = moved.subarray(size - 3);
    const [bx, by, bz] = centres.subarray(size * k + size - 3, size * (k + 1));
    const b = [bx + dx, by + c * dy - s * dz, bz + s * dy + c * dz];
    const length = Math.sqrt(b[0] * b[0] + b[1] * b[1] + b[2] * b[2]) || 1;
    return { dipoles, regular: [b[0] / length, b[1] / length, b[2] / length], chi2: this.#chi2(dipoles) };
  }

  /** The change of R h in the turned frame, [3 J], by a change of the point. */
  #column(point: Float64Array): Float64Array {
    return this.#mean.map((_, p) => point[3 * p] * this.#along + point[3 * p + 1] * this.#across);
  }

  /** M^T B^-1 (r + noise - M change). */
  #pull(change: Float64Array, random: () => number): Float64Array {
    const n = this.#rest.length;
    const m = this.#mean.length;
    const [M, L] = [this.#project, this.#factor];
    const y = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let sum = this.#rest[i] + standardNormal(random);
      for (let p = 0; p < m; p++) sum -= M[m * i + p] * change[p];
      for (let j = 0; j < i; j++) sum -= L[n * i + j] * y[j];
      y[i] = sum / L[n * i + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let j = i + 1; j < n; j++) y[i] -= L[n * j + i] * y[j];
      y[i] /= L[n * i + i];
    }
    const pull = new Float64Array(m);
    for (let i = 0; i < n; i++) for (let p = 0; p < m; p++) pull[p] += M[m * i + p] * y[i];
    return pull;
  }

  #chi2(dipoles: Float64Array): number {
    const { root, z, rest } = this.data;
    const n = z.length;
    let sum = rest;
    for (let a = 0; a < n; a++) {
      let residual = z[a];
      for (let b = 0; b < n; b++) residual -= root[n * b + a] * dipoles[b];
      sum += residual * residual;
    }
    return sum;
  }
}
