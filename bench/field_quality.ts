// npm run bench field: what each interpolation does to the field, for the same modes: rms error against their sum, div B between nodes, power.
import type { Kernel } from "../src/flight/kernel.js";
import { openField } from "../src/flight/open_field.js";
import { exactField, relativeError, scattered } from "../src/validation/field_error.js";
import { type Contestant, fieldAt, openCommand, type Scene, scene, writeArray } from "./contestant.js";
import { splines } from "./contestants.js";

interface FieldChoice {
  spline: string;
  cells: number;
}

const CHOICES: FieldChoice[] = [
  { spline: "linear", cells: 4 },
  { spline: "linear", cells: 8 },
  { spline: "linear", cells: 16 },
  { spline: "quadratic", cells: 2 },
  { spline: "quadratic", cells: 4 },
  { spline: "quadratic, f64 nodes", cells: 4 },
  { spline: "quadratic", cells: 8 },
  { spline: "cubic", cells: 2 },
  { spline: "cubic", cells: 4 },
  { spline: "cubic", cells: 8 },
];

export interface FieldRow {
  spline: string;
  cells_per_wavelength: number;
  /** of the nodes at 1 PV, turbulence level 1, MiB */
  memory_MiB: number;
  /** rms over the rms of the field, 1 PV, turbulence level 1 and 0.1 */
  error: number;
  error_weak: number;
  /** rms of div B times the shortest wavelength over 2 pi, over the rms of the turbulent field */
  divergence: number;
  /** power along a line in the upper half octave of the band of the only level, over that of the modes */
  power_at_the_end: number;
  /** power beyond the band, over all power */
  power_beyond: number;
}

export async function fieldQuality(kernel: Kernel, quick: boolean, say: (text: string) => void): Promise<FieldRow[]> {
  const programs = splines();
  const rows: FieldRow[] = [];
  say("spline                cells   MiB   error   error (0.1)   div B   power at the end, beyond the band");
  for (const { spline, cells } of CHOICES) {
    const who = programs[spline];
    if (who === undefined) continue;
    const strong = scene(1, 1000, { cells_per_wavelength: cells });
    const row: FieldRow = {
      spline,
      cells_per_wavelength: cells,
      memory_MiB: strong.group.levels.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20,
      error: await error(kernel, who, strong),
      error_weak: await error(kernel, who, scene(0.1, 1000, { cells_per_wavelength: cells })),
      divergence: await divergence(who, strong, quick ? 300 : 3000),
      ...(await power(kernel, who, cells, quick)),
    };
    rows.push(row);
    const [mib, ...small] = [row.memory_MiB.toFixed(1), row.error, row.error_weak, row.divergence];
    const numbers = small.map((value) => value.toExponential(1).padStart(9)).join("  ");
    const ends = `${row.power_at_the_end.toFixed(4)}, ${row.power_beyond.toExponential(1)}`;
    say(`${spline.padEnd(22)} ${String(cells).padStart(4)} ${mib.padStart(6)} ${numbers}   ${ends}`);
  }
  for (const who of Object.values(programs)) who?.stop();
  return rows;
}

async function fieldOf(who: Contestant, scene: Scene, points: Float64Array) {
  await who.ask(openCommand(scene));
  return (await fieldAt(who, writeArray("quality", points))).field;
}

async function error(kernel: Kernel, who: Contestant, scene: Scene) {
  const points = scattered(300, 200);
  return relativeError(
    await fieldOf(who, scene, points),
    exactField(await openField(kernel, scene.config, scene.group, 0), scene.group, points),
  );
}

/** By central differences over a 400th of the shortest wavelength: a divergence below 1e-4 cannot be told from none. */
async function divergence(who: Contestant, scene: Scene, count: number): Promise<number> {
  const shortest = scene.group.inner_scale_pc;
  const h = shortest / 400;
  const centres = scattered(count, 200);
  const points = new Float64Array(count * 18);
  for (let i = 0; i < count; i++) {
    for (let side = 0; side < 6; side++) {
      const to = (i * 6 + side) * 3;
      points.set(centres.subarray(i * 3, i * 3 + 3), to);
      points[to + (side >> 1)] += side & 1 ? h : -h;
    }
  }
  const b = await fieldOf(who, scene, points);
  let square = 0;
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let c = 0; c < 3; c++) sum += (b[(i * 6 + 2 * c + 1) * 3 + c] - b[(i * 6 + 2 * c) * 3 + c]) / (2 * h);
    square += sum * sum;
  }
  return (Math.sqrt(square / count) * (shortest / (2 * Math.PI))) / scene.group.turbulent_uG;
}

/** Spectra of a line through a field of one level, of the interpolation and of the sum over modes. */
async function power(kernel: Kernel, who: Contestant, cells: number, quick: boolean) {
  // gyroradius 0.27 pc: one level of wavelengths from 100 to 25 pc
  const setup = scene(1, 1000, { cells_per_wavelength: cells, inner_scale_gyroradii: 25 / 0.27025 });
  const count = quick ? 1024 : 4096;
  const step = setup.group.inner_scale_pc / 16;
  const along = [0.48, 0.6, 0.64]; // along no axis of the level
  const points = new Float64Array(3 * count).map((_, i) => Math.floor(i / 3) * step * along[i % 3]);
  const [found, exact] = [
    await fieldOf(who, setup, points),
    exactField(await openField(kernel, setup.config, setup.group, 0), setup.group, points),
  ].map(lineSpectrum);
  // a wave across the line is seen at a longer wavelength, so the band ends here but has no beginning
  const end = (count * step) / setup.group.inner_scale_pc;
  const sum = (spectrum: Float64Array, from: number, to: number) =>
    spectrum.slice(Math.ceil(from), Math.floor(to)).reduce((a, b) => a + b, 0);
  return {
    power_at_the_end: sum(found, end / Math.SQRT2, end) / sum(exact, end / Math.SQRT2, end),
    power_beyond:
      sum(found, 1.05 * end, count / 2) / sum(found, 0, count / 2) -
      sum(exact, 1.05 * end, count / 2) / sum(exact, 0, count / 2),
  };
}

/** Power by wavenumber, in units of one over the line, of all components; with a window of Blackman and Harris, whose side lobes are below 1e-9. */
function lineSpectrum(field: Float64Array): Float64Array {
  const count = field.length / 3;
  const power = new Float64Array(count / 2);
  const window = Float64Array.from({ length: count }, (_, i) => {
    const a = (2 * Math.PI * i) / count;
    return 0.35875 - 0.48829 * Math.cos(a) + 0.14128 * Math.cos(2 * a) - 0.01168 * Math.cos(3 * a);
  });
  for (let c = 0; c < 3; c++) {
    const [re, im] = transform(Float64Array.from(window, (w, i) => w * field[3 * i + c]));
    for (let k = 0; k < count / 2; k++) power[k] += re[k] ** 2 + im[k] ** 2;
  }
  return power;
}

/** Discrete Fourier transform of real numbers, a power of two of them. */
function transform(values: Float64Array): [Float64Array, Float64Array] {
  const n = values.length;
  if (n === 1) return [values, new Float64Array(1)];
  const half = n / 2;
  const [evenRe, evenIm] = transform(Float64Array.from({ length: half }, (_, i) => values[2 * i]));
  const [oddRe, oddIm] = transform(Float64Array.from({ length: half }, (_, i) => values[2 * i + 1]));
  const [re, im] = [new Float64Array(n), new Float64Array(n)];
  for (let k = 0; k < half; k++) {
    const [c, s] = [Math.cos((-2 * Math.PI * k) / n), Math.sin((-2 * Math.PI * k) / n)];
    const [a, b] = [c * oddRe[k] - s * oddIm[k], s * oddRe[k] + c * oddIm[k]];
    [re[k], im[k], re[k + half], im[k + half]] = [evenRe[k] + a, evenIm[k] + b, evenRe[k] - a, evenIm[k] - b];
  }
  return [re, im];
}
