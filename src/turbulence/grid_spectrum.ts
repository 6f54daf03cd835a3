// The spectrum of a cube: of the Fourier modes of its own periodic grid, of any numbers of cells.
//
// One component after the other, half of k space (the field is real), in single precision: beside the values of the cube it takes
// 8 bytes a cell, 1.1 GB at 512^3 (and the values 1.6 GB). Rounding is 1e-7 of the rms.

import type { CubeGrid } from "../config/cube.js";
import { CELLS_OF_A_WAVE } from "../config/warnings.js";
import { fourier } from "./fourier.js";
import { type Spectrum, WaveSums } from "./spectrum.js";

/** Columns that are transformed together: those of a cache line. */
const TOGETHER = 16;

/** Called with the part that is done, and awaited: it may let other work go on, or throw to stop this. */
export type Progress = (part: number) => Promise<void> | void;

type Grid = Pick<CubeGrid, "cells" | "cell_pc" | "turn" | "scale_uG">;

/**
 * Shells are as wide as the smallest wavenumber, about its multiples, up to the Nyquist wave of the coarsest axis.
 * @param values [nx][ny][nz][3], in their own unit
 * @param progress called with the part that is done, and awaited
 */
export async function gridSpectrum(
  { cells, cell_pc, scale_uG, ...grid }: Grid,
  values: Float32Array,
  progress: Progress = () => {},
): Promise<Spectrum> {
  const turn = Float64Array.from(grid.turn); // a config is frozen, and frozen lists are read ten times slower
  const [nx, ny, nz] = cells;
  const nh = Math.floor(nz / 2) + 1;
  const count = nx * ny * nh;
  const [re, im, divergenceRe, divergenceIm] = Array.from({ length: 4 }, () => new Float32Array(count));
  const [kx, ky, kz] = cells.map((n, i) => wavenumbers(n, cell_pc[i]));
  const smallest = Math.min(...cells.map((n, i) => (2 * Math.PI) / (n * cell_pc[i])));
  const coarsest = Math.max(...cell_pc.filter((_, i) => cells[i] > 1), 0) || cell_pc[0];
  const shells = Math.max(1, Math.floor(Math.PI / coarsest / smallest + 1e-9));
  const edges = Array.from({ length: shells + 1 }, (_, i) => (i + 0.5) * smallest);
  const sums = new WaveSums(edges, ((2 * Math.PI) / (CELLS_OF_A_WAVE * coarsest)) * (1 + 1e-9));
  // the frame of the run: k' = turn k, B' = turn B
  const k = new Float64Array(3);
  const half = nz % 2 === 0 ? nz / 2 : -1;
  for (let c = 0; c < 3; c++) {
    const report = (part: number) => progress((c + part) / 3);
    await loadRows({ cells, nh, values, re, im }, turn.subarray(3 * c, 3 * c + 3), scale_uG / (nx * ny * nz), (part) =>
      report(0.3 * part),
    );
    for (let x = 0; x < nx; x++) {
      transformColumns(re, im, { first: x * ny * nh, length: ny, stride: nh, width: nh });
      await report(0.3 + (0.25 * x) / nx);
    }
    const plane = ny * nh;
    for (let y = 0; y < ny; y++) {
      transformColumns(re, im, { first: y * nh, length: nx, stride: plane, width: nh });
      await report(0.55 + (0.25 * y) / ny);
    }
    for (let x = 0, i = 0; x < nx; x++) {
      await report(0.8 + (0.2 * x) / nx);
      for (let y = 0; y < ny; y++) {
        for (let z = 0; z < nh; z++, i++) {
          for (let j = 0; j < 3; j++)
            k[j] = turn[3 * j] * kx.k[x] + turn[3 * j + 1] * ky.k[y] + turn[3 * j + 2] * kz.k[z];
          // k and -k are both there in the planes z = 0 and nz/2
          const waves = z === 0 || z === half ? 0.5 : 1;
          sums.add(k[0], k[1], k[2], c, 2 * waves * (re[i] * re[i] + im[i] * im[i]), c === 0 ? waves : 0);
          // the sign of a Nyquist wavenumber is unknown: it adds nothing to a derivative
          const along =
            turn[3 * c] * kx.derivative[x] + turn[3 * c + 1] * ky.derivative[y] + turn[3 * c + 2] * kz.derivative[z];
          divergenceRe[i] += along * re[i];
          divergenceIm[i] += along * im[i];
          if (c < 2) continue;
          const square = divergenceRe[i] * divergenceRe[i] + divergenceIm[i] * divergenceIm[i];
          sums.addDivergence(Math.hypot(k[0], k[1], k[2]), 2 * waves * square);
        }
      }
    }
  }
  const volume = cells.reduce((product, n, i) => product * n * cell_pc[i], 1);
  return sums.spectrum(volume / (2 * Math.PI) ** 3);
}

/** rad/pc by index; as a derivative has them, 0 at the Nyquist wave. */
function wavenumbers(n: number, cell_pc: number): { k: Float64Array; derivative: Float64Array } {
  const step = (2 * Math.PI) / (n * cell_pc);
  const k = Float64Array.from({ length: n }, (_, i) => step * (2 * i <= n ? i : i - n));
  return { k, derivative: k.map((x, i) => (2 * i === n ? 0 : x)) };
}

interface Rows {
  cells: readonly number[];
  nh: number;
  values: Float32Array;
  re: Float32Array;
  im: Float32Array;
}

/** A component along a direction, transformed along z: two rows, which are real, as one complex row. */
async function loadRows(
  { cells: [nx, ny, nz], nh, values, re, im }: Rows,
  [a, b, c]: Float64Array,
  scale: number,
  report: Progress,
): Promise<void> {
  const transform = fourier(nz);
  const [p, q] = [new Float64Array(nz), new Float64Array(nz)];
  const rows = nx * ny;
  const load = (into: Float64Array, row: number) => {
    for (let z = 0, i = row * nz * 3; z < nz; z++, i += 3)
      into[z] = scale * (a * values[i] + b * values[i + 1] + c * values[i + 2]);
  };
  for (let row = 0; row < rows; row += 2) {
    if (row % ny < 2) await report(row / rows);
    load(p, row);
    if (row + 1 < rows) load(q, row + 1);
    else q.fill(0);
    transform(p, q);
    for (let z = 0; z < nh; z++) {
      const m = z === 0 ? 0 : nz - z;
      const i = row * nh + z;
      re[i] = (p[z] + p[m]) / 2;
      im[i] = (q[z] - q[m]) / 2;
      if (row + 1 === rows) continue;
      re[i + nh] = (q[z] + q[m]) / 2;
      im[i + nh] = (p[m] - p[z]) / 2;
    }
  }
}

const made = new Map<number, ReturnType<typeof fourier>>();

/** Transforms `width` columns that begin side by side. */
function transformColumns(
  re: Float32Array,
  im: Float32Array,
  { first, length, stride, width }: { first: number; length: number; stride: number; width: number },
): void {
  const transform = made.get(length) ?? fourier(length);
  made.set(length, transform);
  const p = Array.from({ length: TOGETHER }, () => new Float64Array(length));
  const q = Array.from({ length: TOGETHER }, () => new Float64Array(length));
  for (let start = 0; start < width; start += TOGETHER) {
    const columns = Math.min(TOGETHER, width - start);
    for (let i = 0, from = first + start; i < length; i++, from += stride) {
      for (let j = 0; j < columns; j++) {
        p[j][i] = re[from + j];
        q[j][i] = im[from + j];
      }
    }
    for (let j = 0; j < columns; j++) transform(p[j], q[j]);
    for (let i = 0, to = first + start; i < length; i++, to += stride) {
      for (let j = 0; j < columns; j++) {
        re[to + j] = p[j][i];
        im[to + j] = q[j][i];
      }
    }
  }
}
