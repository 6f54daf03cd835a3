/**
 * The running diffusion tensor D_ij(T)/c in pc: three estimators from the averages that a run records. published.ts has the
 * coefficients to set beside them.
 *
 * Back-tracked from the origin, the position is r(-T) = -int n ds over the path, so d r(-T)/dT = -n(-T). Hence
 *
 *   D_ij(T)     = int_0^T <n_i(0) n_j(-t)> dt = -<n_i(0) r_j(-T)> = -R_ij(T)/3        Taylor, Green, Kubo (`tgk`)
 *   D_ij^sym(T) = (1/2) d<r_i r_j>/dT                                                mean square displacement (`msd`)
 *               = -(1/2) <n_i(-T) r_j(-T) + r_i(-T) n_j(-T)>                         the same without differencing (`flow`)
 *
 * `msd` and `flow` measure the same symmetric tensor on the same trajectories; `tgk` uses the directions at the other end, so
 * that its agreement with them, over realisations, is a test of the simulation. The antisymmetric part of `tgk` is the drift:
 * for B0 along +x and weak turbulence D_yz = -D_zy = r_g(B0)/3.
 */

import { checkTensor, type Vector } from "../sky/directions.js";
import { checkNumberList } from "../words/arguments.js";

type Tensor = readonly (readonly number[])[];

/** -R/3 in pc, [3][3]. */
export function diffusionTGK(response_pc: Tensor): number[][] {
  checkTensor("response_pc", response_pc);
  return response_pc.map((row) => row.map((element) => -element / 3));
}

/**
 * Half the slope of <r_i r_j>(T) at each of the P path lengths: [P][3][3] in pc^2 -> [P][3][3] in pc.
 *
 * The slope is that of the parabola through three neighbouring points, T = 0 with <r r> = 0 being one of them: centred on the
 * point inside, one-sided at the last output, whose window is therefore the last two intervals of T. Its error is second
 * order in the spacing h: (h^2/6) d3<r r>/dT3 inside, (h^2/3) at the last output; `diffusionFlow` has none, so the
 * difference of the two shows it. A run with one output has two points only and gets <r r>/2T, half the mean D over 0..T.
 */
export function diffusionMSD(displacement_pc2: readonly Tensor[], path_pc: readonly number[]): number[][][] {
  checkNumberList("path_pc", path_pc);
  const increasing = path_pc.every((T, p) => T > pathTo(path_pc, p - 1));
  if (path_pc.length === 0 || !increasing) throw new RangeError("path_pc: increasing lengths above 0 expected");
  if (displacement_pc2?.length !== path_pc.length)
    throw new RangeError(`displacement_pc2: a tensor for each of ${path_pc.length} path lengths expected`);
  displacement_pc2.forEach((tensor, p) => void checkTensor(`displacement_pc2[${p}]`, tensor));
  const outputs = path_pc.length;
  if (outputs === 1) return [tensor((i, j) => slope(0, displacement_pc2[0][i][j], 0, path_pc[0]) / 2)];
  return path_pc.map((T, p) => {
    const middle = Math.min(p, outputs - 2);
    const [T0, T1, T2] = [pathTo(path_pc, middle - 1), path_pc[middle], path_pc[middle + 1]];
    const [before, between, after] = [
      displacement_pc2[middle - 1],
      displacement_pc2[middle],
      displacement_pc2[middle + 1],
    ];
    return tensor((i, j) => {
      const first = slope(before === undefined ? 0 : before[i][j], between[i][j], T0, T1);
      const second = slope(between[i][j], after[i][j], T1, T2);
      // Newton's form of the parabola, differentiated
      return (first + ((second - first) / (T2 - T0)) * (2 * T - T0 - T1)) / 2;
    });
  });
}

const slope = (y0: number, y1: number, x0: number, x1: number): number => (y1 - y0) / (x1 - x0);

/** Path length of an output; output -1 is T = 0. */
export const pathTo = (path_pc: readonly number[], output: number): number => (output < 0 ? 0 : path_pc[output]);

/** Slope between two outputs of values that are 0 at T = 0, which is output -1. Of <r_i r_j> it is 2 D_ij/c. */
export const slopeBetween = (values: readonly number[], path_pc: readonly number[], from: number, to: number): number =>
  slope(from < 0 ? 0 : values[from], values[to], pathTo(path_pc, from), path_pc[to]);

/** Outputs that end a quarter, a half and the whole of the path; -1 is T = 0. D of a run is taken over the second half. */
export const pathParts = (outputs: number): [quarter: number, half: number, whole: number] => [
  Math.floor(outputs / 4) - 1,
  Math.floor(outputs / 2) - 1,
  outputs - 1,
];

/** -(F + F^T)/2 in pc, [3][3], of F_ij = <n_i(-T) r_j(-T)>. */
export function diffusionFlow(flow_pc: Tensor): number[][] {
  checkTensor("flow_pc", flow_pc);
  return tensor((i, j) => -(flow_pc[i][j] + flow_pc[j][i]) / 2);
}

/** (1/2) epsilon_ijk A_ij b_k: of a diffusion tensor and the direction of the regular field, the drift. */
export const antisymmetricPart = (A: Tensor, b: Readonly<Vector>): number =>
  ((A[1][2] - A[2][1]) * b[0] + (A[2][0] - A[0][2]) * b[1] + (A[0][1] - A[1][0]) * b[2]) / 2;

function tensor(element: (i: number, j: number) => number): number[][] {
  return [
    [element(0, 0), element(0, 1), element(0, 2)],
    [element(1, 0), element(1, 1), element(1, 2)],
    [element(2, 0), element(2, 1), element(2, 2)],
  ];
}
