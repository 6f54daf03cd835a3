/** One realisation looked at closely, as arrays: what the figures need that a run folder does not hold. */

import type { Group } from "../config/config.js";

export interface FieldView {
  group: Group;
  realisation: number;
  modes?: ModesView;
  sky?: SkyView;
  paths?: PathsView;
}

export interface ModesView {
  /** plane waves of the turbulent part, nine numbers each: k (rad/pc), Re A, Im A (uG); B(x) = sum 2 Re(A exp(i k.x)) */
  modes: Float64Array;
  /** the total field as particles see it, along straight lines: components [n][3] in uG at n points `spacing_pc` apart */
  lines: { spacing_pc: number; field_uG: Float64Array }[];
}

export interface SkyView {
  nside: number;
  /** unit momentum directions of the HEALPix RING pixels, [N][3] */
  directions: Float64Array;
  /** 0 or 1: the half-set of each direction */
  halves: Uint8Array;
  /** T and the positions there, [N][3] */
  path_pc: number;
  positions_pc: Float64Array;
  /** of the density asked for: f there over f at the observer, less 1, [N]; absent: a gradient alone */
  contrasts?: Float64Array;
}

export interface PathsView {
  /** increasing, P of them */
  path_pc: number[];
  particles: number;
  /** positions [P][particles][3] in pc; all particles start at the origin */
  positions_pc: Float64Array;
  /** the same along the beginning of the paths */
  near_path_pc: number[];
  near_positions_pc: Float64Array;
}

/** The part that a figure needs. */
export function need<Part extends "modes" | "sky" | "paths">(
  view: FieldView | undefined,
  part: Part,
): FieldView & Required<Pick<FieldView, Part>> {
  if (view === undefined || view[part] === undefined) throw new Error(`this figure needs the ${part} of a realisation`);
  return view as FieldView & Required<Pick<FieldView, Part>>;
}
