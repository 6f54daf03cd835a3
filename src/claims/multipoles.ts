// What the literature says of the sky beyond the dipole, beside the groups of a run that recorded multipoles. Only what abstracts
// say: Bian, Giacinti & Reville 2024 (arXiv:2410.09634), and Giacinti & Kirk 2018 (arXiv:1810.06396) on isotropic Kolmogorov
// turbulence.

import { BREAK } from "../response/angular_slopes.js";
import type { MultipoleStatistics, SpectrumStatistics } from "../response/multipole_statistics.js";
import type { Measured } from "../statistics/jackknife.js";
import { withError } from "../words/numbers.js";

export interface MultipoleClaim {
  source: string;
  statement: string;
  turbulence_level: number;
  /** numbers of each rigidity, with T, directions and errors */
  found: string[];
  /** "within errors": neither it nor its contrary is seen by two standard errors */
  verdict: "holds" | "holds not" | "within errors";
}

const BIAN = "arXiv:2410.09634";
const KIRK = "arXiv:1810.06396";
/** A difference counts from so many standard errors on. */
const SIGMAS = 2;
/** What l is small and yet free of the dipole; and from how many errors on the largest of three differences counts (5 % by chance). */
const SMALL = [2, 3, BREAK];
const SIGMAS_OF_THREE = 2.39;
/** A break is known to be "about" somewhere where its error is no larger. */
const ABOUT = 0.5;

/** Decides nothing. */
const UNSEEN: Measured = { value: 0, error: null };

const textOrNot = (a: Measured | null): string => (a === null ? "not seen above the noise" : text(a));
const text = ({ value, error }: Measured): string => withError(value, error);

/** By the sign of a difference that is expected to be above 0. */
function verdictOf(differences: { value: number; error: number }[]): MultipoleClaim["verdict"] {
  if (differences.length === 0) return "within errors";
  if (differences.some(({ value, error }) => value < -SIGMAS * error)) return "holds not";
  return differences.every(({ value, error }) => value > SIGMAS * error) ? "holds" : "within errors";
}

/** A statement on all groups of a level: it does not hold where one of them lacks the number. */
function inAll(
  groups: MultipoleStatistics[],
  number: (group: MultipoleStatistics) => Measured | null,
  verdict: (numbers: { value: number; error: number }[]) => MultipoleClaim["verdict"],
): MultipoleClaim["verdict"] {
  const numbers = groups.flatMap((group) => measured(number(group)));
  const found = numbers.length === 0 ? "within errors" : verdict(numbers);
  return found === "holds" && numbers.length < groups.length ? "within errors" : found;
}

const minus = (a: Measured, b: Measured) => ({
  value: a.value - b.value,
  error: Math.hypot(a.error ?? Number.POSITIVE_INFINITY, b.error ?? Number.POSITIVE_INFINITY),
});
const measured = (a: Measured | null) => (a?.error == null ? [] : [{ value: a.value, error: a.error }]);

const seen = ({ lmax }: MultipoleStatistics): number[] => SMALL.filter((l) => l <= lmax);
/** What is judged: the gradient along B0, or any where there is no B0. */
const main = ({ spectra }: MultipoleStatistics): SpectrumStatistics => spectra[0];
const where = ({ rigidity_TV, path_pc, nside, realisations }: MultipoleStatistics): string =>
  `${rigidity_TV} TV (T ${path_pc} pc, nside ${nside}, ${realisations} realisations)`;

/** A row for each statement at one turbulence level; the groups of one level, at any rigidities. */
export function multipoleClaims(all: readonly MultipoleStatistics[]): MultipoleClaim[] {
  const levels = [...new Set(all.map((group) => group.turbulence_level))];
  return levels.flatMap((turbulence_level) => {
    const groups = all
      .filter((group) => group.turbulence_level === turbulence_level)
      .sort((a, b) => a.rigidity_TV - b.rigidity_TV);
    const row = (
      source: string,
      statement: string,
      found: (group: MultipoleStatistics) => string,
      verdict: MultipoleClaim["verdict"],
    ): MultipoleClaim => ({
      source,
      statement,
      turbulence_level,
      found: groups.map((group) => `${where(group)}: ${found(group)}`),
      verdict,
    });
    const [low, high] = [groups[0], groups[groups.length - 1]];
    const several = low !== high;
    const changes = several ? seen(high).map((l) => minus(main(high).relative[l], main(low).relative[l])) : [];
    const nonGyrotropic = (group: MultipoleStatistics, l: number): Measured => {
      const { value, error } = main(group).local.gyrotropic[l];
      return { value: 1 - value, error };
    };
    return [
      row(
        BIAN,
        "the size of the gradient only normalises the C_l",
        (group) =>
          `exact here, as maps are linear in it; its direction matters: C_2/C_1 ${group.spectra
            .map(({ gradient, relative }) => `${text(relative[2])} ${gradient}`)
            .join(", ")}`,
        "holds",
      ),
      row(
        BIAN,
        "the spectrum depends on energy",
        (group) =>
          `C_l/C_1 ${seen(group)
            .map((l) => `${text(main(group).relative[l])} at l = ${l}`)
            .join(", ")}`,
        changes.some(({ value, error }) => Math.abs(value) > SIGMAS_OF_THREE * error) ? "holds" : "within errors",
      ),
      row(
        BIAN,
        "it is sensitive to the observer's place at small l",
        (group) =>
          `scatter of C_l over its mean ${[1, 2, BREAK]
            .filter((l) => l <= group.lmax)
            .map((l) => `${textOrNot(main(group).scatter[l])} at l = ${l}`)
            .join(", ")}`,
        verdictOf(
          groups
            .filter(({ lmax }) => lmax >= BREAK)
            .map((group) => minus(main(group).scatter[1] ?? UNSEEN, main(group).scatter[BREAK] ?? UNSEEN)),
        ),
      ),
      row(
        BIAN,
        "it flattens at large l",
        (group) => {
          const { below, above } = main(group).slopes;
          return below && above
            ? `C_l ~ l^-p, p ${text(below)} up to l = ${BREAK}, ${text(above)} from there to ${group.lmax}`
            : "means below 0, or L < 6";
        },
        inAll(groups, (group) => main(group).slopes.difference, verdictOf),
      ),
      row(
        BIAN,
        `it is a power law with a break at l of about ${BREAK}`,
        (group) => {
          const { l, below, above } = main(group).broken;
          return l && below && above
            ? `the break that fits best is at l = ${text(l)}${l.error === null ? " (near the end of the range, so without an error)" : ""}, p ${text(below)} below and ${text(above)} above it`
            : "no break fits better than none, means below 0, or L < 6";
        },
        inAll(
          groups,
          (group) => main(group).broken.l,
          (breaks) => {
            if (breaks.some(({ value, error }) => Math.abs(value - BREAK) > SIGMAS * error)) return "holds not";
            return breaks.every(({ error }) => error <= ABOUT) ? "holds" : "within errors";
          },
        ),
      ),
      row(
        BIAN,
        "deviations from gyrotropy grow with energy and with l",
        (group) =>
          `not gyrotropic ${[1, 2, 3]
            .filter((l) => l <= group.lmax)
            .map((l) => `${text(nonGyrotropic(group, l))} at l = ${l}`)
            .join(", ")}`,
        several
          ? verdictOf([
              minus(nonGyrotropic(high, 1), nonGyrotropic(low, 1)),
              ...groups.map((group) => minus(nonGyrotropic(group, Math.min(3, group.lmax)), nonGyrotropic(group, 1))),
            ])
          : "within errors",
      ),
      row(
        KIRK,
        "the intensity is flat across field lines",
        (group) =>
          `slope at mu = 0 over that of the dipole alone ${text(main(group).local.slope)} with l up to ${group.lmax}; 1 is a pure dipole`,
        verdictOf(groups.map((group) => minus({ value: 1, error: 0 }, main(group).local.slope))),
      ),
    ];
  });
}
