/** What is known of the gradient before the data: its direction and its size, 1/kpc, ICRS. */

import type { Vector } from "../sky/directions.js";
import { standardNormal } from "./normal.js";

type Random = () => number;

export interface GradientPrior {
  /** what it is, for readers */
  about: string;
  /** whether the direction is unknown, every one alike */
  anyDirection: boolean;
  draw(random: Random): Vector;
  /**
   * ln of the probability density, but for a constant, where steps of `sizeSteps` are made; null: the size is known.
   *
   * @param square |g|^2
   */
  logDensity: ((square: number) => number) | null;
  /** rms of |g|, 1/kpc */
  rms_per_kpc: number;
}

/** Steps of the grid of ln s, in standard deviations; it ends at two. */
const STEPS = [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2];

/** s on a grid of ln s about size/sqrt(3), scatter ln 2, from a quarter to four times; weights of sum 1. */
function scales(size_per_kpc: number): { s: number; w: number }[] {
  const sum = STEPS.reduce((total, z) => total + Math.exp((-z * z) / 2), 0);
  return STEPS.map((z) => ({ s: (size_per_kpc / Math.sqrt(3)) * 2 ** z, w: Math.exp((-z * z) / 2) / sum }));
}

/** Of a size within a factor two: each component N(0, s^2), s log-normal. @param direction ICRS; null: any */
export function uncertainGradient(size_per_kpc: number, direction: Vector | null): GradientPrior {
  const grid = scales(size_per_kpc);
  const exponents = grid.map(({ s }) => -0.5 / (s * s));
  const weights = grid.map(({ s, w }) => w / (s * s * s));
  const drawn = (random: Random): Vector => {
    let left = random();
    const found = grid.find(({ w }) => {
      left -= w;
      return left < 0;
    });
    const { s } = found ?? grid[grid.length - 1];
    return [s * standardNormal(random), s * standardNormal(random), s * standardNormal(random)];
  };
  return {
    about: `of ${direction === null ? "any" : "known"} direction, |g| of ${size_per_kpc}/kpc rms, scale uncertain by a factor two (log-normal, from ${(size_per_kpc / 4).toPrecision(2)} to ${(size_per_kpc * 4).toPrecision(2)}/kpc rms)`,
    anyDirection: direction === null,
    draw: (random) => (direction === null ? drawn(random) : along(direction, sizeOf(drawn(random)))),
    logDensity(square) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i] * Math.exp(exponents[i] * square);
      // along a direction the density is that of the size, x^2 exp(-x^2/2 s^2)
      return Math.log(direction === null ? sum : sum * square);
    },
    rms_per_kpc: Math.sqrt(3 * grid.reduce((sum, { s, w }) => sum + w * s * s, 0)),
  };
}

/** Of known size. @param direction ICRS; null: any */
export function sizedGradient(size_per_kpc: number, direction: Vector | null): GradientPrior {
  const drawn = (random: Random): Vector => [standardNormal(random), standardNormal(random), standardNormal(random)];
  return {
    about: `of ${direction === null ? "any" : "known"} direction, |g| = ${size_per_kpc}/kpc`,
    anyDirection: direction === null,
    draw: (random) => along(direction ?? drawn(random), size_per_kpc),
    logDensity: null,
    rms_per_kpc: size_per_kpc,
  };
}

const sizeOf = ([x, y, z]: Vector): number => Math.sqrt(x * x + y * y + z * z);

function along(direction: Vector, size: number): Vector {
  const f = size / sizeOf(direction);
  return [direction[0] * f, direction[1] * f, direction[2] * f];
}
