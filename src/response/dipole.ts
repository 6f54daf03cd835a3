/**
 * From the response tensor of one realisation to its dipole anisotropy.
 *
 * The response tensor R(T) = (3 <n n>)^-1 3 <n r(-T)> in pc (n the momentum direction of an arriving particle, r(-T) its
 * position a path length T earlier, the mean over equal-area directions) is linear in the positions, so that one set of
 * trajectories answers for every gradient g = grad f0 / f0: the dipole is delta = R g.
 *
 * Direction convention: `momentum`, the paper's (n_i = p_i/p). The dipole then points *against* the gradient, where the
 * particles go. A telescope looks at -n: `inConvention(delta, "arrival")`.
 */

import { GRADIENT_PER_KPC } from "../published.js";
import { checkTensor, checkVector, directionVector, dot, scaled, type Vector } from "../sky/directions.js";
import { checkFinite, checkPositive } from "../words/arguments.js";
import { checkWord } from "../words/options.js";

/** `momentum`: where the particles go (stored data, the paper's figures). `arrival`: the point of the sky they come from. */
export type Convention = "momentum" | "arrival";
export const CONVENTION_WORDS: readonly Convention[] = ["momentum", "arrival"];

/** The convention of every vector and tensor of the run folder and of this layer. */
export const CONVENTION: Convention = "momentum";

/**
 * A gradient of the cosmic-ray density. `literal`: of the size given. `matched`: the size given only sets the prediction of
 * isotropic diffusion, and |g| is such that 3 D(T) |g| of the simulated D(T) equals that prediction.
 */
export interface Gradient {
  /** Longitude and latitude in degrees, the paper's frame. */
  direction_deg: [number, number];
  /** |grad f0| / f0 in 1/kpc. */
  per_kpc: number;
  kind: "literal" | "matched";
  /** a density of the run beside the gradient, by name: their dipoles add; with a literal gradient only */
  density?: string;
}

export const KIND_WORDS: readonly Gradient["kind"][] = ["literal", "matched"];

/** Direction (Figs 2 and 4 of the paper) and size of the gradient; its kind is chosen by group (`defaultKind`). */
export const PAPER_GRADIENT: Omit<Gradient, "kind"> = { direction_deg: [90, 0], per_kpc: GRADIENT_PER_KPC };

const PC_PER_KPC = 1000;

/** grad f0 / f0 in 1/pc. */
export function gradientVector(longitude_deg: number, latitude_deg: number, size_per_kpc: number): Vector {
  checkFinite({ longitude_deg, latitude_deg, size_per_kpc });
  return scaled(directionVector(longitude_deg, latitude_deg), size_per_kpc / PC_PER_KPC);
}

/** delta_i = R_ij g_j: response [3][3] in pc, gradient in 1/pc. */
export function dipole(response_pc: readonly ArrayLike<number>[], gradient_per_pc: ArrayLike<number>): Vector {
  checkVector("gradient_per_pc", gradient_per_pc);
  checkTensor("response_pc", response_pc);
  return [
    dot(response_pc[0], gradient_per_pc),
    dot(response_pc[1], gradient_per_pc),
    dot(response_pc[2], gradient_per_pc),
  ];
}

/**
 * The dipoles of an ensemble: delta = R g of each record, in their order.
 * @param records what `run`, `realise` or the lines of realisations.jsonl hold; of each its response at the last path length
 * @param gradient_per_pc grad f0 / f0 (`gradientVector`)
 * @returns [records][3], momentum convention
 * @throws TypeError, which names the record, for what is none
 */
export function dipoles(
  records: readonly { response_pc: readonly (readonly ArrayLike<number>[])[] }[],
  gradient_per_pc: ArrayLike<number>,
): Float64Array {
  if (!Array.isArray(records)) throw new TypeError("records: a list of records expected");
  const vectors = new Float64Array(3 * records.length);
  records.forEach((record, k) => {
    const last = record?.response_pc?.at?.(-1);
    checkTensor(`records[${k}].response_pc[last]`, last);
    vectors.set(dipole(last, gradient_per_pc), 3 * k);
  });
  return vectors;
}

/** |delta|. Noise adds to it: its square is too large by the variance of the noise (`noiseVariance`) on average. */
export function amplitude(delta: ArrayLike<number>): number {
  checkVector("delta", delta);
  return Math.sqrt(dot(delta, delta));
}

/**
 * delta_A . delta_B of two disjoint half-sets of directions, [2][3][3] in pc: their noise is independent, so this has the
 * square of the true amplitude as its expectation. It may come out negative; the sign is kept, because a mean over
 * clipped values would be biased again.
 */
export function debiasedSquare(halves_pc: ArrayLike<number>[][], gradient_per_pc: ArrayLike<number>): number {
  if (halves_pc?.length !== 2) throw new TypeError("halves_pc: the responses of two half-sets expected");
  return dot(dipole(halves_pc[0], gradient_per_pc), dipole(halves_pc[1], gradient_per_pc));
}

/**
 * Variance of the noise of the whole dipole vector (sum over its three components) from the finite number N of directions:
 * 9 <n^2> Var(g.r) / N = 9 [g.<r r>.g - (g.<r>)^2] / N. One component has a third of it, as <n_i^2> = 1/3.
 * It takes directions as independent, and so is an upper bound until the paths of neighbouring ones have parted.
 * @param displacement_pc2 <r_i r_j>, [3][3]
 * @param displacement_mean_pc <r_j>, [3]
 */
export function noiseVariance(
  displacement_pc2: readonly ArrayLike<number>[],
  displacement_mean_pc: ArrayLike<number>,
  gradient_per_pc: ArrayLike<number>,
  directions: number,
): number {
  checkTensor("displacement_pc2", displacement_pc2);
  checkVector("displacement_mean_pc", displacement_mean_pc);
  checkPositive({ directions });
  const square = dot(gradient_per_pc, dipole(displacement_pc2, gradient_per_pc));
  const mean = dot(gradient_per_pc, displacement_mean_pc);
  // Rounding may leave a variance of zero slightly negative.
  return (9 * Math.max(0, square - mean * mean)) / directions;
}

/**
 * The variance from the data alone: |delta_A - delta_B|^2 / 4. One value scatters by its own size; use its mean over
 * realisations, whose root is the noise floor, the rms amplitude measured where there is no dipole.
 */
export function noiseVarianceOfHalves(halves_pc: ArrayLike<number>[][], gradient_per_pc: ArrayLike<number>): number {
  const a = dipole(halves_pc[0], gradient_per_pc);
  const b = dipole(halves_pc[1], gradient_per_pc);
  const difference: Vector = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
  return dot(difference, difference) / 4;
}

/** A vector given in the `momentum` convention, in the convention asked for. */
export function inConvention(vector: ArrayLike<number>, convention: Convention): Vector {
  checkVector("vector", vector);
  checkWord("convention", convention, CONVENTION_WORDS);
  return convention === "momentum" ? [vector[0], vector[1], vector[2]] : scaled(vector, -1);
}
