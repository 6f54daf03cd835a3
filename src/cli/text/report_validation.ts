// What `larmor validate` found, for the report: DIR/validation.json.
import { join } from "node:path";
import { readSmall } from "../../store/disk.js";
import { SMALL_FILE } from "../../store/stored.js";
import type { Row } from "../../validation/row.js";
import { quantity } from "../../words/numbers.js";
import { UsageError } from "../command.js";
import { boundText } from "./rows_table.js";

/** A row as validation.json has it: a bound that is not there is null. */
type StoredRow = Omit<Row, "low" | "high" | "value"> & {
  low: number | null;
  high: number | null;
  value: number | null;
};

export interface Validation {
  level: string;
  kernel_sha256: string;
  pass: boolean;
  rows: StoredRow[];
}

/** That of the run folder; undefined where it has none. */
export function readValidation(dir: string): Validation | undefined {
  const file = join(dir, "validation.json");
  const text = readSmall(file, SMALL_FILE);
  if (text === undefined) return undefined;
  try {
    const found = JSON.parse(text) as Validation;
    if (Array.isArray(found.rows) && found.rows.length > 0 && found.rows.every(isRow)) return found;
  } catch {
    // said below
  }
  throw new UsageError(
    `${file}: found no rows, expected what larmor validate --out writes; take it away or make it again`,
  );
}

/** Whether a row can be shown. */
function isRow(row: unknown): row is StoredRow {
  if (typeof row !== "object" || row === null) return false;
  const found = row as Record<string, unknown>;
  const numbers = ["value", "error", "expected", "low", "high"].map((key) => found[key]);
  return (
    ["section", "name", "what", "unit", "source", "sample"].every((key) => typeof found[key] === "string") &&
    numbers.every((number) => number === null || typeof number === "number")
  );
}

/** Sentence of the section, and cells of its rows: section; check, pass or FAIL, found, expected, what, source, sample. */
export function validationTable({ level, kernel_sha256, rows }: Validation, kernelOfRun: string) {
  const failed = rows.filter((row) => !row.pass).length;
  const other = kernel_sha256 === kernelOfRun ? "" : " It was made with another kernel than the run.";
  return {
    summary: `larmor validate, level ${level}: ${rows.length - failed} rows pass, ${failed} fail.${other}`,
    cells: rows.map((row) => [
      row.section,
      row.name,
      row.pass ? "pass" : "FAIL",
      quantity(row.value ?? Number.NaN, row.error, row.unit),
      boundText({ ...row, value: row.value ?? Number.NaN, low: row.low ?? -Infinity, high: row.high ?? Infinity }),
      row.what,
      row.source,
      row.sample,
    ]),
  };
}
