/**
 * The response tensor against the path length T: D(T)/c = -R(T)/3, along and across the regular field, beside the same from the
 * mean square displacement. Where the curves are flat, T is long enough.
 */

import * as Plot from "@observablehq/plot";
import { coherenceLength, harari2014, paperParallel } from "../response/diffusion.js";
import { meanTensors, type Sample } from "../response/sample.js";
import { directionVector, type Vector } from "../sky/directions.js";
import { plain, rigidity } from "./drawing/format.js";
import { BLUE, GREEN, INK, ORANGE, VERMILLION } from "./drawing/palette.js";
import { type Axis, chart, type Key, legend, type Mark } from "./drawing/plotting.js";
import { sheetSVG } from "./drawing/sheet.js";
import type { Cell, Table } from "./drawing/table.js";
import { type Drawing, FigureError, type FigureInput, identityText } from "./input.js";

const PANEL = { width: 380, height: 250 };

interface Curve {
  what: string;
  colour: string;
  dash?: string;
  points: { T: number; D: number; error: number | null }[];
}

export function drawConvergence(input: FigureInput, document: Document): Drawing {
  const samples = input.samples.filter(({ rows, group }) => {
    const { turbulence_level, rigidity_TV } = input.only;
    return (
      rows.length > 0 &&
      (turbulence_level ?? group.turbulence_level) === group.turbulence_level &&
      (rigidity_TV ?? group.rigidity_TV) === group.rigidity_TV
    );
  });
  if (samples.length === 0)
    throw new FigureError("convergence: no realisation is there yet; run larmor run --out DIR --resume");
  const empty = input.samples.filter(({ rows }) => rows.length === 0);
  const panels = samples.map((sample) => ({
    sample,
    curves: curvesOf(input, sample),
    published: publishedOf(input, sample),
  }));
  const columns = Math.min(2, panels.length);
  const keys = legend(document, keysOf(panels.some(({ sample }) => sample.group.regular_uG > 0)), {
    width: 760,
    columns: [0, 250, 500],
  });
  const rows = Math.ceil(panels.length / columns);
  const svg = sheetSVG({
    name: "convergence",
    title: "Convergence with the path length T",
    subtitle:
      "Running diffusion coefficients D(T)/c: −R(T)/3 of the mean response tensor, and half the slope of the mean square displacement. The two are independent estimates of the same tensor at the same T; where they no longer change, T is long enough for D.",
    notes: [
      "Above each panel: realisations × directions. Bars: standard error over the realisations. Dotted: published values of the limit of long T. On the logarithmic axes points that are not above zero are left out; the CSV has them.",
      identityText(input),
    ],
    description:
      "Running diffusion coefficients against the path length, a panel for each turbulence level and rigidity.",
    width: Math.max(620, 20 + columns * PANEL.width),
    height: rows * PANEL.height + keys.height + 8,
    pieces: [
      ...panels.map((panel, i) => ({
        x: 4 + (i % columns) * PANEL.width,
        y: Math.floor(i / columns) * PANEL.height,
        ...PANEL,
        plot: panelPlot(document, panel.sample, panel.curves, panel.published),
      })),
      { x: 16, y: rows * PANEL.height + 4, width: 760, height: keys.height, plot: keys.plot },
    ],
  });
  return {
    svg,
    table: tableOf(panels, input),
    missing: empty.map(
      ({ group }) =>
        `convergence: no realisation at turbulence level ${group.turbulence_level}, ${group.rigidity_TV} TV`,
    ),
  };
}

/** b.D.b, (trace - b.D.b)/2, trace/3 */
function along(D: number[][], b: Vector): number {
  return D.reduce((sum, row, i) => sum + row.reduce((s, value, j) => s + b[i] * value * b[j], 0), 0);
}

function curvesOf(input: FigureInput, sample: Sample): Curve[] {
  const { group } = sample;
  const { response, slope } = meanTensors(sample);
  const b = directionVector(...input.config.field.regular_direction_deg);
  const trace = (D: number[][]) => D[0][0] + D[1][1] + D[2][2];
  const error = (sem: number[][][] | null, p: number, factor: number, of: (D: number[][]) => number) =>
    sem === null ? null : Math.sqrt(of(sem[p].map((row) => row.map((value) => value * value)))) * factor;
  const curve = (
    what: string,
    colour: string,
    tensors: { mean: number[][][]; sem: number[][][] | null },
    factor: number,
    of: (D: number[][]) => number,
    square: (D: number[][]) => number,
    dash?: string,
  ): Curve => ({
    what,
    colour,
    dash,
    points: group.path_pc.map((T, p) => ({
      T,
      D: factor * of(tensors.mean[p]),
      error: error(tensors.sem, p, Math.abs(factor), square),
    })),
  });
  const both = (what: string, colour: string, of: (D: number[][]) => number, square: (D: number[][]) => number) => [
    curve(`${what} -R/3`, colour, response, -1 / 3, of, square),
    curve(`${what} displacement`, colour, slope, 1, of, square, "5 3"),
  ];
  if (group.regular_uG === 0)
    return both(
      "isotropic",
      INK,
      (D) => trace(D) / 3,
      (S) => trace(S) / 9,
    );
  const b2: Vector = [b[0] * b[0], b[1] * b[1], b[2] * b[2]];
  const parallel = (S: number[][]) => along(S, b2);
  return [
    ...both("parallel", VERMILLION, (D) => along(D, b), parallel),
    ...both(
      "perpendicular",
      BLUE,
      (D) => (trace(D) - along(D, b)) / 2,
      (S) => (trace(S) - parallel(S)) / 4,
    ),
    curve(
      "drift -R/3",
      ORANGE,
      response,
      -1 / 3,
      (D) => antisymmetric(D, b),
      () => 0,
      "1.5 3",
    ),
  ];
}

/** (1/2) epsilon_ijk D_ij b_k */
function antisymmetric(D: number[][], b: Vector): number {
  return ((D[1][2] - D[2][1]) * b[0] + (D[2][0] - D[0][2]) * b[1] + (D[0][1] - D[1][0]) * b[2]) / 2;
}

function publishedOf(input: FigureInput, { group }: Sample): { name: string; D: number } {
  const { outer_scale_pc, spectral_index, total_rms_uG } = input.config.field;
  if (group.regular_uG > 0 && group.turbulence_level > 0) {
    return {
      name: "paper's formula",
      D: paperParallel(group.rigidity_TV, group.regular_uG, group.turbulence_level, spectral_index, outer_scale_pc),
    };
  }
  const length = coherenceLength(outer_scale_pc, group.inner_scale_pc, spectral_index);
  return {
    name: "Harari et al. 2014",
    D: group.turbulence_level === 0 ? Number.NaN : harari2014(group.rigidity_TV, total_rms_uG, length, spectral_index),
  };
}

function panelPlot(
  document: Document,
  { group, rows }: Sample,
  curves: Curve[],
  published: { name: string; D: number },
): Element {
  const T = group.path_pc[group.path_pc.length - 1];
  // across the field D is far smaller than along it
  const log = group.regular_uG > 0;
  const shown = curves.map((c) => ({ ...c, points: c.points.filter((p) => !log || p.D > 0) }));
  const values = shown.flatMap((c) => c.points.map((p) => p.D));
  const top = Math.max(...values, Number.isFinite(published.D) ? published.D : 0, 1e-9);
  const low = Math.min(0, ...values);
  const x: Axis = { label: "path length T [pc]", domain: [0, T * 1.02], ticks: rounds(0, T) };
  const least = Math.min(top / 10, ...values);
  const linear: Axis = {
    label: "D(T)/c [pc]",
    domain: [low < 0 ? low * 1.1 : 0, top * 1.15],
    ticks: rounds(low, top * 1.15),
  };
  const y: Axis = log ? { label: linear.label, log, domain: [least / 1.6, top * 1.6] } : linear;
  const marks: Mark[] = [
    ...(low < 0 && !log ? [Plot.ruleY([0], { stroke: INK, strokeWidth: 0.7 })] : []),
    ...(Number.isFinite(published.D)
      ? [Plot.ruleY([published.D], { stroke: GREEN, strokeWidth: 1.8, strokeDasharray: "2 3" })]
      : []),
    ...shown.flatMap((c): Mark[] => [
      ...c.points.flatMap((p): Mark[] =>
        p.error === null || p.error === 0
          ? []
          : [
              Plot.link([p], {
                x1: "T",
                x2: "T",
                y1: (d) => Math.max(log ? y.domain[0] : d.D - d.error, d.D - d.error),
                y2: (d) => d.D + d.error,
                stroke: c.colour,
                strokeWidth: 0.8,
                strokeOpacity: 0.6,
                clip: true,
              }),
            ],
      ),
      Plot.line(c.points, { x: "T", y: "D", stroke: c.colour, strokeWidth: 1.8, strokeDasharray: c.dash, clip: true }),
      ...(c.points.length === 1 ? [Plot.dot(c.points, { x: "T", y: "D", fill: c.colour, r: 3 })] : []),
    ]),
    Plot.text(
      [
        `η = ${group.turbulence_level}, ${rigidity(group.rigidity_TV)}; ${rows.length} realisations × ${group.directions}`,
      ],
      {
        frameAnchor: "top",
        dy: -14,
        text: (d: string) => d,
        fontWeight: "bold",
        fontSize: 11,
      },
    ),
  ];
  return chart({ document, ...PANEL, margin: { top: 24, right: 12, bottom: 42, left: 62 }, x, y }, marks);
}

/** About five round numbers in a range. */
function rounds(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((d) => d * decade >= rough) ?? 10) * decade;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

function keysOf(regular: boolean): Key[] {
  const line = (stroke: string, strokeDasharray?: string) => ({ stroke, strokeWidth: 1.8, strokeDasharray });
  const keys: Key[] = [
    { text: "isotropic, −R(T)/3 (η = 1)", line: line(INK) },
    { text: "isotropic, displacement (η = 1)", line: line(INK, "5 3") },
  ];
  if (regular) {
    keys.push(
      { text: "along B₀, −R(T)/3", line: line(VERMILLION) },
      { text: "along B₀, displacement", line: line(VERMILLION, "5 3") },
      { text: "across B₀, −R(T)/3", line: line(BLUE) },
      { text: "across B₀, displacement", line: line(BLUE, "5 3") },
      { text: "drift (antisymmetric part)", line: line(ORANGE, "1.5 3") },
    );
  }
  keys.push({ text: regular ? "published: along B₀; isotropic" : "published: isotropic", line: line(GREEN, "2 3") });
  return keys;
}

function tableOf(
  panels: { sample: Sample; curves: Curve[]; published: { name: string; D: number } }[],
  input: FigureInput,
): Table {
  const rows = panels.flatMap(({ sample: { group }, curves, published }) => [
    ...curves.flatMap((c) =>
      c.points.map((p): Cell[] => [group.turbulence_level, group.rigidity_TV, c.what, p.T, p.D, p.error]),
    ),
    ...(Number.isFinite(published.D)
      ? [
          [
            group.turbulence_level,
            group.rigidity_TV,
            `published (${published.name})`,
            null,
            published.D,
            null,
          ] as Cell[],
        ]
      : []),
  ]);
  return {
    about: [
      "Running diffusion coefficients D(T)/c in pc, -R(T)/3 and half the slope of the mean square displacement.",
      `Numbers of realisations: ${panels.map(({ sample }) => plain(sample.rows.length, 6)).join(", ")}.`,
      identityText(input),
    ],
    columns: ["turbulence_level", "rigidity_TV", "what", "path_pc", "diffusion_pc", "standard_error_pc"],
    rows,
  };
}
