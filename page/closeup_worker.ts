// The worker of closeup.ts.
import type { Group } from "../src/config/config.js";
import { selectGroup } from "../src/flight/field.js";
import { type Kernel, pixelCentres } from "../src/flight/kernel.js";
import { type KernelField, openField } from "../src/flight/open_field.js";
import { directionVector } from "../src/sky/directions.js";
import { halfSets } from "../src/sky/healpix.js";
import type { CloseUp, CloseUpAnswer, CloseUpRequest, Piece, ToCloseUp } from "./closeup.js";

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
let compute: Promise<(piece: Piece) => CloseUp>;

scope.addEventListener("message", async ({ data }: MessageEvent<ToCloseUp>) => {
  if ("request" in data) {
    compute = closeUp(data.kernel, data.request);
    compute.catch(() => {}); // the answer to the first piece tells it
    return;
  }
  let answer: CloseUpAnswer;
  try {
    answer = { piece: data.piece, closeUp: (await compute)(data.piece) };
  } catch (error) {
    answer = { message: error instanceof Error ? error.message : String(error) };
  }
  scope.postMessage(answer);
});

async function closeUp(kernel: Kernel, request: CloseUpRequest): Promise<(piece: Piece) => CloseUp> {
  const group = selectGroup(request.config, request);
  const field = await openField(kernel, request.config, group, request.realisation);
  if (request.what === "paths") {
    const directions = await pixelCentres(kernel, 1);
    return () => pathsAround(field, group, directions);
  }
  const { nside } = request;
  const all = await pixelCentres(kernel, nside);
  const sets = halfSets(nside);
  const path_pc = group.path_pc[group.path_pc.length - 1];
  return ({ first, step }) => {
    const inPiece = (pixel: number) => pixel % step === first;
    const directions = all.filter((_, i) => inPiece(Math.floor(i / 3)));
    const halves = sets.filter((_, pixel) => inPiece(pixel));
    const { positions, failed } = field.trace({ directions, paths: [path_pc] });
    return { what: "sky", nside, directions, halves, path_pc, positions_pc: positions, failed };
  };
}

function pathsAround(field: KernelField, group: Group, directions: Float64Array): CloseUp {
  const path_pc = group.path_pc[group.path_pc.length - 1];
  const r_g = group.gyroradius_pc;
  // 40 turns of 20 points each: more cannot be seen
  const points = 800;
  const length = Math.min(path_pc, 80 * Math.PI * r_g);
  const paths = Array.from({ length: points }, (_, i) => (length * (i + 1)) / points);
  const { positions } = field.trace({ directions, paths });
  const lines = fieldLines(field, seedsAround(8 * r_g), 0.2 * r_g, 300);
  return {
    what: "paths",
    particles: directions.length / 3,
    path_pc: paths,
    positions_pc: positions,
    lines: SEEDS.length,
    line_points_pc: lines,
    gyroradius_pc: r_g,
    regular_uG: group.regular_uG,
  };
}

/** The observer's own field line, and eight around. */
const SEEDS: [number, number][] = [
  [0, 90],
  [0, 35],
  [90, 35],
  [180, 35],
  [270, 35],
  [45, -35],
  [135, -35],
  [225, -35],
  [315, -35],
];

function seedsAround(distance: number): Float64Array {
  return Float64Array.from(
    SEEDS.flatMap(([l, b], i) => directionVector(l, b).map((c) => (i === 0 ? 0 : c * distance))),
  );
}

/** Field lines through the seeds by the midpoint rule, `steps` to either side: [2 steps + 1][lines][3]. */
function fieldLines(field: KernelField, seeds: Float64Array, step: number, steps: number): Float64Array {
  const size = seeds.length;
  const points = new Float64Array((2 * steps + 1) * size);
  points.set(seeds, steps * size);
  for (const sense of [-1, 1]) {
    let x = seeds;
    for (let i = 1; i <= steps; i++) {
      const half = moved(x, field.at(x), (sense * step) / 2);
      x = moved(x, field.at(half), sense * step);
      points.set(x, (steps + sense * i) * size);
    }
  }
  return points;
}

function moved(x: Float64Array, b: Float64Array, step: number): Float64Array {
  return x.map((value, i) => {
    const first = i - (i % 3);
    return value + (step * b[i]) / Math.sqrt(b[first] ** 2 + b[first + 1] ** 2 + b[first + 2] ** 2 || 1);
  });
}
