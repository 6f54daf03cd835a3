/** The realisations of a run at one turbulence level as the inference uses them. */

import { inOrder, type Sample } from "../response/sample.js";
import { directionDeg, directionVector, dot, type Vector } from "../sky/directions.js";
import { runToSky } from "../sky/frames.js";

export interface Ensemble {
  turbulence_level: number;
  /** increasing */
  rigidity_TV: number[];
  /** numbers of the realisations that all rigidities have */
  realisation: number[];
  /** -R in kpc, the dipole as telescopes see it for a gradient in 1/kpc: [realisation][rigidity][3][3], in the frame below */
  tensors: Float64Array;
  /**
   * Direction of B0 in the frame of the tensors, [realisation][3]: +x; where the realisations are turned so that their own field
   * at the observer is along +x, what that makes of it. Zeros where there is no B0.
   */
  regular: Float64Array;
  /**
   * Half the difference of the tensors of the two half-sets of directions, which has the variance of their mean, `tensors`:
   * [realisation][rigidity][3][3]
   */
  noise: Float64Array;
  /** no direction is distinguished: there is neither B0 nor a field at the observer that the tensors are turned to */
  isotropic: boolean;
  /** path length of each rigidity, pc; directions */
  path_pc: number[];
  directions: number[];
}

/**
 * @param samples of one turbulence level
 * @param local field at the observer by realisation, the run's frame: turns each realisation so that it points to +x
 */
export function ensembleOf(
  samples: readonly Sample[],
  regular_deg: readonly [number, number],
  local?: ReadonlyMap<number, Vector>,
): Ensemble {
  const sorted = [...samples].sort((a, b) => a.group.rigidity_TV - b.group.rigidity_TV);
  const tables = sorted.map((sample) => new Map(inOrder(sample).map((row) => [row.realisation, row])));
  const realisation = [...tables[0].keys()].filter((k) => tables.every((table) => table.has(k)));
  const J = sorted.length;
  const tensors = new Float64Array(9 * J * realisation.length);
  const noise = new Float64Array(9 * J * realisation.length);
  const regular = new Float64Array(3 * realisation.length);
  const b0 = directionVector(...regular_deg);
  const hasRegular = sorted[0].group.regular_uG > 0;
  realisation.forEach((number, k) => {
    const axis = local === undefined ? regular_deg : directionDeg(local.get(number) as Vector);
    const turn = runToSky(axis, [0, 0]);
    if (hasRegular)
      regular.set(
        turn.map((row) => dot(row, b0)),
        3 * k,
      );
    tables.forEach((table, j) => {
      const row = table.get(number);
      if (row === undefined) throw new Error("a realisation without one of its rigidities");
      const { response_pc, response_halves_pc } = row;
      const [first, second] = response_halves_pc;
      for (let a = 0; a < 3; a++) {
        for (let b = 0; b < 3; b++) {
          let sum = 0;
          let difference = 0;
          for (let c = 0; c < 3; c++) {
            for (let d = 0; d < 3; d++) {
              sum += turn[a][c] * response_pc[c][d] * turn[b][d];
              difference += turn[a][c] * (first[c][d] - second[c][d]) * turn[b][d];
            }
          }
          tensors[9 * (J * k + j) + 3 * a + b] = -sum / 1000;
          noise[9 * (J * k + j) + 3 * a + b] = -difference / 2000;
        }
      }
    });
  });
  return {
    turbulence_level: sorted[0].group.turbulence_level,
    rigidity_TV: sorted.map(({ group }) => group.rigidity_TV),
    ...{ realisation, tensors, regular, noise, isotropic: !hasRegular && local === undefined },
    path_pc: sorted.map(({ group }) => group.path_pc[group.path_pc.length - 1]),
    directions: sorted.map(({ group }) => group.directions),
  };
}

/** The realisations for which `keep` is true. */
export function part(ensemble: Ensemble, keep: (realisation: number) => boolean): Ensemble {
  const J = ensemble.rigidity_TV.length;
  const kept = ensemble.realisation.map((_, k) => k).filter((k) => keep(ensemble.realisation[k]));
  const take = (numbers: Float64Array, width: number) =>
    Float64Array.from(kept.flatMap((k) => [...numbers.subarray(width * k, width * (k + 1))]));
  return {
    ...ensemble,
    realisation: kept.map((k) => ensemble.realisation[k]),
    tensors: take(ensemble.tensors, 9 * J),
    noise: take(ensemble.noise, 9 * J),
    regular: take(ensemble.regular, 3),
  };
}

/** Isotropic diffusion with D/c in pc at each rigidity: R = -3 D 1. */
export function isotropicDiffusion(rigidity_TV: number[], diffusion_pc: readonly number[]): Ensemble {
  const tensors = new Float64Array(9 * rigidity_TV.length);
  diffusion_pc.forEach((D, j) => {
    for (let i = 0; i < 3; i++) tensors[9 * j + 4 * i] = (3 * D) / 1000;
  });
  return {
    ...{ turbulence_level: Number.NaN, rigidity_TV, realisation: [0], tensors, regular: new Float64Array(3) },
    ...{ noise: new Float64Array(tensors.length), isotropic: true, path_pc: [], directions: [] },
  };
}
