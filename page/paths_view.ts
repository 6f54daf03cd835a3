// Particles' paths and field lines around the observer, in perspective, as SVG: to be taken away and printed, and where a browser
// has no WebGL for paths_scene.ts. The angles and the zoom only draw again.

import { INK, MUTED } from "../src/figures/drawing/palette.js";
import { sheetSVG } from "../src/figures/drawing/sheet.js";
import { directionVector, type Vector } from "../src/sky/directions.js";
import { plain } from "../src/words/numbers.js";
import type { PathsCloseUp } from "./closeup.js";
import { ARROWS, type Arrows, EYE, PARTICLES, reachOf, scaleBar } from "./paths_look.js";
import type { Camera } from "./state.js";

const SIZE = 560;
const WIDTH = 740;

export interface PathsLabels extends Arrows {
  title: string;
  subtitle: string;
  identity: string;
}

/** Screen coordinates and depth (growing towards the eye) of a point in pc. */
type Project = (x: number, y: number, z: number) => [x: number, y: number, depth: number];

function projection({ azimuth, elevation, extent }: Camera, gyroradius_pc: number): Project {
  // the eye is towards (azimuth, elevation); up on the screen is the frame's north
  const eye = directionVector(azimuth, elevation);
  const right = directionVector(azimuth + 90, 0);
  const up = directionVector(azimuth, elevation + 90);
  const scale = 1 / (extent * gyroradius_pc);
  return (x, y, z) => {
    const along = (a: Vector) => (a[0] * x + a[1] * y + a[2] * z) * scale;
    const depth = along(eye);
    const factor = (SIZE / 2) * (EYE / Math.max(0.3, EYE - depth));
    return [WIDTH / 2 + along(right) * factor, SIZE / 2 - along(up) * factor, depth];
  };
}

export function drawPaths(closeUp: PathsCloseUp, camera: Camera, labels: PathsLabels): string {
  const project = projection(camera, closeUp.gyroradius_pc);
  const pieces: { depth: number; markup: string }[] = [];
  for (let line = 0; line < closeUp.lines; line++) {
    const style = `stroke="${MUTED}" stroke-width="${line === 0 ? 2 : 1.2}" stroke-dasharray="7 4"`;
    pieces.push(...pathPieces(closeUp.line_points_pc, closeUp.lines, line, project, style));
  }
  for (let p = 0; p < closeUp.particles; p++) {
    const style = `stroke="${PARTICLES[p % PARTICLES.length]}" stroke-width="1.5"`;
    pieces.push(...pathPieces(closeUp.positions_pc, closeUp.particles, p, project, style));
  }
  pieces.push(...arrows(project, camera, closeUp, labels));
  pieces.sort((a, b) => a.depth - b.depth);
  const [ox, oy] = project(0, 0, 0);
  const observer = `<circle cx="${ox}" cy="${oy}" r="5" fill="${INK}" stroke="#ffffff" stroke-width="1.5"/>`;
  const bar = SIZE / 2 / camera.extent;
  const { length: unit, text: unitText } = scaleBar(camera.extent, closeUp.gyroradius_pc);
  const scale = `<path d="M20 ${SIZE - 16}h${bar * unit}m0 -5v10m${-bar * unit} 0v-10" stroke="${INK}" stroke-width="1.5" fill="none"/>
<text x="20" y="${SIZE - 26}" text-anchor="start" font-size="12" stroke="#ffffff" stroke-width="4" paint-order="stroke">${unitText}</text>`;
  const length = closeUp.path_pc[closeUp.path_pc.length - 1];
  return sheetSVG({
    name: "paths",
    title: labels.title,
    subtitle: labels.subtitle,
    notes: [
      `Coloured: the paths of ${closeUp.particles} particles that arrive from all sides, followed back over ${plain(length, 3)} pc (${plain(length / closeUp.gyroradius_pc, 3)} gyroradii). Dashed: magnetic field lines, the observer's own a little thicker. Perspective: azimuth ${Math.round(camera.azimuth)}°, elevation ${Math.round(camera.elevation)}°.`,
      labels.identity,
    ],
    description: `Paths of ${closeUp.particles} particles and magnetic field lines around the observer, in perspective.`,
    width: 772,
    height: SIZE,
    pieces: [
      {
        x: 16,
        y: 0,
        width: WIDTH,
        height: SIZE,
        plot: { outerHTML: `<svg>${pieces.map((piece) => piece.markup).join("\n")}${observer}${scale}</svg>` },
      },
    ],
  });
}

/** Points of a path drawn as one piece: what is in front hides what is behind, piece by piece. */
const PIECE = 25;

/** `points`: [count][paths][3]; `which` of the paths. */
function pathPieces(points: Float64Array, paths: number, which: number, project: Project, style: string) {
  const count = points.length / (3 * paths);
  const pieces: { depth: number; markup: string }[] = [];
  for (let first = 0; first < count - 1; first += PIECE) {
    const last = Math.min(count - 1, first + PIECE);
    let d = "";
    let sum = 0;
    let inside = false;
    for (let i = first; i <= last; i++) {
      const p = (i * paths + which) * 3;
      const [x, y, depth] = project(points[p], points[p + 1], points[p + 2]);
      inside ||= x > -40 && x < WIDTH + 40 && y > -40 && y < SIZE + 40;
      sum += depth;
      d += `${i === first ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    }
    const depth = sum / (last - first + 1);
    if (!inside || depth > EYE * 0.8) continue;
    // what is far away is pale
    const opacity = Math.max(0.25, Math.min(1, 0.75 + 0.35 * depth));
    pieces.push({
      depth,
      markup: `<path d="${d}" fill="none" ${style} stroke-opacity="${opacity.toFixed(2)}" stroke-linejoin="round"/>`,
    });
  }
  return pieces;
}

function arrows(project: Project, camera: Camera, { gyroradius_pc }: PathsCloseUp, labels: PathsLabels) {
  const reach = reachOf(camera.extent) * gyroradius_pc;
  const arrow = (to: Vector, colour: string, name: string, edge: string) => {
    const [x0, y0] = project(0, 0, 0);
    const [x, y, depth] = project(to[0] * reach, to[1] * reach, to[2] * reach);
    const length = Math.hypot(x - x0, y - y0) || 1;
    const [ux, uy] = [(x - x0) / length, (y - y0) / length];
    const head = `M${x} ${y}L${x - 12 * ux + 5 * uy} ${y - 12 * uy - 5 * ux}L${x - 12 * ux - 5 * uy} ${y - 12 * uy + 5 * ux}Z`;
    const shaft = `M${x0} ${y0}L${x - 10 * ux} ${y - 10 * uy}`;
    const text = `<text x="${x + 14 * ux}" y="${y + 14 * uy + 4}" font-size="13" font-weight="bold" fill="${INK}" stroke="#ffffff" stroke-width="4" paint-order="stroke">${name}</text>`;
    return {
      depth,
      markup: `<path d="${shaft}" stroke="${edge}" stroke-width="4.5"/><path d="${shaft}" stroke="${colour}" stroke-width="2.5"/><path d="${head}" fill="${colour}" stroke="${edge}"/>${text}`,
    };
  };
  return [
    arrow(labels.gradient, ARROWS.gradient, "gradient", INK),
    ...(labels.regular ? [arrow(labels.regular, ARROWS.regular, "B₀", "#ffffff")] : []),
  ];
}
