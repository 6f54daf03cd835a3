/** What amplitudes are held against: at 1 PeV the KASCADE limit and the EAS-TOP value, as in the paper, and a user's own measurements. */

import { kascadeFactor } from "../../response/first_harmonic.js";
import { type OwnMeasurement, ownBeside, ownText } from "./beside.js";
import { errorBar, limitAt, type Measurement } from "./measurements.js";

export interface Limits {
  /** log-log between KASCADE's limits at this rigidity of protons, 1.4656e-3 at 1 PV; null outside them */
  kascade: number | null;
  /** its lowest limit, for what that would change */
  kascadeLower: number | null;
  /** |delta| of a dipole that would show the KASCADE limit as its first harmonic */
  kascadeWhole: number | null;
  /** the EAS-TOP value nearest to 1 PeV, lower and upper end of its error bar */
  eastop: [number, number] | null;
  own: OwnMeasurement[];
  /** own measurements that are left out, and why */
  not_drawn: string[];
  /** what a reader must know of them */
  note: string | null;
}

export const EASTOP_NAME = "EAS-TOP at 370 TeV";

/** How a first harmonic and |delta| compare. */
export const firstHarmonicsText = (hasRegularField: boolean): string =>
  `What is measured is a first harmonic in right ascension: of a dipole ${hasRegularField ? "along B₀, were B₀ as HAWC and IceCube have it" : "of any direction"}, KASCADE would see ${kascadeFactor(hasRegularField).toFixed(2)}.`;

/** Rigidity and energy are those of protons. */
export function limitsAt(all: readonly Measurement[], rigidity_TV: number, hasRegularField: boolean): Limits {
  // a user's own rows of KASCADE stand beside the limit; they do not move it
  const measured = all.filter(({ layer }) => layer !== "own");
  const { own, not_drawn } = ownBeside(all, rigidity_TV);
  const kascade = limitAt(measured, "KASCADE", rigidity_TV);
  const lowest = measured
    .filter((m) => m.experiment === "KASCADE" && m.kind === "upper_limit")
    .reduce((least, m) => Math.min(least, m.amplitude), Number.POSITIVE_INFINITY);
  const point = measured.find((m) => m.experiment === "EAS-TOP" && m.energy_TeV === 370 && m.kind === "value");
  const eastop = point ? errorBar(point) : null;
  const notes: string[] = [];
  if (kascade !== null) {
    notes.push(
      "The KASCADE limit is interpolated (log-log) between 1×10⁻³ at 0.7 PeV and 1×10⁻² at 6 PeV, numbers from memory",
    );
  }
  if (eastop !== null)
    notes.push("EAS-TOP at 370 TeV, (6.4 ± 2.5)×10⁻⁴, stands for the paper's EAS-TOP value near 1 PeV");
  return {
    kascade,
    kascadeLower: kascade !== null && lowest < kascade ? lowest : null,
    kascadeWhole: kascade === null ? null : kascade / kascadeFactor(hasRegularField),
    eastop,
    own,
    not_drawn,
    note:
      [notes.length > 0 ? `${notes.join(". ")}. ${firstHarmonicsText(hasRegularField)}` : "", ownText(own)]
        .filter(Boolean)
        .join(" ") || null,
  };
}
