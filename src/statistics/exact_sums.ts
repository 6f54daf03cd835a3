/**
 * Exact sums of doubles: rounded once, at the end, so that the result does not depend on the order of the terms.
 *
 * Records of realisations arrive in any order (workers, shards, resumed runs), and summary.json must be the same bytes all
 * the same. Sorting them first would mean keeping all their tensors; with exact sums nothing is kept. Method: Shewchuk
 * 1997, Discrete Comput. Geom. 18, 305 (the one of Python's math.fsum). Terms must be finite.
 */

/** A sum not yet rounded: non-overlapping doubles of growing size whose exact sum it is. Empty: zero. */
export type ExactSum = number[];

export function addExactly(sum: ExactSum, term: number): void {
  let x = term;
  let kept = 0;
  for (let i = 0; i < sum.length; i++) {
    let y = sum[i];
    if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
    const high = x + y;
    const low = y - (high - x);
    if (low !== 0) sum[kept++] = low;
    x = high;
  }
  if (x !== 0) sum[kept++] = x;
  while (sum.length > kept) sum.pop();
}

/** Adds a * b without rounding the product (Dekker 1971): exact unless it over- or underflows. */
export function addProductExactly(sum: ExactSum, a: number, b: number): void {
  const product = a * b;
  const aHigh = highHalf(a);
  const aLow = a - aHigh;
  const bHigh = highHalf(b);
  const bLow = b - bHigh;
  addExactly(sum, product);
  addExactly(sum, aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow));
}

/** The double nearest to the exact sum, ties to even. */
export function rounded(sum: ExactSum): number {
  let i = sum.length - 1;
  if (i < 0) return 0;
  let high = sum[i];
  let low = 0;
  while (i > 0) {
    const x = high;
    const y = sum[--i];
    high = x + y;
    low = y - (high - x);
    if (low !== 0) break;
  }
  // A remainder of exactly half a unit was rounded to even by itself; what lies below may say otherwise.
  if (i > 0 && ((low < 0 && sum[i - 1] < 0) || (low > 0 && sum[i - 1] > 0))) {
    const doubled = low * 2;
    const up = high + doubled;
    if (doubled === up - high) high = up;
  }
  return high;
}

/** The two sums that mean and error of many columns need. */
export interface Moments {
  count: number;
  sum: ExactSum[];
  squares: ExactSum[];
}

export function emptyMoments(columns: number): Moments {
  return {
    count: 0,
    sum: Array.from({ length: columns }, () => []),
    squares: Array.from({ length: columns }, () => []),
  };
}

export function addRow(moments: Moments, row: ArrayLike<number>): void {
  moments.count += 1;
  for (let c = 0; c < moments.sum.length; c++) {
    addExactly(moments.sum[c], row[c]);
    addProductExactly(moments.squares[c], row[c], row[c]);
  }
}

export function meanOf(moments: Moments, column: number): number {
  return rounded(moments.sum[column]) / moments.count;
}

/** Standard error of the mean of a column, sqrt([n sum x^2 - (sum x)^2] / [n^2 (n - 1)]); needs two rows. */
export function errorOf(moments: Moments, column: number): number {
  const n = moments.count;
  // The difference of two nearly equal numbers, harmless because it is exact: equal rows give zero.
  const difference: ExactSum = [];
  for (const part of moments.squares[column]) addProductExactly(difference, n, part);
  for (const a of moments.sum[column]) for (const b of moments.sum[column]) addProductExactly(difference, -a, b);
  return Math.sqrt(Math.max(0, rounded(difference)) / (n - 1)) / n;
}

/** The leading 26 bits of a double; what is left has as many (Veltkamp). */
function highHalf(x: number): number {
  const shifted = 134217729 * x; // 2^27 + 1
  return shifted - (shifted - x);
}
