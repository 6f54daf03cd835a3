/** One panel of Figs 3 and 5: histograms in columns, and the lines over them. */

import * as Plot from "@observablehq/plot";
import type { DipoleStatistics } from "../response/dipole_statistics.js";
import { LINE, shade } from "./drawing/palette.js";
import { chart, type Mark, outlined, shadedCells } from "./drawing/plotting.js";
import type { Limits } from "./measured/limits.js";

/** Width of a column, degrees; columns are centred at 0, 3, ... 360, one of them at 90, where the trough is narrow. */
export const STEP_DEG = 3;
/** Width of a row of the histogram in decades. */
export const BIN = 0.1;
/** The row for what is below the axis or negative, in decades below it. */
export const BELOW = 0.22;

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
}

/** How many values are in each row of a histogram that begins at SMALLEST; values below it, negative ones too, are in `below`. */
export interface Tally {
  rows: Uint32Array;
  below: number;
  total: number;
}

/** Where tallies begin; a power of ten, as the lower end of every axis is, so that their rows are those of the axis. */
export const SMALLEST = 1e-8;
/** Up to amplitudes of 10^4: those above count in the last row. */
const ROWS = 120;

/** A root that keeps the sign: what a debiased square is in units of an amplitude. */
export const signedRoot = (square: number) => (square < 0 ? -Math.sqrt(-square) : Math.sqrt(square));

export function tally(values: ArrayLike<number>): Tally {
  const rows = new Uint32Array(ROWS);
  let below = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value >= SMALLEST) rows[Math.min(ROWS - 1, Math.floor(Math.log10(value / SMALLEST) / BIN))] += 1;
    else below += 1;
  }
  return { rows, below, total: values.length };
}

/** Fraction of the realisations in each row of a column from `low`, a power of ten, to `high`; and of what is below the axis. */
export function histogram(counted: Tally, [low, high]: [number, number]): { below: number; rows: number[] } {
  const first = Math.round(Math.log10(low / SMALLEST) / BIN);
  const counts = new Array<number>(Math.ceil(Math.log10(high / low) / BIN - 1e-9)).fill(0);
  let below = counted.below;
  for (let i = 0; i < ROWS; i++) {
    if (i < first) below += counted.rows[i];
    else counts[Math.min(counts.length - 1, i - first)] += counted.rows[i];
  }
  return { below: below / counted.total, rows: counts.map((count) => count / counted.total) };
}

export function panelPlot(
  document: Document,
  slices: Slice[],
  limits: Limits,
  domain: [number, number],
  debiased: boolean,
) {
  const [low, high] = domain;
  const bottom = low / 10 ** BELOW;
  const most = 0.4;
  const cells = slices.flatMap((slice) => {
    const { longitude_deg } = slice;
    const { below, rows } = histogram(debiased ? slice.debiased : slice.amplitude, domain);
    const x = { x1: Math.max(0, longitude_deg - STEP_DEG / 2), x2: Math.min(360, longitude_deg + STEP_DEG / 2) };
    const inside = rows.map((part, i) => ({
      ...x,
      y1: low * 10 ** (BIN * i),
      y2: Math.min(high, low * 10 ** (BIN * (i + 1))),
      part,
    }));
    return [...inside, { ...x, y1: bottom, y2: low, part: below }];
  });
  const drawn = cells
    .filter((cell) => cell.part > 0)
    .map((cell) => ({ ...cell, fill: shade(0.12 + (0.88 * cell.part) / most) }));
  // what is below the axis, or not above zero, is drawn in the row for it
  const along = (value: (s: DipoleStatistics) => number | null) =>
    slices.map(({ longitude_deg, statistics }) => {
      const y = value(statistics) ?? 0;
      return [longitude_deg, y < low ? low / 10 ** (BELOW / 2) : y] as [number, number];
    });
  const marks: Mark[] = [
    shadedCells(drawn),
    ...(limits.eastop
      ? [
          Plot.rect([0], {
            x1: 0,
            x2: 360,
            y1: limits.eastop[0],
            y2: limits.eastop[1],
            fill: "#777777",
            fillOpacity: 0.38,
          }),
        ]
      : []),
    ...(limits.eastop ? limits.eastop.map((y) => Plot.ruleY([y], { stroke: "#555555", strokeWidth: 0.8 })) : []),
    ...(limits.kascade ? [Plot.ruleY([limits.kascade], LINE.limit)] : []),
    ...(limits.kascadeLower
      ? [Plot.ruleY([limits.kascadeLower], { ...LINE.limit, strokeWidth: 1.4, strokeDasharray: "2 4" })]
      : []),
    ...outlined(
      along((s) => s.isotropic_prediction),
      LINE.prediction,
    ),
  ];
  if (debiased) {
    const root = (square: number | null) => (square !== null && square > 0 ? Math.sqrt(square) : null);
    marks.push(
      ...outlined(
        along((s) => root(s.amplitude_of_mean_debiased_square)),
        LINE.mean,
      ),
      ...outlined(
        along((s) => root(s.debiased.median_square)),
        LINE.median,
      ),
      ...outlined(
        along((s) => s.debiased.rms),
        LINE.rms,
      ),
    );
  } else {
    marks.push(
      ...outlined(
        along((s) => s.amplitude_of_mean),
        LINE.mean,
      ),
      ...outlined(
        along((s) => s.median),
        LINE.median,
      ),
    );
  }
  marks.push(
    ...outlined(
      along((s) => s.noise_floor),
      LINE.noise,
    ),
  );
  marks.push(Plot.ruleY([low], { stroke: "#222222", strokeWidth: 0.7 }));
  marks.push(
    Plot.text([debiased ? "negative or below" : "below the axis"], {
      x: 4,
      y: low / 10 ** (BELOW / 2),
      text: (d: string) => d,
      textAnchor: "start",
      fontSize: 9,
      stroke: "white",
      strokeWidth: 3,
      fill: "#222222",
    }),
    Plot.text([debiased ? "free of the bias of the noise" : "as measured"], {
      frameAnchor: "top-left",
      dy: -16,
      text: (d: string) => d,
      fontWeight: "bold",
      fill: "#222222",
    }),
  );
  return chart(
    {
      document,
      width: 640,
      height: 310,
      margin: { top: 22, right: 14, bottom: 42, left: 62 },
      x: {
        label: "longitude of the gradient l [degrees]",
        domain: [0, 360],
        ticks: Array.from({ length: 13 }, (_, i) => 30 * i),
        minor: Array.from({ length: 37 }, (_, i) => 10 * i),
      },
      y: {
        label: debiased ? "dipole amplitude, debiased" : "dipole amplitude |δ|",
        log: true,
        domain: [bottom, high],
        from: low,
      },
    },
    marks,
  );
}
