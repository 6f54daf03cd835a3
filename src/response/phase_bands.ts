// Amplitude and phase of an ensemble at one energy: quantiles of the amplitude, and of the phase about its mean direction.

import { quantile } from "../statistics/jackknife.js";
import { meanPhase, phase } from "./detector.js";

/** 68 % and 95 % about the median. */
export const PROBABILITIES = [0.025, 0.16, 0.5, 0.84, 0.975] as const;

export interface Bands {
  amplitude: number[];
  /**
   * Right ascension, degrees, without a jump from one quantile to the next; those within 180 degrees of the mean of the unit vectors.
   * Null where phases without a preferred direction would be as concentrated in 1 of 20 cases or more (Rayleigh test).
   */
  phase_deg: number[] | null;
  concentration: number;
}

/** At PROBABILITIES, of the equatorial parts of the dipoles of at least one realisation. */
export function bandsOf(vectors: readonly (readonly number[])[]): Bands {
  const amplitudes = Float64Array.from(vectors, ([x, y]) => Math.sqrt(x * x + y * y)).sort();
  const { phase_deg, phase_defined, concentration } = meanPhase(vectors);
  const away = Float64Array.from(vectors, (v) => {
    const turn = phase(v) - phase_deg;
    return turn - 360 * Math.round(turn / 360);
  }).sort();
  return {
    amplitude: PROBABILITIES.map((p) => quantile(amplitudes, p)),
    phase_deg: phase_defined ? PROBABILITIES.map((p) => phase_deg + quantile(away, p)) : null,
    concentration,
  };
}
