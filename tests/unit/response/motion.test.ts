// An observer's motion against published values.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { comptonGetting, MOTIONS, orbitalMotion } from "../../../src/response/motion.js";
import { angleDeg, directionDeg, directionVector } from "../../../src/sky/directions.js";
import { toFrame } from "../../../src/sky/frames.js";

const test = suite("observer's motion");
const near = (found: number, expected: number, tolerance: number, what: string) =>
  assert.ok(Math.abs(found - expected) <= tolerance, `${what}: ${found}, expected ${expected}`);
const apart = (a: [number, number], b: [number, number]) => angleDeg(directionVector(...a), directionVector(...b));

test("the local standard of rest: (U, V, W) = (11.1, 12.24, 7.25) km/s", () => {
  const { velocity_km_s, towards_icrs_deg } = MOTIONS.lsr;
  near(velocity_km_s, Math.hypot(11.1, 12.24, 7.25), 0.02, "speed");
  near(apart(toFrame(towards_icrs_deg, "icrs", "galactic"), directionDeg([11.1, 12.24, 7.25])), 0, 0.1, "direction");
});

test("the flow of interstellar helium comes from Ophiuchus: ecliptic (255.5, 5.4) is (l, b) = (3.9, 15.3)", () => {
  const { velocity_km_s, towards_icrs_deg } = MOTIONS.lic;
  // the flow's own direction is the opposite, (75.5, -5.4)
  near(velocity_km_s, 26.08, 0.21, "speed");
  near(apart(toFrame(towards_icrs_deg, "icrs", "galactic"), [3.9, 15.3]), 0, 0.1, "direction");
  // not that of the Sun through the standard of rest, as the medium moves itself
  near(apart(towards_icrs_deg, MOTIONS.lsr.towards_icrs_deg), 42, 2, "angle between the two motions");
});

test("(gamma + 2) v/c: 2.8e-4 and 4.1e-4 for E^-2.7, 4.7e-4 for the Earth's 30 km/s", () => {
  const sizeOf = (v: number[]) => Math.hypot(...v);
  const dipoleOf = ({ velocity_km_s, towards_icrs_deg }: (typeof MOTIONS)[string]) =>
    comptonGetting(velocity_km_s, towards_icrs_deg, 2.7);
  near(sizeOf(dipoleOf(MOTIONS.lsr)), 2.83e-4, 0.01e-4, "lsr");
  near(sizeOf(dipoleOf(MOTIONS.lic)), 4.09e-4, 0.01e-4, "lic");
  near(sizeOf(dipoleOf(orbitalMotion(94))), 4.67e-4, 0.02e-4, "orbital");
  near(apart(directionDeg(dipoleOf(MOTIONS.lic)), MOTIONS.lic.towards_icrs_deg), 0, 1e-9, "towards the motion");
  near(
    sizeOf(comptonGetting(18.04, [0, 0], 3.1)) / sizeOf(comptonGetting(18.04, [0, 0], 2.1)),
    5.1 / 4.1,
    1e-12,
    "gamma",
  );
});

test("the Earth moves 90 degrees west of the Sun, fastest in January", () => {
  // the equinox of March, day 80: the Sun is at right ascension 0
  near(apart(orbitalMotion(80).towards_icrs_deg, [270, -23.44]), 0, 1.5, "March");
  near(apart(orbitalMotion(266).towards_icrs_deg, [90, 23.44]), 0, 1.5, "September");
  near(apart(orbitalMotion(356).towards_icrs_deg, [180, 0]), 0, 1.5, "December");
  // perihelion and aphelion: 30.29 and 29.29 km/s
  near(orbitalMotion(4).velocity_km_s, 30.29, 0.01, "perihelion");
  near(orbitalMotion(186).velocity_km_s, 29.29, 0.01, "aphelion");
});

test("the mean of a year's velocities is zero, to the part that an eccentric orbit spends apart", () => {
  const sum = [0, 0, 0];
  for (let day = 1; day <= 365; day++) {
    const { velocity_km_s, towards_icrs_deg } = orbitalMotion(day);
    directionVector(...towards_icrs_deg).forEach((component, i) => {
      sum[i] += (velocity_km_s * component) / 365;
    });
  }
  // a closed orbit has the mean zero; the low-precision longitude leaves 1 % of the speed at most
  assert.ok(Math.hypot(...sum) < 0.3, `${sum}`);
});

test.run();
