/**
 * Exact sums of doubles: rounded once, at the end, so that the result does not depend on the order of the terms.
 *
 * Records of realisations arrive in any order (workers, shards, resumed runs), and summary.json must be the same bytes all
 * the same. Sorting them first would mean keeping all their tensors; with exact sums nothing is kept. Method: Shewchuk
 * 1997, Discrete Comput. Geom. 18, 305 (the one of Python's math.fsum). Terms must be finite.
 */

import type { Layout, Row } from "./rows.js";

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
function addProductExactly(sum: ExactSum, a: number, b: number): void {
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

/** Means over rows and their standard errors, from exact sums of each number and of its square; no row is kept. */
export class Moments<Quantities> {
  count = 0;
  sums: ExactSum[];
  squares: ExactSum[];
  readonly #layout: Layout<Quantities>;
  readonly #row: Row<Quantities>;

  constructor(layout: Layout<Quantities>) {
    this.#layout = layout;
    this.#row = layout.row(new Float64Array(layout.width));
    this.sums = Array.from({ length: layout.width }, () => []);
    this.squares = Array.from({ length: layout.width }, () => []);
  }

  add(quantities: Quantities): void {
    this.#layout.write(this.#row, quantities);
    this.count += 1;
    for (let c = 0; c < this.sums.length; c++) {
      const x = this.#row.memory[c];
      addExactly(this.sums[c], x);
      addProductExactly(this.squares[c], x, x);
    }
  }

  mean(): Row<Quantities> {
    return this.#layout.row(Float64Array.from(this.sums, (sum) => rounded(sum) / this.count));
  }

  /** Standard error of the mean, sqrt([n sum x^2 - (sum x)^2] / [n^2 (n - 1)]); null for fewer than two rows. */
  error(): Row<Quantities> | null {
    const n = this.count;
    if (n < 2) return null;
    const errors = this.sums.map((sum, c) => {
      // The difference of two nearly equal numbers, harmless because it is exact: equal rows give zero.
      const difference: ExactSum = [];
      for (const part of this.squares[c]) addProductExactly(difference, n, part);
      for (const a of sum) for (const b of sum) addProductExactly(difference, -a, b);
      return Math.sqrt(Math.max(0, rounded(difference)) / (n - 1)) / n;
    });
    return this.#layout.row(Float64Array.from(errors));
  }
}

/** The leading 26 bits of a double; what is left has as many (Veltkamp). */
function highHalf(x: number): number {
  const shifted = 134217729 * x; // 2^27 + 1
  return shifted - (shifted - x);
}
