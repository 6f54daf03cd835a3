/**
 * The realisations of a group as numbers side by side, from which the dipoles for any gradient are had in microseconds: what a
 * drawing needs whose gradient is dragged. The numbers are those of `dipoleStatistics`.
 */

import type { RealisationRecord } from "../flight/record.js";
import { isotropicPrediction } from "../published.js";
import { diffusionMSD } from "../response/diffusion.js";
import { type Gradient, KIND_WORDS } from "../response/dipole.js";
import { gradientSizes } from "../response/matched_gradient.js";
import { inOrder, type Sample } from "../response/sample.js";
import { defaultKind } from "../response/summary.js";
import { directionVector } from "../sky/directions.js";
import { checkKeys, checkWord } from "../words/options.js";

/** A gradient; without a kind (null) each turbulence level has its own default: matched at level 1, literal below. */
export interface ChosenGradient {
  /** longitude and latitude in degrees */
  direction_deg: [number, number];
  per_kpc: number;
  kind: Gradient["kind"] | null;
}

/** What of a record is used: the last path length of its response and displacements. */
export type EnsembleRecord = Pick<
  RealisationRecord,
  "turbulence_level" | "rigidity_TV" | "realisation" | "path_pc" | "response_pc" | "displacement_pc2"
>;

export interface Ensemble {
  turbulence_level: number;
  rigidity_TV: number;
  /** n realisation indices, in their order */
  realisation: number[];
  /** n times 3 x 3, pc */
  response_pc: Float64Array;
  /** by rank, even and odd: the number of realisations, and the sum of D_ij/c of the mean square displacement */
  slopes: { count: [number, number]; halves: [{ diffusion_msd_pc: number[][] }, { diffusion_msd_pc: number[][] }] };
  /** longitude and latitude of the regular field in degrees; null: there is none */
  regular_deg: [number, number] | null;
}

interface Part {
  realisation: number;
  response_pc: readonly ArrayLike<number>[];
  diffusion_msd_pc: readonly ArrayLike<number>[];
}

function ensemble(parts: Part[], about: Pick<Ensemble, "turbulence_level" | "rigidity_TV" | "regular_deg">): Ensemble {
  const response_pc = new Float64Array(9 * parts.length);
  const zero = () => ({ diffusion_msd_pc: [0, 1, 2].map(() => [0, 0, 0]) });
  const halves: Ensemble["slopes"]["halves"] = [zero(), zero()];
  const count: [number, number] = [0, 0];
  parts.forEach((part, k) => {
    count[k % 2] += 1;
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        response_pc[9 * k + 3 * i + j] = part.response_pc[i][j];
        halves[k % 2].diffusion_msd_pc[i][j] += part.diffusion_msd_pc[i][j];
      }
  });
  return { ...about, realisation: parts.map(({ realisation }) => realisation), response_pc, slopes: { count, halves } };
}

export function ensembleOfSample(sample: Sample, regular_direction_deg: readonly number[]): Ensemble {
  const { turbulence_level, rigidity_TV, regular_uG } = sample.group;
  const regular_deg: [number, number] | null =
    regular_uG > 0 ? [regular_direction_deg[0], regular_direction_deg[1]] : null;
  return ensemble(inOrder(sample), { turbulence_level, rigidity_TV, regular_deg });
}

/**
 * @param records of one group, in any order
 * @throws RangeError where they are of two groups, or there are none
 */
export function ensembleOfRecords(
  records: readonly EnsembleRecord[],
  regular_direction_deg: readonly [number, number] = [0, 0],
): Ensemble {
  if (records.length === 0) throw new RangeError("records: none found, the realisations of one group expected");
  const { turbulence_level, rigidity_TV } = records[0];
  const other = records.find((r) => r.turbulence_level !== turbulence_level || r.rigidity_TV !== rigidity_TV);
  if (other !== undefined)
    throw new RangeError(
      `records: found turbulence level ${turbulence_level} at ${rigidity_TV} TV and ${other.turbulence_level} at ${other.rigidity_TV} TV, one group expected`,
    );
  const parts = [...records]
    .sort((a, b) => a.realisation - b.realisation)
    .map((record) => {
      const last = record.path_pc.length - 1;
      const slopes = diffusionMSD(record.displacement_pc2, record.path_pc);
      const { realisation } = record;
      return { realisation, response_pc: record.response_pc[last], diffusion_msd_pc: slopes[last] };
    });
  const regular_deg: [number, number] | null = turbulence_level < 1 ? [...regular_direction_deg] : null;
  return ensemble(parts, { turbulence_level, rigidity_TV, regular_deg });
}

/** The dipoles of an ensemble for one gradient, in the momentum convention. */
export interface LiveDipoles {
  /** n times 3 */
  vector: Float64Array;
  amplitude: Float64Array;
  mean: [number, number, number];
  /** amplitude that isotropic diffusion predicts, 3 D |g| / c with the D of B/C */
  prediction: number;
}

/** null where a matched gradient is not possible: too few realisations. */
export function dipolesFor(ensembleShown: Ensemble, gradient: ChosenGradient): LiveDipoles | null {
  checkKeys("gradient", gradient, ["direction_deg", "per_kpc", "kind"]);
  if (gradient.kind !== null && gradient.kind !== undefined) checkWord("gradient.kind", gradient.kind, KIND_WORDS);
  const prediction = isotropicPrediction(ensembleShown.rigidity_TV, gradient.per_kpc);
  const kind = gradient.kind ?? defaultKind(ensembleShown.turbulence_level);
  const { per_pc } = gradientSizes({ ...gradient, kind }, ensembleShown.slopes, prediction);
  if (per_pc === null) return null;
  const n = ensembleShown.realisation.length;
  const vector = new Float64Array(3 * n);
  const amplitude = new Float64Array(n);
  const [gx, gy, gz] = directionVector(...gradient.direction_deg);
  const R = ensembleShown.response_pc;
  const mean: [number, number, number] = [0, 0, 0];
  for (let k = 0; k < n; k++) {
    let square = 0;
    for (let i = 0; i < 3; i++) {
      const row = 9 * k + 3 * i;
      const value = (R[row] * gx + R[row + 1] * gy + R[row + 2] * gz) * per_pc[k % 2];
      vector[3 * k + i] = value;
      square += value * value;
      mean[i] += value / n;
    }
    amplitude[k] = Math.sqrt(square);
  }
  return { vector, amplitude, mean, prediction };
}
