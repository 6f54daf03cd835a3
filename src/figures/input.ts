/**
 * What the figures are drawn from: the statistics of a run, the measurements, and how the analysis was asked to look at them.
 * Nothing here reads a file; the command line and the page fill it in, each in its own way.
 */

import type { Config } from "../config/config.js";
import type { Convention, Gradient } from "../response/dipole.js";
import {
  type DipoleStatistics,
  type Dipoles,
  dipolesWithStatistics,
  matchedReason,
} from "../response/dipole_statistics.js";
import type { MultipoleStatistics } from "../response/multipole_statistics.js";
import type { Sample } from "../response/sample.js";
import { defaultKind } from "../response/summary.js";
import type { Table } from "../words/csv.js";
import { plain, rigidity } from "../words/numbers.js";
import type { FieldView } from "./field_view.js";
import type { Measurement } from "./measured/measurements.js";
import type { MeasuredPower } from "./measured/power.js";
import type { SeenOnSky } from "./on_sky.js";
import type { SpeciesName } from "./species.js";

export interface FigureInput {
  config: Config;
  /** the groups of the config, in its order; those without realisations are empty */
  samples: Sample[];
  /** identity of the run */
  config_sha256: string;
  /** the graphics processor that flew it; absent: the processor did */
  device?: string;
  measured: Measurement[];
  gradient: GradientChoice;
  convention: Convention;
  /** the group asked for, where a figure shows one; default the paper's */
  only: { turbulence_level?: number; rigidity_TV?: number };
  /** one realisation looked at closely, for the figures that need a field */
  field?: FieldView;
  /** of the groups that have realisations, where the run recorded multipoles */
  multipoles?: MultipoleStatistics[];
  /** measured C_l of the user; default none */
  measured_power?: MeasuredPower[];
  /** how the run lies on the sky, and what flies, for the figures that show it there; default: see on_sky.ts, and protons */
  sky?: SeenOnSky;
  species?: SpeciesName;
}

/** A gradient; without a kind each turbulence level has its own default. */
export interface GradientChoice {
  direction_deg: [number, number];
  per_kpc: number;
  kind: Gradient["kind"] | null;
  /** a density of the run beside it, by name */
  density?: string;
}

export interface Drawing {
  svg: string;
  /** the numbers drawn */
  table: Table;
  /** what the figure would show and this run does not have */
  missing: string[];
}

/** A figure that cannot be drawn from this run: the message says what to run. */
export class FigureError extends Error {
  override name = "FigureError";
}

export function gradientOf(input: FigureInput, sample: Sample): Gradient {
  const { kind, density, ...gradient } = input.gradient;
  if (density !== undefined) return { ...gradient, kind: "literal", density };
  return { ...gradient, kind: kind ?? defaultKind(sample.group.turbulence_level) };
}

/** What a figure shows: which turbulence, at which rigidities of the paper. */
export interface Wanted {
  /** 1: no regular field; 0.1: with one */
  turbulence_level: 1 | 0.1;
  rigidity_TV: number;
}

const groupText = (level: number, rigidity_TV: number) => `turbulence level ${level} at ${rigidity_TV} TV`;

/** The samples of the wanted kind that have realisations. */
export function usable(input: FigureInput, wanted: Wanted, figure: string): Sample[] {
  const { turbulence_level: level, rigidity_TV } = input.only;
  const isotropic = wanted.turbulence_level === 1;
  const suitable = input.samples.filter(({ group }) => {
    if (rigidity_TV !== undefined && group.rigidity_TV !== rigidity_TV) return false;
    if (level !== undefined) return group.turbulence_level === level;
    return isotropic ? group.turbulence_level === 1 : group.turbulence_level < 1;
  });
  const samples = suitable.filter(({ rows }) => rows.length > 0);
  if (samples.length > 0) return samples;
  const present = input.samples
    .map(({ group, rows }) => `${groupText(group.turbulence_level, group.rigidity_TV)} (${rows.length} realisations)`)
    .join(", ");
  const kind = isotropic
    ? "a purely turbulent field (turbulence level 1)"
    : "a regular field (turbulence level below 1)";
  const needed = `${figure} needs realisations with ${level === undefined ? kind : `turbulence level ${level}`}${rigidity_TV === undefined ? "" : ` at ${rigidity_TV} TV`}`;
  if (suitable.length > 0) {
    throw new FigureError(
      `${needed}, of which this run has none yet: ${present}. Continue it: larmor run DIR/config.json --out DIR --resume`,
    );
  }
  const run = `larmor run --set 'field.turbulence_level=[${level ?? wanted.turbulence_level}]' --set 'particles.rigidity_TV=[${rigidity_TV ?? wanted.rigidity_TV}]' --out NEW`;
  throw new FigureError(`${needed}; this run has ${present}. Run: ${run}`);
}

/** The one sample that comes closest to what the paper shows; `missing` says so where it is another. */
export function closest(input: FigureInput, wanted: Wanted, figure: string, missing: string[]): Sample {
  const target = { ...wanted, ...input.only };
  const distance = ({ group }: Sample) =>
    100 * Math.abs(Math.log(group.turbulence_level || 1e-9) - Math.log(target.turbulence_level ?? 1)) +
    Math.abs(Math.log(group.rigidity_TV / (target.rigidity_TV ?? 1000)));
  const [best] = usable(input, wanted, figure).sort((a, b) => distance(a) - distance(b));
  if (distance(best) > 0) {
    missing.push(
      `${figure}: the run has no ${groupText(wanted.turbulence_level, wanted.rigidity_TV)}, which the paper shows; drawn is ${groupText(best.group.turbulence_level, best.group.rigidity_TV)}`,
    );
  }
  return best;
}

/** The samples of the turbulence level nearest to one, by rigidity. */
export function levelNearest(level: number, samples: Sample[]): Sample[] {
  const distance = ({ group }: Sample) => Math.abs(Math.log((group.turbulence_level || 1e-9) / level));
  const best = samples.reduce((a, b) => (distance(b) < distance(a) ? b : a)).group.turbulence_level;
  return samples
    .filter(({ group }) => group.turbulence_level === best)
    .sort((a, b) => a.group.rigidity_TV - b.group.rigidity_TV);
}

/** Message where no realisation exists at all rigidities: of a shard, or of a run that has only begun. */
export const noneJoined = (figure: string): string =>
  `${figure}: no realisation exists at all rigidities, so none is joined; continue the run, or merge its shards: larmor merge SHARD... --out DIR`;

/** Message where a figure is about the direction of a gradient of size 0. */
export const noGradient = (figure: string): string =>
  `${figure}: it is about the direction of the gradient, and found is one of size 0; give --gradient-per-kpc a size above 0`;

/** The statistics for a gradient, or a FigureError that says why there are none. */
export function available<T>(statistics: T | null, figure: string, sample: Sample, gradient: Gradient): T {
  if (statistics !== null) return statistics;
  throw new FigureError(
    `${figure}: ${matchedReason(sample, gradient)}. Use --gradient literal, or run more realisations`,
  );
}

/** Dipoles and their statistics for the gradient of the input, or for one of another direction. */
export function ensembleOf(
  input: FigureInput,
  sample: Sample,
  figure: string,
  direction_deg = input.gradient.direction_deg,
): { dipoles: Dipoles; statistics: DipoleStatistics } {
  const gradient = { ...gradientOf(input, sample), direction_deg };
  return available(dipolesWithStatistics(sample, gradient), figure, sample, gradient);
}

/** "Turbulence level η = ... = 0.1; rigidity 1 PV; ...; 50 realisations of 768 directions." */
export function whatWasComputed(input: FigureInput, { group, rows }: Sample): string {
  const level = group.turbulence_level === 0 ? "uniform field" : `η = δB²/(δB² + B₀²) = ${group.turbulence_level}`;
  const T = group.path_pc[group.path_pc.length - 1];
  const planned = input.config.ensemble.realisations;
  const incomplete = rows.length < planned ? ` (of ${planned}: incomplete)` : "";
  return `Turbulence level ${level}; rigidity ${rigidity(group.rigidity_TV)}; back-tracked over T = ${plain(T, 3)} pc; ${rows.length} realisations${incomplete} of ${group.directions} directions.`;
}

/** "10 TV: T = 4 pc, 50 × 768; 100 TV: ...": rigidity, path length, realisations × directions. */
export const whatAtEachRigidity = (samples: Sample[]): string =>
  samples
    .map(({ group, rows }) => {
      const T = group.path_pc[group.path_pc.length - 1];
      return `${rigidity(group.rigidity_TV)}: T = ${plain(T, 3)} pc, ${rows.length} × ${group.directions}`;
    })
    .join("; ");

export function gradientText({ gradient }: DipoleStatistics, direction = true): string {
  const { kind, per_kpc, per_kpc_prediction, direction_deg, density } = gradient;
  const beside =
    density === undefined ? "" : ` Density ${density}${per_kpc === 0 ? ", no gradient beside it." : " beside it."}`;
  if (per_kpc_prediction === 0) return beside.trim();
  const towards = direction ? ` at (l, b) = (${plain(direction_deg[0], 4)}°, ${plain(direction_deg[1], 4)}°)` : "";
  return kind === "literal"
    ? `Gradient ${plain(per_kpc, 3)}/kpc${towards}, literal.${beside}`
    : `Gradient${towards}, matched: ${plain(per_kpc, 3)}/kpc, so that 3D(T)g/c of the simulated D(T) equals the prediction for ${plain(per_kpc_prediction, 3)}/kpc.`;
}

export function conventionText(convention: Convention): string {
  return convention === "momentum"
    ? "Directions: momentum convention (n = p/p, where the particles go, as in the paper; a telescope looks at −n)."
    : "Directions: arrival convention (where a telescope looks, −p/p; opposite to the paper's figures).";
}
