// The flux and the dipole with a free-escape boundary, from the sums of a realisation (flight/record.ts).

import { dot, scaled, type Vector } from "../sky/directions.js";
import { dipole } from "./dipole.js";

/** Escape sums of one half-set, or the mean of both, at one path length. */
export interface Escape {
  escaped: number;
  direction: ArrayLike<number>;
  response_pc: readonly ArrayLike<number>[];
  displacement_pc: ArrayLike<number>;
}

/** Flux of all directions for a gradient in 1/pc, 1 without boundary and noise: <(1 + g.r) inside>. */
export const fluxInside = (sums: Escape, gradient_per_pc: ArrayLike<number>): number =>
  1 - sums.escaped + dot(gradient_per_pc, sums.displacement_pc);

/**
 * The dipole times the flux, 3 <n (1 + g.r) inside>, momentum convention. The mean of n over all directions of a half-set is zero, so
 * that over those inside is minus that over the escaped.
 */
export function dipoleTimesFlux(sums: Escape, gradient_per_pc: ArrayLike<number>): Vector {
  const gradient = dipole(sums.response_pc, gradient_per_pc);
  const shadow = scaled(sums.direction, -3);
  return [gradient[0] + shadow[0], gradient[1] + shadow[1], gradient[2] + shadow[2]];
}
