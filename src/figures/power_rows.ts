// The numbers of the figure `cl` of an ensemble (power.ts): its CSV, and the fit in words.

import { ahlers2014, convective, steadyChain } from "../published.js";
import type { MultipoleStatistics, SpectrumStatistics } from "../response/multipole_statistics.js";
import { withError } from "../words/numbers.js";
import type { MeasuredPower } from "./measured/power.js";

export const COLUMNS = [
  ...["what", "turbulence_level", "rigidity_TV", "gradient", "l", "C_l", "C_l_error", "median", "median_error"],
  ...["low_68", "high_68", "low_95", "high_95", "by_subtraction", "by_subtraction_error", "noise"],
  ...["ahlers_2014", "steady_chain", "l_to_minus_8_3", "reference"],
] as const;

/** A row for each l of each spectrum of a group. */
export function rowsOf({ turbulence_level, rigidity_TV, spectra }: MultipoleStatistics, factor: number) {
  const scale = (value: number | null) => (value === null ? null : value * factor);
  return spectra.flatMap(({ gradient, power, subtracted, noise, band }) =>
    power.slice(1).map((C, k) => {
      const l = k + 1;
      return {
        what: "simulated",
        turbulence_level,
        rigidity_TV,
        gradient,
        l,
        C_l: scale(C.value),
        C_l_error: scale(C.error),
        median: scale(band.median[l].value),
        median_error: scale(band.median[l].error),
        low_68: scale(band.low[l]),
        high_68: scale(band.high[l]),
        low_95: scale(band.lowest[l]),
        high_95: scale(band.highest[l]),
        by_subtraction: scale(subtracted[l].value),
        by_subtraction_error: scale(subtracted[l].error),
        noise: scale(noise[l].value),
        ahlers_2014: scale(power[1].value * ahlers2014(l)),
        steady_chain: scale(power[1].value * steadyChain(l)),
        l_to_minus_8_3: scale(power[1].value * convective(l)),
      };
    }),
  );
}

export const measuredRow = ({ experiment, energy_TeV, l, C_l, stat_lo, stat_hi, kind, reference }: MeasuredPower) => ({
  what: kind === "value" ? experiment : `${experiment}, upper limit`,
  rigidity_TV: energy_TeV,
  l,
  C_l,
  low_68: stat_lo === null ? null : C_l - stat_lo,
  high_68: stat_hi === null ? null : C_l + stat_hi,
  reference,
});

/** "p = 3.2 ± 0.1; 3.0 ± 0.2 and 3.6 ± 0.3, break at l = 4.0 ± 0.5" */
export function fitText({ slopes: { single }, broken }: SpectrumStatistics): string {
  const text = (m: { value: number; error: number | null }) => withError(m.value, m.error);
  if (single === null) return "no power law: a mean is below 0";
  const whole = `p = ${text(single)}`;
  const { l, below, above } = broken;
  return l === null || below === null || above === null
    ? `${whole}; no break`
    : `${whole}; break at l = ${text(l)}: ${text(below)}, ${text(above)}`;
}
