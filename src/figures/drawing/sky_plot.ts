/** A sky in the Mollweide projection: equal areas, longitude 0 in the middle, longitudes growing to the left as on the sky. */

import * as Plot from "@observablehq/plot";
import { geoGraticule } from "d3-geo";
import { geoMollweide } from "d3-geo-projection";
import { scientific } from "../../words/numbers.js";
import { BLUE, INK, MUTED, YELLOW } from "./palette.js";
import { type Key, type Mark, words } from "./plotting.js";

/** The margin has room for the largest circle, LARGEST of Figs 2 and 4, about a point at the edge. */
const MARGIN = 34;
export const SKY = { width: 740, height: 2 * MARGIN + (740 - 2 * MARGIN) / 2 };

/** `below` is drawn under the graticule (a map), `above` over it (symbols). */
export function skyPlot(document: Document, below: Mark[], above: Mark[], unit = "°"): Element {
  const longitudes = [60, 120, 180, 240, 300, 0].map((l) => ({ l, x: l === 180 ? 179.9 : l }));
  const label = (d: { l: number }) => `${d.l}${unit}`;
  const halo = { stroke: "white", strokeWidth: 3, fill: MUTED, fontSize: 10 };
  return Plot.plot({
    document,
    ...SKY,
    margin: MARGIN,
    r: { type: "identity" },
    projection: { type: () => geoMollweide().precision(0.2).reflectX(true), domain: { type: "Sphere" } },
    marks: [
      ...below,
      Plot.geo(geoGraticule().step([30, 30])(), { stroke: "#b5b5b5", strokeWidth: 0.6, fill: "none" }),
      Plot.sphere({ stroke: INK, strokeWidth: 1, fill: "none" }),
      Plot.text(longitudes, { x: "x", y: 0, text: label, dy: 9, ...halo, filter: (d: { l: number }) => d.l !== 0 }),
      Plot.text(longitudes, { x: "x", y: 0, text: label, dy: 20, ...halo, filter: (d: { l: number }) => d.l === 0 }),
      Plot.text([-60, -30, 30, 60], {
        x: 0,
        y: (d: number) => d,
        text: (d: number) => `${d > 0 ? "+" : "−"}${Math.abs(d)}${unit}`,
        dy: 9,
        ...halo,
      }),
      ...above,
    ],
  }) as Element;
}

const BAR = { width: 320, height: 12 };
export const COLOUR_BAR = { width: 400, height: 40 };

/** The scale of a map from -top to top: the shades as they are drawn, and five equidistant values below them. */
export function colourBar(document: Document, shades: string[], top: number, label: string): Element {
  const left = (COLOUR_BAR.width - BAR.width) / 2;
  const width = BAR.width / shades.length;
  const identity = { type: "identity" as const };
  const bands = shades.map((fill, i): Mark => {
    const [x1, x2] = [left + i * width, left + (i + 1) * width];
    return Plot.rect([0], { x1, x2, y1: 16, y2: 16 + BAR.height, fill, stroke: fill, strokeWidth: 0.5 });
  });
  const ticks = [-1, -0.5, 0, 0.5, 1].map((part): Mark => {
    const x = left + ((part + 1) / 2) * BAR.width;
    return words(scientific(part * top), { x, y: 36, fill: INK, fontSize: 10 });
  });
  const name = words(label, { x: COLOUR_BAR.width / 2, y: 8, fill: INK, fontSize: 11 });
  const marks = [...bands, ...ticks, name];
  return Plot.plot({ document, ...COLOUR_BAR, margin: 0, axis: null, x: identity, y: identity, marks }) as Element;
}

/** A latitude-longitude point for marks on this sky; longitudes as the projection wants them, -180 to 180. */
export function place([longitude_deg, latitude_deg]: readonly number[]): { x: number; y: number } {
  return { x: longitude_deg > 180 ? longitude_deg - 360 : longitude_deg, y: latitude_deg };
}

/** A symbol at a direction, given as [longitude, latitude] in degrees. */
export const symbolMark = (direction: readonly number[], options: Plot.DotOptions): Mark =>
  Plot.dot([place(direction)], { x: "x", y: "y", ...options });

export const gradientMark = (direction: readonly number[]): Mark =>
  symbolMark(direction, { symbol: "star", r: 8, fill: YELLOW, stroke: INK, strokeWidth: 1.2 });
export const GRADIENT_KEY: Key = {
  text: "direction of the gradient",
  dot: { symbol: "star", fill: YELLOW, stroke: INK, r: 7 },
};

export const regularMarks = (direction: readonly number[]): Mark[] => [
  symbolMark(direction, { symbol: "times", r: 8, stroke: "white", strokeWidth: 6 }),
  symbolMark(direction, { symbol: "times", r: 8, stroke: BLUE, strokeWidth: 3 }),
];
export const REGULAR_KEY: Key = {
  text: "regular field B₀",
  dot: { symbol: "times", fill: "none", stroke: BLUE, r: 7 },
};
