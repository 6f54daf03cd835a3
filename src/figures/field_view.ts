/** One realisation looked at closely, as arrays: what the figures need that a run folder does not hold. */

import type { Group } from "../config.js";

export interface FieldView {
  group: Group;
  realisation: number;
  /** plane waves of the turbulent part, nine numbers each: k (rad/pc), Re A, Im A (uG); B(x) = sum 2 Re(A exp(i k.x)) */
  modes?: Float64Array;
  /** |B| along a straight line through the origin: spacing in pc and the three components [n][3], uG */
  line?: { spacing_pc: number; field_uG: Float64Array };
  /** unit momentum directions [N][3] of the HEALPix RING pixels, and positions [N][3] in pc at -T */
  sky?: { nside: number; directions: Float64Array; positions_pc: Float64Array };
  /** a few particles: positions [paths][particles][3] in pc */
  paths?: { path_pc: number[]; particles: number; positions_pc: Float64Array };
}
