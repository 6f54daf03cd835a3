// The multipoles of a group as an experiment finds them that sees a band of declinations: pseudo-C_l, what two ways of normalising
// leave of them, and what the coupling matrix makes of them. The field of the run lies on the sky as in `project`; the angle about it,
// which nothing tells, is averaged over.

import type { Group } from "../config/config.js";
import { directionVector, sinCosDeg, type Vector } from "../sky/directions.js";
import { runToSky, timesTransposed } from "../sky/frames.js";
import {
  type BandCoupling,
  bandCoupling,
  couplingMatrix,
  inBand,
  inverse,
  turnedBy,
  turnedHarmonics,
} from "../sky/partial_sky.js";
import { realIndex } from "../sky/real_harmonics.js";
import { type HalfSums, jackknife, type Measured, meanOf } from "../statistics/jackknife.js";
import { Layout, Rows } from "../statistics/rows.js";
import { turned } from "./first_harmonic.js";
import { harmonicsOf, type Sky } from "./multipole_axes.js";
import { powerFactor, times } from "./multipole_gradient.js";
import { type GradientSet, gradientSets } from "./multipole_statistics.js";

/** Above this condition number (1-norm) of the coupling matrix, errors grow a hundredfold and the band does not allow to take the coupling out. */
export const LARGEST_CONDITION = 100;
/** Orientations about the field. */
const ORIENTATIONS = 12;

/** The ways to normalise a map of relative intensity, and what is subtracted for it. */
export type Normalisation = "whole_sky" | "band" | "each_declination";

/** What the band does to any sky. */
export interface BandGeometry {
  declinations_deg: [number, number];
  /** part of the sky */
  seen: number;
  /** M, [L + 1][L + 1] */
  coupling: number[][];
  /** of M without l = 0, 1-norm */
  condition: number;
  /** part of the power in the band of a pure l, m = 0 that is left by normalising to the mean of the band, from l = 0; each declination: none */
  kept_by_band_mean: number[];
}

export interface PartialSpectrum {
  gradient: GradientSet;
  /** mean C_l of the whole sky, gradients of 1/pc, pc^2, from l = 0; free of noise as all here */
  whole: Measured[];
  /** pseudo-C_l of the band where the mean of the whole sky is known */
  pseudo: Measured[];
  /** part of the pseudo-C_l left where each map is normalised to the mean of its band, or each declination to its own */
  kept: Record<Exclude<Normalisation, "whole_sky">, Measured[]>;
  /** C_l by the inverse of the coupling matrix over `whole`; null where the band does not allow it */
  debiased: Record<Exclude<Normalisation, "band">, Measured[]> | null;
}

export interface PartialSky {
  turbulence_level: number;
  rigidity_TV: number;
  realisations: number;
  spectra: PartialSpectrum[];
}

export function bandGeometry(lmax: number, declinations_deg: readonly [number, number]): BandGeometry {
  const [south, north] = declinations_deg.map((declination) => sinCosDeg(declination)[0]);
  const seen = (north - south) / 2;
  const K = bandCoupling(lmax, declinations_deg);
  const coupling = couplingMatrix(K);
  const inner = withoutMonopole(coupling);
  const back = inverse(inner);
  const norm = (matrix: number[][]) =>
    Math.max(...matrix.map((_, c) => matrix.reduce((sum, row) => sum + Math.abs(row[c]), 0)));
  return {
    declinations_deg: [...declinations_deg],
    seen,
    coupling,
    condition: back === null ? Number.POSITIVE_INFINITY : norm(inner) * norm(back),
    // over the band, Y_l0 has the mean K[0][0][l]/(sqrt(4 pi) seen) and the mean square K[0][l][l]/(4 pi seen)
    kept_by_band_mean: K[0].map((row, l) => 1 - K[0][0][l] ** 2 / (seen * row[l])),
  };
}

const withoutMonopole = (matrix: number[][]): number[][] => matrix.slice(1).map((row) => row.slice(1));

interface Powers {
  whole: number[];
  whole_sky: number[];
  band: number[];
  each_declination: number[];
}

/**
 * @param skies of the group, as `multipoleStatistics` takes them
 * @param field_icrs_deg where B0 points on the sky; without a B0 it turns the skies all the same
 */
export function partialSky(
  group: Group,
  skies: readonly Sky[],
  regular_deg: readonly [number, number],
  field_icrs_deg: readonly [number, number],
  { declinations_deg, coupling: matrix, condition, seen }: BandGeometry,
): PartialSky {
  const { multipoles: lmax = 0 } = group;
  const K = bandCoupling(lmax, declinations_deg);
  const axis = directionVector(...regular_deg);
  const rotation = runToSky(regular_deg, field_icrs_deg);
  // a telescope that looks at n sees particles that go to -n
  const turns = Array.from({ length: ORIENTATIONS }, (_, k) =>
    turnedHarmonics(lmax, (n) => {
      const [x, y, z] = turned(timesTransposed(rotation, n), axis, (360 * k) / ORIENTATIONS);
      return [-x, -y, -z];
    }),
  );
  const back = condition <= LARGEST_CONDITION ? inverse(withoutMonopole(matrix)) : null;
  const regular = group.regular_uG > 0 ? axis : undefined;
  const length = [lmax + 1];
  const layout = new Layout<Powers>({ whole: length, whole_sky: length, band: length, each_declination: length });
  const spectra = gradientSets(regular).map(([gradient, gradients]): PartialSpectrum => {
    const rows = new Rows(layout, skies.length, (k) => meanPowers(skies[k], gradients, turns, K, seen));
    const found = jackknife(rows, (sums: HalfSums<Powers>) => {
      const { whole, whole_sky, band, each_declination } = meanOf(sums);
      const over = (part: number[]) => part.map((C, l) => C / whole_sky[l]);
      const debiased = (pseudo: number[]) =>
        (back ?? []).map((row, i) => row.reduce((sum, value, c) => sum + value * pseudo[c + 1], 0) / whole[i + 1]);
      return {
        whole,
        pseudo: whole_sky,
        kept: { band: over(band), each_declination: over(each_declination) },
        debiased:
          back === null
            ? null
            : { whole_sky: [0, ...debiased(whole_sky)], each_declination: [0, ...debiased(each_declination)] },
      };
    });
    return { gradient, ...found } as unknown as PartialSpectrum;
  });
  const { turbulence_level, rigidity_TV } = group;
  return { turbulence_level, rigidity_TV, realisations: skies.length, spectra };
}

/** The same of a gradient of so many 1/kpc, as `ofGradient` of the whole sky. */
export function partialOfGradient(skies: readonly PartialSky[], per_kpc: number): PartialSky[] {
  const all = (powers: readonly Measured[]) => powers.map((power) => times(power, powerFactor(per_kpc)));
  return skies.map((sky) => ({
    ...sky,
    spectra: sky.spectra.map((spectrum) => ({
      ...spectrum,
      ...{ whole: all(spectrum.whole), pseudo: all(spectrum.pseudo) },
    })),
  }));
}

/** Over gradients and orientations. */
function meanPowers(
  sky: Sky,
  gradients: readonly Vector[],
  turns: Float64Array[][],
  K: BandCoupling,
  seen: number,
): Powers {
  const lmax = K.length - 1;
  const zero = () => new Array<number>(lmax + 1).fill(0);
  const powers: Powers = { whole: zero(), whole_sky: zero(), band: zero(), each_declination: zero() };
  const count = gradients.length * turns.length;
  for (const g of gradients) {
    const halves = harmonicsOf(sky, g);
    for (const turn of turns) {
      const maps = halves.map((half) => {
        const a = turnedBy(turn, half);
        a[0] = 0;
        return a;
      });
      const masked = maps.map((a) => inBand(a, K));
      // a constant c has a_00 = sqrt(4 pi) c, and the mean of the band is a~_00/(sqrt(4 pi) seen)
      const levelled = maps.map((a, h) => inBand(a.with(0, -masked[h][0] / seen), K));
      const scrambled = maps.map((a) => inBand(withoutZonal(a, lmax), K));
      add(powers.whole, maps, count);
      add(powers.whole_sky, masked, count);
      add(powers.band, levelled, count);
      add(powers.each_declination, scrambled, count);
    }
  }
  return powers;
}

function add(power: number[], [a, b]: Float64Array[], count: number): void {
  power.forEach((_, l) => {
    let sum = 0;
    for (let lm = realIndex(l, -l); lm <= realIndex(l, l); lm++) sum += a[lm] * b[lm];
    power[l] += sum / (2 * l + 1) / count;
  });
}

/** Less its mean over right ascension at each declination: no m = 0. */
function withoutZonal(a: Float64Array, lmax: number): Float64Array {
  const left = a.slice();
  for (let l = 0; l <= lmax; l++) left[realIndex(l, 0)] = 0;
  return left;
}
