// The field against the exact sum over its modes: on the grid, and as particles in flight feel it.

import { type Config, type ConfigInput, groups, resolveConfig } from "../config/config.js";
import { loadKernel } from "../flight/kernel.js";
import { NUMBERS_PER_MODE, sumOfModes } from "../flight/modes.js";
import { type KernelField, openField } from "../flight/open_field.js";
import { atMost, type Row } from "./row.js";

const SECTION = "2 field";

export async function fieldOf(config: Config, index: number, keepAxes = false): Promise<KernelField> {
  return openField(await loadKernel(), config, groups(config)[0], index, { keepAxes });
}

/** The whole field at 1 PV. */
export const whole: ConfigInput = { field: { turbulence_level: [1] }, particles: { rigidity_TV: [1000], nside: 1 } };
/** The field of 10 TV, whose smallest waves are a thousandth of a parsec long. */
const finest: ConfigInput = { field: { turbulence_level: [1] }, particles: { rigidity_TV: [10], nside: 1 } };

/** Points of a fixed pseudo-random sequence in a cube of side `size` pc about the origin (Weyl's, irrational steps). */
export function spread(count: number, size: number): Float64Array {
  const steps = [Math.SQRT2, Math.sqrt(3), Math.sqrt(5)];
  return Float64Array.from(
    { length: 3 * count },
    (_, i) => size * (((Math.floor(i / 3) + 1) * steps[i % 3]) % 1) - size / 2,
  );
}

export const rmsOf = (x: Float64Array) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length);
const minus = (a: Float64Array, b: Float64Array) => a.map((x, i) => x - b[i]);

export async function exactnessRows(): Promise<Row[]> {
  const field = await fieldOf(resolveConfig(whole), 0);
  const points = spread(40, 2000);
  const modes = field.modes();
  const exact = sumOfModes(modes, points);
  let divergence = 0;
  for (let m = 0; m < modes.length; m += NUMBERS_PER_MODE) {
    const k = modes.subarray(m, m + 3);
    for (const part of [modes.subarray(m + 3, m + 6), modes.subarray(m + 6, m + 9)]) {
      const along = k[0] * part[0] + k[1] * part[1] + k[2] * part[2];
      const size = Math.hypot(k[0], k[1], k[2]) * Math.hypot(part[0], part[1], part[2]);
      divergence = Math.max(divergence, Math.abs(along) / size);
    }
  }
  // a step below the spacing of f32 positions (6e-5 pc at 1000 pc), in the field with the smallest waves
  const fine = await fieldOf(resolveConfig(finest), 0);
  const step = 3e-5;
  const near = spread(12, 2000);
  const far = near.map((x, i) => (i % 3 === 0 ? x + step : x));
  const fineModes = fine.modes();
  const grown = minus(fine.at(far), fine.at(near));
  const expected = minus(sumOfModes(fineModes, far), sumOfModes(fineModes, near));
  return [
    atMost({
      section: SECTION,
      name: "divergence",
      what: "largest |k.B_k| / (|k| |B_k|) of all modes",
      value: divergence,
      high: 1e-12,
      bounds: "rounding",
      source: "div B = 0",
      sample: `${modes.length / NUMBERS_PER_MODE} modes of one realisation`,
    }),
    atMost({
      section: SECTION,
      name: "interpolation",
      what: "rms of (grid - sum over its modes) / rms of the field, at points up to 1700 pc away",
      value: rmsOf(minus(field.at(points), exact)) / rmsOf(exact),
      high: 0.03,
      bounds: "aliasing of quadratic B-splines at 4 cells per shortest wavelength: 1 to 2 %",
      source: "exact sum over the modes",
      sample: "40 points, 1 PV",
    }),
    atMost({
      section: SECTION,
      name: "resolution of positions",
      what: `relative error of the field's change over ${step} pc at distances up to 1700 pc`,
      value: rmsOf(minus(grown, expected)) / rmsOf(expected),
      high: 0.25,
      bounds: "aliasing of the gradient's short waves, about 10 %; positions in f32 (spacing 6e-5 pc) give 100 %",
      source: "exact sum over the modes",
      sample: "12 points, field of 10 TV",
    }),
  ];
}

/**
 * What a particle feels: over a path of a billionth of the way it turns by n x B ds/r_g, which gives the field across n at its
 * own place. Flights may read the field by other means than `at`, and lose digits far from the origin that `at` keeps.
 */
export async function flightRows(): Promise<Row[]> {
  const config = resolveConfig(finest);
  const field = await fieldOf(config, 0);
  const group = groups(config)[0];
  const ds = 1e-6;
  const step = 3e-5;
  const n: [number, number, number] = [1 / 3, 2 / 3, 2 / 3];
  const near = spread(12, 2000);
  const far = near.map((x, i) => (i % 3 === 0 ? x + step : x));
  const felt = (points: Float64Array): Float64Array => {
    const out = new Float64Array(points.length);
    for (let p = 0; p < points.length; p += 3) {
      const origin: [number, number, number] = [points[p], points[p + 1], points[p + 2]];
      const { momenta } = field.trace({ directions: Float64Array.from(n), paths: [ds], origin });
      // back in time: n(-ds) - n = -n x B ds/r_g
      for (let c = 0; c < 3; c++) out[p + c] = ((n[c] - momenta[c]) * group.gyroradius_1uG_pc) / ds;
    }
    return out;
  };
  const modes = field.modes();
  const exact = (points: Float64Array): Float64Array => {
    const b = sumOfModes(
      modes,
      points.map((x, i) => x - (n[i % 3] * ds) / 2),
    );
    return b.map((_, i) => {
      const [p, q] = [i - (i % 3) + ((i + 1) % 3), i - (i % 3) + ((i + 2) % 3)];
      return n[p % 3] * b[q] - n[q % 3] * b[p];
    });
  };
  const [a, b] = [felt(near), exact(near)];
  const grown = minus(felt(far), a);
  const expected = minus(exact(far), b);
  return [
    atMost({
      section: SECTION,
      name: "field in flight",
      what: "n x B from the turning of a particle's momentum, rms error / rms, up to 1700 pc from the origin",
      value: rmsOf(minus(a, b)) / rmsOf(b),
      high: 0.03,
      bounds: "aliasing of quadratic B-splines at 4 cells per shortest wavelength: 1 to 2 %",
      source: "exact sum over the modes; Lorentz force with its sign",
      sample: "12 points, field of 10 TV",
    }),
    atMost({
      section: SECTION,
      name: "resolution in flight",
      what: `relative error of the change of n x B over ${step} pc, up to 1700 pc from the origin`,
      value: rmsOf(minus(grown, expected)) / rmsOf(expected),
      high: 0.25,
      bounds: "aliasing of the gradient's short waves, about 10 %; positions in f32 (spacing 6e-5 pc) give 100 %",
      source: "exact sum over the modes",
      sample: "12 points, field of 10 TV",
    }),
  ];
}
