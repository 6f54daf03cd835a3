/** Tables of measurements (CSV) by the names of their columns, and what is wrong with one. */

import { shortened, shown } from "../../config/errors.js";
import { CSVError, csvRows } from "../../words/csv.js";
import { decimal } from "../../words/decimal.js";
import { illegible } from "../../words/markup.js";
import { near } from "../../words/near.js";

/** A table of measurements that cannot be read. */
export class DataError extends Error {
  override name = "DataError";
  constructor(
    readonly file: string,
    readonly line: number,
    readonly column: string | null,
    readonly problem: string,
  ) {
    super(`${file} line ${line}${column === null ? "" : `, column ${column}`}: ${problem}`);
  }
}

/** Reads the fields of a row by their column; each throws what `error` makes. */
export interface TableRow {
  /** "" where the column is absent or empty */
  text(column: string): string;
  /** refuses an empty one */
  words(column: string): string;
  /** from `least` to `most`; null where it is empty and not needed */
  number(column: string, least: number, most: number, expected: string, needed?: boolean): number | null;
  choice<T extends string>(column: string, values: readonly T[], otherwise?: T): T;
  error(column: string, problem: string): DataError;
}

/** The names of the columns, as far as the text is a table. */
export const columnsOf = (text: string, file: string): string[] =>
  (rowsIn(text, file)[0]?.fields ?? []).map((name) => name.trim());

/** The rows of a text; `file` is named in errors. Throws DataError. */
export function tableRows(
  text: string,
  file: string,
  { needed, optional }: { needed: readonly string[]; optional: readonly string[] },
): TableRow[] {
  const known = [...needed, ...optional];
  const [header, ...rows] = rowsIn(text, file);
  if (header === undefined) throw new DataError(file, 1, null, `found no header, expected ${needed.join(",")}`);
  const names = header.fields.map((name) => name.trim());
  names.forEach((name, column) => {
    if (!known.includes(name)) {
      const like = near(name, known, (other) => [other]);
      const hint = /[;\t]/.test(name)
        ? "; the fields have to be separated by commas."
        : like === undefined
          ? "."
          : `; did you mean ${like}?`;
      throw new DataError(
        file,
        header.line,
        shortened(name) || String(column + 1),
        `unknown column${hint} Known are ${known.join(", ")}`,
      );
    }
    if (names.indexOf(name) !== column) throw new DataError(file, header.line, name, "this column is there twice");
  });
  for (const name of needed) {
    if (!names.includes(name)) throw new DataError(file, header.line, name, "this column is needed and is not there");
  }
  return rows.map(({ line, fields }) => {
    if (fields.length !== names.length) {
      const hint = "a field with a comma goes in double quotes";
      throw new DataError(
        file,
        line,
        null,
        `found ${fields.length} fields, expected ${names.length} as in the header; ${hint}`,
      );
    }
    const error = (column: string, problem: string) => new DataError(file, line, column, problem);
    names.forEach((name, column) => {
      const found = illegible(fields[column]);
      if (found) throw error(name, `found the character ${found}, expected a text without control characters`);
    });
    return rowOf(new Map(names.map((name, column) => [name, fields[column].trim()])), error);
  });
}

function rowsIn(text: string, file: string): ReturnType<typeof csvRows> {
  try {
    return csvRows(text);
  } catch (error) {
    if (error instanceof CSVError) throw new DataError(file, error.line, null, error.message);
    throw error;
  }
}

function rowOf(row: Map<string, string>, error: TableRow["error"]): TableRow {
  const text = (column: string) => row.get(column) ?? "";
  return {
    text,
    error,
    words(column) {
      if (text(column) === "") throw error(column, "found nothing, expected a text");
      return text(column);
    },
    number(column, least, most, expected, needed = false) {
      const found = text(column);
      if (found === "" && !needed) return null;
      const value = decimal(found);
      if (!(value >= least && value <= most))
        throw error(column, `found ${found === "" ? "nothing" : shown(found)}, expected ${expected}`);
      return value;
    },
    choice(column, values, otherwise) {
      const found = text(column);
      if (found === "" && otherwise !== undefined) return otherwise;
      const known = values.find((value) => value === found);
      if (known === undefined) throw error(column, `found ${shown(found)}, expected ${values.join(" or ")}`);
      return known;
    },
  };
}
