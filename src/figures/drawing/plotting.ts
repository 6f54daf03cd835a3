/** What all plots have in common: axes, logarithmic ticks, legends. */

import * as Plot from "@observablehq/plot";
import { plain, power } from "../../words/numbers.js";
import { GRID, INK } from "./palette.js";

export type Mark = Plot.Markish;

export interface Axis {
  label: string;
  log?: boolean;
  domain: [number, number];
  /** of a linear axis: with a label, and shorter ones without */
  ticks?: readonly number[];
  minor?: readonly number[];
  format?: (value: number) => string;
  /** no ticks below */
  from?: number;
}

/** Decades within a domain; rounding is left to the exponent. */
function decades([low, high]: [number, number]): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => 10 ** (first + i));
}

/** 2, 3, ... 9 times each decade. */
function between([low, high]: [number, number]): number[] {
  const ticks: number[] = [];
  for (let e = Math.floor(Math.log10(low)); 10 ** e < high; e++) {
    for (let d = 2; d < 10; d++) {
      const tick = d * 10 ** e;
      // at the ends whatever an engine's last bit of the power is
      if (tick > low * (1 - 1e-9) && tick < high * (1 + 1e-9)) ticks.push(tick);
    }
  }
  return ticks;
}

const ticksOf = (axis: Axis): readonly number[] => axis.ticks ?? decades(axis.domain);
const formatOf = (axis: Axis) => axis.format ?? (axis.log ? power : (value: number) => plain(value, 4));

/** Frame, ticks and labels. Grid lines are at the labelled ticks. */
function axes(x: Axis, y: Axis): Mark[] {
  const side = (axis: Axis) => ({ ticks: ticksOf(axis), tickFormat: formatOf(axis), tickSize: 6, label: null });
  const unlabelled = (axis: Axis) =>
    axis.log ? between([axis.from ?? axis.domain[0], axis.domain[1]]) : (axis.minor ?? []);
  const minor = (axis: Axis) => ({ ticks: unlabelled(axis), tickFormat: () => "", tickSize: 3, label: null });
  const marks: Mark[] = [Plot.axisX(side(x)), Plot.axisY(side(y))];
  if (unlabelled(x).length > 0) marks.push(Plot.axisX(minor(x)));
  if (unlabelled(y).length > 0) marks.push(Plot.axisY(minor(y)));
  return [...marks, Plot.frame({ stroke: INK })];
}

function grid(x: Axis, y: Axis): Mark[] {
  return [
    Plot.ruleX(ticksOf(x) as number[], { stroke: GRID, strokeWidth: 0.7 }),
    Plot.ruleY(ticksOf(y) as number[], { stroke: GRID, strokeWidth: 0.7 }),
  ];
}

export interface Frame {
  document: Document;
  width: number;
  height: number;
  margin: { top: number; right: number; bottom: number; left: number };
  x: Axis;
  y: Axis;
}

/** A plot with axes; `marks` are drawn between grid and frame. */
export function chart(frame: Frame, marks: Mark[]): Element {
  const { document, width, height, margin, x, y } = frame;
  const scale = (axis: Axis) => ({
    type: axis.log ? ("log" as const) : ("linear" as const),
    domain: axis.domain,
  });
  const label = (text: string, anchor: "bottom" | "left") =>
    words(text, {
      frameAnchor: anchor,
      dx: anchor === "left" ? -margin.left + 14 : 0,
      dy: anchor === "left" ? 0 : margin.bottom - 6,
      rotate: anchor === "left" ? -90 : 0,
      textAnchor: "middle",
      fill: INK,
    });
  return Plot.plot({
    document,
    width,
    height,
    marginTop: margin.top,
    marginRight: margin.right,
    marginBottom: margin.bottom,
    marginLeft: margin.left,
    x: scale(x),
    y: scale(y),
    marks: [...grid(x, y), ...marks, ...axes(x, y), label(x.label, "bottom"), label(y.label, "left")],
  }) as Element;
}

/** A piece of text among the marks. */
export const words = (text: string, options: Plot.TextOptions): Mark =>
  Plot.text([text], { text: (d: string) => d, ...options });

/** The heading of a panel, above its frame. */
export const heading = (text: string, options: Plot.TextOptions = {}): Mark =>
  words(text, { frameAnchor: "top", dy: -14, fontWeight: "bold", ...options });

/** A line of white below a line, so that it is seen on any shade. */
export function outlined<T>(data: Iterable<T>, options: Plot.LineOptions): Mark[] {
  const width = typeof options.strokeWidth === "number" ? options.strokeWidth : 2;
  const wide = {
    ...options,
    stroke: "#ffffff",
    strokeWidth: width + 2.2,
    strokeDasharray: undefined,
    strokeOpacity: 0.75,
  };
  return [Plot.line(data as Plot.Data, wide), Plot.line(data as Plot.Data, options)];
}

/** A rectangle in units of the axes, and its colour. */
export interface ShadedCell {
  x1: number;
  x2: number;
  y1: number;
  y2: number;
  fill: string;
}

/** Many rectangles, those of one colour as one path: a tenth of the size of single ones. A thin line of the same colour closes the seams. */
export function shadedCells(cells: ShadedCell[]): Mark {
  return (_index, scales, _values, _dimensions, context) => {
    const { document } = context as unknown as { document: Document };
    const [x, y] = [scales.x, scales.y] as unknown as ((value: number) => number)[];
    const paths = new Map<string, string>();
    for (const cell of cells) {
      const [left, right] = [x(cell.x1), x(cell.x2)].map((value) => value.toFixed(2));
      const [top, bottom] = [y(cell.y2), y(cell.y1)].map((value) => value.toFixed(2));
      paths.set(cell.fill, `${paths.get(cell.fill) ?? ""}M${left},${top}H${right}V${bottom}H${left}Z`);
    }
    const svg = "http://www.w3.org/2000/svg";
    const group = document.createElementNS(svg, "g");
    group.setAttribute("stroke-width", "0.4");
    for (const [fill, d] of paths) {
      const path = document.createElementNS(svg, "path");
      path.setAttribute("fill", fill);
      path.setAttribute("stroke", fill);
      path.setAttribute("d", d);
      group.append(path);
    }
    return group;
  };
}

export interface Key {
  text: string;
  /** a sample of the line, the band or the point; none for a heading */
  line?: { stroke: string; strokeWidth: number; strokeDasharray?: string };
  band?: { fill: string; fillOpacity?: number; stroke?: string };
  dot?: { symbol: Plot.SymbolType; fill: string; stroke: string; r?: number };
  bold?: boolean;
}

const SAMPLE = 26;

export interface LegendLayout {
  width: number;
  /** where its columns start */
  columns?: number[];
  rowHeight?: number;
}

/** A legend as a plot of its own. */
export function legend(
  document: Document,
  keys: Key[],
  { width, columns = [0], rowHeight = 17 }: LegendLayout,
): { plot: Element; height: number } {
  const rows = Math.ceil(keys.length / columns.length);
  const height = rows * rowHeight + 4;
  const marks = keys.flatMap((key, i): Mark[] => {
    const x = columns[Math.floor(i / rows)] + 4;
    const y = (i % rows) * rowHeight + rowHeight / 2 + 2;
    const sampled = key.line !== undefined || key.band !== undefined || key.dot !== undefined;
    const marks: Mark[] = [];
    if (key.band) {
      const { fill, fillOpacity = 1, stroke = "none" } = key.band;
      const place = { x1: x, x2: x + SAMPLE, y1: y - 5, y2: y + 5 };
      marks.push(Plot.rect([0], { ...place, fill, fillOpacity, stroke, strokeWidth: 0.7 }));
    }
    if (key.line) marks.push(Plot.link([0], { x1: x, x2: x + SAMPLE, y1: y, y2: y, ...key.line }));
    if (key.dot) marks.push(Plot.dot([0], { x: x + SAMPLE / 2, y, r: 4, strokeWidth: 1.3, ...key.dot }));
    const place = { x: sampled ? x + SAMPLE + 6 : x, y, textAnchor: "start" as const };
    marks.push(words(key.text, { ...place, fill: INK, fontSize: 11, fontWeight: key.bold ? "bold" : "normal" }));
    return marks;
  });
  const identity = { type: "identity" as const };
  const plot = Plot.plot({
    document,
    width,
    height,
    margin: 0,
    axis: null,
    x: identity,
    y: identity,
    r: identity,
    marks,
  });
  return { plot: plot as Element, height };
}
