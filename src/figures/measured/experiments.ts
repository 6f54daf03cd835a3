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

const LAYERS = ["2014", "later", "own"] as const;

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
  const byLabel = new Map<string, Entry>();
  let own = 0;
  for (const layer of LAYERS) {
    for (const m of measured.filter((measurement) => measurement.layer === layer)) {
      const known = layer === "own" ? undefined : LOOKS[m.experiment];
      const label = known || layer === "own" ? m.experiment : "other experiments";
      const key = `${layer} ${label}`;
      let entry = byLabel.get(key);
      if (entry === undefined) {
        const look = known ?? (layer === "own" ? { symbol: OWN[own++ % OWN.length], colour: INK } : OTHER);
        entry = { label, look, layer, rows: [] };
        byLabel.set(key, entry);
      }
      entry.rows.push(m);
    }
  }
  return [...byLabel.values()].sort((a, b) => Number(a.look === OTHER) - Number(b.look === OTHER));
}

/** The symbol of measured values: filled where known in 2014. */
export function dotOf({ look: { symbol, colour }, layer }: Entry) {
  const r = symbol === "star" ? 4.5 : 3.6;
  return layer === "2014"
    ? { symbol, r, fill: colour, stroke: "white", strokeWidth: 0.8 }
    : { symbol, r, fill: "white", stroke: colour, strokeWidth: 1.5 };
}

/** Points with error bars, limits with arrows, within the energies of the plot. */
export function pointMarks(experiments: Entry[], [low, high]: [number, number], floor: number): Mark[] {
  return experiments.flatMap((entry): Mark[] => {
    const stroke = entry.look.colour;
    const inside = entry.rows.filter((m) => m.energy_TeV >= low && m.energy_TeV <= high);
    const values = inside.filter((m) => m.kind === "value");
    const limits = inside.filter((m) => m.kind === "upper_limit");
    const bars = values.flatMap((m) => {
      const bar = errorBar(m);
      return bar ? [{ E: m.energy_TeV, low: Math.max(floor, bar[0]), high: bar[1] }] : [];
    });
    const place = { x: "energy_TeV", y: "amplitude" };
    const dash = entry.layer === "2014" ? undefined : "2 1.5";
    const bar = { symbol: limitSymbol, r: 5, stroke, strokeWidth: 2.2, fill: "none", strokeDasharray: dash };
    return [
      Plot.link(bars, { x1: "E", x2: "E", y1: "low", y2: "high", stroke, strokeWidth: 1.1 }),
      Plot.dot(values, { ...place, ...dotOf(entry) }),
      ...limits.flatMap((m): Mark[] => {
        const ends = { x1: m.energy_TeV, x2: m.energy_TeV, y1: m.amplitude, y2: m.amplitude / 1.7 };
        return [
          Plot.link([0], { ...ends, stroke, strokeWidth: 1.8, markerEnd: "arrow" }),
          Plot.dot([m], { ...place, ...bar }),
        ];
      }),
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
export function pointKeys(experiments: Entry[]): Key[] {
  return LAYERS.flatMap((layer): Key[] => {
    const keys = experiments.filter((entry) => entry.layer === layer).map(keyOf);
    return keys.length === 0 ? [] : [{ text: "" }, { text: HEADINGS[layer], bold: true }, ...keys];
  });
}

function keyOf(entry: Entry): Key {
  const { label, look, rows } = entry;
  const years = rows.flatMap((m) => (m.year === null ? [] : [m.year])).sort((a, b) => a - b);
  const distinct = [...new Set(years)];
  const span = distinct.length > 2 ? `${distinct[0]}–${distinct[distinct.length - 1]}` : distinct.join(", ");
  const when = look === OTHER || span === "" ? "" : ` ${span}`;
  if (rows.every((m) => m.kind === "upper_limit")) {
    const symbol = limitSymbol as Plot.SymbolType;
    return { text: `${label}${when} (limits)`, dot: { symbol, fill: "none", stroke: look.colour, r: 5 } };
  }
  const { symbol, fill, stroke } = dotOf(entry);
  return { text: `${label}${when}`, dot: { symbol, fill, stroke, r: symbol === "star" ? 4.5 : 3.8 } };
}

export const REFERENCES_NOTE =
  "Measured: amplitudes of the first harmonic in right ascension, which are projections on the equatorial plane; data/dipoles.csv has the reference of each point, the CSV beside this figure too. Bars: statistical and systematic errors in quadrature.";
