/** What a sky says for a gradient, in one sentence: where the dipoles point, how large they are, and what is measured. */

import { defaultKind } from "../response/summary.js";
import { angleDeg, directionDeg, directionVector } from "../sky/directions.js";
import { quantile } from "../statistics/jackknife.js";
import { percent, plain, rigidity, scientific } from "../words/numbers.js";
import { checkKeys, checkObject } from "../words/options.js";
import type { ChosenGradient, Ensemble, LiveDipoles } from "./ensemble.js";

/** What is measured at the rigidity of protons; null where nothing is. */
export interface Measured {
  kascade: number | null;
  eastop: readonly [number, number] | null;
}

/** Degrees, 0 to 90, between a direction and the line of the regular field. */
export function angleToLine(direction_deg: readonly [number, number], regular_deg: readonly [number, number]): number {
  const angle = angleDeg(directionVector(...direction_deg), directionVector(...regular_deg));
  return Math.min(angle, 180 - angle);
}

export const medianOf = (values: Float64Array): number => quantile(values.slice().sort(), 0.5);

/** Cosine of 30 degrees. */
const NEAR = Math.sqrt(0.75);

/** Fraction of the dipoles within 30 degrees of the line of a direction, in either sense. */
export function nearLine({ vector, amplitude }: LiveDipoles, direction_deg: readonly [number, number]): number {
  const [x, y, z] = directionVector(...direction_deg);
  let near = 0;
  for (let k = 0; k < amplitude.length; k++) {
    const along = Math.abs(vector[3 * k] * x + vector[3 * k + 1] * y + vector[3 * k + 2] * z);
    if (along > NEAR * amplitude[k]) near += 1;
  }
  return near / amplitude.length;
}

/** What is measured may come with more; a misspelt name is one that is not there. */
function checkMeasured(measured: Measured): void {
  const names = ["kascade", "eastop"] as const;
  checkObject("measured", measured, names);
  const missing = names.find((name) => measured[name] === undefined);
  if (missing !== undefined)
    throw new RangeError(`measured.${missing}: nothing found, what is measured or null for nothing expected`);
}

export function resultSentence(
  ensemble: Ensemble,
  dipoles: LiveDipoles,
  gradient: ChosenGradient,
  measured: Measured | null = null,
): string {
  checkKeys("gradient", gradient, ["direction_deg", "per_kpc", "kind"]);
  if (measured !== null) checkMeasured(measured);
  const { regular_deg } = ensemble;
  const { amplitude, prediction } = dipoles;
  const median = medianOf(amplitude);
  const ratio = median / prediction;
  const share = ratio < 0.1 ? `${plain(100 * ratio, 1)} %` : percent(ratio);
  const where =
    regular_deg === null
      ? `Turbulence alone, ${rigidity(ensemble.rigidity_TV)}: ${pointing(dipoles, gradient.direction_deg, "the gradient")}`
      : `Gradient ${Math.round(angleToLine(gradient.direction_deg, regular_deg))}° from the line of B₀: ${pointing(dipoles, regular_deg, "B₀")}`;
  // not the gradient that is given, but up to a hundred times it
  const matched = (gradient.kind ?? defaultKind(ensemble.turbulence_level)) === "matched";
  const size = `${amplitude.length === 1 ? "" : "median "}${scientific(median)}`;
  const how = `${size}, ${share} of what isotropic diffusion predicts${matched ? ", for a gradient matched to the simulated D" : ""}`;
  return `${where}, ${how}${measured === null ? "" : measuredText(measured)}.`;
}

/** Where the dipoles point with respect to a line. */
function pointing(dipoles: LiveDipoles, line_deg: readonly [number, number], line: string): string {
  const { length } = dipoles.amplitude;
  if (length === 1)
    return `the dipole is ${Math.round(angleToLine(directionDeg([...dipoles.vector]), line_deg))}° from the line of ${line}`;
  const near = nearLine(dipoles, line_deg);
  // of random directions 13 % are
  if (line === "B₀" && near >= 0.5) return `the ${length} dipoles point along B₀ (${percent(near)} within 30°)`;
  return `the ${length} dipoles scatter (${percent(near)} within 30° of the line of ${line})`;
}

/** What is measured, to be put behind a statement. */
export function measuredText({ kascade, eastop }: Measured): string {
  const parts = [
    kascade === null ? "" : `below ${scientific(kascade)} (KASCADE)`,
    eastop === null
      ? ""
      : `${scientific((eastop[0] + eastop[1]) / 2)} ± ${scientific((eastop[1] - eastop[0]) / 2)} (EAS-TOP)`,
  ].filter(Boolean);
  return parts.length === 0 ? "" : `; measured: ${parts.join(", ")}`;
}
