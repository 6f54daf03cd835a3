// Straight lines through points in log-log.

import type { Measured } from "../statistics/jackknife.js";

export interface Point {
  x: number;
  y: number;
  /** standard error of y over y */
  relative: number;
}

/** The exponent p of y ~ x^p; its error follows the points' own, or where they scatter more than those, their scatter. */
export function exponent(points: readonly Point[]): Measured {
  const weights = points.map(({ relative }) => 1 / (relative * relative));
  const sum = (term: (p: Point) => number) => points.reduce((total, p, i) => total + weights[i] * term(p), 0);
  const total = sum(() => 1);
  const middle = sum(({ x }) => Math.log(x)) / total;
  const height = sum(({ y }) => Math.log(y)) / total;
  const spread = sum(({ x }) => (Math.log(x) - middle) ** 2);
  const value = sum(({ x, y }) => (Math.log(x) - middle) * Math.log(y)) / spread;
  const squares = sum(({ x, y }) => (Math.log(y) - height - value * (Math.log(x) - middle)) ** 2);
  const free = points.length - 2;
  return { value, error: free > 0 ? Math.sqrt(Math.max(1, squares / free) / spread) : null };
}
