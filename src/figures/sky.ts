/** The sky of one realisation: relative intensity f(n)/<f> - 1 of the arriving particles for a gradient, pixel by pixel. */

import * as Plot from "@observablehq/plot";
import { firstMoments } from "../flight/finite_grid.js";
import { dipole, gradientVector, inConvention } from "../response/dipole.js";
import { dipoleStatistics } from "../response/dipole_statistics.js";
import { isOf } from "../response/sample.js";
import { directionDeg, type Vector } from "../sky/directions.js";
import { plain, rigidity, scientific } from "../words/numbers.js";
import { GREEN, signed, VERMILLION } from "./drawing/palette.js";
import { pixelCorners } from "./drawing/pixels.js";
import type { Key, Mark } from "./drawing/plotting.js";
import { Sheet } from "./drawing/sheet.js";
import {
  COLOUR_BAR,
  colourBar,
  GRADIENT_KEY,
  gradientMark,
  REGULAR_KEY,
  regularMarks,
  SKY,
  skyPlot,
  symbolMark,
} from "./drawing/sky_plot.js";
import { type FieldView, need } from "./field_view.js";
import {
  available,
  conventionText,
  type Drawing,
  FigureError,
  type FigureInput,
  gradientOf,
  gradientText,
} from "./input.js";

/** In the legend: where isotropic diffusion has the dipole of the gradient. */
const ISOTROPIC = "isotropic diffusion";
/** Shades of the map; pixels of one shade are one path. */
const SHADES = 41;

/** The relative intensity of the realisation looked at: of the gradient to first order, and of the density beside it. */
export function intensityMap(input: FigureInput, figure: string) {
  const { group, realisation, sky } = need(input.field, "sky");
  const applied = appliedGradient(input, { group, realisation }, figure);
  const gradient = gradientVector(...input.gradient.direction_deg, applied.per_kpc);
  const count = sky.directions.length / 3;
  const map = new Float64Array(count);
  let mean = 0;
  for (let i = 0; i < count; i++) {
    const r = sky.positions_pc.subarray(3 * i, 3 * i + 3);
    map[i] = gradient[0] * r[0] + gradient[1] * r[1] + gradient[2] * r[2] + (sky.contrasts?.[i] ?? 0);
    mean += map[i] / count;
  }
  return {
    group,
    sky,
    gradient,
    map: map.map((value) => value - mean),
    text: `Realisation ${realisation}; turbulence level η = ${group.turbulence_level}; rigidity ${rigidity(group.rigidity_TV)}; T = ${plain(sky.path_pc, 3)} pc; ${count} directions (HEALPix nside ${sky.nside}). ${applied.text}`,
  };
}

/** For a matched gradient, D(T) comes from the realisations of the other parity, so the run must have some of them. */
function appliedGradient(input: FigureInput, { group, realisation }: FieldView, figure: string) {
  const sample = input.samples.find((candidate) => isOf(candidate.group, group));
  if (sample === undefined) throw new FigureError("this turbulence level and rigidity are not in the run");
  const gradient = gradientOf(input, sample);
  const { kind, per_kpc, direction_deg, density } = gradient;
  if (kind === "literal") {
    const own =
      per_kpc === 0
        ? "no gradient"
        : `Gradient ${plain(per_kpc, 3)}/kpc at (l, b) = (${direction_deg.join("°, ")}°), literal`;
    const text =
      density === undefined ? `${own}.` : per_kpc === 0 ? `Density ${density}, ${own}.` : `${own}; density ${density}.`;
    return { per_kpc, text };
  }
  const statistics = available(dipoleStatistics(sample, gradient), figure, sample, gradient);
  return { per_kpc: statistics.gradient.per_kpc_halves[realisation % 2], text: gradientText(statistics) };
}

export function drawSky(input: FigureInput, document: Document): Drawing {
  const { group, sky, gradient, map, text } = intensityMap(input, "sky");
  const [l, b] = input.gradient.direction_deg;
  const sign = input.convention === "arrival" ? -1 : 1;
  const top = scaleEnd(map);

  const byShade: [number, number][][][][] = Array.from({ length: SHADES }, () => []);
  const directions: [number, number][] = [];
  map.forEach((value, i) => {
    const n = [0, 1, 2].map((k) => sign * sky.directions[3 * i + k]);
    directions.push(directionDeg(n));
    const ring = pixelCorners(sky.nside, n[0], n[1], n[2]);
    const shade = Math.round(((Math.max(-1, Math.min(1, value / top)) + 1) / 2) * (SHADES - 1));
    byShade[shade].push([[...ring, ring[0]]]);
  });
  const shades = Array.from({ length: SHADES }, (_, shade) => signed((2 * shade) / (SHADES - 1) - 1));
  const bar = colourBar(document, shades, top, "relative intensity f/⟨f⟩ − 1");
  const pixels = byShade.flatMap((coordinates, shade): Mark[] => {
    if (coordinates.length === 0) return [];
    const fill = shades[shade];
    return [Plot.geo({ type: "MultiPolygon" as const, coordinates }, { fill, stroke: fill, strokeWidth: 0.5 })];
  });
  // the dipole of this map: for a gradient R g
  const delta = inConvention([...firstMoments(sky.directions, map, 1)] as Vector, input.convention);
  const amplitude = Math.sqrt(delta[0] ** 2 + delta[1] ** 2 + delta[2] ** 2);
  const isotropic: [number, number] = [(l + (sign < 0 ? 360 : 180)) % 360, sign < 0 ? b : -b];
  const regular = group.regular_uG > 0 ? input.config.field.regular_direction_deg : null;
  const sloped = gradient.some((component) => component !== 0);
  const symbols: Mark[] = [
    ...(regular ? regularMarks(regular) : []),
    ...(sloped
      ? [gradientMark([l, b]), symbolMark(isotropic, { symbol: "diamond", r: 6.5, fill: GREEN, stroke: "white" })]
      : []),
    symbolMark(directionDeg(delta), { symbol: "square", r: 5.5, fill: VERMILLION, stroke: "white", strokeWidth: 1.2 }),
  ];
  const keys: Key[] = [
    {
      text: `dipole of this sky, ${scientific(amplitude)}`,
      dot: { symbol: "square", fill: VERMILLION, stroke: "none", r: 5.5 },
    },
    ...(sloped ? [{ text: ISOTROPIC, dot: { symbol: "diamond", fill: GREEN, stroke: "none", r: 6.5 } } as const] : []),
    ...(sloped ? [GRADIENT_KEY] : []),
    ...(regular ? [REGULAR_KEY] : []),
  ];
  const subtitle = `${text}${sloped ? " Relative intensity to first order in the gradient." : ""}`;
  return new Sheet(input, document, {
    name: "sky",
    title: `The sky of one realisation, η = ${group.turbulence_level}, ${rigidity(group.rigidity_TV)}`,
    subtitle,
    notes: [ownDipoleText(input, gradient), conventionText(input.convention)],
    description: "Map of the relative intensity of arriving cosmic rays in one realisation of the field.",
    width: 772,
  })
    .plot(skyPlot(document, pixels, symbols), { x: 16, ...SKY })
    .plot(bar, { x: 16 + (SKY.width - COLOUR_BAR.width) / 2, ...COLOUR_BAR })
    .legend(keys, { x: 16, width: 740, columns: [100, 400], rowHeight: 20 })
    .drawing({
      about: [subtitle, conventionText(input.convention)],
      rows: directions.map(([longitude_deg, latitude_deg], pixel) => ({
        pixel,
        longitude_deg,
        latitude_deg,
        relative_intensity: map[pixel],
      })),
    });
}

/** The dipole of the same realisation as the run has it, from its own directions. */
function ownDipoleText(input: FigureInput, gradient: Vector): string {
  const { group, realisation, sky } = need(input.field, "sky");
  const rows = input.samples.find((sample) => isOf(sample.group, group))?.rows ?? [];
  const row = rows.find((candidate) => candidate.realisation === realisation);
  if (row === undefined) return "";
  const linear = dipole(row.response_pc, gradient);
  const { density } = input.gradient;
  const beside = density === undefined ? undefined : row.density_dipole?.[density];
  const own = linear.map((component, i) => component + (beside?.[i] ?? 0));
  const amplitude = scientific(Math.sqrt(own[0] ** 2 + own[1] ** 2 + own[2] ** 2));
  const same = sky.nside === group.nside && !input.config.particles.rotate_directions;
  const why = same ? "" : "; the two differ by the noise of their directions";
  return `For this realisation the run, with its ${group.directions} directions (nside ${group.nside}), has a dipole of ${amplitude}${why}.`;
}

/** The end of the colour scale: what 99 % of the pixels stay below. */
function scaleEnd(map: Float64Array): number {
  const sorted = map.map(Math.abs).sort();
  const most = sorted[Math.floor(0.99 * (sorted.length - 1))];
  const decade = 10 ** Math.floor(Math.log10(most || 1));
  return ([1, 1.5, 2, 3, 4, 5, 6, 8].find((d) => d * decade >= most) ?? 10) * decade;
}
