// Dipoles of a gradient together with a density that is no gradient, at the last path length: f/f(0) = 1 + g.r + (f_d/f_d(0) - 1),
// so that the dipoles add. Momentum convention.

import type { Group } from "../config/config.js";
import { dot, type Vector } from "../sky/directions.js";
import { medianWithError, quantile } from "../statistics/jackknife.js";
import { amplitude, dipole } from "./dipole.js";
import { inOrder, type Sample } from "./sample.js";

/** The dipole of a realisation, and delta_A . delta_B of its half-sets: its square without the bias of the noise. */
export interface MixedDipole {
  realisation: number;
  vector: Vector;
  /** of the two half-sets of directions */
  halves: [Vector, Vector];
  debiased_square: number;
  /** |delta_A - delta_B|^2/4: a sample of the variance of the noise */
  noise_square: number;
}

export const densityNames = ({ densities = [] }: Group): string[] => densities.map(({ name }) => name);

const sum = (a: ArrayLike<number>, b: ArrayLike<number>): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

/**
 * @param gradient_per_pc a gradient beside the density, [0, 0, 0] for none
 * @param name of a density of the run's config; absent: the gradient alone. Throws RangeError for one that is not there.
 */
export function mixedDipoles(sample: Sample, gradient_per_pc: ArrayLike<number>, name?: string): MixedDipole[] {
  const names = densityNames(sample.group);
  if (name !== undefined && !names.includes(name))
    throw new RangeError(`density "${name}": this run has ${names.length === 0 ? "none" : names.join(", ")}`);
  return inOrder(sample).map((row) => {
    const [a, b] = [0, 1].map((half) => {
      const linear = dipole(row.response_halves_pc[half], gradient_per_pc);
      return name === undefined ? linear : sum(linear, row.density_dipole_halves?.[name][half] ?? []);
    });
    const linear = dipole(row.response_pc, gradient_per_pc);
    const difference = sum(a, [-b[0], -b[1], -b[2]]);
    return {
      realisation: row.realisation,
      vector: name === undefined ? linear : sum(linear, row.density_dipole?.[name] ?? []),
      halves: [a, b],
      debiased_square: dot(a, b),
      noise_square: dot(difference, difference) / 4,
    };
  });
}

export interface MixedStatistics {
  realisations: number;
  median: number;
  median_error: number | null;
  q16: number;
  q84: number;
  /** rms of delta_A . delta_B; null where its mean is negative */
  rms_debiased: number | null;
  /** rms amplitude of the noise alone */
  noise_floor: number;
}

/** Of the amplitudes of at least one realisation. */
export function mixedStatistics(dipoles: readonly MixedDipole[]): MixedStatistics {
  const sorted = Float64Array.from(dipoles, ({ vector }) => amplitude(vector)).sort();
  const mean = (values: number[]) => values.reduce((total, value) => total + value, 0) / values.length;
  const square = mean(dipoles.map(({ debiased_square }) => debiased_square));
  const { value, error } = medianWithError(sorted);
  return {
    realisations: sorted.length,
    median: value,
    median_error: error,
    q16: quantile(sorted, 0.16),
    q84: quantile(sorted, 0.84),
    rms_debiased: square < 0 ? null : Math.sqrt(square),
    noise_floor: Math.sqrt(mean(dipoles.map(({ noise_square }) => noise_square))),
  };
}
