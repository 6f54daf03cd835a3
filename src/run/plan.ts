// What a run would do and cost, computed before anything is allocated. The machine is data: Node and browsers plan alike.
import { type Config, configIdentity, type Group, groups, type Warning, warnings } from "../config/config.js";
import { valuesBytes } from "../config/cube.js";
import { isIsotropic } from "../config/field_models.js";
import { integrationMethod } from "../config/integrators.js";
import { blockCount, blockNumbers } from "../flight/block_sums.js";
import { NODE_BYTES } from "../kernel_constants.js";
import { unchecked } from "../published.js";
import { countInShard, type Shard } from "./shard.js";

export interface Machine {
  cores: number;
  /** memory that the process can have */
  memory_bytes: number;
  /** memory that the process takes beside its workers */
  process_bytes: number;
  /** time of a step of rk45 on one core in us by the size of the field: a large one waits for memory. The last entry has no limit. */
  step_us: readonly [up_to_bytes: number, us: number][];
}

/** What the realisations of a group cost on this machine, measured by a pilot (pilot.ts). */
export interface MeasuredCost {
  synthesis_seconds: number;
  /** trial steps of one particle */
  steps_per_pc: number;
  step_us: number;
  /** of the time of the flights, from their scatter */
  relative_error: number;
}

/** Seconds of one realisation on one core. */
export const measuredSeconds = (
  { synthesis_seconds, steps_per_pc, step_us }: MeasuredCost,
  directions: number,
  path_pc: number,
): number => synthesis_seconds + (directions * path_pc * steps_per_pc * step_us) / 1e6;

/** What a worker takes beside its field (measured, rounded up). */
export const WORKER_BYTES = 30e6;
/**
 * What the statistics and the index of the lines take for a realisation, at the largest (measured: `merge` and `run --resume` of
 * 10^4 and 10^5 realisations).
 */
export const STATISTICS_BYTES = 1.4e3;
/** Synthesis of a field, measured under Node 20 on one core of an AMD EPYC. */
const NODE_NS = 50;
/** Reading a cube, and making its nodes in every worker at the same time, for each cell; the same machine. */
const CUBE_NS = 80;
/** Bytes of the values of a cell. */
const CELL_VALUES = 12;

export interface GroupPlan extends Omit<Group, "path_pc"> {
  path_pc: number;
  outputs: number;
  /** null for a field model without a power law, and for anisotropic turbulence */
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

/** The largest number of workers that fit into memory; 0 where not even one does. */
export function mostWorkers(config: Config, { memory_bytes, process_bytes }: Machine, shard?: Shard): number {
  const room = memory_bytes - process_bytes - valuesBytes(config.field) - statisticsBytes(config, shard);
  return Math.max(0, Math.floor(room / (workerBytes(groups(config)) + sumsBytes(groups(config)))));
}

/** Memory for the sums of the blocks of one realisation under way; without multipoles they are few. */
const sumsBytes = (configured: Group[]): number =>
  Math.max(...configured.map((group) => (group.multipoles ? 8 * blockCount(group) * blockNumbers(group) : 0)));

/** Memory for the statistics of a run or a shard, which its process holds whole. */
export const statisticsBytes = (config: Config, shard?: Shard): number =>
  groups(config).reduce(
    (sum, _, g) => sum + STATISTICS_BYTES * countInShard(shard, g, config.ensemble.realisations),
    0,
  );

/**
 * The plan of a run. Without a number of workers: one for each core, or as many as fit into memory. Times are those of the
 * machine, or of `costs`, one for each group, where they were measured.
 */
export function planOf(
  config: Config,
  machine: Machine,
  {
    shard,
    workers = Math.max(1, Math.min(machine.cores, mostWorkers(config, machine, shard))),
    costs,
  }: { workers?: number; shard?: Shard; costs?: readonly MeasuredCost[] } = {},
): Plan {
  const configured = groups(config);
  const planned = configured.map((group, g) => groupPlan(config, group, g, machine, shard, costs?.[g]));
  const core_seconds = planned.reduce((sum, group) => sum + group.realisations * group.seconds, 0);
  return {
    config_sha256: configIdentity(config),
    config,
    shard: shard ?? null,
    workers,
    groups: planned,
    realisations: planned.reduce((sum, group) => sum + group.realisations, 0),
    memory_bytes_per_worker: workerBytes(configured),
    memory_bytes:
      workers * (workerBytes(configured) + sumsBytes(configured)) +
      machine.process_bytes +
      valuesBytes(config.field) +
      statisticsBytes(config, shard),
    seconds: core_seconds / workers + (valuesBytes(config.field) / CELL_VALUES) * (CUBE_NS / 1e9),
    microseconds_per_step: configured.map((group, g) => costs?.[g].step_us ?? stepTime(config, group, machine)),
    warnings: warnings(config),
  };
}

/** A worker has the field of one group at a time. */
const workerBytes = (configured: Group[]): number =>
  Math.max(...configured.map((group) => group.memory_bytes)) + WORKER_BYTES;

const stepTime = ({ particles }: Config, { memory_bytes }: Group, { step_us }: Machine): number =>
  (step_us.find(([bytes]) => memory_bytes <= bytes) ?? step_us[step_us.length - 1])[1] *
  integrationMethod(particles.integrator).relative_time;

function groupPlan(
  config: Config,
  group: Group,
  number: number,
  machine: Machine,
  shard: Shard | undefined,
  cost: MeasuredCost | undefined,
): GroupPlan {
  const { outer_scale_pc, spectral_index } = config.field;
  const nodes = group.levels.reduce((sum, level) => sum + level.bytes / NODE_BYTES, 0);
  const finest = group.levels.at(-1);
  const path_pc = group.path_pc[group.path_pc.length - 1];
  const estimate = (group.steps_estimate * stepTime(config, group, machine)) / 1e6 + (nodes * NODE_NS) / 1e9;
  return {
    ...group,
    path_pc,
    outputs: group.path_pc.length,
    coherence_length_pc: isIsotropic(config.field)
      ? unchecked.coherenceLength(outer_scale_pc, group.inner_scale_pc, spectral_index)
      : null,
    cell_pc: finest ? finest.box_pc / finest.cells : group.cube ? Math.max(...group.cube.cell_pc) : null,
    realisations: countInShard(shard, number, config.ensemble.realisations),
    seconds: cost === undefined ? estimate : measuredSeconds(cost, group.directions, path_pc),
  };
}
