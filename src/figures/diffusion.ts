/**
 * Diffusion coefficients against rigidity, a panel for each turbulence level, and against turbulence level where a rigidity has
 * three or more of them; both estimators, and the published curves.
 */

import * as Plot from "@observablehq/plot";
import type { Config } from "../config/config.js";
import { innerScale, strengths } from "../config/default_lengths.js";
import { isIsotropic } from "../config/field_models.js";
import { unchecked } from "../published.js";
import type { Transport } from "../response/settled_diffusion.js";
import type { Measured } from "../statistics/jackknife.js";
import { gyroradius_pc } from "../units.js";
import { plain, rigidity } from "../words/numbers.js";
import { BLUE, GREEN, INK, MUTED, ORANGE, VERMILLION } from "./drawing/palette.js";
import { type Axis, chart, heading, type Key, type Mark } from "./drawing/plotting.js";
import { Sheet } from "./drawing/sheet.js";
import type { Drawing, FigureInput } from "./input.js";

const PANEL = { width: 400, height: 300 };
const HARARI = { stroke: GREEN, strokeWidth: 1.6, strokeDasharray: "2 3" };
const SMALL_DEFLECTIONS = { stroke: MUTED, strokeWidth: 1.6, strokeDasharray: "6 4" };
const DRIFT = { stroke: ORANGE, strokeWidth: 1.6, strokeDasharray: "1.5 3" };

interface Series {
  colour: string;
  estimates(transport: Transport): { msd: Measured | null; tgk: Measured | null };
}

const ISOTROPIC: Series = { colour: INK, estimates: ({ isotropic }) => isotropic };
const SERIES: Series[] = [
  { colour: VERMILLION, estimates: ({ parallel }) => parallel },
  { colour: BLUE, estimates: ({ perpendicular }) => perpendicular },
  { colour: ORANGE, estimates: ({ drift }) => ({ msd: null, tgk: drift }) },
];

/** A panel: what varies along its x axis, and its groups. */
interface Panel {
  title: string;
  x: "rigidity_TV" | "turbulence_level";
  transports: Transport[];
}

export function drawDiffusion(
  input: Pick<FigureInput, "config" | "config_sha256" | "device">,
  transports: Transport[],
  document: Document,
): Drawing {
  const paths = transports.map((t) => t.path_pc);
  const [low, high] = [Math.min(...paths), Math.max(...paths)];
  const path = high === low ? `T = ${plain(low, 3)} pc` : `T from ${plain(low, 3)} to ${plain(high, 3)} pc`;
  return new Sheet(input, document, {
    name: "diffusion",
    title: "Diffusion coefficients",
    subtitle: `D/c averaged over the second half of the path, ${path}: filled, from the mean square displacement; open, from the response, −R(T)/3. Bars: standard error over the realisations.`,
    notes: [
      "Published curves hold for T to infinity; where D(T) has not settled (D(T) late/early in the printed table, growth in the CSV), a point does not belong on them.",
    ],
    description: "Diffusion coefficients against rigidity and turbulence level with published curves.",
    width: 20 + 2 * PANEL.width,
  })
    .panels(
      panelsOf(transports).map((panel) => panelPlot(document, input.config, panel)),
      PANEL,
    )
    .legend(keysOf(transports), { x: 16, width: 780, columns: [0, 260, 520] })
    .drawing({
      about: ["Lengths in pc, D as D/c in pc; msd: mean square displacement, tgk: response"],
      rows: transports.map(rowOf),
    });
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
  const points = seriesOf(transports).flatMap(({ colour, estimates }) =>
    transports.flatMap((t) => {
      const { msd, tgk } = estimates(t);
      return [
        { estimate: msd, fill: colour },
        { estimate: tgk, fill: "#ffffff" },
      ].flatMap(({ estimate, fill }) =>
        estimate === null || !(estimate.value > 0) ? [] : [{ x: t[key], fill, colour, ...estimate }],
      );
    }),
  );
  const xs = transports.map((t) => t[key]);
  const domain = decadeAtLeast(Math.min(...xs) / 1.6, Math.max(...xs) * 1.6);
  if (key === "turbulence_level") domain[1] = Math.min(domain[1], 1.15);
  const curves = publishedCurves(config, transports[0], key, domain);
  const values = [...points.map((p) => p.value), ...curves.flatMap(({ points: line }) => line.map(({ D }) => D))];
  const x: Axis = { label: key === "rigidity_TV" ? "rigidity [TV]" : "turbulence level η", domain, log: true };
  const y: Axis = {
    label: "D/c [pc]",
    domain: decadeAtLeast(Math.min(...values) / 1.6, Math.max(...values) * 1.6),
    log: true,
  };
  const bars = points.flatMap(({ x, value, error, colour }) =>
    error === null ? [] : [{ x, low: Math.max(value - error, y.domain[0]), high: value + error, colour }],
  );
  const marks: Mark[] = [
    ...curves.map(({ style, points: line }) => Plot.line(line, { x: "x", y: "D", ...style, clip: true })),
    ...bars.map((bar) => Plot.link([bar], { x1: "x", x2: "x", y1: "low", y2: "high", stroke: bar.colour })),
    ...points.map((p) => {
      return Plot.dot([p], { x: "x", y: "value", r: 3.6, fill: p.fill, stroke: p.colour, strokeWidth: 1.3 });
    }),
    heading(title, { fontSize: 12 }),
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
function publishedCurves({ field }: Config, group: Transport, key: Panel["x"], [low, high]: [number, number]) {
  const { outer_scale_pc, spectral_index: q, total_rms_uG } = field;
  const steps = 60;
  const line = (D: (level: number, R: number) => number) =>
    Array.from({ length: steps + 1 }, (_, i) => {
      const x = low * (high / low) ** (i / steps);
      if (key === "rigidity_TV") return { x, D: D(group.turbulence_level, x) };
      return { x, D: x < 1 ? D(x, group.rigidity_TV) : Number.NaN };
    }).filter(({ D }) => D > 0);
  const B0 = (level: number) => strengths(field, level).regular_uG;
  const drift = { style: DRIFT, points: line((level, R) => gyroradius_pc(R, B0(level)) / 3) };
  if (!isIsotropic(field)) return [drift];
  if (group.turbulence_level === 1 && key === "rigidity_TV") {
    const l_c = (R: number) =>
      unchecked.coherenceLength(outer_scale_pc, innerScale(field, gyroradius_pc(R, total_rms_uG)), q);
    const x = (R: number) => gyroradius_pc(R, total_rms_uG) / l_c(R);
    return [
      { style: HARARI, points: line((_, R) => unchecked.harari2014(R, total_rms_uG, l_c(R), q)) },
      { style: SMALL_DEFLECTIONS, points: line((_, R) => (x(R) > 1 ? (4 / 3) * x(R) * x(R) * l_c(R) : Number.NaN)) },
    ];
  }
  const paper = line((level, R) => unchecked.paperParallel(R, B0(level), level, q, outer_scale_pc));
  return [{ style: HARARI, points: paper }, drift];
}

function keysOf(transports: Transport[]): Key[] {
  const dot = (fill: string, stroke: string) => ({ symbol: "circle" as const, fill, stroke });
  const isotropic = transports.some((t) => t.turbulence_level === 1);
  const regular = transports.some((t) => t.drift !== null);
  return [
    ...(isotropic ? [{ text: "isotropic, a third of the trace", dot: dot(INK, INK) }] : []),
    ...(regular
      ? [
          { text: "along B₀", dot: dot(VERMILLION, VERMILLION) },
          { text: "across B₀", dot: dot(BLUE, BLUE) },
          { text: "drift, antisymmetric part", dot: dot("#ffffff", ORANGE) },
        ]
      : []),
    ...(isotropic
      ? [
          { text: "Harari et al. 2014 (η = 1)", line: HARARI },
          { text: "(4/3) r_g²/l_c", line: SMALL_DEFLECTIONS },
        ]
      : []),
    ...(regular
      ? [
          { text: "formula of Mertsch & Funk 2015", line: HARARI },
          { text: "r_g(B₀)/3", line: DRIFT },
        ]
      : []),
  ];
}

/** The line of a group in the table. */
function rowOf(t: Transport): Record<string, number | null> {
  const { drift, ...published } = t.expected;
  const measured = (name: string, m: Measured | null) => ({
    [name]: m?.value ?? null,
    [`${name}_error`]: m?.error ?? null,
  });
  const estimates = (["isotropic", "parallel", "perpendicular"] as const).map((name) => ({
    ...measured(`D_${name}_msd`, t[name].msd),
    ...measured(`D_${name}_tgk`, t[name].tgk),
  }));
  return {
    turbulence_level: t.turbulence_level,
    rigidity_TV: t.rigidity_TV,
    gyroradius_pc: t.gyroradius_pc,
    x: t.x,
    realisations: t.realisations,
    directions: t.directions,
    T_from_pc: t.window_pc[0],
    T_to_pc: t.window_pc[1],
    ...Object.assign({}, ...estimates),
    ...measured("drift", t.drift),
    ...measured("growth", t.growth),
    ...measured("scattering_from_D", t.scattering.from_diffusion),
    ...measured("scattering_from_decay", t.scattering.from_decay),
    ...published,
    drift_published: drift,
  };
}
