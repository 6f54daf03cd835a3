/** Lines of text: wrapped, in columns, and lists of indices. */

/** Characters in a line of every help, message and table: an ordinary terminal's. */
export const WIDTH = 80;

/** Blanks within "T = 60", "60 pc", "1.0 ± 0.2" and "8 × 768" are no place for a line to end. */
const BREAK = /(?<![=±×]) (?![=±×]|pc\b)/;

/** Lines of at most `width` characters where words allow; `first` goes before the first line, `next` before the others. */
export function wrap(text: string, width: number, first = "", next = first): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.trim().replace(/\s+/g, " ").split(BREAK)) {
    const indent = lines.length === 0 ? first : next;
    if (line !== "" && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else line += line === "" ? word : ` ${word}`;
  }
  return [...lines, (lines.length === 0 ? first : next) + line];
}

/**
 * Rows of cells as lines, each column as wide as its widest cell.
 * @param align "l" (left) or "r" (right) for each column; the last letter stands for all that follow
 */
export function columns(rows: readonly (readonly string[])[], align: string, gap = "  "): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, c) => ((align[c] ?? align.at(-1)) === "l" ? cell.padEnd(widths[c]) : cell.padStart(widths[c])))
      .join(gap)
      .trimEnd(),
  );
}

/**
 * A table that is too wide, in parts that are not: columns that do not fit beside the others go into a part of their own, with the
 * first `kept` columns again.
 */
export function folded(rows: readonly (readonly string[])[], kept: number, width = WIDTH): string[][][] {
  const widthOf = (column: number) => 2 + Math.max(...rows.map((row) => row[column].length));
  const first = Array.from({ length: kept }, (_, c) => c);
  const start = first.reduce((sum, c) => sum + widthOf(c), -2);
  const parts = [[...first]];
  let total = start;
  for (let c = kept; c < rows[0].length; c++) {
    if (total + widthOf(c) > width && total > start) {
      parts.push([...first]);
      total = start;
    }
    parts[parts.length - 1].push(c);
    total += widthOf(c);
  }
  return parts.map((part) => rows.map((row) => part.map((c) => row[c])));
}

/** Names with what they mean beside them, wrapped. */
export function definitions(rows: readonly (readonly [name: string, meaning: string])[], width = WIDTH): string {
  const names = columns(
    rows.map(([name]) => [`  ${name}`]),
    "l",
  );
  const indent = Math.max(...names.map((name) => name.length)) + 2;
  return rows.flatMap(([, meaning], i) => wrap(meaning, width, names[i].padEnd(indent), " ".repeat(indent))).join("\n");
}

/** At most this many indices are listed. */
export const MOST_LISTED = 20;

/** "3, 7", or where there are more than are listed "3, 7 and 12 more" */
export const listed = (first: readonly number[], count: number): string =>
  first.join(", ") + (count > first.length ? ` and ${count - first.length} more` : "");

/** A list of ranges, or where there are many its first ones: "3, 7-9 ... (120 in all)". */
export function abridged(list: string, count: number, separator = ", "): string {
  const entries = list.split(separator);
  if (entries.length <= MOST_LISTED) return list;
  return `${entries.slice(0, MOST_LISTED).join(separator)} ... (${count} in all)`;
}

/** "3, 7-9" for [3, 7, 8, 9]; with "," between them it is what `sbatch --array` takes. */
export function ranges(sorted: Iterable<number>, separator = ", "): string {
  const runs: [number, number][] = [];
  for (const n of sorted) {
    const last = runs.at(-1);
    if (last && n === last[1] + 1) last[1] = n;
    else runs.push([n, n]);
  }
  return runs.map(([a, b]) => (a === b ? `${a}` : `${a}-${b}`)).join(separator);
}
