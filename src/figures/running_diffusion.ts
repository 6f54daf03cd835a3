/**
 * The response tensor against the path length T: D(T)/c = -R(T)/3, along and across the regular field, beside the same from the
 * mean square displacement. Where the curves are flat, T is long enough.
 */

import * as Plot from "@observablehq/plot";
import { isIsotropic } from "../config/field_models.js";
import { unchecked } from "../published.js";
import { meanTensors, type Sample } from "../response/sample.js";
import { directionVector, type Vector } from "../sky/directions.js";
import { plain, rigidity } from "../words/numbers.js";
import { BLUE, GREEN, INK, ORANGE, VERMILLION } from "./drawing/palette.js";
import { type Axis, chart, heading, type Key, type Mark } from "./drawing/plotting.js";
import { Sheet } from "./drawing/sheet.js";
import { type Drawing, FigureError, type FigureInput } from "./input.js";

const PANEL = { width: 380, height: 250 };

const PUBLISHED = { stroke: GREEN, strokeWidth: 1.8, strokeDasharray: "2 3" };

type Matrix = number[][];

interface Curve {
  what: string;
  style: { stroke: string; strokeWidth: number; strokeDasharray?: string };
  points: { T: number; D: number; error: number | null }[];
}

interface Panel {
  sample: Sample;
  curves: Curve[];
  /** limit of long T; NaN where nothing is published */
  published: { name: string; D: number };
}

export function drawConvergence(input: FigureInput, document: Document): Drawing {
  const { turbulence_level, rigidity_TV } = input.only;
  const panels = input.samples
    .filter(
      ({ rows, group }) =>
        rows.length > 0 &&
        (turbulence_level ?? group.turbulence_level) === group.turbulence_level &&
        (rigidity_TV ?? group.rigidity_TV) === group.rigidity_TV,
    )
    .map((sample): Panel => ({ sample, curves: curvesOf(input, sample), published: publishedOf(input, sample) }));
  if (panels.length === 0)
    throw new FigureError("convergence: no realisation is there yet; run larmor run --out DIR --resume");
  const regular = panels.some(({ sample }) => sample.group.regular_uG > 0);
  return new Sheet(input, document, {
    name: "convergence",
    title: "Convergence with the path length T",
    subtitle:
      "Running diffusion coefficients D(T)/c: −R(T)/3 of the mean response tensor, and half the slope of the mean square displacement. The two are independent estimates of the same tensor at the same T; where they no longer change, T is long enough for D.",
    notes: [
      "Above each panel: realisations × directions. Bars: standard error over the realisations. Dotted: published values of the limit of long T. On the logarithmic axes points that are not above zero are left out; the CSV has them.",
    ],
    description:
      "Running diffusion coefficients against the path length, a panel for each turbulence level and rigidity.",
    width: 20 + 2 * PANEL.width,
  })
    .panels(
      panels.map((panel) => panelPlot(document, panel)),
      PANEL,
    )
    .legend(keysOf(regular), { x: 16, width: 760, columns: [0, 250, 500] })
    .drawing({
      missing: input.samples
        .filter(({ rows }) => rows.length === 0)
        .map(
          ({ group }) =>
            `convergence: no realisation at turbulence level ${group.turbulence_level}, ${group.rigidity_TV} TV`,
        ),
      about: [
        "Running diffusion coefficients D(T)/c in pc, -R(T)/3 and half the slope of the mean square displacement.",
        `Numbers of realisations: ${panels.map(({ sample }) => plain(sample.rows.length, 6)).join(", ")}.`,
      ],
      columns: ["turbulence_level", "rigidity_TV", "what", "path_pc", "diffusion_pc", "standard_error_pc"],
      rows: panels.flatMap(rowsOf),
    });
}

function rowsOf({ sample, curves, published }: Panel) {
  const { turbulence_level, rigidity_TV } = sample.group;
  return [
    ...curves.flatMap(({ what, points }) =>
      points.map(({ T, D, error }) => {
        return { turbulence_level, rigidity_TV, what, path_pc: T, diffusion_pc: D, standard_error_pc: error };
      }),
    ),
    ...(Number.isFinite(published.D)
      ? [{ turbulence_level, rigidity_TV, what: `published (${published.name})`, diffusion_pc: published.D }]
      : []),
  ];
}

/** b.D.b */
function along(D: Matrix, b: Vector): number {
  return D.reduce((sum, row, i) => sum + row.reduce((s, value, j) => s + b[i] * value * b[j], 0), 0);
}

/** (1/2) epsilon_ijk D_ij b_k */
function antisymmetric(D: Matrix, b: Vector): number {
  return ((D[1][2] - D[2][1]) * b[0] + (D[2][0] - D[0][2]) * b[1] + (D[0][1] - D[1][0]) * b[2]) / 2;
}

const trace = (D: Matrix) => D[0][0] + D[1][1] + D[2][2];

/** A number out of a tensor, and its variance out of the variances of the components. */
interface Component {
  name: string;
  colour: string;
  value(D: Matrix): number;
  variance(S: Matrix): number;
}

function curvesOf(input: FigureInput, sample: Sample): Curve[] {
  const { group } = sample;
  const { response, slope } = meanTensors(sample);
  const curve = (
    tensors: typeof response,
    factor: number,
    { name, colour, value, variance }: Component,
    estimator: string,
    strokeDasharray?: string,
  ): Curve => ({
    what: `${name} ${estimator}`,
    style: { stroke: colour, strokeWidth: 1.8, strokeDasharray },
    points: group.path_pc.map((T, p) => ({
      T,
      D: factor * value(tensors.mean[p]),
      error:
        tensors.sem === null
          ? null
          : Math.sqrt(variance(tensors.sem[p].map((row) => row.map((error) => error * error)))) * Math.abs(factor),
    })),
  });
  const both = (component: Component) => [
    curve(response, -1 / 3, component, "-R/3"),
    curve(slope, 1, component, "displacement", "5 3"),
  ];
  if (group.regular_uG === 0)
    return both({ name: "isotropic", colour: INK, value: (D) => trace(D) / 3, variance: (S) => trace(S) / 9 });
  const b = directionVector(...input.config.field.regular_direction_deg);
  const parallel: Component = {
    name: "parallel",
    colour: VERMILLION,
    value: (D) => along(D, b),
    variance: (S) => along(S, [b[0] * b[0], b[1] * b[1], b[2] * b[2]]),
  };
  const perpendicular: Component = {
    name: "perpendicular",
    colour: BLUE,
    value: (D) => (trace(D) - parallel.value(D)) / 2,
    variance: (S) => (trace(S) - parallel.variance(S)) / 4,
  };
  const drift: Component = {
    name: "drift",
    colour: ORANGE,
    value: (D) => antisymmetric(D, b),
    variance: () => 0,
  };
  return [...both(parallel), ...both(perpendicular), curve(response, -1 / 3, drift, "-R/3", "1.5 3")];
}

function publishedOf(input: FigureInput, { group }: Sample): Panel["published"] {
  const { outer_scale_pc, spectral_index, total_rms_uG } = input.config.field;
  const { turbulence_level: level, rigidity_TV: R, regular_uG } = group;
  if (!isIsotropic(input.config.field)) return { name: "Harari et al. 2014", D: Number.NaN };
  if (regular_uG > 0)
    return {
      name: "paper's formula",
      D: unchecked.paperParallel(R, regular_uG, level, spectral_index, outer_scale_pc),
    };
  const length = unchecked.coherenceLength(outer_scale_pc, group.inner_scale_pc, spectral_index);
  return { name: "Harari et al. 2014", D: unchecked.harari2014(R, total_rms_uG, length, spectral_index) };
}

function panelPlot(document: Document, { sample: { group, rows }, curves, published }: Panel): Element {
  const T = group.path_pc[group.path_pc.length - 1];
  // across the field D is far smaller than along it
  const log = group.regular_uG > 0;
  const shown = curves.map((c) => ({ ...c, points: c.points.filter((p) => !log || p.D > 0) }));
  const values = shown.flatMap((c) => c.points.map((p) => p.D));
  const top = Math.max(...values, Number.isFinite(published.D) ? published.D : 0, 1e-9);
  const low = Math.min(0, ...values);
  const x: Axis = { label: "path length T [pc]", domain: [0, T * 1.02], ticks: rounds(0, T) };
  const label = "D(T)/c [pc]";
  const y: Axis = log
    ? { label, log, domain: [Math.min(top / 10, ...values) / 1.6, top * 1.6] }
    : { label, domain: [low < 0 ? low * 1.1 : 0, top * 1.15], ticks: rounds(low, top * 1.15) };
  const bars = (points: Curve["points"]) =>
    points.flatMap(({ T, D, error }) =>
      error === null || error === 0
        ? []
        : [{ T, low: log ? Math.max(y.domain[0], D - error) : D - error, high: D + error }],
    );
  const marks: Mark[] = [
    ...(low < 0 && !log ? [Plot.ruleY([0], { stroke: INK, strokeWidth: 0.7 })] : []),
    ...(Number.isFinite(published.D) ? [Plot.ruleY([published.D], PUBLISHED)] : []),
    ...shown.flatMap(({ points, style }): Mark[] => [
      ...bars(points).map((bar) => {
        const thin = { stroke: style.stroke, strokeWidth: 0.8, strokeOpacity: 0.6, clip: true };
        return Plot.link([bar], { x1: "T", x2: "T", y1: "low", y2: "high", ...thin });
      }),
      Plot.line(points, { x: "T", y: "D", ...style, clip: true }),
      ...(points.length === 1 ? [Plot.dot(points, { x: "T", y: "D", fill: style.stroke, r: 3 })] : []),
    ]),
    heading(
      `η = ${group.turbulence_level}, ${rigidity(group.rigidity_TV)}; ${rows.length} realisations × ${group.directions}`,
      { fontSize: 11 },
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
  return [
    { text: "isotropic, −R(T)/3 (η = 1)", line: line(INK) },
    { text: "isotropic, displacement (η = 1)", line: line(INK, "5 3") },
    ...(regular
      ? [
          { text: "along B₀, −R(T)/3", line: line(VERMILLION) },
          { text: "along B₀, displacement", line: line(VERMILLION, "5 3") },
          { text: "across B₀, −R(T)/3", line: line(BLUE) },
          { text: "across B₀, displacement", line: line(BLUE, "5 3") },
          { text: "drift (antisymmetric part)", line: line(ORANGE, "1.5 3") },
        ]
      : []),
    { text: regular ? "published: along B₀; isotropic" : "published: isotropic", line: PUBLISHED },
  ];
}
