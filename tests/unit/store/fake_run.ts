// Records as a kernel would make them, from nothing but their place in the run: for tests of the code that uses them.
import { type Config, groups, resolveConfig } from "../../../src/config/config.js";
import type { RealisationRecord } from "../../../src/flight/record.js";
import type { Shard } from "../../../src/run/shard.js";
import { type Origin, RunFolder } from "../../../src/store/store.js";

export const ORIGIN: Origin = { larmor: "0.0.0-test", numerics: 7, kernel_sha256: "ab".repeat(32) };

/** Two groups, two path lengths. */
export const fakeConfig = (realisations: number, seed = 1): Config =>
  resolveConfig({
    particles: { nside: 8 },
    transport: { path_pc: 60, outputs: 2 },
    ensemble: { realisations, seed },
  });

export function fakeRecord(config: Config, group: number, realisation: number): RealisationRecord {
  const { turbulence_level, rigidity_TV, directions, path_pc } = groups(config)[group];
  let state = (config.ensemble.seed * 7919 + group * 104729 + realisation + 1) >>> 0;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  const tensor = () => [0, 1, 2].map(() => [random(), random(), random()]);
  const each = <T>(make: () => T): T[] => path_pc.map(make);
  const halves = each(() => [tensor(), tensor()]);
  const half = (a: number, b: number) => (a + b) / 2;
  return {
    turbulence_level,
    rigidity_TV,
    realisation,
    directions,
    path_pc: [...path_pc],
    response_pc: halves.map(([a, b]) => a.map((row, i) => row.map((value, j) => half(value, b[i][j])))),
    response_halves_pc: halves,
    displacement_pc2: each(tensor),
    displacement_mean_pc: each(() => [random(), random(), random()]),
    flow_displacement_pc: each(tensor),
    steps: 1000 + realisation,
    rejected: 10,
    momentum_drift: 1e-7,
    momentum_correction: 2e-5,
    failed: 0,
  };
}

/** Appends all realisations that are missing in a folder, or in a shard; returns the messages. */
export async function fillRun(
  dir: string,
  config: Config,
  { shard, resume = false }: { shard?: Shard; resume?: boolean } = {},
): Promise<string[]> {
  const messages: string[] = [];
  const say = (message: string) => void messages.push(message);
  const folder = await RunFolder.open(dir, config, ORIGIN, { shard, resume, say });
  folder.groups.forEach((_, g) => {
    for (const k of [...folder.missing(g)]) folder.append(fakeRecord(config, g, k));
  });
  folder.close();
  return messages;
}
