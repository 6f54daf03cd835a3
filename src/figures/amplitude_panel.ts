/** One panel of Figs 3 and 5: histograms in columns, and the lines over them. */

import * as Plot from "@observablehq/plot";
import type { DipoleStatistics, Dipoles } from "../dipole.js";
import type { Limits } from "./limits.js";
import { LINE, shade } from "./palette.js";
import { chart, type Mark, outlined, shadedCells } from "./plotting.js";

/** Width of a column, degrees; columns are centred at 0, 3, ... 360, one of them at 90, where the trough is narrow. */
export const STEP_DEG = 3;
/** Width of a row of the histogram in decades. */
export const BIN = 0.1;
/** The row for what is below the axis or negative, in decades below it. */
export const BELOW = 0.22;

export interface Slice {
  longitude_deg: number;
  dipoles: Dipoles;
  statistics: DipoleStatistics;
}

/** A root that keeps the sign: what a debiased square is in units of an amplitude. */
export const signedRoot = (square: number) => (square < 0 ? -Math.sqrt(-square) : Math.sqrt(square));

/** Fraction of the realisations in each row of a column; what is below the axis comes first. */
export function histogram(values: number[], [low, high]: [number, number]): { below: number; rows: number[] } {
  const counts = new Array<number>(Math.ceil(Math.log10(high / low) / BIN - 1e-9)).fill(0);
  let below = 0;
  for (const value of values) {
    const row = value > 0 ? Math.floor(Math.log10(value / low) / BIN) : -1;
    if (row < 0) below += 1;
    else counts[Math.min(counts.length - 1, row)] += 1;
  }
  return { below: below / values.length, rows: counts.map((count) => count / values.length) };
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
  const cells = slices.flatMap(({ longitude_deg, dipoles }) => {
    const values = debiased ? Array.from(dipoles.debiased_square, signedRoot) : [...dipoles.amplitude];
    const { below, rows } = histogram(values, domain);
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
