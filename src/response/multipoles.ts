// How the multipoles of a homogeneous distribution at -T decay.

import { checkUnit, dot, type Vector } from "../sky/directions.js";
import { legendreP } from "../sky/harmonics.js";
import { checkFinite, checkNumberList } from "../words/arguments.js";
import { type Arrivals, checkArrivals } from "./arrivals.js";

/**
 * What is left today of a homogeneous multipole l at -T: a_l(today)/a_l(-T), [P].
 *
 * With an axis it is of f = 1 + a P_l(axis.p), projected on the same P_l: (2 l + 1) <P_l(axis.n) P_l(axis.n(-T))>. Without, of
 * all 2 l + 1 of them on average, by the addition theorem <P_l(n.n(-T))>: the better statistics where no direction is
 * preferred. Average over realisations: a single one conserves <f^2> and only moves it to other l.
 */
export function multipoleLeft(arrivals: Arrivals, l: number, axis?: Readonly<Vector>): number[] {
  checkArrivals(arrivals);
  legendreP(l, 1); // refuses what is no l
  if (axis !== undefined) checkUnit("axis", axis);
  const { directions, momenta, path_pc } = arrivals;
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
  checkNumberList("path_pc", path_pc);
  checkNumberList("values", values, path_pc.length);
  checkFinite({ floor });
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
