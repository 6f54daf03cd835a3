// The paper's statements on the dependence on energy (Fig. 1) and on the distances that particles cover.

import { KASCADE, unchecked } from "../published.js";
import { diffusionStatistics } from "../response/diffusion_statistics.js";
import { inOrder, type Sample } from "../response/sample.js";
import { directionVector } from "../sky/directions.js";
import { bootstrap } from "../statistics/bootstrap.js";
import { fraction } from "../statistics/fraction.js";
import { amplitudesAt, FIRST_HARMONIC, medianAmplitude, WHOLE } from "./amplitudes.js";
import {
  type Claim,
  judged,
  LEAST_REALISATIONS,
  missing,
  open,
  otherFrame,
  type Results,
  RIGIDITIES_TV,
  sampleText,
  WEAK,
} from "./claim.js";

export function energyClaims(results: Results): Claim[] {
  const samples = RIGIDITIES_TV.map((R) => results.sample(WEAK, R));
  const frame = otherFrame(results.config);
  return [
    ...distances(results, samples),
    ...growth(results, samples),
    ...shapes(samples, frame),
    ...drifting(samples, frame),
  ];
}

const parallel = (results: Results, sample: Sample) =>
  diffusionStatistics(sample, directionVector(...results.config.field.regular_direction_deg))?.msd.parallel ?? null;

/** sqrt(4 D_par tau) = sqrt(12) D_par/c, against the paper's closed form. */
function distances(results: Results, samples: (Sample | undefined)[]): Claim[] {
  return RIGIDITIES_TV.map((R, i) => {
    const name = `distance: ${R} TV`;
    const statement =
      "After a few scattering times particles are a few times sqrt(4 D_par tau) = 100^(q-1) pc (dB/B0)^-2 (R_PV/B0_uG)^(2-q) away: a few hundred parsecs at 1 PV.";
    const sample = samples[i];
    const D = sample && parallel(results, sample);
    if (!sample || !D) return open({ name, statement, needs: missing(WEAK, [R]) });
    const { regular_uG } = sample.group;
    const expected = Math.sqrt(12) * unchecked.paperParallel(R, regular_uG, WEAK, results.config.field.spectral_index);
    return judged({
      name,
      statement,
      computed: `sqrt(12) D_par(T)/c from the displacements; the formula has ${expected.toFixed(0)} pc`,
      unit: "pc",
      value: Math.sqrt(12) * D.value,
      error: D.error === null ? null : Math.sqrt(12) * D.error,
      holds_if: "within a factor 1.5 of the formula",
      low: expected / 1.5,
      high: expected * 1.5,
      sample: sampleText(sample),
    });
  });
}

/**
 * The distance "more than doubles with every decade": D_par ~ R^(1/3). The errors of the two rigidities, which share their
 * realisations, are taken as independent: too large rather than too small.
 */
function growth(results: Results, samples: (Sample | undefined)[]): Claim[] {
  return [1, 2].map((i) => {
    const [R0, R1] = [RIGIDITIES_TV[i - 1], RIGIDITIES_TV[i]];
    const name = `growth: ${R0} to ${R1} TV`;
    const statement = "The distance covered more than doubles with every decade in rigidity (R^(1/3): 2.15).";
    const [low, high] = [samples[i - 1], samples[i]];
    const a = low && parallel(results, low);
    const b = high && parallel(results, high);
    if (!low || !high || !a || !b) return open({ name, statement, needs: missing(WEAK, [R0, R1]) });
    const ratio = b.value / a.value;
    const error =
      a.error === null || b.error === null ? null : ratio * Math.hypot(a.error / a.value, b.error / b.value);
    return judged({
      name,
      statement,
      computed: `D_par(${R1} TV)/D_par(${R0} TV): R^${Math.log10(ratio).toFixed(2)}`,
      value: ratio,
      error,
      holds_if: "above 2",
      low: 2,
      sample: `${sampleText(low)}; ${sampleText(high)}`,
    });
  });
}

/** Amplitudes of the realisations that all three rigidities have, at 90 degrees: [realisation][rigidity]. */
function joined(samples: (Sample | undefined)[]): number[][] | null {
  if (samples.some((sample) => sample === undefined)) return null;
  const tables = (samples as Sample[]).map((sample) => {
    const sizes = amplitudesAt(sample, 90).flat();
    return new Map(inOrder(sample).map((row, k) => [row.realisation, sizes[k]]));
  });
  return [...tables[0].keys()]
    .filter((k) => tables.every((table) => table.has(k)))
    .map((k) => tables.map((table) => table.get(k) as number));
}

/** "three of five rise with energy, the other two do not, one of them falls and rises" */
function shapes(samples: (Sample | undefined)[], frame: string | undefined): Claim[] {
  const statement =
    "Of five realisations at about 90 degrees the amplitude rises with energy in three; in two it does not, one of which falls and rises.";
  const all = frame === undefined ? joined(samples) : null;
  if (all === null || all.length < LEAST_REALISATIONS) {
    return [open({ name: "energy: two of five", statement, needs: frame ?? missing(WEAK, RIGIDITIES_TV) })];
  }
  const n = all.length;
  const rises = all.map(([a, b, c]) => a < b && b < c);
  const rising = rises.filter(Boolean).length;
  const falling = all.filter(([a, b, c]) => b < a && b < c).length;
  const two = bootstrap(n, (drawn) => {
    const rise = drawn.reduce((count, k) => count + Number(rises[k]), 0);
    return setsOfFive(rise, n - rise);
  });
  const sample = (samples as Sample[]).map(sampleText).join("; ");
  return [
    judged({
      name: "energy: two of five",
      statement,
      computed: `fraction of all sets of five of ${n} realisations in which exactly two do not rise (${n - rising} do not)`,
      ...two,
      holds_if: "above 0.05: not unlikely",
      low: 0.05,
      sample,
    }),
    judged({
      name: "energy: not rising",
      statement,
      computed: "fraction of realisations whose amplitude does not rise from 10 to 100 to 1000 TV, at 90 degrees",
      ...fraction(n - rising, n),
      holds_if: "0.4 within the scatter of five: 0.05 to 0.8",
      low: 0.05,
      high: 0.8,
      sample,
    }),
    judged({
      name: "energy: falls and rises",
      statement: "One realisation traces the decline to 100 TeV and the rise to 1 PeV that is observed.",
      computed: "fraction of realisations with the smallest amplitude at 100 TV, at 90 degrees",
      ...fraction(falling, n),
      holds_if: "0.02 to 0.6: one of five",
      low: 0.02,
      high: 0.6,
      sample,
    }),
  ];
}

/** Of all sets of five, the fraction with three of the one kind and two of the other. */
function setsOfFive(first: number, second: number): number {
  const choose = (n: number, k: number): number => {
    let product = 1;
    for (let i = 0; i < k; i++) product *= (n - i) / (k - i);
    return product;
  };
  return (choose(first, 3) * choose(second, 2)) / choose(first + second, 5);
}

/** What the amplitude may be to agree with data: EAS-TOP 2009 at 110 TeV, KASCADE. */
const MEASURED = [
  [100, 3.4e-4, "3.4e-4, EAS-TOP at 110 TeV with its error"],
  [1000, KASCADE, `${KASCADE}, the KASCADE limit`],
] as const;

/** A gradient whose direction drifts by up to 10 degrees with energy. */
function drifting(samples: (Sample | undefined)[], frame: string | undefined): Claim[] {
  return MEASURED.flatMap(([R, measured, words]) =>
    [WHOLE, FIRST_HARMONIC].map((reading) => {
      const name = `drifting gradient: ${R} TV${reading.suffix}`;
      const statement =
        "With a gradient whose direction drifts by up to 10 degrees with energy the suppression is maintained from 1e14 to 1e15 eV.";
      const sample = samples[RIGIDITIES_TV.indexOf(R)];
      if (sample === undefined || frame) return open({ name, statement, needs: frame ?? missing(WEAK, [R]) });
      const worst = [80, 85, 90, 95, 100]
        .map((angle) => ({ angle, ...medianAmplitude(amplitudesAt(sample, angle, reading)) }))
        .reduce((most, median) => (median.value > most.value ? median : most));
      return judged({
        name,
        statement,
        computed: `largest median amplitude for a gradient at 80 to 100 degrees (at ${worst.angle}), ${reading.words}`,
        value: worst.value,
        error: worst.error,
        holds_if: `below what is measured (${words})`,
        high: measured,
        sample: sampleText(sample),
      });
    }),
  );
}
