// The benchmarks' results as pictures, in the manner of the figures: speed.svg, equal-error.svg and scaling.svg beside RESULTS.md.
import * as Plot from "@observablehq/plot";
import { newDocument } from "../src/cli/drawing.js";
import type { Integrator } from "../src/config/integrators.js";
import { BLUE, GREEN, INK, ORANGE, PURPLE, SKY, VERMILLION } from "../src/figures/drawing/palette.js";
import { type Axis, chart, type Key, legend, type Mark } from "../src/figures/drawing/plotting.js";
import { type Piece, sheetSVG } from "../src/figures/drawing/sheet.js";
import { CRPROPA, CRPROPA_ERRORS } from "./crpropa.js";
import { type Curve, type EqualErrorResult, MEASURES, type Measure, priceAt } from "./equal_error.js";
import type { ScalingResult } from "./scaling.js";
import type { SpeedResult } from "./speed.js";

/** One colour and one dash for a contestant wherever it is drawn; magnus is dotted. */
function style(name: string, integrator?: Integrator): { stroke: string; strokeDasharray?: string } {
  const dots = integrator === "magnus" ? "1.5 3" : integrator === "rotations" ? "8 3 1.5 3" : undefined;
  const drawn = (stroke: string, dashes?: string) => ({ stroke, strokeDasharray: dots ?? dashes });
  if (name.startsWith("C++ without")) return drawn(ORANGE, "6 3");
  if (name.startsWith("C++ tuned")) return drawn(PURPLE);
  if (name.startsWith("C++")) return drawn(VERMILLION);
  if (name.startsWith("scalar")) return drawn(GREEN);
  if (name.startsWith("JavaScript")) return drawn(INK);
  if (name.includes("Chromium")) return drawn(SKY);
  return drawn(name.endsWith("20") ? SKY : BLUE, name.endsWith("22") ? "4 2" : undefined);
}

const labelOf = ({ name, integrator }: { name: string; integrator?: Integrator }) =>
  integrator === undefined ? name : `${name}, ${integrator}`;

const title = (text: string): Mark =>
  Plot.text([text], { frameAnchor: "top", dy: -12, text: (d: string) => d, fontWeight: "bold", fontSize: 11 });

/** Time over that of C++ without patch with rk45: bars to the left of 1 are faster. The tables have what is not drawn. */
export async function speedChart(results: SpeedResult[], about: string): Promise<string> {
  const document = await newDocument();
  const shown = results
    .filter(({ item }) => /^(field, along|path|realisation)/.test(item))
    .map(({ rows, ...result }) => ({
      ...result,
      rows: rows.filter(({ name, integrator }) => !/SSE|22$/.test(name) && integrator !== "rotations"),
    }));
  const rowHeight = 11;
  const width = 700;
  const left = 225;
  let next = 0;
  const groups = shown.map(({ item, unit, rows }) => {
    const y = next;
    next += rows.length * rowHeight + 20;
    return { text: `${item} [${unit}]`, rows, y };
  });
  const bars = groups.flatMap(({ rows, y }) => {
    const base = rows.find(({ name, integrator = "rk45" }) => name === "C++ without patch" && integrator === "rk45");
    return rows.map((row, i) => ({
      ...row,
      label: labelOf(row),
      ratio: row.median / (base ?? rows[0]).median,
      y: y + 18 + i * rowHeight,
    }));
  });
  const height = next + 50;
  const x: Axis = {
    label: "time over that of rk45 in C++ that reads every level at every stage",
    log: true,
    domain: [0.2, 12],
  };
  const plot = Plot.plot({
    document,
    width,
    height,
    marginLeft: left,
    marginRight: 16,
    marginTop: 4,
    marginBottom: 44,
    x: {
      type: "log",
      domain: x.domain,
      ticks: [0.2, 0.5, 1, 2, 5, 10],
      tickFormat: (d: number) => String(d),
      label: null,
    },
    y: { type: "linear", domain: [next, 0], axis: null },
    marks: [
      Plot.ruleX([0.5, 2, 5, 10], { stroke: "#dddddd" }),
      Plot.rect(bars, {
        x1: (d) => Math.min(1, d.ratio),
        x2: (d) => Math.max(1, d.ratio),
        y1: (d) => d.y + 1,
        y2: (d) => d.y + rowHeight - 1,
        fill: (d) => style(d.name).stroke,
        fillOpacity: (d) => (d.integrator === "magnus" ? 0.5 : 0.85),
      }),
      Plot.ruleX([1], { stroke: INK }),
      Plot.text(bars, {
        x: x.domain[0],
        y: (d) => d.y + rowHeight / 2,
        dx: -8,
        text: "label",
        textAnchor: "end",
        fontSize: 9.5,
      }),
      Plot.text(bars, {
        x: (d) => Math.max(1, d.ratio),
        y: (d) => d.y + rowHeight / 2,
        dx: 5,
        text: (d) => d.ratio.toFixed(2),
        textAnchor: "start",
        fontSize: 9,
      }),
      Plot.text(
        groups.map(({ text, y }) => ({ text, y: y + 9 })),
        {
          x: x.domain[0],
          y: "y",
          dx: -8 - (left - 16),
          text: "text",
          textAnchor: "start",
          fontWeight: "bold",
          fontSize: 11,
          frameAnchor: "left",
        },
      ),
      Plot.text([x.label], { frameAnchor: "bottom", dy: 38, text: (d: string) => d, fill: INK }),
    ],
  }) as Element;
  return sheetSVG({
    name: "speed",
    title: "Speed",
    subtitle: about,
    notes: [
      "Ratios of medians, CPU time of one thread, same tolerance. To the left of 1: faster than straightforward C++.",
    ],
    description: "Bars of the time of each contestant over that of straightforward C++, for each item.",
    width: width + 20,
    height,
    pieces: [{ x: 8, y: 0, width, height, plot }],
  });
}

const PANEL = { width: 330, height: 280, margin: { top: 24, right: 12, bottom: 44, left: 56 } };

/** Price against both errors, a panel for each field and rigidity. */
export async function equalErrorChart(results: EqualErrorResult[], about: string): Promise<string> {
  const document = await newDocument();
  const newest = results[0].curves.filter(({ name }) => name.startsWith("Wasm Node")).at(-1)!.name;
  const drawn = ({ name, integrator }: Curve, measure: Measure) =>
    (name === newest || name.startsWith("C++")) && (integrator !== "rotations" || measure === "converged");
  const labels = {
    converged: "distance from a converged path",
    back: "there and back",
  };
  const y: Axis = { label: "CPU time a gyroradius [us]", log: true, domain: [0.3, 60] };
  const pieces: Piece[] = MEASURES.flatMap((measure, row) =>
    results.map(({ turbulence_level, rigidity_TV, curves }, i) => {
      const x: Axis = { label: `${labels[measure]} [gyroradii]`, log: true, domain: [1e-5, 2] };
      const rk45 = curves.find(({ name, integrator }) => name === newest && integrator === "rk45")!;
      const fastest = CRPROPA.filter(
        (point) => measure === "back" && turbulence_level === 1 && point.rigidity_TV === rigidity_TV && point.fastest,
      );
      const others = fastest.flatMap(({ over_rk45 }) =>
        CRPROPA_ERRORS.flatMap((error, e) => {
          const [ratio, price] = [over_rk45[e], priceAt(rk45, "back", error)];
          return ratio === null || price === null ? [] : [{ back: error, us_per_gyroradius: ratio * price }];
        }),
      );
      const marks: Mark[] = [
        ...curves
          .filter((curve) => drawn(curve, measure))
          .flatMap(({ name, integrator, points }): Mark[] => [
            Plot.line(points, { x: measure, y: "us_per_gyroradius", ...style(name, integrator), strokeWidth: 1.8 }),
            Plot.dot(points, { x: measure, y: "us_per_gyroradius", fill: style(name).stroke, r: 2.5 }),
          ]),
        Plot.dot(others, {
          x: "back",
          y: "us_per_gyroradius",
          symbol: "square",
          fill: "#ffffff",
          stroke: INK,
          r: 4.5,
          strokeWidth: 1.6,
        }),
        title(`η = ${turbulence_level}, ${rigidity_TV} TV`),
      ];
      return {
        x: 8 + i * 334,
        y: row * (PANEL.height + 4),
        width: PANEL.width,
        height: PANEL.height,
        plot: chart({ document, ...PANEL, x, y }, marks),
      };
    }),
  );
  const keys: Key[] = results[0].curves
    .filter((curve) => drawn(curve, "converged"))
    .map((curve) => ({
      text: labelOf(curve),
      line: { strokeWidth: 1.8, ...style(curve.name, curve.integrator) },
    }));
  keys.push({ text: "CRPropa 3.2, fastest set-up", dot: { symbol: "square", fill: "#ffffff", stroke: INK } });
  const { plot, height } = legend(document, keys, { width: 980, columns: [0, 320, 640] });
  const below = MEASURES.length * (PANEL.height + 4) + 2;
  pieces.push({ x: 20, y: below, width: 980, height, plot });
  return sheetSVG({
    name: "equal-error",
    title: "CPU time against error",
    subtitle: about,
    notes: [
      "After 20 gyroradii. Each line: tolerances from loose (right) to tight (left). CRPropa: its ratio to rk45 on another machine, 26 November 2026, times rk45's price here.",
    ],
    description: "CPU time for a gyroradius of path against the error of the path.",
    width: 1020,
    height: below + height + 4,
    pieces,
  });
}

/** A step, a gyroradius of path and a field against rigidity; a realisation against directions. */
export async function scalingChart({ rigidity, directions }: ScalingResult, about: string): Promise<string> {
  const document = await newDocument();
  const names = Object.keys(rigidity[0].ns_per_step);
  const x: Axis = { label: "rigidity [TV]", log: true, domain: [7, 1.5e5] };
  const dashes = (level: number) => (level === 1 ? undefined : "5 3");
  const lines = (value: (row: (typeof rigidity)[number], name: string) => number): Mark[] =>
    names.flatMap((name) =>
      [1, 0.1].flatMap((level): Mark[] => {
        const rows = rigidity.filter((row) => row.turbulence_level === level);
        const options = { x: "rigidity_TV", y: (row: (typeof rigidity)[number]) => value(row, name) };
        const { stroke } = style(name);
        return [
          Plot.line(rows, { ...options, stroke, strokeDasharray: dashes(level), strokeWidth: 1.8 }),
          Plot.dot(rows, { ...options, fill: stroke, r: 2.5 }),
        ];
      }),
    );
  const levels = Plot.text(
    rigidity.filter((row) => row.turbulence_level === 1),
    { x: "rigidity_TV", y: 330, text: (row) => String(row.levels), fontSize: 10 },
  );
  const panels: [string, Axis, Axis, Mark[]][] = [
    [
      "a step, and the number of levels",
      x,
      { label: "CPU time a trial step [ns]", log: true, domain: [300, 3000] },
      [...lines((row, name) => row.ns_per_step[name]), levels],
    ],
    [
      "a gyroradius of path",
      x,
      { label: "CPU time a gyroradius [us]", log: true, domain: [1, 100] },
      lines((row, name) => row.us_per_gyroradius[name]),
    ],
    [
      "a realisation, 1 PV, η = 1, 20 pc",
      { label: "directions", log: true, domain: [8, 5000] },
      { label: "CPU time a realisation [ms]", log: true, domain: [1, 2000] },
      [
        Plot.line(directions, { x: "directions", y: "ms", stroke: BLUE, strokeWidth: 1.8 }),
        Plot.dot(directions, { x: "directions", y: "ms", fill: BLUE, r: 2.5 }),
      ],
    ],
  ];
  const pieces: Piece[] = panels.map(([name, ofX, y, marks], i) => ({
    x: 8 + i * 334,
    y: 0,
    width: PANEL.width,
    height: PANEL.height,
    plot: chart({ document, ...PANEL, x: ofX, y }, [...marks, title(name)]),
  }));
  const keys: Key[] = names.flatMap((name) =>
    [1, 0.1].map((level) => ({
      text: `${name}, η = ${level}`,
      line: { stroke: style(name).stroke, strokeWidth: 1.8, strokeDasharray: dashes(level) },
    })),
  );
  const { plot, height } = legend(document, keys, { width: 980, columns: [0, 320] });
  pieces.push({ x: 20, y: PANEL.height + 6, width: 980, height, plot });
  return sheetSVG({
    name: "scaling",
    title: "Scaling with rigidity, levels and directions",
    subtitle: about,
    notes: [
      "Tolerance 1e-5, one thread. The smaller the rigidity, the more levels (numbers in the first panel): the patch sums those that are much coarser than a step.",
    ],
    description:
      "CPU time of a step, of a gyroradius of path and of a realisation against rigidity and number of directions.",
    width: 1020,
    height: PANEL.height + 10 + height,
    pieces,
  });
}
