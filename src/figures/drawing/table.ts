/** The numbers of a figure as CSV. */

import { cell } from "./format.js";

export type Cell = number | string | null;

export interface Table {
  /** what the numbers are, a line each; written as comments */
  about: string[];
  columns: string[];
  rows: Cell[][];
}

/** RFC 4180 with the comments in front, each behind a #. */
export function csvText({ about, columns, rows }: Table): string {
  const lines = about.map((line) => `# ${line.replace(/\s+/g, " ")}`);
  return `${[...lines, ...[columns, ...rows].map((row) => row.map(field).join(","))].join("\n")}\n`;
}

function field(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(cell(value));
  return /[",\n\r#]/.test(value) ? `"${value.replace(/"/g, '""')}"` : value;
}
