// What a field is: all that can be measured of it before a particle flies.

import type { Config, Group } from "../config/config.js";
import type { CubeGrid, Triple } from "../config/cube.js";
import type { Field } from "../flight/field.js";
import { directionDeg, directionVector } from "../sky/directions.js";
import { type Measured, meanWithError } from "../statistics/jackknife.js";
import { uniform } from "../statistics/random.js";
import { faceJumps, MOST_JUMP } from "./faces.js";
import { gridSpectrum } from "./grid_spectrum.js";
import { type Increments, measureIncrements } from "./increments.js";
import { freePairs, nodePairs, OCTANTS, PARTS } from "./pairs.js";
import { exponent } from "./power_law.js";
import { modeSpectrum, type Shell, type Spectrum } from "./spectrum.js";

export interface SpectrumFit {
  /** of E ~ k^slope */
  slope: Measured;
  /** of the waves fitted */
  longest_pc: number;
  shortest_pc: number;
  /** of the longer and of the shorter half of them, where they differ by more than three errors: no power law */
  halves: [Measured, Measured] | null;
}

export interface FieldMeasures {
  /** in the axes of the config's frame; of a cube in its own. The error is its length's, and 0 where the mean is known */
  mean_uG: Triple;
  mean_error_uG: number;
  /** longitude and latitude; null: no mean field */
  mean_direction_deg: [number, number] | null;
  rms_uG: number;
  turbulent_uG: number;
  turbulence_level: Measured;
  spectrum: Spectrum & { fit: SpectrumFit | null };
  /** of the variance, in waves of less than four cells, which a spline damps; null: the field has no cells */
  below_four_cells: number | null;
  /** of a cube, by axis: how much it changes at its faces over what it does inside (faces.ts); null: the field is no cube */
  face_jumps: (number | null)[] | null;
  /** the divergence and the rms of the field as particles see it, at random places, by central differences; null: of a cube */
  sampled_divergence: number | null;
  sampled_rms_uG: Measured | null;
  increments: Increments;
}

export interface Measuring {
  /** called with what is under way and the part that is done, and awaited */
  progress?: (step: string, part: number) => Promise<void> | void;
  /** of places at each distance */
  pairs?: number;
}

/** Pairs at each distance. */
const CUBE_PAIRS = 2 ** 18;
const FIELD_PAIRS = 2 ** 16;
/** Shells of a field without a grid, where its model has no bands. */
const SHELLS_PER_DECADE = 8;
export const BAND_SHELLS = 3;
const DISTANCES_PER_DECADE = 5;
/** Outer scales: the side of the cube in which places are drawn. */
const SIDE = 16;

/** The values of a cube, as they lie in its file, turned into the frame of the run. */
export async function measureCube(
  { ensemble: { seed }, field }: Config,
  cube: CubeGrid,
  values: Float32Array,
  { progress = () => {}, pairs = CUBE_PAIRS }: Measuring = {},
): Promise<FieldMeasures> {
  const spectrum = await gridSpectrum(cube, values, (part) => progress("spectrum", part));
  const { cells, cell_pc, scale_uG, mean, turbulence_level } = cube;
  const used = cell_pc.filter((_, i) => cells[i] > 1);
  const cell = Math.max(...(used.length > 0 ? used : cell_pc));
  const side = Math.min(...cells.flatMap((n, i) => (n > 1 ? [n * cell_pc[i]] : [])));
  const face_jumps = faceJumps(values, cells);
  const open = face_jumps.map((jump) => jump !== null && jump > MOST_JUMP);
  const increments = await measureIncrements(
    nodePairs(cube, values, { seed, open }),
    {
      distances_pc: steps(side / cell / 2).map((n) => n * cell),
      fit_pc: [3.5 * cell, spectrum.coherence_pc / 2],
      ...{ parts: OCTANTS, pairs },
    },
    (part) => progress("increments", part),
  );
  const mean_uG = mean.map((m) => m * scale_uG) as Triple;
  const length = Math.hypot(...mean_uG);
  const mean_error_uG = (field.cube_mean_error as number) * scale_uG;
  const rms_uG = field.total_rms_uG;
  const smooth = sumOf(spectrum.shells.filter(({ k }) => k <= Math.PI / (2 * cell)));
  return {
    ...{ mean_uG, mean_error_uG, rms_uG, turbulent_uG: cube.turbulent_uG },
    mean_direction_deg: cube.regular_uG > 0 ? directionDeg(mean_uG) : null,
    turbulence_level: {
      value: turbulence_level,
      error: (2 * length * mean_error_uG) / Math.sqrt(3) / (rms_uG * rms_uG),
    },
    spectrum: { ...spectrum, fit: fitted(inertial(spectrum.shells, cell)) },
    below_four_cells: Math.max(0, 1 - smooth / spectrum.square_uG2),
    face_jumps,
    ...{ sampled_divergence: null, sampled_rms_uG: null, increments },
  };
}

const sumOf = (shells: Shell[]) => shells.reduce((sum, { variance }) => sum + variance, 0);

/** 1, 2, 3, 4, 6, 8, 12 ... cells */
function steps(most: number): number[] {
  const found: number[] = [];
  for (let n = 1; n <= Math.max(1, most); n *= 2) found.push(n, ...(n > 1 && 1.5 * n <= most ? [1.5 * n] : []));
  return found;
}

/** Shorter than the peak of the spectrum, and longer than what the cells wear down. */
function inertial(shells: Shell[], cell_pc: number): Shell[] {
  const peak = shells.reduce((best, shell) => (shell.E > best.E ? shell : best)).k;
  return shells.filter(({ k }) => k > 1.4 * peak && k <= ((2 * Math.PI) / (8 * cell_pc)) * (1 + 1e-9));
}

/** A field that is a sum of waves: those, and the field as particles see it at random places. */
export async function measureWaves(
  { ensemble: { seed }, field: settings }: Config,
  { inner_scale_pc, regular_uG, levels }: Group,
  field: Field,
  { progress = () => {}, pairs = FIELD_PAIRS }: Measuring = {},
): Promise<FieldMeasures> {
  const { outer_scale_pc, band_ratio, regular_direction_deg } = settings;
  const axis = directionVector(...regular_direction_deg) as Triple;
  const modes = field.modes();
  const factor = levels.length > 0 ? band_ratio ** (1 / BAND_SHELLS) : 10 ** (1 / SHELLS_PER_DECADE);
  const spectrum = modeSpectrum(
    modes,
    shellEdges((2 * Math.PI) / outer_scale_pc, (2 * Math.PI) / inner_scale_pc, factor),
    axis,
  );
  const side_pc = SIDE * outer_scale_pc;
  const fieldAt = (points: Float64Array) => field.at(points);
  const distances = Math.ceil(DISTANCES_PER_DECADE * Math.log10((4 * outer_scale_pc) / inner_scale_pc));
  const sampling = {
    distances_pc: Array.from(
      { length: distances + 1 },
      (_, i) => (inner_scale_pc / 2) * 10 ** (i / DISTANCES_PER_DECADE),
    ),
    fit_pc: [2 * inner_scale_pc, spectrum.coherence_pc / 3] as const,
    ...{ parts: PARTS, pairs },
  };
  const increments = await measureIncrements(freePairs(fieldAt, { side_pc, seed }), sampling, (part) =>
    progress("increments", part),
  );
  const square = spectrum.square_uG2;
  const rms_uG = Math.sqrt(square + regular_uG * regular_uG);
  return {
    mean_uG: axis.map((x) => x * regular_uG + 0) as Triple,
    mean_error_uG: 0,
    mean_direction_deg: regular_uG > 0 ? [...regular_direction_deg] : null,
    ...{ rms_uG, turbulent_uG: Math.sqrt(square), turbulence_level: { value: square / rms_uG ** 2, error: null } },
    spectrum: { ...spectrum, fit: fitted(spectrum.shells) },
    ...{ below_four_cells: null, face_jumps: null },
    ...sampled(fieldAt, { side_pc, step_pc: inner_scale_pc / 64, seed }),
    increments,
  };
}

/** From the largest wave to the smallest; a last shell of less than a third of the others is added to the last but one. */
export function shellEdges(from: number, to: number, factor: number): number[] {
  const edges = [from];
  while (edges[edges.length - 1] * factor ** (4 / 3) < to) edges.push(edges[edges.length - 1] * factor);
  return [...edges, to * (1 + 1e-6)];
}

/** A shell of this many independent waves has a Gaussian logarithm. */
const FEWEST_WAVES = 6;
const FEWEST_SHELLS = 3;

function fitted(all: Shell[]): SpectrumFit | null {
  const shells = all.filter(({ waves, E }) => waves >= FEWEST_WAVES && E > 0);
  if (shells.length < FEWEST_SHELLS) return null;
  // |B|^2 of a wave has half of its square as variance
  const points = shells.map(({ k, E, waves }) => ({ x: k, y: E, relative: 1 / Math.sqrt(2 * waves) }));
  const middle = Math.sqrt(points[0].x * points[points.length - 1].x);
  const halves = [points.filter(({ x }) => x <= middle), points.filter(({ x }) => x > middle)];
  return {
    slope: exponent(points),
    longest_pc: (2 * Math.PI) / shells[0].low,
    shortest_pc: (2 * Math.PI) / shells[shells.length - 1].high,
    halves: bent(halves),
  };
}

function bent(halves: Parameters<typeof exponent>[0][]): [Measured, Measured] | null {
  if (halves.some((half) => half.length < FEWEST_SHELLS)) return null;
  const [long, short] = halves.map((half) => exponent(half));
  const error = Math.hypot(long.error ?? 0, short.error ?? 0);
  return Math.abs(long.value - short.value) > 3 * error ? [long, short] : null;
}

/** Places for the divergence and the rms. */
const PLACES = 4096;

function sampled(
  fieldAt: (points: Float64Array) => Float64Array,
  { side_pc, step_pc, seed }: { side_pc: number; step_pc: number; seed: number },
): Pick<FieldMeasures, "sampled_divergence" | "sampled_rms_uG"> {
  const random = uniform(seed + 1);
  const points = new Float64Array(PLACES * 18);
  for (let i = 0; i < points.length; i += 18) {
    const place = [0, 1, 2].map(() => side_pc * (random() - 0.5));
    for (let n = 0; n < 6; n++)
      for (let c = 0; c < 3; c++)
        points[i + 3 * n + c] = place[c] + (n >> 1 === c ? (n % 2 === 0 ? step_pc : -step_pc) : 0);
  }
  const B = fieldAt(points);
  const squares = new Float64Array(PLACES);
  let [divergence, gradient] = [0, 0];
  for (let p = 0, i = 0; p < PLACES; p++, i += 18) {
    let sum = 0;
    for (let axis = 0; axis < 3; axis++) {
      for (let c = 0; c < 3; c++) {
        const d = B[i + 6 * axis + c] - B[i + 6 * axis + 3 + c];
        gradient += d * d;
        if (c === axis) sum += d;
        squares[p] += B[i + 6 * axis + c] ** 2 / 3;
      }
    }
    divergence += sum * sum;
  }
  const { value, error } = meanWithError(squares);
  const rms = Math.sqrt(value);
  return {
    sampled_divergence: Math.sqrt(divergence / gradient),
    sampled_rms_uG: { value: rms, error: error === null ? null : error / (2 * rms) },
  };
}
