/** The paths of a few particles, back in time from the observer, in parallel projection. */

import * as Plot from "@observablehq/plot";
import { directionVector } from "../sky/directions.js";
import { plain, rigidity } from "../words/numbers.js";
import { BLUE, GREEN, INK, MUTED, ORANGE, PURPLE, SKY, VERMILLION } from "./drawing/palette.js";
import { heading, type Mark, words } from "./drawing/plotting.js";
import { Sheet } from "./drawing/sheet.js";
import { need } from "./field_view.js";
import type { Drawing, FigureInput } from "./input.js";

const COLOURS = [BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY];
const DASHES = [undefined, "6 2", "2 2", "8 2 2 2", "4 1", "1.5 2.5"];
const WIDTH = 820;
const MARGIN = { top: 26, right: 16, bottom: 30, left: 70 };

/** Pixels from the tip of an arrow to its name. B₀ points along x, mostly: x is written above it, B₀ below. */
const NAME_OFFSETS: Record<string, [number, number]> = { x: [2, -8], y: [9, -4], z: [0, -8], "B₀": [9, 10] };

type Point = [number, number, number];

/** To the right and upwards on the paper: seen from 20 degrees above, turned by 15 degrees. */
function projected([x, y, z]: readonly number[]): { u: number; v: number } {
  const [turn, above] = [15, 20].map((angle) => (angle * Math.PI) / 180);
  const depth = -x * Math.sin(turn) + y * Math.cos(turn);
  return { u: x * Math.cos(turn) + y * Math.sin(turn), v: z * Math.cos(above) + depth * Math.sin(above) };
}

export function drawTrajectory(input: FigureInput, document: Document): Drawing {
  const { group, realisation, paths } = need(input.field, "paths");
  const { particles, path_pc, near_path_pc } = paths;
  const whole = pathsOf(paths.positions_pc, particles);
  const near = pathsOf(paths.near_positions_pc, particles);
  const [T, nearT] = [path_pc, near_path_pc].map((lengths) => lengths[lengths.length - 1]);
  const regular = group.regular_uG > 0 ? directionVector(...input.config.field.regular_direction_deg) : null;
  const rows = (part: string, points: Point[][], lengths: number[]) =>
    points.flatMap((path, particle) =>
      path.map(([x_pc, y_pc, z_pc], p) => ({ part, particle, path_pc: [0, ...lengths][p], x_pc, y_pc, z_pc })),
    );
  return new Sheet(input, document, {
    name: "trajectory",
    title: `Paths of ${particles} particles, η = ${group.turbulence_level}, ${rigidity(group.rigidity_TV)}`,
    subtitle: `Realisation ${realisation}; turbulence level η = ${group.turbulence_level}; rigidity ${rigidity(group.rigidity_TV)}, gyroradius ${plain(group.gyroradius_pc, 2)} pc at ${input.config.field.total_rms_uG} µG. ${particles} particles, followed back in time from the observer (black dot). Parallel projection; the axes are those of the run's frame.`,
    notes: [],
    description: `Paths of ${particles} particles in the turbulent field, back in time from the observer.`,
    width: WIDTH + 12,
  })
    .plot(...panel(document, whole, `the whole path, T = ${plain(T, 3)} pc`, regular))
    .plot(...panel(document, near, `its beginning, ${plain(nearT, 2)} pc`, regular))
    .drawing({ rows: [...rows("whole", whole, path_pc), ...rows("beginning", near, near_path_pc)] });
}

/** The path of each particle, from the origin through positions [paths][particles][3]. */
function pathsOf(positions_pc: Float64Array, particles: number): Point[][] {
  const paths = Array.from({ length: particles }, (): Point[] => [[0, 0, 0]]);
  for (let i = 0; i < positions_pc.length; i += 3)
    paths[(i / 3) % particles].push([...positions_pc.subarray(i, i + 3)] as Point);
  return paths;
}

/** All paths of a panel to one scale, which the extent of the paths sets, and so the panel's height; and its place. */
function panel(
  document: Document,
  paths: Point[][],
  title: string,
  regular: readonly number[] | null,
): [Element, { x: number; width: number; height: number }] {
  const points = paths.flat().map(projected);
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
  const right = left + scale * across;
  const below = middle[1] - (scale * up) / 2;
  const arrow = (name: string, colour: string, vector: readonly number[], pixels: number) => {
    const [u1, v1] = [left - 40 * scale, below + 8 * scale];
    const { u, v } = projected(vector.map((component) => component * pixels * scale));
    return { name, colour, u1, v1, u2: u1 + u, v2: v1 + v };
  };
  const arrows = [
    arrow("x", MUTED, [1, 0, 0], 30),
    arrow("y", MUTED, [0, 1, 0], 30),
    arrow("z", MUTED, [0, 0, 1], 30),
    ...(regular ? [arrow("B₀", BLUE, regular, 46)] : []),
  ];
  const place = { x: "u", y: "v" };
  const marks: Mark[] = [
    ...paths.map((path, k) => {
      const style = { stroke: COLOURS[k % COLOURS.length], strokeDasharray: DASHES[k % DASHES.length] };
      return Plot.line(path.map(projected), { ...place, ...style, strokeWidth: 1.1, strokeOpacity: 0.85 });
    }),
    ...paths.map((path, k) => {
      const fill = COLOURS[k % COLOURS.length];
      return Plot.dot([projected(path[path.length - 1])], { ...place, r: 3.5, fill, stroke: "white" });
    }),
    Plot.dot([projected([0, 0, 0])], { ...place, r: 4.5, fill: INK, stroke: "white" }),
    ...arrows.flatMap((a): Mark[] => {
      const style = { stroke: a.colour, strokeWidth: a.name === "B₀" ? 2 : 1.2, markerEnd: "arrow" as const };
      const [dx, dy] = NAME_OFFSETS[a.name];
      return [
        Plot.link([a], { x1: "u1", y1: "v1", x2: "u2", y2: "v2", ...style }),
        words(a.name, { x: a.u2, y: a.v2, dx, dy, fill: a.colour, fontSize: 11 }),
      ];
    }),
    Plot.link([0], {
      x1: right - bar,
      x2: right,
      y1: below - 6 * scale,
      y2: below - 6 * scale,
      stroke: INK,
      strokeWidth: 2,
    }),
    words(`${plain(bar)} pc`, { x: right - bar / 2, y: below - 18 * scale, fontSize: 11 }),
    heading(title, { dy: -18 }),
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
  return [plot, { x: 4, width: WIDTH, height }];
}

function roundLength(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  return ([5, 2, 1].find((d) => d * decade <= value) ?? 1) * decade;
}
