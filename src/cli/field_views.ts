// The figures that look at one realisation closely: its field is made again, as the run made it.

import type { Group } from "../config/config.js";
import { isIsotropic, isSumOfWaves } from "../config/field_models.js";
import type { FigureEntry } from "../figures/catalogue.js";
import type { FieldView, ModesView, PathsView, SkyView } from "../figures/field_view.js";
import { closest, FigureError, type FigureInput } from "../figures/input.js";
import { type Field, synthesise } from "../flight/field.js";
import { backtrackSky } from "../response/arrival_maps.js";
import { halfSets } from "../sky/healpix.js";
import { FolderError, groupName } from "../store/store.js";
import { abridged, ranges } from "../words/lines.js";

/** Least and largest nside of a drawn map. */
const SKY_NSIDE = [16, 32] as const;
const PATHS = 1200;
/** Lines for the spectrum: along these directions, through the origin. */
const LINES = [
  [0.36, 0.48, 0.8],
  [-0.8, 0.6, 0],
  [0.48, -0.64, 0.6],
];
const MOST_POINTS = 2 ** 20;
/** Points that are evaluated at a time, to keep memory small. */
const BLOCK = 2 ** 15;

/** The run folder, for messages, and a realisation of it. */
interface Wanted {
  dir: string;
  realisation: number;
}

/** Throws FolderError where the run lacks the realisation that a figure is to show. */
export function checkRealisation(...args: Parameters<typeof groupWith>): void {
  try {
    groupWith(...args);
  } catch (error) {
    // a figure that the run cannot draw at all says so in its turn
    if (!(error instanceof FigureError)) throw error;
  }
}

/** The group that a figure shows. Throws FigureError where there is none, FolderError where it lacks the realisation. */
function groupWith(input: FigureInput, figure: string, { dir, realisation }: Wanted): Group {
  const level =
    input.only.turbulence_level ?? (input.samples.some(({ group }) => group.turbulence_level < 1) ? 0.1 : 1);
  const wanted = { turbulence_level: level === 1 ? (1 as const) : (0.1 as const), rigidity_TV: 1000 };
  const { group, rows } = closest(input, wanted, figure, []);
  if (!rows.some((row) => row.realisation === realisation)) {
    const has = ranges(rows.map((row) => row.realisation).sort((a, b) => a - b));
    throw new FolderError(
      dir,
      `${groupName(group)}: realisation ${realisation} is not there; --realisation: expected one of ${abridged(has, rows.length)}`,
    );
  }
  return group;
}

export async function viewField(
  input: FigureInput,
  need: NonNullable<FigureEntry["field"]>,
  figure: string,
  { dir, realisation }: Wanted,
  watch: { signal?: AbortSignal; progress?: (done: number, total: number) => void } = {},
): Promise<FieldView> {
  const { model, anisotropy, outer_scale_pc } = input.config.field;
  if (need === "modes" && !isSumOfWaves(model))
    throw new FigureError(`${figure}: field.model "${model}" has no modes of a power law to draw`);
  if (need === "modes" && !isIsotropic(input.config.field))
    throw new FigureError(`${figure}: it shows isotropic turbulence only, and field.anisotropy is "${anisotropy}"`);
  const group = groupWith(input, figure, { dir, realisation });
  const field = await synthesise(input.config, realisation, group);
  try {
    const view: FieldView = { group, realisation };
    if (need === "modes") return { ...view, modes: modesView(field, group, outer_scale_pc) };
    if (need === "sky") return { ...view, sky: await skyView(field, group, input.gradient.density, watch) };
    return { ...view, paths: pathsView(field, group) };
  } finally {
    field.dispose();
  }
}

function modesView(field: Field, group: Group, outer_scale_pc: number): ModesView {
  const finest = group.inner_scale_pc / 4;
  let points = 2;
  while (points < MOST_POINTS && points * finest < 8 * outer_scale_pc) points *= 2;
  const spacing_pc = finest;
  const lines = LINES.map((direction) => {
    const field_uG = new Float64Array(3 * points);
    for (let from = 0; from < points; from += BLOCK) {
      const count = Math.min(BLOCK, points - from);
      const positions_pc = new Float64Array(3 * count);
      for (let i = 0; i < count; i++)
        for (let k = 0; k < 3; k++) positions_pc[3 * i + k] = direction[k] * spacing_pc * (from + i - points / 2);
      field_uG.set(field.at(positions_pc), 3 * from);
    }
    return { spacing_pc, field_uG };
  });
  return { modes: field.modes(), lines };
}

async function skyView(
  field: Field,
  group: Group,
  density: string | undefined,
  watch: Parameters<typeof backtrackSky>[3],
): Promise<SkyView> {
  const nside = Math.min(SKY_NSIDE[1], Math.max(SKY_NSIDE[0], group.nside));
  const T = group.path_pc[group.path_pc.length - 1];
  const { directions, positions } = await backtrackSky(field, nside, [T], watch);
  return {
    ...{ nside, directions, halves: halfSets(nside), path_pc: T, positions_pc: positions },
    ...(density === undefined ? {} : { contrasts: field.contrasts(density, positions, [T]) }),
  };
}

/** Six particles that arrive from the sides of a cube. */
function pathsView(field: Field, group: Group): PathsView {
  const particles = 6;
  const directions = new Float64Array(3 * particles);
  for (let k = 0; k < particles; k++) directions[3 * k + (k % 3)] = k < 3 ? 1 : -1;
  const T = group.path_pc[group.path_pc.length - 1];
  const steps = (length: number) => Array.from({ length: PATHS }, (_, i) => (length * (i + 1)) / PATHS);
  const path_pc = steps(T);
  const near_path_pc = steps(Math.min(T, 25 * group.gyroradius_pc));
  return {
    path_pc,
    particles,
    positions_pc: field.backtrack(directions, path_pc).positions,
    near_path_pc,
    near_positions_pc: field.backtrack(directions, near_path_pc).positions,
  };
}
