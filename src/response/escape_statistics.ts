// What a free-escape boundary does to the dipoles of a sample: with it and without it, from the same trajectories.

import type { Vector } from "../sky/directions.js";
import { dot, scaled } from "../sky/directions.js";
import {
  jackknife,
  type Measured,
  meanOf,
  medianWithError,
  vectorMeasured,
  type WithErrors,
} from "../statistics/jackknife.js";
import { Layout, type Row, Rows } from "../statistics/rows.js";
import { amplitude, dipole, gradientVector } from "./dipole.js";
import { dipoleTimesFlux, type Escape, fluxInside } from "./escape.js";
import { inOrder, type Realisation, type Sample } from "./sample.js";

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
  /** realisations of which no flux is left, so that they have no dipole: they are in `escaped` only. Absent: none */
  dark?: number;
  /** literal, of the size given; at the last path length, of the realisations that have a flux: */
  gradient: { direction_deg: [number, number]; per_kpc: number };
  with_boundary: DipolesInShort;
  without: DipolesInShort;
  /** mean_square with the boundary less that without it */
  difference: Measured;
}

/** Of the dipoles of the two half-sets of a realisation. */
interface PairOfHalves {
  mean: Vector;
  amplitude: number;
  product: number;
  /** variance of the mean's noise */
  noise: number;
}

const PAIR = { mean: [3], amplitude: [], product: [], noise: [] } as const;
const DIPOLES = new Layout<{ with_boundary: PairOfHalves; without: PairOfHalves }>({
  with_boundary: PAIR,
  without: PAIR,
});

/** Null without boundary, and where no realisation has a flux left. */
export function escapeStatistics(sample: Sample, gradient: EscapeStatistics["gradient"]): EscapeStatistics | null {
  const { group, escaped } = sample;
  if (group.escape_height_pc === undefined || escaped === undefined) return null;
  const g = gradientVector(...gradient.direction_deg, gradient.per_kpc);
  // one flux for both halves, so that what is left of their noise is independent
  const fluxOf = ([a, b]: Escape[]) => (fluxInside(a, g) + fluxInside(b, g)) / 2;
  const realisations = inOrder(sample).filter((realisation) => {
    const halves = escapeOfHalves(realisation);
    return halves.some((half) => half.escaped < 1) && fluxOf(halves) > 0;
  });
  if (realisations.length === 0) return null;
  const dark = sample.rows.length - realisations.length;
  const rows = new Rows(DIPOLES, realisations.length, (k) => {
    const halves = escapeOfHalves(realisations[k]);
    const flux = fluxOf(halves);
    const inside = halves.map((half) => scaled(dipoleTimesFlux(half, g), 1 / flux));
    const free = realisations[k].response_halves_pc.map((response) => dipole(response, g));
    return { with_boundary: pairOfHalves(inside), without: pairOfHalves(free) };
  });
  const { with_boundary, without, difference } = jackknife(rows, (sums) => {
    const { with_boundary, without } = meanOf(sums);
    return { with_boundary, without, difference: with_boundary.product - without.product };
  });
  const inShort = (kind: "with_boundary" | "without", means: WithErrors<PairOfHalves>): DipolesInShort => {
    const { value: vector_mean, error: vector_mean_error } = vectorMeasured(means.mean);
    return {
      vector_mean,
      vector_mean_error,
      mean: means.amplitude,
      median: medianWithError(rows.column((row) => row[kind].amplitude).sort()),
      mean_square: means.product,
      noise_floor: Math.sqrt(means.noise.value),
    };
  };
  const errors = escaped.flatMap((moments) => moments.error() ?? []);
  return {
    height_pc: group.escape_height_pc,
    path_pc: group.path_pc,
    escaped: escaped.map((moments) => moments.mean().escaped),
    escaped_sem: errors.length === 0 ? null : errors.map(({ escaped }) => escaped),
    ...(dark === 0 ? {} : { dark }),
    gradient: { direction_deg: gradient.direction_deg, per_kpc: gradient.per_kpc },
    with_boundary: inShort("with_boundary", with_boundary),
    without: inShort("without", without),
    difference,
  };
}

/** Escape sums of both half-sets at the last path length; none without a boundary. */
function escapeOfHalves(realisation: Row<Realisation>): Escape[] {
  const { escaped_halves, escaped_direction_halves, inside_response_halves_pc, inside_displacement_halves_pc } =
    realisation;
  if (!escaped_halves || !escaped_direction_halves || !inside_response_halves_pc || !inside_displacement_halves_pc) {
    return [];
  }
  return escaped_halves.map((escaped, half) => ({
    escaped,
    direction: escaped_direction_halves[half],
    response_pc: inside_response_halves_pc[half],
    displacement_pc: inside_displacement_halves_pc[half],
  }));
}

function pairOfHalves([a, b]: Vector[]): PairOfHalves {
  const mean: Vector = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];
  const difference: Vector = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
  return { mean, amplitude: amplitude(mean), product: dot(a, b), noise: dot(difference, difference) / 4 };
}
