/**
 * What the figures are drawn from: the statistics of a run, the measurements, and how the analysis was asked to look at them.
 * Nothing here reads a file; the command line and the page fill it in, each in its own way.
 */

import type { Config } from "../config/config.js";
import type { Convention, Gradient } from "../response/dipole.js";
import type { DipoleStatistics } from "../response/dipole_statistics.js";
import type { Sample } from "../response/sample.js";
import { defaultKind } from "../response/summary.js";
import { plain, rigidity } from "./drawing/format.js";
import type { Table } from "./drawing/table.js";
import type { FieldView } from "./field_view.js";
import type { Measurement } from "./measured/measurements.js";

export interface FigureInput {
  config: Config;
  /** the groups of the config, in its order; those without realisations are empty */
  samples: Sample[];
  /** identity of the run */
  config_sha256: string;
  measured: Measurement[];
  gradient: GradientChoice;
  convention: Convention;
  /** the group asked for, where a figure shows one; default the paper's */
  only: { turbulence_level?: number; rigidity_TV?: number };
  /** one realisation looked at closely, for the figures that need a field */
  field?: FieldView;
}

/** A gradient; without a kind each turbulence level has its own default. */
export interface GradientChoice {
  direction_deg: [number, number];
  per_kpc: number;
  kind: Gradient["kind"] | null;
}

/** The part of the DOM that Plot draws with: a browser's document, or any other. */
export type Drawer = Document;

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
  const { direction_deg, per_kpc, kind } = input.gradient;
  return { direction_deg, per_kpc, kind: kind ?? defaultKind(sample.group.turbulence_level) };
}

/** What a figure shows: which turbulence, at which rigidities of the paper. */
export interface Wanted {
  /** 1: no regular field; 0.1: with one */
  turbulence_level: 1 | 0.1;
  rigidity_TV: number;
}

const named = (level: number, rigidity_TV: number) => `turbulence level ${level} at ${rigidity_TV} TV`;

/** The turbulence levels that are of the wanted kind and have realisations, best first. */
export function usable(input: FigureInput, wanted: Wanted, figure: string): Sample[] {
  const { turbulence_level: level, rigidity_TV } = input.only;
  const samples = input.samples.filter(({ group, rows }) => {
    if (rows.length === 0) return false;
    if (rigidity_TV !== undefined && group.rigidity_TV !== rigidity_TV) return false;
    if (level !== undefined) return group.turbulence_level === level;
    return wanted.turbulence_level === 1 ? group.turbulence_level === 1 : group.turbulence_level < 1;
  });
  if (samples.length === 0) {
    const has = input.samples.map(
      ({ group, rows }) => `${named(group.turbulence_level, group.rigidity_TV)} (${rows.length} realisations)`,
    );
    const kind =
      wanted.turbulence_level === 1
        ? "purely turbulent field (turbulence level 1)"
        : "regular field (turbulence level below 1)";
    const asked =
      level === undefined && rigidity_TV === undefined
        ? `realisations with a ${kind}`
        : `realisations with ${level === undefined ? `a ${kind}` : `turbulence level ${level}`}${rigidity_TV === undefined ? "" : ` at ${rigidity_TV} TV`}`;
    const waiting = input.samples.some(
      ({ group, rows }) =>
        rows.length === 0 &&
        (rigidity_TV ?? group.rigidity_TV) === group.rigidity_TV &&
        (level !== undefined
          ? group.turbulence_level === level
          : (group.turbulence_level === 1) === (wanted.turbulence_level === 1)),
    );
    if (waiting) {
      throw new FigureError(
        `${figure} needs ${asked}, of which this run has none yet: ${has.join(", ")}. Continue it: larmor run DIR/config.json --out DIR --resume`,
      );
    }
    const run = `larmor run --set 'field.turbulence_level=[${level ?? wanted.turbulence_level}]' --set 'particles.rigidity_TV=[${rigidity_TV ?? wanted.rigidity_TV}]' --out NEW`;
    throw new FigureError(`${figure} needs ${asked}; this run has ${has.join(", ")}. Run: ${run}`);
  }
  return samples;
}

/** The one sample that comes closest to what the paper shows; says so in `missing` where it is another. */
export function closest(input: FigureInput, wanted: Wanted, figure: string, missing: string[]): Sample {
  const target = { ...wanted, ...input.only };
  const distance = ({ group }: Sample) =>
    100 * Math.abs(Math.log(group.turbulence_level || 1e-9) - Math.log(target.turbulence_level ?? 1)) +
    Math.abs(Math.log(group.rigidity_TV / (target.rigidity_TV ?? 1000)));
  const [best] = usable(input, wanted, figure).sort((a, b) => distance(a) - distance(b));
  if (distance(best) > 0) {
    const { group } = best;
    missing.push(
      `${figure}: the run has no ${named(wanted.turbulence_level, wanted.rigidity_TV)}, which the paper shows; drawn is ${named(group.turbulence_level, group.rigidity_TV)}`,
    );
  }
  return best;
}

/** What a shard lacks, and a run that has only begun: each realisation is there at one rigidity only. */
export const noneJoined = (figure: string): string =>
  `${figure}: no realisation is there at all rigidities, so that none is joined; continue the run, or merge its shards: larmor merge SHARD... --out DIR`;

/** "η = 0.1, 1 PV, T = 400 pc; 50 realisations of 768 directions". */
export function whatWasComputed(input: FigureInput, sample: Sample): string {
  const { group, rows } = sample;
  const level = group.turbulence_level === 0 ? "uniform field" : `η = δB²/(δB² + B₀²) = ${group.turbulence_level}`;
  const T = group.path_pc[group.path_pc.length - 1];
  const incomplete =
    rows.length < input.config.ensemble.realisations ? ` (of ${input.config.ensemble.realisations}: incomplete)` : "";
  return `Turbulence level ${level}; rigidity ${rigidity(group.rigidity_TV)}; back-tracked over T = ${plain(T, 3)} pc; ${rows.length} realisations${incomplete} of ${group.directions} directions.`;
}

export function gradientText(statistics: DipoleStatistics, direction = true): string {
  const { kind, per_kpc, per_kpc_prediction, direction_deg } = statistics.gradient;
  const at = direction ? ` at (l, b) = (${plain(direction_deg[0], 4)}°, ${plain(direction_deg[1], 4)}°)` : "";
  return kind === "literal"
    ? `Gradient ${plain(per_kpc, 3)}/kpc${at}, literal.`
    : `Gradient${at}, matched: ${plain(per_kpc, 3)}/kpc, so that 3D(T)g/c of the simulated D(T) equals the prediction for ${plain(per_kpc_prediction, 3)}/kpc.`;
}

export function conventionText(convention: Convention): string {
  return convention === "momentum"
    ? "Directions: momentum convention (n = p/p, where the particles go, as in the paper; a telescope looks at −n)."
    : "Directions: arrival convention (where a telescope looks, −p/p; opposite to the paper's figures).";
}

export function identityText(input: FigureInput): string {
  return `Run ${input.config_sha256.slice(0, 12)}, seed ${input.config.ensemble.seed}.`;
}
