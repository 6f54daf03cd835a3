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
import { plain, rigidity } from "./drawing/format.js";
import { BLUE, INK, LINE, shade } from "./drawing/palette.js";
import { type Axis, chart, type Key, legend, type Mark } from "./drawing/plotting.js";
import { sheetSVG } from "./drawing/sheet.js";
import type { Cell } from "./drawing/table.js";
import { type Drawing, type FigureInput, gradientText, identityText, noneJoined } from "./input.js";
import { type Entry, energyDomain, entries, pointKeys, pointMarks } from "./measured/experiments.js";
import { errorBar, type Measurement } from "./measured/measurements.js";

/** Right ascensions are drawn from here on, so that neither of the data's two phases, near 40 and 270 degrees, is at an edge. */
const FIRST_RA = -210;
const BIN_DEG = 15;
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

export function drawProjection(of: ProjectionInput, document: Document): Drawing {
  const { input, projected, factor, assumptions } = of;
  const points = projectedPoints(projected, factor);
  const rigidities_TV = of.samples.map(({ group }) => group.rigidity_TV);
  const domain = energyDomain([3, 1e4], rigidities_TV, input.measured);
  const x: Axis = { label: "energy of protons [TeV]", log: true, domain, format: (E) => plain(E, 1) };
  const measured = entries(input.measured.filter((m) => m.energy_TeV >= domain[0] && m.energy_TeV <= domain[1]));
  const least = Math.min(...points.map((p) => Math.min(p.noise_floor, p.lowest)));
  const most = Math.max(
    2e-3,
    ...points.map((p) => p.highest),
    ...measured.flatMap(({ rows }) => rows.map((m) => m.amplitude)),
  );
  const bottom = [3e-5, 1e-5, 3e-6, 1e-6].find((step) => step < 0.8 * least) ?? 1e-7;
  const y: Axis = { label: "equatorial amplitude", log: true, domain: [bottom, most * 1.4] };
  const margin = { top: 8, right: 24, bottom: 42, left: 62 };
  const upper = chart({ document, width: 640, height: 360, margin, x, y }, [
    ...amplitudeMarks(points, y.domain[0]),
    ...pointMarks(measured, x.domain, y.domain[0]),
    ...joinedMarks(projected, (v) => factor * equatorial(v)),
  ]);
  const ra: Axis = {
    label: "phase in right ascension [degrees]",
    domain: [FIRST_RA, FIRST_RA + 360],
    ticks: [-180, -135, -90, -45, 0, 45, 90, 135],
    format: (a) => String((a + 360) % 360),
  };
  const lower = chart({ document, width: 640, height: 330, margin, x, y: ra }, [
    ...phaseMarks(projected),
    ...dataPhases(measured),
    ...joinedMarks(projected, (v) => wrapped(phase(v)), true),
  ]);
  const keys: Key[] = [...modelKeys(Math.min(JOINED, inAll(projected).length)), ...pointKeys(measured)];
  const side = legend(document, keys, { width: 236, rowHeight: 16 });
  const level = of.samples[0].group.turbulence_level;
  const per = of.samples.map(
    ({ group, rows }) =>
      `${rigidity(group.rigidity_TV)}: T = ${plain(group.path_pc[group.path_pc.length - 1], 3)} pc, ${rows.length} × ${group.directions}`,
  );
  const subtitle = `Turbulence level η = ${level}. Back-tracked over (realisations × directions) ${per.join("; ")}. ${gradientText(of.statistics, false)}`;
  const notes = [
    ...assumptions,
    "Amplitudes are projections on the equatorial plane, |δ| cos(dec); directions are those that a telescope looks at (arrival convention). Measurements as published; data/dipoles.csv has their references.",
    identityText(input),
  ];
  return {
    svg: sheetSVG({
      name: "projection",
      title: `Equatorial dipole against energy, η = ${level}`,
      subtitle,
      notes,
      description:
        "Amplitude of the equatorial projection of the dipole and its phase in right ascension against energy, simulated and measured.",
      width: 880,
      height: Math.max(700, side.height + 12),
      pieces: [
        { x: 0, y: 0, width: 640, height: 360, plot: upper },
        { x: 0, y: 366, width: 640, height: 330, plot: lower },
        { x: 642, y: 8, width: 236, height: side.height, plot: side.plot },
      ],
    }),
    missing: inAll(projected).length === 0 ? [noneJoined("projection")] : [],
    table: {
      about: [subtitle, ...notes],
      columns: [
        "what",
        "name",
        "energy_TeV",
        "amplitude",
        "low",
        "high",
        "phase_deg",
        "phase_error_or_concentration",
        "reference",
      ],
      rows: [
        ...points.flatMap((p): Cell[][] => [
          ["median and 68 %", "", p.energy_TeV, p.median, p.low, p.high, p.phase_deg, p.concentration, null],
          ["rms free of noise", "", p.energy_TeV, p.rms, null, null, null, null, null],
          ["noise floor", "", p.energy_TeV, p.noise_floor, null, null, null, null, null],
        ]),
        ...projected.flatMap(({ rigidity_TV, realisation, vector }) =>
          vector.map((v, k): Cell[] => [
            "realisation",
            String(realisation[k]),
            rigidity_TV,
            factor * equatorial(v),
            null,
            null,
            phase(v),
            null,
            null,
          ]),
        ),
        ...input.measured.map((m): Cell[] => {
          const bar = errorBar(m);
          return [
            m.kind === "value" ? "measured" : "upper limit",
            m.experiment,
            m.energy_TeV,
            m.amplitude,
            bar?.[0] ?? null,
            bar?.[1] ?? null,
            m.phase_deg,
            m.phase_err_deg,
            m.reference,
          ];
        }),
      ],
    },
  };
}

const wrapped = (angle: number) => ((((angle - FIRST_RA) % 360) + 360) % 360) + FIRST_RA;

function amplitudeMarks(points: ProjectedPoint[], floor: number): Mark[] {
  const clipped = points.map((p) => ({
    ...p,
    low: Math.max(floor, p.low),
    lowest: Math.max(floor, p.lowest),
    x1: p.energy_TeV / HALF,
    x2: p.energy_TeV * HALF,
  }));
  const box = (y1: keyof ProjectedPoint, y2: keyof ProjectedPoint, fillOpacity: number): Mark =>
    Plot.rect(clipped, {
      x1: "x1",
      x2: "x2",
      y1,
      y2,
      fill: BLUE,
      fillOpacity,
      stroke: BLUE,
      strokeOpacity: 0.6,
      strokeWidth: 0.7,
    });
  const bar = (y: keyof ProjectedPoint, style: { stroke: string; strokeWidth: number }): Mark =>
    Plot.link(
      clipped.filter((p) => Number(p[y]) >= floor),
      { x1: "x1", x2: "x2", y1: y, y2: y, ...style, strokeWidth: 2.4, strokeDasharray: undefined },
    );
  const area = (y1: keyof ProjectedPoint, y2: keyof ProjectedPoint, fillOpacity: number): Mark =>
    Plot.areaY(clipped, { x: "energy_TeV", y1, y2, fill: BLUE, fillOpacity });
  const line = (y: keyof ProjectedPoint, style: object): Mark =>
    Plot.line(
      clipped.filter((p) => Number(p[y]) >= floor),
      { x: "energy_TeV", y, ...style },
    );
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

/** Five realisations that all rigidities have; phases are not joined, as they may pass any side of the circle. */
function joinedMarks(projected: Projected[], value: (v: readonly number[]) => number, apart = false): Mark[] {
  const dots = inAll(projected)
    .slice(0, JOINED)
    .flatMap((k, i) =>
      projected.map((one) => ({
        k,
        E: one.rigidity_TV * (apart ? 10 ** (0.02 * (i - 2)) : 1),
        y: value(one.vector[one.realisation.indexOf(k)]),
      })),
    );
  return [
    ...(apart ? [] : [Plot.line(dots, { x: "E", y: "y", z: "k", stroke: INK, strokeWidth: 1.1, clip: true })]),
    Plot.dot(dots, { x: "E", y: "y", fill: INK, r: apart ? 2.6 : 3.4, stroke: "white", strokeWidth: 0.7, clip: true }),
  ];
}

function phaseMarks(projected: Projected[]): Mark[] {
  const cells = projected.flatMap(({ rigidity_TV, vector }) => {
    const counts = new Array<number>(360 / BIN_DEG).fill(0);
    for (const v of vector)
      counts[Math.min(counts.length - 1, Math.floor((wrapped(phase(v)) - FIRST_RA) / BIN_DEG))] += 1;
    return counts.flatMap((count, i) =>
      count === 0
        ? []
        : [
            {
              x1: rigidity_TV / HALF ** 1.6,
              x2: rigidity_TV * HALF ** 1.6,
              y1: FIRST_RA + i * BIN_DEG,
              y2: FIRST_RA + (i + 1) * BIN_DEG,
              fill: shade(0.1 + (0.75 * count) / vector.length / 0.4),
            },
          ],
    );
  });
  return [
    Plot.rect(cells, {
      x1: "x1",
      x2: "x2",
      y1: "y1",
      y2: "y2",
      fill: "fill",
      stroke: BLUE,
      strokeOpacity: 0.35,
      strokeWidth: 0.5,
    }),
  ];
}

function dataPhases(all: Entry[]): Mark[] {
  return all.flatMap(({ look, layer, rows }): Mark[] => {
    const shown = rows
      .filter((m): m is Measurement & { phase_deg: number } => m.kind === "value" && m.phase_deg !== null)
      .map((m) => ({ E: m.energy_TeV, ra: wrapped(m.phase_deg), error: m.phase_err_deg ?? 0 }));
    const filled = layer === "2014";
    return [
      Plot.link(shown, {
        x1: "E",
        x2: "E",
        y1: (d) => Math.max(FIRST_RA, d.ra - d.error),
        y2: (d) => Math.min(FIRST_RA + 360, d.ra + d.error),
        stroke: look.colour,
        strokeWidth: 1.1,
      }),
      Plot.dot(shown, {
        x: "E",
        y: "ra",
        symbol: look.symbol,
        r: look.symbol === "star" ? 4.5 : 3.6,
        fill: filled ? look.colour : "white",
        stroke: filled ? "white" : look.colour,
        strokeWidth: filled ? 0.8 : 1.5,
      }),
    ];
  });
}

function modelKeys(joined: number): Key[] {
  return [
    { text: "Simulated", bold: true },
    ...(joined === 0
      ? []
      : [
          {
            text: `${joined} realisations`,
            dot: { symbol: "circle" as const, fill: INK, stroke: "white" },
            line: { stroke: INK, strokeWidth: 1.1 },
          },
        ]),
    { text: "68 % of the realisations", band: { fill: BLUE, fillOpacity: 0.37, stroke: BLUE } },
    { text: "90 %", band: { fill: BLUE, fillOpacity: 0.12, stroke: BLUE } },
    { text: "median", line: LINE.median },
    { text: "rms, free of noise", line: LINE.rms },
    { text: "noise floor", line: LINE.noise },
    { text: `phases, ${BIN_DEG}° bins: few to many`, band: { fill: shade(0.4), stroke: BLUE } },
  ];
}
