/** The observer's motion through the cosmic rays, and the dipole that it makes (Compton and Getting 1935). ICRS, arrival convention. */

import { directionDeg, directionVector, scaled, sinCosDeg, type Vector } from "../sky/directions.js";
import { toFrame } from "../sky/frames.js";
import { C_M_S } from "../units.js";

export interface Motion {
  velocity_km_s: number;
  /** where the observer moves to: right ascension and declination, degrees */
  towards_icrs_deg: [number, number];
  /** of what, through what, and who measured it */
  about: string;
}

/**
 * Dipole of an observer who moves with `velocity_km_s` through cosmic rays that are isotropic where he is not, of a flux
 * ~ E^-gamma: (gamma + 2) v/c towards the motion. Compton and Getting 1935; Gleeson and Axford 1968.
 */
export function comptonGetting(
  velocity_km_s: number,
  towards_icrs_deg: readonly [number, number],
  gamma: number,
): Vector {
  return scaled(directionVector(...towards_icrs_deg), ((gamma + 2) * velocity_km_s) / (C_M_S / 1000));
}

/** Obliquity of the ecliptic at J2000: 84381.406 arc seconds (IAU 2006). */
const [SIN_OBLIQUITY, COS_OBLIQUITY] = sinCosDeg(84381.406 / 3600);

/** From ecliptic coordinates of J2000. */
const fromEcliptic = ([x, y, z]: Vector): Vector => [
  x,
  COS_OBLIQUITY * y - SIN_OBLIQUITY * z,
  SIN_OBLIQUITY * y + COS_OBLIQUITY * z,
];

/** Motions by the name that an option has for them. */
export const MOTIONS: Record<string, Motion> = {
  // (U, V, W) = (11.1, 12.24, 7.25) km/s: towards (l, b) = (47.8, 23.7)
  lsr: {
    velocity_km_s: 18.04,
    towards_icrs_deg: toFrame([47.8, 23.7], "galactic", "icrs"),
    about: "the Sun through the local standard of rest: Schoenrich et al. 2010, MNRAS 403, 1829, arXiv:0912.3693",
  },
  // the flow of helium goes to ecliptic (75.54 +- 0.19, -5.44 +- 0.24) with 26.08 +- 0.21 km/s; the Sun moves against it
  lic: {
    velocity_km_s: 26.08,
    towards_icrs_deg: directionDeg(fromEcliptic(directionVector(75.54 + 180, 5.44))),
    about:
      "the Sun through the interstellar medium around it, by the flow of neutral helium: Wood et al. 2015, ApJ 801, 62, arXiv:1501.02725",
  },
};

/** Mean speed of the Earth about the Sun, 2 pi au / (year sqrt(1 - e^2)); eccentricity; longitude of the perihelion. Standish 1992. */
const ORBITAL_KM_S = 29.789;
const ECCENTRICITY = 0.0167;
const PERIHELION_DEG = 102.94;

/**
 * The Earth's motion about the Sun on a day of any year, within a degree. The Sun's longitude is that of the Astronomical
 * Almanac's low-precision formula.
 * @param day from the start of the year, 1 to 366
 */
export function orbitalMotion(day: number): Motion {
  const mean = 280.46 + 0.9856474 * (day - 1);
  const anomaly = 357.528 + 0.9856003 * (day - 1);
  const sun = mean + 1.915 * sinCosDeg(anomaly)[0] + 0.02 * sinCosDeg(2 * anomaly)[0];
  const along = directionVector(sun - 90, 0);
  const apart = directionVector(PERIHELION_DEG + 90, 0);
  const velocity = [0, 1, 2].map((i) => ORBITAL_KM_S * (along[i] + ECCENTRICITY * apart[i])) as Vector;
  return {
    velocity_km_s: Math.sqrt(velocity[0] ** 2 + velocity[1] ** 2 + velocity[2] ** 2),
    towards_icrs_deg: directionDeg(fromEcliptic(velocity)),
    about: "the Earth around the Sun",
  };
}
