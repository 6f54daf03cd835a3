/**
 * Figs 3 and 5: the distribution of dipole amplitudes against the longitude of the gradient, a normalised histogram in each
 * column. Above as measured, where the noise of the finite number of directions fills up small amplitudes; below from the product of
 * two half-sets of directions, which is free of that bias and may come out negative.
 */

import {
  type DipoleStatistics,
  type Dipoles,
  dipolesWithStatistics,
  matchedReason,
} from "../response/dipole_statistics.js";
import type { Sample } from "../response/sample.js";
import { directionVector, dot } from "../sky/directions.js";
import { BIN, panelPlot, type Slice, SMALLEST, STEP_DEG, signedRoot, tally } from "./amplitude_panel.js";
import { percent, plain, rigidity, scientific } from "./drawing/format.js";
import { LINE, shade } from "./drawing/palette.js";
import { type Key, legend } from "./drawing/plotting.js";
import { sheetSVG } from "./drawing/sheet.js";
import type { Cell } from "./drawing/table.js";
import {
  closest,
  type Drawing,
  FigureError,
  type FigureInput,
  gradientOf,
  gradientText,
  identityText,
  type Wanted,
  whatWasComputed,
} from "./input.js";
import { EASTOP_NAME, type Limits, limitsAt } from "./measured/limits.js";

/** The slices at all longitudes, made one after the other; `across`: the dipoles for a gradient at 90 degrees. */
function slicesOf(
  input: FigureInput,
  sample: Sample,
  limits: Limits,
  figure: string,
): { slices: Slice[]; across: Dipoles } {
  const gradient = gradientOf(input, sample);
  const latitude_deg = gradient.direction_deg[1];
  const slices: Slice[] = [];
  let across: Dipoles | undefined;
  for (let longitude_deg = 0; longitude_deg <= 360; longitude_deg += STEP_DEG) {
    const found = dipolesWithStatistics(sample, { ...gradient, direction_deg: [longitude_deg, latitude_deg] });
    if (found === null) {
      throw new FigureError(
        `${figure}: ${matchedReason(sample, gradient)}. Use --gradient literal, or run more realisations`,
      );
    }
    const { amplitude, debiased_square } = found.dipoles;
    slices.push({
      longitude_deg,
      statistics: found.statistics,
      amplitude: tally(amplitude),
      debiased: tally(debiased_square.map(signedRoot)),
      largest: amplitude.reduce((a, b) => Math.max(a, b)),
      below_kascade: limits.kascade === null ? null : part(amplitude, 0, limits.kascade),
      within_eastop: limits.eastop === null ? null : part(amplitude, ...limits.eastop),
    });
    if (longitude_deg === 90) across = found.dipoles;
  }
  return { slices, across: across as Dipoles };
}

/** Fraction of the values from `low` to below `high`. */
function part(values: Float64Array, low: number, high: number): number {
  return values.reduce((count, a) => count + (a >= low && a < high ? 1 : 0), 0) / values.length;
}

export function drawColumns(name: string, wanted: Wanted, input: FigureInput, document: Document): Drawing {
  const missing: string[] = [];
  const sample = closest(input, wanted, name, missing);
  const limits = limitsAt(input.measured, sample.group.rigidity_TV);
  const { slices, across } = slicesOf(input, sample, limits, name);
  const domain = domainOf(slices, limits);
  const panel = (debiased: boolean, y: number) => ({
    x: 0,
    y,
    width: 640,
    height: 310,
    plot: panelPlot(document, slices, limits, domain, debiased),
  });
  const keys = keysOf(limits, slices[0].statistics);
  const side = legend(document, keys, { width: 216, rowHeight: 18 });
  const regular = sample.group.regular_uG > 0;
  const { group } = sample;
  const width = 860;
  const svg = sheetSVG({
    name,
    title: `Dipole amplitude against the longitude of the gradient, η = ${group.turbulence_level}, ${rigidity(group.rigidity_TV)}`,
    subtitle: `${whatWasComputed(input, sample)} ${gradientText(at90(slices), false)}`,
    notes: [...notesOf(slices, across, limits, regular, input), identityText(input)],
    description: `Histograms of the dipole amplitudes of ${sample.rows.length} realisations for gradients at longitudes 0 to 360 degrees, with median, mean and measured limits.`,
    width,
    height: 636,
    pieces: [panel(false, 0), panel(true, 322), { x: 642, y: 12, width: 216, height: side.height, plot: side.plot }],
  });
  return { svg, table: tableOf(slices, limits, sample, input), missing };
}

const at90 = (slices: Slice[]): DipoleStatistics => slices[Math.round(90 / STEP_DEG)].statistics;

/** Decades that hold the limits and 98 % of the amplitudes; the rest is counted in the row below. */
function domainOf(slices: Slice[], limits: Limits): [number, number] {
  const low = Math.min(rareDecade(slices), limits.eastop?.[0] ?? 1, at90(slices).noise_floor);
  const high = Math.max(...slices.map((slice) => slice.largest), slices[0].statistics.isotropic_prediction);
  const decade = 10 ** Math.floor(Math.log10(high));
  const top = [2, 3, 5, 10].find((d) => d * decade > high * 1.1) ?? 10;
  return [Math.max(SMALLEST, 10 ** Math.floor(Math.log10(low))), top * decade];
}

/** Lower edge of the histogram's row in which the lowest 1 % of all amplitudes end. */
function rareDecade(slices: Slice[]): number {
  const total = slices.reduce((sum, { amplitude }) => sum + amplitude.total, 0);
  let count = slices.reduce((sum, { amplitude }) => sum + amplitude.below, 0);
  if (count > 0.01 * total) return SMALLEST;
  for (let row = 0; ; row++) {
    count += slices.reduce((sum, { amplitude }) => sum + amplitude.rows[row], 0);
    // 1e-9: the edge of a decade is not to fall into the decade below
    if (count > 0.01 * total) return SMALLEST * 10 ** (BIN * row + 1e-9);
  }
}

function keysOf(limits: Limits, { isotropic_prediction }: DipoleStatistics): Key[] {
  const keys: Key[] = [
    { text: "Realisations, by column", bold: true },
    ...[0.02, 0.1, 0.2, 0.4].map((part) => ({
      text: `${part === 0.4 ? "≥ " : ""}${percent(part)} in ${BIN} decades`,
      band: { fill: shade(0.12 + (0.88 * part) / 0.4), stroke: "#222222" },
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
  ];
  if (limits.kascade) keys.push({ text: `KASCADE limit, ${scientific(limits.kascade)}`, line: LINE.limit });
  if (limits.kascadeLower) {
    keys.push({
      text: `if it were ${scientific(limits.kascadeLower, 1)}`,
      line: { ...LINE.limit, strokeWidth: 1.4, strokeDasharray: "2 4" },
    });
  }
  if (limits.eastop)
    keys.push({ text: "EAS-TOP, 370 TeV", band: { fill: "#777777", fillOpacity: 0.38, stroke: "#555555" } });
  return keys;
}

function notesOf(slices: Slice[], dipoles: Dipoles, limits: Limits, regular: boolean, input: FigureInput): string[] {
  const statistics = at90(slices);
  const debiased = dipoles.debiased_square.map(signedRoot);
  const within = (low: number, high: number) =>
    `${percent(part(dipoles.amplitude, low, high))} (debiased ${percent(part(debiased, low, high))})`;
  const parts = [`median ${scientific(statistics.median)}, noise floor ${scientific(statistics.noise_floor)}`];
  if (limits.kascade) parts.push(`below the KASCADE limit ${within(Number.NEGATIVE_INFINITY, limits.kascade)}`);
  if (limits.kascadeLower)
    parts.push(`below ${scientific(limits.kascadeLower, 1)} ${within(Number.NEGATIVE_INFINITY, limits.kascadeLower)}`);
  if (limits.eastop) parts.push(`within the EAS-TOP band ${within(...limits.eastop)}`);
  const where = regular
    ? `Gradient at latitude ${input.gradient.direction_deg[1]}°; B₀ towards (${input.config.field.regular_direction_deg.join("°, ")}°). `
    : "";
  return [
    `${where}Of the realisations at l = 90°: ${parts.join("; ")}.`,
    regular ? cosineText(slices, input) : isotropyText(slices),
    regular ? belowText(slices, limits) : "",
    limits.note ?? "",
  ].filter((note) => note !== "");
}

/** Without a regular field: whether a direction is preferred, and single amplitudes beside the prediction. */
function isotropyText(slices: Slice[]): string {
  const range = (of: (s: DipoleStatistics) => number) => {
    const all = slices.map(({ statistics }) => of(statistics));
    return `${scientific(Math.min(...all))} to ${scientific(Math.max(...all))}`;
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
  return `Where the angle to B₀ is below 60° the median is ${plain(Math.min(...ratios), 3)} to ${plain(Math.max(...ratios), 3)} times what the cosine law makes of it along B₀.`;
}

/** Between which longitudes around 90 degrees the median is below the KASCADE limit; linear between the columns. */
function belowText(slices: Slice[], { kascade }: Limits): string {
  const at = Math.round(90 / STEP_DEG);
  const median = (i: number) => slices[i].statistics.median;
  if (kascade === null || median(at) >= kascade) return "";
  const edge = (step: 1 | -1): number | null => {
    for (let i = at; slices[i + step] !== undefined; i += step) {
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

function tableOf(slices: Slice[], limits: Limits, sample: Sample, input: FigureInput) {
  const rows = slices.map(({ longitude_deg, statistics: s, below_kascade, within_eastop }): Cell[] => {
    return [
      longitude_deg,
      s.median,
      s.median_error,
      s.mean,
      s.mean_error,
      s.amplitude_of_mean,
      s.amplitude_of_mean_error,
      s.amplitude_of_mean_debiased_square,
      s.debiased.mean_square,
      s.debiased.mean_square_error,
      s.debiased.median_square,
      s.noise_floor,
      s.isotropic_prediction,
      ...Object.values(s.quantiles),
      below_kascade,
      within_eastop,
      s.gradient.per_kpc,
    ];
  });
  return {
    about: [
      whatWasComputed(input, sample),
      `${gradientText(slices[0].statistics, false)} Gradient latitude ${input.gradient.direction_deg[1]} degrees.`,
      `KASCADE limit ${limits.kascade ?? "none"}; ${EASTOP_NAME} ${limits.eastop?.join(" to ") ?? "none"}. Squares keep their sign.`,
      identityText(input),
    ],
    columns: [
      "gradient_longitude_deg",
      "median",
      "median_error",
      "mean",
      "mean_error",
      "amplitude_of_mean",
      "amplitude_of_mean_error",
      "amplitude_of_mean_debiased_square",
      "debiased_mean_square",
      "debiased_mean_square_error",
      "debiased_median_square",
      "noise_floor",
      "isotropic_prediction",
      ...Object.keys(slices[0].statistics.quantiles).map((p) => `quantile_${p}`),
      "fraction_below_kascade",
      "fraction_within_eastop",
      "gradient_per_kpc",
    ],
    rows,
  };
}
