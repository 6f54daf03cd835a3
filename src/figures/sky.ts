/** The sky of one realisation: relative intensity f(n)/<f> - 1 of the arriving particles for a gradient, pixel by pixel. */

import * as Plot from "@observablehq/plot";
import { dipole, gradientVector, inConvention } from "../response/dipole.js";
import { directionDeg } from "../sky/directions.js";
import { plain, rigidity, scientific } from "./drawing/format.js";
import { BLUE, GREEN, INK, signed, VERMILLION, YELLOW } from "./drawing/palette.js";
import { pixelCorners } from "./drawing/pixels.js";
import { type Key, legend, type Mark } from "./drawing/plotting.js";
import { sheetSVG } from "./drawing/sheet.js";
import { place, SKY, skyPlot } from "./drawing/sky_plot.js";
import type { Cell } from "./drawing/table.js";
import { need, type SkyView } from "./field_view.js";
import { gradientSize } from "./gradient_size.js";
import { conventionText, type Drawing, type FigureInput, identityText } from "./input.js";

/** Shades of the map; pixels of one shade are one path. */
const SHADES = 41;

/** g.r(-T) of each direction, less its mean: the relative intensity to first order in the gradient. */
export function relativeIntensity(view: SkyView, g: readonly number[]): Float64Array {
  const count = view.directions.length / 3;
  const map = new Float64Array(count);
  let mean = 0;
  for (let i = 0; i < count; i++) {
    const r = view.positions_pc.subarray(3 * i, 3 * i + 3);
    map[i] = g[0] * r[0] + g[1] * r[1] + g[2] * r[2];
    mean += map[i] / count;
  }
  return map.map((value) => value - mean);
}

export function drawSky(input: FigureInput, document: Document): Drawing {
  const { group, realisation, sky } = need(input.field, "sky");
  const size = gradientSize(input, group, realisation);
  const [l, b] = input.gradient.direction_deg;
  const g = gradientVector(l, b, size.per_kpc);
  const map = relativeIntensity(sky, g);
  const count = map.length;
  const sign = input.convention === "arrival" ? -1 : 1;
  const top = scaleOf(map);

  const byShade: [number, number][][][][] = Array.from({ length: SHADES }, () => []);
  const places: [number, number][] = [];
  for (let i = 0; i < count; i++) {
    const n = [0, 1, 2].map((k) => sign * sky.directions[3 * i + k]);
    places.push(directionDeg(n));
    const ring = pixelCorners(sky.nside, n[0], n[1], n[2]);
    const shade = Math.round(((Math.max(-1, Math.min(1, map[i] / top)) + 1) / 2) * (SHADES - 1));
    byShade[shade].push([[...ring, ring[0]]]);
  }
  const below = byShade.flatMap((coordinates, shade): Mark[] => {
    if (coordinates.length === 0) return [];
    const fill = signed((2 * shade) / (SHADES - 1) - 1);
    const polygons = { type: "MultiPolygon" as const, coordinates };
    return [Plot.geo(polygons, { fill, stroke: fill, strokeWidth: 0.5 })];
  });
  // the dipole of this map: R g with R = 3 <n r>
  const response = [0, 1, 2].map((i) =>
    [0, 1, 2].map((j) => {
      let sum = 0;
      for (let k = 0; k < count; k++) sum += sky.directions[3 * k + i] * sky.positions_pc[3 * k + j];
      return (3 * sum) / count;
    }),
  );
  const delta = inConvention(dipole(response, g), input.convention);
  const amplitude = Math.sqrt(delta[0] ** 2 + delta[1] ** 2 + delta[2] ** 2);
  const regular = group.regular_uG > 0 ? input.config.field.regular_direction_deg : null;
  const at = (direction: readonly number[], more: Plot.DotOptions): Mark =>
    Plot.dot([place(direction)], { x: "x", y: "y", ...more });
  const above: Mark[] = [
    ...(regular
      ? [
          at(regular, { symbol: "times", r: 8, stroke: "white", strokeWidth: 6 }),
          at(regular, { symbol: "times", r: 8, stroke: BLUE, strokeWidth: 3 }),
        ]
      : []),
    at([l, b], { symbol: "star", r: 8, fill: YELLOW, stroke: INK, strokeWidth: 1.2 }),
    at([(l + (sign < 0 ? 360 : 180)) % 360, sign < 0 ? b : -b], {
      symbol: "diamond",
      r: 6.5,
      fill: GREEN,
      stroke: "white",
    }),
    at(directionDeg(delta), { symbol: "square", r: 5.5, fill: VERMILLION, stroke: "white", strokeWidth: 1.2 }),
  ];
  const keys: Key[] = [
    ...[-1, -0.5, 0, 0.5, 1].map((part) => ({
      text: scientific(part * top, 1),
      band: { fill: signed(part), stroke: INK },
    })),
    {
      text: `dipole of this sky, ${scientific(amplitude)}`,
      dot: { symbol: "square" as const, fill: VERMILLION, stroke: "none", r: 5.5 },
    },
    { text: "isotropic diffusion", dot: { symbol: "diamond" as const, fill: GREEN, stroke: "none", r: 6.5 } },
    { text: "direction of the gradient", dot: { symbol: "star" as const, fill: YELLOW, stroke: INK, r: 7 } },
    ...(regular
      ? [{ text: "regular field B₀", dot: { symbol: "times" as const, fill: "none", stroke: BLUE, r: 7 } }]
      : []),
  ];
  const bottom = legend(document, keys, { width: 740, columns: [0, 240, 490], rowHeight: 20 });
  const subtitle = `Realisation ${realisation}; turbulence level η = ${group.turbulence_level}; rigidity ${rigidity(group.rigidity_TV)}; T = ${plain(sky.path_pc, 3)} pc; ${count} directions (HEALPix nside ${sky.nside}). ${size.text} Relative intensity to first order in the gradient.`;
  return {
    svg: sheetSVG({
      name: "sky",
      title: `The sky of one realisation, η = ${group.turbulence_level}, ${rigidity(group.rigidity_TV)}`,
      subtitle,
      notes: [conventionText(input.convention), identityText(input)],
      description: "Map of the relative intensity of arriving cosmic rays in one realisation of the field.",
      width: 772,
      height: SKY.height + bottom.height + 8,
      pieces: [
        { x: 16, y: 0, ...SKY, plot: skyPlot(document, below, above) },
        { x: 16, y: SKY.height + 4, width: 740, height: bottom.height, plot: bottom.plot },
      ],
    }),
    missing: [],
    table: {
      about: [subtitle, conventionText(input.convention), identityText(input)],
      columns: ["pixel", "longitude_deg", "latitude_deg", "relative_intensity"],
      rows: places.map(([longitude, latitude], i): Cell[] => [i, longitude, latitude, map[i]]),
    },
  };
}

/** The end of the colour scale: what 99 % of the pixels stay below. */
function scaleOf(map: Float64Array): number {
  const sorted = map.map(Math.abs).sort();
  const most = sorted[Math.floor(0.99 * (sorted.length - 1))];
  const decade = 10 ** Math.floor(Math.log10(most || 1));
  return ([1, 1.5, 2, 3, 4, 5, 6, 8].find((d) => d * decade >= most) ?? 10) * decade;
}
