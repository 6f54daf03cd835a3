/**
 * The statistics over all realisations of a run: what summary.json holds.
 *
 * Records may come in any order and one at a time; the summary is the same bytes whatever the order. Per realisation about
 * half a kilobyte is kept (sample.ts).
 */

import {
  type Config,
  configIdentity,
  warnings as configWarnings,
  type Group,
  groups,
  type Warning,
} from "../config/config.js";
import type { RealisationRecord } from "../flight/record.js";
import { directionVector } from "../sky/directions.js";
import { listed, MOST_LISTED } from "../words/lines.js";
import { type Audited, type AuditStatistics, addAudit, auditStatistics } from "./audit_statistics.js";
import { diffusionTGK } from "./diffusion.js";
import { type DiffusionStatistics, diffusionStatistics } from "./diffusion_statistics.js";
import { CONVENTION, type Gradient, PAPER_GRADIENT } from "./dipole.js";
import { type DipoleStatistics, dipoleStatistics, matchedReason } from "./dipole_statistics.js";
import { type EscapeStatistics, escapeStatistics } from "./escape_statistics.js";
import { addRecord, emptySample, inOrder, isOf, meanTensors, type Sample } from "./sample.js";

/** Departure of |p| from 1 along a path above which a group is warned about. */
const MOMENTUM_LIMIT = 1e-3;

/** summary.json. Lengths in pc, D as D/c in pc; null where there are no realisations, or too few for an error. */
export interface Summary {
  /** of results of a graphics processor a name, as "gpu-3.2" */
  numerics: number | string;
  /** there if a graphics processor made them */
  device?: { adapter: string; driver: string };
  kernel_sha256: string;
  config_sha256: string;
  convention: typeof CONVENTION;
  /** what is doubtful about the config (config.ts), beside the warnings of each group */
  warnings: Warning[];
  /** turbulence levels as listed in the config, within each the rigidities as listed */
  groups: GroupSummary[];
}

/** Tensors are [P][3][3], rows i (n_i) of columns j (r_j). */
export interface GroupSummary {
  turbulence_level: number;
  rigidity_TV: number;
  gyroradius_pc: number;
  /** realisations found; asked for */
  realisations: number;
  realisations_requested: number;
  /** directions of one realisation */
  directions: number;
  path_pc: number[];
  response_mean_pc: number[][][] | null;
  response_sem_pc: number[][][] | null;
  /** -R/3; half the slope of the mean square displacement; the flow: diffusion.ts */
  diffusion_tgk_pc: number[][][] | null;
  diffusion_msd_pc: number[][][] | null;
  diffusion_msd_sem_pc: number[][][] | null;
  diffusion_flow_pc: number[][][] | null;
  diffusion_flow_sem_pc: number[][][] | null;
  /** at the last path length */
  diffusion: DiffusionStatistics | null;
  /** at the last path length, for the gradient of the group: `matched` at turbulence level 1, `literal` elsewhere */
  dipole: DipoleStatistics | null;
  /** for the other kind of gradient; null where it is not possible */
  dipole_alternative: DipoleStatistics | null;
  /** with a free-escape boundary (transport.escape_height_pc) only; for the gradient of `dipole` */
  escape?: EscapeStatistics | null;
  /** of results of a graphics processor: its paths beside the kernel's */
  audit?: AuditStatistics;
  /** steps of the integrator over all realisations, accepted and rejected */
  steps: number;
  rejected: number;
  /** largest departure of |p| from 1 in one step, and along a path had it not been projected back */
  momentum_drift: number;
  momentum_correction: number;
  /** particles that used up their steps; realisations with one or more of them */
  failed: number;
  failed_realisations: number;
  /** where there are any only: the first of these realisations, no more than 20, in order */
  failed_first?: number[];
  /** what a reader of the numbers must know */
  warnings: string[];
}

/** Where the results come from. */
export interface About {
  kernel_sha256: string;
  numerics: number | string;
  /** the graphics processor that made them; absent: the kernel alone */
  device?: Summary["device"];
}

/** Statistics that grow with the records added. */
export interface GrowingSummary {
  /** Throws where a record is not of this config, or was added before. */
  add(record: RealisationRecord): void;
  summary(): Summary;
  /** The realisations of one group, for other gradients: dipole.ts. Undefined if the config has no such group. */
  sample(turbulence_level: number, rigidity_TV: number): Sample | undefined;
}

export function newSummary(config: Config, about: About, gradient = PAPER_GRADIENT): GrowingSummary {
  const samples = groups(config).map(emptySample);
  const audits: Audited[][] = samples.map(() => []);
  const sample = (turbulence_level: number, rigidity_TV: number) =>
    samples.find(({ group }) => isOf(group, { turbulence_level, rigidity_TV }));
  return {
    sample,
    add(record) {
      const own = sample(record.turbulence_level, record.rigidity_TV);
      if (own === undefined) {
        const group = `turbulence level ${record.turbulence_level}, ${record.rigidity_TV} TV`;
        throw new Error(`a record of ${group} was found, which this config does not have`);
      }
      addRecord(own, record);
      addAudit(audits[samples.indexOf(own)], record);
    },
    summary: () => ({
      numerics: about.numerics,
      ...(about.device === undefined ? {} : { device: about.device }),
      kernel_sha256: about.kernel_sha256,
      config_sha256: configIdentity(config),
      convention: CONVENTION,
      warnings: configWarnings(config),
      groups: samples.map((sample, g) => ({
        ...groupSummary(config, sample, gradient),
        ...(audits[g].length === 0 ? {} : { audit: auditStatistics(audits[g]) }),
      })),
    }),
  };
}

export function summarise(
  config: Config,
  records: Iterable<RealisationRecord>,
  about: About,
  gradient = PAPER_GRADIENT,
): Summary {
  const growing = newSummary(config, about, gradient);
  for (const record of records) growing.add(record);
  return growing.summary();
}

/** The kind of gradient that a group's figures use: without a regular field the literal size is far off (DESIGN.md). */
export function defaultKind(turbulence_level: number): Gradient["kind"] {
  return turbulence_level === 1 ? "matched" : "literal";
}

/** The realisations of one group from records of any groups. */
export function sampleOf(group: Group, records: Iterable<RealisationRecord>): Sample {
  const sample = emptySample(group);
  for (const record of records) if (isOf(group, record)) addRecord(sample, record);
  return sample;
}

function groupSummary(config: Config, sample: Sample, gradient: Omit<Gradient, "kind">): GroupSummary {
  const { group } = sample;
  const rows = inOrder(sample);
  const kind = defaultKind(group.turbulence_level);
  const literal = dipoleStatistics(sample, { ...gradient, kind: "literal" });
  const alone = gradient.density === undefined;
  const matched = alone ? dipoleStatistics(sample, { ...gradient, kind: "matched" }) : null;
  const dipole = kind === "matched" ? (matched ?? literal) : literal;
  const tensors = rows.length === 0 ? null : meanTensors(sample);
  const regular = group.regular_uG > 0 ? directionVector(...config.field.regular_direction_deg) : null;
  const total = (name: "steps" | "rejected" | "failed") => rows.reduce((sum, row) => sum + row[name], 0);
  const largest = (name: "momentum_drift" | "momentum_correction") =>
    rows.reduce((most, row) => Math.max(most, row[name]), 0);
  const withFailed = rows.filter(({ failed }) => failed > 0).map(({ realisation }) => realisation);

  const summary: GroupSummary = {
    turbulence_level: group.turbulence_level,
    rigidity_TV: group.rigidity_TV,
    gyroradius_pc: group.gyroradius_pc,
    realisations: rows.length,
    realisations_requested: config.ensemble.realisations,
    directions: group.directions,
    path_pc: group.path_pc,
    response_mean_pc: tensors?.response.mean ?? null,
    response_sem_pc: tensors?.response.sem ?? null,
    diffusion_tgk_pc: tensors?.response.mean.map(diffusionTGK) ?? null,
    diffusion_msd_pc: tensors?.slope.mean ?? null,
    diffusion_msd_sem_pc: tensors?.slope.sem ?? null,
    diffusion_flow_pc: tensors?.flow.mean ?? null,
    diffusion_flow_sem_pc: tensors?.flow.sem ?? null,
    diffusion: diffusionStatistics(sample, regular),
    dipole,
    dipole_alternative: dipole === matched ? literal : matched,
    steps: total("steps"),
    rejected: total("rejected"),
    momentum_drift: largest("momentum_drift"),
    momentum_correction: largest("momentum_correction"),
    failed: total("failed"),
    failed_realisations: withFailed.length,
    ...(withFailed.length === 0 ? {} : { failed_first: withFailed.slice(0, MOST_LISTED) }),
    warnings: [],
    ...(group.escape_height_pc === undefined ? {} : { escape: dipole && escapeStatistics(sample, dipole.gradient) }),
  };
  const reason = alone && matched === null && rows.length > 0 ? matchedReason(sample, { ...gradient, kind }) : null;
  return { ...summary, warnings: warnings(summary, kind === "matched" ? reason : null) };
}

function warnings(group: GroupSummary, noMatched: string | null): string[] {
  const messages: string[] = [];
  const { dipole, realisations, realisations_requested } = group;
  if (realisations < realisations_requested)
    messages.push(`incomplete: ${realisations} of ${realisations_requested} realisations`);
  if (group.failed > 0) {
    const which = listed(group.failed_first ?? [], group.failed_realisations);
    messages.push(
      `particles that did not get to the end of their path: ${group.failed}, in realisations: ${group.failed_realisations} (index ${which})`,
    );
  }
  if (group.momentum_drift > MOMENTUM_LIMIT) {
    messages.push(
      `|p| was off by ${group.momentum_drift.toExponential(1)} after a step, more than ${MOMENTUM_LIMIT}: use a smaller tolerance`,
    );
  }
  if (group.escape === null && realisations > 0) {
    messages.push(
      "all particles of every realisation met the free-escape boundary: no flux is left, and no dipole with it",
    );
  }
  if (group.escape?.dark !== undefined) {
    messages.push(
      `all particles of ${group.escape.dark} of ${realisations} realisations met the free-escape boundary: no flux is left of these, and dipoles with and without it are those of the others`,
    );
  }
  if (group.escape && dipole !== null && dipole.gradient.direction_deg[1] !== 0) {
    messages.push(
      "the gradient has a part along z, normal to the free-escape boundary: no source outside holds 1 + g z up there, so that this part of the dipole decays with T for this reason alone; only a gradient of latitude 0 tests the boundary",
    );
  }
  if (noMatched !== null) messages.push(`${noMatched}; the literal gradient is used`);
  if (dipole !== null && (dipole.debiased.rms === null || dipole.debiased.rms < dipole.noise_floor)) {
    messages.push(
      `the noise floor ${dipole.noise_floor.toExponential(1)} is above the dipole (rms ${dipole.debiased.rms?.toExponential(1) ?? "not above zero"}): use a larger nside`,
    );
  }
  return messages;
}
