/**
 * Measured dipole anisotropies: the table of data/README.md, and users' own with the same columns. Facts of a row are drawn as
 * published; what an amplitude is (a projection on the equatorial plane, mostly) is said there.
 */

import { type TableRow, tableRows } from "./table.js";

export { DataError } from "./table.js";

export interface Measurement {
  experiment: string;
  /** `2014`: known when the paper's Fig. 1 was made; `later`; `own`: a user's row without a layer */
  layer: "2014" | "later" | "own";
  year: number | null;
  energy_TeV: number;
  energy_lo_TeV: number | null;
  energy_hi_TeV: number | null;
  amplitude: number;
  /** statistical errors, down and up */
  stat_lo: number | null;
  stat_hi: number | null;
  sys: number | null;
  /** `equatorial`: the projection on the equatorial plane; null: the first harmonic of the band that is seen */
  component: "equatorial" | null;
  /** right ascension of the maximum */
  phase_deg: number | null;
  phase_err_deg: number | null;
  /** band of declinations that the analysis used; null: not known */
  dec_lo_deg: number | null;
  dec_hi_deg: number | null;
  kind: "value" | "upper_limit";
  reference: string;
  provenance: string;
  note: string;
}

const NEEDED = ["experiment", "energy_TeV", "amplitude", "kind", "reference"];
const OPTIONAL = [
  "layer",
  "year",
  "energy_lo_TeV",
  "energy_hi_TeV",
  "stat_lo",
  "stat_hi",
  "sys",
  "component",
  "phase_deg",
  "phase_err_deg",
  "dec_lo_deg",
  "dec_hi_deg",
  "provenance",
  "note",
];

/** The rows of a CSV text; `file` is named in errors. Throws DataError. */
export const parseMeasurements = (text: string, file: string): Measurement[] =>
  tableRows(text, file, { needed: NEEDED, optional: OPTIONAL }).map(measurement);

function measurement({ text, words, number, choice, error }: TableRow): Measurement {
  const TINY = Number.MIN_VALUE;
  const energy = (column: string, needed = false) =>
    number(column, TINY, 1e9, "an energy in TeV above 0 and up to 1e9 (1e15 eV are 1000 TeV)", needed);
  const error_ = (column: string) => number(column, 0, 10, "an error of the amplitude from 0 to 10 (1 % is 0.01)");
  const kind = choice("kind", ["value", "upper_limit"] as const);
  const measured: Measurement = {
    experiment: words("experiment"),
    layer: choice("layer", ["2014", "later", "own"] as const, "own"),
    year: number("year", 1900, 2200, "a year from 1900 to 2200"),
    energy_TeV: energy("energy_TeV", true)!,
    energy_lo_TeV: energy("energy_lo_TeV"),
    energy_hi_TeV: energy("energy_hi_TeV"),
    amplitude: number("amplitude", TINY, 10, "an amplitude above 0 and up to 10 (1 % is 0.01)", true)!,
    stat_lo: error_("stat_lo"),
    stat_hi: error_("stat_hi"),
    sys: error_("sys"),
    component: text("component") === "" ? null : choice("component", ["equatorial"] as const),
    phase_deg: number("phase_deg", -360, 360, "a right ascension from -360 to 360 degrees"),
    phase_err_deg: number("phase_err_deg", 0, 360, "an error from 0 to 360 degrees"),
    dec_lo_deg: number("dec_lo_deg", -90, 90, "a declination from -90 to 90 degrees"),
    dec_hi_deg: number("dec_hi_deg", -90, 90, "a declination from -90 to 90 degrees"),
    kind,
    reference: words("reference"),
    provenance: text("provenance"),
    note: text("note"),
  };
  if (kind === "upper_limit" && (measured.stat_lo ?? measured.stat_hi ?? measured.sys) !== null) {
    throw error("kind", "an upper_limit has no errors; leave stat_lo, stat_hi and sys empty");
  }
  const { dec_lo_deg: low, dec_hi_deg: high, component } = measured;
  if ((low === null) !== (high === null))
    throw error(low === null ? "dec_lo_deg" : "dec_hi_deg", "found nothing, expected both ends of the band or none");
  if (low !== null && high !== null && low >= high)
    throw error("dec_hi_deg", `found ${high}, expected a declination above dec_lo_deg, ${low}`);
  if (low !== null && component !== null)
    throw error("component", `found ${component} with a band of declinations, expected one of them`);
  return measured;
}

/** Lower and upper end of the error bar, statistical and systematic errors in quadrature; null where none is given. */
export function errorBar(m: Measurement): [number, number] | null {
  if (m.kind === "upper_limit" || (m.stat_lo ?? m.stat_hi ?? m.sys) === null) return null;
  const total = (stat: number | null) => Math.sqrt((stat ?? 0) ** 2 + (m.sys ?? 0) ** 2);
  return [m.amplitude - total(m.stat_lo), m.amplitude + total(m.stat_hi)];
}

/** Amplitudes that agree, from the first to below the second: the error bar, or all below a limit; null: a value without an error. */
export const rangeOf = (m: Measurement): [number, number] | null =>
  m.kind === "upper_limit" ? [Number.NEGATIVE_INFINITY, m.amplitude] : errorBar(m);

/** "IceCube 2016": the publication, where its year is known. */
export const nameOf = ({ experiment, year }: Pick<Measurement, "experiment" | "year">): string =>
  year === null ? experiment : `${experiment} ${year}`;

/** A measurement among the numbers of a figure. */
export function measuredRow(m: Measurement) {
  const [low, high] = errorBar(m) ?? [null, null];
  return {
    what: m.kind === "value" ? "measured" : "upper limit",
    name: m.experiment,
    energy_TeV: m.energy_TeV,
    amplitude: m.amplitude,
    low,
    high,
    reference: m.reference,
  };
}

/** An experiment's upper limit at an energy, log-log between its limits; null outside their range or where there is none. */
export function limitAt(measured: readonly Measurement[], experiment: string, energy_TeV: number): number | null {
  const limits = measured
    .filter((m) => m.kind === "upper_limit" && m.experiment === experiment)
    .sort((a, b) => a.energy_TeV - b.energy_TeV);
  for (let i = 0; i < limits.length; i++) {
    if (limits[i].energy_TeV === energy_TeV) return limits[i].amplitude;
    if (i > 0 && limits[i - 1].energy_TeV < energy_TeV && energy_TeV < limits[i].energy_TeV) {
      const [a, b] = [limits[i - 1], limits[i]];
      const part = Math.log(energy_TeV / a.energy_TeV) / Math.log(b.energy_TeV / a.energy_TeV);
      return a.amplitude * (b.amplitude / a.amplitude) ** part;
    }
  }
  return null;
}
