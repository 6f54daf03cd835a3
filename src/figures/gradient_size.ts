/** The size of the gradient that is applied to one realisation. */

import type { Group } from "../config/config.js";
import { dipoleStatistics, matchedReason } from "../response/dipole_statistics.js";
import { isOf } from "../response/sample.js";
import { plain } from "./drawing/format.js";
import { FigureError, type FigureInput, gradientOf, gradientText } from "./input.js";

/** For a matched gradient, D(T) comes from the realisations of the other parity, so the run must have some of them. */
export function gradientSize(input: FigureInput, group: Group, realisation: number): { per_kpc: number; text: string } {
  const sample = input.samples.find((one) => isOf(one.group, group));
  if (sample === undefined) throw new FigureError("this turbulence level and rigidity are not in the run");
  const gradient = gradientOf(input, sample);
  const [l, b] = gradient.direction_deg;
  if (gradient.kind === "literal") {
    return {
      per_kpc: gradient.per_kpc,
      text: `Gradient ${plain(gradient.per_kpc, 3)}/kpc at (l, b) = (${l}°, ${b}°), literal.`,
    };
  }
  const statistics = dipoleStatistics(sample, gradient);
  if (statistics === null) {
    throw new FigureError(`${matchedReason(sample, gradient)}. Use --gradient literal, or run more realisations`);
  }
  return { per_kpc: statistics.gradient.per_kpc_halves[realisation % 2], text: gradientText(statistics) };
}
