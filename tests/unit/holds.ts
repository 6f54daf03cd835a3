import fc from "fast-check";

/**
 * fc.assert, but a failure is reported in a few lines: its path through thousands of smaller cases is of no use to a
 * reader.
 */
export function holds<Case>(property: fc.IProperty<Case>, seed: number, numRuns: number): void {
  report(fc.check(property, { seed, numRuns }), seed);
}

/** The same for a property that has to be waited for: smaller cases are not tried, which would be thousands of flights. */
export async function holdsLater<Case>(
  property: fc.IAsyncProperty<Case>,
  seed: number,
  numRuns: number,
): Promise<void> {
  report(await fc.check(property, { seed, numRuns, endOnFailure: true }), seed);
}

function report<Case>(found: fc.RunDetails<Case>, seed: number): void {
  if (!found.failed) return;
  const { counterexample, errorInstance } = found;
  const stack = errorInstance instanceof Error ? errorInstance.stack : String(errorInstance);
  throw new Error(`with seed ${seed}: ${fc.stringify(counterexample).slice(0, 2000)}\n${stack?.slice(0, 1500)}`);
}
