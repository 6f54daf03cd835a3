// What Figs 3 and 5 say below their panels.

import type { DipoleStatistics, Dipoles } from "../response/dipole_statistics.js";
import { directionVector, dot } from "../sky/directions.js";
import { percent, scientific } from "../words/numbers.js";
import { partWithin, type Slice, STEP_DEG, signedRoot } from "./amplitude_panel.js";
import type { FigureInput } from "./input.js";
import { agreementWith } from "./measured/beside.js";
import type { Limits } from "./measured/limits.js";

/** The column of slices that has the gradient across a regular field along +x. */
export const ACROSS = Math.round(90 / STEP_DEG);

export function notesOf(
  slices: Slice[],
  dipoles: Dipoles,
  limits: Limits,
  regular: boolean,
  input: FigureInput,
  [low, high]: [number, number],
): string[] {
  const { statistics } = slices[ACROSS];
  const own = limits.own.map(({ amplitude }) => amplitude);
  const offAxis = [limits.kascade, ...(limits.eastop ?? []), ...own].some((y) => y !== null && (y < low || y > high));
  const debiased = dipoles.debiased_square.map(signedRoot);
  const within = (low: number, high: number, harmonic: number | null = null) => {
    const projected = harmonic === null ? "" : `, as first harmonics ${percent(harmonic)}`;
    return `${percent(partWithin(dipoles.amplitude, low, high))} (debiased ${percent(partWithin(debiased, low, high))}${projected})`;
  };
  const { harmonic_below_kascade, equatorial_within_eastop } = slices[ACROSS];
  const parts = [`median ${scientific(statistics.median)}, noise floor ${scientific(statistics.noise_floor_halves)}`];
  if (limits.kascade)
    parts.push(`below the KASCADE limit ${within(Number.NEGATIVE_INFINITY, limits.kascade, harmonic_below_kascade)}`);
  if (limits.kascadeLower)
    parts.push(`below ${scientific(limits.kascadeLower, 1)} ${within(Number.NEGATIVE_INFINITY, limits.kascadeLower)}`);
  if (limits.eastop) parts.push(`within the EAS-TOP band ${within(...limits.eastop, equatorial_within_eastop)}`);
  limits.own.forEach((measurement, k) => {
    const { range } = measurement;
    const fractions = slices[ACROSS].own[k];
    if (range === null || fractions === null) return;
    parts.push(`${agreementWith(measurement)} ${within(...range, fractions.harmonics)}`);
  });
  const where = regular
    ? `Gradient at latitude ${input.gradient.direction_deg[1]}°; B₀ towards (${input.config.field.regular_direction_deg.join("°, ")}°). `
    : "";
  return [
    `${where}Of the realisations at l = 90°: ${parts.join("; ")}.`,
    regular ? cosineText(slices, input) : isotropyText(slices),
    regular ? belowText(slices, limits) : "",
    limits.note ?? "",
    offAxis ? "Limits that lie beyond the axis are not drawn." : "",
  ];
}

/** Without a regular field: whether a direction is preferred, and single amplitudes beside the prediction. */
function isotropyText(slices: Slice[]): string {
  const range = (quantity: (s: DipoleStatistics) => number) => {
    const values = slices.map(({ statistics }) => quantity(statistics));
    return `${scientific(Math.min(...values))} to ${scientific(Math.max(...values))}`;
  };
  return `Over all longitudes: median ${range((s) => s.median)}, mean amplitude ${range((s) => s.mean)}, amplitude of the vector mean ${range((s) => s.amplitude_of_mean)}.`;
}

/** How well the median follows the cosine of the angle between gradient and regular field, where that is below 60 degrees. */
function cosineText(slices: Slice[], { config, gradient }: FigureInput): string {
  const axis = directionVector(...config.field.regular_direction_deg);
  const cosine = ({ longitude_deg }: Slice) =>
    Math.abs(dot(axis, directionVector(longitude_deg, gradient.direction_deg[1])));
  const along = slices.reduce((a, b) => (cosine(b) > cosine(a) ? b : a));
  const ratios = slices
    .filter((slice) => cosine(slice) > 0.499)
    .map((slice) => slice.statistics.median / along.statistics.median / (cosine(slice) / cosine(along)));
  if (ratios.length === 0) return "";
  return `Where the angle to B₀ is below 60° the median is ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} times what the cosine law makes of it along B₀.`;
}

/** Between which longitudes around 90 degrees the median is below the KASCADE limit; linear between the columns. */
function belowText(slices: Slice[], { kascade }: Limits): string {
  const median = (i: number) => slices[i].statistics.median;
  if (kascade === null || median(ACROSS) >= kascade) return "";
  const edge = (step: 1 | -1): number | null => {
    for (let i = ACROSS; slices[i + step] !== undefined; i += step) {
      if (median(i + step) >= kascade) {
        const part = (kascade - median(i)) / (median(i + step) - median(i));
        return slices[i].longitude_deg + step * STEP_DEG * part;
      }
    }
    return null;
  };
  const [low, high] = [edge(-1), edge(1)];
  if (low === null || high === null) return "";
  return `The median is below the KASCADE limit for longitudes from ${low.toFixed(1)}° to ${high.toFixed(1)}°.`;
}
