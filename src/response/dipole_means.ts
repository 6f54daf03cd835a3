/**
 * The means over an ensemble of dipoles as functions of sums over its two halves, so that a jackknife can leave realisations
 * out of the sums instead of summing again.
 */

import { angleDeg, dot, scaled, type Vector } from "../sky/directions.js";
import type { HalfSums } from "../statistics/jackknife.js";
import { dipole } from "./dipole.js";
import type { Sizes } from "./matched_gradient.js";
import { symmetricAt } from "./sample.js";

/** Columns of a realisation's row for a gradient of size one: the vector is in 0, 1, 2. Lengths in pc. */
export const UNIT = { amplitude: 3, debiased: 4, noise: 5, noiseOfHalves: 6, slope: 7 } as const;

/** Where `means` has what; the vector mean is in 0, 1, 2. */
export const MEAN = {
  amplitudeOfMean: 3,
  amplitude: 4,
  debiased: 5,
  noise: 6,
  noiseOfHalves: 7,
  component: 8,
  angle: 9,
  ratioToDiffusion: 10,
} as const;

/** All that follows from the sums over the two halves; a jackknife leaves one realisation out of them. */
export function means(sums: HalfSums, sizes: Sizes, direction: Vector): (number | null)[] {
  const n = sums.count[0] + sums.count[1];
  if (sizes.per_pc === null || n === 0) return Array.from({ length: 11 }, () => null);
  const size = sizes.per_pc;
  const mean = (column: number) => (sums.sum[0][column] * size[0] + sums.sum[1][column] * size[1]) / n;
  const meanSquare = (column: number) =>
    (sums.sum[0][column] * size[0] * size[0] + sums.sum[1][column] * size[1] * size[1]) / n;
  const vector: Vector = [mean(0), mean(1), mean(2)];
  const against = scaled(direction, -1);

  let product = 0;
  let square = 0;
  for (const half of [0, 1]) {
    const other = 1 - half;
    const expected = scaled(
      dipole(symmetricAt(sums.sum[other], UNIT.slope), direction),
      (-3 * size[half]) / Math.max(1, sums.count[other]),
    );
    const sum = scaled([sums.sum[half][0], sums.sum[half][1], sums.sum[half][2]], size[half]);
    product += dot(sum, expected);
    square += sums.count[half] * dot(expected, expected);
  }
  const bothHalves = sums.count[0] > 0 && sums.count[1] > 0 && square > 0;

  return [
    ...vector,
    Math.sqrt(dot(vector, vector)),
    mean(UNIT.amplitude),
    meanSquare(UNIT.debiased),
    meanSquare(UNIT.noise),
    meanSquare(UNIT.noiseOfHalves),
    dot(vector, against),
    angleDeg(vector, against),
    bothHalves ? product / square : null,
  ];
}
