// What a free-escape boundary does to the dipoles of a sample: with it and without it, from the same trajectories.

import type { Vector } from "../sky/directions.js";
import { dot, scaled } from "../sky/directions.js";
import { errorOf, meanOf } from "../statistics/exact_sums.js";
import { type HalfSums, jackknife, medianWithError } from "../statistics/jackknife.js";
import type { Measured } from "./diffusion_statistics.js";
import { amplitude, dipole, gradientVector } from "./dipole.js";
import { dipoleTimesFlux, fluxInside } from "./escape.js";
import { COLUMN, escapeAt, inOrder, type Sample, tensorAt } from "./sample.js";

/** Dipoles of one kind over the realisations, momentum convention. */
export interface DipolesInShort {
  vector_mean: Vector;
  vector_mean_error: Vector | null;
  mean: Measured;
  median: Measured;
  /** of delta_A . delta_B of the half-sets: the mean square without the bias of the noise, sign kept */
  mean_square: Measured;
  /** rms amplitude of the noise, from the difference of the half-sets */
  noise_floor: number;
}

export interface EscapeStatistics {
  height_pc: number;
  path_pc: number[];
  /** fraction of the particles that met |z| = height within T, mean over the realisations, at each path length */
  escaped: number[];
  escaped_sem: number[] | null;
  /** literal, of the size given; at the last path length: */
  gradient: { direction_deg: [number, number]; per_kpc: number };
  with_boundary: DipolesInShort;
  without: DipolesInShort;
  /** mean_square with the boundary less that without it */
  difference: Measured;
}

/** Null without realisations or boundary. */
export function escapeStatistics(sample: Sample, gradient: EscapeStatistics["gradient"]): EscapeStatistics | null {
  const { group, escaped } = sample;
  if (group.escape_height_pc === undefined || escaped === undefined || sample.rows.length === 0) return null;
  const g = gradientVector(...gradient.direction_deg, gradient.per_kpc);
  const rows = inOrder(sample).map((row) => {
    const halves = [escapeAt(row, 0), escapeAt(row, 1)];
    // one flux for both, so that what is left of the halves' noise is independent
    const flux = (fluxInside(halves[0], g) + fluxInside(halves[1], g)) / 2;
    const within = halves.map((half) => scaled(dipoleTimesFlux(half, g), 1 / flux));
    const free = [COLUMN.halfA, COLUMN.halfB].map((column) => dipole(tensorAt(row, column), g));
    return Float64Array.from([...numbers(within), ...numbers(free)]);
  });
  const all = ({ count, sum }: HalfSums) => Array.from(sum[0], (even, c) => (even + sum[1][c]) / (count[0] + count[1]));
  const { value, error } = jackknife(rows, (sums) => {
    const mean = all(sums);
    return [...mean, mean[SQUARE] - mean[NUMBERS + SQUARE]];
  });
  const measured = (k: number): Measured => ({ value: value[k] as number, error: error[k] });
  const inShort = (at: number): DipolesInShort => {
    const { median, error: median_error } = medianWithError(rows.map((row) => row[at + SIZE]).sort((a, b) => a - b));
    const vector = (of: (number | null)[]) => [of[at], of[at + 1], of[at + 2]] as Vector;
    return {
      vector_mean: vector(value),
      vector_mean_error: error[at] === null ? null : vector(error),
      mean: measured(at + SIZE),
      median: { value: median, error: median_error },
      mean_square: measured(at + SQUARE),
      noise_floor: Math.sqrt(value[at + NOISE] as number),
    };
  };
  const each = (of: typeof meanOf) => group.path_pc.map((_, p) => of(escaped, p));
  return {
    height_pc: group.escape_height_pc,
    path_pc: group.path_pc,
    escaped: each(meanOf),
    escaped_sem: escaped.count < 2 ? null : each(errorOf),
    gradient: { direction_deg: gradient.direction_deg, per_kpc: gradient.per_kpc },
    with_boundary: inShort(0),
    without: inShort(NUMBERS),
    difference: measured(2 * NUMBERS),
  };
}

const SIZE = 3;
const SQUARE = 4;
const NOISE = 5;
const NUMBERS = 6;

/** Of the dipoles of two half-sets: their mean, its size, their product, the variance of the mean's noise. */
function numbers([a, b]: Vector[]): number[] {
  const mean: Vector = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];
  const difference: Vector = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
  return [...mean, amplitude(mean), dot(a, b), dot(difference, difference) / 4];
}
