/**
 * What measured dipoles say of field and gradient: the sky with both posteriors beside the measured directions of the local field,
 * and amplitude and phase of the samples beside the data.
 */

import * as Plot from "@observablehq/plot";
import { NSIDE, onCircle, type Place } from "../inference/answer.js";
import type { MeasuredDatum } from "../inference/data.js";
import type { Inference } from "../inference/infer.js";
import { LOCAL_FIELDS } from "../response/detector.js";
import { directionDeg, type Vector } from "../sky/directions.js";
import { type SkyFrame, toFrame } from "../sky/frames.js";
import { centresOf } from "../sky/healpix.js";
import { plain } from "../words/numbers.js";
import { BLUE, GREEN, INK, VERMILLION } from "./drawing/palette.js";
import type { Axis, Key, Mark } from "./drawing/plotting.js";
import { Sheet } from "./drawing/sheet.js";
import { place, SKY, skyPlot, symbolMark } from "./drawing/sky_plot.js";
import { AS_MEASURED, barsText, phaseEnds, pointOf, SYMBOLS, WITH_MODEL, WITHOUT_BAND } from "./infer_points.js";
import type { Drawing, FigureInput } from "./input.js";

/** Parts of the probability within the contours. */
const LEVELS = [0.68, 0.95];
const OPACITY = [0.42, 0.16];

export interface InferenceDrawn {
  answer: Inference;
  data: readonly MeasuredDatum[];
  /** what the covariances of the data hold beside their own errors */
  model_error: number;
  frame: SkyFrame;
  /** what is known of the gradient before */
  prior: string;
}

export function drawInference(
  run: Pick<FigureInput, "config" | "config_sha256" | "device">,
  { answer, data, model_error, frame, prior }: InferenceDrawn,
  document: Document,
): Drawing {
  const gradient = regionsOf(answer.gradient_deg);
  const field = answer.b0_deg === null ? [] : regionsOf(answer.b0_deg);
  const fields = Object.entries(LOCAL_FIELDS).map(([name, { direction_deg, frame: own, reference }], i) => {
    const here = toFrame(direction_deg, own, frame);
    const symbol = SYMBOLS[i % SYMBOLS.length];
    return { name, here, reference, symbol, opposite: [here[0] + 180, -here[1]] };
  });
  const symbols = fields.flatMap(({ here, opposite, symbol }) => [
    symbolMark(here, { symbol, r: 6, fill: INK, stroke: "white", strokeWidth: 1.2 }),
    symbolMark(opposite, { symbol, r: 6, fill: "white", stroke: INK, strokeWidth: 1.2 }),
  ]);
  const below = [...dots(gradient, VERMILLION), ...dots(field, BLUE)];
  const keys: Key[] = [
    ...(field.length > 0 ? [{ text: "B₀, within 68 % and 95 %", dot: dot(BLUE) }] : []),
    { text: "gradient, within 68 % and 95 %", dot: dot(VERMILLION) },
    ...fields.map(({ name, symbol }) => ({
      text: `local field, ${name} (open: the opposite)`,
      dot: { symbol, fill: INK, stroke: "white", r: 6 } as const,
    })),
  ];
  const energies: [number, number] = [
    answer.predicted[0].energy_TeV,
    answer.predicted[answer.predicted.length - 1].energy_TeV,
  ];
  const names = [...new Set(data.map(({ name }) => name))];
  const points = data.map((datum) => pointOf(datum, names.indexOf(datum.name)));
  const x: Axis = { label: "energy [TeV]", domain: [energies[0] / 1.1, energies[1] * 1.1], log: true };
  const bands = answer.predicted.map((p) => ({ ...p, ...p.amplitude }));
  const amplitudes = [...points.map(({ amplitude }) => amplitude), ...bands.flatMap(({ q16, q84 }) => [q16, q84])];
  const low = 10 ** Math.floor(Math.log10(Math.min(...amplitudes)));
  const high = 10 ** Math.ceil(Math.log10(Math.max(...amplitudes)));
  const marker = (y: string): Mark =>
    Plot.dot(points, { x: "energy_TeV", y, symbol: "symbol", fill: INK, stroke: "white", r: 4.5 });
  // each phase at that place of three turns which the sheet of the band passes
  const wrapped = [-360, 0, 360];
  const phase = answer.predicted.map(({ energy_TeV, phase_deg }) => ({ energy_TeV, ...phase_deg }));
  const phaseBands = wrapped.flatMap((turn) => {
    const moved = unrolled(phase).map((p) => ({
      energy_TeV: p.energy_TeV,
      low: p.low + turn,
      mean: p.mean + turn,
      high: p.high + turn,
    }));
    return [
      Plot.areaY(moved, { x: "energy_TeV", y1: "low", y2: "high", fill: GREEN, fillOpacity: 0.3, clip: true }),
      Plot.line(moved, { x: "energy_TeV", y: "mean", stroke: GREEN, strokeWidth: 2, clip: true }),
    ];
  });
  return new Sheet(run, document, {
    name: "infer",
    title: "What measured first harmonics say of gradient and field",
    subtitle: `${data.length} first harmonics. Gradient before the data: ${prior}. ${frame === "icrs" ? "Right ascension and declination" : "Galactic coordinates"}, Mollweide projection.`,
    notes: [
      `Bands: 68 % of the samples of the posterior, with the realisations of the run as the ensemble of what the turbulence may be; equatorial projection, without a band of declinations. Effective realisations: ${plain(answer.effective_realisations, 2)}.`,
      `Measured points, ${WITHOUT_BAND}. ${barsText(model_error)}`,
      `Local field: ${fields.map(({ name, reference }) => `${name}, ${reference}`).join("; ")}.`,
      ...answer.warnings,
    ],
    description:
      "A sky map with the probable directions of field and gradient, and amplitude and phase against energy with a band of predictions.",
    width: 772,
  })
    .plot(skyPlot(document, below, symbols), { x: 16, ...SKY })
    .legend(keys, { x: 16, width: 740, columns: [0, 300], rowHeight: 22 })
    .chart(
      {
        width: 772,
        height: 250,
        gap: 14,
        margin: { top: 14, right: 14, bottom: 40, left: 70 },
        x,
        y: { label: "first harmonic", domain: [low, high], log: true },
      },
      [
        Plot.areaY(bands, {
          x: "energy_TeV",
          y1: (d) => Math.max(low, d.q16),
          y2: "q84",
          fill: GREEN,
          fillOpacity: 0.3,
        }),
        Plot.line(bands, { x: "energy_TeV", y: "median", stroke: GREEN, strokeWidth: 2 }),
        Plot.ruleX(points, { x: "energy_TeV", y1: (d) => Math.max(low, d.least), y2: "most", ...WITH_MODEL }),
        Plot.ruleX(points, { x: "energy_TeV", y1: (d) => Math.max(low, d.low), y2: "high", ...AS_MEASURED }),
        marker("amplitude"),
      ],
    )
    .chart(
      {
        width: 772,
        height: 250,
        gap: 8,
        margin: { top: 14, right: 14, bottom: 40, left: 70 },
        x,
        y: { label: "phase, right ascension [degrees]", domain: [0, 360], ticks: [0, 90, 180, 270, 360] },
      },
      [
        ...phaseBands,
        ...wrapped.flatMap((turn) => [
          Plot.ruleX(points, {
            x: "energy_TeV",
            y1: (d) => d.phase_deg - d.phase_error_with_model + turn,
            y2: (d) => d.phase_deg + d.phase_error_with_model + turn,
            ...WITH_MODEL,
            clip: true,
          }),
          Plot.ruleX(points, {
            x: "energy_TeV",
            y1: (d) => d.phase_deg - d.phase_error + turn,
            y2: (d) => d.phase_deg + d.phase_error + turn,
            ...AS_MEASURED,
            clip: true,
          }),
        ]),
        ...wrapped.map((turn) =>
          Plot.dot(points, {
            x: "energy_TeV",
            y: (d) => d.phase_deg + turn,
            symbol: "symbol",
            fill: INK,
            stroke: "white",
            r: 4.5,
            clip: true,
          }),
        ),
      ],
    )
    .legend(
      [
        { text: "median and 68 % of the predictions", dot: dot(GREEN) },
        ...names.map((name, i) => ({
          text: name,
          dot: { symbol: SYMBOLS[i % SYMBOLS.length], fill: INK, stroke: "white", r: 5 } as const,
        })),
      ],
      { x: 16, width: 740, columns: [0, 250, 500], rowHeight: 22 },
    )
    .drawing({
      missing: [],
      about: [
        `Gradient before the data: ${prior}. Frame of the directions: ${frame}.`,
        `Measured: ${WITHOUT_BAND}; amplitude_q16 to q84 and phase_low_deg to high are their errors as they are, the columns with_model_error hold the error of the model, ${plain(model_error, 3)} in each component (--model-error), too, as the inference takes them.`,
        "Phases from 0 to 360 degrees: from phase_low_deg upwards to phase_high_deg, through 0 where low is above high.",
        ...answer.warnings,
      ],
      columns: [
        "what",
        "name",
        "energy_TeV",
        "amplitude",
        "amplitude_q16",
        "amplitude_q84",
        "phase_deg",
        "phase_low_deg",
        "phase_high_deg",
        "amplitude_low_with_model_error",
        "amplitude_high_with_model_error",
        "phase_low_with_model_error_deg",
        "phase_high_with_model_error_deg",
        "longitude_deg",
        "latitude_deg",
        "probability",
      ],
      rows: [
        ...bands.map(({ energy_TeV, median, q16, q84, phase_deg: p }) => ({
          ...{ what: "prediction", energy_TeV, amplitude: median, amplitude_q16: q16, amplitude_q84: q84 },
          ...{ phase_deg: p.mean, phase_low_deg: p.low, phase_high_deg: p.high },
        })),
        ...points.map((p) => ({
          ...{ what: "measured", name: p.name, energy_TeV: p.energy_TeV, amplitude: p.amplitude },
          ...{ amplitude_q16: p.low, amplitude_q84: p.high, phase_deg: p.phase_deg },
          ...phaseEnds(p.phase_deg, p.phase_error, "phase_low_deg", "phase_high_deg"),
          ...{ amplitude_low_with_model_error: p.least, amplitude_high_with_model_error: p.most },
          ...phaseEnds(
            p.phase_deg,
            p.phase_error_with_model,
            "phase_low_with_model_error_deg",
            "phase_high_with_model_error_deg",
          ),
        })),
        ...fields.map(({ name, here }) => ({
          what: "local field",
          name,
          longitude_deg: here[0],
          latitude_deg: here[1],
        })),
        ...[
          ["B0", answer.b0_deg],
          ["gradient", answer.gradient_deg],
        ].flatMap(([what, found]) =>
          found === null
            ? []
            : pixels(found as Place).map(({ l, b, p }) => ({
                what: what as string,
                longitude_deg: l,
                latitude_deg: b,
                probability: p,
              })),
        ),
      ],
    });
}

const dot = (fill: string) => ({ symbol: "circle", fill, fillOpacity: 0.6, stroke: "none", r: 6 }) as const;

/** Pixels of a map that hold anything, with their centres. */
function pixels({ map }: Place): { l: number; b: number; p: number }[] {
  const centres = centresOf(NSIDE);
  return Array.from(map, (p, i) => {
    const [l, b] = directionDeg(centres.subarray(3 * i, 3 * i + 3) as unknown as Vector);
    return { l, b, p };
  }).filter(({ p }) => p > 0);
}

/** The most probable pixels that hold each part, with the part's place in LEVELS. */
function regionsOf(found: Place): { x: number; y: number; level: number }[] {
  let sum = 0;
  return pixels(found)
    .sort((a, b) => b.p - a.p)
    .flatMap(({ l, b, p }) => {
      const level = LEVELS.findIndex((part) => sum < part);
      sum += p;
      return level < 0 ? [] : [{ ...place([l, b]), level }];
    });
}

const dots = (region: ReturnType<typeof regionsOf>, fill: string): Mark[] =>
  LEVELS.map((_, i) =>
    Plot.dot(
      region.filter(({ level }) => level === i),
      { x: "x", y: "y", r: 6.8, fill, fillOpacity: OPACITY[i], stroke: "none" },
    ),
  );

/** Means that go on from each other without jumps of a whole turn, with the ends of their bands below and above them. */
function unrolled<T extends { mean: number; low: number; high: number }>(band: T[]): T[] {
  let last = band[0].mean;
  return band.map((p) => {
    const mean = p.mean - 360 * Math.round((p.mean - last) / 360);
    last = mean;
    return { ...p, mean, low: mean - onCircle(p.mean - p.low), high: mean + onCircle(p.high - p.mean) };
  });
}
