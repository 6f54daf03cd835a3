/** How the experiments are drawn: a shape and a colour each; filled where known in 2014, open where later. */

import * as Plot from "@observablehq/plot";
import { BLUE, GREEN, INK, ORANGE, PURPLE, SKY, VERMILLION } from "../drawing/palette.js";
import type { Key, Mark } from "../drawing/plotting.js";
import { errorBar, type Measurement } from "./measurements.js";

interface Look {
  symbol: Plot.SymbolType;
  colour: string;
}

const LOOKS: Record<string, Look> = {
  MACRO: { symbol: "wye", colour: BLUE },
  "Super-Kamiokande": { symbol: "star", colour: PURPLE },
  Milagro: { symbol: "diamond", colour: GREEN },
  "Tibet AS-gamma": { symbol: "square", colour: ORANGE },
  "EAS-TOP": { symbol: "triangle", colour: VERMILLION },
  IceCube: { symbol: "circle", colour: BLUE },
  KASCADE: { symbol: "triangle", colour: SKY },
  "ARGO-YBJ": { symbol: "triangle", colour: GREEN },
  IceTop: { symbol: "hexagon", colour: BLUE },
  HAWC: { symbol: "diamond", colour: VERMILLION },
  "HAWC + IceCube": { symbol: "star", colour: VERMILLION },
  "LHAASO-KM2A": { symbol: "cross", colour: PURPLE },
  "KASCADE-Grande": { symbol: "triangle", colour: "#777777" },
};
const OTHER: Look = { symbol: "cross", colour: "#8a8a8a" };
/** A user's own points: shapes in turn. */
const OWN: Plot.SymbolType[] = ["square", "circle", "triangle", "diamond", "star", "hexagon"];

export interface Entry {
  /** the name in the legend */
  label: string;
  look: Look;
  layer: Measurement["layer"];
  rows: Measurement[];
}

/** The axis of energies: the usual one, made longer where the run or the user's measurements go beyond it. */
export function energyDomain(
  [low, high]: [number, number],
  rigidities_TV: readonly number[],
  measured: readonly Measurement[],
): [number, number] {
  const held = [...rigidities_TV, ...measured.filter((m) => m.layer === "own").map((m) => m.energy_TeV)];
  return [Math.min(low, ...held.map((E) => E / 1.4)), Math.max(high, ...held.map((E) => E * 1.4))];
}

/** The measurements by layer and experiment; small old ones together. Layers: 2014, later, own. */
export function entries(measured: readonly Measurement[]): Entry[] {
  const found = new Map<string, Entry>();
  for (const layer of ["2014", "later", "own"] as const) {
    for (const m of measured.filter((one) => one.layer === layer)) {
      const look = layer === "own" ? undefined : LOOKS[m.experiment];
      const label = look || layer === "own" ? m.experiment : "other experiments";
      const key = `${layer} ${label}`;
      const own = {
        symbol: OWN[[...found.keys()].filter((k) => k.startsWith("own")).length % OWN.length],
        colour: INK,
      };
      if (!found.has(key)) found.set(key, { label, look: look ?? (layer === "own" ? own : OTHER), layer, rows: [] });
      found.get(key)?.rows.push(m);
    }
  }
  return [...found.values()].sort((a, b) => Number(a.look === OTHER) - Number(b.look === OTHER));
}

/** Points with error bars, limits with arrows, within the energies of the plot. */
export function pointMarks(all: Entry[], [low, high]: [number, number], floor: number): Mark[] {
  return all.flatMap(({ look, layer, rows }): Mark[] => {
    const inside = rows.filter((m) => m.energy_TeV >= low && m.energy_TeV <= high);
    const values = inside.filter((m) => m.kind === "value");
    const limits = inside.filter((m) => m.kind === "upper_limit");
    const bars = values.flatMap((m) => {
      const bar = errorBar(m);
      return bar ? [{ E: m.energy_TeV, low: Math.max(floor, bar[0]), high: bar[1] }] : [];
    });
    const filled = layer === "2014";
    const dot = { symbol: look.symbol, r: look.symbol === "star" ? 4.5 : 3.6, strokeWidth: filled ? 0.8 : 1.5 };
    return [
      Plot.link(bars, { x1: "E", x2: "E", y1: "low", y2: "high", stroke: look.colour, strokeWidth: 1.1 }),
      Plot.dot(values, {
        x: "energy_TeV",
        y: "amplitude",
        ...dot,
        fill: filled ? look.colour : "white",
        stroke: filled ? "white" : look.colour,
      }),
      ...limits.flatMap((m): Mark[] => [
        Plot.link([m], {
          x1: "energy_TeV",
          x2: "energy_TeV",
          y1: "amplitude",
          y2: (d: Measurement) => d.amplitude / 1.7,
          stroke: look.colour,
          strokeWidth: 1.8,
          markerEnd: "arrow",
        }),
        Plot.dot([m], {
          x: "energy_TeV",
          y: "amplitude",
          symbol: limitSymbol,
          r: 5,
          stroke: look.colour,
          strokeWidth: 2.2,
          fill: "none",
          strokeDasharray: filled ? undefined : "2 1.5",
        }),
      ]),
    ];
  });
}

/** A short bar: the limit itself, above its arrow. */
const limitSymbol = {
  draw(context: { moveTo(x: number, y: number): void; lineTo(x: number, y: number): void }, size: number) {
    const half = Math.sqrt(size / Math.PI);
    context.moveTo(-half, 0);
    context.lineTo(half, 0);
  },
};

const HEADINGS = {
  "2014": "Measured, known in 2014 (filled)",
  later: "Measured later (open)",
  own: "Your data",
} as const;

/** The legend of the measurements: experiment and years. */
export function pointKeys(all: Entry[]): Key[] {
  return (["2014", "later", "own"] as const).flatMap((layer): Key[] => {
    const of = all.filter((entry) => entry.layer === layer);
    if (of.length === 0) return [];
    return [
      { text: "" },
      { text: HEADINGS[layer], bold: true },
      ...of.map(({ label, look, rows }): Key => {
        const years = [...new Set(rows.flatMap((m) => (m.year === null ? [] : [m.year])))].sort((a, b) => a - b);
        const limits = rows.every((m) => m.kind === "upper_limit");
        const when =
          look === OTHER || years.length === 0
            ? ""
            : ` ${years.length > 2 ? `${years[0]}–${years[years.length - 1]}` : years.join(", ")}`;
        const filled = layer === "2014";
        const dot = limits
          ? { symbol: limitSymbol as Plot.SymbolType, fill: "none", stroke: look.colour, r: 5 }
          : {
              symbol: look.symbol,
              fill: filled ? look.colour : "white",
              stroke: filled ? "white" : look.colour,
              r: look.symbol === "star" ? 4.5 : 3.8,
            };
        return { text: `${label}${when}${limits ? " (limits)" : ""}`, dot };
      }),
    ];
  });
}

export const REFERENCES_NOTE =
  "Measured: amplitudes of the first harmonic in right ascension, which are projections on the equatorial plane; data/dipoles.csv has the reference of each point, the CSV beside this figure too. Bars: statistical and systematic errors in quadrature.";
