/** Structure functions of a field along and across the local field, and the kurtosis of its increments. */

import * as Plot from "@observablehq/plot";
import type { Measured } from "../statistics/jackknife.js";
import { CONE_DEG } from "../turbulence/increments.js";
import { plain, quantity, typeset } from "../words/numbers.js";
import { BLUE, INK, MUTED, VERMILLION } from "./drawing/palette.js";
import type { Axis, Key, Mark } from "./drawing/plotting.js";
import { Sheet } from "./drawing/sheet.js";
import type { FieldDrawing } from "./field_spectrum.js";
import type { Drawing } from "./input.js";

const SERIES = {
  across: { stroke: BLUE, symbol: "circle", text: "across the local field" },
  along: { stroke: VERMILLION, symbol: "triangle", text: "along the local field" },
  all: { stroke: INK, symbol: "times", text: "in all directions" },
} as const;
type Direction = keyof typeof SERIES;
const DIRECTIONS = Object.keys(SERIES) as Direction[];
const FITTED = { stroke: MUTED, strokeWidth: 0.8, strokeDasharray: "2 4" };
const GAUSSIAN = { stroke: MUTED, strokeWidth: 1.2, strokeDasharray: "4 3" };

export function drawFieldStructure({ measures, title, ...run }: FieldDrawing, document: Document): Drawing {
  const { distances, exponents, fitted_pc } = measures.increments;
  const points = (direction: Direction) =>
    distances.flatMap((row) => {
      const measured = row[direction];
      return measured !== null && measured.value > 0
        ? [{ x: row.distance_pc, ...ends(measured), y: measured.value }]
        : [];
    });
  const series = DIRECTIONS.map((direction) => ({ ...SERIES[direction], direction, points: points(direction) }));
  const values = series.flatMap((each) => each.points.map(({ y }) => y));
  const lengths = distances.map(({ distance_pc }) => distance_pc);
  const x: Axis = {
    label: "distance [pc]",
    log: true,
    domain: [Math.min(...lengths) / 1.4, Math.max(...lengths) * 1.4],
  };
  const y: Axis = { label: "⟨|δB|²⟩ [µG²]", log: true, domain: [Math.min(...values) / 2, Math.max(...values) * 2] };
  const range = fitted_pc === null ? [] : [Plot.ruleX([...fitted_pc], FITTED)];
  const upper: Mark[] = [
    ...range,
    ...series.flatMap(({ points: line, stroke, symbol }) => [
      Plot.link(line, { x1: "x", x2: "x", y1: "low", y2: "high", stroke }),
      Plot.line(line, { x: "x", y: "y", stroke, strokeWidth: 1, strokeOpacity: 0.6 }),
      Plot.dot(line, { x: "x", y: "y", symbol, stroke, fill: symbol === "times" ? "none" : stroke, r: 3 }),
    ]),
  ];
  const kurtosis = distances.flatMap(({ distance_pc, kurtosis: measured }) =>
    measured === null ? [] : [{ x: distance_pc, ...ends(measured), y: measured.value }],
  );
  const highest = Math.max(4, ...kurtosis.map(({ high }) => high * 1.05));
  const lowest = Math.min(2, ...kurtosis.map(({ low }) => low * 0.95));
  const log = highest > 20;
  const flat: Axis = log
    ? { label: "kurtosis", log, domain: [lowest, highest] }
    : { label: "kurtosis", domain: [lowest, highest], ticks: ticks(lowest, highest) };
  const lower: Mark[] = [
    Plot.ruleY([3], GAUSSIAN),
    Plot.link(kurtosis, { x1: "x", x2: "x", y1: "low", y2: "high", stroke: INK }),
    Plot.line(kurtosis, { x: "x", y: "y", stroke: INK, strokeWidth: 1, strokeOpacity: 0.6 }),
    Plot.dot(kurtosis, { x: "x", y: "y", fill: INK, r: 3 }),
  ];
  const keys: Key[] = [
    ...series.map(({ direction, text, symbol, stroke }): Key => {
      const fitted = exponents[direction];
      const power = fitted === null ? "" : `, exponent ${typeset(quantity(fitted.value, fitted.error))}`;
      return {
        text: text + power,
        line: { stroke, strokeWidth: 1 },
        dot: { symbol, stroke, fill: symbol === "times" ? "none" : stroke },
      };
    }),
    ...(fitted_pc === null ? [] : [{ text: "ends of the distances fitted", line: FITTED }]),
    { text: "kurtosis of Gaussian increments, 3", line: GAUSSIAN },
  ];
  const subtitle = `${title}. ${measures.increments.pairs} pairs of places at each distance, in random directions.`;
  const frame = { width: 680, margin: { top: 8, right: 16, bottom: 42, left: 70 }, x };
  return new Sheet(run, document, {
    name: "field-structure",
    title: "Structure functions of the field",
    subtitle,
    notes: [
      `The local field of a pair is the mean of the field at its two places; along it and across it are pairs within ${CONE_DEG}° of it and of the plane across it. Exponents ${fitted_pc === null ? "are not fitted: there are too few distances" : `are fitted from ${plain(fitted_pc[0], 3)} to ${plain(fitted_pc[1], 3)} pc`}. Kurtosis: of places apart along the three axes, mean over the axes and the components. Bars: jackknife over parts of the sample.`,
    ],
    description:
      "Structure functions of a magnetic field against distance, along and across the local field, and the kurtosis of its increments.",
    width: 700,
  })
    .chart({ ...frame, height: 350, y }, upper)
    .chart({ ...frame, height: 200, y: flat, gap: 4 }, lower)
    .legend(keys, { x: 20, width: 660, columns: [40, 360], rowHeight: 18 })
    .drawing({
      about: [subtitle, "second-order structure functions in uG^2; kurtosis: mean over the components"],
      rows: distances.map(({ distance_pc, ...row }) => ({
        distance_pc,
        ...columns("all", row.all),
        ...columns("along", row.along),
        ...columns("across", row.across),
        ...columns("kurtosis", row.kurtosis),
      })),
    });
}

const ends = ({ value, error }: Measured) => ({
  low: value - Math.min(error ?? 0, value * 0.99),
  high: value + (error ?? 0),
});

const columns = (name: string, measured: Measured | null) => ({
  [name]: measured?.value ?? null,
  [`${name}_error`]: measured?.error ?? null,
});

function ticks(low: number, high: number): number[] {
  const step = high - low > 8 ? 4 : high - low > 4 ? 2 : 1;
  return Array.from({ length: 1 + Math.floor(high / step) }, (_, i) => i * step).filter((tick) => tick >= low);
}
