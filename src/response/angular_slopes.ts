// Power laws in l, C_l ~ l^-p, by least squares of ln C_l against ln l: one slope, two on both sides of a given break, and two
// whose break is fitted.

/** Exponents p; null where a C_l is not above 0, or there are too few l. */
export interface AngularSlopes {
  /** one power law through all l >= 1 */
  single: number | null;
  /** from l = 1 to 4, and from 4 on */
  below: number | null;
  above: number | null;
  difference: number | null;
}

/** A continuous power law with a break: l^-below up to `l`, l^-above from there on; all null where there is none. */
export interface FittedBreak {
  l: number | null;
  below: number | null;
  above: number | null;
}

const NONE: FittedBreak = { l: null, below: null, above: null };

/** Where arXiv:2410.09634 has its break. */
export const BREAK = 4;
/** Places that are tried for a break, evenly in ln l. */
const TRIED = 400;

/** @param power C_l from l = 0 on */
export function angularSlopes(power: readonly number[]): AngularSlopes {
  const logs = logarithms(power);
  if (logs === null || logs.length < 3) return { single: null, below: null, above: null, difference: null };
  const single = -line(logs).slope;
  if (power.length <= BREAK + 2) return { single, below: null, above: null, difference: null };
  const [below, above] = [-line(logs.slice(0, BREAK)).slope, -line(logs.slice(BREAK - 1)).slope];
  return { single, below, above, difference: below - above };
}

/**
 * The break that fits best, between l = 2 and L - 1 so that either side has two l or more; none where none of these fits better
 * than the ends of that range, or L < 6.
 */
export function fittedBreak(power: readonly number[]): FittedBreak {
  const logs = logarithms(power);
  if (logs === null || logs.length < 6) return NONE;
  const [from, to] = [Math.log(2), Math.log(logs.length - 1)];
  let best: { k: number; misfit: number; slopes: [number, number] } | undefined;
  for (let k = 0; k <= TRIED; k++) {
    const found = brokenLine(logs, from + ((to - from) * k) / TRIED);
    if (best === undefined || found.misfit < best.misfit) best = { k, ...found };
  }
  if (best === undefined || best.k === 0 || best.k === TRIED) return NONE;
  const [below, above] = best.slopes;
  return { l: Math.exp(from + ((to - from) * best.k) / TRIED), below: -below, above: -above };
}

type Point = readonly [x: number, y: number];

/** (ln l, ln C_l) from l = 1 on. */
function logarithms(power: readonly number[]): Point[] | null {
  const used = power.slice(1);
  return used.every((C) => C > 0) ? used.map((C, k): Point => [Math.log(k + 1), Math.log(C)]) : null;
}

function line(points: readonly Point[]): { slope: number } {
  const n = points.length;
  const [mx, my] = [0, 1].map((c) => points.reduce((sum, point) => sum + point[c], 0) / n);
  const xx = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  return { slope: points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / xx };
}

/** Least squares of y = a + b x + c max(0, x - place), by the normal equations of x and max(0, ...) about their means. */
function brokenLine(points: readonly Point[], place: number): { misfit: number; slopes: [number, number] } {
  const n = points.length;
  const rows = points.map(([x, y]) => [x, Math.max(0, x - place), y]);
  const mean = [0, 1, 2].map((c) => rows.reduce((sum, row) => sum + row[c], 0) / n);
  const product = (a: number, b: number) => rows.reduce((sum, row) => sum + (row[a] - mean[a]) * (row[b] - mean[b]), 0);
  const [uu, uv, vv, uy, vy] = [product(0, 0), product(0, 1), product(1, 1), product(0, 2), product(1, 2)];
  const determinant = uu * vv - uv * uv;
  const [b, c] = [(uy * vv - vy * uv) / determinant, (vy * uu - uy * uv) / determinant];
  const misfit = rows.reduce((sum, [x, bent, y]) => {
    const rest = y - mean[2] - b * (x - mean[0]) - c * (bent - mean[1]);
    return sum + rest * rest;
  }, 0);
  return { misfit, slopes: [b, b + c] };
}
