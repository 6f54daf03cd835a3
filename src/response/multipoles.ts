// How the multipoles of a homogeneous distribution at -T decay, and what the literature expects of multipoles.

import { dot, type Vector } from "../sky/directions.js";
import { legendreP } from "../sky/harmonics.js";
import type { Arrivals } from "./arrival_maps.js";

/**
 * What is left today of a homogeneous multipole l at -T: a_l(today)/a_l(-T), [P].
 *
 * With an axis it is of f = 1 + a P_l(axis.p), projected on the same P_l: (2 l + 1) <P_l(axis.n) P_l(axis.n(-T))>. Without, of
 * all 2 l + 1 of them on average, by the addition theorem <P_l(n.n(-T))>: the better statistics where no direction is
 * preferred. Average over realisations: a single one conserves <f^2> and only moves it to other l.
 */
export function multipoleLeft(
  { directions, momenta, path_pc }: Arrivals,
  l: number,
  axis?: Readonly<Vector>,
): number[] {
  const count = directions.length / 3;
  return path_pc.map((_, t) => {
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const n: Vector = [directions[3 * i], directions[3 * i + 1], directions[3 * i + 2]];
      const offset = (t * count + i) * 3;
      const before: Vector = [momenta[offset], momenta[offset + 1], momenta[offset + 2]];
      sum +=
        axis === undefined
          ? legendreP(l, dot(n, before))
          : (2 * l + 1) * legendreP(l, dot(axis, n)) * legendreP(l, dot(axis, before));
    }
    return sum / count;
  });
}

/** Straight line through ln(value) against T: value ~ exp(-T/length). */
export interface Decay {
  length_pc: number;
  /** path lengths from first to last that were used */
  points: number;
}

/**
 * Decay length of values at path lengths T, from the first up to where they fall below `floor` (default e^-2); null where
 * fewer than three lie above it, and where they do not fall to e^-1/2 at all. Points have equal absolute errors, so ln(value) is weighted by value^2. The line does not
 * have to pass 1 at T = 0: scattering needs a coherence length to set in.
 */
export function decayLength(path_pc: readonly number[], values: readonly number[], floor = Math.exp(-2)): Decay | null {
  let points = values.findIndex((value) => !(value > floor));
  if (points < 0) points = values.length;
  if (points < 3 || !(values[points - 1] < Math.exp(-0.5))) return null;
  let [w, x, y, xx, xy] = [0, 0, 0, 0, 0];
  for (let k = 0; k < points; k++) {
    const weight = values[k] * values[k];
    const log = Math.log(values[k]);
    w += weight;
    x += weight * path_pc[k];
    y += weight * log;
    xx += weight * path_pc[k] * path_pc[k];
    xy += weight * path_pc[k] * log;
  }
  const slope = (w * xy - x * y) / (w * xx - x * x);
  return slope < 0 ? { length_pc: -1 / slope, points } : null;
}

/**
 * C_l/C_1 of Ahlers 2014 (arXiv:1310.5712). It follows from a chain in which the power of multipole l, (2 l + 1) C_l, is lost
 * at a rate ~ l (l + 1) and all of it goes to l + 1: a homogeneous dipole at -T has after a long time, when all decay at the
 * slowest rate, that of l = 1, (2 l + 1) C_l / 3 C_1 = product over k = 2..l of (k - 1) k / [k (k + 1) - 2] = 6/[(l + 1)(l + 2)].
 */
export const ahlers2014 = (l: number): number => 18 / ((2 * l + 1) * (l + 1) * (l + 2));

/**
 * C_l/C_1 of the same chain where a gradient refills the dipole all the time: the power that passes each l is the same,
 * l (l + 1) (2 l + 1) C_l = 6 C_1. Less than `ahlers2014` by (l + 2)/(3 l), with the same fall ~ l^-3.
 */
export const steadyChain = (l: number): number => 6 / ((2 * l + 1) * l * (l + 1));

/** C_l/C_1 ~ l^(-8/3), which arXiv:2402.16554 expects of convection in turbulence. */
export const convective = (l: number): number => l ** (-8 / 3);
