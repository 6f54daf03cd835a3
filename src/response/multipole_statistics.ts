// The sky beyond the dipole, over the realisations of a group that recorded multipoles: the angular power spectrum, its part that
// is gyrotropic about the local and the mean field, and the shape of the anisotropy against pitch angle.
// The powers of one sky are those of multipole_powers.ts. Momentum convention.

import { type Group, groupNumber } from "../config/config.js";
import type { RealisationRecord } from "../flight/record.js";
import { angleDeg, directionVector, dot, type Vector } from "../sky/directions.js";
import { legendreP } from "../sky/harmonics.js";
import {
  type HalfSums,
  jackknife,
  type Measured,
  meanOf,
  meanWithError,
  medianWithError,
  quantile,
} from "../statistics/jackknife.js";
import { Layout, Rows } from "../statistics/rows.js";
import { type AngularSlopes, angularSlopes, type FittedBreak, fittedBreak } from "./angular_slopes.js";
import { localAxis, type ShapeBand, type Sky, shapeAt, shapeBand, unit } from "./multipole_axes.js";
import { type Powers, powersOf } from "./multipole_powers.js";

/** Directions of the gradient that a spectrum is a mean over: along B0, the two across it, or without a B0 all three. */
export type GradientSet = "along" | "across" | "any";
/** What pitch angles are about: the mean field along the first gyration, or B0. */
export type Axis = "local" | "regular";

/** About an axis, indices from l = 0. */
export interface AboutAxis {
  /** part of the power of each l that is gyrotropic; 1/(2 l + 1) of an isotropic sky */
  gyrotropic: Measured[];
  /** a'_l0 for a'_10 = 1, regression over the realisations: f(mu) = sum_l shape_l sqrt((2 l + 1)/3) P_l(mu) for a dipole of 1 */
  shape: Measured[];
  /** df/dmu at mu = 0 over that of the dipole alone: below 1 is flatter across the field */
  slope: Measured;
  /** of the single skies */
  band: ShapeBand;
}

/** Quantiles of the C_l of single skies, [L + 1] each; they hold the noise of the directions. */
export interface PowerBand {
  median: Measured[];
  /** 16 and 84 % */
  low: number[];
  high: number[];
  /** 2.5 and 97.5 % */
  lowest: number[];
  highest: number[];
}

/** C_l are of gradients of 1/pc, in pc^2, or of the gradient that `ofGradient` was told. */
export interface SpectrumStatistics {
  gradient: GradientSet;
  /** mean C_l, and over C_1 */
  power: Measured[];
  relative: Measured[];
  /** mean C_l of the noise of finite directions, which `power` is free of */
  noise: Measured[];
  /** mean C_l of all directions less one noise for all l, its mean up to nside/2: the second way to be free of it, good beyond nside/2 */
  subtracted: Measured[];
  band: PowerBand;
  /**
   * standard deviation over realisations (and directions of the gradient) of C_l over its mean, free of the noise of directions;
   * sqrt(2/(2 l + 1)) of an isotropic Gaussian sky; null where mean or variance is not above the noise
   */
  scatter: (Measured | null)[];
  /** exponents p of C_l ~ l^-p */
  slopes: Record<keyof AngularSlopes, Measured | null>;
  /** where the exponent changes, fitted */
  broken: Record<keyof FittedBreak, Measured | null>;
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

/** Statistics of all groups that have multipoles and records, in the order of the groups. */
export function allMultipoles(
  groups: readonly Group[],
  records: Iterable<RealisationRecord>,
  regular_deg: readonly [number, number],
): MultipoleStatistics[] {
  const skies = skiesOf(groups, records);
  return groups.flatMap((group, g) =>
    group.multipoles !== undefined && skies[g].length > 0 ? [multipoleStatistics(group, skies[g], regular_deg)] : [],
  );
}

/** The skies of each group, by realisation. */
export function skiesOf(groups: readonly Group[], records: Iterable<RealisationRecord>): Sky[][] {
  const skies: Sky[][] = groups.map(() => []);
  for (const record of records) skies[groupNumber(groups, record)]?.push(skyOf(record));
  return skies.map((own) => own.sort((a, b) => a.realisation - b.realisation));
}

/** What is kept of a record, so that its other numbers can go. */
const skyOf = ({ realisation, multipole_pc, local_field_gyration_uG, response_pc }: RealisationRecord): Sky => ({
  realisation,
  multipole_pc,
  local_field_gyration_uG,
  response_pc: response_pc.slice(-1),
});

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
    spectra: gradientSets(regular).map(([name, gradients]) =>
      spectrum(name, gradients, skies, { lmax, nside: group.nside, regular }),
    ),
    nearness: regular === undefined ? null : nearness(skies, regular),
  };
}

export function gradientSets(regular: Vector | undefined): [GradientSet, Vector[]][] {
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

function spectrum(
  gradient: GradientSet,
  gradients: Vector[],
  skies: Sky[],
  { lmax, nside, regular }: { lmax: number; nside: number; regular: Vector | undefined },
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
  const single = skies.map((sky) => gradients.map((g) => powersOf(sky, g, lmax, localAxis(sky, regular), regular)));
  const rows = new Rows(layout, skies.length, (k) => {
    const all = single[k];
    const mean = (name: keyof Powers) =>
      all[0][name].map((_, l) => all.reduce((sum, powers) => sum + powers[name][l], 0) / all.length);
    return Object.fromEntries(
      Object.keys(all[0]).map((name) => [name, mean(name as keyof Powers)]),
    ) as unknown as Powers;
  });
  const found = jackknife(rows, (sums: HalfSums<Powers>) => {
    const mean = meanOf(sums);
    const { power, square, auto } = mean;
    const noise = auto.map((C, l) => C - power[l]);
    const white = whiteLevel(noise, nside);
    return {
      power,
      relative: power.map((C) => C / power[1]),
      noise,
      subtracted: auto.map((C) => C - white),
      scatter: power.map((C, l) => scatterOf(C, square[l] - C * C)),
      slopes: angularSlopes(power),
      broken: fittedBreak(power),
      local: about(power, mean.local, mean.local_shape),
      regular: regular === undefined ? null : about(power, mean.regular, mean.regular_shape),
    };
  }) as unknown as Omit<SpectrumStatistics, "gradient">;
  const all = single.flat();
  const shapes = (name: "local_shape" | "regular_shape") =>
    shapeBand(all.map((powers) => powers[name].map((product) => product / powers[name][1])));
  return {
    gradient,
    ...found,
    band: powerBand(
      all.map(({ power }) => power),
      gradients.length,
    ),
    local: { ...found.local, band: shapes("local_shape") },
    regular: found.regular && { ...found.regular, band: shapes("regular_shape") },
  };
}

/** Free of noise a mean and a variance may come out below 0, where they are not seen: there is no root to take. */
const scatterOf = (C: number, variance: number): number | null =>
  C > 0 && variance > 0 ? Math.sqrt(variance) / C : null;

/** The mean noise of 1 <= l <= nside/2, where half-sets alias least: each l counts by its 2 l + 1 harmonics. */
function whiteLevel(noise: readonly number[], nside: number): number {
  let [sum, count] = [0, 0];
  for (let l = 1; l < noise.length && (l === 1 || l <= nside / 2); l++) {
    sum += (2 * l + 1) * noise[l];
    count += 2 * l + 1;
  }
  return sum / count;
}

/** @param together skies of one realisation, which tell no more of the median than one */
function powerBand(powers: readonly (readonly number[])[], together: number): PowerBand {
  const sorted = powers[0].map((_, l) => Float64Array.from(powers, (power) => power[l]).sort());
  const column = (probability: number) => sorted.map((values) => quantile(values, probability));
  return {
    median: sorted.map((values) => {
      const { value, error } = medianWithError(values);
      return { value, error: error === null ? null : error * Math.sqrt(together) };
    }),
    low: column(0.16),
    high: column(0.84),
    lowest: column(0.025),
    highest: column(0.975),
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

/** f(mu) of the ensemble and the band of single skies. */
export const shapeCurve = ({ shape, band }: AboutAxis): { mu: number; f: number; low: number; high: number }[] =>
  band.mu.map((mu, k) => ({
    mu,
    f: shapeAt(
      shape.map(({ value }) => value),
      mu,
    ),
    low: band.low[k],
    high: band.high[k],
  }));

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
