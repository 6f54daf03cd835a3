// A perspective view of points about the observer, as in paths_view.ts: north is up.
import { directionDeg, directionVector, type Vector } from "../../src/sky/directions.js";
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

/** Where lines from the eye touch a sphere about the observer: half-heights in depth, and across as a part of its radius. */
export const rimOf = (reach: number) => ({ depth: reach ** 2 / EYE, across: Math.sqrt(1 - (reach / EYE) ** 2) });

/** px of the drawing, and the depth, which grows towards the eye. */
export type Projection = ReturnType<typeof newProjection>;

export function newProjection({ azimuth, elevation, extent_pc, width, height }: Seen) {
  const eye = directionVector(azimuth, elevation);
  const right = directionVector(azimuth + 90, 0);
  const up = directionVector(azimuth, elevation + 90);
  const onScreen = ([x, y, z]: Vector): [x: number, y: number, depth: number] => {
    const along = (a: Vector) => (a[0] * x + a[1] * y + a[2] * z) / extent_pc;
    const depth = along(eye);
    const factor = (height / 2) * (EYE / Math.max(0.3, EYE - depth));
    return [width / 2 + along(right) * factor, height / 2 - along(up) * factor, depth];
  };

  /**
   * The direction [longitude, latitude] whose point at `reach` half-heights from the observer is drawn at a place, in front of the
   * observer or behind; beside that sphere the nearest of its rim.
   */
  function directionAt(x: number, y: number, reach: number, isBehind: boolean): [number, number] {
    // the line from the eye, EYE away, through the place: p = a t across, EYE (1 - t) in depth
    const [a, b] = [(x - width / 2) / (height / 2), (height / 2 - y) / (height / 2)];
    const across = a * a + b * b;
    const [square, half] = [across + EYE * EYE, EYE * EYE];
    const root = half * half - square * (EYE * EYE - reach * reach);
    const t = (half + (isBehind ? 1 : -1) * Math.sqrt(Math.max(0, root))) / square;
    const rim = rimOf(reach);
    const edge = (rim.across * reach) / Math.sqrt(across);
    const [u, v, depth] = root < 0 ? [a * edge, b * edge, rim.depth] : [a * t, b * t, EYE * (1 - t)];
    return directionDeg([0, 1, 2].map((i) => u * right[i] + v * up[i] + depth * eye[i]));
  }

  return { onScreen, directionAt };
}
