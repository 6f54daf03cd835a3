// The energy spectrum of a turbulent field as the waves that it is the sum of have it: exact, nothing is sampled. Components and
// directions of k are those of the frame of the run, whose x axis is along the mean field.

import { type Triple, toFirstAxis } from "../config/cube.js";
import { NUMBERS_PER_MODE } from "../flight/modes.js";
import type { Measured } from "../statistics/jackknife.js";

/** The waves with low <= k < high. */
export interface Shell {
  /** rad/pc */
  k: number;
  low: number;
  high: number;
  /** energy spectrum, uG^2 pc: its integral over k is <dB^2> */
  E: number;
  /** what these waves add to <dB^2>, uG^2 */
  variance: number;
  /** independent ones: k and -k are one wave */
  waves: number;
  /** 3 <k_x^2/k^2>, weighted with the variance: 1 where no direction is preferred, 0 for waves across x, 3 for waves along it */
  along: number;
}

export interface Spectrum {
  shells: Shell[];
  /** <dB^2> of all waves, also of those in no shell */
  square_uG2: number;
  /** coherence length: pi sum |B_k|^2/k / sum |B_k|^2 */
  coherence_pc: number;
  /** 3 <B_i^2>/<B^2>, and 3 <k_i^2/k^2>: each 1 in an isotropic field; the error is the scatter of as many Gaussian waves */
  components: [Measured, Measured, Measured];
  wavevectors: [Measured, Measured, Measured];
  divergence: Divergence;
}

/** sqrt(sum |k.B_k|^2 / sum k^2 |B_k|^2): 0 without divergence, 0.58 for components that know nothing of each other. */
export interface Divergence {
  all: number;
  /** of the waves that are well resolved; null: none are */
  resolved: number | null;
}

/** Less than this part of a sum is what rounding leaves of single-precision values. */
const ROUNDING = 1e-10;

/** Sums over waves. */
export class WaveSums {
  readonly #edges: readonly number[];
  readonly #variance: Float64Array;
  readonly #waves: Float64Array;
  readonly #along: Float64Array;
  readonly #components = new Float64Array(3);
  readonly #wavevectors = new Float64Array(3);
  /** of squares, for the errors */
  readonly #componentSquares = new Float64Array(3);
  readonly #wavevectorSquares = new Float64Array(3);
  #square = 0;
  #weighted = 0;
  /** k^2 |B|^2 and |k.B|^2, of the waves longer than `resolved` first */
  readonly #gradient = [0, 0];
  readonly #divergence = [0, 0];

  /**
   * @param edges of the shells, rad/pc, increasing
   * @param resolved largest k of the waves that are well resolved
   */
  constructor(
    edges: readonly number[],
    readonly resolved = Number.POSITIVE_INFINITY,
  ) {
    this.#edges = edges;
    const shells = edges.length - 1;
    [this.#variance, this.#waves, this.#along] = [0, 1, 2].map(() => new Float64Array(shells));
  }

  /** The shell of a wavenumber; -1: none. A wave on an edge belongs above it, whatever the rounding of its rotated k. */
  #shell(k: number): number {
    const edges = this.#edges;
    const x = k * (1 + 1e-9);
    if (!(x >= edges[0] && x < edges[edges.length - 1])) return -1;
    let low = 0;
    let high = edges.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (x >= edges[middle]) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Adds one component of a wave, whose variance is P; `waves` is 1 with one of the three, else 0. */
  add(kx: number, ky: number, kz: number, component: number, P: number, waves: number): void {
    const k2 = kx * kx + ky * ky + kz * kz;
    if (k2 === 0) return;
    const k = Math.sqrt(k2);
    const x2 = (3 * kx * kx) / k2;
    const y2 = (3 * ky * ky) / k2;
    const z2 = (3 * kz * kz) / k2;
    this.#square += P;
    this.#weighted += P / k;
    this.#gradient[k <= this.resolved ? 0 : 1] += P * k2;
    this.#components[component] += P;
    for (let c = 0; c < 3; c++) this.#componentSquares[c] += P * P * (c === component ? 4 : 1);
    this.#wavevectors[0] += P * x2;
    this.#wavevectors[1] += P * y2;
    this.#wavevectors[2] += P * z2;
    this.#wavevectorSquares[0] += P * P * (x2 - 1) * (x2 - 1);
    this.#wavevectorSquares[1] += P * P * (y2 - 1) * (y2 - 1);
    this.#wavevectorSquares[2] += P * P * (z2 - 1) * (z2 - 1);
    const shell = this.#shell(k);
    if (shell < 0) return;
    this.#variance[shell] += P;
    this.#along[shell] += P * x2;
    this.#waves[shell] += waves;
  }

  /** Adds what the divergence of a wave adds to <(div B)^2>. */
  addDivergence(k: number, square: number): void {
    this.#divergence[k <= this.resolved ? 0 : 1] += square;
  }

  /** @param density waves in a unit of k space; given, the spectrum is free of the scatter of their number from shell to shell */
  spectrum(density?: number): Spectrum {
    const edges = this.#edges;
    const square = this.#square;
    const measured = (sums: Float64Array, squares: Float64Array, factor: number) =>
      Array.from(sums, (sum, i): Measured => {
        // P of a Gaussian wave has half of its square as variance
        return { value: (factor * sum) / square, error: Math.sqrt(squares[i] / 2) / square };
      }) as [Measured, Measured, Measured];
    const shells = Array.from(this.#variance, (variance, i): Shell => {
      const [low, high, waves] = [edges[i], edges[i + 1], this.#waves[i]];
      const expected = density === undefined ? waves : ((2 * Math.PI) / 3) * (high ** 3 - low ** 3) * density;
      return {
        k: density === undefined ? Math.sqrt(low * high) : (low + high) / 2,
        ...{ low, high, variance, waves, along: this.#along[i] / variance },
        E: (variance / (high - low)) * (expected / waves),
      };
    }).filter(({ waves }) => waves > 0);
    const [long, short] = this.#gradient;
    const [ofLong, ofShort] = this.#divergence;
    return {
      shells,
      square_uG2: square,
      coherence_pc: (Math.PI * this.#weighted) / square,
      components: measured(this.#components, this.#componentSquares, 3),
      wavevectors: measured(this.#wavevectors, this.#wavevectorSquares, 1),
      divergence: {
        all: Math.sqrt((ofLong + ofShort) / (long + short)),
        resolved: long > ROUNDING * (long + short) ? Math.sqrt(ofLong / long) : null,
      },
    };
  }
}

/** Of modes as `field.modes()` lists them (modes.ts). @param axis unit vector, which becomes the x axis */
export function modeSpectrum(modes: Float64Array, edges: readonly number[], axis: Triple): Spectrum {
  const frame = toFirstAxis(axis);
  const turned = (v: number, start: number, row: number) =>
    frame[row] * modes[v + start] + frame[row + 1] * modes[v + start + 1] + frame[row + 2] * modes[v + start + 2];
  const sums = new WaveSums(edges);
  for (let m = 0; m < modes.length; m += NUMBERS_PER_MODE) {
    const [kx, ky, kz] = [0, 3, 6].map((row) => turned(m, 0, row));
    for (let c = 0; c < 3; c++) {
      const [re, im] = [turned(m, 3, 3 * c), turned(m, 6, 3 * c)];
      sums.add(kx, ky, kz, c, 2 * (re * re + im * im), c === 0 ? 1 : 0);
    }
    let [re, im] = [0, 0];
    for (let c = 0; c < 3; c++) {
      re += modes[m + c] * modes[m + 3 + c];
      im += modes[m + c] * modes[m + 6 + c];
    }
    sums.addDivergence(Math.hypot(kx, ky, kz), 2 * (re * re + im * im));
  }
  return sums.spectrum();
}
