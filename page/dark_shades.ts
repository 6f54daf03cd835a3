// In the dark few is dark and many is bright: the shades of a figure that is made for white paper have partners there, which
// style/palette.css takes where the visitor prefers the dark.
import { shade } from "../src/figures/drawing/palette.js";

const STEPS = 256;
/** Below this part of the scale a shade is nearly white, and may be the paper. */
const PALEST = 0.05;
const FEW = [38, 52, 72];
const MANY = [208, 230, 255];

const numbersOf = (colour: string): number[] => [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16));
let ramp: number[][] | undefined;

/** The partner of a colour #rrggbb; null where it is no shade of the scale. */
export function darkShade(colour: string): string | null {
  ramp ??= Array.from({ length: STEPS + 1 }, (_, i) => numbersOf(shade(i / STEPS)));
  const own = numbersOf(colour);
  // between two steps a channel changes by less than 3
  const step = ramp.findIndex((numbers, i) => i > PALEST * STEPS && numbers.every((n, c) => Math.abs(n - own[c]) < 3));
  if (step < 0) return null;
  return `rgb(${FEW.map((few, c) => Math.round(few + ((MANY[c] - few) * step) / STEPS)).join(" ")})`;
}

/** Gives the shades of a drawing their partners. */
export function addDarkShades(drawing: SVGSVGElement): void {
  const partners = new Map<string, string | null>();
  for (const part of drawing.querySelectorAll<SVGElement>("[fill^='#']")) {
    const fill = part.getAttribute("fill") ?? "";
    if (!partners.has(fill)) partners.set(fill, darkShade(fill));
    const partner = partners.get(fill);
    if (partner) {
      part.classList.add("shade");
      // cells have an edge of their own colour, the samples of a legend one of ink
      if (part.getAttribute("stroke") === fill) part.classList.add("shade-edge");
      part.style.setProperty("--dark", partner);
    }
  }
}
