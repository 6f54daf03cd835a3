// npm run bench scaling: cost against rigidity (and so the number of levels), against the number of directions, against the number of workers.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Kernel, pixelCentres } from "../src/flight/kernel.js";
import { type Contestant, fly, median, native, openCommand, type Scene, scene } from "./contestant.js";
import { inNewestNode } from "./contestants.js";
import { engines } from "./machine.js";

const RIGIDITIES_TV = [10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000];
const NSIDES = [1, 2, 4, 8, 16];
const WORKERS = [1, 2, 4];

export interface RigidityRow {
  turbulence_level: number;
  rigidity_TV: number;
  levels: number;
  memory_MiB: number;
  synthesis_ms: number;
  /** by contestant */
  ns_per_step: Record<string, number>;
  us_per_gyroradius: Record<string, number>;
}

export interface ScalingResult {
  rigidity: RigidityRow[];
  /** a step at 10 TV over one at 1 PV, turbulence level 1, by contestant, median of the ratios within rounds */
  step_10TV_over_1PV: Record<string, number>;
  directions: { nside: number; directions: number; ms: number }[];
  workers: { workers: number; seconds: number; speedup: number; peak_MiB: number }[];
  planned_MiB_per_worker: number;
}

export async function scaling(
  kernel: Kernel,
  quick: boolean,
  asked: number | undefined,
  say: (text: string) => void,
): Promise<ScalingResult> {
  const plain = native("C++ without patch", ["-O3", "-march=native", "-DPLAIN"]);
  const contestants = [inNewestNode(), ...(plain ? [plain] : [])];
  const few = await pixelCentres(kernel, quick ? 1 : 4);
  const rounds = asked ?? (quick ? 2 : 5);
  const rigidity: RigidityRow[] = [];
  const rounded: Record<string, number[][]> = {};
  for (const turbulence_level of [1, 0.1]) {
    say(`turbulence level ${turbulence_level}:  TV, levels, MiB, ms a field; ns a step, us a gyroradius`);
    for (const rigidity_TV of RIGIDITIES_TV) {
      const setup = scene(turbulence_level, rigidity_TV);
      const { row, steps } = await atRigidity(contestants, setup, few, rounds);
      rigidity.push(row);
      if (turbulence_level === 1) rounded[rigidity_TV] = steps;
      const costs = contestants.map(
        ({ name }) => `${name} ${row.ns_per_step[name].toFixed(0)} ns, ${row.us_per_gyroradius[name].toFixed(2)} us`,
      );
      const [mib, ms] = [row.memory_MiB.toFixed(1), row.synthesis_ms.toFixed(1)];
      say(
        `  ${String(rigidity_TV).padStart(6)} ${row.levels} ${mib.padStart(5)} ${ms.padStart(5)}; ${costs.join("; ")}`,
      );
    }
  }
  const step_10TV_over_1PV = Object.fromEntries(
    contestants.map(({ name }, i) => [name, median(rounded[10][i].map((time, k) => time / rounded[1000][i][k]))]),
  );
  for (const [name, ratio] of Object.entries(step_10TV_over_1PV))
    say(`step at 10 TV over step at 1 PV, turbulence level 1, ${name}: ${ratio.toFixed(2)}`);
  const directions = await byDirections(kernel, contestants[0], quick, say);
  for (const who of contestants) who.stop();
  const workers = byWorkers(quick, say);
  const planned_MiB_per_worker = scene(1, 1000).group.memory_bytes / 2 ** 20;
  say(`memory planned for a worker at 1 PV: ${planned_MiB_per_worker.toFixed(1)} MiB`);
  return { rigidity, step_10TV_over_1PV, directions, workers, planned_MiB_per_worker };
}

async function atRigidity(contestants: Contestant[], scene: Scene, directions: Float64Array, rounds: number) {
  const gyroradii = 40;
  const count = directions.length / 3;
  const synthesis: number[] = [];
  const steps = contestants.map((): number[] => []);
  const paths = contestants.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [i, who] of contestants.entries()) {
      const [cpu] = await who.ask(openCommand(scene));
      const flown = await fly(who, scene, { directions, paths: [gyroradii * scene.group.gyroradius_pc] });
      if (round === 0) continue; // not counted: compiled
      if (i === 0) synthesis.push(cpu * 1e3);
      steps[i].push((flown.cpu / (flown.steps + flown.rejected)) * 1e9);
      paths[i].push((flown.cpu / (gyroradii * count)) * 1e6);
    }
  }
  const { turbulence_level, rigidity_TV, levels } = scene.group;
  const named = (values: number[][]) => Object.fromEntries(contestants.map(({ name }, i) => [name, median(values[i])]));
  const row: RigidityRow = {
    turbulence_level,
    rigidity_TV,
    levels: levels.length,
    memory_MiB: levels.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20,
    synthesis_ms: median(synthesis),
    ns_per_step: named(steps),
    us_per_gyroradius: named(paths),
  };
  return { row, steps };
}

/** A realisation at 1 PV over 20 pc: the field, and as many paths as there are directions. */
async function byDirections(kernel: Kernel, who: Contestant, quick: boolean, say: (text: string) => void) {
  const setup = scene(1, 1000);
  const rows = [];
  for (const nside of quick ? NSIDES.slice(0, 3) : NSIDES) {
    const directions = await pixelCentres(kernel, nside);
    const times: number[] = [];
    for (let round = 0; round < (quick ? 2 : 5); round++) {
      const [cpu] = await who.ask(openCommand(setup));
      times.push((cpu + (await fly(who, setup, { directions, paths: [20] })).cpu) * 1e3);
    }
    const row = { nside, directions: directions.length / 3, ms: median(times) };
    rows.push(row);
    say(`${row.directions} directions, 20 pc, 1 PV: ${row.ms.toFixed(1)} ms a realisation (${who.name})`);
  }
  return rows;
}

/** Runs of as many realisations, each in a process of its own in the newest Node; wall time, so that only a quiet machine tells. */
function byWorkers(quick: boolean, say: (text: string) => void) {
  const script = fileURLToPath(new URL("workers_run.js", import.meta.url));
  const { path } = engines().at(-1)!;
  const realisations = quick ? 4 : 16;
  const rounds = quick ? 1 : 3;
  const results = WORKERS.map(() => ({ seconds: [] as number[], peak_MiB: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const [i, workers] of WORKERS.entries()) {
      const { stdout, status } = spawnSync(path, [script, String(workers), String(realisations)], { encoding: "utf8" });
      if (status !== 0) throw new Error(`a run on ${workers} workers ended with exit code ${status}`);
      const { seconds, peak_MiB } = JSON.parse(stdout);
      results[i].seconds.push(seconds);
      results[i].peak_MiB.push(peak_MiB);
    }
  }
  return WORKERS.map((workers, i) => {
    const speedup = median(results[i].seconds.map((seconds, round) => results[0].seconds[round] / seconds));
    const row = { workers, seconds: median(results[i].seconds), speedup, peak_MiB: median(results[i].peak_MiB) };
    const what = `${realisations} realisations at 1 PV, turbulence level 1, 60 pc`;
    say(
      `${workers} workers, ${what}: ${row.seconds.toFixed(2)} s of wall time, ${row.speedup.toFixed(2)} times one worker, ${row.peak_MiB.toFixed(0)} MiB at most`,
    );
    return row;
  });
}
