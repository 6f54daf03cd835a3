/**
 * Angular power of the ensemble: C_l of each group over l, without the noise of finite directions, and C_l against rigidity at
 * fixed l.
 */

import * as Plot from "@observablehq/plot";
import { ahlers2014, convective, steadyChain } from "../published.js";
import type { MultipoleStatistics } from "../response/multipole_statistics.js";
import { plain, rigidity } from "../words/numbers.js";
import { BLUE, GREEN, INK, LINE, ORANGE, PURPLE, SKY, VERMILLION } from "./drawing/palette.js";
import { type Axis, chart, heading, type Key, type Mark, words } from "./drawing/plotting.js";
import { Sheet } from "./drawing/sheet.js";
import {
  gradientName,
  levelsOf,
  MARGIN,
  mainSpectrum,
  missingGroups,
  PANEL,
  panelHeading,
  shownGroups,
} from "./ensemble_multipoles.js";
import type { Drawing, FigureInput } from "./input.js";
import type { MeasuredPower } from "./measured/power.js";
import { domainOfL, domainOfRigidity, nearGroup, notDrawn, onLines } from "./power_data.js";
import { COLUMNS, fitText, measuredRow, rowsOf } from "./power_rows.js";

const AHLERS = { stroke: GREEN, strokeWidth: 1.6, strokeDasharray: "8 3" };
const STEADY = { stroke: ORANGE, strokeWidth: 1.6, strokeDasharray: "2 3" };
const CONVECTIVE = { stroke: PURPLE, strokeWidth: 1.6, strokeDasharray: "6 2 1 2" };
const MEDIAN = { stroke: BLUE, strokeWidth: 1.8 };
const ACROSS = { stroke: SKY, strokeWidth: 1.6, strokeDasharray: "4 2" };
const SUBTRACTED = { symbol: "times", stroke: VERMILLION } as const;
const MEASURED = { symbol: "square", fill: INK } as const;
/** Lines of C_l against rigidity. */
const FIXED_L = [
  { l: 1, stroke: VERMILLION, symbol: "circle" },
  { l: 2, stroke: BLUE, symbol: "square" },
  { l: 3, stroke: GREEN, symbol: "triangle" },
  { l: 4, stroke: ORANGE, symbol: "diamond" },
  { l: 6, stroke: PURPLE, symbol: "star" },
  { l: 8, stroke: INK, symbol: "cross" },
] as const;

export function drawPower(input: FigureInput, document: Document): Drawing {
  const groups = shownGroups(input, "cl");
  const measured = input.measured_power ?? [];
  const factor = (input.gradient.per_kpc / 1000) ** 2;
  const domain = domainOf(groups, factor, measured);
  const levels = levelsOf(groups);
  const ofLevel = levels.map((level) => groups.filter((group) => group.turbulence_level === level));
  const several = ofLevel.some((those) => those.length > 1);
  const panels = [
    ...groups.map((group) => groupPanel(document, group, factor, domain, measured)),
    ...(several ? ofLevel.map((those) => energyPanel(document, those, factor, domain, measured)) : []),
  ];
  const drawn = [
    ...groups.flatMap((group) => nearGroup(measured, group)),
    ...(several ? ofLevel.flatMap((those) => onLines(measured, those, FIXED_L)) : []),
  ];
  return new Sheet(input, document, {
    name: "cl",
    title: "Angular power of the ensemble",
    subtitle: `C(l) of the relative intensity for a gradient of ${plain(input.gradient.per_kpc, 3)}/kpc, literal: ${[...new Set(groups.map((group) => gradientName(mainSpectrum(group))))].join("; ")}. Products of two half-sets of directions, so that their mean has no noise. Above each panel: T, realisations × directions.`,
    notes: [
      "Bands: 68 % and 95 % of the realisations (and of three directions of the gradient where there is no B₀); they hold the noise of single skies. The three curves are put through the mean C(1); p is the exponent of l⁻ᵖ of one power law through the means, then of two with a fitted break.",
      measured.length > 0
        ? `Squares: your measurements, in the panels whose rigidity is within a factor of two of their energy (protons)${several ? ", and against rigidity in the colour of their l" : ""}; parts of the sky are not taken into account.`
        : "",
    ],
    description: "Angular power spectra of all groups with bands over realisations, and power against rigidity.",
    width: 16 + 2 * PANEL.width,
  })
    .panels(panels, PANEL)
    .legend(keysOf(groups, several, measured), { x: 16, width: 780, columns: [0, 270, 530], rowHeight: 18 })
    .drawing({
      missing: [...missingGroups(input, "cl"), ...notDrawn(measured, drawn)],
      about: [
        `C_l for a gradient of ${plain(input.gradient.per_kpc, 3)}/kpc, from two half-sets of directions.`,
        ...groups.map((group) => `${panelHeading(group).replace("η", "level")}: ${fitText(mainSpectrum(group))}`),
      ],
      columns: COLUMNS,
      rows: [...groups.flatMap((group) => rowsOf(group, factor)), ...measured.map(measuredRow)],
    });
}

/** Decades that hold the means above 0, the upper edges of the bands and what is measured. */
function domainOf(groups: MultipoleStatistics[], factor: number, measured: MeasuredPower[]): [number, number] {
  const means = groups.flatMap((group) =>
    mainSpectrum(group)
      .power.slice(1)
      .map(({ value }) => value * factor),
  );
  const highs = groups.flatMap((group) =>
    mainSpectrum(group)
      .band.high.slice(1)
      .map((value) => value * factor),
  );
  const data = measured.map(({ C_l }) => C_l);
  const high = Math.max(...means, ...highs, ...data);
  const low = Math.min(...[...means, ...data].filter((value) => value > 0), high);
  return [10 ** Math.floor(Math.log10(low) - 0.3), 10 ** Math.ceil(Math.log10(high) + 0.05)];
}

const axis = (label: string, domain: [number, number]): Axis => ({ label, log: true, domain });
const C_L = "angular power C(l)";

function groupPanel(
  document: Document,
  group: MultipoleStatistics,
  factor: number,
  domain: [number, number],
  measured: MeasuredPower[],
): Element {
  const spectrum = mainSpectrum(group);
  const { power, subtracted, noise, band } = spectrum;
  const bottom = domain[0];
  const seen = (value: number) => Math.max(bottom, value * factor);
  const points = power.slice(1).map((C, k) => {
    const l = k + 1;
    const error = C.error ?? 0;
    return {
      l,
      C: C.value * factor,
      bar: [seen(C.value - error), seen(C.value + error)] as const,
      median: band.median[l].value * factor,
      subtracted: subtracted[l].value * factor,
      noise: noise[l].value * factor,
      inner: [seen(band.low[l]), seen(band.high[l])] as const,
      outer: [seen(band.lowest[l]), seen(band.highest[l])] as const,
    };
  });
  type Point = (typeof points)[number];
  const curve = (relative: (l: number) => number) =>
    Array.from({ length: 40 }, (_, k) => {
      const l = group.lmax ** (k / 39);
      return { l, C: power[1].value * factor * relative(l) };
    });
  const above = (value: (point: Point) => number) => points.filter((point) => value(point) > bottom);
  const across = group.spectra[1]?.power
    .map(({ value }, l) => ({ l, C: value * factor }))
    .filter(({ l, C }) => l > 0 && C > bottom);
  const area = (name: "inner" | "outer", fillOpacity: number): Mark =>
    Plot.areaY(points, { x: "l", y1: (d: Point) => d[name][0], y2: (d: Point) => d[name][1], fill: BLUE, fillOpacity });
  const positive = power[1].value > 0;
  const marks: Mark[] = [
    area("outer", 0.12),
    area("inner", 0.22),
    ...(positive
      ? [
          Plot.line(curve(ahlers2014), { x: "l", y: "C", clip: true, ...AHLERS }),
          Plot.line(curve(steadyChain), { x: "l", y: "C", clip: true, ...STEADY }),
          Plot.line(curve(convective), { x: "l", y: "C", clip: true, ...CONVECTIVE }),
        ]
      : []),
    ...(across ? [Plot.line(across, { x: "l", y: "C", ...ACROSS })] : []),
    Plot.line(
      above((d) => d.noise),
      { x: "l", y: "noise", ...LINE.noise },
    ),
    Plot.line(
      above((d) => d.median),
      { x: "l", y: "median", ...MEDIAN },
    ),
    Plot.link(
      above((d) => d.bar[1]),
      {
        x1: "l",
        x2: "l",
        y1: (d: Point) => d.bar[0],
        y2: (d: Point) => d.bar[1],
        stroke: INK,
      },
    ),
    Plot.dot(
      above((d) => d.C),
      { x: "l", y: "C", fill: INK, r: 3 },
    ),
    Plot.dot(
      above((d) => d.subtracted),
      { x: "l", y: "subtracted", ...SUBTRACTED, r: 3.4, strokeWidth: 1.3 },
    ),
    ...measuredMarks(nearGroup(measured, group), "l", bottom),
    heading(panelHeading(group), { fontSize: 11 }),
    words(fitText(spectrum), {
      frameAnchor: "bottom-left",
      dx: 6,
      dy: -7,
      fontSize: 9.5,
      textAnchor: "start",
      fill: INK,
      stroke: "white",
      strokeWidth: 3,
    }),
  ];
  const x: Axis = {
    label: "multipole l",
    log: true,
    domain: domainOfL(group),
    ticks: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64].filter((l) => l <= group.lmax),
    format: String,
    from: 100,
  };
  return chart({ document, ...PANEL, margin: MARGIN, x, y: axis(C_L, domain) }, marks);
}

function measuredMarks(
  data: MeasuredPower[],
  x: "l" | "energy_TeV",
  bottom: number,
  colourOf: (l: number) => string = () => INK,
) {
  return [
    Plot.link(
      data.filter(({ stat_lo, stat_hi }) => (stat_lo ?? stat_hi) !== null),
      {
        x1: x,
        x2: x,
        y1: (d: MeasuredPower) => Math.max(bottom, d.C_l - (d.stat_lo ?? 0)),
        y2: (d: MeasuredPower) => d.C_l + (d.stat_hi ?? 0),
        stroke: INK,
        clip: true,
      },
    ),
    Plot.dot(data, {
      x,
      y: "C_l",
      ...MEASURED,
      fill: (d: MeasuredPower) => (d.kind === "value" ? colourOf(d.l) : "white"),
      // values have a rim, by which they differ from what is simulated
      stroke: (d: MeasuredPower) => (d.kind === "value" ? INK : colourOf(d.l)),
      r: 3.5,
      clip: true,
    }),
  ];
}

function energyPanel(
  document: Document,
  groups: MultipoleStatistics[],
  factor: number,
  domain: [number, number],
  measured: MeasuredPower[],
): Element {
  const x: Axis = { label: "rigidity [TV]", log: true, domain: domainOfRigidity(groups), format: (R) => rigidity(R) };
  const marks = FIXED_L.flatMap(({ l, stroke, symbol }): Mark[] => {
    const points = groups
      .filter(({ lmax }) => l <= lmax)
      .map((group) => {
        const { value, error } = mainSpectrum(group).power[l];
        const C = value * factor;
        const half = (error ?? 0) * factor;
        return { R: group.rigidity_TV, C, low: Math.max(domain[0], C - half), high: Math.max(domain[0], C + half) };
      })
      .filter(({ C }) => C > domain[0]);
    return [
      Plot.line(points, { x: "R", y: "C", stroke, strokeWidth: 1.5 }),
      Plot.link(points, { x1: "R", x2: "R", y1: "low", y2: "high", stroke, strokeWidth: 1.2 }),
      Plot.dot(points, { x: "R", y: "C", fill: stroke, symbol, r: 3.6 }),
    ];
  });
  const colourOf = (l: number): string => FIXED_L.find((fixed) => fixed.l === l)?.stroke ?? INK;
  return chart({ document, ...PANEL, margin: MARGIN, x, y: axis(C_L, domain) }, [
    ...marks,
    ...measuredMarks(onLines(measured, groups, FIXED_L), "energy_TeV", domain[0], colourOf),
    heading(`η = ${groups[0].turbulence_level}: mean C(l) against rigidity`, { fontSize: 11 }),
  ]);
}

function keysOf(groups: MultipoleStatistics[], several: boolean, measured: MeasuredPower[]): Key[] {
  const none = "none";
  const lmax = Math.max(...groups.map((group) => group.lmax));
  return [
    { text: "mean, cross-spectrum of half-sets", dot: { symbol: "circle", fill: INK, stroke: none, r: 3 } },
    { text: "mean, noise subtracted", dot: { ...SUBTRACTED, fill: none, r: 3.4 } },
    { text: "median", line: MEDIAN },
    { text: "68 % of the skies, 95 %", band: { fill: BLUE, fillOpacity: 0.3 } },
    { text: "noise of one sky", line: LINE.noise },
    ...(groups.some(({ spectra }) => spectra.length > 1) ? [{ text: "mean, gradient across B₀", line: ACROSS }] : []),
    { text: "Ahlers 2014, from a dipole at −T", line: AHLERS },
    { text: "the same with a gradient", line: STEADY },
    { text: "l^(−8/3), arXiv:2402.16554", line: CONVECTIVE },
    ...(several
      ? FIXED_L.filter(({ l }) => l <= lmax).map(({ l, stroke, symbol }) => ({
          text: `C(${l}) against rigidity`,
          line: { stroke, strokeWidth: 1.5 },
          dot: { symbol, fill: stroke, stroke: none, r: 3.6 },
        }))
      : []),
    ...(measured.length > 0 ? [{ text: "measured (open: limits)", dot: { ...MEASURED, stroke: INK, r: 3.5 } }] : []),
  ];
}
