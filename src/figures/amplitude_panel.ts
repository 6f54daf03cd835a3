/** One panel of Figs 3 and 5: histograms in columns, and the lines over them. */

import * as Plot from "@observablehq/plot";
import type { DipoleStatistics } from "../response/dipole_statistics.js";
import { INK, LINE, shade } from "./drawing/palette.js";
import {
  type Axis,
  type Frame,
  heading,
  type Mark,
  outlined,
  type ShadedCell,
  shadedCells,
  words,
} from "./drawing/plotting.js";
import type { Limits } from "./measured/limits.js";
import { ownMarks } from "./measured/own_marks.js";

/** Width of a column, degrees; columns are centred at 0, 3, ... 360, one of them at 90, where the trough is narrow. */
export const STEP_DEG = 3;
/** Width of a row of the histogram in decades. */
export const BIN = 0.1;
/** The row for what is below the axis or negative, in decades below it. */
const BELOW = 0.22;

/** One longitude of the gradient: what is drawn of it, and nothing that grows with the number of realisations. */
export interface Slice {
  longitude_deg: number;
  statistics: DipoleStatistics;
  amplitude: Tally;
  debiased: Tally;
  /** the largest amplitude */
  largest: number;
  /** fractions of the realisations; null without such a measurement */
  below_kascade: number | null;
  within_eastop: number | null;
  /** the same of first harmonics in KASCADE's band, and of projections on the equatorial plane */
  harmonic_below_kascade: number | null;
  equatorial_within_eastop: number | null;
  /** fractions that agree with each own measurement, of amplitudes and of its first harmonics; null: it has no error */
  own: ({ amplitudes: number; harmonics: number } | null)[];
}

/** How many values are in each row of a histogram that begins at `smallest`; values below it, negative ones too, are in `below`. */
export interface Tally {
  /** a power of ten, as the lower end of every axis is, so that the rows are those of the axis */
  smallest: number;
  rows: Uint32Array;
  below: number;
  total: number;
}

/** Twelve decades: values above them count in the last row. */
const ROWS = 120;
/** Where tallies begin, six decades below that of the amplitude that isotropic diffusion predicts. */
export const smallestBeside = (prediction: number): number => 10 ** (Math.floor(Math.log10(prediction)) - 6);

/** Fraction of the values from `low` to below `high`. */
export function partWithin(values: Float64Array, low: number, high: number): number {
  return values.reduce((count, a) => count + (a >= low && a < high ? 1 : 0), 0) / values.length;
}

/** A root that keeps the sign: what a debiased square is in units of an amplitude. */
export const signedRoot = (square: number) => (square < 0 ? -Math.sqrt(-square) : Math.sqrt(square));

export function tally(values: ArrayLike<number>, smallest: number): Tally {
  const rows = new Uint32Array(ROWS);
  let below = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value >= smallest) rows[Math.min(ROWS - 1, Math.floor(Math.log10(value / smallest) / BIN))] += 1;
    else below += 1;
  }
  return { smallest, rows, below, total: values.length };
}

/** Fraction of the realisations in each row of a column from `low`, a power of ten, to `high`; and of what is below the axis. */
export function histogram(counted: Tally, [low, high]: [number, number]): { below: number; rows: number[] } {
  const first = Math.round(Math.log10(low / counted.smallest) / BIN);
  const counts = new Array<number>(Math.ceil(Math.log10(high / low) / BIN - 1e-9)).fill(0);
  let below = counted.below;
  for (let i = 0; i < ROWS; i++) {
    if (i < first) below += counted.rows[i];
    else counts[Math.min(counts.length - 1, i - first)] += counted.rows[i];
  }
  return { below: below / counted.total, rows: counts.map((count) => count / counted.total) };
}

/** A chart of amplitudes against the longitude of the gradient: its frame, and the marks in it. */
export function panel(
  slices: Slice[],
  limits: Limits,
  [low, high]: [number, number],
  debiased: boolean,
): [Omit<Frame, "document">, Mark[]] {
  const bottom = low / 10 ** BELOW;
  const middleOfRow = low / 10 ** (BELOW / 2);
  // what is below the axis, or not above zero, is drawn in the row for it
  const line = (value: (s: DipoleStatistics) => number | null, style: (typeof LINE)[keyof typeof LINE]) =>
    outlined(
      slices.map(({ longitude_deg, statistics }): [number, number] => {
        const y = value(statistics) ?? 0;
        return [longitude_deg, y < low ? middleOfRow : y];
      }),
      style,
    );
  const root = (square: number | null) => (square !== null && square > 0 ? Math.sqrt(square) : null);
  const ensemble = debiased
    ? [
        ...line((s) => root(s.amplitude_of_mean_debiased_square), LINE.mean),
        ...line((s) => root(s.debiased.median_square), LINE.median),
        ...line((s) => s.debiased.rms, LINE.rms),
      ]
    : [...line((s) => s.amplitude_of_mean, LINE.mean), ...line((s) => s.median, LINE.median)];
  const small = { textAnchor: "start", fontSize: 9, stroke: "white", strokeWidth: 3, fill: INK } as const;
  const marks: Mark[] = [
    shadedCells(cellsOf(slices, [low, high], debiased)),
    ...limitMarks(limits, [low, high]),
    ...line((s) => s.isotropic_prediction, LINE.prediction),
    ...ensemble,
    ...line((s) => s.noise_floor_halves, LINE.noise),
    Plot.ruleY([low], { stroke: INK, strokeWidth: 0.7 }),
    words(debiased ? "negative or below" : "below the axis", { x: 4, y: middleOfRow, ...small }),
    heading(debiased ? "free of the bias of the noise" : "as measured", {
      frameAnchor: "top-left",
      dy: -16,
      fill: INK,
    }),
  ];
  const x: Axis = {
    label: "longitude of the gradient l [degrees]",
    domain: [0, 360],
    ticks: Array.from({ length: 13 }, (_, i) => 30 * i),
    minor: Array.from({ length: 37 }, (_, i) => 10 * i),
  };
  const label = debiased ? "dipole amplitude, debiased" : "dipole amplitude |δ|";
  const y: Axis = { label, log: true, domain: [bottom, high], from: low };
  return [{ width: 640, height: 310, margin: { top: 22, right: 14, bottom: 42, left: 62 }, x, y }, marks];
}

/** The shade of a part of the realisations in a row; darkest from MOST on. */
export const MOST = 0.4;
export const partShade = (part: number) => shade(0.12 + (0.88 * part) / MOST);

function cellsOf(slices: Slice[], [low, high]: [number, number], debiased: boolean): ShadedCell[] {
  return slices
    .flatMap(({ longitude_deg, ...tallies }) => {
      const { below, rows } = histogram(debiased ? tallies.debiased : tallies.amplitude, [low, high]);
      const x = { x1: Math.max(0, longitude_deg - STEP_DEG / 2), x2: Math.min(360, longitude_deg + STEP_DEG / 2) };
      return [
        ...rows.map((part, i) => {
          return { ...x, y1: low * 10 ** (BIN * i), y2: Math.min(high, low * 10 ** (BIN * (i + 1))), part };
        }),
        { ...x, y1: low / 10 ** BELOW, y2: low, part: below },
      ];
    })
    .filter(({ part }) => part > 0)
    .map(({ part, ...cell }) => ({ ...cell, fill: partShade(part) }));
}

export const EASTOP = { fill: "#777777", fillOpacity: 0.38 };
export const LOWER_LIMIT = { ...LINE.limit, strokeWidth: 1.4, strokeDasharray: "2 4" };

export const WHOLE_LIMIT = { ...LINE.limit, strokeWidth: 1.4, strokeDasharray: "8 3" };

/** The limits, as far as they lie on the axis. */
function limitMarks(
  { eastop, kascade, kascadeLower, kascadeWhole, own }: Limits,
  [low, high]: [number, number],
): Mark[] {
  const seen = (y: number | null): y is number => y !== null && y >= low && y <= high;
  const band = eastop && eastop[1] > low && eastop[0] < high;
  return [
    ...(band
      ? [Plot.rect([0], { x1: 0, x2: 360, y1: Math.max(low, eastop[0]), y2: Math.min(high, eastop[1]), ...EASTOP })]
      : []),
    ...(eastop ?? []).filter(seen).map((y) => Plot.ruleY([y], { stroke: "#555555", strokeWidth: 0.8 })),
    ...(seen(kascade) ? [Plot.ruleY([kascade], LINE.limit)] : []),
    ...(seen(kascadeWhole) ? [Plot.ruleY([kascadeWhole], WHOLE_LIMIT)] : []),
    ...(seen(kascadeLower) ? [Plot.ruleY([kascadeLower], LOWER_LIMIT)] : []),
    ...ownMarks(own, [low, high]),
  ];
}
