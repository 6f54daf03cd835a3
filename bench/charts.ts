// The benchmarks' results as pictures, in the manner of the figures: speed.svg, equal-error.svg and scaling.svg beside RESULTS.md.
import * as Plot from "@observablehq/plot";
import { newDocument } from "../src/cli/drawing.js";
import { BLUE, GREEN, INK, ORANGE, PURPLE, SKY, VERMILLION } from "../src/figures/drawing/palette.js";
import { type Axis, chart, type Key, legend, type Mark } from "../src/figures/drawing/plotting.js";
import { type Piece, sheetSVG } from "../src/figures/drawing/sheet.js";
import { CRPROPA } from "./crpropa.js";
import type { EqualErrorResult } from "./equal_error.js";
import type { ScalingResult } from "./scaling.js";
import type { SpeedResult } from "./speed.js";

/** One colour and one dash for a contestant wherever it is drawn. */
function style(name: string): { stroke: string; strokeDasharray?: string } {
  if (name.startsWith("C++ without")) return { stroke: ORANGE, strokeDasharray: "6 3" };
  if (name.startsWith("C++ tuned")) return { stroke: PURPLE, strokeDasharray: "1.5 3" };
  if (name.startsWith("C++")) return { stroke: VERMILLION };
  if (name.startsWith("scalar")) return { stroke: GREEN };
  if (name.startsWith("JavaScript")) return { stroke: INK };
  if (name.includes("Chromium")) return { stroke: SKY };
  return { stroke: name.endsWith("20") ? SKY : BLUE, strokeDasharray: name.endsWith("22") ? "4 2" : undefined };
}

const title = (text: string): Mark =>
  Plot.text([text], { frameAnchor: "top", dy: -12, text: (d: string) => d, fontWeight: "bold", fontSize: 11 });

/** Time over that of C++ without patch, for every item: bars to the left of 1 are faster. */
export async function speedChart(results: SpeedResult[], about: string): Promise<string> {
  const document = await newDocument();
  const shown = results.filter(({ item }) => /^(field|step|realisation)/.test(item));
  const names = shown[0].rows.map(({ name }) => name);
  const rowHeight = 11;
  const groupHeight = names.length * rowHeight + 20;
  const width = 700;
  const left = 225;
  const bars = shown.flatMap(({ item, rows }, g) =>
    rows.map(({ name, over }, i) => ({
      name,
      item,
      ratio: over["C++ without patch"],
      y: g * groupHeight + 18 + i * rowHeight,
    })),
  );
  const height = shown.length * groupHeight + 50;
  const x: Axis = {
    label: "time over that of C++ that reads every level at every stage",
    log: true,
    domain: [0.4, 12],
  };
  const plot = Plot.plot({
    document,
    width,
    height,
    marginLeft: left,
    marginRight: 16,
    marginTop: 4,
    marginBottom: 44,
    x: { type: "log", domain: x.domain, ticks: [0.5, 1, 2, 5, 10], tickFormat: (d: number) => String(d), label: null },
    y: { type: "linear", domain: [shown.length * groupHeight, 0], axis: null },
    marks: [
      Plot.ruleX([0.5, 2, 5, 10], { stroke: "#dddddd" }),
      Plot.rect(bars, {
        x1: (d) => Math.min(1, d.ratio),
        x2: (d) => Math.max(1, d.ratio),
        y1: (d) => d.y + 1,
        y2: (d) => d.y + rowHeight - 1,
        fill: (d) => style(d.name).stroke,
        fillOpacity: 0.85,
      }),
      Plot.ruleX([1], { stroke: INK }),
      Plot.text(bars, {
        x: x.domain[0],
        y: (d) => d.y + rowHeight / 2,
        dx: -8,
        text: "name",
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
        shown.map(({ item, unit }, g) => ({ text: `${item} [${unit}]`, y: g * groupHeight + 9 })),
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
      "Medians of ratios within rounds, CPU time of one thread, same tolerance. To the left of 1: faster than straightforward C++.",
    ],
    description: "Bars of the time of each contestant over that of straightforward C++, for each item.",
    width: width + 20,
    height,
    pieces: [{ x: 8, y: 0, width, height, plot }],
  });
}

const PANEL = { width: 330, height: 280, margin: { top: 24, right: 12, bottom: 44, left: 56 } };

/** Price against error, a panel for each field and rigidity. */
export async function equalErrorChart(results: EqualErrorResult[], about: string): Promise<string> {
  const document = await newDocument();
  const pieces: Piece[] = results.map(({ turbulence_level, rigidity_TV, curves }, i) => {
    const x: Axis = { label: "there and back, 20 gyroradii: error [gyroradii]", log: true, domain: [1e-5, 1] };
    const y: Axis = { label: "CPU time a gyroradius [us]", log: true, domain: [0.3, 300] };
    const published = turbulence_level === 1 ? CRPROPA.filter((point) => point.rigidity_TV === rigidity_TV) : [];
    const marks: Mark[] = [
      ...curves.flatMap(({ name, points }): Mark[] => [
        Plot.line(points, { x: "error", y: "us_per_gyroradius", ...style(name), strokeWidth: 1.8 }),
        Plot.dot(points, { x: "error", y: "us_per_gyroradius", fill: style(name).stroke, r: 2.5 }),
      ]),
      Plot.dot(published, {
        x: "error",
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
      y: 0,
      width: PANEL.width,
      height: PANEL.height,
      plot: chart({ document, ...PANEL, x, y }, marks),
    };
  });
  const keys: Key[] = results[0].curves.map(({ name }) => ({ text: name, line: { strokeWidth: 1.8, ...style(name) } }));
  keys.push({ text: "CRPropa 3.2 (quoted)", dot: { symbol: "square", fill: "#ffffff", stroke: INK } });
  const { plot, height } = legend(document, keys, { width: 980, columns: [0, 320, 640] });
  pieces.push({ x: 20, y: PANEL.height + 6, width: 980, height, plot });
  return sheetSVG({
    name: "equal-error",
    title: "CPU time against error",
    subtitle: about,
    notes: [
      "Each line: tolerances from 1e-3 (right) to 1e-7 (left). CRPropa's numbers were measured before on a machine of this kind, with six nested 128³ grids.",
    ],
    description: "CPU time for a gyroradius of path against the error of a path flown there and back.",
    width: 1020,
    height: PANEL.height + 10 + height,
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
