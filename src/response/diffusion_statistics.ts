/**
 * The running diffusion tensor of a sample at its last path length from all three estimators (diffusion.ts), along and across
 * the regular field, with errors over the realisations, and how far the estimators agree.
 */

import type { Vector } from "../sky/directions.js";
import { emptyRows, jackknife } from "../statistics/jackknife.js";
import { COLUMN, inOrder, type Sample } from "./sample.js";

/** pc; the error is null for fewer than two realisations */
export interface Measured {
  value: number;
  error: number | null;
}

export interface Coefficients {
  /** a third of the trace */
  isotropic: Measured;
  /** along the regular field; null where there is none */
  parallel: Measured | null;
  /** the mean of the two directions across it */
  perpendicular: Measured | null;
}

export interface DiffusionStatistics {
  path_pc: number;
  /** unit vector of the regular field; null where there is none */
  regular_direction: Vector | null;
  /** `antisymmetric`: the drift, D_yz = -D_zy for a regular field along +x */
  tgk: Coefficients & { antisymmetric: Measured | null };
  msd: Coefficients;
  flow: Coefficients;
  /** differences, with the errors of the differences: the estimators share their realisations */
  tgk_minus_msd: Coefficients;
  tgk_minus_flow: Coefficients;
  msd_minus_flow: Coefficients;
}

/** Isotropic, parallel and perpendicular of three estimators and three differences, and the antisymmetric part. */
const WIDTH = 6 * 3 + 1;

/** Null for an empty sample. D_ij/c in pc. */
export function diffusionStatistics(sample: Sample, regular: Vector | null): DiffusionStatistics | null {
  if (sample.rows.length === 0) return null;
  const b = regular ?? [0, 0, 0];
  const rows = emptyRows(sample.rows.length, WIDTH);
  inOrder(sample).forEach((row, k) => {
    const R = row.subarray(COLUMN.response, COLUMN.response + 9);
    const response = [R[0], (R[1] + R[3]) / 2, (R[2] + R[6]) / 2, R[4], (R[5] + R[7]) / 2, R[8]];
    const tgk = invariants(
      response.map((element) => 0 - element / 3),
      b,
    );
    const msd = invariants(row.subarray(COLUMN.slope, COLUMN.slope + 6), b);
    const flow = invariants(row.subarray(COLUMN.flow, COLUMN.flow + 6), b);
    // (1/2) epsilon_ijk D_ij b_k with D = -R/3
    const antisymmetric = ((R[7] - R[5]) * b[0] + (R[2] - R[6]) * b[1] + (R[3] - R[1]) * b[2]) / 6;
    const minus = (x: number[], y: number[]) => x.map((element, i) => element - y[i]);
    rows[k].set([tgk, msd, flow, minus(tgk, msd), minus(tgk, flow), minus(msd, flow), antisymmetric].flat());
  });
  const { value, error } = jackknife(rows, ({ count, sum }) =>
    Array.from(sum[0], (even, c) => (even + sum[1][c]) / (count[0] + count[1])),
  );
  const measured = (at: number): Measured => ({ value: value[at]!, error: error[at] });
  const coefficients = (at: number): Coefficients => ({
    isotropic: measured(at),
    parallel: regular && measured(at + 1),
    perpendicular: regular && measured(at + 2),
  });
  return {
    path_pc: sample.group.path_pc[sample.group.path_pc.length - 1],
    regular_direction: regular,
    tgk: { ...coefficients(0), antisymmetric: regular && measured(18) },
    msd: coefficients(3),
    flow: coefficients(6),
    tgk_minus_msd: coefficients(9),
    tgk_minus_flow: coefficients(12),
    msd_minus_flow: coefficients(15),
  };
}

/** [trace/3, b.D.b, (trace - b.D.b)/2] of a symmetric tensor xx, xy, xz, yy, yz, zz. */
function invariants(D: ArrayLike<number>, b: Vector): number[] {
  const trace = D[0] + D[3] + D[5];
  const parallel =
    D[0] * b[0] * b[0] +
    D[3] * b[1] * b[1] +
    D[5] * b[2] * b[2] +
    2 * (D[1] * b[0] * b[1] + D[2] * b[0] * b[2] + D[4] * b[1] * b[2]);
  return [trace / 3, parallel, (trace - parallel) / 2];
}
