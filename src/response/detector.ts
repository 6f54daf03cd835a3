/**
 * What a detector on the ground sees of a dipole: the run's frame turned onto the sky, the projection on the equatorial plane,
 * the phase in right ascension.
 *
 * All vectors here are in the `arrival` convention: where a telescope looks.
 */

import { atan2Deg, directionVector, dot, scaled, type Vector } from "../sky/directions.js";
import { type SkyFrame, times } from "../sky/frames.js";
import { quantile } from "../statistics/jackknife.js";
import { mixedDipoles } from "./density_mixture.js";
import { dipole, type Gradient, gradientVector, inConvention } from "./dipole.js";
import { dipoles } from "./dipole_statistics.js";
import { inOrder, type Sample } from "./sample.js";

/** Directions of the local magnetic field as others have inferred them. */
export const LOCAL_FIELDS: Record<string, { direction_deg: [number, number]; frame: SkyFrame; reference: string }> = {
  "hawc-icecube": {
    direction_deg: [229.2, 11.4],
    frame: "icrs",
    reference: "from the cosmic rays themselves at 10 TeV: Abeysekara et al. 2019, ApJ 871, 96",
  },
  // ecliptic (219.2 +- 1.3, 39.9 +- 2.3); the ribbon tells the line of the field, not its sense
  ibex: {
    direction_deg: [229.7, 23.3],
    frame: "icrs",
    reference: "centre of the ribbon of energetic neutral atoms: Funsten et al. 2013, ApJ 776, 30",
  },
};

export interface View {
  /** from the run's frame to ICRS */
  rotation: Vector[];
  /** in the run's frame */
  gradient: Gradient;
  /** of an observer's motion, added to every dipole; ICRS */
  motion: Vector;
  /** factor on amplitudes: 1, or that of a band of declinations */
  factor: number;
}

/** Projected dipoles of the realisations of one rigidity. */
export interface Projected {
  rigidity_TV: number;
  realisation: number[];
  /** whole dipole, ICRS */
  vector: Vector[];
  /** the same of the two half-sets of directions */
  halves: [Vector, Vector][];
}

/** The dipoles on the sky; null where a matched gradient is not possible. */
export function onSky(sample: Sample, view: View): Projected | null {
  const found = dipoles(sample, view.gradient);
  if (found === null) return null;
  const { density, direction_deg, per_kpc } = view.gradient;
  const g = directionVector(...direction_deg);
  const place = (v: readonly number[]): Vector => {
    const sky = times(view.rotation, inConvention(v, "arrival"));
    return [sky[0] + view.motion[0], sky[1] + view.motion[1], sky[2] + view.motion[2]];
  };
  if (density !== undefined) {
    const mixture = mixedDipoles(sample, gradientVector(...direction_deg, per_kpc), density);
    return {
      rigidity_TV: sample.group.rigidity_TV,
      realisation: found.realisation,
      vector: found.vector.map(place),
      halves: mixture.map(({ halves: [a, b] }) => [place(a), place(b)]),
    };
  }
  const halves = inOrder(sample).map(({ response_pc, response_halves_pc: [a, b] }, k): [Vector, Vector] => {
    const unit = dipole(response_pc, g);
    const size = found.amplitude[k] / Math.sqrt(dot(unit, unit));
    return [place(scaled(dipole(a, g), size)), place(scaled(dipole(b, g), size))];
  });
  return {
    rigidity_TV: sample.group.rigidity_TV,
    realisation: found.realisation,
    vector: found.vector.map(place),
    halves,
  };
}

/** The realisations that all rigidities have; none in a shard of a run. */
export function inAll(all: Projected[]): number[] {
  const others = all.slice(1).map((projected) => new Set(projected.realisation));
  return all[0].realisation.filter((k) => others.every((set) => set.has(k)));
}

/**
 * The same for a detector that measures energies with an error: Gaussian in log10 E with standard deviation `width`. Dipoles are
 * averaged as vectors, realisation by realisation; between the rigidities of the run they are linear in log R, beyond them
 * constant. Of a flux ~ E^-gamma the true energies behind a measured one lie lower: their median is
 * exp(-(gamma - 1) (width ln 10)^2) of it.
 */
export function smeared(all: Projected[], width: number, gamma: number): Projected[] {
  const logs = all.map(({ rigidity_TV }) => Math.log10(rigidity_TV));
  const common = inAll(all);
  const places = all.map((projected) => {
    const place = new Map(projected.realisation.map((realisation, k) => [realisation, k]));
    return common.map((realisation) => place.get(realisation) as number);
  });
  return all.map((projected, index) => {
    const weights = new Float64Array(all.length);
    for (let i = -60; i <= 60; i++) {
      const x = i / 15; // from -4 to 4 standard deviations
      // the flux per log E goes as E^(1 - gamma), which moves the Gaussian down and leaves its width
      const log = logs[index] + (x - (gamma - 1) * Math.LN10 * width) * width;
      spread(weights, logs, log, Math.exp((-x * x) / 2));
    }
    const total = weights.reduce((sum, w) => sum + w, 0);
    const mean = (vectorOf: (projected: Projected, k: number) => Vector, r: number): Vector => {
      const sum: Vector = [0, 0, 0];
      all.forEach((each, i) => {
        const v = vectorOf(each, places[i][r]);
        for (let c = 0; c < 3; c++) sum[c] += (weights[i] / total) * v[c];
      });
      return sum;
    };
    return {
      rigidity_TV: projected.rigidity_TV,
      realisation: common,
      vector: common.map((_, r) => mean((each, k) => each.vector[k], r)),
      halves: common.map((_, r): [Vector, Vector] => [
        mean((each, k) => each.halves[k][0], r),
        mean((each, k) => each.halves[k][1], r),
      ]),
    };
  });
}

/** Shares a weight at `log` out between the two neighbouring rigidities. */
export function spread(weights: Float64Array, logs: number[], log: number, weight: number): void {
  const above = logs.findIndex((other) => other >= log);
  if (above <= 0) {
    weights[above < 0 ? logs.length - 1 : 0] += weight;
    return;
  }
  const part = (log - logs[above - 1]) / (logs[above] - logs[above - 1]);
  weights[above - 1] += weight * (1 - part);
  weights[above] += weight * part;
}

/** Amplitude of the projection on the equatorial plane, |delta| cos(declination). */
export const equatorial = (v: readonly number[]): number => Math.sqrt(v[0] * v[0] + v[1] * v[1]);

/** Right ascension of the maximum, degrees, 0 to 360. */
export function phase(v: readonly number[]): number {
  const angle = atan2Deg(v[1], v[0]);
  return angle < 0 ? angle + 360 : angle;
}

export interface ProjectedPoint {
  energy_TeV: number;
  realisations: number;
  median: number;
  low: number;
  high: number;
  lowest: number;
  highest: number;
  /** rms free of noise; null where its square is not above zero */
  rms: number | null;
  noise_floor: number;
  /** direction of the mean of the unit phase vectors, and its length: 0 evenly spread, 1 all the same */
  phase_deg: number;
  concentration: number;
  /** whether phases without a preferred direction would be as concentrated in less than 1 of 20 cases (Rayleigh test) */
  phase_defined: boolean;
}

/** Amplitudes and phases of each rigidity. */
export function projectedPoints(projected: Projected[], factor: number): ProjectedPoint[] {
  return projected.map(({ rigidity_TV, vector, halves }) => {
    const sorted = Float64Array.from(vector, (v) => factor * equatorial(v)).sort();
    const square = halves.reduce((sum, [a, b]) => sum + a[0] * b[0] + a[1] * b[1], 0) / halves.length;
    const noise = halves.reduce((sum, [a, b]) => sum + ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) / 4, 0);
    return {
      energy_TeV: rigidity_TV,
      realisations: vector.length,
      median: quantile(sorted, 0.5),
      low: quantile(sorted, 0.16),
      high: quantile(sorted, 0.84),
      lowest: quantile(sorted, 0.05),
      highest: quantile(sorted, 0.95),
      rms: square > 0 ? factor * Math.sqrt(square) : null,
      noise_floor: factor * Math.sqrt(noise / halves.length),
      ...meanPhase(vector),
    };
  });
}

/** The mean of the unit vectors of the phases. */
export function meanPhase(
  vectors: readonly (readonly number[])[],
): Pick<ProjectedPoint, "phase_deg" | "concentration" | "phase_defined"> {
  // a dipole of size zero has no phase
  const units = vectors.map((v) => [v[0] / (equatorial(v) || 1), v[1] / (equatorial(v) || 1)]);
  const mean = [0, 1].map((c) => units.reduce((sum, u) => sum + u[c], 0) / units.length);
  const concentration = Math.hypot(mean[0], mean[1]);
  return {
    phase_deg: phase([mean[0], mean[1], 0]),
    concentration,
    phase_defined: Math.exp(-vectors.length * concentration ** 2) < 0.05,
  };
}
