/**
 * Diffusion coefficients against rigidity, a panel for each turbulence level, and against turbulence level where a rigidity has
 * three or more of them; both estimators, and the published curves.
 */

import * as Plot from "@observablehq/plot";
import type { Config } from "../config/config.js";
import { innerScale, strengths } from "../config/default_lengths.js";
import { coherenceLength, harari2014, paperParallel } from "../response/diffusion.js";
import type { Measured } from "../response/diffusion_statistics.js";
import type { Estimates, Transport } from "../response/settled_diffusion.js";
import { gyroradius_pc } from "../units.js";
import { plain, rigidity } from "./drawing/format.js";
import { BLUE, GREEN, INK, MUTED, ORANGE, VERMILLION } from "./drawing/palette.js";
import { type Axis, chart, type Key, legend, type Mark } from "./drawing/plotting.js";
import { sheetSVG } from "./drawing/sheet.js";
import type { Cell, Table } from "./drawing/table.js";
import type { Drawing } from "./input.js";

const PANEL = { width: 400, height: 300 };
const LEGEND_WIDTH = 780;

interface Series {
  colour: string;
  of: (t: Transport) => { msd: Measured | null; tgk: Measured | null };
}

const both = (of: (t: Transport) => Estimates): Series["of"] => of;
const ISOTROPIC: Series = { colour: INK, of: both((t) => t.isotropic) };
const SERIES: Series[] = [
  { colour: VERMILLION, of: both((t) => t.parallel) },
  { colour: BLUE, of: both((t) => t.perpendicular) },
  { colour: ORANGE, of: (t) => ({ msd: null, tgk: t.drift }) },
];

/** A panel: what varies along its x axis, and its groups. */
interface Panel {
  title: string;
  x: "rigidity_TV" | "turbulence_level";
  transports: Transport[];
}

export function drawDiffusion(
  config: Config,
  transports: Transport[],
  about: { identity: string },
  document: Document,
): Drawing {
  const panels = panelsOf(transports);
  const columns = Math.min(2, panels.length);
  const keys = legend(document, keysOf(transports), { width: LEGEND_WIDTH, columns: [0, 260, 520] });
  const rows = Math.ceil(panels.length / columns);
  const [low, high] = [...transports]
    .sort((a, b) => a.path_pc - b.path_pc)
    .flatMap((t, i, all) => (i === 0 || i === all.length - 1 ? [t.path_pc] : []));
  const paths =
    high === undefined || high === low ? `T = ${plain(low, 3)} pc` : `T from ${plain(low, 3)} to ${plain(high, 3)} pc`;
  const svg = sheetSVG({
    name: "diffusion",
    title: "Diffusion coefficients",
    subtitle: `D/c averaged over the second half of the path, ${paths}: filled, from the mean square displacement; open, from the response, −R(T)/3. Bars: standard error over the realisations.`,
    notes: [
      "Published curves hold for T to infinity; where D(T) has not settled (column growth of the table), a point does not belong on them.",
      about.identity,
    ],
    description: "Diffusion coefficients against rigidity and turbulence level with published curves.",
    width: Math.max(LEGEND_WIDTH + 20, 20 + columns * PANEL.width),
    height: rows * PANEL.height + keys.height + 8,
    pieces: [
      ...panels.map((panel, i) => ({
        x: 4 + (i % columns) * PANEL.width,
        y: Math.floor(i / columns) * PANEL.height,
        ...PANEL,
        plot: panelPlot(document, config, panel),
      })),
      { x: 16, y: rows * PANEL.height + 4, width: LEGEND_WIDTH, height: keys.height, plot: keys.plot },
    ],
  });
  return { svg, table: tableOf(transports, about.identity), missing: [] };
}

function panelsOf(transports: Transport[]): Panel[] {
  const distinct = (key: Panel["x"]) => [...new Set(transports.map((t) => t[key]))];
  const levels = distinct("turbulence_level").map(
    (level): Panel => ({
      title: level === 0 ? "uniform field" : `η = ${level}`,
      x: "rigidity_TV",
      transports: transports.filter((t) => t.turbulence_level === level),
    }),
  );
  const rigidities = distinct("rigidity_TV").map(
    (R): Panel => ({
      title: rigidity(R),
      x: "turbulence_level",
      transports: transports.filter((t) => t.rigidity_TV === R),
    }),
  );
  const scans = rigidities.filter((panel) => panel.transports.length >= 3);
  const curves = levels.filter((panel) => panel.transports.length >= 2);
  return curves.length + scans.length > 0 ? [...curves, ...scans] : levels;
}

function panelPlot(document: Document, config: Config, { title, x: key, transports }: Panel): Element {
  const points = seriesOf(transports).flatMap(({ colour, of }) =>
    transports.flatMap((t) => {
      const { msd, tgk } = of(t);
      return [
        { at: t[key], value: msd, fill: colour },
        { at: t[key], value: tgk, fill: "#ffffff" },
      ].flatMap(({ at, value, fill }) =>
        value === null || !(value.value > 0) ? [] : [{ at, fill, colour, ...value }],
      );
    }),
  );
  const xs = transports.map((t) => t[key]);
  const domain = decadeAtLeast(Math.min(...xs) / 1.6, Math.max(...xs) * 1.6);
  if (key === "turbulence_level") domain[1] = Math.min(domain[1], 1.15);
  const curves = publishedCurves(config, transports[0], key, domain);
  const values = [...points.map((p) => p.value), ...curves.flatMap(({ points: line }) => line.map((p) => p.D))];
  const x: Axis = { label: key === "rigidity_TV" ? "rigidity [TV]" : "turbulence level η", domain, log: true };
  const y: Axis = {
    label: "D/c [pc]",
    domain: decadeAtLeast(Math.min(...values) / 1.6, Math.max(...values) * 1.6),
    log: true,
  };
  const clipped = (v: number) => Math.max(v, y.domain[0]);
  const marks: Mark[] = [
    ...curves.map(({ colour, dash, points: line }) =>
      Plot.line(line, { x: "at", y: "D", stroke: colour, strokeWidth: 1.6, strokeDasharray: dash, clip: true }),
    ),
    ...points.flatMap((p): Mark[] =>
      p.error === null
        ? []
        : [
            Plot.link([p], {
              x1: "at",
              x2: "at",
              y1: clipped(p.value - p.error),
              y2: p.value + p.error,
              stroke: p.colour,
            }),
          ],
    ),
    ...points.map((p) =>
      Plot.dot([p], { x: "at", y: "value", r: 3.6, fill: p.fill, stroke: p.colour, strokeWidth: 1.3 }),
    ),
    Plot.text([title], { frameAnchor: "top", dy: -14, text: (d: string) => d, fontWeight: "bold", fontSize: 12 }),
  ];
  return chart({ document, ...PANEL, margin: { top: 24, right: 14, bottom: 42, left: 64 }, x, y }, marks);
}

/** A range of a decade or more, so that a power of ten or two are within it. */
function decadeAtLeast(low: number, high: number): [number, number] {
  const wider = Math.sqrt(Math.max(1, (12 * low) / high));
  return [low / wider, high * wider];
}

const seriesOf = (transports: Transport[]): Series[] =>
  transports.every((t) => t.drift === null) ? [ISOTROPIC] : SERIES;

/** Curves along a panel's axis; at turbulence level 1 for isotropic, else for D_par and the drift. */
function publishedCurves({ field }: Config, one: Transport, key: Panel["x"], [low, high]: [number, number]) {
  const { outer_scale_pc, spectral_index: q, total_rms_uG } = field;
  const steps = 60;
  const line = (D: (level: number, R: number) => number) =>
    Array.from({ length: steps + 1 }, (_, i) => {
      const at = low * (high / low) ** (i / steps);
      return {
        at,
        D: key === "rigidity_TV" ? D(one.turbulence_level, at) : at < 1 ? D(at, one.rigidity_TV) : Number.NaN,
      };
    }).filter((p) => p.D > 0);
  const B0 = (level: number) => strengths(field, level).regular_uG;
  const drift = { colour: ORANGE, dash: "1.5 3", points: line((level, R) => gyroradius_pc(R, B0(level)) / 3) };
  if (one.turbulence_level === 0) return [drift];
  if (one.turbulence_level === 1 && key === "rigidity_TV") {
    const l_c = (R: number) => coherenceLength(outer_scale_pc, innerScale(field, gyroradius_pc(R, total_rms_uG)), q);
    const x = (R: number) => gyroradius_pc(R, total_rms_uG) / l_c(R);
    return [
      { colour: GREEN, dash: "2 3", points: line((_, R) => harari2014(R, total_rms_uG, l_c(R), q)) },
      { colour: MUTED, dash: "6 4", points: line((_, R) => (x(R) > 1 ? (4 / 3) * x(R) * x(R) * l_c(R) : Number.NaN)) },
    ];
  }
  const paper = line((level, R) => paperParallel(R, B0(level), level, q, outer_scale_pc));
  return [{ colour: GREEN, dash: "2 3", points: paper }, drift];
}

function keysOf(transports: Transport[]): Key[] {
  const dot = (fill: string, stroke: string) => ({ symbol: "circle" as const, fill, stroke });
  const line = (stroke: string, strokeDasharray: string) => ({ stroke, strokeWidth: 1.6, strokeDasharray });
  const isotropic = transports.some((t) => t.turbulence_level === 1);
  const regular = transports.some((t) => t.drift !== null);
  return [
    ...(isotropic ? [{ text: "isotropic, a third of the trace", dot: dot(INK, INK) }] : []),
    ...(regular ? [{ text: "along B₀", dot: dot(VERMILLION, VERMILLION) }] : []),
    ...(regular ? [{ text: "across B₀", dot: dot(BLUE, BLUE) }] : []),
    ...(regular ? [{ text: "drift, antisymmetric part", dot: dot("#ffffff", ORANGE) }] : []),
    ...(isotropic ? [{ text: "Harari et al. 2014 (η = 1)", line: line(GREEN, "2 3") }] : []),
    ...(isotropic ? [{ text: "(4/3) r_g²/l_c", line: line(MUTED, "6 4") }] : []),
    ...(regular ? [{ text: "formula of Mertsch & Funk 2015", line: line(GREEN, "2 3") }] : []),
    ...(regular ? [{ text: "r_g(B₀)/3", line: line(ORANGE, "1.5 3") }] : []),
  ];
}

const COEFFICIENTS = ["isotropic", "parallel", "perpendicular"] as const;
const ESTIMATORS = ["msd", "tgk"] as const;

/** A line for each group. */
function tableOf(transports: Transport[], identity: string): Table {
  const pair = (m: Measured | null): Cell[] => (m === null ? [null, null] : [m.value, m.error]);
  const named = (name: string) => [name, `${name}_error`];
  const expectedKeys = Object.keys(transports[0].expected) as (keyof Transport["expected"])[];
  return {
    about: ["Lengths in pc, D as D/c in pc; msd: mean square displacement, tgk: response", identity],
    columns: [
      ...[
        "turbulence_level",
        "rigidity_TV",
        "gyroradius_pc",
        "x",
        "realisations",
        "directions",
        "T_from_pc",
        "T_to_pc",
      ],
      ...COEFFICIENTS.flatMap((name) => ESTIMATORS.flatMap((by) => named(`D_${name}_${by}`))),
      ...["drift", "growth", "scattering_from_D", "scattering_from_decay"].flatMap(named),
      ...expectedKeys,
    ],
    rows: transports.map((t): Cell[] => [
      ...[t.turbulence_level, t.rigidity_TV, t.gyroradius_pc, t.x, t.realisations, t.directions, ...t.window_pc],
      ...COEFFICIENTS.flatMap((name) => ESTIMATORS.flatMap((by) => pair(t[name][by]))),
      ...[t.drift, t.growth, t.scattering.from_diffusion, t.scattering.from_decay].flatMap(pair),
      ...expectedKeys.map((key) => t.expected[key]),
    ]),
  };
}
