// Numbers as a person reads them.

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

/** Three digits at most: "0.27", "2.7e-3", "120" */
export function short(x: number, digits = 3): string {
  if (x === 0) return "0";
  const exponent = Math.floor(Math.log10(Math.abs(x)));
  if (exponent >= -2 && exponent < 6) return String(Number(x.toPrecision(digits)));
  return x
    .toExponential(digits - 1)
    .replace(/\.?0+e/, "e")
    .replace("e+", "e");
}

/** A value and its error in the value's power of ten: "(3.1 ± 0.2)e-3" */
export function withError(value: number, error: number | null): string {
  if (error === null || !(error > 0) || value === 0) return short(value, 2);
  const exponent = Math.floor(Math.log10(Math.max(Math.abs(value), error)));
  const digits = Math.max(0, exponent - Math.floor(Math.log10(error)));
  const scale = 10 ** exponent;
  return `(${(value / scale).toFixed(digits)} ± ${(error / scale).toFixed(digits)})e${exponent}`;
}
