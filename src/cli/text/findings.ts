// What a run found, in a sentence or two for each group: the dipole beside isotropic diffusion and the measured limit.
import { existsSync, readFileSync } from "node:fs";
import type { Config, Group } from "../../config/config.js";
import { limitsAt } from "../../figures/measured/limits.js";
import { type Measurement, parseMeasurements } from "../../figures/measured/measurements.js";
import { PAPER_GRADIENT } from "../../response/dipole.js";
import { type DipoleStatistics, type Dipoles, dipolesWithStatistics } from "../../response/dipole_statistics.js";
import { countWithin, firstHarmonics, KASCADE_BAND, orientation } from "../../response/first_harmonic.js";
import type { Sample } from "../../response/sample.js";
import { defaultKind } from "../../response/summary.js";
import { angleDeg, directionVector } from "../../sky/directions.js";
import { percent, short, withError } from "../../words/numbers.js";
import { bundledMeasurements } from "../package.js";

export interface Finding {
  group: Group;
  dipole: DipoleStatistics;
  /** "literal gradient across B0", "matched gradient, no B0" */
  gradient: string;
  /**
   * KASCADE's limit at this rigidity, and the fraction of the realisations below it, by |delta| and by the first harmonics
   * that it measures; null where it has none
   */
  limit: { amplitude: number; below: number; harmonics_below: number } | null;
}

/** A finding for each group that has dipoles; `kind` null: the default of its turbulence level. */
export function findingsOf(
  samples: Sample[],
  config: Config,
  {
    measured = measurements(),
    gradient = { ...PAPER_GRADIENT, kind: null },
  }: {
    measured?: Measurement[];
    gradient?: {
      direction_deg: [number, number];
      per_kpc: number;
      kind: "literal" | "matched" | null;
      density?: string;
    };
  } = {},
): Finding[] {
  return samples.flatMap((sample) => {
    const { group } = sample;
    const kind = gradient.density !== undefined ? "literal" : (gradient.kind ?? defaultKind(group.turbulence_level));
    const found = sample.rows.length === 0 ? null : dipolesWithStatistics(sample, { ...gradient, kind });
    if (found === null) return [];
    const regular_deg = group.regular_uG > 0 ? config.field.regular_direction_deg : null;
    const { kascade } = limitsAt(measured, group.rigidity_TV, regular_deg !== null);
    return [
      {
        group,
        dipole: found.statistics,
        gradient: `${kind} gradient${angleText(group, config, gradient.direction_deg)}${gradient.density === undefined ? "" : `, density ${gradient.density}`}`,
        limit: kascade === null ? null : belowLimit(found.dipoles, kascade, regular_deg),
      },
    ];
  });
}

/** @param regular_deg direction of the regular field; null: none */
function belowLimit(
  { amplitude, vector }: Dipoles,
  limit: number,
  regular_deg: readonly [number, number] | null,
): Finding["limit"] {
  const harmonics = firstHarmonics(vector, orientation(regular_deg), KASCADE_BAND);
  return {
    amplitude: limit,
    below: amplitude.filter((a) => a < limit).length / amplitude.length,
    harmonics_below: countWithin(harmonics, 0, limit) / harmonics.length,
  };
}

/** Those of the package; none where only its program was copied: a run that is computed does not fail for its last words. */
const measurements = (): Measurement[] =>
  existsSync(bundledMeasurements)
    ? parseMeasurements(readFileSync(bundledMeasurements, "utf8"), "data/dipoles.csv")
    : [];

function angleText(group: Group, config: Config, direction_deg: [number, number]): string {
  if (group.regular_uG === 0) return ", no B0";
  const axis = directionVector(...config.field.regular_direction_deg);
  const angle = Math.round(angleDeg(directionVector(...direction_deg), axis));
  return angle === 90 ? " across B0" : angle % 180 === 0 ? " along B0" : ` at ${angle}° to B0`;
}

/** "level 0.1, 1000 TV, literal gradient across B0: the median dipole (5.3 ± 0.9)e-4 is 3.2 % of ..." */
export function findingText({ group, dipole, gradient, limit }: Finding): string {
  const { median, median_error, isotropic_prediction, realisations } = dipole;
  const ratio = short((100 * median) / isotropic_prediction, 2);
  const dipoleText = `the median dipole ${withError(median, median_error)} is ${ratio} % of isotropic diffusion`;
  const where = `level ${group.turbulence_level}, ${group.rigidity_TV} TV, ${gradient}`;
  if (limit === null) return `${where}: ${dipoleText}`;
  const { amplitude, below, harmonics_below } = limit;
  const part = below === 0 ? "none" : percent(below);
  const verb = below === 0 ? "lies" : "lie";
  return `${where}: ${dipoleText}; ${part} of the ${realisations} realisations ${verb} below KASCADE's limit of ${short(amplitude, 2)} (as first harmonics, which KASCADE measures, ${percent(harmonics_below)})`;
}
