/**
 * Measured first harmonics as vectors with errors, and what of them the inference needs. The model of a datum is linear in the
 * dipoles at the rigidities of a run: d = factor * sum_j w_j P Q (-R_j) h, P the projection on the equatorial plane (x, y of ICRS).
 * So all data together are a quadratic form of 2 J numbers for J rigidities, however many they are.
 */

import { sinCosDeg } from "../sky/directions.js";
import { onCircle } from "./answer.js";

/** A row of data/dipoles.csv, as far as it is used. */
export interface Harmonic {
  experiment: string;
  year: number | null;
  energy_TeV: number;
  amplitude: number;
  stat_lo: number | null;
  stat_hi: number | null;
  sys: number | null;
  component: "equatorial" | null;
  phase_deg: number | null;
  phase_err_deg: number | null;
  kind: "value" | "upper_limit";
}

/** A first harmonic towards (cos, sin) of the right ascension of its maximum. */
export interface Datum {
  energy_TeV: number;
  name: string;
  x: number;
  y: number;
  /** covariance xx, xy, yy */
  covariance: readonly [number, number, number];
  /** what the band of declinations leaves of the equatorial projection */
  factor: number;
}

/** A datum with what the row says, without an error of the model. */
export interface MeasuredDatum extends Datum {
  measured: {
    amplitude: number;
    /** ends of the error bar: statistical and systematic errors in quadrature */
    low: number;
    high: number;
    /** 0 to 360 */
    phase_deg: number;
    /** sigma_A/A where the row has none */
    phase_err_deg: number;
  };
}

/**
 * Default error of the model, of one datum in each component. The 18 pairs of data of two of the default experiments, within a factor
 * 1.3 in energy, differ by 4.0e-4 rms; their own errors make 1.3e-4 of it. The rest in quadrature, 3.8e-4, is that of a difference
 * of two data: sqrt(2) times this.
 */
export const MODEL_ERROR = 2.7e-4;

/** Whether a row has what a datum needs: a value, its phase, an error of the amplitude. */
export const isUsable = (row: Harmonic): boolean =>
  row.kind === "value" && row.phase_deg !== null && (row.stat_lo ?? row.stat_hi ?? row.sys) !== null;

/**
 * Errors along the phase: statistical and systematic in quadrature; across it amplitude times the error of the phase, which is
 * sigma_A/A rad where the table has none; and the error of the model in both components.
 */
export function datumOf(row: Harmonic, model_error: number, bandFactor: number): MeasuredDatum {
  if (!isUsable(row)) throw new Error("a datum needs a value, a phase and an error");
  const { amplitude, stat_lo, stat_hi, sys, phase_deg, phase_err_deg } = row;
  const stat = ((stat_lo ?? stat_hi ?? 0) + (stat_hi ?? stat_lo ?? 0)) / 2;
  const along = stat * stat + (sys ?? 0) ** 2;
  const across = phase_err_deg === null ? along : ((amplitude * phase_err_deg * Math.PI) / 180) ** 2;
  const [s, c] = sinCosDeg(phase_deg as number);
  const floor = model_error * model_error;
  return {
    energy_TeV: row.energy_TeV,
    name: row.year === null ? row.experiment : `${row.experiment} ${row.year}`,
    x: amplitude * c,
    y: amplitude * s,
    covariance: [
      c * c * along + s * s * across + floor,
      c * s * (along - across),
      s * s * along + c * c * across + floor,
    ],
    factor: row.component === "equatorial" ? 1 : bandFactor,
    measured: {
      amplitude,
      low: amplitude - Math.hypot(stat_lo ?? stat_hi ?? 0, sys ?? 0),
      high: amplitude + Math.hypot(stat_hi ?? stat_lo ?? 0, sys ?? 0),
      phase_deg: onCircle(phase_deg as number),
      phase_err_deg: phase_err_deg ?? Math.min(180, (Math.sqrt(along) / amplitude) * (180 / Math.PI)),
    },
  };
}

/**
 * The data as a quadratic form of u[2 J], the equatorial components (x, y) of the dipoles at J rigidities: chi^2 is
 * |z - root^T u|^2 + rest.
 */
export interface Condensed {
  /** lower triangular, [2 J][2 J]: root root^T = sum of f^2 w_j w_j' C^-1 */
  root: Float64Array;
  /** [2 J] */
  z: Float64Array;
  rest: number;
  /** -(1/2) ln det(2 pi C) of all data, in units of 1e-3 */
  logNorm: number;
  /** numbers in the data: two for each */
  numbers: number;
}

/**
 * @param weights of the rigidities, [datum][J]
 * @param motion of the observer: dipole that is added to every prediction, x and y of ICRS
 */
export function condensed(
  data: readonly Datum[],
  weights: readonly ArrayLike<number>[],
  J: number,
  motion: ArrayLike<number>,
): Condensed {
  const n = 2 * J;
  const square = new Float64Array(n * n);
  const linear = new Float64Array(n);
  let chi2 = 0;
  let logNorm = 0;
  data.forEach(({ x, y, covariance: [a, b, c], factor }, e) => {
    const w = weights[e];
    const det = a * c - b * b;
    const inverse = [c / det, -b / det, -b / det, a / det];
    const [dx, dy] = [x - factor * motion[0], y - factor * motion[1]];
    const v = [inverse[0] * dx + inverse[1] * dy, inverse[2] * dx + inverse[3] * dy];
    chi2 += dx * v[0] + dy * v[1];
    logNorm -= 0.5 * Math.log(4 * Math.PI * Math.PI * det * 1e12);
    for (let p = 0; p < n; p++) {
      const f = factor * w[p >> 1];
      linear[p] += f * v[p % 2];
      for (let q = 0; q < n; q++) square[n * p + q] += f * factor * w[q >> 1] * inverse[2 * (p % 2) + (q % 2)];
    }
  });
  const root = triangularRoot(square, n);
  // root z = linear; a rigidity that no datum sees has neither
  const z = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = linear[i];
    for (let j = 0; j < i; j++) sum -= root[n * i + j] * z[j];
    if (root[n * i + i] > 0) z[i] = sum / root[n * i + i];
  }
  const fitted = z.reduce((sum, x) => sum + x * x, 0);
  return { root, z, rest: chi2 - fitted, logNorm, numbers: 2 * data.length };
}

/** Cholesky's L, L L^T = square; a column of zeros where nothing is left. */
function triangularRoot(square: Float64Array, n: number): Float64Array {
  const L = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    let left = square[n * j + j];
    for (let k = 0; k < j; k++) left -= L[n * j + k] ** 2;
    if (!(left > 1e-12 * square[n * j + j])) continue;
    const pivot = Math.sqrt(left);
    L[n * j + j] = pivot;
    for (let i = j + 1; i < n; i++) {
      let sum = square[n * i + j];
      for (let k = 0; k < j; k++) sum -= L[n * i + k] * L[n * j + k];
      L[n * i + j] = sum / pivot;
    }
  }
  return L;
}
