/** Spectra: of plane waves in shells of k, and of samples along a line. */

import { modeVariance, NUMBERS_PER_MODE } from "../../flight/modes.js";

/** E(k) in shells: sum over the waves of 2 |A|^2, per interval of k. [uG^2 pc] */
export interface Shell {
  /** between its edges, low and high */
  k: number;
  low: number;
  high: number;
  E: number;
  waves: number;
}

/** Waves are nine numbers each: k (rad/pc), Re A, Im A (uG); a shell is edges[i] <= k < edges[i + 1]. Empty shells are left out. */
export function shells(modes: Float64Array, edges: readonly number[]): Shell[] {
  const sum = new Float64Array(edges.length - 1);
  const waves = new Float64Array(edges.length - 1);
  for (let i = 0; i < modes.length; i += NUMBERS_PER_MODE) {
    // a wave on an edge belongs above it, whatever the rounding of its rotated k
    const k = Math.hypot(modes[i], modes[i + 1], modes[i + 2]) * (1 + 1e-9);
    const shell = edges.findIndex((edge, e) => e < sum.length && k >= edge && k < edges[e + 1]);
    if (shell < 0) continue;
    sum[shell] += modeVariance(modes, i);
    waves[shell] += 1;
  }
  return Array.from(sum, (total, i) => ({
    k: Math.sqrt(edges[i] * edges[i + 1]),
    low: edges[i],
    high: edges[i + 1],
    E: total / (edges[i + 1] - edges[i]),
    waves: waves[i],
  })).filter((shell) => shell.waves > 0);
}

/**
 * One-sided spectrum of a vector sampled at n = 2^m points along a line, sum over components, [uG^2 pc], averaged in bins of
 * equal width in log k; the mean is taken off and a Hann window put on.
 */
export function alongLine(
  field: Float64Array,
  spacing_pc: number,
  perDecade: number,
): { k: number; E: number; modes: number }[] {
  const n = field.length / 3;
  const power = new Float64Array(n / 2);
  for (let component = 0; component < 3; component++) {
    const re = new Float64Array(n);
    const im = new Float64Array(n);
    let mean = 0;
    for (let i = 0; i < n; i++) mean += field[3 * i + component] / n;
    // mean square of the window: 3/8
    for (let i = 0; i < n; i++)
      re[i] = (field[3 * i + component] - mean) * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / n));
    transform(re, im);
    for (let i = 1; i < n / 2; i++) power[i] += re[i] * re[i] + im[i] * im[i];
  }
  const step = (2 * Math.PI) / (n * spacing_pc);
  const bins = new Map<number, { sum: number; modes: number }>();
  for (let i = 2; i < n / 2; i++) {
    const bin = Math.floor(Math.log10(i * step) * perDecade);
    const here = bins.get(bin) ?? { sum: 0, modes: 0 };
    bins.set(bin, { sum: here.sum + (2 * power[i]) / (n * n * (3 / 8) * step), modes: here.modes + 1 });
  }
  return [...bins.entries()]
    .sort(([a], [b]) => a - b)
    .map(([bin, { sum, modes }]) => ({ k: 10 ** ((bin + 0.5) / perDecade), E: sum / modes, modes }));
}

/** Fourier transform in place, n a power of two (Cooley, Tukey 1965). */
function transform(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j], re[i]];
      [im[i], im[j]] = [im[j], im[i]];
    }
  }
  for (let size = 2; size <= n; size *= 2) {
    const angle = (-2 * Math.PI) / size;
    const half = size / 2;
    const cos = Float64Array.from({ length: half }, (_, k) => Math.cos(angle * k));
    const sin = Float64Array.from({ length: half }, (_, k) => Math.sin(angle * k));
    for (let from = 0; from < n; from += size) {
      for (let k = 0; k < half; k++) {
        const [a, b] = [from + k, from + k + half];
        const x = re[b] * cos[k] - im[b] * sin[k];
        const y = re[b] * sin[k] + im[b] * cos[k];
        re[b] = re[a] - x;
        im[b] = im[a] - y;
        re[a] += x;
        im[a] += y;
      }
    }
  }
}
