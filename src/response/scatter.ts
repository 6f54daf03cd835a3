// The scatter between realisations as numbers for fits of spectra and anisotropy together: a/a_iso, directions, and D, of one
// group at one path length. Of each record only the numbers that this takes are kept, side by side in blocks of memory.

import type { Group } from "../config/config.js";
import type { RealisationRecord } from "../flight/record.js";
import { isotropicPrediction } from "../published.js";
import { aroundAxis } from "../sky/around_axis.js";
import { angleDeg, directionVector, scaled, type Vector } from "../sky/directions.js";
import { bootstrapAll, RESAMPLES } from "../statistics/bootstrap.js";
import { type Measured, meanWithError, quantile } from "../statistics/jackknife.js";
import { Layout, type Row } from "../statistics/rows.js";
import { antisymmetricPart, diffusionMSD } from "./diffusion.js";
import { type Invariants, invariants, responseInvariants } from "./diffusion_statistics.js";
import { amplitude, dipole, noiseVarianceOfHalves } from "./dipole.js";

const PER_KPC = 1e-3;

/** What is kept of a realisation at one path length. */
interface Kept {
  response_pc: number[][];
  response_halves_pc: number[][][];
  /** of the displacements: D/c in pc */
  msd: Invariants;
}

const KEPT = new Layout<Kept>({
  response_pc: [3, 3],
  response_halves_pc: [2, 3, 3],
  msd: { isotropic: [], parallel: [], perpendicular: [] },
});
/** Of one block of memory. */
const REALISATIONS = 256;

/** The realisations of one group. */
export interface GroupScatter {
  group: Group;
  /** direction of the regular field; null: none, or none that is asked about */
  field_deg: readonly [number, number] | null;
  /** [path][realisation] */
  rows: Row<Kept>[][];
  /** that the next rows lie in */
  block: Float64Array;
}

export const emptyScatter = (group: Group, field_deg: readonly [number, number] | null): GroupScatter => ({
  ...{ group, field_deg, rows: group.path_pc.map(() => []), block: new Float64Array(0) },
});

/** Adds the record of one realisation of the group. */
export function addToScatter(scatter: GroupScatter, record: RealisationRecord): void {
  const { rows, field_deg } = scatter;
  const { response_pc, response_halves_pc, displacement_pc2, path_pc } = record;
  const place = (rows[0].length % REALISATIONS) * rows.length;
  if (place === 0) scatter.block = new Float64Array(REALISATIONS * rows.length * KEPT.width);
  const b = fieldVector(field_deg);
  diffusionMSD(displacement_pc2, path_pc).forEach((D, path) => {
    const row = KEPT.row(scatter.block, (place + path) * KEPT.width);
    const halves = response_halves_pc[path];
    KEPT.write(row, { response_pc: response_pc[path], response_halves_pc: halves, msd: invariants(D, b) });
    rows[path].push(row);
  });
}

const fieldVector = (field_deg: readonly [number, number] | null): Vector =>
  field_deg === null ? [0, 0, 0] : directionVector(...field_deg);

/** Quantiles over realisations and the directions of the gradient around B0; momentum convention. */
export interface Scatter {
  /** a/a_iso: amplitude over what isotropic diffusion predicts for the same gradient (D from B/C) */
  ratio: Record<"q05" | "q16" | "q50" | "q84" | "q95", Measured>;
  /** rms of the noise of the finite number of directions over a_iso */
  noise_ratio: number;
  /** between the dipole and the line of B0, degrees, 0 to 90; null without a regular field */
  to_field: { q16: number; q50: number; q84: number } | null;
  /** between the dipole and minus the gradient, degrees, 0 to 180 */
  to_gradient: { q16: number; q50: number; q84: number };
}

/** D/c in pc with the errors of the means over realisations. TGK: -R/3; msd: half the slope of the mean square displacement. */
export interface Coefficients {
  parallel_tgk: Measured | null;
  perpendicular_tgk: Measured | null;
  /** of the antisymmetric part: r_g/3 in weak turbulence */
  drift: Measured | null;
  parallel_msd: Measured | null;
  perpendicular_msd: Measured | null;
  /** a third of the trace */
  isotropic_tgk: Measured;
  isotropic_msd: Measured;
}

/** Gradients of size one at an angle from the field, evenly around it; without a field along the three axes, whatever the angle. */
export const gradientsAt = (angle_deg: number, field_deg: readonly [number, number] | null): Vector[] =>
  field_deg === null
    ? [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]
    : aroundAxis(field_deg, angle_deg);

/** Of at least one realisation. */
export function scatterOf({ group, field_deg, rows }: GroupScatter, path: number, angle_deg: number): Scatter {
  const a_iso = isotropicPrediction(group.rigidity_TV, 1) / PER_KPC;
  const ratios: number[][] = [];
  const toField: number[] = [];
  const toGradient: number[] = [];
  let noise = 0;
  const gradients = gradientsAt(angle_deg, field_deg);
  const field = field_deg && directionVector(...field_deg);
  for (const { response_pc, response_halves_pc } of rows[path]) {
    ratios.push(
      gradients.map((g) => {
        const delta = dipole(response_pc, g);
        if (field !== null) {
          const angle = angleDeg(delta, field);
          toField.push(Math.min(angle, 180 - angle));
        }
        toGradient.push(angleDeg(delta, scaled(g, -1)));
        noise += noiseVarianceOfHalves(response_halves_pc, g);
        return amplitude(delta) / a_iso;
      }),
    );
  }
  const sorted = (values: number[]) => Float64Array.from(values).sort();
  const three = (values: number[]) => {
    const q = sorted(values);
    return { q16: quantile(q, 0.16), q50: quantile(q, 0.5), q84: quantile(q, 0.84) };
  };
  const [q05, q16, q50, q84, q95] = quantilesWithErrors(ratios, [0.05, 0.16, 0.5, 0.84, 0.95]);
  return {
    ratio: { q05, q16, q50, q84, q95 },
    noise_ratio: Math.sqrt(noise / (ratios.length * gradients.length)) / a_iso,
    to_field: field === null ? null : three(toField),
    to_gradient: three(toGradient),
  };
}

/** Values that all samples of a bootstrap have together, at most, where FEWEST samples do not have more. */
const WORK = 2e7;
/** The error is then known to 5 %. */
const FEWEST = 200;

/**
 * Quantiles of the values of all realisations together. Those of one realisation belong together, so that whole
 * realisations are drawn anew. (The quantile of each realisation's own quantiles is another number, and scatters less or more.)
 */
function quantilesWithErrors(values: readonly (readonly number[])[], fractions: readonly number[]): Measured[] {
  const realisations = values.length;
  const each = values[0].length;
  const all = Float64Array.from(values.flat());
  const owner = Int32Array.from(all.keys())
    .sort((i, j) => all[i] - all[j])
    .map((i) => Math.floor(i / each));
  all.sort();
  // linear between the values at two ranks, counted from 0
  const last = all.length - 1;
  const between = fractions.map((fraction) => [Math.floor(fraction * last), Math.ceil(fraction * last)]);
  const ranks = [...new Set(between.flat())].sort((a, b) => a - b);
  const copies = new Int32Array(realisations);
  const quantiles = (places: Int32Array) => {
    copies.fill(0);
    for (const k of places) copies[k] += 1;
    let i = 0;
    let count = copies[owner[0]];
    const valueAt = new Map<number, number>();
    for (const rank of ranks) {
      while (count <= rank) count += copies[owner[++i]];
      valueAt.set(rank, all[i]);
    }
    return fractions.map((fraction, f) => {
      const [low, high] = between[f].map((rank) => valueAt.get(rank) as number);
      return low + (fraction * last - between[f][0]) * (high - low);
    });
  };
  const resamples = Math.max(FEWEST, Math.min(RESAMPLES, Math.floor(WORK / all.length)));
  return bootstrapAll(realisations, quantiles, resamples);
}

/** Of the mean tensors at one path length. */
export function coefficientsOf({ field_deg, rows }: GroupScatter, path: number): Coefficients {
  const b = fieldVector(field_deg);
  const own = rows[path];
  const tgk = own.map(({ response_pc }) => responseInvariants(response_pc, b));
  const msd = own.map((row) => row.msd);
  const mean = (values: number[]) => meanWithError(Float64Array.from(values));
  const about = (values: number[]) => (field_deg === null ? null : mean(values));
  return {
    parallel_tgk: about(tgk.map(({ parallel }) => parallel)),
    perpendicular_tgk: about(tgk.map(({ perpendicular }) => perpendicular)),
    drift: about(own.map(({ response_pc }) => antisymmetricPart(response_pc, b) / -3)),
    parallel_msd: about(msd.map(({ parallel }) => parallel)),
    perpendicular_msd: about(msd.map(({ perpendicular }) => perpendicular)),
    isotropic_tgk: mean(tgk.map(({ isotropic }) => isotropic)),
    isotropic_msd: mean(msd.map(({ isotropic }) => isotropic)),
  };
}
