// A run turned onto the sky, as `project` and the figure `phase` show it: where its field, gradient and density come to lie.

import type { Config, Density } from "../config/config.js";
import { slabOnSky } from "../response/density_on_sky.js";
import { LOCAL_FIELDS } from "../response/detector.js";
import { angleDeg, directionDeg, directionVector, type Vector } from "../sky/directions.js";
import { runToSky, times, toFrame } from "../sky/frames.js";

/** Where the field points on the sky, and what is seen of it. Directions are right ascension and declination in degrees. */
export interface SeenOnSky {
  /** the regular field, and where its direction comes from (or "") */
  field: { icrs: [number, number]; reference: string };
  declinations_deg: [number, number] | null;
  /** factor on amplitudes of the band of declinations; 1 without one */
  factor: number;
  /** dipole of an observer's motion (ICRS, arrival), and what it is (or "") */
  motion: { vector: Vector; text: string };
}

/** The field where HAWC and IceCube have it, an observer at rest, no band of declinations. */
export const ordinaryView = (): SeenOnSky => ({
  field: namedField(Object.keys(LOCAL_FIELDS)[0]),
  declinations_deg: null,
  factor: 1,
  motion: { vector: [0, 0, 0], text: "" },
});

/** One of LOCAL_FIELDS. */
export function namedField(name: string): SeenOnSky["field"] {
  const { direction_deg, frame, reference } = LOCAL_FIELDS[name];
  return { icrs: toFrame(direction_deg, frame, "icrs"), reference: ` (${name}: ${reference})` };
}

export interface Placed {
  /** from the run's frame to ICRS */
  rotation: Vector[];
  /** nothing ties the angle of the run's frame about the field */
  isFree: boolean;
  /** the run's field points against the direction given */
  reversed: boolean;
}

/** The run on the sky; a sentence where its density cannot lie there: a slab was flown at one angle to the field. */
export function placeOnSky(
  { field: { regular_direction_deg } }: Config,
  density: Density | undefined,
  field_icrs: [number, number],
): Placed | string {
  if (density?.kind !== "slab")
    return { rotation: runToSky(regular_direction_deg, field_icrs), isFree: true, reversed: false };
  const { flown_deg, sky_deg, placed } = slabOnSky(density, regular_direction_deg, field_icrs);
  if (placed !== null) return { rotation: placed.rotation, isFree: false, reversed: placed.reversed };
  const line = (angle: number) => Math.min(angle, 180 - angle).toFixed(1);
  return `--density: found ${density.name}, whose normal stands ${line(flown_deg)} degrees from the regular field; expected ${line(sky_deg)} within 1, the angle between --b0 and the Galactic normal: a density is not linear and cannot be turned. Give another --b0, or run one with normal_deg = [0, ${line(sky_deg)}]`;
}

/** Angle between two directions on the sky, the second one's line: 0 to 90 degrees. */
export function angleToLine(icrs: readonly [number, number], line_icrs: readonly [number, number]): number {
  const angle = angleDeg(directionVector(...icrs), directionVector(...line_icrs));
  return Math.min(angle, 180 - angle);
}

/** "(RA, dec) = (229.2°, 11.4°)" */
export const equatorialText = (icrs: readonly number[]): string => `(RA, dec) = (${degreesText(icrs)})`;
const degreesText = (direction: readonly number[]): string => direction.map((d) => `${d.toFixed(1)}°`).join(", ");
/** In both frames. */
export const placeText = (icrs: [number, number]) =>
  `${equatorialText(icrs)}, (l, b) = (${degreesText(toFrame(icrs, "icrs", "galactic"))})`;

/** Where field and gradient lie; null: there is no gradient. */
export function fieldText(
  field: SeenOnSky["field"],
  gradient_icrs: [number, number] | null,
  { isFree }: Pick<Placed, "isFree">,
): string {
  const free = isFree
    ? " The angle of the run's frame about the field is arbitrary; the ensemble does not depend on it."
    : "";
  const gradient =
    gradient_icrs === null
      ? ""
      : ` Gradient towards ${placeText(gradient_icrs)}, ${angleToLine(gradient_icrs, field.icrs).toFixed(1)}° from the line of the field.`;
  return `Regular field towards ${placeText(field.icrs)}${field.reference}.${gradient}${free}`;
}

export const AT_RIGHT_ANGLES =
  "Warning: this gradient is at right angles to the field by choice, as in the paper; where the sources of cosmic rays put it is another matter (--gradient-deg gc: towards the Galactic centre), and the amplitude goes with the cosine of the angle.";

export const bandText = ({ declinations_deg, factor }: SeenOnSky): string =>
  declinations_deg === null
    ? ""
    : `Amplitudes times ${factor.toFixed(3)}, the mean cos(dec) of declinations ${declinations_deg.join("° to ")}°.`;

/** What a density beside the gradient ties down; "" without one. */
export function densityText(density: Density | undefined, { rotation, reversed }: Placed): string {
  if (density === undefined) return "";
  if (density.kind === "burst") {
    const icrs = directionDeg(times(rotation, directionVector(...density.direction_deg)));
    return `Density ${density.name} beside the gradient; its source comes to lie at ${equatorialText(icrs)}.`;
  }
  const sense = reversed
    ? " The run's regular field is taken against the direction given: of the line of a field either sense will do."
    : "";
  return `Density ${density.name} beside the gradient, its normal the Galactic one: the angle of the run's frame about the field is then not free.${sense}`;
}
