// Directions around an axis, over which what depends on its angle alone is averaged.

import { directionVector, type Vector } from "./directions.js";

/** How many. */
export const AROUND = 8;

/**
 * Unit vectors at an angle from an axis (longitude and latitude in degrees), evenly around it: AROUND, or the axis itself at angle 0.
 * At 90 degrees the first lies at the axis' longitude + 90, latitude 0.
 */
export function aroundAxis([longitude_deg, latitude_deg]: readonly [number, number], angle_deg: number): Vector[] {
  const axis = directionVector(longitude_deg, latitude_deg);
  const east = directionVector(longitude_deg + 90, 0);
  const north = directionVector(longitude_deg, latitude_deg + 90);
  return Array.from({ length: angle_deg === 0 ? 1 : AROUND }, (_, k): Vector => {
    const [x, y, z] = directionVector((360 * k) / AROUND, 90 - angle_deg);
    return [0, 1, 2].map((i) => z * axis[i] + x * east[i] + y * north[i]) as Vector;
  });
}
