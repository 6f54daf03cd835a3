/** Longer texts are no numbers: 2^-1074 to its last digit has 751, and nobody types that. */
const LONGEST = 100;

/**
 * The finite number that a text is in decimal digits, as in 12, -0.5, .5, 1e3; NaN for every other text, among them those that
 * Number() takes for a number: blanks, 0x10, 0b1, Infinity.
 */
export function decimal(text: string): number {
  if (text.length > LONGEST || !/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i.test(text)) return Number.NaN;
  const value = Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Numbers with commas between, and blanks about them. */
export const decimals = (text: string): number[] => text.split(",").map((part) => decimal(part.trim()));
