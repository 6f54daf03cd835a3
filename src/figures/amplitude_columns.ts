/**
 * Figs 3 and 5: the distribution of dipole amplitudes against the longitude of the gradient, a normalised histogram in each
 * column. Above as measured, where the noise of the finite number of directions fills up small amplitudes; below from the product of
 * two half-sets of directions, which is free of that bias and may come out negative.
 */

import type { DipoleStatistics, Dipoles } from "../response/dipole_statistics.js";
import { countWithin, firstHarmonics, KASCADE_BAND, orientation } from "../response/first_harmonic.js";
import type { Sample } from "../response/sample.js";
import { directionVector, dot } from "../sky/directions.js";
import { percent, rigidity, scientific, short } from "../words/numbers.js";
import {
  BIN,
  EASTOP,
  LOWER_LIMIT,
  MOST,
  panel,
  partShade,
  type Slice,
  STEP_DEG,
  signedRoot,
  smallestBeside,
  tally,
  WHOLE_LIMIT,
} from "./amplitude_panel.js";
import { INK, LINE } from "./drawing/palette.js";
import type { Key } from "./drawing/plotting.js";
import { Sheet } from "./drawing/sheet.js";
import {
  closest,
  type Drawing,
  ensembleOf,
  FigureError,
  type FigureInput,
  gradientText,
  noGradient,
  type Wanted,
  whatWasComputed,
} from "./input.js";
import { EASTOP_NAME, type Limits, limitsAt } from "./measured/limits.js";
import { profileKeys, profilesOf, profileText } from "./profiles.js";
import { troughFrame, troughMarks } from "./trough.js";

/** The column of slices that has the gradient across a regular field along +x. */
const ACROSS = Math.round(90 / STEP_DEG);

export function drawColumns(name: string, wanted: Wanted, input: FigureInput, document: Document): Drawing {
  const missing: string[] = [];
  if (input.gradient.per_kpc === 0) throw new FigureError(noGradient(name));
  const sample = closest(input, wanted, name, missing);
  const { group } = sample;
  const limits = limitsAt(input.measured, group.rigidity_TV, group.regular_uG > 0);
  const { slices, across } = slicesOf(input, sample, limits, name);
  const domain = domainOf(slices, limits);
  const profiles = profilesOf(input, sample).map((profile) => {
    const gradient = { ...input.gradient, kind: null, density: profile.slab.name };
    const medians = slices.map(({ longitude_deg }) => {
      const direction: [number, number] = [longitude_deg, input.gradient.direction_deg[1]];
      return ensembleOf({ ...input, gradient }, sample, name, direction).statistics.median;
    });
    return { ...profile, medians };
  });
  const [upper, lower] = [false, true].map((debiased) => panel(slices, limits, domain, debiased));
  const computed = whatWasComputed(input, sample);
  const sheet = new Sheet(input, document, {
    name,
    title: `Dipole amplitude against the longitude of the gradient, η = ${group.turbulence_level}, ${rigidity(group.rigidity_TV)}`,
    subtitle: `${computed} ${gradientText(slices[ACROSS].statistics, false)}`,
    notes: [...notesOf(slices, across, limits, group.regular_uG > 0, input, domain), profileText(profiles, input)],
    description: `Histograms of the dipole amplitudes of ${sample.rows.length} realisations for gradients at longitudes 0 to 360 degrees, with median, mean and measured limits.`,
    width: 860,
  })
    .chart(...upper)
    .chart({ ...lower[0], gap: 12 }, lower[1]);
  if (profiles.length > 0)
    sheet.chart({ ...troughFrame(domain), gap: 12 }, troughMarks(slices, profiles, limits, domain));
  return sheet
    .side([...keysOf(limits, slices[0].statistics), ...profileKeys(profiles)], {
      x: 642,
      y: 12,
      width: 216,
      rowHeight: 18,
    })
    .drawing({
      missing,
      about: [
        computed,
        `${gradientText(slices[0].statistics, false)} Gradient latitude ${input.gradient.direction_deg[1]} degrees.`,
        `KASCADE limit ${limits.kascade ?? "none"}; ${EASTOP_NAME} ${limits.eastop?.map((a) => short(a)).join(" to ") ?? "none"}. Squares keep their sign.`,
      ],
      rows: slices.map((slice, i) => ({
        ...rowOf(slice),
        ...Object.fromEntries(profiles.map(({ slab, medians }) => [`median_with_${slab.name}`, medians[i]])),
      })),
    });
}

/** The slices at all longitudes, made one after the other; `across`: the dipoles for a gradient at 90 degrees. */
function slicesOf(
  input: FigureInput,
  sample: Sample,
  limits: Limits,
  figure: string,
): { slices: Slice[]; across: Dipoles } {
  const latitude_deg = input.gradient.direction_deg[1];
  const where = orientation(sample.group.regular_uG > 0 ? input.config.field.regular_direction_deg : null);
  const slices: Slice[] = [];
  let across: Dipoles | undefined;
  for (let longitude_deg = 0; longitude_deg <= 360; longitude_deg += STEP_DEG) {
    const { dipoles, statistics } = ensembleOf(input, sample, figure, [longitude_deg, latitude_deg]);
    const { amplitude, debiased_square, vector } = dipoles;
    const partOf = (amplitudes: number[][], low: number, high: number) =>
      countWithin(amplitudes, low, high) / amplitudes.length;
    const smallest = smallestBeside(statistics.isotropic_prediction);
    slices.push({
      longitude_deg,
      statistics,
      amplitude: tally(amplitude, smallest),
      debiased: tally(debiased_square.map(signedRoot), smallest),
      largest: amplitude.reduce((a, b) => Math.max(a, b)),
      below_kascade: limits.kascade === null ? null : part(amplitude, 0, limits.kascade),
      within_eastop: limits.eastop === null ? null : part(amplitude, ...limits.eastop),
      harmonic_below_kascade:
        limits.kascade === null ? null : partOf(firstHarmonics(vector, where, KASCADE_BAND), 0, limits.kascade),
      equatorial_within_eastop: limits.eastop === null ? null : partOf(firstHarmonics(vector, where), ...limits.eastop),
    });
    if (longitude_deg === 90) across = dipoles;
  }
  return { slices, across: across as Dipoles };
}

/** Fraction of the values from `low` to below `high`. */
function part(values: Float64Array, low: number, high: number): number {
  return values.reduce((count, a) => count + (a >= low && a < high ? 1 : 0), 0) / values.length;
}

/** Where an amplitude is this many times larger than a limit, the limit is left off the axis. */
const FAR = 1e4;

/**
 * Decades that hold 98 % of the amplitudes, and the limits where they are not far below; the rest is counted in the row below. Where
 * the amplitudes are far below the limits, these are left off.
 */
function domainOf(slices: Slice[], limits: Limits): [number, number] {
  const high = Math.max(...slices.map((slice) => slice.largest), slices[0].statistics.isotropic_prediction);
  const eastop = limits.eastop !== null && limits.eastop[0] > high / FAR ? limits.eastop[0] : high;
  const low = Math.min(rareDecade(slices), eastop, slices[ACROSS].statistics.noise_floor_halves || high);
  const decade = 10 ** Math.floor(Math.log10(high));
  const top = [2, 3, 5, 10].find((d) => d * decade > high * 1.1) ?? 10;
  return [Math.max(slices[0].amplitude.smallest, 10 ** Math.floor(Math.log10(low))), top * decade];
}

/** Lower edge of the histogram's row in which the lowest 1 % of all amplitudes end. */
function rareDecade(slices: Slice[]): number {
  const { smallest } = slices[0].amplitude;
  const total = slices.reduce((sum, { amplitude }) => sum + amplitude.total, 0);
  let count = slices.reduce((sum, { amplitude }) => sum + amplitude.below, 0);
  if (count > 0.01 * total) return smallest;
  for (let row = 0; ; row++) {
    count += slices.reduce((sum, { amplitude }) => sum + amplitude.rows[row], 0);
    // 1e-9: the edge of a decade is not to fall into the decade below
    if (count > 0.01 * total) return smallest * 10 ** (BIN * row + 1e-9);
  }
}

function keysOf(limits: Limits, { isotropic_prediction }: DipoleStatistics): Key[] {
  const { kascade, kascadeLower, kascadeWhole, eastop } = limits;
  return [
    { text: "Realisations, by column", bold: true },
    ...[0.02, 0.1, 0.2, MOST].map((part) => ({
      text: `${part === MOST ? "≥ " : ""}${percent(part)} in ${BIN} decades`,
      band: { fill: partShade(part), stroke: INK },
    })),
    { text: "" },
    { text: "Ensemble", bold: true },
    { text: "median", line: LINE.median },
    { text: "amplitude of the vector mean", line: LINE.mean },
    { text: "rms (lower panel)", line: LINE.rms },
    { text: "noise floor (rms of the noise)", line: LINE.noise },
    { text: `isotropic diffusion, ${scientific(isotropic_prediction)}`, line: LINE.prediction },
    { text: "" },
    { text: "Measured", bold: true },
    ...(kascade ? [{ text: `KASCADE limit, ${scientific(kascade)}`, line: LINE.limit }] : []),
    ...(kascadeWhole ? [{ text: `|δ| that shows it, ${scientific(kascadeWhole, 2)}`, line: WHOLE_LIMIT }] : []),
    ...(kascadeLower ? [{ text: `if it were ${scientific(kascadeLower, 1)}`, line: LOWER_LIMIT }] : []),
    ...(eastop ? [{ text: "EAS-TOP, 370 TeV", band: { ...EASTOP, stroke: "#555555" } }] : []),
  ];
}

function notesOf(
  slices: Slice[],
  dipoles: Dipoles,
  limits: Limits,
  regular: boolean,
  input: FigureInput,
  [low, high]: [number, number],
): string[] {
  const { statistics } = slices[ACROSS];
  const offAxis = [limits.kascade, ...(limits.eastop ?? [])].some((y) => y !== null && (y < low || y > high));
  const debiased = dipoles.debiased_square.map(signedRoot);
  const within = (low: number, high: number, harmonic: number | null = null) => {
    const projected = harmonic === null ? "" : `, as first harmonics ${percent(harmonic)}`;
    return `${percent(part(dipoles.amplitude, low, high))} (debiased ${percent(part(debiased, low, high))}${projected})`;
  };
  const { harmonic_below_kascade, equatorial_within_eastop } = slices[ACROSS];
  const parts = [`median ${scientific(statistics.median)}, noise floor ${scientific(statistics.noise_floor_halves)}`];
  if (limits.kascade)
    parts.push(`below the KASCADE limit ${within(Number.NEGATIVE_INFINITY, limits.kascade, harmonic_below_kascade)}`);
  if (limits.kascadeLower)
    parts.push(`below ${scientific(limits.kascadeLower, 1)} ${within(Number.NEGATIVE_INFINITY, limits.kascadeLower)}`);
  if (limits.eastop) parts.push(`within the EAS-TOP band ${within(...limits.eastop, equatorial_within_eastop)}`);
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

function rowOf({ longitude_deg, statistics: s, ...parts }: Slice): Record<string, number | null> {
  return {
    gradient_longitude_deg: longitude_deg,
    median: s.median,
    median_error: s.median_error,
    mean: s.mean,
    mean_error: s.mean_error,
    amplitude_of_mean: s.amplitude_of_mean,
    amplitude_of_mean_error: s.amplitude_of_mean_error,
    amplitude_of_mean_debiased_square: s.amplitude_of_mean_debiased_square,
    debiased_mean_square: s.debiased.mean_square,
    debiased_mean_square_error: s.debiased.mean_square_error,
    debiased_median_square: s.debiased.median_square,
    noise_floor_halves: s.noise_floor_halves,
    isotropic_prediction: s.isotropic_prediction,
    ...Object.fromEntries(Object.entries(s.quantiles).map(([p, value]) => [`quantile_${p}`, value])),
    fraction_below_kascade: parts.below_kascade,
    fraction_within_eastop: parts.within_eastop,
    fraction_of_first_harmonics_below_kascade: parts.harmonic_below_kascade,
    fraction_of_projections_within_eastop: parts.equatorial_within_eastop,
    gradient_per_kpc: s.gradient.per_kpc,
  };
}
