// How `project` looks at the sky: its options, and what they say.
import { shown } from "../config/errors.js";
import { equatorialText, namedField, type SeenOnSky } from "../figures/on_sky.js";
import { LOCAL_FIELDS } from "../response/detector.js";
import { bandFactor } from "../response/first_harmonic.js";
import { comptonGetting, MOTIONS, type Motion, orbitalMotion } from "../response/motion.js";
import { type SkyFrame, toFrame } from "../sky/frames.js";
import { decimal } from "../words/decimal.js";
import { directionOf, gradientOf, gradientOptions, type MaybeDensity, positive } from "./analysis_options.js";
import { UsageError } from "./command.js";

const FIELDS = Object.keys(LOCAL_FIELDS);
/** Where the regular field points where nothing else is said. */
export const DEFAULT_FIELD = FIELDS[0];

export const skyOptions = {
  frame: {
    value: "FRAME",
    about: "frame of the directions given: galactic (default; l,b) or icrs (right ascension, declination)",
  },
  b0: {
    value: "L,B",
    about: `where the regular field points on the sky, or ${FIELDS.join(" or ")}; default ${FIELDS[0]}`,
  },
  ...gradientOptions,
  "gradient-deg": {
    value: "L,B",
    about:
      "direction of the gradient on the sky, in the frame given, or gc, the Galactic centre; default: where the run's 90,0 comes to lie",
  },
  dec: {
    value: "MIN..MAX",
    about:
      "band of declinations seen: multiplies amplitudes by its mean cos(dec), as a first harmonic in right ascension does",
  },
  "smear-logE": { value: "S", about: "energy resolution in log10 E (Gaussian); needs two rigidities or more" },
  "compton-getting": {
    value: "V,L,B",
    about:
      "add an observer's motion: km/s and direction in the frame given; or lsr or lic, the Sun's through the local standard of rest or the interstellar medium around it; or orbital,MM-DD, the Earth's on a day",
  },
  gamma: { value: "G", about: "index of the flux, for --smear-logE and --compton-getting; default 2.7" },
  "turbulence-level": { value: "X", about: "show this turbulence level; default 0.1, or the nearest to it" },
} as const;

/** Directions are (right ascension, declination) in degrees. */
export interface SkyView extends SeenOnSky {
  /** that of the directions given, and of a map */
  frame: SkyFrame;
  /** null: where the run's (90, 0) comes to lie */
  gradient_icrs: [number, number] | null;
  gradient: Pick<ReturnType<typeof gradientOf>, "per_kpc" | "kind" | "density">;
  /** standard deviation in log10 E, and the index of the flux; null: none */
  resolution: { width: number; gamma: number } | null;
  only: { turbulence_level?: number };
}

/** Throws UsageError. */
export function viewOfSky(given: MaybeDensity<typeof skyOptions>): SkyView {
  const frame = frameOf(given.frame ?? "galactic");
  const { "gradient-deg": direction, "smear-logE": resolution, "turbulence-level": level, dec } = given;
  const declinations_deg = dec === undefined ? null : bandOf(dec);
  const gamma = given.gamma === undefined ? 2.7 : positive("--gamma", given.gamma, "an index of the flux");
  if (given.gamma !== undefined && given["compton-getting"] === undefined && resolution === undefined) {
    throw new UsageError("--gamma: found without --smear-logE or --compton-getting, expected with one of them");
  }
  return {
    frame,
    field: fieldOf(given.b0 ?? DEFAULT_FIELD, frame),
    gradient_icrs: direction === undefined ? null : gradientIcrs(direction, frame),
    gradient: gradientOf({ ...given, "gradient-deg": undefined }),
    declinations_deg,
    factor: declinations_deg === null ? 1 : bandFactor(declinations_deg),
    resolution:
      resolution === undefined ? null : { width: positive("--smear-logE", resolution, "a width in log10 E"), gamma },
    motion: motionOf(given["compton-getting"], gamma, frame),
    only: level === undefined ? {} : { turbulence_level: positive("--turbulence-level", level, "a level up to 1") },
  };
}

export function frameOf(text: string): SkyFrame {
  if (text !== "galactic" && text !== "icrs")
    throw new UsageError(`--frame: found ${shown(text)}, expected galactic or icrs`);
  return text;
}

export function fieldOf(text: string, frame: SkyFrame, option = "--b0"): SkyView["field"] {
  if (Object.hasOwn(LOCAL_FIELDS, text)) return namedField(text);
  if (/^[a-z]/i.test(text))
    throw new UsageError(`${option}: found ${shown(text)}, expected longitude,latitude or ${FIELDS.join(" or ")}`);
  return { icrs: toFrame(directionOf(option, text), frame, "icrs"), reference: "" };
}

/** The usual distributions of sources are densest towards the Galactic centre. */
export function gradientIcrs(text: string, frame: SkyFrame): [number, number] {
  if (text === "gc") return toFrame([0, 0], "galactic", "icrs");
  if (/^[a-z]/i.test(text)) throw new UsageError(`--gradient-deg: found "${text}", expected longitude,latitude or gc`);
  return toFrame(directionOf("--gradient-deg", text), frame, "icrs");
}

export function bandOf(text: string): [number, number] {
  const [low, high, ...more] = text.split("..").map(decimal);
  if (more.length > 0 || !(low >= -90 && low < high && high <= 90)) {
    throw new UsageError(`--dec: found ${shown(text)}, expected MIN..MAX in degrees within -90..90, as in -90..-25`);
  }
  return [low, high];
}

const NAMES = `lsr, lic, orbital or orbital,MM-DD`;

export function motionOf(text: string | undefined, gamma: number, frame: SkyFrame): SkyView["motion"] {
  const none: SkyView["motion"] = { vector: [0, 0, 0], text: "" };
  if (text === undefined) return none;
  if (text === "orbital") return { ...none, text: orbitalText(gamma) };
  const { velocity_km_s, towards_icrs_deg, about } = movement(text, frame);
  const vector = comptonGetting(velocity_km_s, towards_icrs_deg, gamma);
  const amplitude = Math.hypot(...vector).toExponential(1);
  const speed = Number(velocity_km_s.toFixed(2));
  return {
    vector,
    text: `Compton-Getting term added: (${gamma} + 2) v/c = ${amplitude} towards ${equatorialText(towards_icrs_deg)}, v = ${speed} km/s${about === "" ? "" : ` (${about})`}.`,
  };
}

/** Over whole years the Earth's velocity has the mean zero in right ascension. */
function orbitalText(gamma: number): string {
  const { velocity_km_s } = orbitalMotion(94); // between perihelion and aphelion: the mean speed
  const amplitude = Math.hypot(...comptonGetting(velocity_km_s, [0, 0], gamma)).toExponential(1);
  return `Compton-Getting term of the Earth's motion around the Sun: none over whole years in right ascension (it is a dipole in solar time, (${gamma} + 2) v/c = ${amplitude}); orbital,MM-DD adds that of a day.`;
}

function movement(text: string, frame: SkyFrame): Motion {
  if (Object.hasOwn(MOTIONS, text)) return MOTIONS[text];
  const [speed, ...direction] = text.split(",");
  if (speed === "orbital") return orbitalMotion(dayOfYear(text, direction.join(",")));
  if (direction.length !== 2)
    throw new UsageError(
      `--compton-getting: found ${shown(text)}, expected V,L,B: km/s, longitude, latitude; or ${NAMES}`,
    );
  const velocity_km_s = positive("--compton-getting", speed, `V,L,B with a speed in km/s (or ${NAMES})`);
  if (velocity_km_s > 3e4)
    throw new UsageError(`--compton-getting: found ${speed} km/s, expected a speed far below that of light`);
  const towards = directionOf("--compton-getting", direction.join(","));
  return { velocity_km_s, towards_icrs_deg: toFrame(towards, frame, "icrs"), about: "" };
}

/** From the start of a leap year. */
function dayOfYear(text: string, date: string): number {
  const [, month, day] = /^(\d\d)-(\d\d)$/.exec(date) ?? [];
  const time = Date.UTC(2000, Number(month) - 1, Number(day));
  // the 31st of February would be one of March
  if (Number.isNaN(time) || new Date(time).toISOString().slice(5, 10) !== date)
    throw new UsageError(`--compton-getting: found ${shown(text)}, expected orbital,MM-DD with a month and a day`);
  return (time - Date.UTC(2000, 0, 0)) / 86_400_000;
}
