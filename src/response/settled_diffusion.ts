// Transport coefficients of one group from its realisations: D along and across the regular field and the drift by both
// estimators, the scattering length, errors over realisations; and what the literature expects. Lengths in pc, D as D/c.

import type { Config, Group } from "../config/config.js";
import type { RealisationRecord } from "../flight/record.js";
import { coherenceLength } from "../published.js";
import { directionVector, type Vector } from "../sky/directions.js";
import { jackknife } from "../statistics/jackknife.js";
import { harari2014, paperParallel } from "./diffusion.js";
import type { Measured } from "./diffusion_statistics.js";
import { decayLength } from "./multipoles.js";

/** One coefficient: from the response (Taylor, Green, Kubo), from the mean square displacement, and their difference. */
export interface Estimates {
  tgk: Measured;
  msd: Measured;
  difference: Measured;
}

export interface Transport {
  turbulence_level: number;
  rigidity_TV: number;
  gyroradius_pc: number;
  /** r_g/l_c; null without turbulence */
  x: number | null;
  realisations: number;
  directions: number;
  failed: number;
  path_pc: number;
  /** D below is the mean of D(T) over these T: the second half of the path */
  window_pc: [number, number];
  /** a third of the trace */
  isotropic: Estimates;
  /** along and across the direction of the regular field; at turbulence level 1, where there is none, equal */
  parallel: Estimates;
  perpendicular: Estimates;
  perpendicular_over_parallel: Measured;
  /** antisymmetric part, D_yz for a field along +x; null without a regular field */
  drift: Measured | null;
  /** D of the window over D between a quarter and a half of the path: 1 where D(T) has settled; null: too few outputs */
  growth: Measured | null;
  /** pitch-angle scattering length c tau, along the regular field or isotropic */
  scattering: {
    /** 3 D/c */
    from_diffusion: Measured;
    /** 1/e length of a homogeneous dipole at -T; null where it is gone within three outputs, or does not decay */
    from_decay: Measured | null;
  };
  expected: Expected;
}

/** Published values for a group; null where they do not apply. */
export interface Expected {
  /** isotropic turbulence, T to infinity: Harari, Mollerach, Roulet 2014 (arXiv:1312.1366) */
  harari2014: number | null;
  /** isotropic, r_g > l_c: (4/3) r_g^2/l_c, the limit of small deflections */
  small_deflections: number | null;
  /** D_par of the formula of Mertsch, Funk 2015 (arXiv:1408.3630) */
  paper_parallel: number | null;
  /**
   * D_perp/D_par = eta^2.3 of Casse, Lemoine, Pelletier 2002 (astro-ph/0109223), quoted for 2 pi r_g/L_max of 0.1 to 1; the
   * exponent and the range from second hand, to guide the eye
   */
  casse2002_ratio: number | null;
  /** r_g(B0)/3, weak turbulence */
  drift: number | null;
}

/** What the field's own modes say: B_rms^2 in uG^2, and the coherence length pi sum (B_k^2/k) / sum B_k^2 in pc. */
export interface ModeSums {
  square_uG2: number;
  coherence_pc: number;
}

/** Sums over modes as `Field.modes` lists them: k, Re A, Im A, nine numbers each. */
export function modeSums(modes: ArrayLike<number>): ModeSums {
  let square = 0;
  let weighted = 0;
  for (let i = 0; i < modes.length; i += 9) {
    const power = 2 * [3, 4, 5, 6, 7, 8].reduce((sum, j) => sum + modes[i + j] * modes[i + j], 0);
    square += power;
    weighted += (Math.PI * power) / Math.hypot(modes[i], modes[i + 1], modes[i + 2]);
  }
  return { square_uG2: square, coherence_pc: weighted / square };
}

/** @param own mean over realisations of the modes' sums; absent: the formulas of the full spectrum */
export function expected(config: Config, group: Group, own?: ModeSums): Expected {
  const { outer_scale_pc, spectral_index, total_rms_uG, model } = config.field;
  const { turbulence_level, rigidity_TV, regular_uG, gyroradius_1uG_pc } = group;
  const isotropic = turbulence_level === 1;
  const l_c = own?.coherence_pc ?? formulaCoherence(config, group);
  const B = Math.sqrt(own?.square_uG2 ?? total_rms_uG * total_rms_uG);
  const r_g = gyroradius_1uG_pc / B;
  const rho = (2 * Math.PI * group.gyroradius_pc) / outer_scale_pc;
  const mixed = turbulence_level > 0 && !isotropic;
  return {
    harari2014: isotropic ? harari2014(rigidity_TV, B, l_c, spectral_index) : null,
    small_deflections: isotropic && r_g > l_c ? ((4 / 3) * r_g * r_g) / l_c : null,
    paper_parallel: mixed
      ? paperParallel(rigidity_TV, regular_uG, turbulence_level, spectral_index, outer_scale_pc)
      : null,
    casse2002_ratio: mixed && rho >= 0.1 && rho <= 1 ? turbulence_level ** 2.3 : null,
    drift: model === "uniform" || mixed ? gyroradius_1uG_pc / regular_uG / 3 : null,
  };
}

const formulaCoherence = ({ field }: Config, group: Group): number =>
  coherenceLength(field.outer_scale_pc, group.inner_scale_pc, field.spectral_index);

// Columns of a realisation's row; then what is left of a homogeneous dipole in each interval of T
const ISOTROPIC = 0; // tgk, msd, msd of the quarter before
const PARALLEL = 3;
const DRIFT = 6;
const DIPOLE = 7;

/** Gathers the records of one group; about a kilobyte each is kept. */
export class TransportSample {
  readonly group: Group;
  readonly #config: Config;
  readonly #b: Vector;
  readonly #rows: { realisation: number; row: Float64Array }[] = [];
  #failed = 0;

  constructor(config: Config, group: Group) {
    this.#config = config;
    this.group = group;
    this.#b = directionVector(...config.field.regular_direction_deg);
  }

  get size(): number {
    return this.#rows.length;
  }

  add(record: RealisationRecord): void {
    const { path_pc } = this.group;
    const [quarter, half, last] = windows(path_pc.length);
    const T = (p: number) => (p < 0 ? 0 : path_pc[p]);
    // isotropic and parallel part of a tensor
    const parts = (tensor: number[][]): [number, number] => [trace(tensor) / 3, along(tensor, this.#b)];
    const zero: [number, number] = [0, 0];
    const response = record.response_pc.map(parts);
    const square = record.displacement_pc2.map(parts);
    const slope = (from: number, to: number, part: number) =>
      (at(square, to, zero)[part] - at(square, from, zero)[part]) / (2 * (T(to) - T(from)));
    const row = new Float64Array(DIPOLE + path_pc.length);
    for (const [column, part] of [
      [ISOTROPIC, 0],
      [PARALLEL, 1],
    ]) {
      row[column] = windowMean(path_pc, (p) => -at(response, p, zero)[part] / 3, half, last);
      row[column + 1] = slope(half, last, part);
      row[column + 2] = quarter < half ? slope(quarter, half, part) : Number.NaN;
    }
    const drift = (p: number) => (p < 0 ? 0 : antisymmetric(record.response_pc[p], this.#b) / -3);
    row[DRIFT] = windowMean(path_pc, drift, half, last);
    // R_ij(T) = -3 int <n_i n_j(-T')> dT': the mean over an interval of what is left of a homogeneous dipole
    const part = this.group.regular_uG > 0 ? 1 : 0;
    for (let p = 0; p < path_pc.length; p++) {
      row[DIPOLE + p] = (at(response, p - 1, zero)[part] - response[p][part]) / (T(p) - T(p - 1));
    }
    this.#rows.push({ realisation: record.realisation, row });
    this.#failed += record.failed;
  }

  /** Null without realisations. The same whatever the order of the records. */
  result(own?: ModeSums): Transport | null {
    const { group } = this;
    if (this.#rows.length === 0) return null;
    const rows = this.#rows.sort((a, b) => a.realisation - b.realisation).map(({ row }) => row);
    const middles = group.path_pc.map((T, p) => (T + (p === 0 ? 0 : group.path_pc[p - 1])) / 2);
    const { value, error } = jackknife(rows, ({ count, sum }) => {
      const mean = Array.from(sum[0], (even, c) => (even + sum[1][c]) / (count[0] + count[1]));
      const three = (column: number) => [mean[column], mean[column + 1], mean[column] - mean[column + 1]];
      const perpendicular = [0, 1].map((c) => (3 * mean[ISOTROPIC + c] - mean[PARALLEL + c]) / 2);
      const main = group.regular_uG > 0 ? PARALLEL : ISOTROPIC;
      const growth = mean[main + 1] / mean[main + 2];
      return [
        ...three(ISOTROPIC),
        ...three(PARALLEL),
        ...perpendicular,
        perpendicular[0] - perpendicular[1],
        perpendicular[1] / mean[PARALLEL + 1],
        mean[DRIFT],
        Number.isFinite(growth) ? growth : null,
        3 * mean[main + 1],
        decayLength(middles, mean.slice(DIPOLE))?.length_pc ?? null,
      ];
    });
    const measured = (k: number): Measured => ({ value: value[k] as number, error: error[k] });
    const estimates = (k: number): Estimates => ({
      tgk: measured(k),
      msd: measured(k + 1),
      difference: measured(k + 2),
    });
    const [, half, last] = windows(group.path_pc.length);
    const turbulent = group.turbulence_level > 0;
    return {
      turbulence_level: group.turbulence_level,
      rigidity_TV: group.rigidity_TV,
      gyroradius_pc: group.gyroradius_pc,
      x: turbulent ? group.gyroradius_pc / formulaCoherence(this.#config, group) : null,
      realisations: rows.length,
      directions: group.directions,
      failed: this.#failed,
      path_pc: group.path_pc[last],
      window_pc: [half < 0 ? 0 : group.path_pc[half], group.path_pc[last]],
      isotropic: estimates(0),
      parallel: estimates(3),
      perpendicular: estimates(6),
      perpendicular_over_parallel: measured(9),
      drift: group.regular_uG > 0 ? measured(10) : null,
      growth: value[11] === null ? null : measured(11),
      scattering: { from_diffusion: measured(12), from_decay: value[13] === null ? null : measured(13) },
      expected: expected(this.#config, group, own),
    };
  }
}

/** Numbers of the outputs that end a quarter, a half and the whole of the path; -1 is T = 0. */
function windows(outputs: number): [number, number, number] {
  return [Math.floor(outputs / 4) - 1, Math.floor(outputs / 2) - 1, outputs - 1];
}

/** Value of output p, or what it is at T = 0. */
const at = <T>(values: readonly T[], p: number, zero: T): T => (p < 0 ? zero : values[p]);

/** Mean of D(T) between two outputs by the trapezoidal rule. */
function windowMean(path_pc: readonly number[], D: (p: number) => number, from: number, to: number): number {
  const T = (p: number) => (p < 0 ? 0 : path_pc[p]);
  let sum = 0;
  for (let p = from + 1; p <= to; p++) sum += ((D(p) + D(p - 1)) / 2) * (T(p) - T(p - 1));
  return sum / (T(to) - T(from));
}

const trace = (tensor: number[][]): number => tensor[0][0] + tensor[1][1] + tensor[2][2];

const along = (tensor: number[][], b: Vector): number =>
  tensor.reduce((sum, row, i) => sum + b[i] * (row[0] * b[0] + row[1] * b[1] + row[2] * b[2]), 0);

/** (1/2) epsilon_ijk A_ij b_k */
const antisymmetric = (A: number[][], b: Vector): number =>
  ((A[1][2] - A[2][1]) * b[0] + (A[2][0] - A[0][2]) * b[1] + (A[0][1] - A[1][0]) * b[2]) / 2;
