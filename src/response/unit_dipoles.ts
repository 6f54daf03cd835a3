// The dipoles of the realisations of a sample for a gradient of size one, and the size that it has: both kinds of gradient, and one
// beside a density, are the same to the statistics (dipole_statistics.ts).

import { isotropicPrediction } from "../published.js";
import { directionVector, type Vector } from "../sky/directions.js";
import { halfSums } from "../statistics/jackknife.js";
import { Layout, Rows } from "../statistics/rows.js";
import { mixedDipoles } from "./density_mixture.js";
import {
  amplitude,
  debiasedSquare,
  dipole,
  type Gradient,
  gradientVector,
  noiseVariance,
  noiseVarianceOfHalves,
} from "./dipole.js";
import { gradientSizes, type Sizes } from "./matched_gradient.js";
import { inOrder, type Sample } from "./sample.js";

/**
 * The dipole of a realisation for a gradient of size one, lengths in pc; the names are those of `Dipoles` (dipole_statistics.ts). With a density it is that
 * of both together, and the size is one.
 */
export interface UnitDipole {
  vector: Vector;
  amplitude: number;
  debiased_square: number;
  /** variance of the noise vector from the displacements, and from the difference of the half-sets */
  noise: number;
  noise_of_halves: number;
  /** D_ij/c of the mean square displacement */
  diffusion_msd_pc: number[][];
}

const UNIT_DIPOLE = new Layout<UnitDipole>({
  vector: [3],
  amplitude: [],
  debiased_square: [],
  noise: [],
  noise_of_halves: [],
  diffusion_msd_pc: "symmetric",
});

/** The dipoles of the realisations for a gradient of size one, and the size that it has in each half of them. */
export interface UnitDipoles {
  gradient: Gradient;
  direction: Vector;
  prediction: number;
  path_pc: number;
  realisation: number[];
  rows: Rows<UnitDipole>;
  sizes: Sizes;
}

/** Throws RangeError for an unknown density, and for one beside a matched gradient. */
export function unitDipoles(sample: Sample, gradient: Gradient): UnitDipoles {
  const direction = directionVector(...gradient.direction_deg);
  const prediction = isotropicPrediction(sample.group.rigidity_TV, gradient.per_kpc);
  const realisations = inOrder(sample);
  const known = {
    gradient,
    direction,
    prediction,
    path_pc: sample.group.path_pc[sample.group.path_pc.length - 1],
    realisation: realisations.map(({ realisation }) => realisation),
  };
  if (gradient.density !== undefined) return { ...known, ...unitMixture(sample, gradient, gradient.density) };
  const rows = new Rows(UNIT_DIPOLE, realisations.length, (k) => {
    const { response_pc, response_halves_pc, displacement_pc2, displacement_mean_pc, directions, diffusion_msd_pc } =
      realisations[k];
    const vector = dipole(response_pc, direction);
    return {
      vector,
      amplitude: amplitude(vector),
      debiased_square: debiasedSquare(response_halves_pc, direction),
      noise: noiseVariance(displacement_pc2, displacement_mean_pc, direction, directions),
      noise_of_halves: noiseVarianceOfHalves(response_halves_pc, direction),
      diffusion_msd_pc,
    };
  });
  return { ...known, rows, sizes: gradientSizes(gradient, halfSums(rows), prediction) };
}

/** Gradient and density together: a density is not linear, so that its dipole has the size that it has. */
function unitMixture(sample: Sample, gradient: Gradient, density: string): Pick<UnitDipoles, "rows" | "sizes"> {
  if (gradient.kind === "matched")
    throw new RangeError("density: found with a matched gradient, expected with a literal one");
  const { direction_deg, per_kpc } = gradient;
  const mixture = mixedDipoles(sample, gradientVector(...direction_deg, per_kpc), density);
  const realisations = inOrder(sample);
  const rows = new Rows(UNIT_DIPOLE, mixture.length, (k) => {
    const { vector, debiased_square, noise_square } = mixture[k];
    return {
      vector,
      amplitude: amplitude(vector),
      debiased_square,
      noise: noise_square,
      noise_of_halves: noise_square,
      diffusion_msd_pc: realisations[k].diffusion_msd_pc,
    };
  });
  return { rows, sizes: gradientSizes(gradient, halfSums(rows), 0) };
}
