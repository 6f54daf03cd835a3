// What the two drawings of the paths, in 3-D and as a sheet, have in common.

import { BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILLION, YELLOW } from "../src/figures/drawing/palette.js";
import type { Vector } from "../src/sky/directions.js";
import { plain } from "../src/words/numbers.js";

/** Distance of the eye in half-heights of what is seen. */
export const EYE = 4;
/** Half-heights of what can be seen, in gyroradii. */
export const CLOSEST = 2;
export const FARTHEST = 400;

export const PARTICLES = [VERMILLION, BLUE, GREEN, ORANGE, PURPLE, SKY, "#8a6d00"];
/** Yellow is too pale for a line on white that has no edge. */
export const ARROWS = { gradient: YELLOW, gradient_on_white: "#b59f00", regular: BLUE };

/** The directions that the arrows show. */
export interface Arrows {
  gradient: Vector;
  /** null where there is no regular field */
  regular: Vector | null;
}

/** Length of the arrows. */
export const reachOf = (extent: number): number => 0.8 * extent;

/** Its length in gyroradii, and what is written on it. */
export function scaleBar(extent: number, gyroradius_pc: number): { length: number; text: string } {
  const length = extent > 60 ? 10 : 1;
  const name = length === 1 ? "1 gyroradius" : "10 gyroradii";
  return { length, text: `${name} = ${plain(length * gyroradius_pc, 2)} pc` };
}
