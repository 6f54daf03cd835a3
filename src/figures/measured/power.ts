/**
 * Measured angular power spectra: tables of a user's own (none comes with larmor, as none could be found as numbers). C_l is the
 * mean of |a_lm|^2 over m of the relative intensity, as published, its own sky coverage and all.
 */

import { columnsOf, type TableRow, tableRows } from "./table.js";

export interface MeasuredPower {
  experiment: string;
  energy_TeV: number;
  l: number;
  C_l: number;
  /** statistical errors, down and up */
  stat_lo: number | null;
  stat_hi: number | null;
  /** upper_limit: also where only the noise is known */
  kind: "value" | "upper_limit";
  reference: string;
  note: string;
}

const NEEDED = ["experiment", "energy_TeV", "l", "C_l", "kind", "reference"];
const OPTIONAL = ["stat_lo", "stat_hi", "note"];

/** Whether a table is one of C_l and not of dipoles: by its columns. */
export const isPowerTable = (text: string, file: string): boolean => columnsOf(text, file).includes("C_l");

/** The rows of a CSV text; `file` is named in errors. Throws DataError. */
export const parsePower = (text: string, file: string): MeasuredPower[] =>
  tableRows(text, file, { needed: NEEDED, optional: OPTIONAL }).map(measuredPower);

function measuredPower({ text, words, number, choice, error }: TableRow): MeasuredPower {
  const positive = (column: string, most: number, expected: string) =>
    number(column, Number.MIN_VALUE, most, expected, true) as number;
  const error_ = (column: string) => number(column, 0, 1, "an error of C_l from 0 to 1");
  const l = positive("l", 1000, "a multipole from 1 to 1000");
  if (!Number.isInteger(l)) throw error("l", `found ${text("l")}, expected a whole number from 1 to 1000`);
  return {
    experiment: words("experiment"),
    energy_TeV: positive("energy_TeV", 1e9, "an energy in TeV above 0 and up to 1e9 (1e15 eV are 1000 TeV)"),
    l,
    C_l: positive("C_l", 100, "a power above 0 and up to 100; of a dipole of 1e-3, C_1 is 1.4e-6"),
    stat_lo: error_("stat_lo"),
    stat_hi: error_("stat_hi"),
    kind: choice("kind", ["value", "upper_limit"] as const),
    reference: words("reference"),
    note: text("note"),
  };
}
