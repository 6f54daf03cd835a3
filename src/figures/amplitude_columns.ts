/**
 * Figs 3 and 5: the distribution of dipole amplitudes against the longitude of the gradient, a normalised histogram in each
 * column. Above as measured, where the noise of the finite number of directions fills up small amplitudes; below from the product of
 * two half-sets of directions, which is free of that bias and may come out negative.
 */

import type { DipoleStatistics, Dipoles } from "../response/dipole_statistics.js";
import { countWithin, firstHarmonics, KASCADE_BAND, orientation } from "../response/first_harmonic.js";
import type { Sample } from "../response/sample.js";
import { percent, rigidity, scientific, short } from "../words/numbers.js";
import { ACROSS, notesOf } from "./amplitude_notes.js";
import {
  BIN,
  EASTOP,
  LOWER_LIMIT,
  MOST,
  panel,
  partShade,
  partWithin,
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
import { agreementWith, ownText } from "./measured/beside.js";
import { EASTOP_NAME, type Limits, limitsAt } from "./measured/limits.js";
import { ownKeys } from "./measured/own_marks.js";
import { profileKeys, profilesOf, profileText } from "./profiles.js";
import { troughFrame, troughMarks } from "./trough.js";

export function drawColumns(name: string, wanted: Wanted, input: FigureInput, document: Document): Drawing {
  const missing: string[] = [];
  if (input.gradient.per_kpc === 0) throw new FigureError(noGradient(name));
  const sample = closest(input, wanted, name, missing);
  const { group } = sample;
  const limits = limitsAt(input.measured, group.rigidity_TV, group.regular_uG > 0);
  missing.push(...limits.not_drawn.map((reason) => `${name}: of your data not drawn, ${reason}`));
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
    .side([...keysOf(limits, slices[0].statistics), ...ownKeys(limits.own), ...profileKeys(profiles)], {
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
        ...(limits.own.length > 0 ? [ownText(limits.own)] : []),
        `KASCADE limit ${limits.kascade ?? "none"}; ${EASTOP_NAME} ${limits.eastop?.map((a) => short(a)).join(" to ") ?? "none"}. Squares keep their sign.`,
      ],
      rows: slices.map((slice, i) => ({
        ...rowOf(slice, limits),
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
    const harmonics = (range: readonly [number, number], band?: readonly [number, number]) =>
      countWithin(firstHarmonics(vector, where, band), ...range) / vector.length;
    const smallest = smallestBeside(statistics.isotropic_prediction);
    slices.push({
      longitude_deg,
      statistics,
      amplitude: tally(amplitude, smallest),
      debiased: tally(debiased_square.map(signedRoot), smallest),
      largest: amplitude.reduce((a, b) => Math.max(a, b)),
      below_kascade: limits.kascade === null ? null : partWithin(amplitude, 0, limits.kascade),
      within_eastop: limits.eastop === null ? null : partWithin(amplitude, ...limits.eastop),
      harmonic_below_kascade: limits.kascade === null ? null : harmonics([0, limits.kascade], KASCADE_BAND),
      equatorial_within_eastop: limits.eastop === null ? null : harmonics(limits.eastop),
      own: limits.own.map(({ range, band }) =>
        range === null ? null : { amplitudes: partWithin(amplitude, ...range), harmonics: harmonics(range, band) },
      ),
    });
    if (longitude_deg === 90) across = dipoles;
  }
  return { slices, across: across as Dipoles };
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
  const own = limits.own.map(({ amplitude }) => amplitude).filter((amplitude) => amplitude > high / FAR);
  const low = Math.min(rareDecade(slices), eastop, ...own, slices[ACROSS].statistics.noise_floor_halves || high);
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

function rowOf({ longitude_deg, statistics: s, ...parts }: Slice, limits: Limits): Record<string, number | null> {
  const own = limits.own.flatMap((measurement, k) => {
    const fractions = parts.own[k];
    if (fractions === null) return [];
    return [
      [`fraction ${agreementWith(measurement)}`, fractions.amplitudes],
      [`fraction of first harmonics ${agreementWith(measurement)}`, fractions.harmonics],
    ];
  });
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
    ...Object.fromEntries(own),
  };
}
