// How often the phase flips over the realisations, where, and how sharply; and what that is worth.

import type { Course, Flip } from "../response/phase_flip.js";
import { flipOf, LEAST_TURN_DEG } from "../response/phase_flip.js";
import { fraction } from "../statistics/fraction.js";
import { medianWithError, quantile } from "../statistics/jackknife.js";
import { percent, plain } from "../words/numbers.js";

/** TeV, between which the measured phases turn from about 30 to 270 degrees: IceCube 2016, Tibet AS-gamma 2017, ARGO-YBJ 2018. */
export const MEASURED_FLIP_TEV: readonly [number, number] = [100, 300];
const OTHER_TURNS_DEG = [90, 150];

/** A realisation: its first harmonic against rigidity, and those of the two half-sets of directions. */
export interface Joined {
  realisation: number;
  course: Course;
  halves: [Course, Course];
  flip: Flip | null;
}

const found = (all: readonly Joined[]): Flip[] => all.flatMap(({ flip }) => (flip === null ? [] : [flip]));

/** "40 ± 7 %" */
function percentText(count: number, n: number): string {
  const { value, error } = fraction(count, n);
  return `${Math.round(100 * value)} ± ${Math.max(1, Math.round(100 * error))} %`;
}

/** @param energyOf a log10 of the rigidity in TV: TeV */
export function flipsText(all: readonly Joined[], energyOf: (log: number) => number): string[] {
  const n = all.length;
  const flips = found(all);
  const others = OTHER_TURNS_DEG.map((least) => {
    const count = all.filter(({ course }) => flipOf(course, least) !== null).length;
    return `${least}° or more in ${count}`;
  });
  const definition = `A flip is a turn of the phase by ${LEAST_TURN_DEG}° or more between two rigidities of the run, with a dip of the amplitude between them.`;
  const often = `It occurs in ${flips.length} of ${n} realisations, ${percentText(flips.length, n)} (turns of ${others.join(", of ")}).`;
  if (flips.length === 0) return [`${definition} ${often}`];
  const logs = Float64Array.from(flips, ({ log }) => log).sort();
  const widths = Float64Array.from(flips, ({ width }) => width).sort();
  const energyAt = (p: number) => plain(energyOf(quantile(logs, p)), 2);
  const { error } = medianWithError(logs);
  const within = flips.filter(({ log }) => {
    const energy = energyOf(log);
    return energy >= MEASURED_FLIP_TEV[0] && energy <= MEASURED_FLIP_TEV[1];
  }).length;
  const spread = flips.length < 2 ? "" : `, 68 % from ${energyAt(0.16)} to ${energyAt(0.84)} TeV`;
  const median = `${energyAt(0.5)} TeV${error === null ? "" : ` (± ${plain(error, 1)} in log₁₀E)`}`;
  return [
    `${definition} ${often}`,
    `The amplitude is least at ${median} in the median${spread}; in ${within} of all ${n} (${percentText(within, n)}) between ${MEASURED_FLIP_TEV.join(" and ")} TeV, where measured phases turn. The middle half of the turn takes ${plain(quantile(widths, 0.5), 2)} decades in the median. Between the rigidities of the run the dipole is linear in log R, so that a position is known to about a tenth of their distance, and a width to less.`,
    noiseText(all),
  ];
}

/** Whether it is the noise of the directions that flips. */
function noiseText(all: readonly Joined[]): string {
  const both = all.map(({ halves }) => halves.map((course) => flipOf(course)));
  const agree = both.filter(([a, b]) => (a === null) === (b === null)).length;
  const apart = both.flatMap(([a, b]) => (a === null || b === null ? [] : [(a.log - b.log) ** 2]));
  // of the mean of two halves it is half of their difference
  const error = apart.length === 0 ? 0 : Math.sqrt(apart.reduce((sum, x) => sum + x, 0) / apart.length) / 2;
  const where =
    apart.length === 0
      ? ""
      : `; where both have one, the noise of the directions moves it by ${plain(error, 1)} in log₁₀E (rms)`;
  return `The two half-sets of directions agree on whether there is a flip in ${percent(agree / all.length)} of the realisations${where}.`;
}
