/**
 * Figs 2 and 4: the dipoles of the realisations on the sky. The centre of a circle is the direction, its radius the amplitude.
 */

import * as Plot from "@observablehq/plot";
import { inConvention } from "../response/dipole.js";
import { dipolesWithStatistics, matchedReason } from "../response/dipole_statistics.js";
import { angleDeg, directionDeg, directionVector, scaled } from "../sky/directions.js";
import { percent, plain, rigidity, scientific, withError } from "./drawing/format.js";
import { BLUE, GREEN, INK, VERMILLION, YELLOW } from "./drawing/palette.js";
import { type Key, legend, type Mark } from "./drawing/plotting.js";
import { sheetSVG } from "./drawing/sheet.js";
import { place, SKY, skyPlot } from "./drawing/sky_plot.js";
import type { Cell } from "./drawing/table.js";
import {
  closest,
  conventionText,
  type Drawing,
  FigureError,
  type FigureInput,
  gradientOf,
  gradientText,
  identityText,
  type Wanted,
  whatWasComputed,
} from "./input.js";

/** Pixels for the largest amplitude of a realisation, and the most for that of the prediction. */
const LARGEST = 34;
const LARGEST_CIRCLE = 70;
/** Circles; the rest of a large ensemble is in the numbers only. */
const DRAWN = 1000;

export function drawDipoleSky(name: string, wanted: Wanted, input: FigureInput, document: Document): Drawing {
  const missing: string[] = [];
  const sample = closest(input, wanted, name, missing);
  const { group } = sample;
  const gradient = gradientOf(input, sample);
  const found = dipolesWithStatistics(sample, gradient);
  if (found === null) {
    throw new FigureError(
      `${name}: ${matchedReason(sample, gradient)}. Use --gradient literal, or run more realisations`,
    );
  }
  const { dipoles: all, statistics } = found;
  const seen = all.vector.map((v, k) => {
    const vector = inConvention(v, input.convention);
    return {
      vector,
      direction: directionDeg(vector),
      amplitude: all.amplitude[k],
      realisation: all.realisation[k],
      square: all.debiased_square[k],
    };
  });
  const towards = directionVector(...gradient.direction_deg);
  const prediction = directionDeg(inConvention(scaled(towards, -1), input.convention));
  const mean = directionDeg(inConvention(statistics.vector_mean, input.convention));
  const regular = group.regular_uG > 0 ? input.config.field.regular_direction_deg : null;

  const most = all.amplitude.reduce(
    (a, b) => Math.max(a, b),
    statistics.isotropic_prediction * (LARGEST / LARGEST_CIRCLE) * 0.25,
  );
  const fits = (LARGEST * statistics.isotropic_prediction) / most <= LARGEST_CIRCLE;
  const radius = (a: number) => (LARGEST * a) / most;
  const at = (direction: readonly number[], r: number, more: Plot.DotOptions): Mark =>
    Plot.dot([place(direction)], { x: "x", y: "y", r, ...more });
  const circles = seen.slice(0, DRAWN).map((s) => ({ ...place(s.direction), r: radius(s.amplitude) }));
  const marks: Mark[] = [
    Plot.dot(circles, {
      x: "x",
      y: "y",
      r: "r",
      stroke: INK,
      strokeWidth: 1,
      strokeOpacity: 0.75,
      fill: INK,
      fillOpacity: 0.06,
    }),
    Plot.dot(circles, { x: "x", y: "y", r: 1.2, fill: INK }),
    ...(fits
      ? [
          at(prediction, radius(statistics.isotropic_prediction), {
            stroke: GREEN,
            strokeWidth: 2,
            strokeDasharray: "6 3",
          }),
        ]
      : []),
    at(mean, radius(statistics.amplitude_of_mean), { stroke: VERMILLION, strokeWidth: 2.2 }),
    ...(regular
      ? [
          at(regular, 8, { symbol: "times", stroke: "white", strokeWidth: 6 }),
          at(regular, 8, { symbol: "times", stroke: BLUE, strokeWidth: 3 }),
        ]
      : []),
    at(gradient.direction_deg, 8, { symbol: "star", fill: YELLOW, stroke: INK, strokeWidth: 1.2 }),
    at(prediction, 6.5, { symbol: "diamond", fill: GREEN, stroke: "white", strokeWidth: 1 }),
    at(mean, 5.5, { symbol: "square", fill: VERMILLION, stroke: "white", strokeWidth: 1 }),
  ];

  const keys = keysOf(radius, most, statistics.noise_floor, statistics, regular !== null, fits);
  const below = legend(document, keys, { width: 740, columns: [0, 232, 556], rowHeight: 26 });
  const axis = regular ? directionVector(...regular) : null;
  const near = axis
    ? seen.filter((s) => Math.min(angleDeg(s.vector, axis), 180 - angleDeg(s.vector, axis)) < 30).length / seen.length
    : 0;
  const notes = [
    `Mean dipole / isotropic prediction = ${withError(statistics.ratio_to_prediction, statistics.ratio_to_prediction_error)}, ${plain(statistics.angle_deg)}° from it. Amplitudes: mean ${scientific(statistics.mean)}, median ${scientific(statistics.median)}, ${percent(statistics.fraction_above_prediction)} above the prediction; rms free of noise ${statistics.debiased.rms === null ? "not above zero" : scientific(statistics.debiased.rms)}; noise floor ${scientific(statistics.noise_floor)}.`,
    ...(axis
      ? [`${percent(near)} of the dipoles are within 30° of the line of B₀ (13 % if they had no preferred direction).`]
      : []),
    ...(seen.length > DRAWN
      ? [`The first ${DRAWN} of ${seen.length} realisations are drawn; the CSV and the numbers have all.`]
      : []),
    conventionText(input.convention),
    identityText(input),
  ];
  const svg = sheetSVG({
    name,
    title: `Dipole directions in ${seen.length} realisations, η = ${group.turbulence_level}, ${rigidity(group.rigidity_TV)}`,
    subtitle: `${whatWasComputed(input, sample)} ${gradientText(statistics)} Mollweide projection of the paper's frame.`,
    notes,
    description: `Sky map of ${seen.length} dipoles as circles, with the direction of the gradient, the prediction of isotropic diffusion and the mean dipole.`,
    width: 772,
    height: SKY.height + below.height + 8,
    pieces: [
      { x: 16, y: 0, ...SKY, plot: skyPlot(document, [], marks) },
      { x: 16, y: SKY.height + 4, width: 740, height: below.height, plot: below.plot },
    ],
  });
  const row = (
    what: string,
    k: number | null,
    [l, b]: [number, number],
    a: number | null,
    square: number | null,
  ): Cell[] => [what, k, l, b, a, square];
  return {
    svg,
    missing,
    table: {
      about: [
        whatWasComputed(input, sample),
        gradientText(statistics),
        conventionText(input.convention),
        `Noise floor ${scientific(statistics.noise_floor, 3)}. debiased_square: product of the half-sets, keeps its sign.`,
        identityText(input),
      ],
      columns: ["what", "realisation", "longitude_deg", "latitude_deg", "amplitude", "debiased_square"],
      rows: [
        ...seen.map((s) => row("dipole", s.realisation, s.direction, s.amplitude, s.square)),
        row("mean", null, mean, statistics.amplitude_of_mean, statistics.amplitude_of_mean_debiased_square),
        row("prediction", null, prediction, statistics.isotropic_prediction, null),
        row("gradient", null, gradient.direction_deg, null, null),
        ...(regular ? [row("regular field", null, regular, null, null)] : []),
      ],
    },
  };
}

/** A round number below the largest amplitude, for the key of the radii. */
function roundBelow(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  const digit = [5, 2, 1].find((d) => d * decade <= value * 0.999) ?? 1;
  return digit * decade;
}

function keysOf(
  radius: (a: number) => number,
  most: number,
  noise: number,
  { isotropic_prediction, amplitude_of_mean }: { isotropic_prediction: number; amplitude_of_mean: number },
  regular: boolean,
  fits: boolean,
): Key[] {
  const size = roundBelow(most * 0.4);
  const circle = (r: number, stroke: string) => ({ symbol: "circle" as const, fill: "none", stroke, r });
  return [
    { text: `realisation; this radius is ${scientific(size, 1)}`, dot: circle(radius(size), INK) },
    {
      text: `noise floor, ${scientific(noise)}`,
      dot: { ...circle(Math.max(1, radius(noise)), "none"), fill: "#9a9a9a" },
    },
    {
      text: `mean of the dipoles, ${scientific(amplitude_of_mean)}`,
      dot: { symbol: "square", fill: VERMILLION, stroke: "none", r: 5.5 },
    },
    {
      text: `isotropic diffusion, ${scientific(isotropic_prediction)}${fits ? "" : " (no circle: too large)"}`,
      dot: { symbol: "diamond", fill: GREEN, stroke: "none", r: 6.5 },
    },
    { text: "direction of the gradient", dot: { symbol: "star", fill: YELLOW, stroke: INK, r: 7 } },
    ...(regular
      ? [{ text: "regular field B₀", dot: { symbol: "times" as const, fill: "none", stroke: BLUE, r: 7 } }]
      : []),
  ];
}
