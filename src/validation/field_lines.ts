// Section 1, exact laws of anisotropic turbulence: in a slab the distance from the field line is that of the gyration, in 2-D
// turbulence the momentum along B0 is bound to the vector potential. B0 is along x.

import type { Anisotropy } from "../config/anisotropies.js";
import { groups, resolveConfig } from "../config/config.js";
import { loadKernel, pixelCentres } from "../flight/kernel.js";
import { NUMBERS_PER_MODE } from "../flight/modes.js";
import { openField } from "../flight/open_field.js";
import type { Check } from "./check.js";
import { atMost, type Row } from "./row.js";

const SECTION = "1 trajectories";
const PATH_GYRORADII = 100;

/** Twelve particles at level 0.1, back in time, with hardly an error of their own. */
async function flown(anisotropy: Anisotropy) {
  const config = resolveConfig({
    field: { model: "plane-waves", turbulence_level: [0.1], anisotropy },
    particles: { nside: 1, tolerance: 1e-10 },
  });
  const [group] = groups(config);
  const kernel = await loadKernel();
  const field = await openField(kernel, config, group, 4);
  const directions = await pixelCentres(kernel, 1);
  const { positions, momenta } = field.trace({ directions, paths: [PATH_GYRORADII * group.gyroradius_pc] });
  const numbers = field.modes();
  /** The sum over all waves of 2 Re(a exp(i phase)), both of which are made from k, Re A and Im A. */
  const sum = (
    term: (k: Float64Array, re: Float64Array, im: Float64Array) => [re: number, im: number, phase: number],
  ) => {
    let total = 0;
    for (let m = 0; m < numbers.length; m += NUMBERS_PER_MODE) {
      const [k, real, imaginary] = [0, 3, 6].map((from) => numbers.subarray(m + from, m + from + 3));
      const [re, im, phase] = term(k, real, imaginary);
      total += 2 * (re * Math.cos(phase) - im * Math.sin(phase));
    }
    return total;
  };
  const particles = Array.from({ length: 12 }, (_, i) => ({
    r: positions.subarray(3 * i, 3 * i + 3),
    /** change of the momentum's direction */
    change: [0, 1, 2].map((c) => momenta[3 * i + c] - directions[3 * i + c]),
  }));
  return { group, particles, sum };
}

/**
 * dn/ds = n x B/r_g1 in a field B(x): d(n_y)/ds = d(z - z_line)/ds / r_g, d(n_z)/ds = -d(y - y_line)/ds / r_g, where the line
 * has the slope B_y/B0, B_z/B0, and r_g is at B0.
 */
async function slabRow(): Promise<Row> {
  const { group, particles, sum } = await flown("slab");
  const r_g = group.gyroradius_1uG_pc / group.regular_uG;
  // the integral of A exp(i k x) is -i A exp(i k x)/k
  const integral = (x: number, c: number) =>
    sum((k, re, im) => [im[c] / k[0], -re[c] / k[0], k[0] * x]) / group.regular_uG;
  const line = (x: number, c: number) => integral(x, c) - integral(0, c);
  let [worst, most] = [0, 0];
  for (const { r, change } of particles) {
    const off = [r[1] - line(r[0], 1) + r_g * change[2], r[2] - line(r[0], 2) - r_g * change[1]];
    worst = Math.max(worst, ...off.map((d) => Math.abs(d / r_g)));
    most = Math.max(most, Math.abs(change[1]), Math.abs(change[2]));
  }
  return atMost({
    section: SECTION,
    name: "field line of a slab",
    what: "y - y_line + r_g (n_z - n_z0) and z - z_line - r_g (n_y - n_y0), the largest over that of the change of n",
    value: worst / most,
    high: 1e-5,
    bounds: "f32 sums of the field, 2.5e-7 of dB, all one way over the path: 8e-6 of r_g(B0)",
    source: "exact law; Jokipii, Kota, Giacalone 1993",
    sample: `plane waves, level 0.1, T ${PATH_GYRORADII} gyroradii, ${particles.length} directions`,
  });
}

/** B = curl (A_x(y, z), 0, 0): r_g1 dn_x/ds = n_y B_z - n_z B_y = -dA_x/ds. Of a wave A_x = i (k_y B_z - k_z B_y)/k^2. */
async function twoDimensionalRow(): Promise<Row> {
  const { group, particles, sum } = await flown("2d");
  const potential = (y: number, z: number) =>
    sum((k, re, im) => {
      const k2 = k[0] * k[0] + k[1] * k[1] + k[2] * k[2];
      const [real, imaginary] = [re, im].map((part) => (k[1] * part[2] - k[2] * part[1]) / k2);
      return [-imaginary, real, k[1] * y + k[2] * z];
    });
  let [worst, most] = [0, 0];
  for (const { r, change } of particles) {
    const off = change[0] + (potential(r[1], r[2]) - potential(0, 0)) / group.gyroradius_1uG_pc;
    worst = Math.max(worst, Math.abs(off));
    most = Math.max(most, Math.abs(change[0]));
  }
  return atMost({
    section: SECTION,
    name: "vector potential of 2-D turbulence",
    what: "n_x + A_x/(1 uG r_g(1 uG)), the largest change over that of n_x",
    value: worst / most,
    high: 1e-4,
    bounds: "f32 sums of the field, 2.5e-7 of dB, all one way over the path: 1e-5 of n_x, which changes by a tenth",
    source: "exact law; Jokipii, Kota, Giacalone 1993",
    sample: `plane waves, level 0.1, T ${PATH_GYRORADII} gyroradii, ${particles.length} directions`,
  });
}

export const fieldLines: Check = {
  section: SECTION,
  title: "field lines of anisotropic turbulence",
  seconds: () => 1,
  rows: async () => [await slabRow(), await twoDimensionalRow()],
};
