/** Fig. 1: dipole amplitude against energy, with the measurements. Energy and rigidity are those of protons. */

import * as Plot from "@observablehq/plot";
import { isotropicPrediction } from "../published.js";
import { diffusionStatistics } from "../response/diffusion_statistics.js";
import type { DipoleStatistics } from "../response/dipole_statistics.js";
import { firstHarmonics, KASCADE_BAND, orientation } from "../response/first_harmonic.js";
import type { Sample } from "../response/sample.js";
import { angleDeg, directionVector } from "../sky/directions.js";
import { quantile } from "../statistics/jackknife.js";
import { percent, plain } from "../words/numbers.js";
import { BLUE, GREEN, INK, LINE } from "./drawing/palette.js";
import { type Axis, type Key, type Mark, outlined } from "./drawing/plotting.js";
import { Sheet } from "./drawing/sheet.js";
import {
  closest,
  type Drawing,
  ensembleOf,
  type FigureInput,
  gradientText,
  noneJoined,
  usable,
  whatAtEachRigidity,
} from "./input.js";
import { energyDomain, entries, pointKeys, pointMarks, REFERENCES_NOTE } from "./measured/experiments.js";
import { firstHarmonicsText } from "./measured/limits.js";
import { measuredRow } from "./measured/measurements.js";
import { profileKeys, profilesOf, profileText } from "./profiles.js";

/** The realisations that are joined over the rigidities. */
const JOINED = 5;
/** Factor by which the predicted gradient may be larger or smaller. */
const SYSTEMATIC = 2;
const RIGIDITIES = [10, 100, 1000];
/** Half the width of a box, as a factor on the rigidity. */
const HALF = 10 ** 0.035;
const PREDICTION = { ...LINE.prediction, strokeDasharray: "2 4" };
const HARMONIC = { ...LINE.median, strokeWidth: 1.4, strokeDasharray: "8 3" };
const SYSTEMATIC_BAND = { fill: GREEN, fillOpacity: 0.12 };

/** The ensemble at one rigidity. */
interface Point {
  sample: Sample;
  rigidity_TV: number;
  /** by realisation, in order */
  amplitudes: Map<number, number>;
  statistics: DipoleStatistics;
  /** median of the first harmonics in KASCADE's band */
  harmonic: number;
}

export function drawFig1(input: FigureInput, document: Document): Drawing {
  const missing: string[] = [];
  const points = pointsOf(input, missing);
  const rigidities_TV = points.map(({ rigidity_TV }) => rigidity_TV);
  const common = commonTo(points);
  if (common.length === 0) missing.push(noneJoined("fig1"));
  const joined = common
    .slice(0, JOINED)
    .flatMap((realisation) =>
      amplitudesOf(points, realisation).map((amplitude, i) => ({ R: rigidities_TV[i], realisation, amplitude })),
    );
  const x: Axis = {
    label: "energy of protons [TeV] (rigidity [TV])",
    log: true,
    domain: energyDomain([3, 4e4], rigidities_TV, input.measured),
    format: (E) => plain(E, 1),
  };
  const profiles = profilesOf(input, points[0].sample).map((profile) => ({
    ...profile,
    values: points.map(({ sample, rigidity_TV }) => {
      const gradient = { ...input.gradient, kind: null, density: profile.slab.name };
      return { R: rigidity_TV, median: ensembleOf({ ...input, gradient }, sample, "fig1").statistics.median };
    }),
  }));
  const highest = isotropicPrediction(x.domain[1], input.gradient.per_kpc);
  const y: Axis = { label: "dipole amplitude", log: true, domain: domainOf(points, highest) };
  const measured = entries(input.measured.filter((m) => m.energy_TeV >= x.domain[0] && m.energy_TeV <= x.domain[1]));
  const marks: Mark[] = [
    ...predictionMarks(input, x.domain),
    ...ensembleMarks(points, y.domain[0]),
    ...profiles.map(({ line, values }) => Plot.line(values, { x: "R", y: "median", ...line, clip: true })),
    ...profiles.map(({ line, values }) =>
      Plot.dot(values, { x: "R", y: "median", r: 3, fill: line.stroke, stroke: "white", strokeWidth: 0.6, clip: true }),
    ),
    ...pointMarks(measured, x.domain, y.domain[0]),
    Plot.line(joined, { x: "R", y: "amplitude", z: "realisation", stroke: INK, strokeWidth: 1.3, clip: true }),
    Plot.dot(joined, { x: "R", y: "amplitude", r: 4, fill: INK, stroke: "white", strokeWidth: 0.8, clip: true }),
  ];
  const keys = [
    ...modelKeys(points, Math.min(JOINED, common.length), input),
    ...profileKeys(profiles),
    ...pointKeys(measured),
  ];
  const computed = computedText(points, input);
  return new Sheet(input, document, {
    name: "fig1",
    title: `Dipole anisotropy against energy, η = ${points[0].sample.group.turbulence_level}`,
    subtitle: `${computed} ${gradientText(points[0].statistics)}`,
    notes: [
      risingText(points, common),
      tauText(points, input),
      profileText(profiles, input),
      `${firstHarmonicsText(points[0].sample.group.regular_uG > 0)} ${REFERENCES_NOTE}`,
    ],
    description:
      "Dipole amplitude against energy: measurements, prediction of isotropic diffusion, and the simulated realisations.",
    width: 880,
  })
    .chart({ width: 640, height: 520, margin: { top: 8, right: 14, bottom: 42, left: 62 }, x, y }, marks)
    .side(keys, { x: 642, y: 8, width: 236, rowHeight: 16 })
    .drawing({
      missing,
      about: [computed, ...points.map((p) => `${p.rigidity_TV} TV: ${gradientText(p.statistics)}`)],
      columns: ["what", "name", "energy_TeV", "amplitude", "low", "high", "reference"],
      rows: [
        ...joined.map(({ realisation, R, amplitude }) => {
          return { what: "realisation", name: String(realisation), energy_TeV: R, amplitude };
        }),
        ...points.flatMap(statisticsRows),
        ...profiles.flatMap(({ slab, values }) =>
          values.map(({ R, median }) => {
            return { what: "median with density", name: slab.name, energy_TeV: R, amplitude: median };
          }),
        ),
        ...input.measured.map(measuredRow),
      ],
    });
}

function pointsOf(input: FigureInput, missing: string[]): Point[] {
  const wanted = { turbulence_level: 0.1 as const, rigidity_TV: 1000 };
  const level = closest(input, wanted, "fig1", missing).group.turbulence_level;
  const samples = usable(input, wanted, "fig1")
    .filter(({ group }) => group.turbulence_level === level)
    .sort((a, b) => a.group.rigidity_TV - b.group.rigidity_TV);
  const absent = RIGIDITIES.filter((R) => !samples.some(({ group }) => group.rigidity_TV === R));
  if (absent.length > 0 && input.only.rigidity_TV === undefined) {
    missing.push(`fig1: the run has no ${absent.join(", ")} TV at turbulence level ${level}, which the paper shows`);
  }
  return samples.map((sample) => {
    const { dipoles, statistics } = ensembleOf(input, sample, "fig1");
    const amplitudes = new Map(dipoles.realisation.map((realisation, k) => [realisation, dipoles.amplitude[k]]));
    const { group } = sample;
    const where = orientation(group.regular_uG > 0 ? input.config.field.regular_direction_deg : null);
    const harmonics = firstHarmonics(dipoles.vector, where, KASCADE_BAND).flat();
    const harmonic = quantile(Float64Array.from(harmonics).sort(), 0.5);
    return { sample, rigidity_TV: group.rigidity_TV, amplitudes, statistics, harmonic };
  });
}

function domainOf(points: Point[], prediction: number): [number, number] {
  const low = Math.min(...points.map((p) => Math.min(p.statistics.noise_floor_halves, p.statistics.quantiles["0.05"])));
  const high = Math.max(prediction, ...points.map((p) => p.statistics.quantiles["0.95"]));
  const steps = [3e-5, 1e-5, 3e-6, 1e-6, 1e-7];
  return [steps.find((step) => step < 0.8 * low) ?? 10 ** Math.floor(Math.log10(low)), high > 0.09 ? 2 * high : 1e-1];
}

function predictionMarks(input: FigureInput, domain: [number, number]): Mark[] {
  if (input.gradient.per_kpc === 0) return [];
  const line = domain.map((E) => {
    const a = isotropicPrediction(E, input.gradient.per_kpc);
    return { E, a, low: a / SYSTEMATIC, high: a * SYSTEMATIC };
  });
  return [
    Plot.areaY(line, { x: "E", y1: "low", y2: "high", ...SYSTEMATIC_BAND, clip: true }),
    Plot.line(line, { x: "E", y: "a", ...PREDICTION, clip: true }),
  ];
}

/** Quantile boxes at each rigidity, joined to bands where there are several. */
function ensembleMarks(points: Point[], floor: number): Mark[] {
  const bands = (
    [
      ["0.05", "0.95", 0.12],
      ["0.16", "0.84", 0.22],
    ] as const
  ).flatMap(([lower, upper, fillOpacity]): Mark[] => {
    const boxes = points.map(({ rigidity_TV: R, statistics: { quantiles } }) => {
      return {
        R,
        x1: R / HALF,
        x2: R * HALF,
        y1: Math.max(floor, quantiles[lower]),
        y2: Math.max(floor, quantiles[upper]),
      };
    });
    const sides = { x1: "x1", x2: "x2", y1: "y1", y2: "y2" };
    const edge = { stroke: BLUE, strokeOpacity: 0.6, strokeWidth: 0.7 };
    return [
      Plot.areaY(boxes, { x: "R", y1: "y1", y2: "y2", fill: BLUE, fillOpacity, clip: true }),
      Plot.rect(boxes, { ...sides, fill: BLUE, fillOpacity, ...edge }),
    ];
  });
  const level = (value: (s: DipoleStatistics, harmonic: number) => number | null, style: Plot.LineOptions): Mark[] => {
    const line = points.flatMap(({ rigidity_TV: R, statistics, harmonic }) => {
      const y = value(statistics, harmonic);
      return y === null || y < floor ? [] : [{ R, x1: R / HALF, x2: R * HALF, y }];
    });
    return [
      ...outlined(line, { x: "R", y: "y", ...style }),
      Plot.link(line, { x1: "x1", x2: "x2", y1: "y", y2: "y", ...style, strokeDasharray: undefined }),
    ];
  };
  return [
    ...bands,
    ...level((s) => s.noise_floor_halves, LINE.noise),
    ...level((s) => s.debiased.rms, LINE.rms),
    ...level((_, harmonic) => harmonic, HARMONIC),
    ...level((s) => s.median, LINE.median),
  ];
}

/** The realisations that every rigidity has. */
const commonTo = (points: Point[]): number[] =>
  [...points[0].amplitudes.keys()].filter((k) => points.every((p) => p.amplitudes.has(k)));

const amplitudesOf = (points: Point[], realisation: number): number[] =>
  points.map((p) => p.amplitudes.get(realisation) as number);

function risingText(points: Point[], common: number[]): string {
  if (points.length < 2 || common.length === 0) return "";
  const drawn = common.slice(0, JOINED);
  const percentOf = (matching: number[]) => percent(matching.length / common.length);
  const rising = (k: number) => amplitudesOf(points, k).every((a, i, amplitudes) => i === 0 || a > amplitudes[i - 1]);
  const trough = (k: number) => {
    const [low, middle, high] = amplitudesOf(points, k);
    return middle < low && middle < high;
  };
  const falls =
    points.length === 3
      ? `; they fall and rise again, as measured, in ${drawn.filter(trough).length} and in ${percentOf(common.filter(trough))}`
      : "";
  return `Amplitudes rise from each rigidity to the next in ${drawn.filter(rising).length} of the ${drawn.length} realisations drawn and in ${percentOf(common.filter(rising))} of all ${common.length}${falls}. What is not above the noise floor is noise.`;
}

/** Amplitudes at paths of unequal numbers of scattering times are not quite comparable. */
function tauText(points: Point[], { config }: FigureInput): string {
  if (points.length < 2) return "";
  const axis = directionVector(...config.field.regular_direction_deg);
  const times = points.flatMap(({ sample }) => {
    const D = sample.group.regular_uG > 0 ? diffusionStatistics(sample, axis)?.msd.parallel?.value : undefined;
    const { path_pc } = sample.group;
    return D === undefined || !(D > 0) ? [] : [plain(path_pc[path_pc.length - 1] / (3 * D), 2)];
  });
  if (times.length < points.length) return "";
  return `In scattering lengths 3D∥/c of the simulation the paths are ${times.join(", ")} long.`;
}

function computedText(points: Point[], input: FigureInput): string {
  const samples = points.map(({ sample }) => sample);
  const planned = input.config.ensemble.realisations;
  const incomplete = samples.some(({ rows }) => rows.length < planned) ? `; incomplete, ${planned} asked for` : "";
  return `Turbulence level η = δB²/(δB² + B₀²) = ${samples[0].group.turbulence_level}. Back-tracked over (realisations × directions) ${whatAtEachRigidity(samples)}${incomplete}.`;
}

function modelKeys(points: Point[], drawn: number, input: FigureInput): Key[] {
  const axis = directionVector(...input.config.field.regular_direction_deg);
  const angle = angleDeg(directionVector(...input.gradient.direction_deg), axis);
  const regular = points[0].sample.group.regular_uG > 0;
  const { per_kpc } = input.gradient;
  const realisations: Key = {
    text: points.length > 1 ? `${drawn} realisations, joined` : `${drawn} realisations`,
    line: { stroke: INK, strokeWidth: 1.3 },
    dot: { symbol: "circle", fill: INK, stroke: "white" },
  };
  return [
    { text: regular && per_kpc > 0 ? `Simulated, gradient at ${plain(angle, 3)}° to B₀` : "Simulated", bold: true },
    ...(drawn === 0 ? [] : [realisations]),
    { text: "68 % of the realisations", band: { fill: BLUE, fillOpacity: 0.34, stroke: BLUE } },
    { text: "90 %", band: { fill: BLUE, fillOpacity: 0.12, stroke: BLUE } },
    { text: "median", line: LINE.median },
    { text: "median, as a first harmonic", line: HARMONIC },
    { text: "rms, free of noise", line: LINE.rms },
    { text: "noise floor", line: LINE.noise },
    ...(per_kpc > 0
      ? [
          { text: "isotropic diffusion", line: PREDICTION },
          { text: `a factor ${SYSTEMATIC} in the gradient`, band: SYSTEMATIC_BAND },
        ]
      : []),
  ];
}

function statisticsRows({ rigidity_TV: energy_TeV, statistics: s, harmonic }: Point) {
  const row = (what: string, amplitude: number | null, low?: number, high?: number) => {
    return { what, name: "", energy_TeV, amplitude, low, high };
  };
  const prediction = s.isotropic_prediction;
  return [
    row("median", s.median, s.quantiles["0.16"], s.quantiles["0.84"]),
    row("median, as a first harmonic", harmonic),
    row("quantiles 5 and 95 %", null, s.quantiles["0.05"], s.quantiles["0.95"]),
    row("rms free of noise", s.debiased.rms),
    row("amplitude of the mean", s.amplitude_of_mean),
    row("noise floor", s.noise_floor_halves),
    row("isotropic diffusion", prediction, prediction / SYSTEMATIC, prediction * SYSTEMATIC),
  ];
}
