/** The spectrum of samples along a line. */

import { fourier } from "../../turbulence/fourier.js";

/**
 * One-sided spectrum of a vector sampled at n points, an even number along a line, sum over components, [uG^2 pc], averaged in bins of
 * equal width in log k; the mean is taken off and a Hann window put on.
 */
export function alongLine(
  field: Float64Array,
  spacing_pc: number,
  perDecade: number,
): { k: number; E: number; modes: number }[] {
  const n = field.length / 3;
  const transform = fourier(n);
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
