/** The paths of a few particles, back in time from the observer, in parallel projection. */

import * as Plot from "@observablehq/plot";
import { directionVector } from "../sky/directions.js";
import { plain, rigidity } from "./drawing/format.js";
import { BLUE, GREEN, INK, MUTED, ORANGE, PURPLE, SKY, VERMILLION } from "./drawing/palette.js";
import type { Mark } from "./drawing/plotting.js";
import { sheetSVG } from "./drawing/sheet.js";
import type { Cell } from "./drawing/table.js";
import { need } from "./field_view.js";
import { type Drawing, type FigureInput, identityText } from "./input.js";

const COLOURS = [BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY];
const DASHES = [undefined, "6 2", "2 2", "8 2 2 2", "4 1", "1.5 2.5"];
const WIDTH = 820;
const MARGIN = { top: 26, right: 16, bottom: 30, left: 70 };

type Point = [number, number, number];

/** To the right and upwards on the paper: seen from 20 degrees above, turned by 15 degrees. */
function projected([x, y, z]: readonly number[]): { u: number; v: number } {
  const [turn, above] = [15, 20].map((angle) => (angle * Math.PI) / 180);
  const depth = -x * Math.sin(turn) + y * Math.cos(turn);
  return { u: x * Math.cos(turn) + y * Math.sin(turn), v: z * Math.cos(above) + depth * Math.sin(above) };
}

export function drawTrajectory(input: FigureInput, document: Document): Drawing {
  const { group, realisation, paths } = need(input.field, "paths");
  const { particles } = paths;
  const follow = (positions: Float64Array, count: number): Point[][] =>
    Array.from({ length: particles }, (_, k): Point[] => [
      [0, 0, 0],
      ...Array.from({ length: count }, (_, p): Point => {
        const at = (p * particles + k) * 3;
        return [positions[at], positions[at + 1], positions[at + 2]];
      }),
    ]);
  const whole = follow(paths.positions_pc, paths.path_pc.length);
  const near = follow(paths.near_positions_pc, paths.near_path_pc.length);
  const T = paths.path_pc[paths.path_pc.length - 1];
  const nearT = paths.near_path_pc[paths.near_path_pc.length - 1];
  const regular = group.regular_uG > 0 ? directionVector(...input.config.field.regular_direction_deg) : null;
  const subtitle = `Realisation ${realisation}; turbulence level η = ${group.turbulence_level}; rigidity ${rigidity(group.rigidity_TV)}, gyroradius ${plain(group.gyroradius_pc, 2)} pc at ${input.config.field.total_rms_uG} µG. ${particles} particles, followed back in time from the observer (black dot). Parallel projection; the axes are those of the run's frame.`;
  const rows = (part: string, all: Point[][], path: number[]): Cell[][] =>
    all.flatMap((points, k) => points.map((point, p): Cell[] => [part, k, p === 0 ? 0 : path[p - 1], ...point]));
  const first = panel(document, whole, `the whole path, T = ${plain(T, 3)} pc`, regular);
  const second = panel(document, near, `its beginning, ${plain(nearT, 2)} pc`, regular);
  return {
    svg: sheetSVG({
      name: "trajectory",
      title: `Paths of ${particles} particles, η = ${group.turbulence_level}, ${rigidity(group.rigidity_TV)}`,
      subtitle,
      notes: [identityText(input)],
      description: `Paths of ${particles} particles in the turbulent field, back in time from the observer.`,
      width: WIDTH + 12,
      height: first.height + second.height,
      pieces: [
        { x: 4, y: 0, width: WIDTH, ...first },
        { x: 4, y: first.height, width: WIDTH, ...second },
      ],
    }),
    missing: [],
    table: {
      about: [subtitle, identityText(input)],
      columns: ["part", "particle", "path_pc", "x_pc", "y_pc", "z_pc"],
      rows: [...rows("whole", whole, paths.path_pc), ...rows("beginning", near, paths.near_path_pc)],
    },
  };
}

/** All paths of a panel to one scale, which the extent of the paths sets, and so the panel's height. */
function panel(
  document: Document,
  all: Point[][],
  title: string,
  regular: readonly number[] | null,
): { plot: Element; height: number } {
  const points = all.flat().map(projected);
  const span = (values: number[]) => [Math.min(...values), Math.max(...values)] as const;
  const [u0, u1] = span(points.map((p) => p.u));
  const [v0, v1] = span(points.map((p) => p.v));
  const across = WIDTH - MARGIN.left - MARGIN.right;
  const scale = 1.06 * Math.max((u1 - u0) / across, (v1 - v0) / 420, 1e-9);
  const up = Math.max(110, (1.12 * (v1 - v0)) / scale);
  const height = Math.round(up + MARGIN.top + MARGIN.bottom);
  const middle = [(u0 + u1) / 2, (v0 + v1) / 2];
  const domain = (centre: number, pixels: number): [number, number] => [
    centre - (scale * pixels) / 2,
    centre + (scale * pixels) / 2,
  ];
  const bar = roundLength((u1 - u0) / 4 || 1);
  const left = middle[0] - (scale * across) / 2;
  const below = middle[1] - (scale * up) / 2;
  const arrow = (vector: readonly number[], length: number) => {
    const to = projected(vector.map((component) => component * length));
    return { u1: left - 40 * scale, v1: below + 8 * scale, u2: left - 40 * scale + to.u, v2: below + 8 * scale + to.v };
  };
  const arrows = [
    ...["x", "y", "z"].map((name, i) => ({
      name,
      colour: MUTED,
      ...arrow(
        [0, 1, 2].map((k) => Number(k === i)),
        30 * scale,
      ),
    })),
    ...(regular ? [{ name: "B₀", colour: BLUE, ...arrow(regular, 46 * scale) }] : []),
  ];
  const marks: Mark[] = [
    ...all.map((path, k) =>
      Plot.line(path.map(projected), {
        x: "u",
        y: "v",
        stroke: COLOURS[k % COLOURS.length],
        strokeWidth: 1.1,
        strokeDasharray: DASHES[k % DASHES.length],
        strokeOpacity: 0.85,
      }),
    ),
    ...all.map((path, k) =>
      Plot.dot([projected(path[path.length - 1])], {
        x: "u",
        y: "v",
        r: 3.5,
        fill: COLOURS[k % COLOURS.length],
        stroke: "white",
      }),
    ),
    Plot.dot([projected([0, 0, 0])], { x: "u", y: "v", r: 4.5, fill: INK, stroke: "white" }),
    ...arrows.flatMap((a): Mark[] => [
      Plot.link([a], {
        x1: "u1",
        y1: "v1",
        x2: "u2",
        y2: "v2",
        stroke: a.colour,
        strokeWidth: a.name === "B₀" ? 2 : 1.2,
        markerEnd: "arrow",
      }),
      Plot.text([a], {
        x: "u2",
        y: "v2",
        text: "name",
        // B₀ goes along x, mostly: x above it, B₀ below
        dx: a.name === "z" ? 0 : a.name === "x" ? 2 : 9,
        dy: a.name === "z" ? -8 : a.name === "B₀" ? 10 : a.name === "x" ? -8 : -4,
        fill: a.colour,
        fontSize: 11,
      }),
    ]),
    Plot.link([0], {
      x1: left + scale * across - bar,
      x2: left + scale * across,
      y1: below - 6 * scale,
      y2: below - 6 * scale,
      stroke: INK,
      strokeWidth: 2,
    }),
    Plot.text([`${plain(bar)} pc`], {
      x: left + scale * across - bar / 2,
      y: below - 18 * scale,
      text: (d: string) => d,
      fontSize: 11,
    }),
    Plot.text([title], { frameAnchor: "top", dy: -18, text: (d: string) => d, fontWeight: "bold" }),
  ];
  const plot = Plot.plot({
    document,
    width: WIDTH,
    height,
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    x: { domain: domain(middle[0], across), axis: null },
    y: { domain: domain(middle[1], up), axis: null },
    marks,
  }) as Element;
  return { plot, height };
}

function roundLength(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  return ([5, 2, 1].find((d) => d * decade <= value) ?? 1) * decade;
}
