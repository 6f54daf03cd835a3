/** Comma-separated values (RFC 4180), with comments in front, each line behind a #. */

export type Cell = number | string | null;

export interface Table {
  /** what the numbers are, a line each; written as comments */
  about: string[];
  columns: string[];
  rows: Cell[][];
}

/** A table of a figure: its numbers to six digits, so that the last bits of an engine's logarithm leave no trace. */
export function csvText({ about, columns, rows }: Table): string {
  const rounded = (cell: Cell): Cell => (typeof cell === "number" ? Number(cell.toPrecision(6)) : cell);
  const comments = about.map((line) => `# ${line.replace(/\s+/g, " ")}\n`);
  return [...comments, csvLine(columns), ...rows.map((row) => csvLine(row.map(rounded)))].join("");
}

/** One row with its newline. Numbers are written to their last bit, null as nothing. */
export const csvLine = (cells: readonly (Cell | boolean)[]): string => `${cells.map(field).join(",")}\n`;

function field(value: Cell | boolean): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  return /[",\n\r#]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** A text that is no table. */
export class CSVError extends Error {
  override name = "CSVError";
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

interface Row {
  /** number of the line on which it begins, from 1 */
  line: number;
  fields: string[];
}

/** The rows without comments and empty lines; with LF or CRLF, with or without a byte order mark. Throws CSVError. */
export function csvRows(text: string): Row[] {
  const rows: Row[] = [];
  const source = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  let position = 0;
  let line = 1;
  while (position < source.length) {
    const first = line;
    const end = source.indexOf("\n", position);
    const whole = source.slice(position, end < 0 ? undefined : end);
    if (whole.trim() === "" || whole.startsWith("#")) {
      position += whole.length + 1;
      line += 1;
      continue;
    }
    const fields: string[] = [];
    for (;;) {
      let value = "";
      if (source[position] === '"') {
        position += 1;
        for (;;) {
          if (position >= source.length) throw new CSVError(first, "a double quote is opened and never closed");
          if (source[position] === '"' && source[position + 1] === '"') position += 1;
          else if (source[position] === '"') break;
          if (source[position] === "\n") line += 1;
          value += source[position++];
        }
        position += 1;
        if (position < source.length && source[position] !== "," && source[position] !== "\n") {
          const character = JSON.stringify(source[position]);
          throw new CSVError(line, `found ${character} behind a closing double quote, expected a comma`);
        }
      } else {
        while (position < source.length && source[position] !== "," && source[position] !== "\n")
          value += source[position++];
      }
      fields.push(value);
      if (source[position] !== ",") break;
      position += 1;
    }
    position += 1;
    line += 1;
    rows.push({ line: first, fields });
  }
  return rows;
}
