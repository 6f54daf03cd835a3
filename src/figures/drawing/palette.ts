/**
 * Colours that stay apart for colour-blind eyes (Okabe and Ito 2008); every line also has a dash pattern of its own, every point
 * a shape, so that a print without colour can be read.
 */

export const INK = "#222222";
export const MUTED = "#595959";
export const GRID = "#dddddd";
export const BLUE = "#0072B2";
export const SKY = "#56B4E9";
export const GREEN = "#009E73";
export const ORANGE = "#E69F00";
export const VERMILLION = "#D55E00";
export const PURPLE = "#CC79A7";
export const YELLOW = "#F0E442";

/** The lines of the figures, as the paper has them where it has them. */
export const LINE = {
  prediction: { stroke: GREEN, strokeWidth: 2, strokeDasharray: "10 4" },
  median: { stroke: ORANGE, strokeWidth: 2.2, strokeDasharray: "5 3" },
  mean: { stroke: VERMILLION, strokeWidth: 2.2 },
  rms: { stroke: PURPLE, strokeWidth: 2, strokeDasharray: "8 3 2 3" },
  noise: { stroke: INK, strokeWidth: 1.6, strokeDasharray: "1.5 3" },
  limit: { stroke: SKY, strokeWidth: 2.4 },
} as const;

/** Light to dark: sequential shades whose greys fall as steadily as their colours. `part` from 0 to 1. */
export function shade(part: number): string {
  const t = Math.max(0, Math.min(1, part));
  const stops = [
    [255, 255, 255],
    [198, 219, 239],
    [107, 174, 214],
    [33, 113, 181],
    [8, 48, 107],
  ];
  const position = t * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(position));
  return mixed(stops[i], stops[i + 1], position - i);
}

/** -1 to 1: dark blue, grey, yellow. The grey rises steadily, so that the sign can be told in print; the same to colour-blind eyes. */
export function signed(value: number): string {
  const t = Math.max(-1, Math.min(1, value));
  const grey = [140, 140, 136];
  return t < 0 ? mixed(grey, [0, 32, 91], -t) : mixed(grey, [255, 238, 140], t);
}

function mixed(a: number[], b: number[], part: number): string {
  const hex = a.map((value, i) =>
    Math.round(value + (b[i] - value) * part)
      .toString(16)
      .padStart(2, "0"),
  );
  return `#${hex.join("")}`;
}
