/** Fraction and its error: that of a binomial with one success and one failure added, so that 0 of n has one too. */
export function fraction(count: number, n: number): { value: number; error: number } {
  const p = (count + 1) / (n + 2);
  return { value: count / n, error: Math.sqrt((p * (1 - p)) / n) };
}

/**
 * Least and most successes of n that are not excluded for every probability from low to high: fewer, or more, have less than the
 * chance even for low, or high (binomial, exact).
 */
export function countsWithin(n: number, [low, high]: readonly [number, number], chance: number): [number, number] {
  return [fewest(n, low, chance), n - fewest(n, 1 - high, chance)];
}

/** Least k for which k or fewer successes have the chance. */
function fewest(n: number, p: number, chance: number): number {
  // from k = 0 on, by the ratio of two terms that follow each other
  let term = (1 - p) ** n;
  let sum = term;
  let k = 0;
  for (; sum < chance && k < n; k++) {
    term *= ((n - k) / (k + 1)) * (p / (1 - p));
    sum += term;
  }
  return k;
}
