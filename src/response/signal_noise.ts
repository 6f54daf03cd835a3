/**
 * Signal and noise of the dipole of one realisation, against the path length and the number of directions, from a pilot: in each
 * of some fields, a few grids of directions in random orientations.
 *
 * The half-sets of one grid would need no second grid, but they are coarser grids than it is: as long as neighbouring
 * directions have not parted, on short paths, their difference overestimates the noise (by a half at 8 pc, turbulence
 * level 1, 1 PV). The scatter between rotated grids is the noise at any path length; the product of two of them has the
 * square of the signal as its mean.
 */

import type { Vector } from "../sky/directions.js";
import { jackknife, type WithErrors } from "../statistics/jackknife.js";
import { Layout, Rows } from "../statistics/rows.js";

type Tensor = readonly (readonly number[])[];

/** One field: its response tensors in pc, [nsides][grids][P][3][3]. */
export type RotatedResponses = Tensor[][][];

export interface PilotSample {
  path_pc: readonly number[];
  /** increasing powers of two, from 1 on */
  nsides: readonly number[];
  /** unit vector along the regular field; null where there is none */
  regular: Vector | null;
  /** two grids or more at each nside */
  fields: readonly RotatedResponses[];
}

/** Directions of the gradient: along or across the regular field, or any where there is none. */
export type Axis = "along" | "across" | "any";

interface Statistic {
  /** rms over the fields of |R e| without its noise, pc; null where that is not above zero */
  signal: number | null;
  /** rms of the noise of R e at each nside of the pilot, pc */
  noise: number[];
  /** signal / noise */
  ratio: (number | null)[];
  /** relative change of the signal if the whole path is shortened to this one */
  change: number | null;
  /** sum of (R e).(R0 e) over the fields over the root of the sums of their squares, R0 of the whole path: noise taken out of all */
  correlation: number | null;
}

/** Of unit vectors e of an axis at one path length, with errors by the jackknife over the fields; those of few fields are null. */
export type SignalNoise = WithErrors<Statistic>;

interface Squares {
  signal: number;
  whole: number;
  product: number;
  noise: number[];
}

export const axesOf = ({ regular }: Pick<PilotSample, "regular">): Axis[] =>
  regular === null ? ["any"] : ["along", "across"];

/** At each path length. */
export function signalNoise(sample: PilotSample, axis: Axis): SignalNoise[] {
  const { fields, nsides, path_pc } = sample;
  const weights = weightsOf(axis, sample.regular);
  const layout = new Layout<Squares>({ signal: [], whole: [], product: [], noise: [nsides.length] });
  const last = path_pc.length - 1;
  return path_pc.map((_, p) => {
    const rows = new Rows(layout, fields.length, (k) => {
      const finest = fields[k][nsides.length - 1];
      return {
        signal: offDiagonal(finest, p, p, weights),
        whole: offDiagonal(finest, last, last, weights),
        product: offDiagonal(finest, p, last, weights),
        noise: fields[k].map((grids) => variance(grids, p, weights)),
      };
    });
    return jackknife(rows, ({ count, halves: [even, odd] }): Statistic => {
      const mean = (a: number, b: number) => (a + b) / (count[0] + count[1]);
      const square = mean(even.signal, odd.signal);
      const whole = mean(even.whole, odd.whole);
      const signal = root(square);
      const noise = even.noise.map((sum, i) => Math.sqrt(mean(sum, odd.noise[i])));
      const both = square > 0 && whole > 0;
      return {
        signal,
        noise,
        ratio: noise.map((size) => (signal === null ? null : signal / size)),
        change: both ? Math.sqrt(square / whole) - 1 : null,
        correlation: both ? mean(even.product, odd.product) / Math.sqrt(square * whole) : null,
      };
    });
  });
}

const root = (square: number): number | null => (square > 0 ? Math.sqrt(square) : null);

/** The mean of e_j e_l over the unit vectors of an axis, [3][3]. */
function weightsOf(axis: Axis, regular: Vector | null): number[][] {
  const b = regular ?? [0, 0, 0];
  return [0, 1, 2].map((j) =>
    [0, 1, 2].map((l) => {
      const unit = j === l ? 1 : 0;
      if (axis === "any") return unit / 3;
      return axis === "along" ? b[j] * b[l] : (unit - b[j] * b[l]) / 2;
    }),
  );
}

/** The mean of (A e).(B e) over the unit vectors of an axis. */
function product(A: Tensor, B: Tensor, weights: number[][]): number {
  let sum = 0;
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) for (let l = 0; l < 3; l++) sum += weights[j][l] * A[i][j] * B[i][l];
  return sum;
}

/** The mean of the products of different grids, at two path lengths: their noise is independent. */
function offDiagonal(grids: readonly Tensor[][], p: number, q: number, weights: number[][]): number {
  let sum = 0;
  grids.forEach((a, g) => {
    grids.forEach((b, h) => {
      if (g !== h) sum += product(a[p], b[q], weights);
    });
  });
  return sum / (grids.length * (grids.length - 1));
}

/** Of one grid, from the scatter of several. */
const variance = (grids: readonly Tensor[][], p: number, weights: number[][]): number =>
  grids.reduce((sum, a) => sum + product(a[p], a[p], weights), 0) / grids.length - offDiagonal(grids, p, p, weights);

/** A number with its error; `bound`: it was not measured, but follows from what was, and the truth is not on its bad side. */
export interface Scaled {
  value: number;
  error: number | null;
  bound: boolean;
}

/**
 * Noise at an nside from that of the pilot: as measured, and above its finest grid in proportion to 1/nside. That is the
 * law of independent directions; those of a finer grid share more of their paths and scatter less, so it is a bound (at 1 PV,
 * nside 1 to 8, noise times nside falls by two thirds at 4 pc, and is the same within 5 % at 60 pc, level 1).
 */
export function noiseAt({ noise }: SignalNoise, nsides: readonly number[], nside: number): Scaled {
  const { number, factor } = nearest(nsides, nside);
  const { value, error } = noise[number];
  return { value: value / factor, error: error === null ? null : error / factor, bound: factor > 1 };
}

/** Signal over noise in the same way; null where there is no signal. */
export function ratioAt({ ratio }: SignalNoise, nsides: readonly number[], nside: number): Scaled | null {
  const { number, factor } = nearest(nsides, nside);
  const measured = ratio[number];
  if (measured === null) return null;
  const { value, error } = measured;
  return { value: value * factor, error: error === null ? null : error * factor, bound: factor > 1 };
}

/** The number of the pilot's nside that is taken for another, and how much finer that one is. */
function nearest(nsides: readonly number[], nside: number): { number: number; factor: number } {
  const number = nsides.indexOf(nside);
  if (number >= 0) return { number, factor: 1 };
  return { number: nsides.length - 1, factor: nside / nsides[nsides.length - 1] };
}
