/**
 * What the realisations of a run say of those that were not computed. The few that there are lie apart by far more than the data
 * tell from each other; a sum over them alone takes the nearest for the truth. So each stands for a normal distribution about it,
 * whose width follows from the scatter of all (Silverman 1986, section 4.3), its centre drawn towards the mean such that mean and
 * covariance of the whole remain (West 1993, J. R. Stat. Soc. B 55, 409). It is wider about those that lie far out, as the density
 * is low there (Abramson 1982, Ann. Stat. 10, 1217): the tensors of turbulence alone have long tails. The noise of a finite number of directions is taken out
 * of the scatter on the way.
 *
 * A point is what one realisation has: the tensors of J rigidities, [J][3][3], and the direction of B0, [3]: 9 J + 3 numbers.
 */

import { eigenvectors } from "../statistics/eigenvectors.js";
import type { Ensemble } from "./ensemble.js";

export interface Scatter {
  rigidities: number;
  realisations: number;
  /** points that the normal distributions are about, [realisation][9 J + 3] */
  centres: Float64Array;
  /** the covariance of each, but for `factors`, [9 J + 3][9 J + 3] */
  kernel: Float64Array;
  /** a root of it: `kernel` = root root^T, [9 J + 3][modes] */
  root: Float64Array;
  modes: number;
  /** factor on the covariance of each realisation, 1 in the mean: one that lies far out stands for others that do, [realisation] */
  factors: Float64Array;
}

/** Eigenvalues of the scatter below this part of the largest are those of fewer realisations than numbers. */
const RANK = 1e-9;
/** Those below this part of the squared mean are rounding. */
const ROUNDING = 1e-24;

/**
 * @param width of the kernel in units of the scatter: 0, the realisations as they are, to 1, one normal distribution; absent:
 *   Silverman's
 * @param noisy whether what is sought has the noise of the directions too, as a realisation that was left out
 */
export function scatterOf(ensemble: Ensemble, width = silverman(ensemble), noisy = false): Scatter {
  const { tensors, regular, noise, isotropic } = ensemble;
  const J = ensemble.rigidity_TV.length;
  const K = ensemble.realisation.length;
  const n = 9 * J + 3;
  const points = new Float64Array(n * K);
  const differences = new Float64Array(n * K);
  for (let k = 0; k < K; k++) {
    points.set(tensors.subarray(9 * J * k, 9 * J * (k + 1)), n * k);
    points.set(regular.subarray(3 * k, 3 * k + 3), n * k + n - 3);
    differences.set(noise.subarray(9 * J * k, 9 * J * (k + 1)), n * k);
  }
  const turns = turnsOf(isotropic);
  const mean = new Float64Array(n);
  for (let i = 0; i < n * K; i++) mean[i % n] += points[i] / K;
  const middle = averaged(turns, (turn) => turnedPoint(turn, mean));
  for (let i = 0; i < n * K; i++) points[i] -= middle[i % n];
  const spread = averaged(turns, (turn) => turnedMatrix(turn, moments(points, n, Math.max(1, K - 1))));
  const noiseSpread = averaged(turns, (turn) => turnedMatrix(turn, moments(differences, n, K)));
  return { rigidities: J, realisations: K, ...smoothed(points, middle, spread, noisy ? null : noiseSpread, width) };
}

/** Silverman's rule for a normal distribution of the numbers of the tensors. */
export function silverman({ rigidity_TV, realisation }: Ensemble): number {
  const dimensions = 9 * rigidity_TV.length;
  return Math.min(1, (4 / ((dimensions + 2) * realisation.length)) ** (1 / (dimensions + 4)));
}

/**
 * In the modes y of the scatter, each of unit variance, of which a part `trust` is no noise, the centre is s trust y, the variance
 * of the kernel trust - (s trust)^2; s^2 = 1 - width^2. Together they have the variance `trust`.
 */
function smoothed(
  points: Float64Array,
  middle: Float64Array,
  spread: Float64Array,
  noise: Float64Array | null,
  width: number,
): Pick<Scatter, "centres" | "kernel" | "root" | "modes" | "factors"> {
  const n = middle.length;
  const { values, vectors } = eigenvectors(spread, n);
  const largest = values.reduce((a, b) => Math.max(a, b), 0);
  const rounding = ROUNDING * middle.reduce((sum, x) => sum + x * x, 0);
  const kept = Array.from(values.keys()).filter((i) => values[i] > Math.max(RANK * largest, rounding));
  const m = kept.length;
  const centres = Float64Array.from(points, (_, i) => middle[i % n]);
  const factors = new Float64Array(points.length / n);
  if (m === 0) return { centres, kernel: new Float64Array(n * n), root: new Float64Array(0), modes: 0, factors };
  // columns that make a point of modes, and rows that read modes off a point
  const columns = new Float64Array(n * m);
  const rows = new Float64Array(m * n);
  kept.forEach((place, i) => {
    const root = Math.sqrt(values[place]);
    for (let a = 0; a < n; a++) {
      columns[m * a + i] = vectors[n * a + place] * root;
      rows[n * i + a] = vectors[n * a + place] / root;
    }
  });
  const noisy = noise === null ? null : eigenvectors(product(product(rows, noise, n), transposed(rows, n), n), m);
  const make = noisy === null ? columns : product(columns, noisy.vectors, m);
  const read = noisy === null ? rows : product(transposed(noisy.vectors, m), rows, m);
  const shrink = Math.sqrt(1 - width * width);
  const pull = new Float64Array(m);
  const root = new Float64Array(n * m);
  for (let i = 0; i < m; i++) {
    const trust = noisy === null ? 1 : Math.min(1, Math.max(0, 1 - noisy.values[i]));
    pull[i] = shrink * trust;
    for (let a = 0; a < n; a++) root[m * a + i] = make[m * a + i] * Math.sqrt(trust - pull[i] * pull[i]);
  }
  for (let first = 0; first < points.length; first += n) {
    for (let i = 0; i < m; i++) {
      let y = 0;
      for (let a = 0; a < n; a++) y += read[n * i + a] * points[first + a];
      factors[first / n] += y * y;
      for (let a = 0; a < n; a++) centres[first + a] += make[m * a + i] * pull[i] * y;
    }
  }
  const mean = factors.reduce((a, b) => a + b, 0) / factors.length;
  for (let k = 0; k < factors.length; k++) factors[k] /= mean;
  return { factors, centres, kernel: product(root, transposed(root, m), m), root, modes: m };
}

/** Sum of the squares of points, divided: [n][n]. */
function moments(points: Float64Array, n: number, divisor: number): Float64Array {
  const sums = new Float64Array(n * n);
  for (let first = 0; first < points.length; first += n) {
    for (let a = 0; a < n; a++) {
      const x = points[first + a] / divisor;
      for (let b = 0; b < n; b++) sums[n * a + b] += x * points[first + b];
    }
  }
  return sums;
}

/** Rows [.][inner] times [inner][.]. */
function product(a: Float64Array, b: Float64Array, inner: number): Float64Array {
  const [height, width] = [a.length / inner, b.length / inner];
  const result = new Float64Array(height * width);
  for (let i = 0; i < height; i++) {
    for (let k = 0; k < inner; k++) {
      const x = a[inner * i + k];
      for (let j = 0; j < width; j++) result[width * i + j] += x * b[width * k + j];
    }
  }
  return result;
}

function transposed(a: Float64Array, width: number): Float64Array {
  const height = a.length / width;
  return Float64Array.from(a, (_, i) => a[(i % height) * width + Math.floor(i / height)]);
}

interface Turn {
  /** rows one after the other, [9] */
  rotation: Float64Array;
  weight: number;
}

/**
 * Rotations over which a mean of fourth order in their elements is the one over all that the ensemble is symmetric under: those
 * about +x, or any. (Reflections and the sign of the space add nothing: a tensor of rank two does not change with r -> -r.)
 */
function turnsOf(isotropic: boolean): Turn[] {
  const about = [0, 1, 2, 3, 4].map((i) => {
    const [s, c] = [Math.sin((2 * Math.PI * i) / 5), Math.cos((2 * Math.PI * i) / 5)];
    return Float64Array.of(1, 0, 0, 0, c, -s, 0, s, c);
  });
  if (!isotropic) return about.map((rotation) => ({ rotation, weight: 1 / 5 }));
  // Euler's angles; Gauss and Legendre's three places of the cosine of the second
  return [
    [-Math.sqrt(0.6), 5 / 18],
    [0, 8 / 18],
    [Math.sqrt(0.6), 5 / 18],
  ].flatMap(([c, weight]) => {
    const s = Math.sqrt(1 - c * c);
    const tilt = Float64Array.of(c, -s, 0, s, c, 0, 0, 0, 1);
    return about.flatMap((first) =>
      about.map((last) => ({ rotation: product(product(first, tilt, 3), last, 3), weight: weight / 25 })),
    );
  });
}

function averaged(turns: Turn[], turned: (turn: Float64Array) => Float64Array): Float64Array {
  const sum = turned(turns[0].rotation).map((x) => x * turns[0].weight);
  for (const { rotation, weight } of turns.slice(1)) {
    const values = turned(rotation);
    for (let i = 0; i < sum.length; i++) sum[i] += weight * values[i];
  }
  return sum;
}

/** T R T^T of each tensor, T b. */
function turnedPoint(T: Float64Array, point: Float64Array): Float64Array {
  const result = new Float64Array(point.length);
  const last = point.length - 3;
  const across = transposed(T, 3);
  for (let j = 0; j < last; j += 9) result.set(product(product(T, point.subarray(j, j + 9), 3), across, 3), j);
  result.set(product(T, point.subarray(last), 3), last);
  return result;
}

/** The covariance of points that are turned. */
function turnedMatrix(T: Float64Array, matrix: Float64Array): Float64Array {
  const n = Math.sqrt(matrix.length);
  const half = new Float64Array(n * n);
  for (let a = 0; a < n; a++) half.set(turnedPoint(T, matrix.subarray(n * a, n * a + n)), n * a);
  const across = transposed(half, n);
  for (let a = 0; a < n; a++) half.set(turnedPoint(T, across.subarray(n * a, n * a + n)), n * a);
  return half;
}
