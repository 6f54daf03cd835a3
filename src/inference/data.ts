/**
 * Measured first harmonics as vectors with errors, and what of them the inference needs. The model of a datum is linear in the
 * dipoles at the rigidities of a run: d = factor * sum_j w_j P Q (-R_j) h, P the projection on the equatorial plane (x, y of ICRS).
 * So all data together are a quadratic form of 2 J numbers for J rigidities, however many they are.
 */

import { sinCosDeg } from "../sky/directions.js";

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
  /** covariance xx, xy, yy, without the noise of finite directions */
  covariance: readonly [number, number, number];
  /** what the band of declinations leaves of the equatorial projection */
  factor: number;
}

/** Whether a row has what a datum needs: a value, its phase, an error of the amplitude. */
export const isUsable = (row: Harmonic): boolean =>
  row.kind === "value" && row.phase_deg !== null && (row.stat_lo ?? row.stat_hi ?? row.sys) !== null;

/**
 * Errors along the phase: statistical and systematic in quadrature; across it amplitude times the error of the phase, which is
 * sigma_A/A rad where the table has none; and the error of the model in both components.
 */
export function datumOf(row: Harmonic, model_error: number, bandFactor: number): Datum {
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
  };
}

/** The data as a quadratic form of u[2 J], the equatorial components (x, y) of the dipoles at J rigidities. */
export interface Condensed {
  /** [2 J][2 J]: sum of f^2 w_j w_j' C^-1 */
  square: Float64Array;
  /** [2 J]: sum of f w_j C^-1 d */
  linear: Float64Array;
  /** d C^-1 d */
  chi2: number;
  /** -(1/2) ln det(2 pi C) of all data, in units of 1e-3 */
  logNorm: number;
  /** numbers in the data: two for each */
  numbers: number;
}

/**
 * @param weights of the rigidities, [datum][J]
 * @param noise variance of a component of the dipole from the finite number of directions, and mean square of the dipole, for a
 *   gradient of 1/kpc along each axis, [J][3]
 * @param scale rms of a component of the gradient, 1/kpc
 * @param motion of the observer: dipole that is added to every prediction, x and y of ICRS
 */
export function condensed(
  data: readonly Datum[],
  weights: readonly ArrayLike<number>[],
  { noise, signal }: { noise: ArrayLike<number>; signal: ArrayLike<number> },
  scale: number,
  motion: ArrayLike<number>,
): Condensed {
  const J = noise.length / 3;
  const result = { square: new Float64Array(4 * J * J), linear: new Float64Array(2 * J), chi2: 0, logNorm: 0 };
  data.forEach(({ x, y, covariance: [xx, xy, yy], factor }, e) => {
    const w = weights[e];
    let own = 0;
    for (let j = 0; j < J; j++) own += (factor * w[j]) ** 2 * noiseOf(j, x * x + y * y, { noise, signal }, scale);
    const [a, b, c] = [xx + own, xy, yy + own];
    const det = a * c - b * b;
    const [ia, ib, ic] = [c / det, -b / det, a / det];
    const [dx, dy] = [x - factor * motion[0], y - factor * motion[1]];
    const [vx, vy] = [ia * dx + ib * dy, ib * dx + ic * dy];
    result.chi2 += dx * vx + dy * vy;
    result.logNorm -= 0.5 * Math.log(4 * Math.PI * Math.PI * det * 1e12);
    for (let j = 0; j < J; j++) {
      result.linear[2 * j] += factor * w[j] * vx;
      result.linear[2 * j + 1] += factor * w[j] * vy;
      for (let k = 0; k < J; k++) {
        const f = factor * factor * w[j] * w[k];
        const place = 4 * J * j + 2 * k;
        result.square[place] += f * ia;
        result.square[place + 1] += f * ib;
        result.square[place + 2 * J] += f * ib;
        result.square[place + 2 * J + 1] += f * ic;
      }
    }
  });
  return { ...result, numbers: 2 * data.length };
}

/**
 * Variance of a component of the dipole at a rigidity from the finite number of directions. The gradient along an axis is taken as
 * large as it may be, or as the measured amplitude leaves it, if that is less: along B0 the dipole of a gradient of usual size is
 * ten times what is measured, and so is its noise.
 */
export function noiseOf(
  j: number,
  amplitude_squared: number,
  { noise, signal }: { noise: ArrayLike<number>; signal: ArrayLike<number> },
  scale: number,
): number {
  let sum = 0;
  for (let c = 3 * j; c < 3 * j + 3; c++) sum += noise[c] / (1 / (scale * scale) + signal[c] / amplitude_squared);
  return sum;
}
