/**
 * Statistics of a sample: quantiles, median, mean, jackknife. All sums run in the order given. An error that a sample is
 * too small for is null.
 */

import type { Layout, Row, Rows } from "./rows.js";

/** A number and its standard error; null for fewer than two values. */
export interface Measured {
  value: number;
  error: number | null;
}

/** Quantile of sorted values, linear between the order statistics (type 7 of Hyndman and Fan 1996, numpy's default). */
export function quantile(sorted: ArrayLike<number>, probability: number): number {
  return atRank(sorted, 1 + (sorted.length - 1) * probability);
}

/**
 * Median of sorted values and its error from order statistics, free of any assumption on the distribution: the number of
 * values below the true median is binomial with standard deviation sqrt(n)/2, so the ranks (n + 1)/2 -+ sqrt(n)/2 enclose it
 * with 68 %; the error is half the distance between the values there. Null for n < 2.
 */
export function medianWithError(sorted: ArrayLike<number>): Measured {
  const n = sorted.length;
  const half = Math.sqrt(n) / 2;
  const middle = (n + 1) / 2;
  const error = n < 2 ? null : (atRank(sorted, middle + half) - atRank(sorted, middle - half)) / 2;
  return { value: quantile(sorted, 0.5), error };
}

/** Mean of the values and its standard error. */
export function meanWithError(values: ArrayLike<number>): Measured {
  const n = values.length;
  let sum = 0;
  for (let k = 0; k < n; k++) sum += values[k];
  const mean = sum / n;
  let squares = 0;
  for (let k = 0; k < n; k++) squares += (values[k] - mean) * (values[k] - mean);
  return { value: mean, error: n < 2 ? null : Math.sqrt(squares / (n * (n - 1))) };
}

/** Sums of rows over the two halves of a sample: over those of even rank and of odd rank, in the order of the rows. */
export interface HalfSums<Quantities> {
  readonly count: [even: number, odd: number];
  readonly halves: readonly [even: Row<Quantities>, odd: Row<Quantities>];
  readonly layout: Layout<Quantities>;
}

function emptySums<Quantities>(layout: Layout<Quantities>): HalfSums<Quantities> {
  const half = () => layout.row(new Float64Array(layout.width));
  return { count: [0, 0], halves: [half(), half()], layout };
}

export function halfSums<Quantities>({ layout, length, memory }: Rows<Quantities>): HalfSums<Quantities> {
  const sums = emptySums(layout);
  const { width } = layout;
  for (let k = 0; k < length; k++) {
    const half = k % 2;
    const numbers = sums.halves[half].memory;
    sums.count[half] += 1;
    for (let c = 0; c < width; c++) numbers[c] += memory[k * width + c];
  }
  return sums;
}

/** Mean over both halves. */
export function meanOf<Quantities>({ count, halves, layout }: HalfSums<Quantities>): Row<Quantities> {
  const [even, odd] = halves;
  const n = count[0] + count[1];
  return layout.row(even.memory.map((sum, c) => (sum + odd.memory[c]) / n));
}

/** What a statistic returns, with an error beside each number; null where it is null. */
export type WithErrors<Result> = Result extends number
  ? Measured
  : Result extends null
    ? null
    : { -readonly [Name in keyof Result]: WithErrors<Result[Name]> };

/**
 * The result of any function of the half-sample sums, a number or named or nested numbers, each with its error. The error
 * is the jackknife's: sqrt((n-1)/n sum (f_k - mean f)^2) over the values f_k without realisation k; for a mean that is the
 * classical standard error. Null where a value is null without some realisation (too few), and for fewer than two
 * realisations.
 * @param rows one per realisation: what is summed
 * @param statistic always the same names; null where a sum is missing. The memory of its argument is used again
 */
export function jackknife<Quantities, Result>(
  rows: Rows<Quantities>,
  statistic: (sums: HalfSums<Quantities>) => Result,
): WithErrors<Result> {
  const sums = halfSums(rows);
  const result = statistic(sums);
  const values = numbersOf(result);
  const n = rows.length;
  if (n < 2 || result === null)
    return withErrors(
      result,
      values.map(() => null),
    );

  const { width } = rows.layout;
  const left = emptySums(rows.layout);
  // value v without realisation k at [k * values.length + v], NaN for null
  const without = new Float64Array(n * values.length).fill(Number.NaN);
  for (let k = 0; k < n; k++) {
    for (const half of [0, 1]) {
      left.count[half] = sums.count[half];
      left.halves[half].memory.set(sums.halves[half].memory);
    }
    left.count[k % 2] -= 1;
    const numbers = left.halves[k % 2].memory;
    for (let c = 0; c < width; c++) numbers[c] -= rows.memory[k * width + c];
    const part = statistic(left);
    if (part !== null) without.set(numbersOf(part), k * values.length);
  }
  const errors = values.map((_, v) => {
    let sum = 0;
    for (let i = v; i < without.length; i += values.length) sum += without[i];
    const mean = sum / n;
    let squares = 0;
    for (let i = v; i < without.length; i += values.length) squares += (without[i] - mean) * (without[i] - mean);
    return Number.isNaN(squares) ? null : Math.sqrt(((n - 1) / n) * squares);
  });
  return withErrors(result, errors);
}

/** The numbers of a result in the order of its names, NaN for null. */
function numbersOf(result: unknown, numbers: number[] = []): number[] {
  if (typeof result === "number") numbers.push(result);
  else if (result === null || typeof result !== "object") numbers.push(Number.NaN);
  else for (const part of Object.values(result)) numbersOf(part, numbers);
  return numbers;
}

/** The result with its errors, in the order of `numbersOf`. */
function withErrors<Result>(result: Result, errors: readonly (number | null)[]): WithErrors<Result> {
  let next = 0;
  const measured = (part: unknown): unknown => {
    if (typeof part === "number") return { value: part, error: errors[next++] };
    if (Array.isArray(part)) return part.map(measured);
    if (part !== null && typeof part === "object") {
      return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, measured(inner)]));
    }
    next += 1;
    return null;
  };
  return measured(result) as WithErrors<Result>;
}

type Three = [x: number, y: number, z: number];

/** A vector and the errors of its components. */
export function vectorMeasured([x, y, z]: WithErrors<Three>): { value: Three; error: Three | null } {
  const value: Three = [x.value, y.value, z.value];
  if (x.error === null || y.error === null || z.error === null) return { value, error: null };
  return { value, error: [x.error, y.error, z.error] };
}

/** The value at a rank counted from 1, linear between ranks, the extreme ones beyond the ends. */
function atRank(sorted: ArrayLike<number>, rank: number): number {
  const inside = Math.max(1, Math.min(sorted.length, rank));
  const below = Math.floor(inside);
  const low = sorted[below - 1];
  const high = sorted[Math.min(sorted.length, below + 1) - 1];
  return low + (inside - below) * (high - low);
}
