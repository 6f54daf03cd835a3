// npm run bench -- order: how the error of Magnus steps falls with the step, in the splines of the nested grids and in plane waves. Distances
// from rk45 at 1e-10 after 20 gyroradii, the median over the directions, geometric means over realisations; times the fourth power of
// the steps in a gyroradius over 10, which a method of order 4 leaves constant in a smooth field.
import { type ConfigInput, groups, resolveConfig } from "../src/config/config.js";
import { type Kernel, pixelCentres } from "../src/flight/kernel.js";
import { openField } from "../src/flight/open_field.js";

const STEPS = [6, 7, 8, 9, 10, 11, 12, 14, 16, 20];
const FIELDS: Record<string, NonNullable<ConfigInput["field"]>> = {
  "nested grids, 4 cells a wavelength": {},
  "nested grids, 8 cells": { cells_per_wavelength: 8 },
  "plane waves": { model: "plane-waves" },
};

export interface Order {
  field: string;
  turbulence_level: number;
  realisations: number;
  directions: number;
  /** steps in a gyroradius, and the error in gyroradii */
  errors: [steps: number, error: number][];
}

export async function order(kernel: Kernel, quick: boolean, say: (text: string) => void): Promise<Order[]> {
  const rows: Order[] = [];
  const realisations = quick ? 2 : 12;
  const directions = await pixelCentres(kernel, 2);
  const count = directions.length / 3;
  for (const [name, field] of Object.entries(FIELDS)) {
    for (const turbulence_level of [1, 0.1]) {
      const input = (more: ConfigInput["particles"]) =>
        resolveConfig({
          field: { ...field, turbulence_level: [turbulence_level] },
          particles: { rigidity_TV: [1000], ...more },
        });
      const [exact, steps] = [input({ tolerance: 1e-10 }), input({ integrator: "magnus" })];
      const [group] = groups(steps);
      const paths = [20 * group.gyroradius_pc];
      const logarithms = STEPS.map(() => 0);
      for (let index = 0; index < realisations; index++) {
        const converged = (await openField(kernel, exact, groups(exact)[0], index)).trace({ directions, paths });
        for (const [i, perGyroradius] of STEPS.entries()) {
          const shorter = { ...group, longest_step_pc: group.gyroradius_pc / perGyroradius };
          const flown = (await openField(kernel, steps, shorter, index)).trace({ directions, paths });
          const distances = Array.from({ length: count }, (_, k) =>
            Math.hypot(...[0, 1, 2].map((j) => flown.positions[3 * k + j] - converged.positions[3 * k + j])),
          ).sort((a, b) => a - b);
          logarithms[i] += Math.log(distances[count >> 1] / group.gyroradius_pc) / realisations;
        }
      }
      const errors = STEPS.map((perGyroradius, i): [number, number] => [perGyroradius, Math.exp(logarithms[i])]);
      const scaled = errors.map(([n, error]) => `${n}: ${((error * n ** 4) / 1e4).toExponential(1)}`);
      say(`${name}, level ${turbulence_level}: error x (steps/10)^4 at ${scaled.join(", ")}`);
      rows.push({ field: name, turbulence_level, realisations, directions: count, errors });
    }
  }
  return rows;
}
