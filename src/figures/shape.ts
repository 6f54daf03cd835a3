/**
 * The anisotropy against the cosine of the pitch angle: the ensemble's f(mu) about the local field and about B0, beside a pure
 * dipole; how much of each l is gyrotropic; how near the dipole lies to either axis.
 */

import * as Plot from "@observablehq/plot";
import { type AboutAxis, type MultipoleStatistics, shapeCurve } from "../response/multipole_statistics.js";
import { plain, rigidity, withError } from "../words/numbers.js";
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

const LOCAL = { stroke: BLUE, strokeWidth: 2 };
const REGULAR = { stroke: VERMILLION, strokeWidth: 1.8, strokeDasharray: "6 3" };
const DIPOLE = { stroke: INK, strokeWidth: 1.2, strokeDasharray: "2 3" };
/** Rigidities of the panels below, in the order of their size. */
const RIGIDITIES = [
  { stroke: GREEN, symbol: "circle" },
  { stroke: BLUE, symbol: "square" },
  { stroke: VERMILLION, symbol: "triangle" },
  { stroke: ORANGE, symbol: "diamond" },
  { stroke: PURPLE, symbol: "star" },
  { stroke: SKY, symbol: "cross" },
] as const;

export function drawShape(input: FigureInput, document: Document): Drawing {
  const groups = shownGroups(input, "shape");
  const levels = levelsOf(groups);
  const rigidities = [...new Set(groups.map(({ rigidity_TV }) => rigidity_TV))].sort((a, b) => a - b);
  const lookOf = ({ rigidity_TV }: MultipoleStatistics) =>
    RIGIDITIES[rigidities.indexOf(rigidity_TV) % RIGIDITIES.length];
  const near = groups.filter(({ nearness }) => nearness !== null);
  const panels = [
    ...groups.map((group) => shapePanel(document, group)),
    ...levels.map((level) =>
      gyrotropicPanel(
        document,
        groups.filter((group) => group.turbulence_level === level),
        lookOf,
      ),
    ),
    ...levelsOf(near).map((level) =>
      anglePanel(
        document,
        near.filter((group) => group.turbulence_level === level),
      ),
    ),
  ];
  return new Sheet(input, document, {
    name: "shape",
    title: "Anisotropy against pitch angle",
    subtitle: `Relative intensity f(μ) over its own dipole about the axis, μ the cosine of the angle of the momentum to the local field (mean along the first gyration) or to B₀; gradient ${[...new Set(groups.map((group) => gradientName(mainSpectrum(group))))].join("; ")}. Its size changes nothing here. Above each panel: T, realisations × directions.`,
    notes: [
      "Lines: regression over the realisations, Σ f a₁/Σ a₁², free of the noise of directions, as products of two half-sets. Bands: 68 % of single skies about the same axis, each over its own dipole; they hold that noise. Slope: df/dμ at μ = 0 over that of the dipole alone; 1 is a pure dipole, less is flat across the field. Multipoles up to the L of the run only.",
      "Gyrotropic: the part of the power of an l that is in m = 0 about the axis; dotted: 1/(2l + 1), that of an isotropic sky.",
    ],
    description:
      "Shape of the anisotropy against the cosine of the pitch angle about the local and the regular field, gyrotropic part of the power, and angles of the dipole to both.",
    width: 16 + 2 * PANEL.width,
  })
    .panels(panels, PANEL)
    .legend(keysOf(near.length > 0, rigidities), { x: 16, width: 780, columns: [0, 270, 530], rowHeight: 18 })
    .drawing({
      missing: missingGroups(input, "shape"),
      about: groups.map((group) => `${panelHeading(group).replace("η", "level")}: ${slopeText(group)}`),
      columns: COLUMNS,
      rows: groups.flatMap(rowsOf),
    });
}

const COLUMNS = ["turbulence_level", "rigidity_TV", "gradient", "axis", "what", "x", "value", "error", "low", "high"];

function rowsOf({ turbulence_level, rigidity_TV, spectra, nearness }: MultipoleStatistics) {
  const group = { turbulence_level, rigidity_TV };
  const about = spectra.flatMap(({ gradient, local, regular }) =>
    [
      { axis: "local field", found: local },
      { axis: "B0", found: regular },
    ].flatMap(({ axis, found }) => {
      if (found === null) return [];
      const row = { ...group, gradient, axis };
      return [
        { ...row, what: "slope at mu = 0", x: 0, value: found.slope.value, error: found.slope.error },
        ...found.gyrotropic
          .slice(1)
          .map(({ value, error }, k) => ({ ...row, what: "gyrotropic part at l = x", x: k + 1, value, error })),
        ...shapeCurve(found).map(({ mu, f, low, high }) => ({ ...row, what: "f(mu = x)", x: mu, value: f, low, high })),
      ];
    }),
  );
  const angles = Object.entries(nearness ?? {}).map(([what, { value, error }]) => ({
    ...group,
    gradient: "along",
    what: `${what.replaceAll("_", " ")}, degrees`,
    value,
    error,
  }));
  return [...about, ...angles];
}

const text = ({ value, error }: { value: number; error: number | null }) => withError(value, error);

function slopeText(group: MultipoleStatistics): string {
  const { local, regular } = mainSpectrum(group);
  return `slope ${text(local.slope)} about the local field${regular ? `, ${text(regular.slope)} about B₀` : ""}`;
}

function shapePanel(document: Document, group: MultipoleStatistics): Element {
  const { local, regular } = mainSpectrum(group);
  const curves = [{ found: local, style: LOCAL }, ...(regular ? [{ found: regular, style: REGULAR }] : [])];
  const x: Axis = { label: "μ", domain: [-1, 1], ticks: [-1, -0.5, 0, 0.5, 1] };
  const values = curves.flatMap(({ found }) => shapeCurve(found).map(({ f }) => f));
  const top = Math.min(4, Math.max(1.6, Math.ceil(2 * Math.max(...values.map(Math.abs))) / 2 + 0.1));
  const y: Axis = {
    label: "f(μ) over its dipole",
    domain: [-top, top],
    ticks: [-4, -3, -2, -1, 0, 1, 2, 3, 4].filter((t) => Math.abs(t) < top),
  };
  const marks: Mark[] = [
    ...curves.map(({ found, style }) =>
      Plot.areaY(shapeCurve(found), {
        x: "mu",
        y1: "low",
        y2: "high",
        fill: style.stroke,
        fillOpacity: 0.16,
        clip: true,
      }),
    ),
    Plot.line(
      [-1, 1].map((mu) => ({ mu })),
      { x: "mu", y: "mu", ...DIPOLE },
    ),
    ...curves.map(({ found, style }) => Plot.line(shapeCurve(found), { x: "mu", y: "f", ...style, clip: true })),
    heading(panelHeading(group), { fontSize: 11 }),
    ...slopeText(group)
      .split(", ")
      .map((line, k) =>
        words(line, { frameAnchor: "top-left", dx: 8, dy: 8 + 13 * k, fontSize: 10, textAnchor: "start", fill: INK }),
      ),
  ];
  return chart({ document, ...PANEL, margin: MARGIN, x, y }, marks);
}

function gyrotropicPanel(
  document: Document,
  groups: MultipoleStatistics[],
  lookOf: (group: MultipoleStatistics) => (typeof RIGIDITIES)[number],
): Element {
  const lmax = Math.max(...groups.map((group) => group.lmax));
  const x: Axis = {
    label: "multipole l",
    domain: [0.6, lmax + 0.4],
    ticks: Array.from({ length: lmax }, (_, k) => k + 1),
  };
  const y: Axis = {
    label: "gyrotropic part about the local field",
    domain: [0, 1.25],
    ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
  };
  const isotropic = Array.from({ length: lmax }, (_, k) => ({ l: k + 1, part: 1 / (2 * (k + 1) + 1) }));
  const marks = groups.flatMap((group, k): Mark[] => {
    const { stroke, symbol } = lookOf(group);
    const aside = groups.length > 1 ? (k / (groups.length - 1) - 0.5) * 0.24 : 0;
    const points = mainSpectrum(group)
      .local.gyrotropic.slice(1)
      .map(({ value, error }, i) => ({ l: i + 1 + aside, value, ...bar({ value, error }, y.domain) }));
    return [
      Plot.link(points, { x1: "l", x2: "l", y1: "from", y2: "to", stroke, strokeWidth: 1.2, clip: true }),
      Plot.dot(points, { x: "l", y: "value", fill: stroke, symbol, r: 3.6, clip: true }),
    ];
  });
  return chart({ document, ...PANEL, margin: MARGIN, x, y }, [
    Plot.line(isotropic, { x: "l", y: "part", ...LINE.noise }),
    ...marks,
    heading(`η = ${groups[0].turbulence_level}: gyrotropic part of each l`, { fontSize: 11 }),
  ]);
}

const bar = ({ value, error }: AboutAxis["slope"], [low, high]: [number, number]) => ({
  from: Math.max(low, Math.min(high, value - (error ?? 0))),
  to: Math.max(low, Math.min(high, value + (error ?? 0))),
});

/** rms angles against rigidity, gradient along B0. */
function anglePanel(document: Document, groups: MultipoleStatistics[]): Element {
  const [low, high] = [groups[0].rigidity_TV, groups[groups.length - 1].rigidity_TV];
  const x: Axis = { label: "rigidity [TV]", log: true, domain: [low / 1.5, high * 1.5], format: (R) => rigidity(R) };
  const kinds = [
    { name: "dipole_to_local", stroke: BLUE, symbol: "circle" },
    { name: "dipole_to_regular", stroke: VERMILLION, symbol: "square" },
    { name: "local_to_regular", stroke: INK, symbol: "diamond" },
  ] as const;
  const lines = kinds.map(({ name, ...look }) => ({
    look,
    points: groups.map(({ rigidity_TV, nearness }) => {
      const angle = nearness?.[name] ?? { value: 0, error: null };
      return { R: rigidity_TV, value: angle.value, ...bar(angle, [0, 90]) };
    }),
  }));
  const top = Math.max(10, 10 * Math.ceil(Math.max(...lines.flatMap(({ points }) => points.map(({ to }) => to))) / 10));
  const y: Axis = {
    label: "rms angle [degrees]",
    domain: [0, top],
    ticks: Array.from({ length: Math.floor(top / 10) + 1 }, (_, k) => 10 * k),
  };
  return chart({ document, ...PANEL, margin: MARGIN, x, y }, [
    ...lines.flatMap(({ look: { stroke, symbol }, points }): Mark[] => [
      Plot.line(points, { x: "R", y: "value", stroke, strokeWidth: 1.4 }),
      Plot.link(points, { x1: "R", x2: "R", y1: "from", y2: "to", stroke, strokeWidth: 1.2 }),
      Plot.dot(points, { x: "R", y: "value", fill: stroke, symbol, r: 3.8 }),
    ]),
    heading(`η = ${plain(groups[0].turbulence_level, 3)}: dipole, local field and B₀`, { fontSize: 11 }),
  ]);
}

function keysOf(regular: boolean, rigidities: number[]): Key[] {
  const none = "none";
  return [
    { text: "about the local field, 68 % of the skies", line: LOCAL, band: { fill: BLUE, fillOpacity: 0.16 } },
    ...(regular ? [{ text: "about B₀", line: REGULAR, band: { fill: VERMILLION, fillOpacity: 0.16 } }] : []),
    { text: "a pure dipole", line: DIPOLE },
    ...rigidities.slice(0, RIGIDITIES.length).map((R, k) => {
      const { stroke, symbol } = RIGIDITIES[k];
      return { text: `gyrotropic part, ${rigidity(R)}`, dot: { symbol, fill: stroke, stroke: none, r: 3.6 } };
    }),
    { text: "an isotropic sky, 1/(2l + 1)", line: LINE.noise },
    ...(regular
      ? [
          {
            text: "angle of the dipole to the local field",
            dot: { symbol: "circle" as const, fill: BLUE, stroke: none },
          },
          { text: "angle of the dipole to B₀", dot: { symbol: "square" as const, fill: VERMILLION, stroke: none } },
          { text: "angle of the local field to B₀", dot: { symbol: "diamond" as const, fill: INK, stroke: none } },
        ]
      : []),
  ];
}
