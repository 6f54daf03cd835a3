// The sky about an axis, the local field or B0: its gyrotropic part and its shape against the cosine mu of the pitch angle.

import type { RealisationRecord } from "../flight/record.js";
import { dot, scaled, type Vector } from "../sky/directions.js";
import { legendreP } from "../sky/harmonics.js";
import { realHarmonics, realIndex } from "../sky/real_harmonics.js";
import { quantile } from "../statistics/jackknife.js";

/** A record with multipoles, as far as it is needed. */
export type Sky = Pick<RealisationRecord, "multipole_pc" | "local_field_gyration_uG" | "response_pc" | "realisation">;

export const unit = (v: ArrayLike<number>): Vector => scaled(v, 1 / Math.sqrt(dot(v, v)));

/** The axis of the local field, oriented along B0 where there is one. */
export function localAxis({ local_field_gyration_uG }: Sky, regular?: Vector): Vector {
  const axis = unit(local_field_gyration_uG ?? [0, 0, 1]);
  return regular !== undefined && dot(axis, regular) < 0 ? scaled(axis, -1) : axis;
}

/** a_lm of a gradient of 1/pc along g, of each half-set. */
export const harmonicsOf = ({ multipole_pc = [] }: Sky, g: Readonly<Vector>): Float64Array[] =>
  multipole_pc.map((maps) =>
    Float64Array.from(maps[0], (_, lm) => g[0] * maps[0][lm] + g[1] * maps[1][lm] + g[2] * maps[2][lm]),
  );

/** a'_l0 about an axis, by the addition theorem: sqrt(4 pi/(2 l + 1)) sum_m a_lm Y_lm(axis). */
export function axialHarmonics(a: ArrayLike<number>, lmax: number, axis: Readonly<Vector>): number[] {
  const Y = realHarmonics(lmax, axis);
  return Array.from({ length: lmax + 1 }, (_, l) => {
    let sum = 0;
    for (let m = -l; m <= l; m++) sum += a[realIndex(l, m)] * Y[realIndex(l, m)];
    return Math.sqrt((4 * Math.PI) / (2 * l + 1)) * sum;
  });
}

/** f(mu) for a dipole of 1, from the shape of an axis, a'_l0/a'_10. The monopole is left out. */
export const shapeAt = (shape: readonly number[], mu: number): number =>
  shape.reduce((sum, c, l) => (l === 0 ? sum : sum + c * Math.sqrt((2 * l + 1) / 3) * legendreP(l, mu)), 0);

/** The cosines at which shapes are given. */
const COSINES = Array.from({ length: 41 }, (_, k) => (k - 20) / 20);

/** Quantiles of the shapes f(mu) of single skies, each over its own dipole about the axis: 16, 50 and 84 %. */
export interface ShapeBand {
  mu: number[];
  low: number[];
  median: number[];
  high: number[];
}

/** @param shapes a'_l0/a'_10 of each sky */
export function shapeBand(shapes: readonly (readonly number[])[]): ShapeBand {
  const sorted = COSINES.map((mu) => Float64Array.from(shapes, (shape) => shapeAt(shape, mu)).sort());
  const column = (probability: number) => sorted.map((values) => quantile(values, probability));
  return { mu: [...COSINES], low: column(0.16), median: column(0.5), high: column(0.84) };
}
