// The options of figures that show a run on the sky.
import type { Config } from "../config/config.js";
import { shown } from "../config/errors.js";
import type { FigureInput } from "../figures/input.js";
import { placeOnSky } from "../figures/on_sky.js";
import { SPECIES, type SpeciesName } from "../figures/species.js";
import { bandFactor } from "../response/first_harmonic.js";
import { directionDeg, directionVector } from "../sky/directions.js";
import { timesTransposed } from "../sky/frames.js";
import { checkDensity, positive } from "./analysis_options.js";
import { type Given, UsageError } from "./command.js";
import { bandOf, DEFAULT_FIELD, fieldOf, frameOf, gradientIcrs, motionOf, skyOptions } from "./sky_view.js";

const { b0, dec, "compton-getting": motion } = skyOptions;
const NAMES = Object.keys(SPECIES);

export const figureSkyOptions = {
  frame: {
    value: "FRAME",
    about:
      "with phase: --gradient-deg, --b0 and --compton-getting are on the sky, in this frame, galactic or icrs; default: --gradient-deg in the run's frame, the others galactic",
  },
  b0: { value: b0.value, about: `with phase: ${b0.about}` },
  dec: { value: dec.value, about: `with phase: ${dec.about}` },
  "compton-getting": { value: motion.value, about: `with phase: ${motion.about}` },
  gamma: { value: "G", about: "index of the flux, for --compton-getting; default 2.7" },
  species: {
    value: "NAME",
    about: `with phase: what flies, ${NAMES.join(", ")}; a rigidity R stands for the energy Z e R; default p`,
  },
} as const;

export interface FigureSky extends Required<Pick<FigureInput, "sky" | "species">> {
  /** null: the direction is one of the run's frame, or none was given */
  gradient_icrs: [number, number] | null;
}

/** Throws UsageError. */
export function figureSky(given: Given<typeof figureSkyOptions> & { "gradient-deg"?: string }): FigureSky {
  const frame = frameOf(given.frame ?? "galactic");
  const { "compton-getting": moving, dec: band, "gradient-deg": direction, species = "p" } = given;
  if (given.frame !== undefined && ![direction, given.b0, moving].some(isNumbers))
    throw new UsageError(
      "--frame: found without a direction in numbers, expected with --gradient-deg L,B, --b0 L,B or --compton-getting V,L,B",
    );
  const declinations_deg = band === undefined ? null : bandOf(band);
  if (given.gamma !== undefined && moving === undefined)
    throw new UsageError("--gamma: found without --compton-getting, expected with it");
  const gamma = given.gamma === undefined ? 2.7 : positive("--gamma", given.gamma, "an index of the flux");
  if (!Object.hasOwn(SPECIES, species))
    throw new UsageError(`--species: found ${shown(species)}, expected one of ${NAMES.join(", ")}`);
  return {
    sky: {
      field: fieldOf(given.b0 ?? DEFAULT_FIELD, frame),
      declinations_deg,
      factor: declinations_deg === null ? 1 : bandFactor(declinations_deg),
      motion: motionOf(moving, gamma, frame),
    },
    species: species as SpeciesName,
    gradient_icrs: isOnSky(given) && direction !== undefined ? gradientIcrs(direction, frame) : null,
  };
}

/** Whether a value is a direction of its own, not the name of one. */
const isNumbers = (value?: string): boolean => value !== undefined && !/^[a-z]/i.test(value);

/** Whether the gradient's direction is one on the sky. */
export const isOnSky = (given: { frame?: string; "gradient-deg"?: string }): boolean =>
  given.frame !== undefined || given["gradient-deg"] === "gc";

/** A direction on the sky in the run's frame. Throws UsageError where the density cannot lie there. */
export function inRun(
  config: Config,
  density: string | undefined,
  { sky, gradient_icrs }: FigureSky,
): [number, number] | null {
  if (gradient_icrs === null) return null;
  const placed = placeOnSky(config, checkDensity(config, density), sky.field.icrs);
  if (typeof placed === "string") throw new UsageError(placed);
  return directionDeg(timesTransposed(placed.rotation, directionVector(...gradient_icrs)));
}
