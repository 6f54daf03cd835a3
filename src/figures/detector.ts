/** The detector's view: equatorial amplitude and phase in right ascension against energy, beside the data. */

import * as Plot from "@observablehq/plot";
import {
  equatorial,
  inAll,
  type Projected,
  type ProjectedPoint,
  phase,
  projectedPoints,
} from "../response/detector.js";
import type { DipoleStatistics } from "../response/dipole_statistics.js";
import type { Sample } from "../response/sample.js";
import { plain } from "../words/numbers.js";
import { BLUE, INK, LINE, shade } from "./drawing/palette.js";
import type { Axis, Key, Mark } from "./drawing/plotting.js";
import { Sheet } from "./drawing/sheet.js";
import { type Drawing, type FigureInput, gradientText, noneJoined, whatAtEachRigidity } from "./input.js";
import { energyDomain, entries, pointKeys, pointMarks } from "./measured/experiments.js";
import { measuredRow } from "./measured/measurements.js";
import { dataPhases, FIRST_RA, raAxis, wrapped } from "./right_ascension.js";

const BIN_DEG = 15;
/** Half the width of a box, as a factor on the energy. */
const HALF = 10 ** 0.05;
/** The realisations that are joined over the rigidities. */
const JOINED = 5;

export interface ProjectionInput {
  input: FigureInput;
  samples: Sample[];
  projected: Projected[];
  /** factor on the amplitudes for a band of declinations */
  factor: number;
  /** for the gradient on the sky, of the first rigidity */
  statistics: DipoleStatistics;
  /** what was assumed, a sentence each */
  assumptions: string[];
}

export function drawProjection(seen: ProjectionInput, document: Document): Drawing {
  const { input, samples, projected, factor, statistics, assumptions } = seen;
  const points = projectedPoints(projected, factor);
  const rigidities_TV = samples.map(({ group }) => group.rigidity_TV);
  const domain = energyDomain([3, 1e4], rigidities_TV, input.measured);
  const x: Axis = { label: "energy of protons [TeV]", log: true, domain, format: (E) => plain(E, 1) };
  const measured = entries(input.measured.filter((m) => m.energy_TeV >= domain[0] && m.energy_TeV <= domain[1]));
  const least = Math.min(...points.map((p) => Math.min(p.noise_floor, p.lowest)));
  const most = Math.max(
    2e-3,
    ...points.map((p) => p.highest),
    ...measured.flatMap(({ rows }) => rows.map((m) => m.amplitude)),
  );
  const floor = [3e-5, 1e-5, 3e-6, 1e-6].find((step) => step < 0.8 * least) ?? 1e-7;
  const y: Axis = { label: "equatorial amplitude", log: true, domain: [floor, most * 1.4] };
  const joined = inAll(projected).slice(0, JOINED);
  const level = samples[0].group.turbulence_level;
  const subtitle = `Turbulence level η = ${level}. Back-tracked over (realisations × directions) ${whatAtEachRigidity(samples)}. ${gradientText(statistics, false)}`;
  const notes = [
    ...assumptions,
    "Amplitudes are projections on the equatorial plane, |δ| cos(dec); directions are those that a telescope looks at (arrival convention). Measurements as published; data/dipoles.csv has their references.",
  ];
  const frame = { width: 640, margin: { top: 8, right: 24, bottom: 42, left: 62 }, x };
  return new Sheet(input, document, {
    name: "projection",
    title: `Equatorial dipole against energy, η = ${level}`,
    subtitle,
    notes,
    description:
      "Amplitude of the equatorial projection of the dipole and its phase in right ascension against energy, simulated and measured.",
    width: 880,
  })
    .chart({ ...frame, height: 360, y }, [
      ...amplitudeMarks(points, floor),
      ...pointMarks(measured, domain, floor),
      ...joinedAmplitudes(projected, joined, factor),
    ])
    .chart({ ...frame, height: 330, y: raAxis, gap: 6 }, [
      ...phaseMarks(projected),
      ...dataPhases(measured),
      ...joinedPhases(projected, joined),
    ])
    .side([...modelKeys(joined.length), ...pointKeys(measured)], { x: 642, y: 8, width: 236, rowHeight: 16 })
    .drawing({
      missing: joined.length === 0 ? [noneJoined("projection")] : [],
      about: [subtitle, ...notes],
      columns: [
        ...["what", "name", "energy_TeV", "amplitude", "low", "high"],
        ...["phase_deg", "phase_error_or_concentration", "reference"],
      ],
      rows: [
        ...points.flatMap(pointRows),
        ...projected.flatMap(({ rigidity_TV, realisation, vector }) =>
          vector.map((v, k) => ({
            what: "realisation",
            name: String(realisation[k]),
            energy_TeV: rigidity_TV,
            amplitude: factor * equatorial(v),
            phase_deg: phase(v),
          })),
        ),
        ...input.measured.map((m) => {
          return { ...measuredRow(m), phase_deg: m.phase_deg, phase_error_or_concentration: m.phase_err_deg };
        }),
      ],
    });
}

function pointRows({ energy_TeV, median, low, high, rms, noise_floor, phase_deg, concentration }: ProjectedPoint) {
  const direction = { phase_deg, phase_error_or_concentration: concentration };
  return [
    { what: "median and 68 %", name: "", energy_TeV, amplitude: median, low, high, ...direction },
    { what: "rms free of noise", name: "", energy_TeV, amplitude: rms },
    { what: "noise floor", name: "", energy_TeV, amplitude: noise_floor },
  ];
}

function amplitudeMarks(points: ProjectedPoint[], floor: number): Mark[] {
  const boxes = points.map((p) => ({
    ...p,
    low: Math.max(floor, p.low),
    lowest: Math.max(floor, p.lowest),
    x1: p.energy_TeV / HALF,
    x2: p.energy_TeV * HALF,
  }));
  type Quantity = keyof ProjectedPoint;
  const area = (y1: Quantity, y2: Quantity, fillOpacity: number): Mark =>
    Plot.areaY(boxes, { x: "energy_TeV", y1, y2, fill: BLUE, fillOpacity });
  const edge = { stroke: BLUE, strokeOpacity: 0.6, strokeWidth: 0.7 };
  const box = (y1: Quantity, y2: Quantity, fillOpacity: number): Mark =>
    Plot.rect(boxes, { x1: "x1", x2: "x2", y1, y2, fill: BLUE, fillOpacity, ...edge });
  const above = (y: Quantity) => boxes.filter((p) => Number(p[y]) >= floor);
  const line = (y: Quantity, style: object): Mark => Plot.line(above(y), { x: "energy_TeV", y, ...style });
  const bar = (y: Quantity, { stroke }: { stroke: string }): Mark =>
    Plot.link(above(y), { x1: "x1", x2: "x2", y1: y, y2: y, stroke, strokeWidth: 2.4 });
  return [
    area("lowest", "highest", 0.1),
    area("low", "high", 0.16),
    box("lowest", "highest", 0.12),
    box("low", "high", 0.25),
    line("noise_floor", LINE.noise),
    line("rms", LINE.rms),
    line("median", LINE.median),
    bar("noise_floor", LINE.noise),
    bar("rms", LINE.rms),
    bar("median", LINE.median),
  ];
}

/** The vectors of the realisation k over the rigidities. */
const vectorsOf = (projected: Projected[], k: number) =>
  projected.map(({ rigidity_TV, vector, realisation }) => ({ E: rigidity_TV, v: vector[realisation.indexOf(k)] }));

function joinedAmplitudes(projected: Projected[], realisations: number[], factor: number): Mark[] {
  const dots = realisations.flatMap((k) =>
    vectorsOf(projected, k).map(({ E, v }) => ({ k, E, y: factor * equatorial(v) })),
  );
  return [
    Plot.line(dots, { x: "E", y: "y", z: "k", stroke: INK, strokeWidth: 1.1, clip: true }),
    Plot.dot(dots, { x: "E", y: "y", fill: INK, r: 3.4, stroke: "white", strokeWidth: 0.7, clip: true }),
  ];
}

/** Phases side by side, not joined, as they may pass any side of the circle. */
function joinedPhases(projected: Projected[], realisations: number[]): Mark[] {
  const dots = realisations.flatMap((k, i) =>
    vectorsOf(projected, k).map(({ E, v }) => ({ E: E * 10 ** (0.02 * (i - 2)), y: wrapped(phase(v)) })),
  );
  return [Plot.dot(dots, { x: "E", y: "y", fill: INK, r: 2.6, stroke: "white", strokeWidth: 0.7, clip: true })];
}

function phaseMarks(projected: Projected[]): Mark[] {
  const cells = projected.flatMap(({ rigidity_TV, vector }) => {
    const counts = new Array<number>(360 / BIN_DEG).fill(0);
    for (const v of vector)
      counts[Math.min(counts.length - 1, Math.floor((wrapped(phase(v)) - FIRST_RA) / BIN_DEG))] += 1;
    return counts.map((count, i) => ({
      count,
      x1: rigidity_TV / HALF ** 1.6,
      x2: rigidity_TV * HALF ** 1.6,
      y1: FIRST_RA + i * BIN_DEG,
      y2: FIRST_RA + (i + 1) * BIN_DEG,
      fill: shade(0.1 + (0.75 * count) / vector.length / 0.4),
    }));
  });
  const sides = { x1: "x1", x2: "x2", y1: "y1", y2: "y2", fill: "fill" };
  const filled = cells.filter(({ count }) => count > 0);
  return [Plot.rect(filled, { ...sides, stroke: BLUE, strokeOpacity: 0.35, strokeWidth: 0.5 })];
}

function modelKeys(joined: number): Key[] {
  const realisations: Key = {
    text: `${joined} realisations`,
    dot: { symbol: "circle", fill: INK, stroke: "white" },
    line: { stroke: INK, strokeWidth: 1.1 },
  };
  return [
    { text: "Simulated", bold: true },
    ...(joined === 0 ? [] : [realisations]),
    { text: "68 % of the realisations", band: { fill: BLUE, fillOpacity: 0.37, stroke: BLUE } },
    { text: "90 %", band: { fill: BLUE, fillOpacity: 0.12, stroke: BLUE } },
    { text: "median", line: LINE.median },
    { text: "rms, free of noise", line: LINE.rms },
    { text: "noise floor", line: LINE.noise },
    { text: `phases, ${BIN_DEG}° bins: few to many`, band: { fill: shade(0.4), stroke: BLUE } },
  ];
}
