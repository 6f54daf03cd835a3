// A file system that fails where a test wants it to: functions of node:fs are replaced while some work is done.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

// biome-ignore lint/suspicious/noExplicitAny: any function of node:fs
type Functions = Record<string, (...given: any[]) => any>;
const functions = fs as unknown as Functions;

/** As node:fs throws it. */
export const errno = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code });

/**
 * Does the work with some functions of node:fs replaced. Each replacement is made from the true function.
 * (A function that others of node:fs call within is not seen by them.)
 */
export async function withFaults<T>(
  faults: Record<string, (real: Functions[string]) => Functions[string]>,
  work: () => T | Promise<T>,
): Promise<T> {
  const real = Object.keys(faults).map((name) => [name, functions[name]] as const);
  const set = (pairs: readonly (readonly [string, Functions[string]])[]) => {
    for (const [name, replacement] of pairs) functions[name] = replacement;
    syncBuiltinESMExports();
  };
  set(real.map(([name, original]) => [name, faults[name](original)] as const));
  try {
    return await work();
  } finally {
    set(real);
  }
}

/** A function that always fails. */
export const failing = (code: string) => () => () => {
  throw errno(code);
};
