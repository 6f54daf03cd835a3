// The result of a check: a number, its expected value, and the bounds within which it passes.

import { jackknife, meanOf, meanWithError } from "../statistics/jackknife.js";
import { Layout, Rows } from "../statistics/rows.js";

/** One row of `validate`. It passes when low <= value <= high. */
export interface Row {
  /** section of the list of checks: "1 trajectories", ... */
  section: string;
  /** short name, unique: "helix phase" */
  name: string;
  what: string;
  value: number;
  /** standard error of the value; null where it has none (a rounding error, an exact law) */
  error: number | null;
  unit: string;
  /** expected value */
  expected: number | null;
  low: number;
  high: number;
  /** where the bounds come from */
  bounds: string;
  source: string;
  /** path length, directions, realisations */
  sample: string;
  pass: boolean;
}

type Given = Omit<Row, "low" | "high" | "pass" | "error" | "expected" | "unit" | "bounds"> & {
  error?: number | null;
  unit?: string;
  bounds?: string;
};

/** Passes when |value - expected| is at most `sigmas` standard errors, which are finite, plus `relative` times the expected value. */
export function agrees(row: Given & { expected: number; error: number; sigmas: number; relative?: number }): Row {
  const { expected, error, sigmas, relative = 0, bounds, ...rest } = row;
  const allowed = Number.isFinite(error) ? sigmas * error + relative * Math.abs(expected) : Number.NaN;
  const and = relative > 0 ? `${Number((100 * relative).toPrecision(3))} % and ` : "";
  return finished({
    ...rest,
    error,
    expected,
    low: expected - allowed,
    high: expected + allowed,
    bounds: `${and}${sigmas} sigma${bounds ? `: ${bounds}` : ""}`,
  });
}

/** The value lies between two bounds. */
export function between(row: Given & { low: number; high: number; bounds: string; expected?: number | null }): Row {
  return finished({ expected: null, ...row, error: row.error ?? null });
}

export const atMost = (row: Given & { high: number; bounds: string; expected?: number | null }): Row =>
  between({ ...row, low: -Infinity });

export const atLeast = (row: Given & { low: number; bounds: string; expected?: number | null }): Row =>
  between({ ...row, high: Infinity });

function finished(row: Omit<Row, "pass" | "unit"> & { unit?: string }): Row {
  // NaN never passes
  return { unit: "", ...row, pass: row.value >= row.low && row.value <= row.high };
}

/** Mean and its standard error; the error of fewer than two values is infinite. */
export function meanError(values: ArrayLike<number>): { mean: number; error: number } {
  const { value, error } = meanWithError(values);
  return { mean: value, error: error ?? Infinity };
}

/** A function of the means of some columns, and its jackknife error over the rows; infinite for fewer than two. */
export function ofMeans(
  rows: readonly (readonly number[])[],
  statistic: (means: number[]) => number,
): { value: number; error: number } {
  const layout = new Layout<{ columns: number[] }>({ columns: [rows[0].length] });
  const table = new Rows(layout, rows.length, (k) => ({ columns: [...rows[k]] }));
  const { value, error } = jackknife(table, (sums) => statistic(meanOf(sums).columns));
  return { value, error: error ?? Infinity };
}

/** Slope of the straight line through points, of equal weights. */
export function slopeOf(x: readonly number[], y: readonly number[]): number {
  const n = x.length;
  const mx = x.reduce((a, b) => a + b, 0) / n;
  const my = y.reduce((a, b) => a + b, 0) / n;
  let xy = 0;
  let xx = 0;
  for (let i = 0; i < n; i++) {
    xy += (x[i] - mx) * (y[i] - my);
    xx += (x[i] - mx) ** 2;
  }
  return xy / xx;
}
