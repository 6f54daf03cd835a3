// How a run with a density lies on the sky: its normal is the Galactic one, so that nothing about the regular field is free.

import type { Density } from "../config/config.js";
import { angleDeg, directionVector, scaled, type Vector } from "../sky/directions.js";
import { icrsOf, runToSky } from "../sky/frames.js";

/** Degrees by which the angles between normal and field, in the run and on the sky, may differ: that of rounding them. */
const ROUNDING = 1;

export interface DensityOnSky {
  /** rows, from the run's frame to ICRS */
  rotation: Vector[];
  /** whether the run's regular field points against the direction given: of a line on the sky either sense will do */
  reversed: boolean;
  /** angles between regular field and normal, degrees: in the run, on the sky */
  flown_deg: number;
  sky_deg: number;
}

/**
 * A slab is not linear: it was flown at one angle between normal and regular field and cannot be turned. Null where the
 * field on the sky stands at another angle to the Galactic normal, in both its senses.
 * @param regular_deg of the run; field_icrs_deg: where it is to point
 */
export function slabOnSky(
  { normal_deg }: Extract<Density, { kind: "slab" }>,
  regular_deg: readonly [number, number],
  field_icrs_deg: readonly [number, number],
): Pick<DensityOnSky, "flown_deg" | "sky_deg"> & { placed: DensityOnSky | null } {
  const normal = directionVector(...normal_deg);
  const pole = icrsOf([0, 0, 1], "galactic");
  const flown_deg = angleDeg(normal, directionVector(...regular_deg));
  const field = directionVector(...field_icrs_deg);
  const sky_deg = angleDeg(pole, field);
  const angles = { flown_deg, sky_deg };
  const above = { run: normal, sky: pole };
  if (Math.abs(flown_deg - sky_deg) <= ROUNDING)
    return { ...angles, placed: { ...angles, reversed: false, rotation: runToSky(regular_deg, field, above) } };
  if (Math.abs(flown_deg - (180 - sky_deg)) <= ROUNDING)
    return {
      ...angles,
      placed: { ...angles, reversed: true, rotation: runToSky(regular_deg, scaled(field, -1), above) },
    };
  return { ...angles, placed: null };
}
