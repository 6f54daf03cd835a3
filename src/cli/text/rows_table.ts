// The table of validate's rows for the terminal, and validation.json.
import type { Row } from "../../validation/row.js";
import { columns, WIDTH, wrap } from "../../words/lines.js";
import { quantity, short } from "../../words/numbers.js";

export const boundText = ({ low, high, expected }: Row): string => {
  if (low === -Infinity) return `at most ${short(high, 2)}`;
  if (high === Infinity) return `at least ${short(low, 2)}`;
  const range = `${short(low)} to ${short(high)}`;
  return expected === null ? range : `${short(expected)} (${range})`;
};

/** One line a row under the heading of its section; below a failed row all that is known of it. */
export function rowsTable(rows: Row[]): string {
  const table = columns(
    rows.map((row) => [
      `  ${row.pass ? "pass" : "FAIL"}`,
      row.name,
      quantity(row.value, row.error, row.unit),
      boundText(row),
    ]),
    "l",
  );
  const lines: string[] = [];
  let section = "";
  rows.forEach((row, i) => {
    if (row.section !== section) lines.push("", row.section);
    section = row.section;
    lines.push(table[i]);
    if (row.pass) return;
    for (const text of [row.what, `bounds: ${row.bounds}; ${row.source}`, row.sample])
      lines.push(...wrap(text, WIDTH, " ".repeat(8)));
  });
  const failed = rows.filter((row) => !row.pass).length;
  lines.push("", `${rows.length - failed} rows pass, ${failed} fail`);
  return `${lines.slice(1).join("\n")}\n`;
}

/** Rows as JSON: a bound that is not there is null. */
export const rowsJSON = (rows: Row[]): object[] =>
  rows.map((row) => ({
    ...row,
    value: Number.isFinite(row.value) ? row.value : null,
    error: row.error !== null && Number.isFinite(row.error) ? row.error : null,
    low: row.low === -Infinity ? null : row.low,
    high: row.high === Infinity ? null : row.high,
  }));
