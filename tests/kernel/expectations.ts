/** Expects |found - expected| <= bound, and says all three if not. */
export function expectWithin(found: f64, expected: f64, bound: f64, what: string): void {
  const message = what + ": found " + found.toString() + ", expected " + expected.toString();
  expect<bool>(Math.abs(found - expected) <= bound).toBe(true, message + " within " + bound.toString());
}

/** Expects two numbers to have the same bits. */
export function expectSameBits(found: f64, expected: f64, what: string): void {
  expect<u64>(reinterpret<u64>(found)).toBe(
    reinterpret<u64>(expected),
    what + ": found " + found.toString() + ", expected " + expected.toString(),
  );
}
