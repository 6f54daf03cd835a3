// A perspective view of points about the observer, as in paths_view.ts: north is up.
import { directionVector, type Vector } from "../../src/sky/directions.js";
import { EYE } from "../paths_look.js";

interface Seen {
  /** where the eye is, degrees */
  azimuth: number;
  elevation: number;
  /** half the height of what is seen */
  extent_pc: number;
  /** px */
  width: number;
  height: number;
}

/** px of the drawing, and the depth, which grows towards the eye. */
export function newProjection({ azimuth, elevation, extent_pc, width, height }: Seen) {
  const eye = directionVector(azimuth, elevation);
  const right = directionVector(azimuth + 90, 0);
  const up = directionVector(azimuth, elevation + 90);
  return ([x, y, z]: Vector): [x: number, y: number, depth: number] => {
    const along = (a: Vector) => (a[0] * x + a[1] * y + a[2] * z) / extent_pc;
    const depth = along(eye);
    const factor = (height / 2) * (EYE / Math.max(0.3, EYE - depth));
    return [width / 2 + along(right) * factor, height / 2 - along(up) * factor, depth];
  };
}
