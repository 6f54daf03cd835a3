// The sky beyond the dipole, over the realisations of a group that recorded multipoles: the angular power spectrum, its part that
// is gyrotropic about the local and the mean field, and the shape of the anisotropy against pitch angle.
//
// The map of a gradient g is sum_j g_j r_j(-T; n), so a_lm = g_j a_lm^(j). Powers are products of the two half-sets, whose noise is
// independent: their expectation has none, and single values may be negative. Momentum convention.

import type { Group } from "../config/config.js";
import type { RealisationRecord } from "../flight/record.js";
import { angleDeg, directionVector, dot, scaled, type Vector } from "../sky/directions.js";
import { legendreP } from "../sky/harmonics.js";
import { realHarmonics, realIndex } from "../sky/real_harmonics.js";
import { type HalfSums, jackknife, type Measured, meanOf, meanWithError } from "../statistics/jackknife.js";
import { Layout, Rows } from "../statistics/rows.js";

/** Directions of the gradient that a spectrum is a mean over: along B0, the two across it, or without a B0 all three. */
export type GradientSet = "along" | "across" | "any";
/** What pitch angles are about: the mean field along the first gyration, or B0. */
export type Axis = "local" | "regular";

/** What is summed over the realisations, [L + 1] each, in pc^2: gradients of 1/pc. */
interface Powers {
  /** C_l = sum_m a^A_lm a^B_lm/(2 l + 1), and its square */
  power: number[];
  square: number[];
  /** C_l of both half-sets together, noise included */
  auto: number[];
  /** a'^A_l0 a'^B_l0/(2 l + 1) about an axis, and a'_l0 of one half-set times a'_10 of the other */
  local: number[];
  local_shape: number[];
  regular: number[];
  regular_shape: number[];
}

/** About an axis, indices from l = 0. */
export interface AboutAxis {
  /** part of the power of each l that is gyrotropic; 1/(2 l + 1) of an isotropic sky */
  gyrotropic: Measured[];
  /** a'_l0 for a'_10 = 1, regression over the realisations: f(mu) = sum_l shape_l sqrt((2 l + 1)/3) P_l(mu) for a dipole of 1 */
  shape: Measured[];
  /** df/dmu at mu = 0 over that of the dipole alone: below 1 is flatter across the field */
  slope: Measured;
}

export interface SpectrumStatistics {
  gradient: GradientSet;
  /** mean C_l of gradients of 1/pc, pc^2, and over C_1 */
  power: Measured[];
  relative: Measured[];
  /** mean C_l of the noise of finite directions, which `power` is free of */
  noise: Measured[];
  /** standard deviation over realisations (and directions of the gradient) of C_l over its mean; noise of directions included */
  scatter: Measured[];
  /** exponents p of C_l ~ l^-p for l = 1 to 4 and from 4 on; null where a mean is not above 0, or L < 6 */
  slopes: Record<"below" | "above" | "difference", Measured | null>;
  local: AboutAxis;
  /** null without a regular field */
  regular: AboutAxis | null;
}

export interface MultipoleStatistics {
  turbulence_level: number;
  rigidity_TV: number;
  path_pc: number;
  nside: number;
  lmax: number;
  realisations: number;
  spectra: SpectrumStatistics[];
  /** rms angles in degrees, 0 to 90, with a gradient along B0; null without a B0 */
  nearness: { dipole_to_local: Measured; dipole_to_regular: Measured; local_to_regular: Measured } | null;
}

/** A record with multipoles, as far as it is needed. */
type Sky = Pick<RealisationRecord, "multipole_pc" | "local_field_gyration_uG" | "response_pc" | "realisation">;

/** Where a power law is broken, by arXiv:2410.09634. */
const BREAK = 4;

/**
 * Statistics of a group's records.
 * @param regular_deg direction of B0 (field.regular_direction_deg)
 * @throws RangeError where the group has no multipoles
 */
export function multipoleStatistics(
  group: Group,
  records: Iterable<Sky>,
  regular_deg: readonly [number, number],
): MultipoleStatistics {
  const { multipoles: lmax } = group;
  if (lmax === undefined) throw new RangeError("these records have no multipoles");
  const skies = [...records].sort((a, b) => a.realisation - b.realisation);
  const regular = group.regular_uG > 0 ? directionVector(...regular_deg) : undefined;
  return {
    turbulence_level: group.turbulence_level,
    rigidity_TV: group.rigidity_TV,
    path_pc: group.path_pc[group.path_pc.length - 1],
    nside: group.nside,
    lmax,
    realisations: skies.length,
    spectra: gradientSets(regular).map(([name, gradients]) => spectrum(name, gradients, skies, lmax, regular)),
    nearness: regular === undefined ? null : nearness(skies, regular),
  };
}

function gradientSets(regular: Vector | undefined): [GradientSet, Vector[]][] {
  if (regular === undefined)
    return [
      [
        "any",
        [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
      ],
    ];
  const first = unit(cross(Math.abs(regular[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0], regular));
  return [
    ["along", [regular]],
    ["across", [first, cross(regular, first)]],
  ];
}

const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const unit = (v: ArrayLike<number>): Vector => scaled(v, 1 / Math.sqrt(dot(v, v)));

/** The axis of the local field, oriented along B0 where there is one. */
export function localAxis({ local_field_gyration_uG }: Sky, regular?: Vector): Vector {
  const axis = unit(local_field_gyration_uG ?? [0, 0, 1]);
  return regular !== undefined && dot(axis, regular) < 0 ? scaled(axis, -1) : axis;
}

/** a_lm of a gradient of 1/pc along g, of each half-set. */
export const harmonicsOf = ({ multipole_pc = [] }: Sky, g: Readonly<Vector>): Float64Array[] =>
  multipole_pc.map((maps) =>
    Float64Array.from(maps[0], (_, lm) => g[0] * maps[0][lm] + g[1] * maps[1][lm] + g[2] * maps[2][lm]),
  );

/** a'_l0 about an axis, by the addition theorem: sqrt(4 pi/(2 l + 1)) sum_m a_lm Y_lm(axis). */
export function axialHarmonics(a: ArrayLike<number>, lmax: number, axis: Readonly<Vector>): number[] {
  const Y = realHarmonics(lmax, axis);
  return Array.from({ length: lmax + 1 }, (_, l) => {
    let sum = 0;
    for (let m = -l; m <= l; m++) sum += a[realIndex(l, m)] * Y[realIndex(l, m)];
    return Math.sqrt((4 * Math.PI) / (2 * l + 1)) * sum;
  });
}

function spectrum(
  gradient: GradientSet,
  gradients: Vector[],
  skies: Sky[],
  lmax: number,
  regular: Vector | undefined,
): SpectrumStatistics {
  const each = [lmax + 1];
  const layout = new Layout<Powers>({
    power: each,
    square: each,
    auto: each,
    local: each,
    local_shape: each,
    regular: each,
    regular_shape: each,
  });
  const rows = new Rows(layout, skies.length, (k) => {
    const all = gradients.map((g) => powersOf(skies[k], g, lmax, localAxis(skies[k], regular), regular));
    const mean = (name: keyof Powers) =>
      all[0][name].map((_, l) => all.reduce((sum, powers) => sum + powers[name][l], 0) / all.length);
    return Object.fromEntries(
      Object.keys(all[0]).map((name) => [name, mean(name as keyof Powers)]),
    ) as unknown as Powers;
  });
  const found = jackknife(rows, (sums: HalfSums<Powers>) => {
    const mean = meanOf(sums);
    const { power, square, auto } = mean;
    return {
      power,
      relative: power.map((C) => C / power[1]),
      noise: auto.map((C, l) => C - power[l]),
      scatter: power.map((C, l) => Math.sqrt(Math.max(0, square[l] - C * C)) / C),
      slopes: slopesOf(power),
      local: about(power, mean.local, mean.local_shape),
      regular: regular === undefined ? null : about(power, mean.regular, mean.regular_shape),
    };
  });
  return { gradient, ...found } as unknown as SpectrumStatistics;
}

function powersOf(sky: Sky, g: Vector, lmax: number, local: Vector, regular: Vector | undefined): Powers {
  const [a, b] = harmonicsOf(sky, g);
  const power: number[] = [];
  const auto: number[] = [];
  for (let l = 0; l <= lmax; l++) {
    let [product, both] = [0, 0];
    for (let lm = realIndex(l, -l); lm <= realIndex(l, l); lm++) {
      product += a[lm] * b[lm];
      both += ((a[lm] + b[lm]) / 2) ** 2;
    }
    power.push(product / (2 * l + 1));
    auto.push(both / (2 * l + 1));
  }
  const aboutAxis = (axis: Vector) => {
    const [p, q] = [axialHarmonics(a, lmax, axis), axialHarmonics(b, lmax, axis)];
    return {
      power: p.map((x, l) => (x * q[l]) / (2 * l + 1)),
      shape: p.map((x, l) => (x * q[1] + q[l] * p[1]) / 2),
    };
  };
  const [near, far] = [aboutAxis(local), aboutAxis(regular ?? local)];
  return {
    power,
    square: power.map((C) => C * C),
    auto,
    local: near.power,
    local_shape: near.shape,
    regular: far.power,
    regular_shape: far.shape,
  };
}

function about(power: number[], gyrotropic: number[], products: number[]) {
  const shape = products.map((product) => product / products[1]);
  // P_l'(0) = l P_(l-1)(0)
  const slopes = shape.map((c, l) => (l === 0 ? 0 : c * Math.sqrt((2 * l + 1) / 3) * l * legendreP(l - 1, 0)));
  return {
    gyrotropic: gyrotropic.map((C, l) => C / power[l]),
    shape,
    slope: slopes.reduce((sum, slope) => sum + slope, 0),
  };
}

/** f(mu) for a dipole of 1, from the shape of an axis. */
export const shapeAt = (shape: readonly number[], mu: number): number =>
  shape.reduce((sum, c, l) => (l === 0 ? sum : sum + c * Math.sqrt((2 * l + 1) / 3) * legendreP(l, mu)), 0);

/** Exponents on both sides of the break, least squares of ln C_l against ln l. */
function slopesOf(power: number[]): Record<"below" | "above" | "difference", number | null> {
  if (power.length <= BREAK + 2 || power.slice(1).some((C) => !(C > 0)))
    return { below: null, above: null, difference: null };
  const slope = (from: number, to: number): number => {
    let [n, x, y, xx, xy] = [0, 0, 0, 0, 0];
    for (let l = from; l <= to; l++) {
      const [u, v] = [Math.log(l), Math.log(power[l])];
      n += 1;
      x += u;
      y += v;
      xx += u * u;
      xy += u * v;
    }
    return -(n * xy - x * y) / (n * xx - x * x);
  };
  const [below, above] = [slope(1, BREAK), slope(BREAK, power.length - 1)];
  return { below, above, difference: below - above };
}

function nearness(skies: Sky[], regular: Vector): MultipoleStatistics["nearness"] {
  const rms = (angle: (sky: Sky) => number): Measured => {
    const { value, error } = meanWithError(skies.map((sky) => angle(sky) ** 2));
    const root = Math.sqrt(value);
    return { value: root, error: error === null || root === 0 ? null : error / (2 * root) };
  };
  const folded = (a: Vector, b: Vector) => Math.min(angleDeg(a, b), 180 - angleDeg(a, b));
  const dipole = ({ response_pc }: Sky) =>
    response_pc[response_pc.length - 1].map((row) => dot(row, regular)) as Vector;
  return {
    dipole_to_local: rms((sky) => folded(dipole(sky), localAxis(sky))),
    dipole_to_regular: rms((sky) => folded(dipole(sky), regular)),
    local_to_regular: rms((sky) => folded(localAxis(sky), regular)),
  };
}
