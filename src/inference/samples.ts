/** Samples of the posterior, and of what is thought before the data, as an answer needs them. */

import { dot, type Vector } from "../sky/directions.js";
import { Likelihood } from "./likelihood.js";
import { turned } from "./orientations.js";
import type { Hypothesis, Swarm } from "./posterior.js";

/** All directions in ICRS. */
export interface Sample {
  /** which hypothesis */
  level: number;
  /** place in the list of realisations of its ensemble */
  realisation: number;
  /** 1/kpc */
  gradient: Vector;
  /** direction of B0; zeros where there is none */
  regular: Vector;
  /** component of the gradient along B0, and the angle between it and the line of B0, 0 to 90 degrees; NaN without B0 */
  along: number;
  angle_deg: number;
  /** x and y of the dipole at each rigidity: [2 J] */
  dipoles: Float64Array;
  chi2: number;
  /** from the frame of the tensors to ICRS, [9] */
  rotation: Float64Array;
}

/** `count` particles, evenly chosen, with tensors drawn from what the data leave of them. */
export function samplesOf(
  { scatter, data }: Pick<Hypothesis, "scatter" | "data">,
  { realisation, rotations, gradients }: Swarm,
  count: number,
  random: () => number,
  level = 0,
): Sample[] {
  const likelihood = new Likelihood(scatter, data);
  return Array.from({ length: count }, (_, n): Sample => {
    const i = Math.floor(((n + 0.5) * realisation.length) / count);
    const Q = rotations.subarray(9 * i, 9 * i + 9);
    likelihood.at(realisation[i], Q, 0, gradients, 3 * i);
    const { dipoles, regular, chi2 } = likelihood.draw(realisation[i], random);
    const gradient = [...gradients.subarray(3 * i, 3 * i + 3)] as Vector;
    const b = turned(Q, regular);
    const hasRegular = dot(b, b) > 0;
    const along = dot(gradient, b);
    const cos = Math.min(1, Math.abs(along) / Math.sqrt(dot(gradient, gradient)));
    return {
      ...{ level, realisation: realisation[i], gradient, regular: b, dipoles, chi2, rotation: Q },
      along: hasRegular ? along : Number.NaN,
      angle_deg: hasRegular ? (Math.acos(cos) * 180) / Math.PI : Number.NaN,
    };
  });
}
