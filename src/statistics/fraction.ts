/** Fraction and its error: that of a binomial with one success and one failure added, so that 0 of n has one too. */
export function fraction(count: number, n: number): { value: number; error: number } {
  const p = (count + 1) / (n + 2);
  return { value: count / n, error: Math.sqrt((p * (1 - p)) / n) };
}
