// Angular powers of gradients of a size: C_l of a gradient of 1/pc are in pc^2 and grow with its square.

import type { Measured } from "../statistics/jackknife.js";
import type { MultipoleStatistics } from "./multipole_statistics.js";

/** Statistics of a gradient of so many 1/kpc, where C_l are relative intensities squared, without a unit. */
export function ofGradient(groups: readonly MultipoleStatistics[], per_kpc: number): MultipoleStatistics[] {
  const factor = powerFactor(per_kpc);
  const all = (powers: readonly Measured[]) => powers.map((power) => times(power, factor));
  const bare = (powers: readonly number[]) => powers.map((power) => power * factor);
  return groups.map((group) => ({
    ...group,
    spectra: group.spectra.map((spectrum) => {
      const { power, noise, subtracted, band } = spectrum;
      const { median, low, high, lowest, highest } = band;
      return {
        ...spectrum,
        ...{ power: all(power), noise: all(noise), subtracted: all(subtracted) },
        band: {
          ...{ median: all(median), low: bare(low), high: bare(high) },
          ...{ lowest: bare(lowest), highest: bare(highest) },
        },
      };
    }),
  }));
}

/** From C_l of a gradient of 1/pc to those of so many 1/kpc. */
export const powerFactor = (per_kpc: number): number => (per_kpc / 1000) ** 2;

export const times = ({ value, error }: Measured, factor: number): Measured => ({
  value: value * factor,
  error: error === null ? null : error * factor,
});
