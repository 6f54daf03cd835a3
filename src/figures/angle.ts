/**
 * How near to a right angle must gradient and regular field be? The fraction of realisations that agree with the measurements at
 * 1 PeV against the angle between the two, averaged over the directions around the field.
 */

import * as Plot from "@observablehq/plot";
import { dipoles, matchedReason } from "../response/dipole_statistics.js";
import type { Sample } from "../response/sample.js";
import { directionDeg, directionVector, type Vector } from "../sky/directions.js";
import { signedRoot } from "./amplitude_panel.js";
import { percent, rigidity, scientific } from "./drawing/format.js";
import { BLUE, INK, VERMILLION } from "./drawing/palette.js";
import { type Axis, chart, type Key, legend, type Mark, outlined } from "./drawing/plotting.js";
import { sheetSVG } from "./drawing/sheet.js";
import type { Cell } from "./drawing/table.js";
import {
  closest,
  type Drawing,
  FigureError,
  type FigureInput,
  gradientOf,
  identityText,
  whatWasComputed,
} from "./input.js";
import { type Limits, limitsAt } from "./measured/limits.js";

const ANGLES = [
  0, 10, 20, 30, 35, 40, 45, 50, 55, 60, 64, 68, 70, 72, 74, 76, 78, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90,
];
const AROUND = 8;

interface Criterion {
  name: string;
  label: string;
  colour: string;
  symbol: "circle" | "square" | "triangle";
  low: number;
  high: number;
}

interface Fraction {
  angle: number;
  value: number;
  error: number;
}

export function drawAngle(input: FigureInput, document: Document): Drawing {
  const missing: string[] = [];
  const sample = closest(input, { turbulence_level: 0.1, rigidity_TV: 1000 }, "angle", missing);
  const limits = limitsAt(input.measured, sample.group.rigidity_TV);
  const criteria = criteriaOf(limits);
  if (criteria.length === 0) {
    throw new FigureError(
      `angle: there is no measurement to compare with at ${sample.group.rigidity_TV} TV; choose --rigidity-TV 1000`,
    );
  }
  const angles = ANGLES.map((angle) => fractionsAt(input, sample, angle, criteria));
  const curves = criteria.map((criterion, c) => ({
    criterion,
    raw: angles.map((at) => at[c].raw),
    free: angles.map((at) => at[c].free),
  }));
  const seen =
    ANGLES.find((_, i) => curves.some(({ raw, free }) => raw[i].value > 0.005 || free[i].value > 0.005)) ?? 0;
  const from = [70, 60, 45, 30].find((angle) => angle < seen - 1) ?? 0;
  const x: Axis = {
    label: "angle between gradient and regular field [degrees]",
    domain: [from, 90],
    ticks: Array.from({ length: 19 }, (_, i) => 5 * i).filter((a) => a >= from && (from >= 45 || a % 10 === 0)),
  };
  const y: Axis = {
    label: "fraction of the realisations",
    domain: [0, 1],
    ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
    format: percent,
  };
  const shown = curves.map(({ criterion, raw, free }) => ({
    criterion,
    raw: raw.filter(({ angle }) => angle >= from),
    free: free.filter(({ angle }) => angle >= from),
  }));
  const marks: Mark[] = shown.flatMap(({ criterion: { colour, symbol }, raw, free }) => [
    Plot.areaY(raw, {
      x: "angle",
      y1: (d: Fraction) => Math.max(0, d.value - d.error),
      y2: (d: Fraction) => Math.min(1, d.value + d.error),
      fill: colour,
      fillOpacity: 0.15,
    }),
    ...outlined(raw, { x: "angle", y: "value", stroke: colour, strokeWidth: 2 }),
    Plot.line(free, { x: "angle", y: "value", stroke: colour, strokeWidth: 1.2, strokeDasharray: "5 3" }),
    Plot.dot(raw, { x: "angle", y: "value", symbol, fill: colour, r: 3 }),
    Plot.dot(free, { x: "angle", y: "value", symbol, fill: "white", fillOpacity: 0.6, stroke: colour, r: 4 }),
  ]);
  marks.push(Plot.ruleX([80], { stroke: INK, strokeWidth: 1, strokeDasharray: "2 3" }));
  marks.push(
    Plot.text(["perpendicular within 10°"], {
      x: 80,
      y: 0.97,
      text: (d: string) => d,
      textAnchor: "end",
      dx: -6,
      fontSize: 11,
      stroke: "white",
      strokeWidth: 4,
      fill: INK,
    }),
  );
  const keys: Key[] = criteria.map(({ label, colour, symbol }) => ({
    text: label,
    line: { stroke: colour, strokeWidth: 2 },
    dot: { symbol, fill: colour, stroke: "none", r: 3 },
  }));
  keys.push({
    text: "the same, debiased for noise",
    line: { stroke: INK, strokeWidth: 1.2, strokeDasharray: "5 3" },
    dot: { symbol: criteria[0].symbol, fill: "white", stroke: INK, r: 4 },
  });
  const below = legend(document, keys, { width: 660, columns: [40, 360], rowHeight: 18 });
  const gradient = gradientOf(input, sample);
  const said = curves.map(
    ({ criterion, raw }) =>
      `${criterion.name} ${percent(raw[raw.length - 1].value)} at 90°, ${percent(raw[ANGLES.indexOf(80)].value)} at 80°`,
  );
  const svg = sheetSVG({
    name: "angle",
    title: `Agreement with the measurements near 1 PeV, η = ${sample.group.turbulence_level}, ${rigidity(sample.group.rigidity_TV)}`,
    subtitle: `${whatWasComputed(input, sample)} Gradient ${gradient.per_kpc}/kpc, ${gradient.kind}; mean over ${AROUND} directions around B₀. Bands: standard error over the realisations.`,
    notes: [`Of the realisations: ${said.join("; ")}.`, limits.note ?? "", identityText(input)].filter(
      (note) => note !== "",
    ),
    description:
      "Fraction of the realisations below the KASCADE limit and within the EAS-TOP error bar, against the angle between gradient and regular field.",
    width: 700,
    height: 380 + below.height + 6,
    pieces: [
      {
        x: 0,
        y: 0,
        width: 690,
        height: 380,
        plot: chart(
          { document, width: 690, height: 380, margin: { top: 10, right: 16, bottom: 42, left: 66 }, x, y },
          marks,
        ),
      },
      { x: 20, y: 382, width: 660, height: below.height, plot: below.plot },
    ],
  });
  return {
    svg,
    missing,
    table: {
      about: [
        whatWasComputed(input, sample),
        `Gradient ${gradient.per_kpc}/kpc, ${gradient.kind}; mean over ${AROUND} directions around the regular field.`,
        limits.note ?? "",
        identityText(input),
      ].filter((line) => line !== ""),
      columns: ["criterion", "low", "high", "angle_deg", "fraction", "error", "fraction_debiased", "error_debiased"],
      rows: curves.flatMap(({ criterion: c, raw, free }) =>
        raw.map((f, i): Cell[] => [
          c.name,
          Number.isFinite(c.low) ? c.low : null,
          c.high,
          f.angle,
          f.value,
          f.error,
          free[i].value,
          free[i].error,
        ]),
      ),
    },
  };
}

const within = (a: number, low: number, high: number) => a >= low && a < high;

function criteriaOf({ kascade, kascadeLower, eastop }: Limits): Criterion[] {
  const all: Criterion[] = [];
  const none = Number.NEGATIVE_INFINITY;
  if (kascade)
    all.push({
      name: "below the KASCADE limit",
      label: `below the KASCADE limit, ${scientific(kascade)}`,
      colour: BLUE,
      symbol: "circle",
      low: none,
      high: kascade,
    });
  if (kascadeLower)
    all.push({
      name: `below ${scientific(kascadeLower, 1)}`,
      label: `below ${scientific(kascadeLower, 1)}`,
      colour: "#7a7a7a",
      symbol: "square",
      low: none,
      high: kascadeLower,
    });
  if (eastop)
    all.push({
      name: "within the EAS-TOP band",
      label: `within EAS-TOP, ${scientific(eastop[0])} to ${scientific(eastop[1])}`,
      colour: VERMILLION,
      symbol: "triangle",
      low: eastop[0],
      high: eastop[1],
    });
  return all;
}

/** For each criterion, the fraction that agrees with it, as measured and debiased, over gradients around the regular field. */
function fractionsAt(
  input: FigureInput,
  sample: Sample,
  angle: number,
  criteria: Criterion[],
): { raw: Fraction; free: Fraction }[] {
  const gradient = gradientOf(input, sample);
  const around = angle === 0 ? 1 : AROUND;
  const n = sample.rows.length;
  // in how many of the directions each realisation agrees
  const counts = criteria.map(() => ({ raw: new Uint8Array(n), free: new Uint8Array(n) }));
  for (let i = 0; i < around; i++) {
    const direction_deg = directionDeg(atAngle(input.config.field.regular_direction_deg, angle, (360 * i) / around));
    const all = dipoles(sample, { ...gradient, direction_deg });
    if (all === null)
      throw new FigureError(
        `angle: ${matchedReason(sample, gradient)}. Use --gradient literal, or run more realisations`,
      );
    criteria.forEach(({ low, high }, c) => {
      for (let k = 0; k < n; k++) {
        if (within(all.amplitude[k], low, high)) counts[c].raw[k] += 1;
        if (within(signedRoot(all.debiased_square[k]), low, high)) counts[c].free[k] += 1;
      }
    });
  }
  return counts.map(({ raw, free }) => ({ raw: fraction(angle, raw, around), free: fraction(angle, free, around) }));
}

/** Mean over the realisations of how many of their `directions` agree, and its standard error. */
function fraction(angle: number, counts: Uint8Array, directions: number): Fraction {
  const n = counts.length;
  const value = counts.reduce((sum, count) => sum + count / directions, 0) / n;
  const variance = counts.reduce((sum, count) => sum + (count / directions - value) ** 2, 0) / Math.max(1, n - 1);
  return { angle, value, error: Math.sqrt(variance / n) };
}

/** A direction at `angle` from the axis, turned around it; at 90 and turned by 0 it is at the axis' longitude + 90, latitude 0. */
function atAngle([longitude_deg, latitude_deg]: [number, number], angle: number, turned: number): Vector {
  const axis = directionVector(longitude_deg, latitude_deg);
  const east = directionVector(longitude_deg + 90, 0);
  const north = directionVector(longitude_deg, latitude_deg + 90);
  const [x, y, z] = directionVector(turned, 90 - angle);
  return [0, 1, 2].map((i) => z * axis[i] + x * east[i] + y * north[i]) as Vector;
}
