/** Numbers as a reader sees them. In files for machines they stand as they are, or rounded by words/csv.ts. */

/** Power of ten of the leading digit. */
const exponentOf = (x: number): number => Number(x.toExponential().split("e")[1]);

/** Whether a number of this power of ten is written without an exponent: 0.01 to 999999. */
const isPlain = (exponent: number): boolean => exponent >= -2 && exponent < 6;

/** "0.27", "2.7e-3", "120": as many digits as are asked for, without zeros at the end. */
export function short(x: number, digits = 3): string {
  if (x === 0 || !Number.isFinite(x)) return String(x + 0);
  if (isPlain(exponentOf(x))) return String(Number(x.toPrecision(digits)));
  return x
    .toExponential(digits - 1)
    .replace(/\.?0+e/, "e")
    .replace("e+", "e");
}

/** A value that needs more digits than this to reach the place of its error is cut: "5.671 ± 2e-9". */
const MOST_DIGITS = 7;

/**
 * "42.0 ± 0.9", "0.091 ± 0.011", "(5.3 ± 0.9)e-4": the error to one digit, to two where it begins with 1, and the value to the same
 * place. Without an error (null) the value alone.
 */
export function withError(value: number, error: number | null): string {
  if (error === null || !Number.isFinite(value)) return short(value);
  if (!Number.isFinite(error)) return `${short(value)} ± unknown`;
  const digits = error.toExponential().startsWith("1") ? 2 : 1;
  const place = exponentOf(error) - digits + 1;
  const largest = Math.max(Math.abs(value), error);
  let exponent = exponentOf(largest);
  if (error === 0 || exponent - place >= MOST_DIGITS) return `${short(value, 4)} ± ${short(error, digits)}`;
  if (Number((largest / 10 ** exponent).toFixed(exponent - place)) === 10) exponent += 1;
  if (isPlain(exponent)) return `${toPlace(value, place)} ± ${toPlace(error, place)}`;
  const [mantissa, itsError] = [value, error].map((x) => toPlace(x / 10 ** exponent, place - exponent));
  return `(${mantissa} ± ${itsError})e${exponent}`;
}

/** Rounded to a power of ten, the zeros at its end kept; a zero has no sign. */
function toPlace(x: number, place: number): string {
  const text = place > 0 ? String(Math.round(x / 10 ** place) * 10 ** place) : x.toFixed(-place);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

/** A value with its error and its unit: "42.0 ± 0.9 pc" */
export const quantity = (value: number, error: number | null, unit = ""): string =>
  withError(value, error) + (unit === "" ? "" : ` ${unit}`);

/** "0.3 s", "42 s", "3 min 20 s", "5 h 12 min", "3 d 4 h" */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${Number(seconds.toPrecision(seconds < 1 ? 1 : 2))} s`;
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  const minutes = Math.round(s / 60);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
}

/** "12 kB", "310 MB", "1.2 GB" (powers of ten) */
export function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power]}`;
}

/** "0 %", "92 %" */
export const percent = (fraction: number): string => `${Math.round(fraction * 100)} %`;

/** "1 worker", "3 workers" */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

// As figures and pages print them, with raised exponents and true minus signs.

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const raised = (exponent: string): string => [...exponent].map((c) => (c === "-" ? "⁻" : RAISED[Number(c)])).join("");

/** "(5.3 ± 0.9)e-4" -> "(5.3 ± 0.9)×10⁻⁴" */
export const typeset = (text: string): string =>
  text.replace(/e(-?\d+)/g, (_, exponent: string) => `×10${raised(exponent)}`).replaceAll("-", "−");

/** 0.001 -> "10⁻³": for the ticks of a logarithmic axis. */
export const power = (value: number): string => `10${raised(String(Math.round(Math.log10(value))))}`;

/** 0.00064 -> "6.4×10⁻⁴"; "0" for zero. */
export const scientific = (value: number, digits = 2): string =>
  value === 0 ? "0" : typeset(value.toExponential(digits - 1).replace("+", ""));

/** Without an exponent: 0.0012, 35, 1200. */
export const plain = (value: number, digits = 2): string => typeset(String(Number(value.toPrecision(digits))));

/** 1000 -> "1 PV" */
export const rigidity = (rigidity_TV: number): string =>
  rigidity_TV >= 1000 ? `${rigidity_TV / 1000} PV` : `${rigidity_TV} TV`;
