// The table of validate's rows for the terminal, and validation.json.
import type { Row } from "../../validation/row.js";
import { short } from "./words.js";

/** "(2.09 ± 0.05) pc" with the digits that the error leaves. */
export function valueText(value: number, error: number | null, unit = ""): string {
  const plain = Number.isFinite(value) ? short(value) : String(value);
  if (error === null || error === 0) return unit === "" ? plain : `${plain} ${unit}`;
  const digits = Number.isFinite(error) ? short(error, 2) : "unknown";
  const places = Math.max(0, Math.min(12, 1 - Math.floor(Math.log10(error))));
  const rounded = Number.isFinite(error) && Math.abs(value) < 1e6 && Math.abs(value) >= 1e-4;
  const text = rounded
    ? value
        .toFixed(places)
        .replace(/(\.\d*?)0+$/, "$1")
        .replace(/\.$/, "")
    : plain;
  return `${text} ± ${digits}${unit === "" ? "" : ` ${unit}`}`;
}

export const boundText = ({ low, high, expected }: Row): string => {
  if (low === -Infinity) return `at most ${short(high, 2)}`;
  if (high === Infinity) return `at least ${short(low, 2)}`;
  const range = `${short(low)} to ${short(high)}`;
  return expected === null ? range : `${short(expected)} (${range})`;
};

/** One line a row, sections with a heading, failed rows with all that is known of them. */
export function rowsTable(rows: Row[]): string {
  const columns = rows.map((row) => [row.name, valueText(row.value, row.error, row.unit), boundText(row)]);
  const widths = [0, 1, 2].map((c) => Math.max(...columns.map((column) => column[c].length)));
  const lines: string[] = [];
  let section = "";
  rows.forEach((row, i) => {
    if (row.section !== section) lines.push("", row.section);
    section = row.section;
    const cells = columns[i].map((cell, c) => cell.padEnd(widths[c])).join("  ");
    lines.push(`  ${row.pass ? "pass" : "FAIL"}  ${cells}`);
    if (row.pass) return;
    lines.push(`        ${row.what}`, `        bounds: ${row.bounds}; ${row.source}`, `        ${row.sample}`);
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
