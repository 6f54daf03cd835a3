// Transport coefficients of one group from its realisations: D along and across the regular field and the drift by both
// estimators, the scattering length, errors over realisations; and what the literature expects. Lengths in pc, D as D/c.

import type { Config, Group } from "../config/config.js";
import { isIsotropic } from "../config/field_models.js";
import type { ModeSums } from "../flight/modes.js";
import type { RealisationRecord } from "../flight/record.js";
import { candiaRoulet2004, unchecked } from "../published.js";
import { directionVector, type Vector } from "../sky/directions.js";
import { jackknife, type Measured, meanOf } from "../statistics/jackknife.js";
import { Layout, type Row, Rows } from "../statistics/rows.js";
import { antisymmetricPart, pathParts, pathTo, slopeBetween } from "./diffusion.js";
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
  /** r_g/l_c; null for a field model without a power law */
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
  /** D_perp/D_par of Candia, Roulet 2004, Kolmogorov turbulence with r_g below L_max/5; coefficients from memory */
  candia_roulet2004_ratio: number | null;
  /**
   * D_perp/D_par = eta^2.3 of Casse, Lemoine, Pelletier 2002 (astro-ph/0109223), quoted for 2 pi r_g/L_max of 0.1 to 1; the
   * exponent and the range from second hand, to guide the eye
   */
  casse2002_ratio: number | null;
  /** r_g(B0)/3, weak turbulence */
  drift: number | null;
}

/** @param own mean over realisations of the modes' sums; absent: the formulas of the full spectrum */
export function expected(config: Config, group: Group, own?: ModeSums): Expected {
  const { outer_scale_pc, spectral_index, total_rms_uG } = config.field;
  const { turbulence_level, rigidity_TV, regular_uG, gyroradius_1uG_pc } = group;
  const isotropic = turbulence_level === 1;
  const l_c = own?.coherence_pc ?? formulaCoherence(config, group);
  const B = Math.sqrt(own?.square_uG2 ?? total_rms_uG * total_rms_uG);
  const r_g = gyroradius_1uG_pc / B;
  const rho = (2 * Math.PI * group.gyroradius_pc) / outer_scale_pc;
  const mixed = turbulence_level > 0 && !isotropic;
  const published = isIsotropic(config.field);
  return {
    harari2014: isotropic && published ? unchecked.harari2014(rigidity_TV, B, l_c, spectral_index) : null,
    small_deflections: isotropic && published && r_g > l_c ? ((4 / 3) * r_g * r_g) / l_c : null,
    paper_parallel:
      mixed && published
        ? unchecked.paperParallel(rigidity_TV, regular_uG, turbulence_level, spectral_index, outer_scale_pc)
        : null,
    candia_roulet2004_ratio:
      mixed && published && isKolmogorov(spectral_index) && group.gyroradius_pc < outer_scale_pc / 5
        ? candiaRoulet2004(turbulence_level)
        : null,
    casse2002_ratio: mixed && published && rho >= 0.1 && rho <= 1 ? turbulence_level ** 2.3 : null,
    drift: turbulence_level < 1 ? gyroradius_1uG_pc / regular_uG / 3 : null,
  };
}

const isKolmogorov = (spectral_index: number): boolean => Math.abs(spectral_index - 5 / 3) < 1e-3;

const formulaCoherence = ({ field }: Config, group: Group): number =>
  unchecked.coherenceLength(field.outer_scale_pc, group.inner_scale_pc, field.spectral_index);

/** D/c over the second half of the path, in pc, by both estimators. */
interface Windowed {
  tgk: number;
  msd: number;
  /** by msd over the quarter before; NaN: too few outputs */
  msd_before: number;
}

interface Coefficients {
  realisation: number;
  isotropic: Windowed;
  parallel: Windowed;
  drift: number;
  /** mean over each interval of T of what is left of a homogeneous dipole, [P] */
  dipole_left: number[];
}

const WINDOWED = { tgk: [], msd: [], msd_before: [] } as const;

/** Gathers the records of one group; about a kilobyte each is kept. */
export class TransportSample {
  readonly group: Group;
  readonly #config: Config;
  readonly #b: Vector;
  readonly #layout: Layout<Coefficients>;
  readonly #rows: Row<Coefficients>[] = [];
  #failed = 0;

  constructor(config: Config, group: Group) {
    this.#config = config;
    this.group = group;
    this.#b = directionVector(...config.field.regular_direction_deg);
    this.#layout = new Layout<Coefficients>({
      realisation: [],
      isotropic: WINDOWED,
      parallel: WINDOWED,
      drift: [],
      dipole_left: [group.path_pc.length],
    });
  }

  get size(): number {
    return this.#rows.length;
  }

  add(record: RealisationRecord): void {
    const { path_pc, regular_uG } = this.group;
    const [quarter, half, last] = pathParts(path_pc.length);
    const isotropic = (tensor: number[][]) => trace(tensor) / 3;
    const parallel = (tensor: number[][]) => along(tensor, this.#b);
    const response = (part: (tensor: number[][]) => number) => record.response_pc.map(part);
    const windowed = (part: (tensor: number[][]) => number): Windowed => {
      const responses = response(part);
      const squares = record.displacement_pc2.map(part);
      const msd = (from: number, to: number) => slopeBetween(squares, path_pc, from, to) / 2;
      return {
        tgk: windowMean(path_pc, (p) => -responses[p] / 3, half, last),
        msd: msd(half, last),
        msd_before: quarter < half ? msd(quarter, half) : Number.NaN,
      };
    };
    // R_ij(T) = -3 int <n_i n_j(-T')> dT': the mean over an interval of what is left of a homogeneous dipole
    const responses = response(regular_uG > 0 ? parallel : isotropic);
    const row = this.#layout.row(new Float64Array(this.#layout.width));
    this.#layout.write(row, {
      realisation: record.realisation,
      isotropic: windowed(isotropic),
      parallel: windowed(parallel),
      drift: windowMean(path_pc, (p) => antisymmetricPart(record.response_pc[p], this.#b) / -3, half, last),
      dipole_left: path_pc.map((_, p) => -slopeBetween(responses, path_pc, p - 1, p)),
    });
    this.#rows.push(row);
    this.#failed += record.failed;
  }

  /** Null without realisations. The same whatever the order of the records. */
  result(own?: ModeSums): Transport | null {
    const { group } = this;
    if (this.#rows.length === 0) return null;
    const ordered = this.#rows.sort((a, b) => a.realisation - b.realisation);
    const rows = new Rows(this.#layout, ordered.length, (k) => ordered[k]);
    const middles = group.path_pc.map((T, p) => (T + pathTo(group.path_pc, p - 1)) / 2);
    const { length, growth, drift, ...coefficients } = jackknife(rows, (sums) => {
      const { isotropic, parallel, drift, dipole_left } = meanOf(sums);
      const perpendicular = {
        tgk: (3 * isotropic.tgk - parallel.tgk) / 2,
        msd: (3 * isotropic.msd - parallel.msd) / 2,
      };
      const main = group.regular_uG > 0 ? parallel : isotropic;
      const growth = main.msd / main.msd_before;
      return {
        isotropic: estimates(isotropic),
        parallel: estimates(parallel),
        perpendicular: estimates(perpendicular),
        perpendicular_over_parallel: perpendicular.msd / parallel.msd,
        drift: group.regular_uG > 0 ? drift : null,
        growth: Number.isFinite(growth) ? growth : null,
        length: { from_diffusion: 3 * main.msd, from_decay: decayLength(middles, dipole_left)?.length_pc ?? null },
      };
    });
    const [, half, last] = pathParts(group.path_pc.length);
    const published = isIsotropic(this.#config.field);
    return {
      turbulence_level: group.turbulence_level,
      rigidity_TV: group.rigidity_TV,
      gyroradius_pc: group.gyroradius_pc,
      x: published ? group.gyroradius_pc / formulaCoherence(this.#config, group) : null,
      realisations: rows.length,
      directions: group.directions,
      failed: this.#failed,
      path_pc: group.path_pc[last],
      window_pc: [pathTo(group.path_pc, half), group.path_pc[last]],
      ...coefficients,
      drift,
      growth,
      scattering: length,
      expected: expected(this.#config, group, own),
    };
  }
}

const estimates = ({ tgk, msd }: { tgk: number; msd: number }) => ({ tgk, msd, difference: tgk - msd });

/** Mean of a D(T) that is 0 at T = 0 between two outputs by the trapezoidal rule; output -1 is T = 0. */
function windowMean(path_pc: readonly number[], D: (output: number) => number, from: number, to: number): number {
  const value = (output: number) => (output < 0 ? 0 : D(output));
  let sum = 0;
  for (let p = from + 1; p <= to; p++) {
    sum += ((value(p) + value(p - 1)) / 2) * (pathTo(path_pc, p) - pathTo(path_pc, p - 1));
  }
  return sum / (pathTo(path_pc, to) - pathTo(path_pc, from));
}

const trace = (tensor: number[][]): number => tensor[0][0] + tensor[1][1] + tensor[2][2];

const along = (tensor: number[][], b: Vector): number =>
  tensor.reduce((sum, row, i) => sum + b[i] * (row[0] * b[0] + row[1] * b[1] + row[2] * b[2]), 0);
