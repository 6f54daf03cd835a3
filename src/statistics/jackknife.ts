/**
 * Statistics of a sample in plain arithmetic: quantiles, median, jackknife. All sums run in the order given; only + - * /
 * sqrt and floor are used, so that the bits are those of every engine. An error that a sample is too small for is null.
 */

/** Quantile of sorted values, linear between the order statistics (type 7 of Hyndman and Fan 1996, numpy's default). */
export function quantile(sorted: ArrayLike<number>, probability: number): number {
  return atRank(sorted, 1 + (sorted.length - 1) * probability);
}

/**
 * Median of sorted values and its error from order statistics, free of any assumption on the distribution: the number of
 * values below the true median is binomial with standard deviation sqrt(n)/2, so the ranks (n + 1)/2 -+ sqrt(n)/2 enclose it
 * with 68 %; the error is half the distance between the values there. Null for n < 2.
 */
export function medianWithError(sorted: ArrayLike<number>): { median: number; error: number | null } {
  const n = sorted.length;
  const half = Math.sqrt(n) / 2;
  const middle = (n + 1) / 2;
  const error = n < 2 ? null : (atRank(sorted, middle + half) - atRank(sorted, middle - half)) / 2;
  return { median: quantile(sorted, 0.5), error };
}

/** Fraction of the values with low <= value < high, and its binomial error. */
export function fractionWithin(values: ArrayLike<number>, low: number, high: number): { value: number; error: number } {
  const n = values.length;
  let inside = 0;
  for (let k = 0; k < n; k++) if (values[k] >= low && values[k] < high) inside += 1;
  const value = inside / n;
  return { value, error: Math.sqrt((value * (1 - value)) / n) };
}

/** Sums over the two halves of a sample: of even rank [0] and of odd rank [1] in the order of the realisations. */
export interface HalfSums {
  count: [number, number];
  sum: [Float64Array, Float64Array];
}

export function halfSums(rows: readonly Float64Array[]): HalfSums {
  const columns = rows.length === 0 ? 0 : rows[0].length;
  const halves: HalfSums = { count: [0, 0], sum: [new Float64Array(columns), new Float64Array(columns)] };
  rows.forEach((row, k) => {
    const half = k % 2;
    halves.count[half] += 1;
    for (let c = 0; c < columns; c++) halves.sum[half][c] += row[c];
  });
  return halves;
}

/** Rows of zeros side by side in one piece of memory: 10^5 small arrays would take several times as much. */
export function emptyRows(count: number, width: number): Float64Array[] {
  const all = new Float64Array(count * width);
  return Array.from({ length: count }, (_, k) => all.subarray(k * width, (k + 1) * width));
}

/**
 * Value and error of any function of the half-sample sums. The error is the jackknife's: sqrt((n-1)/n sum (f_k - mean f)^2)
 * over the values f_k without realisation k; for a mean that is the classical standard error. Null where a value is null
 * without some realisation (too few), and for fewer than two realisations.
 * @param rows one per realisation, what is to be summed
 * @param statistic the numbers wanted, always as many; null where a sum is missing. Its argument is used again
 */
export function jackknife(
  rows: readonly Float64Array[],
  statistic: (sums: HalfSums) => (number | null)[],
): { value: (number | null)[]; error: (number | null)[] } {
  const all = halfSums(rows);
  const value = statistic(all);
  const n = rows.length;
  if (n < 2) return { value, error: value.map(() => null) };

  const left: HalfSums = {
    count: [0, 0],
    sum: [new Float64Array(all.sum[0].length), new Float64Array(all.sum[0].length)],
  };
  // value s without realisation k at [k * value.length + s], NaN for null
  const without = new Float64Array(n * value.length);
  rows.forEach((row, k) => {
    leaveOut(left, all, row, k % 2);
    statistic(left).forEach((v, s) => {
      without[k * value.length + s] = v ?? Number.NaN;
    });
  });
  const error = value.map((_, s) => {
    let sum = 0;
    for (let at = s; at < without.length; at += value.length) sum += without[at];
    const mean = sum / n;
    let squares = 0;
    for (let at = s; at < without.length; at += value.length) squares += (without[at] - mean) * (without[at] - mean);
    return Number.isNaN(squares) ? null : Math.sqrt(((n - 1) / n) * squares);
  });
  return { value, error };
}

/** Into `left` the sums without one row of the given half. */
function leaveOut(left: HalfSums, all: HalfSums, row: Float64Array, half: number): void {
  for (const h of [0, 1]) {
    left.count[h] = all.count[h];
    left.sum[h].set(all.sum[h]);
  }
  left.count[half] -= 1;
  for (let c = 0; c < row.length; c++) left.sum[half][c] -= row[c];
}

/** The value at a rank counted from 1, linear between ranks, the extreme ones beyond the ends. */
function atRank(sorted: ArrayLike<number>, rank: number): number {
  const inside = Math.max(1, Math.min(sorted.length, rank));
  const below = Math.floor(inside);
  const low = sorted[below - 1];
  const high = sorted[Math.min(sorted.length, below + 1) - 1];
  return low + (inside - below) * (high - low);
}
