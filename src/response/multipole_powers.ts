// Angular powers of one sky: C_l, and the part of it that is gyrotropic about the local and the mean field.
//
// The map of a gradient g is sum_j g_j r_j(-T; n), so a_lm = g_j a_lm^(j). Powers are products of the two half-sets, whose noise is
// independent: their expectation has none, and single values may be negative.

import type { Vector } from "../sky/directions.js";
import { realIndex } from "../sky/real_harmonics.js";
import { axialHarmonics, harmonicsOf, type Sky } from "./multipole_axes.js";

/** What is summed over the realisations, [L + 1] each, in pc^2: gradients of 1/pc. */
export interface Powers {
  /** C_l = sum_m a^A_lm a^B_lm/(2 l + 1), and its square without the part of the noise */
  power: number[];
  square: number[];
  /** C_l of both half-sets together, noise included */
  auto: number[];
  /** a'^A_l0 a'^B_l0/(2 l + 1) about an axis, and a'_l0 of one half-set times a'_10 of the other */
  local: number[];
  local_shape: number[];
  regular: number[];
  regular_shape: number[];
}

/**
 * Of the sky of a gradient g of 1/pc.
 * @param local direction of the mean field along the first gyration
 * @param regular that of B0; undefined: there is none, and `local` takes its place
 */
export function powersOf(sky: Sky, g: Vector, lmax: number, local: Vector, regular: Vector | undefined): Powers {
  const [a, b] = harmonicsOf(sky, g);
  const power: number[] = [];
  const square: number[] = [];
  const auto: number[] = [];
  for (let l = 0; l <= lmax; l++) {
    const count = 2 * l + 1;
    let [product, both, noise] = [0, 0, 0];
    for (let lm = realIndex(l, -l); lm <= realIndex(l, l); lm++) {
      product += a[lm] * b[lm];
      both += ((a[lm] + b[lm]) / 2) ** 2;
      noise += (a[lm] - b[lm]) ** 2 / 2;
    }
    const C = product / count;
    power.push(C);
    square.push(C * C - noiseVariance(C, noise / count, count));
    auto.push(both / count);
  }
  const aboutAxis = (axis: Vector) => {
    const [p, q] = [axialHarmonics(a, lmax, axis), axialHarmonics(b, lmax, axis)];
    return {
      power: p.map((x, l) => (x * q[l]) / (2 * l + 1)),
      shape: p.map((x, l) => (x * q[1] + q[l] * p[1]) / 2),
    };
  };
  const [near, far] = [aboutAxis(local), aboutAxis(regular ?? local)];
  return {
    power,
    square,
    auto,
    local: near.power,
    local_shape: near.shape,
    regular: far.power,
    regular_shape: far.shape,
  };
}

/**
 * What noise adds to the square of a product of half-sets, (2 C N + N^2)/count for Gaussian noise of variance N in each half;
 * unbiased from the measured `C` and N = sum (a^A - a^B)^2/2/count, which are correlated.
 */
function noiseVariance(C: number, N: number, count: number): number {
  const NN = (N * N) / (1 + 2 / count);
  return (2 * (C * N + NN / count) + NN) / count;
}
