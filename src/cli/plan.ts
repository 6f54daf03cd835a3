// What a run would do and cost, said before anything is allocated.
import { availableParallelism, totalmem } from "node:os";
import { checkMachine } from "../config/combinations.js";
import {
  type Config,
  ConfigError,
  configIdentity,
  type Group,
  groups,
  type Warning,
  warnings,
} from "../config/config.js";
import { isTurbulent } from "../config/field_models.js";
import { NODE_BYTES } from "../kernel_constants.js";
import { coherenceLength } from "../published.js";
import { countInShard, type Shard } from "../run/shard.js";
import { duration, short, size } from "./text/words.js";

/**
 * Time of a Runge-Kutta step in us by the size of the field in one worker (it waits for memory in large ones), and of the
 * synthesis in ns a node. Measured in November 2026 on one core of an AMD EPYC under Node 20; for estimates only.
 */
const STEP_US: readonly [up_to_bytes: number, us: number][] = [
  [16e6, 0.65],
  [64e6, 1],
  [Number.POSITIVE_INFINITY, 2],
];
const NODE_NS = 50;

/** What a worker thread has beside its field, and what the process has beside its workers (measured, rounded up). */
const WORKER_BYTES = 30e6;
const PROCESS_BYTES = 100e6;

export interface GroupPlan extends Omit<Group, "path_pc"> {
  path_pc: number;
  outputs: number;
  /** null without turbulence */
  coherence_length_pc: number | null;
  /** cell of the finest level; null where there is no grid */
  cell_pc: number | null;
  /** realisations to compute (of this shard) */
  realisations: number;
  /** of one realisation on one core */
  seconds: number;
}

export interface Plan {
  config_sha256: string;
  config: Config;
  shard: Shard | null;
  workers: number;
  groups: GroupPlan[];
  realisations: number;
  memory_bytes_per_worker: number;
  memory_bytes: number;
  /** with all workers */
  seconds: number;
  microseconds_per_step: number[];
  warnings: Warning[];
}

/** Bytes that a process here can have. */
function memoryHere(): number {
  const limit = process.constrainedMemory?.() ?? 0;
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/**
 * The plan of a run. Without a number of workers: one a core, fewer where the memory of all would not fit.
 * Throws ConfigError where it does not fit.
 */
export function planOf(
  config: Config,
  { workers: asked, shard, room = memoryHere() }: { workers?: number; shard?: Shard; room?: number } = {},
): Plan {
  checkMachine(config, room - PROCESS_BYTES - WORKER_BYTES);
  const all = groups(config);
  const field = Math.max(...all.map((group) => group.memory_bytes));
  const each = field + WORKER_BYTES;
  const most = Math.max(0, Math.floor((room - PROCESS_BYTES) / each));
  const workers = asked ?? Math.max(1, Math.min(availableParallelism(), most));
  if (workers > most) {
    const needed = workers * each + PROCESS_BYTES;
    const where = `bytes (${size(needed)} for ${workers} worker${workers > 1 ? "s" : ""})`;
    throw new ConfigError(
      "memory",
      needed,
      `at most the ${size(room)} of this machine`,
      `Give --workers ${most}.`,
      where,
    );
  }
  const planned = all.map((group, g) => groupPlan(config, group, g, shard));
  const core_seconds = planned.reduce((sum, group) => sum + group.realisations * group.seconds, 0);
  return {
    config_sha256: configIdentity(config),
    config,
    shard: shard ?? null,
    workers,
    groups: planned,
    realisations: planned.reduce((sum, group) => sum + group.realisations, 0),
    memory_bytes_per_worker: each,
    memory_bytes: workers * each + PROCESS_BYTES,
    seconds: core_seconds / workers,
    microseconds_per_step: all.map(stepTime),
    warnings: warnings(config),
  };
}

const stepTime = (group: Group): number =>
  (STEP_US.find(([bytes]) => group.memory_bytes <= bytes) as [number, number])[1];

function groupPlan(config: Config, group: Group, number: number, shard: Shard | undefined): GroupPlan {
  const { outer_scale_pc, spectral_index, model } = config.field;
  const nodes = group.levels.reduce((sum, level) => sum + level.bytes / NODE_BYTES, 0);
  const finest = group.levels.at(-1);
  return {
    ...group,
    path_pc: group.path_pc[group.path_pc.length - 1],
    outputs: group.path_pc.length,
    coherence_length_pc: isTurbulent(model)
      ? coherenceLength(outer_scale_pc, group.inner_scale_pc, spectral_index)
      : null,
    cell_pc: finest ? finest.box_pc / finest.cells : null,
    realisations: countInShard(shard, number, config.ensemble.realisations),
    seconds: (group.steps_estimate * stepTime(group)) / 1e6 + (nodes * NODE_NS) / 1e9,
  };
}

/** One line a group and one for all: what is printed when a run starts. */
export function planSummary(plan: Plan): string {
  const lines = plan.groups.map((group) => {
    const grids = group.levels.length > 0 ? `, ${group.levels.length} levels of up to ${largest(group)}^3 cells` : "";
    const work = `${group.realisations} realisations of ${group.directions} directions over ${group.path_pc} pc`;
    return `${nameOf(group)}: ${work}${grids}, about ${duration(group.seconds)} each`;
  });
  const { shard } = plan;
  const part = shard ? `shard ${shard.index}/${shard.of}, ` : "";
  const cost = `about ${duration(plan.seconds)}, ${size(plan.memory_bytes)} of memory`;
  return [...lines, `${part}${plan.workers} worker${plan.workers > 1 ? "s" : ""}, ${cost}`].join("\n");
}

const largest = (group: GroupPlan): number => Math.max(...group.levels.map((level) => level.cells));
const nameOf = (group: GroupPlan): string =>
  group.turbulence_level === 0
    ? `uniform field, ${group.rigidity_TV} TV`
    : `turbulence level ${group.turbulence_level}, ${group.rigidity_TV} TV`;

/** The whole plan, for --dry-run. */
export function planText(plan: Plan): string {
  const lines: string[] = [
    `config ${plan.config_sha256.slice(0, 12)}, seed ${plan.config.ensemble.seed}, field ${plan.config.field.model}`,
  ];
  for (const group of plan.groups) {
    const { gyroradius_pc: r_g, coherence_length_pc: l_c, cell_pc } = group;
    lines.push("", nameOf(group));
    lines.push(`  B0 ${short(group.regular_uG)} uG, dB ${short(group.turbulent_uG)} uG (rms of the whole spectrum)`);
    const ratios = [
      l_c === null ? "" : `, r_g/l_c ${short(r_g / l_c)} (l_c ${short(l_c)} pc)`,
      cell_pc === null ? "" : `, r_g/cell ${short(r_g / cell_pc)} on the finest level`,
    ];
    lines.push(`  gyroradius ${short(r_g)} pc${ratios.join("")}`);
    lines.push(`  path ${group.path_pc} pc = ${short(group.path_pc / r_g)} r_g, recorded at ${group.outputs} lengths`);
    lines.push(`  ${group.directions} directions (nside ${group.nside}), tolerance ${plan.config.particles.tolerance}`);
    if (group.levels.length > 0) {
      lines.push("  level   box [pc]   cells    cell [pc]   wavelengths [pc]       memory");
      group.levels.forEach((level, i) => {
        const waves = `${short(level.longest_pc)} to ${short(level.cut_pc)}`;
        const columns = [
          short(level.box_pc).padStart(8),
          `${level.cells}^3`.padStart(8),
          short(level.box_pc / level.cells).padStart(12),
        ];
        lines.push(
          `  ${String(i).padStart(5)}${columns.join("")}   ${waves.padEnd(20)} ${size(level.bytes).padStart(8)}`,
        );
      });
    }
    const steps = `about ${short(group.steps_estimate, 2)} steps`;
    lines.push(`  a realisation: ${steps}, ${duration(group.seconds)} on one core; ${group.realisations} of them`);
  }
  const rates = [...new Set(plan.microseconds_per_step)].map((us) => short(us)).join(" or ");
  lines.push("", planSummary(plan).split("\n").at(-1) as string);
  lines.push(`(at ${rates} us a step, measured on one core of an AMD EPYC, Node 20; good to a factor of two)`);
  lines.push(`memory of a worker: ${size(plan.memory_bytes_per_worker)}`);
  return `${lines.join("\n")}\n`;
}
