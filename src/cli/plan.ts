// The plan of a run on this machine, and how it is printed.
import { availableParallelism, totalmem } from "node:os";
import { checkMachine } from "../config/combinations.js";
import { type Config, ConfigError, type CubeGrid, groups } from "../config/config.js";
import { BLOCK } from "../config/groups.js";
import {
  type GroupPlan,
  type Machine,
  type MeasuredCost,
  mostWorkers,
  type Plan,
  planOf,
  statisticsBytes,
  WORKER_BYTES,
} from "../run/plan.js";
import type { Shard } from "../run/shard.js";
import { harmonicCount } from "../sky/real_harmonics.js";
import { columns } from "../words/lines.js";
import { counted, duration, short, size } from "../words/numbers.js";

/** Of this machine, or of the container's share. The times are those of one core of an AMD EPYC under Node 20, November 2026. */
function machineHere(): Machine {
  const limit = process.constrainedMemory?.() ?? 0;
  return {
    cores: availableParallelism(),
    memory_bytes: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
    process_bytes: 100e6,
    step_us: [
      [16e6, 0.65],
      [64e6, 1],
      [Number.POSITIVE_INFINITY, 2],
    ],
  };
}

/** The plan of a run on this machine, with the costs that a pilot measured; throws ConfigError where its memory is not enough. */
export function planHere(
  config: Config,
  {
    workers,
    shard,
    memory_bytes,
    costs,
  }: { workers?: number; shard?: Shard; memory_bytes?: number; costs?: readonly MeasuredCost[] } = {},
): Plan {
  const machine = { ...machineHere(), ...(memory_bytes === undefined ? {} : { memory_bytes }) };
  const statistics = statisticsBytes(config, shard);
  const least = machine.process_bytes + WORKER_BYTES;
  if (machine.memory_bytes < least) {
    throw new ConfigError(
      "memory",
      machine.memory_bytes,
      `at least ${size(least)}, which any run needs beside its field`,
      "Raise the limit of the container or job.",
      `bytes (${size(machine.memory_bytes)}: what this machine, container or job has)`,
    );
  }
  checkMachine(config, machine.memory_bytes - least);
  const field = Math.max(...groups(config).map(({ memory_bytes }) => memory_bytes));
  if (machine.memory_bytes < least + field + statistics) {
    throw new ConfigError(
      "ensemble.realisations",
      config.ensemble.realisations,
      `fewer: their statistics take ${size(statistics)}, the process and a worker with its field ${size(least + field)}, and this machine, container or job has ${size(machine.memory_bytes)}`,
      "Compute the run in shards (larmor run --shard I/N), and merge it where there is more memory.",
    );
  }
  const planned = planOf(config, machine, { workers, shard, costs });
  const plan = workers === undefined && planned.workers < machine.cores ? withFewer(planned, machine) : planned;
  const most = Math.max(1, mostWorkers(config, machine, shard));
  if (plan.workers > most) {
    throw new ConfigError(
      "memory",
      plan.memory_bytes,
      `at most the ${size(machine.memory_bytes)} of this machine`,
      `Give --workers ${most}.`,
      `bytes (${size(plan.memory_bytes)} for ${counted(plan.workers, "worker")})`,
    );
  }
  return plan;
}

/** The plan with a warning that memory leaves cores idle. */
const withFewer = (plan: Plan, { cores, memory_bytes }: Machine): Plan => {
  const message = `${counted(plan.workers, "worker")} on ${cores} cores: the memory that there is, ${size(memory_bytes)}, holds no more, at ${size(plan.memory_bytes_per_worker)} each`;
  return { ...plan, warnings: [...plan.warnings, { key: "memory", message }] };
};

/** Blocks that take longer than this keep the user waiting for the first measured time. */
const LONG_BLOCK_S = 5;

/**
 * One line a group and one for all: what is printed when a run starts. The time is left to what is measured at once, unless that
 * takes long.
 */
export function planSummary(plan: Plan): string {
  const lines = plan.groups.map((group) => {
    const cube = group.cube ? `, a cube of ${group.cube.cells.join(" x ")} cells` : "";
    const grids = group.levels.length > 0 ? `, ${group.levels.length} levels of up to ${largest(group)}^3 cells` : cube;
    const work = `${group.realisations} realisations of ${group.directions} directions over ${group.path_pc} pc`;
    return `${nameOf(group)}: ${work}${grids}`;
  });
  const { shard } = plan;
  const part = shard ? `shard ${shard.index}/${shard.of}, ` : "";
  const block = Math.max(
    ...plan.groups.map(({ seconds, directions }) => (seconds * Math.min(BLOCK, directions)) / directions),
  );
  const time = block > LONG_BLOCK_S ? `, about ${duration(plan.seconds)} at ${rates(plan)} a step` : "";
  return [...lines, `${part}${counted(plan.workers, "worker")}, ${size(plan.memory_bytes)} of memory${time}`].join(
    "\n",
  );
}

/** Bytes of a number in a line, with its comma. */
const DIGITS = 20;

const rates = (plan: Plan): string =>
  `${[...new Set(plan.microseconds_per_step)].map((us) => short(us)).join(" or ")} us`;
const largest = (group: GroupPlan): number => Math.max(...group.levels.map((level) => level.cells));
export const nameOf = (group: Pick<GroupPlan, "turbulence_level" | "rigidity_TV">): string =>
  group.turbulence_level === 0
    ? `uniform field, ${group.rigidity_TV} TV`
    : `turbulence level ${group.turbulence_level}, ${group.rigidity_TV} TV`;

/** The grid of a cube and its mean field. */
function cubeText({ cells, cell_pc, turbulence_level, mean, turn }: CubeGrid): string[] {
  const cell = [...new Set(cell_pc)].map((side) => short(side)).join(", ");
  const sides = cells.map((n, i) => short(n * cell_pc[i])).join(" x ");
  const turned = turn.some((x, i) => x !== [1, 0, 0, 0, 1, 0, 0, 0, 1][i]) ? "turned to longitude 0" : "not turned";
  const regular =
    turbulence_level === 1
      ? "its mean is zero within its error: no regular field, not turned"
      : `its mean field (${mean.map((m) => short(m)).join(", ")}) is the regular one, ${turned}`;
  return [`  cube of ${cells.join(" x ")} cells of ${cell} pc, ${sides} pc`, `  ${regular}`];
}

/** The whole plan, for --dry-run. */
export function planText(plan: Plan): string {
  const lines: string[] = [
    `config ${plan.config_sha256.slice(0, 12)}, seed ${plan.config.ensemble.seed}, field ${plan.config.field.model}`,
  ];
  for (const group of plan.groups) {
    const { gyroradius_pc: r_g, coherence_length_pc: l_c, cell_pc } = group;
    lines.push("", nameOf(group));
    if (group.cube !== undefined) lines.push(...cubeText(group.cube));
    lines.push(`  B0 ${short(group.regular_uG)} uG, dB ${short(group.turbulent_uG)} uG (rms of the whole spectrum)`);
    const ratios = [
      l_c === null ? "" : `, r_g/l_c ${short(r_g / l_c)} (l_c ${short(l_c)} pc)`,
      cell_pc === null ? "" : `, r_g/cell ${short(r_g / cell_pc)}${group.cube ? "" : " on the finest level"}`,
    ];
    lines.push(`  gyroradius ${short(r_g)} pc${ratios.join("")}`);
    lines.push(`  path ${group.path_pc} pc = ${short(group.path_pc / r_g)} r_g, recorded at ${group.outputs} lengths`);
    const { tolerance, integrator } = plan.config.particles;
    const sizes =
      group.longest_step_pc === undefined
        ? ""
        : `, ${integrator}: ${short(r_g / group.longest_step_pc)} steps a gyroradius`;
    lines.push(`  ${group.directions} directions (nside ${group.nside}), tolerance ${short(tolerance)}${sizes}`);
    if (group.levels.length > 0) {
      const levels = group.levels.map((level, i) => [
        String(i),
        short(level.box_pc),
        `${level.cells}^3`,
        short(level.box_pc / level.cells),
        `${short(level.longest_pc)} to ${short(level.cut_pc)}`,
        size(level.bytes),
      ]);
      const names = ["level", "box [pc]", "cells", "cell [pc]", "wavelengths [pc]", "memory"];
      lines.push(...columns([names, ...levels], "r").map((line) => `  ${line}`));
    }
    if (group.multipoles !== undefined) {
      const numbers = 6 * harmonicCount(group.multipoles);
      const more = `${numbers} numbers, ${size(numbers * DIGITS)} more in each line`;
      lines.push(
        `  multipoles up to l = ${group.multipoles}: ${more}; one more gyration of each path for the local field`,
      );
    }
    const steps = `about ${short(group.steps_estimate, 2)} steps`;
    lines.push(`  a realisation: ${steps}, ${duration(group.seconds)} on one core; ${group.realisations} of them`);
  }
  const workers = counted(plan.workers, "worker");
  lines.push("", `${workers}, about ${duration(plan.seconds)}, ${size(plan.memory_bytes)} of memory`);
  lines.push(`(at ${rates(plan)} a step, measured on one core of an AMD EPYC, Node 20; good to a factor of two;`);
  lines.push(" a run tells the time that it measures on this machine after its first seconds)");
  lines.push(`memory of a worker: ${size(plan.memory_bytes_per_worker)}`);
  return `${lines.join("\n")}\n`;
}
