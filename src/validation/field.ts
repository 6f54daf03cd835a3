// Section 2: the field. It has no divergence, its variance is the same along all axes, mode by mode too, it is Gaussian, its
// spectrum has the slope and no step, and the grid gives what the sum of its modes gives.

import { type ConfigInput, groups, resolveConfig } from "../config/config.js";
import { NUMBERS_PER_MODE } from "../flight/modes.js";
import { byLevel, type Check, type Context, type Level } from "./check.js";
import { exactnessRows, fieldOf, flightRows, rmsOf, spread, whole } from "./exact_field.js";
import { agrees, meanError, ofMeans, type Row } from "./row.js";
import { correlation, spectrumRows } from "./spectrum.js";

const SECTION = "2 field";

/** The outermost level alone, wavelengths 100 to 25 pc, where the coarse lattice of modes shows errors of symmetry best. */
const outermost: ConfigInput = {
  field: { turbulence_level: [1], inner_scale_gyroradii: 92.4 }, // 25 pc at 1 PV
  particles: { rigidity_TV: [1000], nside: 1 },
};
const LATTICE = 16;
const symmetrySeeds = (level: Level): number => byLevel(level, 400, 1000, 4000);
const ensembleSeeds = (level: Level): number => byLevel(level, 100, 400, 2000);

/**
 * Isotropy before the random rotation hides errors: the variance of each component, the power of the three longest modes along
 * the axes, and Gaussianity, over many seeds.
 */
async function symmetryRows({ level, signal, progress }: Context): Promise<Row[]> {
  const seeds = symmetrySeeds(level);
  const config = resolveConfig(outermost);
  const box = groups(config)[0].levels[0].box_pc;
  // all points of a lattice that resolves the band (modes up to 8 in a box): their mean square is the variance in the box
  const points = new Float64Array(3 * LATTICE ** 3);
  for (let i = 0; i < LATTICE ** 3; i++) {
    points[3 * i] = ((i % LATTICE) * box) / LATTICE;
    points[3 * i + 1] = ((Math.floor(i / LATTICE) % LATTICE) * box) / LATTICE;
    points[3 * i + 2] = (Math.floor(i / LATTICE ** 2) * box) / LATTICE;
  }
  const squares: number[][] = [];
  const fourths: number[][] = [];
  const axisPower: number[][] = [];
  for (let seed = 0; seed < seeds; seed++) {
    if (seed % 16 === 0) {
      signal?.throwIfAborted();
      await new Promise((resume) => setTimeout(resume));
    }
    const b = (await fieldOf(config, seed, true)).at(points);
    const square = [0, 0, 0];
    for (let i = 0; i < b.length; i++) square[i % 3] += b[i] * b[i];
    squares.push(square.map((sum) => sum / LATTICE ** 3));
    // one point in eight boxes' worth of coherence volumes: the corners of the box, half a box apart
    let two = 0;
    let four = 0;
    for (const corner of [0, 8, 136, 2184, 2056]) {
      for (let c = 0; c < 3; c++) {
        const x = b[3 * corner + c];
        two += x * x;
        four += x ** 4;
      }
    }
    fourths.push([two / 15, four / 15]);
    axisPower.push([0, 1, 2].map((axis) => modePower(b, axis, 2)));
    progress?.(seed + 1, seeds + ensembleSeeds(level));
  }
  const sample = `${seeds} realisations of the band 100 to 25 pc without rotation`;
  const rows: Row[] = [];
  for (const [i, j] of [
    [0, 1],
    [1, 2],
    [0, 2],
  ]) {
    const name = `${"xyz"[i]} to ${"xyz"[j]}`;
    const ratio = ofMeans(squares, (mean) => mean[i] / mean[j]);
    rows.push(
      agrees({
        section: SECTION,
        name: `variance ${name}`,
        what: `<B_${"xyz"[i]}^2> / <B_${"xyz"[j]}^2>`,
        ...ratio,
        expected: 1,
        sigmas: 5,
        source: "isotropy of the modes, before the levels are rotated",
        sample,
      }),
    );
    const power = ofMeans(axisPower, (mean) => mean[i] / mean[j]);
    rows.push(
      agrees({
        section: SECTION,
        name: `mode power ${name}`,
        what: `power of the longest mode along ${"xyz"[i]} / along ${"xyz"[j]}, from the field on a lattice`,
        ...power,
        expected: 1,
        sigmas: 5,
        source: "symmetry-equivalent modes have equal power",
        sample,
      }),
    );
  }
  const kurtosis = ofMeans(fourths, ([two, four]) => four / (two * two));
  rows.push(
    agrees({
      section: SECTION,
      name: "Gaussianity",
      what: "<B_i^4> / <B_i^2>^2 over realisations",
      ...kurtosis,
      expected: 3,
      sigmas: 5,
      source: "Gaussian amplitudes",
      sample,
    }),
  );
  return rows;
}

/** Power of the mode `n` along an axis in a field on the lattice, its three components together. */
function modePower(b: Float64Array, axis: number, n: number): number {
  const stride = [1, LATTICE, LATTICE ** 2][axis];
  const re = [0, 0, 0];
  const im = [0, 0, 0];
  for (let i = 0; i < LATTICE ** 3; i++) {
    const phase = (2 * Math.PI * n * (Math.floor(i / stride) % LATTICE)) / LATTICE;
    const [cos, sin] = [Math.cos(phase), Math.sin(phase)];
    for (let c = 0; c < 3; c++) {
      re[c] += b[3 * i + c] * cos;
      im[c] -= b[3 * i + c] * sin;
    }
  }
  return re.reduce((sum, x, c) => sum + x * x + im[c] * im[c], 0);
}

/** Over many realisations of the whole field: rms, orientation of the levels, spectrum, correlation. */
async function ensembleRows({ level, signal, progress }: Context): Promise<Row[]> {
  const seeds = ensembleSeeds(level);
  const config = resolveConfig(whole);
  const group = groups(config)[0];
  const lists: Float64Array[] = [];
  const meanSquares: number[] = [];
  const cubic: number[] = [];
  const points = spread(64, 2000);
  for (let seed = 0; seed < seeds; seed++) {
    signal?.throwIfAborted();
    await new Promise((resume) => setTimeout(resume));
    const field = await fieldOf(config, seed);
    const modes = field.modes();
    lists.push(modes);
    meanSquares.push(3 * rmsOf(field.at(points)) ** 2);
    cubic.push(cubicOrder(modes, group.levels[0].longest_pc));
    progress?.(symmetrySeeds(level) + seed + 1, symmetrySeeds(level) + seeds);
  }
  const sample = `${seeds} realisations, 1 PV`;
  const left = (group.inner_scale_pc / config.field.outer_scale_pc) ** (config.field.spectral_index - 1);
  const orientation = meanError(cubic);
  return [
    agrees({
      section: SECTION,
      name: "rms",
      what: "<B^2> on the grids / dB^2",
      value: meanError(meanSquares).mean / group.turbulent_uG ** 2,
      error: meanError(meanSquares).error / group.turbulent_uG ** 2,
      expected: 1 - left,
      sigmas: 5,
      relative: 0.01,
      bounds: "1 % for the last level's coarse lattice of modes where it is cut",
      source: "integral of the spectrum down to the inner scale",
      sample,
    }),
    agrees({
      section: SECTION,
      name: "orientation of levels",
      what: "<(k_x^4 + k_y^4 + k_z^4)/k^4> of the longest modes (1 for modes along the axes)",
      value: orientation.mean,
      error: orientation.error,
      expected: 0.6,
      sigmas: 5,
      source: "uniform random rotations: 3/5",
      sample,
    }),
    ...spectrumRows(SECTION, lists, config, group),
    ...correlation(SECTION, lists, config, group),
  ];
}

/** Mean of (k_x^4 + k_y^4 + k_z^4)/k^4 over the modes of the longest wavelength. */
function cubicOrder(modes: Float64Array, longest_pc: number): number {
  let sum = 0;
  let count = 0;
  for (let m = 0; m < modes.length; m += NUMBERS_PER_MODE) {
    const [x, y, z] = modes.subarray(m, m + 3);
    const k2 = x * x + y * y + z * z;
    if (k2 > ((2 * Math.PI) / longest_pc) ** 2 * 1.0001) continue;
    sum += (x ** 4 + y ** 4 + z ** 4) / (k2 * k2);
    count++;
  }
  return sum / count;
}

export const field: Check = {
  section: SECTION,
  title: "divergence, isotropy, spectrum, interpolation",
  seconds: (level) => byLevel(level, 6, 20, 90),
  rows: async (context) => [
    ...(await exactnessRows()),
    ...(await flightRows()),
    ...(await symmetryRows(context)),
    ...(await ensembleRows(context)),
  ],
};
