/** What the figures of the ensemble's multipoles have in common: which groups they show, and in which order. */

import type { MultipoleStatistics, SpectrumStatistics } from "../response/multipole_statistics.js";
import { plain, rigidity } from "../words/numbers.js";
import { FigureError, type FigureInput } from "./input.js";

export const PANEL = { width: 400, height: 290 };
export const MARGIN = { top: 24, right: 12, bottom: 42, left: 62 };

/** The groups with multipoles: panels of two levels stand side by side, of one level in the order of rigidities. */
export function shownGroups(input: FigureInput, figure: string): MultipoleStatistics[] {
  const { turbulence_level: level, rigidity_TV } = input.only;
  if (input.config.transport.multipoles === undefined)
    throw new FigureError(
      `${figure}: this run has no multipoles; make one with: larmor run --set transport.multipoles=4 --out DIR`,
    );
  const groups = (input.multipoles ?? []).filter(
    (group) =>
      (level ?? group.turbulence_level) === group.turbulence_level &&
      (rigidity_TV ?? group.rigidity_TV) === group.rigidity_TV,
  );
  if (groups.length === 0)
    throw new FigureError(`${figure}: no realisation is there yet; run larmor run DIR/config.json --out DIR --resume`);
  const levels = levelsOf(groups);
  return [...groups].sort(
    (a, b) => a.rigidity_TV - b.rigidity_TV || levels.indexOf(a.turbulence_level) - levels.indexOf(b.turbulence_level),
  );
}

export const levelsOf = (groups: readonly MultipoleStatistics[]): number[] =>
  [...new Set(groups.map(({ turbulence_level }) => turbulence_level))].sort((a, b) => b - a);

/** The gradient along B0; any where there is no B0. */
export const mainSpectrum = ({ spectra }: MultipoleStatistics): SpectrumStatistics => spectra[0];

export const panelHeading = ({ turbulence_level, rigidity_TV, path_pc, realisations, nside }: MultipoleStatistics) =>
  `η = ${turbulence_level}, ${rigidity(rigidity_TV)}; T ${plain(path_pc, 3)} pc; ${realisations} × ${12 * nside * nside}`;

/** Groups of the config that have no realisation yet. */
export const missingGroups = (input: FigureInput, figure: string): string[] =>
  input.samples
    .filter(({ rows, group }) => rows.length === 0 && group.multipoles !== undefined)
    .map(
      ({ group }) => `${figure}: no realisation at turbulence level ${group.turbulence_level}, ${group.rigidity_TV} TV`,
    );

export const gradientName = (spectrum: SpectrumStatistics): string =>
  spectrum.gradient === "any" ? "any direction" : `${spectrum.gradient} B₀`;
