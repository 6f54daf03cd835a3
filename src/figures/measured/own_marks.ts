/** A user's own measurements in Figs 3 and 5: a band for an error bar, a line for a value, one with arrows for a limit. */

import * as Plot from "@observablehq/plot";
import { INK } from "../drawing/palette.js";
import { type Key, type Mark, words } from "../drawing/plotting.js";
import type { OwnMeasurement } from "./beside.js";

const DASHES = [undefined, "12 3", "12 3 2 3"];
const BAND = { fill: INK, fillOpacity: 0.13 };
/** Arrows at these longitudes, downwards by this factor. */
const ARROWS = [15, 165, 195, 345];
const ARROW = 1.5;

const lineOf = (index: number) => ({ stroke: INK, strokeWidth: 1.5, strokeDasharray: DASHES[index] });

/** Those on an axis of amplitudes, against longitudes from 0 to 360 degrees. */
export function ownMarks(own: readonly OwnMeasurement[], [low, high]: [number, number]): Mark[] {
  return own.flatMap(({ name, kind, amplitude, range }, index): Mark[] => {
    const marks: Mark[] = [];
    if (kind === "value" && range !== null && range[1] > low && range[0] < high) {
      marks.push(
        Plot.rect([0], { x1: 0, x2: 360, y1: Math.max(low, range[0]), y2: Math.min(high, range[1]), ...BAND }),
      );
    }
    if (amplitude < low || amplitude > high) return marks;
    marks.push(Plot.ruleY([amplitude], lineOf(index)));
    if (kind === "upper_limit") {
      const ends = { x1: (x: number) => x, x2: (x: number) => x, y1: () => amplitude, y2: () => amplitude / ARROW };
      marks.push(Plot.link(ARROWS, { ...ends, stroke: INK, strokeWidth: 1.3, markerEnd: "arrow", clip: true }));
    }
    const text = { textAnchor: "middle", dy: -6, fontSize: 10, stroke: "white", strokeWidth: 3, fill: INK } as const;
    marks.push(words(name, { x: 180, y: amplitude, ...text }));
    return marks;
  });
}

export const ownKeys = (own: readonly OwnMeasurement[]): Key[] =>
  own.length === 0
    ? []
    : [
        { text: "" },
        { text: "Your data", bold: true },
        ...own.map(({ name, kind, range }, index): Key => {
          const band = kind === "value" && range !== null ? { band: { ...BAND, stroke: INK } } : {};
          return { text: kind === "upper_limit" ? `${name} (limit)` : name, ...band, line: lineOf(index) };
        }),
      ];
