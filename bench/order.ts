// npm run bench -- order: errors of Magnus steps, as distances from rk45 at 1e-10 after 20 gyroradii: medians over the directions,
// geometric means over realisations. First beside rk45 at the same tolerance, 1e-5; then against the step, in the splines of the nested
// grids and in plane waves, times the fourth power of the steps in a gyroradius over 10, which a method of order 4 leaves constant in
// a smooth field.
import { type Config, type ConfigInput, type Group, groups, resolveConfig } from "../src/config/config.js";
import { type Kernel, pixelCentres } from "../src/flight/kernel.js";
import { openField } from "../src/flight/open_field.js";
import { meanError } from "../src/validation/row.js";

const STEPS = [6, 7, 8, 9, 10, 11, 12, 14, 16, 20];
const FIELDS: Record<string, NonNullable<ConfigInput["field"]>> = {
  "nested grids, 4 cells a wavelength": {},
  "nested grids, 8 cells": { cells_per_wavelength: 8 },
  "plane waves": { model: "plane-waves" },
};
const RIGIDITIES = [1000, 100, 10];
const LEVELS = [1, 0.1];

export interface Order {
  realisations: number;
  directions: number;
  /** error of rk45 in gyroradii, of magnus over it with its factor of error, and steps of magnus in a gyroradius */
  beside: {
    rigidity_TV: number;
    turbulence_level: number;
    rk45: number;
    ratio: number;
    error: number;
    steps: number;
  }[];
  /** steps in a gyroradius, and the error in gyroradii */
  falls: { field: string; turbulence_level: number; errors: [steps: number, error: number][] }[];
}

export async function order(kernel: Kernel, quick: boolean, say: (text: string) => void): Promise<Order> {
  const realisations = quick ? 2 : 12;
  const directions = await pixelCentres(kernel, 2);
  const count = directions.length / 3;
  const ends = async (config: Config, index: number, change: (group: Group) => Group = (group) => group) => {
    const group = change(groups(config)[0]);
    const field = await openField(kernel, config, group, index);
    return field.trace({ directions, paths: [20 * group.gyroradius_pc] }).positions;
  };
  /** ln of the median distance in gyroradii */
  const distance = (a: Float64Array, b: Float64Array, { gyroradius_pc }: Group): number => {
    const all = Array.from({ length: count }, (_, k) =>
      Math.hypot(...[0, 1, 2].map((j) => a[3 * k + j] - b[3 * k + j])),
    ).sort((x, y) => x - y);
    return Math.log(all[count >> 1] / gyroradius_pc);
  };
  const config = (rigidity_TV: number, turbulence_level: number, field: object, more: ConfigInput["particles"]) =>
    resolveConfig({
      field: { ...field, turbulence_level: [turbulence_level] },
      particles: { rigidity_TV: [rigidity_TV], ...more },
    });

  const beside: Order["beside"] = [];
  for (const rigidity_TV of RIGIDITIES) {
    for (const turbulence_level of LEVELS) {
      const by = (more: ConfigInput["particles"]) => config(rigidity_TV, turbulence_level, {}, more);
      const [exact, rk45, magnus] = [by({ tolerance: 1e-10 }), by({}), by({ integrator: "magnus" })];
      const [group] = groups(magnus);
      const errors: number[] = [];
      const ratios: number[] = [];
      for (let index = 0; index < realisations; index++) {
        const converged = await ends(exact, index);
        errors.push(distance(await ends(rk45, index), converged, group));
        ratios.push(distance(await ends(magnus, index), converged, group) - errors[index]);
      }
      const { mean, error } = meanError(ratios);
      const row = {
        rigidity_TV,
        turbulence_level,
        rk45: Math.exp(meanError(errors).mean),
        ratio: Math.exp(mean),
        error: Math.exp(error),
        steps: group.gyroradius_pc / (group.longest_step_pc as number),
      };
      say(
        `${rigidity_TV} TV, level ${turbulence_level}: rk45 ${row.rk45.toExponential(1)}, magnus over it ${row.ratio.toFixed(2)} x/: ${row.error.toFixed(2)} with ${row.steps.toFixed(1)} steps a gyroradius`,
      );
      beside.push(row);
    }
  }

  const falls: Order["falls"] = [];
  for (const [field, keys] of Object.entries(FIELDS)) {
    for (const turbulence_level of LEVELS) {
      const by = (more: ConfigInput["particles"]) => config(1000, turbulence_level, keys, more);
      const [exact, magnus] = [by({ tolerance: 1e-10 }), by({ integrator: "magnus" })];
      const [group] = groups(magnus);
      const logarithms = STEPS.map(() => 0);
      for (let index = 0; index < realisations; index++) {
        const converged = await ends(exact, index);
        for (const [i, steps] of STEPS.entries()) {
          const flown = await ends(magnus, index, (own) => ({ ...own, longest_step_pc: own.gyroradius_pc / steps }));
          logarithms[i] += distance(flown, converged, group) / realisations;
        }
      }
      const errors = STEPS.map((steps, i): [number, number] => [steps, Math.exp(logarithms[i])]);
      const scaled = errors.map(([n, error]) => `${n}: ${((error * n ** 4) / 1e4).toExponential(1)}`);
      say(`${field}, level ${turbulence_level}: error x (steps/10)^4 at ${scaled.join(", ")}`);
      falls.push({ field, turbulence_level, errors });
    }
  }
  return { realisations, directions: count, beside, falls };
}
