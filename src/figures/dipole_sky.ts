/**
 * Figs 2 and 4: the dipoles of the realisations on the sky. The centre of a circle is the direction, its radius the amplitude.
 */

import * as Plot from "@observablehq/plot";
import { inConvention } from "../response/dipole.js";
import type { DipoleStatistics } from "../response/dipole_statistics.js";
import { angleDeg, directionDeg, directionVector, scaled, type Vector } from "../sky/directions.js";
import { percent, plain, rigidity, scientific, typeset, withError } from "../words/numbers.js";
import { GREEN, INK, VERMILLION } from "./drawing/palette.js";
import type { Key, Mark } from "./drawing/plotting.js";
import { Sheet } from "./drawing/sheet.js";
import {
  GRADIENT_KEY,
  gradientMark,
  place,
  REGULAR_KEY,
  regularMarks,
  SKY,
  skyPlot,
  symbolMark,
} from "./drawing/sky_plot.js";
import {
  closest,
  conventionText,
  type Drawing,
  ensembleOf,
  FigureError,
  type FigureInput,
  gradientText,
  noGradient,
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
  // a density alone has no gradient, and no prediction of isotropic diffusion
  const sloped = input.gradient.per_kpc !== 0;
  if (!sloped && input.gradient.density === undefined) throw new FigureError(noGradient(name));
  const sample = closest(input, wanted, name, missing);
  const { group } = sample;
  const { dipoles, statistics } = ensembleOf(input, sample, name);
  const directionOf = (vector: Vector) => directionDeg(inConvention(vector, input.convention));
  const directions = dipoles.vector.map(directionOf);
  const count = directions.length;
  const prediction = directionOf(scaled(directionVector(...input.gradient.direction_deg), -1));
  const mean = directionOf(statistics.vector_mean);
  const regular = group.regular_uG > 0 ? input.config.field.regular_direction_deg : null;

  const largest = dipoles.amplitude.reduce(
    (a, b) => Math.max(a, b),
    statistics.isotropic_prediction * (LARGEST / LARGEST_CIRCLE) * 0.25,
  );
  const radius = (amplitude: number) => (LARGEST * amplitude) / largest;
  const predicted = radius(statistics.isotropic_prediction);
  const fits = sloped && predicted <= LARGEST_CIRCLE;
  const circles = directions.slice(0, DRAWN).map((d, k) => ({ ...place(d), r: radius(dipoles.amplitude[k]) }));
  const stroke = { stroke: INK, strokeWidth: 1, strokeOpacity: 0.75 };
  const marks: Mark[] = [
    Plot.dot(circles, { x: "x", y: "y", r: "r", ...stroke, fill: INK, fillOpacity: 0.06 }),
    Plot.dot(circles, { x: "x", y: "y", r: 1.2, fill: INK }),
    ...(fits ? [symbolMark(prediction, { r: predicted, stroke: GREEN, strokeWidth: 2, strokeDasharray: "6 3" })] : []),
    symbolMark(mean, { r: radius(statistics.amplitude_of_mean), stroke: VERMILLION, strokeWidth: 2.2 }),
    ...(regular ? regularMarks(regular) : []),
    ...(sloped
      ? [
          gradientMark(input.gradient.direction_deg),
          symbolMark(prediction, { r: 6.5, symbol: "diamond", fill: GREEN, stroke: "white", strokeWidth: 1 }),
        ]
      : []),
    symbolMark(mean, { r: 5.5, symbol: "square", fill: VERMILLION, stroke: "white", strokeWidth: 1 }),
  ];
  const keys = [
    ...radiusKeys(radius, largest, statistics),
    ...(sloped
      ? [
          {
            text: `isotropic diffusion, ${scientific(statistics.isotropic_prediction)}${fits ? "" : " (no circle: too large)"}`,
            dot: { symbol: "diamond", fill: GREEN, stroke: "none", r: 6.5 } as const,
          },
          GRADIENT_KEY,
        ]
      : []),
    ...(regular ? [REGULAR_KEY] : []),
  ];
  const notes = [
    `${sloped ? `Mean dipole / isotropic prediction = ${typeset(withError(statistics.ratio_to_prediction, statistics.ratio_to_prediction_error))}, ${plain(statistics.angle_deg)}° from it. ` : `Mean dipole ${scientific(statistics.amplitude_of_mean)}. `}Amplitudes: mean ${scientific(statistics.mean)}, median ${scientific(statistics.median)}${sloped ? `, ${percent(statistics.fraction_above_prediction)} above the prediction` : ""}; rms free of noise ${statistics.debiased.rms === null ? "not above zero" : scientific(statistics.debiased.rms)}; noise floor ${scientific(statistics.noise_floor_halves)}.`,
    regular === null
      ? ""
      : `${percent(nearLine(dipoles.vector, directionVector(...regular)))} of the dipoles are within 30° of the line of B₀ (13 % if they had no preferred direction).`,
    count > DRAWN ? `The first ${DRAWN} of ${count} realisations are drawn; the CSV and the numbers have all.` : "",
    conventionText(input.convention),
  ];
  const computed = whatWasComputed(input, sample);
  const direction = ([longitude_deg, latitude_deg]: readonly number[]) => ({ longitude_deg, latitude_deg });
  return new Sheet(input, document, {
    name,
    title: `Dipole directions in ${count} realisations, η = ${group.turbulence_level}, ${rigidity(group.rigidity_TV)}`,
    subtitle: `${computed} ${gradientText(statistics)} Mollweide projection of the paper's frame.`,
    notes,
    description: `Sky map of ${count} dipoles as circles, with ${sloped ? "the direction of the gradient, the prediction of isotropic diffusion and " : ""}the mean dipole.`,
    width: 772,
  })
    .plot(skyPlot(document, [], marks), { x: 16, ...SKY })
    .legend(keys, { x: 16, width: 740, columns: [0, 232, 556], rowHeight: 26 })
    .drawing({
      missing,
      about: [
        computed,
        gradientText(statistics),
        conventionText(input.convention),
        `Noise floor ${scientific(statistics.noise_floor_halves, 3)}. debiased_square: product of the half-sets, keeps its sign.`,
      ],
      columns: ["what", "realisation", "longitude_deg", "latitude_deg", "amplitude", "debiased_square"],
      rows: [
        ...directions.map((d, k) => ({
          what: "dipole",
          realisation: dipoles.realisation[k],
          ...direction(d),
          amplitude: dipoles.amplitude[k],
          debiased_square: dipoles.debiased_square[k],
        })),
        {
          what: "mean",
          ...direction(mean),
          amplitude: statistics.amplitude_of_mean,
          debiased_square: statistics.amplitude_of_mean_debiased_square,
        },
        ...(sloped
          ? [
              { what: "prediction", ...direction(prediction), amplitude: statistics.isotropic_prediction },
              { what: "gradient", ...direction(input.gradient.direction_deg) },
            ]
          : []),
        ...(regular ? [{ what: "regular field", ...direction(regular) }] : []),
      ],
    });
}

/** Fraction of the vectors within 30 degrees of an axis, in either sense. */
function nearLine(vectors: Vector[], axis: Vector): number {
  const angles = vectors.map((vector) => angleDeg(vector, axis));
  return angles.filter((angle) => Math.min(angle, 180 - angle) < 30).length / vectors.length;
}

/** Circles of three known amplitudes: a round one, the noise floor, the mean. */
function radiusKeys(
  radius: (amplitude: number) => number,
  largest: number,
  { noise_floor_halves, amplitude_of_mean }: DipoleStatistics,
): Key[] {
  const round = roundBelow(largest * 0.4);
  return [
    {
      text: `realisation; this radius is ${scientific(round, 1)}`,
      dot: { symbol: "circle", fill: "none", stroke: INK, r: radius(round) },
    },
    {
      text: `noise floor, ${scientific(noise_floor_halves)}`,
      dot: { symbol: "circle", fill: "#9a9a9a", stroke: "none", r: Math.max(1, radius(noise_floor_halves)) },
    },
    {
      text: `mean of the dipoles, ${scientific(amplitude_of_mean)}`,
      dot: { symbol: "square", fill: VERMILLION, stroke: "none", r: 5.5 },
    },
  ];
}

/** A round number below a value. */
function roundBelow(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  return ([5, 2, 1].find((d) => d * decade <= value * 0.999) ?? 1) * decade;
}
