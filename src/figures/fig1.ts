/** Fig. 1: dipole amplitude against energy, with the measurements. Energy and rigidity are those of protons. */

import * as Plot from "@observablehq/plot";
import { isotropicPrediction } from "../response/diffusion.js";
import { type DipoleStatistics, dipolesWithStatistics, matchedReason } from "../response/dipole_statistics.js";
import type { Sample } from "../response/sample.js";
import { angleDeg, directionVector } from "../sky/directions.js";
import { percent, plain, rigidity } from "./drawing/format.js";
import { BLUE, GREEN, INK, LINE } from "./drawing/palette.js";
import { type Axis, chart, type Key, legend, type Mark, outlined } from "./drawing/plotting.js";
import { sheetSVG } from "./drawing/sheet.js";
import type { Cell, Table } from "./drawing/table.js";
import {
  closest,
  type Drawing,
  FigureError,
  type FigureInput,
  gradientOf,
  gradientText,
  identityText,
  noneJoined,
  usable,
} from "./input.js";
import { energyDomain, entries, pointKeys, pointMarks, REFERENCES_NOTE } from "./measured/experiments.js";
import { errorBar } from "./measured/measurements.js";

/** The realisations that are joined over the rigidities. */
const JOINED = 5;
/** Factor by which the predicted gradient may be larger or smaller. */
const SYSTEMATIC = 2;
const RIGIDITIES = [10, 100, 1000];

interface Point {
  sample: Sample;
  rigidity_TV: number;
  /** by realisation, in order */
  amplitudes: Map<number, number>;
  statistics: DipoleStatistics;
}

export function drawFig1(input: FigureInput, document: Document): Drawing {
  const missing: string[] = [];
  const points = pointsOf(input, missing);
  if (commonTo(points).length === 0) missing.push(noneJoined("fig1"));
  const x: Axis = {
    label: "energy of protons [TeV] (rigidity [TV])",
    log: true,
    domain: energyDomain(
      [3, 4e4],
      points.map((p) => p.rigidity_TV),
      input.measured,
    ),
    format: (E) => plain(E, 1),
  };
  const highest = isotropicPrediction(x.domain[1], input.gradient.per_kpc);
  const y: Axis = { label: "dipole amplitude", log: true, domain: domainOf(points, highest) };
  const measured = entries(input.measured.filter((m) => m.energy_TeV >= x.domain[0] && m.energy_TeV <= x.domain[1]));
  const plot = chart({ document, width: 640, height: 520, margin: { top: 8, right: 14, bottom: 42, left: 62 }, x, y }, [
    ...predictionMarks(input, x.domain),
    ...ensembleMarks(points, y.domain[0]),
    ...pointMarks(measured, x.domain, y.domain[0]),
    ...joinedMarks(points),
  ]);
  const keys = [...modelKeys(points, input), ...pointKeys(measured)];
  const side = legend(document, keys, { width: 236, rowHeight: 16 });
  const { group } = points[0].sample;
  const svg = sheetSVG({
    name: "fig1",
    title: `Dipole anisotropy against energy, η = ${group.turbulence_level}`,
    subtitle: `${computed(points, input)} ${gradientText(points[0].statistics)}`,
    notes: [rising(points), REFERENCES_NOTE, identityText(input)].filter((note) => note !== ""),
    description:
      "Dipole amplitude against energy: measurements, prediction of isotropic diffusion, and the simulated realisations.",
    width: 880,
    height: Math.max(524, side.height + 12),
    pieces: [
      { x: 0, y: 0, width: 640, height: 520, plot },
      { x: 642, y: 8, width: 236, height: side.height, plot: side.plot },
    ],
  });
  return { svg, table: tableOf(points, input), missing };
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
    const gradient = gradientOf(input, sample);
    const found = dipolesWithStatistics(sample, gradient);
    if (found === null) {
      throw new FigureError(
        `fig1: ${matchedReason(sample, gradient)}. Use --gradient literal, or run more realisations`,
      );
    }
    const { dipoles, statistics } = found;
    const amplitudes = new Map(dipoles.realisation.map((realisation, k) => [realisation, dipoles.amplitude[k]]));
    return { sample, rigidity_TV: sample.group.rigidity_TV, amplitudes, statistics };
  });
}

function domainOf(points: Point[], prediction: number): [number, number] {
  const low = Math.min(...points.map((p) => Math.min(p.statistics.noise_floor, p.statistics.quantiles["0.05"])));
  const high = Math.max(prediction, ...points.map((p) => p.statistics.quantiles["0.95"]));
  const steps = [3e-5, 1e-5, 3e-6, 1e-6, 1e-7];
  return [steps.find((step) => step < 0.8 * low) ?? 1e-8, high > 0.09 ? 2 * high : 1e-1];
}

function predictionMarks(input: FigureInput, [low, high]: [number, number]): Mark[] {
  const line = [low, high].map((E) => ({ E, a: isotropicPrediction(E, input.gradient.per_kpc) }));
  return [
    Plot.areaY(line, {
      x: "E",
      y1: (d) => d.a / SYSTEMATIC,
      y2: (d) => d.a * SYSTEMATIC,
      fill: GREEN,
      fillOpacity: 0.12,
      clip: true,
    }),
    Plot.line(line, { x: "E", y: "a", ...LINE.prediction, strokeDasharray: "2 4", clip: true }),
  ];
}

/** Quantile boxes at each rigidity, joined to bands where there are several. */
function ensembleMarks(points: Point[], floor: number): Mark[] {
  const at = (p: Point, q: string) => Math.max(floor, p.statistics.quantiles[q]);
  const bands = [
    ["0.05", "0.95", 0.12],
    ["0.16", "0.84", 0.22],
  ] as const;
  const half = 10 ** 0.035;
  const box = (p: Point) => ({ x1: p.rigidity_TV / half, x2: p.rigidity_TV * half });
  const marks: Mark[] = bands.flatMap(([lower, upper, fillOpacity]): Mark[] => [
    Plot.areaY(points, {
      x: "rigidity_TV",
      y1: (p: Point) => at(p, lower),
      y2: (p: Point) => at(p, upper),
      fill: BLUE,
      fillOpacity,
      clip: true,
    }),
    Plot.rect(
      points.map((p) => ({ ...box(p), y1: at(p, lower), y2: at(p, upper) })),
      {
        x1: "x1",
        x2: "x2",
        y1: "y1",
        y2: "y2",
        fill: BLUE,
        fillOpacity,
        stroke: BLUE,
        strokeOpacity: 0.6,
        strokeWidth: 0.7,
      },
    ),
  ]);
  const line = (value: (s: DipoleStatistics) => number | null) =>
    points.flatMap((p): [number, number][] => {
      const y = value(p.statistics);
      return y === null || y < floor ? [] : [[p.rigidity_TV, y]];
    });
  const level = (
    value: (s: DipoleStatistics) => number | null,
    style: { stroke: string; strokeWidth: number },
  ): Mark[] => [
    ...outlined(line(value), style),
    Plot.link(line(value), {
      x1: (d) => d[0] / half,
      x2: (d) => d[0] * half,
      y1: (d) => d[1],
      y2: (d) => d[1],
      ...style,
      strokeDasharray: undefined,
    }),
  ];
  return [
    ...marks,
    ...level((s) => s.noise_floor, LINE.noise),
    ...level((s) => s.debiased.rms, LINE.rms),
    ...level((s) => s.median, LINE.median),
  ];
}

function joinedMarks(points: Point[]): Mark[] {
  const dots = joined(points);
  return [
    Plot.line(dots, { x: "R", y: "amplitude", z: "realisation", stroke: INK, strokeWidth: 1.3, clip: true }),
    Plot.dot(dots, { x: "R", y: "amplitude", r: 4, fill: INK, stroke: "white", strokeWidth: 0.8, clip: true }),
  ];
}

/** The first realisations that every rigidity has. */
function joined(points: Point[]): { R: number; realisation: number; amplitude: number }[] {
  return commonTo(points)
    .slice(0, JOINED)
    .flatMap((realisation) =>
      amplitudesOf(points, realisation).map((amplitude, i) => ({ R: points[i].rigidity_TV, realisation, amplitude })),
    );
}

const commonTo = (points: Point[]): number[] =>
  [...points[0].amplitudes.keys()].filter((k) => points.every((p) => p.amplitudes.has(k)));

const amplitudesOf = (points: Point[], realisation: number): number[] =>
  points.map((p) => p.amplitudes.get(realisation) as number);

function rising(points: Point[]): string {
  const common = commonTo(points);
  if (points.length < 2 || common.length === 0) return "";
  const grows = (k: number) => {
    const a = amplitudesOf(points, k);
    return a.every((value, i) => i === 0 || value > a[i - 1]);
  };
  const five = common.slice(0, JOINED);
  const share = (of: (k: number) => boolean) => percent(common.filter(of).length / common.length);
  const trough = (k: number) => {
    const a = amplitudesOf(points, k);
    return a.length === 3 && a[1] < a[0] && a[1] < a[2];
  };
  const falls =
    points.length === 3
      ? `; they fall and rise again, as measured, in ${five.filter(trough).length} and in ${share(trough)}`
      : "";
  return `Amplitudes rise from each rigidity to the next in ${five.filter(grows).length} of the ${five.length} realisations drawn and in ${share(grows)} of all ${common.length}${falls}. What is not above the noise floor is noise.`;
}

function computed(points: Point[], input: FigureInput): string {
  const per = points.map(({ sample: { group, rows } }) => {
    const T = group.path_pc[group.path_pc.length - 1];
    return `${rigidity(group.rigidity_TV)}: T = ${plain(T, 3)} pc, ${rows.length} × ${group.directions}`;
  });
  const level = points[0].sample.group.turbulence_level;
  const requested = input.config.ensemble.realisations;
  const incomplete = points.some(({ sample }) => sample.rows.length < requested)
    ? `; incomplete, ${requested} asked for`
    : "";
  return `Turbulence level η = δB²/(δB² + B₀²) = ${level}. Back-tracked over (realisations × directions) ${per.join("; ")}${incomplete}.`;
}

function modelKeys(points: Point[], input: FigureInput): Key[] {
  const { group } = points[0].sample;
  const drawn = new Set(joined(points).map(({ realisation }) => realisation)).size;
  const axis = directionVector(...input.config.field.regular_direction_deg);
  const angle = angleDeg(directionVector(...input.gradient.direction_deg), axis);
  const heading = group.regular_uG > 0 ? `Simulated, gradient at ${plain(angle, 3)}° to B₀` : "Simulated";
  return [
    { text: heading, bold: true },
    ...(drawn === 0
      ? []
      : [
          {
            text: points.length > 1 ? `${drawn} realisations, joined` : `${drawn} realisations`,
            line: { stroke: INK, strokeWidth: 1.3 },
            dot: { symbol: "circle", fill: INK, stroke: "white" },
          },
        ]),
    { text: "68 % of the realisations", band: { fill: BLUE, fillOpacity: 0.34, stroke: BLUE } },
    { text: "90 %", band: { fill: BLUE, fillOpacity: 0.12, stroke: BLUE } },
    { text: "median", line: LINE.median },
    { text: "rms, free of noise", line: LINE.rms },
    { text: "noise floor", line: LINE.noise },
    { text: "isotropic diffusion", line: { ...LINE.prediction, strokeDasharray: "2 4" } },
    { text: `a factor ${SYSTEMATIC} in the gradient`, band: { fill: GREEN, fillOpacity: 0.12 } },
  ];
}

function tableOf(points: Point[], input: FigureInput): Table {
  const columns = ["what", "name", "energy_TeV", "amplitude", "low", "high", "reference"];
  const first = joined(points);
  const rows: Cell[][] = [
    ...first.map((d): Cell[] => ["realisation", String(d.realisation), d.R, d.amplitude, null, null, null]),
    ...points.flatMap(({ rigidity_TV: R, statistics: s }): Cell[][] => [
      ["median", "", R, s.median, s.quantiles["0.16"], s.quantiles["0.84"], null],
      ["quantiles 5 and 95 %", "", R, null, s.quantiles["0.05"], s.quantiles["0.95"], null],
      ["rms free of noise", "", R, s.debiased.rms, null, null, null],
      ["amplitude of the mean", "", R, s.amplitude_of_mean, null, null, null],
      ["noise floor", "", R, s.noise_floor, null, null, null],
      [
        "isotropic diffusion",
        "",
        R,
        s.isotropic_prediction,
        s.isotropic_prediction / SYSTEMATIC,
        s.isotropic_prediction * SYSTEMATIC,
        null,
      ],
    ]),
    ...input.measured.map((m): Cell[] => {
      const bar = errorBar(m);
      return [
        m.kind === "value" ? "measured" : "upper limit",
        m.experiment,
        m.energy_TeV,
        m.amplitude,
        bar?.[0] ?? null,
        bar?.[1] ?? null,
        m.reference,
      ];
    }),
  ];
  return {
    about: [
      computed(points, input),
      ...points.map((p) => `${p.rigidity_TV} TV: ${gradientText(p.statistics)}`),
      identityText(input),
    ],
    columns,
    rows,
  };
}
