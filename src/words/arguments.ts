// Numbers that a program gives: what a function cannot take is refused by name, where an answer of NaN would be found much later.
import { inShort } from "./options.js";

const refuse = (name: string, found: unknown, expected: string): never => {
  throw new RangeError(`${name}: ${inShort(found)} found, ${expected} expected`);
};

/** Throws RangeError, which names the argument, for a number that is none. */
export function checkFinite(numbers: Record<string, number>): void {
  for (const [name, x] of Object.entries(numbers)) if (!Number.isFinite(x)) refuse(name, x, "a finite number");
}

/** The same for what is not above 0. */
export function checkPositive(numbers: Record<string, number>): void {
  for (const [name, x] of Object.entries(numbers))
    if (!(Number.isFinite(x) && x > 0)) refuse(name, x, "a finite number above 0");
}

/** The same for what is no whole number from `least` to `most`. */
export function checkWhole(name: string, x: number, least: number, most: number): void {
  if (!(Number.isInteger(x) && x >= least && x <= most)) refuse(name, x, `a whole number from ${least} to ${most}`);
}

/** Throws TypeError or RangeError for what is no list of finite numbers, or not of `length`. */
export function checkNumberList(name: string, list: ArrayLike<number>, length = list?.length): void {
  if (!(Array.isArray(list) || (ArrayBuffer.isView(list) && "length" in list)))
    throw new TypeError(`${name}: ${inShort(list)} found, a list of numbers expected`);
  if (list.length !== length) refuse(name, list.length, `${length} numbers`);
  for (let i = 0; i < list.length; i++)
    if (!Number.isFinite(list[i])) refuse(`${name}[${i}]`, list[i], "a finite number");
}
