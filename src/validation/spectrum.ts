// The modes of the field against the spectrum E(k) ~ k^-q: slope, joins of the bands, coherence length, correlation.

import type { Config, Group } from "../config/config.js";
import { modeSums, modeVariance, NUMBERS_PER_MODE } from "../flight/modes.js";
import { unchecked } from "../published.js";
import { agrees, ofMeans, type Row, slopeOf } from "./row.js";

/**
 * Power of single modes by wavelength. In a band from L_g to L_(g+1) each mode stands for (2 pi/box)^3 of k space, so that
 * E(k) = 4 pi k^2 (box/2 pi)^3 <2 |A|^2>/2 per mode and its opposite; bins within a band compare single modes, and so do
 * not depend on how many the lattice happens to have.
 */
export function spectrumRows(section: string, lists: Float64Array[], config: Config, group: Group): Row[] {
  const q = config.field.spectral_index;
  const { levels } = group;
  const BINS = 3;
  const edges = levels.map((level) =>
    Array.from({ length: BINS + 1 }, (_, i) => level.longest_pc * (level.cut_pc / level.longest_pc) ** (i / BINS)),
  );
  // [realisation][level x bin]: sum of E(k) k^q over modes / their number
  const rows = lists.map((modes) => {
    const sums = levels.flatMap(() => new Array<number>(BINS).fill(0));
    const counts = [...sums];
    for (let m = 0; m < modes.length; m += NUMBERS_PER_MODE) {
      const k = Math.hypot(modes[m], modes[m + 1], modes[m + 2]);
      const wavelength = (2 * Math.PI) / k;
      // half open: the longest wavelength belongs to the band, the shortest to the next
      const g = levels.findIndex((level) => wavelength > level.cut_pc * (1 + 1e-9));
      if (g < 0) continue;
      const bin = Math.min(BINS - 1, Math.max(0, edges[g].findIndex((edge) => wavelength > edge * (1 + 1e-9)) - 1));
      const energy = 4 * Math.PI * k * k * (levels[g].box_pc / (2 * Math.PI)) ** 3 * (modeVariance(modes, m) / 2);
      sums[g * BINS + bin] += energy * k ** q;
      counts[g * BINS + bin]++;
    }
    return sums.map((sum, i) => sum / Math.max(1, counts[i]));
  });
  // E(k) of unit k: dB^2 (q - 1) (2 pi/L_max)^(q-1)
  const amplitude = group.turbulent_uG ** 2 * (q - 1) * ((2 * Math.PI) / config.field.outer_scale_pc) ** (q - 1);
  const centres = edges.flatMap((level) =>
    Array.from({ length: BINS }, (_, i) => Math.log((2 * Math.PI) / Math.sqrt(level[i] * level[i + 1]))),
  );
  const sample = `${lists.length} realisations, ${levels.length} bands`;
  const slope = ofMeans(rows, (means) => slopeOf(centres, means.map(Math.log)) - q);
  const found: Row[] = [
    agrees({
      section,
      name: "spectral slope",
      what: "d ln E / d ln k from the outer to the inner scale",
      ...slope,
      expected: -q,
      sigmas: 5,
      relative: 0.003,
      bounds: "0.3 % for the last band, which is cut",
      source: "E(k) ~ k^-q of the config",
      sample,
    }),
  ];
  for (let g = 1; g < levels.length; g++) {
    const step = ofMeans(rows, (means) => means[g * BINS] / means[g * BINS - 1]);
    found.push(
      agrees({
        section,
        name: `join at ${Number(levels[g].longest_pc.toPrecision(3))} pc`,
        what: "E(k) k^q just below the join of two bands / just above",
        ...step,
        expected: 1,
        sigmas: 5,
        source: "no step where bands join",
        sample,
      }),
    );
  }
  const level = ofMeans(rows, (means) => means.reduce((sum, e) => sum + e, 0) / means.length / amplitude);
  found.push(
    agrees({
      section,
      name: "spectral level",
      what: "mean E(k) k^q over the bands / that of a continuous spectrum of variance dB^2",
      ...level,
      expected: latticeFactor(config),
      sigmas: 5,
      relative: 0.002,
      bounds: "0.2 % for the last band, which is cut",
      source: "integral of the spectrum over the modes of a band / sum over its lattice of modes",
      sample,
    }),
  );
  return found;
}

/**
 * Levels are scaled so that the sum over their discrete modes is the variance of their band; a mode has then more or less than
 * its part of k space by integral / sum of n^-(q+2) over the mode vectors of a band, the same for all bands.
 */
function latticeFactor({ field }: Config): number {
  const { box_wavelengths: low, spectral_index: q } = field;
  const high = low * field.band_ratio;
  let sum = 0;
  const reach = Math.ceil(high);
  for (let x = -reach; x <= reach; x++)
    for (let y = -reach; y <= reach; y++)
      for (let z = -reach; z <= reach; z++) {
        const n = Math.sqrt(x * x + y * y + z * z);
        if (n >= low && n < high) sum += n ** -(q + 2);
      }
  return ((4 * Math.PI) / (q - 1) / sum) * (low ** (1 - q) - high ** (1 - q));
}

/** Coherence length, and <B(0).B(x)> averaged over directions of x, of the modes against integrals over the spectrum. */
export function correlation(section: string, lists: Float64Array[], config: Config, group: Group): Row[] {
  const { outer_scale_pc: outer, spectral_index: q } = config.field;
  const inner = group.inner_scale_pc;
  const sample = `${lists.length} realisations`;
  const length = ofMeans(
    lists.map(modeSums).map(({ square_uG2, coherence_pc }) => [square_uG2 * coherence_pc, square_uG2]),
    ([over, sum]) => over / sum,
  );
  const rows = [
    agrees({
      section,
      name: "coherence length",
      what: "pi sum |B_k|^2/k / sum |B_k|^2",
      unit: "pc",
      ...length,
      expected: unchecked.coherenceLength(outer, inner, q),
      sigmas: 5,
      relative: 0.06,
      bounds: "6 %: a box of two wavelengths has it 4 % above the formula",
      source: "Harari et al. 2002 (JHEP 03, 045)",
      sample,
    }),
  ];
  for (const x of [5, 25]) {
    const measured = ofMeans(
      lists.map((modes) => {
        let sum = 0;
        for (let m = 0; m < modes.length; m += NUMBERS_PER_MODE) {
          const kx = Math.hypot(modes[m], modes[m + 1], modes[m + 2]) * x;
          sum += (modeVariance(modes, m) * Math.sin(kx)) / kx;
        }
        return [sum, modeSums(modes).square_uG2];
      }),
      ([sum, all]) => sum / all,
    );
    rows.push(
      agrees({
        section,
        name: `correlation at ${x} pc`,
        what: `<B(0).B(x)> / <B^2> at |x| = ${x} pc, mean over directions`,
        ...measured,
        expected: correlationOf(x, outer, inner, q),
        sigmas: 5,
        relative: 0.02 / correlationOf(x, outer, inner, q),
        bounds: "0.02 of <B^2> for the coarse lattice of the longest modes",
        source: "integral of E(k) sin(kx)/(kx)",
        sample,
      }),
    );
  }
  return rows;
}

/** Integral of E(k) sin(kx)/(kx) dk over that of E(k), by Simpson's rule in ln k. */
function correlationOf(x: number, outer: number, inner: number, q: number): number {
  const n = 4000;
  const step = Math.log(outer / inner) / n;
  let above = 0;
  let below = 0;
  for (let i = 0; i <= n; i++) {
    const k = ((2 * Math.PI) / outer) * Math.exp(i * step);
    const weight = (i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2) * k ** (1 - q);
    above += (weight * Math.sin(k * x)) / (k * x);
    below += weight;
  }
  return above / below;
}
