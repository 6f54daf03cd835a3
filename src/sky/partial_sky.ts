// Spherical harmonics of a sky of which only a band of declinations is seen. The band is the same at all right ascensions, so that
// it couples harmonics of one m only, and the coupling is an integral of polynomials in z = sin(declination): exact by Gauss-Legendre.

import type { Vector } from "./directions.js";
import { sinCosDeg } from "./directions.js";
import { harmonicCount, realHarmonics, realIndex } from "./real_harmonics.js";

/** Nodes and weights on [from, to], exact for polynomials up to degree 2 n - 1; Newton's method on P_n. */
export function gaussLegendre(n: number, from = -1, to = 1): { node: number; weight: number }[] {
  return Array.from({ length: n }, (_, k) => {
    let x = Math.cos((Math.PI * (k + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 100; step++) {
      let [before, here] = [1, x];
      for (let l = 2; l <= n; l++) [before, here] = [here, ((2 * l - 1) * x * here - (l - 1) * before) / l];
      slope = (n * (before - x * here)) / (1 - x * x);
      const change = here / slope;
      x -= change;
      if (Math.abs(change) < 1e-16) break;
    }
    return {
      node: from + ((to - from) * (x + 1)) / 2,
      weight: ((to - from) / 2) * (2 / ((1 - x * x) * slope * slope)),
    };
  });
}

/** Coupling of a band: K[m][l][l'] for m = 0 to lmax, the same for m and -m; zero below l = m. */
export type BandCoupling = Float64Array[][];

/** a~_lm = sum_l' K[|m|][l][l'] a_l'm are the harmonics of a sky up to lmax that is set to zero outside of the band. */
export function bandCoupling(lmax: number, declinations_deg: readonly [number, number]): BandCoupling {
  const [south, north] = declinations_deg.map((declination) => sinCosDeg(declination)[0]);
  const coupling = Array.from({ length: lmax + 1 }, () =>
    Array.from({ length: lmax + 1 }, () => new Float64Array(lmax + 1)),
  );
  for (const { node, weight } of gaussLegendre(lmax + 1, south, north)) {
    const Y = realHarmonics(lmax, [Math.sqrt(1 - node * node), 0, node]);
    for (let m = 0; m <= lmax; m++) {
      // the integral of cos^2(m phi) is pi, of 1 it is 2 pi; Y has sqrt(2) for m > 0
      const factor = weight * (m === 0 ? 2 : 1) * Math.PI;
      for (let l = m; l <= lmax; l++)
        for (let k = m; k <= lmax; k++) coupling[m][l][k] += factor * Y[realIndex(l, m)] * Y[realIndex(k, m)];
    }
  }
  return coupling;
}

/** Harmonics of the sky in the band, zero outside. */
export function inBand(a: ArrayLike<number>, coupling: BandCoupling): Float64Array {
  const lmax = coupling.length - 1;
  const seen = new Float64Array(harmonicCount(lmax));
  for (let l = 0; l <= lmax; l++) {
    for (let m = -l; m <= l; m++) {
      const row = coupling[Math.abs(m)][l];
      let sum = 0;
      for (let k = Math.abs(m); k <= lmax; k++) sum += row[k] * a[realIndex(k, m)];
      seen[realIndex(l, m)] = sum;
    }
  }
  return seen;
}

/**
 * M of <C~_l> = sum_l' M[l][l'] C_l' for skies without a preferred direction (Hivon et al. 2002, astro-ph/0105302): the sum of the
 * squared couplings over m, over 2 l + 1.
 */
export function couplingMatrix(coupling: BandCoupling): number[][] {
  return coupling.map((_, l) =>
    coupling.map((__, k) => {
      let sum = 0;
      for (let m = 0; m <= Math.min(l, k); m++) sum += (m === 0 ? 1 : 2) * coupling[m][l][k] ** 2;
      return sum / (2 * l + 1);
    }),
  );
}

/** The inverse of a square matrix, Gauss-Jordan with pivots; null where it is singular. */
export function inverse(matrix: readonly (readonly number[])[]): number[][] | null {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))]);
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let k = i + 1; k < n; k++) if (Math.abs(rows[k][i]) > Math.abs(rows[pivot][i])) pivot = k;
    if (!(Math.abs(rows[pivot][i]) > 0)) return null;
    [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
    const scale = 1 / rows[i][i];
    for (let c = i; c < 2 * n; c++) rows[i][c] *= scale;
    for (let k = 0; k < n; k++) {
      const factor = rows[k][i];
      if (k === i || factor === 0) continue;
      for (let c = i; c < 2 * n; c++) rows[k][c] -= factor * rows[i][c];
    }
  }
  return rows.map((row) => row.slice(n));
}

/**
 * The matrix that takes harmonics of a map f to those of the map n -> f(turn(n)), [lm][lm']; exact up to lmax, by Gauss-Legendre in z
 * and equal steps in longitude.
 * @param turn a rotation, also with a reflection
 */
export function turnedHarmonics(lmax: number, turn: (n: Vector) => Vector): Float64Array[] {
  const count = harmonicCount(lmax);
  const matrix = Array.from({ length: count }, () => new Float64Array(count));
  const steps = 2 * lmax + 1;
  for (const { node: z, weight } of gaussLegendre(lmax + 1)) {
    const s = Math.sqrt(1 - z * z);
    for (let k = 0; k < steps; k++) {
      const phi = (2 * Math.PI * k) / steps;
      const n: Vector = [s * Math.cos(phi), s * Math.sin(phi), z];
      const [here, there] = [realHarmonics(lmax, n), realHarmonics(lmax, turn(n))];
      const factor = (weight * 2 * Math.PI) / steps;
      for (let l = 0; l <= lmax; l++)
        for (let i = realIndex(l, -l); i <= realIndex(l, l); i++)
          for (let j = realIndex(l, -l); j <= realIndex(l, l); j++) matrix[i][j] += factor * here[i] * there[j];
    }
  }
  return matrix;
}

/** Harmonics of the turned map. */
export function turnedBy(matrix: readonly Float64Array[], a: ArrayLike<number>): Float64Array {
  return Float64Array.from(matrix, (row, i) => {
    const l = Math.floor(Math.sqrt(i));
    let sum = 0;
    for (let j = realIndex(l, -l); j <= realIndex(l, l); j++) sum += row[j] * a[j];
    return sum;
  });
}
