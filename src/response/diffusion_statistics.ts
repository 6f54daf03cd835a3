/**
 * The running diffusion tensor of a sample at its last path length from all three estimators (diffusion.ts), along and across
 * the regular field, with errors over the realisations, and how far the estimators agree.
 */

import type { Vector } from "../sky/directions.js";
import { jackknife, type Measured, meanOf } from "../statistics/jackknife.js";
import { Layout, Rows } from "../statistics/rows.js";
import { antisymmetricPart } from "./diffusion.js";
import { inOrder, type Sample } from "./sample.js";

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

/** Of a symmetric tensor. */
export interface Invariants {
  isotropic: number;
  parallel: number;
  perpendicular: number;
}

const INVARIANTS = { isotropic: [], parallel: [], perpendicular: [] } as const;
const ESTIMATES = new Layout<{
  tgk: Invariants;
  msd: Invariants;
  flow: Invariants;
  tgk_minus_msd: Invariants;
  tgk_minus_flow: Invariants;
  msd_minus_flow: Invariants;
  antisymmetric: number;
}>({
  tgk: INVARIANTS,
  msd: INVARIANTS,
  flow: INVARIANTS,
  tgk_minus_msd: INVARIANTS,
  tgk_minus_flow: INVARIANTS,
  msd_minus_flow: INVARIANTS,
  antisymmetric: [],
});

/** Null for an empty sample. D_ij/c in pc. */
export function diffusionStatistics(sample: Sample, regular: Vector | null): DiffusionStatistics | null {
  if (sample.rows.length === 0) return null;
  const b = regular ?? [0, 0, 0];
  const realisations = inOrder(sample);
  const rows = new Rows(ESTIMATES, realisations.length, (k) => {
    const { response_pc: R, diffusion_msd_pc, diffusion_flow_pc } = realisations[k];
    const tgk = responseInvariants(R, b);
    const msd = invariants(diffusion_msd_pc, b);
    const flow = invariants(diffusion_flow_pc, b);
    return {
      tgk,
      msd,
      flow,
      tgk_minus_msd: difference(tgk, msd),
      tgk_minus_flow: difference(tgk, flow),
      msd_minus_flow: difference(msd, flow),
      // D = -R/3
      antisymmetric: antisymmetricPart(R, b) / -3,
    };
  });
  const { antisymmetric, ...coefficients } = jackknife(rows, (sums) => {
    const mean = meanOf(sums);
    const alongField = ({ isotropic, parallel, perpendicular }: Invariants) => ({
      isotropic,
      parallel: regular && parallel,
      perpendicular: regular && perpendicular,
    });
    return {
      tgk: alongField(mean.tgk),
      msd: alongField(mean.msd),
      flow: alongField(mean.flow),
      tgk_minus_msd: alongField(mean.tgk_minus_msd),
      tgk_minus_flow: alongField(mean.tgk_minus_flow),
      msd_minus_flow: alongField(mean.msd_minus_flow),
      antisymmetric: regular && mean.antisymmetric,
    };
  });
  return {
    path_pc: sample.group.path_pc[sample.group.path_pc.length - 1],
    regular_direction: regular,
    ...coefficients,
    tgk: { ...coefficients.tgk, antisymmetric },
  };
}

/** Those of the symmetric part of D = -R/3. */
export const responseInvariants = (R: readonly (readonly number[])[], b: Vector): Invariants =>
  invariants(
    R.map((row, i) => row.map((element, j) => -(i === j ? element : (element + R[j][i]) / 2) / 3)),
    b,
  );

/** Trace/3, b.D.b and (trace - b.D.b)/2 of a symmetric tensor. */
export function invariants([x, y, z]: number[][], b: Vector): Invariants {
  const trace = x[0] + y[1] + z[2];
  const parallel =
    x[0] * b[0] * b[0] +
    y[1] * b[1] * b[1] +
    z[2] * b[2] * b[2] +
    2 * (x[1] * b[0] * b[1] + x[2] * b[0] * b[2] + y[2] * b[1] * b[2]);
  return { isotropic: trace / 3, parallel, perpendicular: (trace - parallel) / 2 };
}

const difference = (a: Invariants, b: Invariants): Invariants => ({
  isotropic: a.isotropic - b.isotropic,
  parallel: a.parallel - b.parallel,
  perpendicular: a.perpendicular - b.perpendicular,
});
