// What `larmor validate` found, for the report: DIR/validation.json.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isThere } from "../store.js";
import type { Row } from "../validation/row.js";
import { UsageError } from "./command.js";
import { boundText, valueText } from "./rows_table.js";

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
  if (!isThere(file)) return undefined;
  try {
    const found = JSON.parse(readFileSync(file, "utf8")) as Validation;
    if (Array.isArray(found.rows) && found.rows.length > 0) return found;
  } catch {
    // said below
  }
  throw new UsageError(
    `${file}: found no rows, expected what larmor validate --out writes; take it away or make it again`,
  );
}

/** Heading, sentence and cells of the section: section, check, found, expected, from, pass or FAIL. */
export function validationTable({ level, kernel_sha256, rows }: Validation, kernelOfRun: string) {
  const failed = rows.filter((row) => !row.pass).length;
  const other = kernel_sha256 === kernelOfRun ? "" : " It was made with another kernel than the run.";
  return {
    said: `larmor validate, level ${level}: ${rows.length - failed} rows pass, ${failed} fail.${other}`,
    cells: rows.map((row) => [
      row.section,
      row.name,
      row.what,
      valueText(row.value ?? Number.NaN, row.error, row.unit),
      boundText({ ...row, value: row.value ?? Number.NaN, low: row.low ?? -Infinity, high: row.high ?? Infinity }),
      row.source,
      row.sample,
      row.pass ? "pass" : "FAIL",
    ]),
  };
}
