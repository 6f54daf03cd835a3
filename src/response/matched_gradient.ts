/**
 * The size of the gradient that is applied to each realisation: as given (`literal`), or such that isotropic diffusion with
 * the simulated D(T) would give the dipole predicted from B/C (`matched`).
 */

import type { Gradient } from "./dipole.js";

/** Sums of D_ij/c of the mean square displacement, pc. */
export interface SlopeSums {
  count: readonly number[];
  halves: readonly { diffusion_msd_pc: readonly ArrayLike<number>[] }[];
}

/** |g| in 1/pc for the realisations of even and odd rank, or why there is none. */
export type Sizes = { per_pc: [number, number]; reason: null } | { per_pc: null; reason: string };

/**
 * The size of a `matched` gradient: 3 D(T) |g| = prediction, with D(T) a third of the trace of the mean-square-displacement
 * tensor of the *other* half of the realisations. Taken from the same realisations, or from the response tensors, the
 * agreement with the prediction would be there by construction. Halves: even and odd rank in the order of the realisations,
 * which for a complete run is the parity of the index. The size is too large by the relative variance of D(T) on average,
 * as any inverse of an estimate is; the jackknife errors of what follows from it contain its scatter.
 */
function matchedGradient(sums: SlopeSums, prediction: number): Sizes {
  if (sums.count[0] === 0 || sums.count[1] === 0) {
    return { per_pc: null, reason: "a matched gradient takes D(T) from other realisations: at least 2 are needed" };
  }
  const D = sums.halves.map(({ diffusion_msd_pc: [x, y, z] }, half) => (x[0] + y[1] + z[2]) / 3 / sums.count[half]);
  if (!(D[0] > 0 && D[1] > 0)) {
    return {
      per_pc: null,
      reason: `a matched gradient needs D(T) > 0, found ${D[0].toFixed(3)} and ${D[1].toFixed(3)} pc`,
    };
  }
  return { per_pc: [prediction / (3 * D[1]), prediction / (3 * D[0])], reason: null };
}

export function gradientSizes(gradient: Gradient, sums: SlopeSums, prediction: number): Sizes {
  if (gradient.kind === "matched") return matchedGradient(sums, prediction);
  // with a density the dipoles have their sizes already
  const size = gradient.density === undefined ? gradient.per_kpc / 1000 : 1;
  return { per_pc: [size, size], reason: null };
}

/** The same in 1/kpc, exactly as given where it was given. */
export function perKpc(gradient: Gradient, per_pc: [number, number]): [number, number] {
  if (gradient.kind === "literal") return [gradient.per_kpc, gradient.per_kpc];
  return [per_pc[0] * 1000, per_pc[1] * 1000];
}
