// The graphics processor that is there beside one thread of the kernel: steps a second against the number of particles in flight
// (places and directions go to the device and come back within the time, fields are there before), and whole runs of the
// command line, with everything that is in them.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { groups, resolveConfig } from "../src/config/config.js";
import { type Kernel, pixelCentres } from "../src/flight/kernel.js";
import { openField } from "../src/flight/open_field.js";
import { openGPU } from "../src/gpu/device.js";
import { openFlights } from "../src/gpu/flight.js";
import { roomFor } from "../src/gpu/memory.js";
import { GPU_NUMERICS } from "../src/gpu/unfit.js";
import { directionVector, type Vector } from "../src/sky/directions.js";

/** Adapters that compute in software what a graphics processor would. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render/i;

interface Row {
  particles: number;
  device_steps_per_s: number;
  kernel_steps_per_s: number;
  ratio: number;
}

/** A run by the preset fast; one thread flies fewer realisations of it. */
interface Job {
  keys: string[];
  realisations: number;
  alone: number;
}

const JOBS: Job[] = [
  { keys: [], realisations: 50, alone: 5 },
  { keys: [], realisations: 400, alone: 5 },
  { keys: ["particles.nside=32"], realisations: 20, alone: 1 },
];
const SMALL_JOB: Job = { keys: ["transport.path_pc=1"], realisations: 2, alone: 2 };

interface JobRow extends Job {
  device_s: number;
  /** for as many realisations */
  kernel_s: number;
  ratio: number;
}

/** Two rounds of each, the faster one counts: in the first one pipelines are made and the device wakes up. */
const ROUNDS = 2;

export async function gpu(kernel: Kernel, quick: boolean, say: (text: string) => void): Promise<unknown> {
  const bench = await openGPU();
  const { adapter, driver } = bench.name;
  const inSoftware = SOFTWARE.test(`${adapter} ${driver}`);
  const [most, path_pc] = quick || inSoftware ? [4, 4] : [64, 60];
  say(
    `device     ${adapter} (${driver}), ${GPU_NUMERICS}${inSoftware ? ", in software: no statement about a graphics processor" : ""}`,
  );
  say(`job        magnus, tolerance 1e-3, turbulence level 1, 1 PV, ${path_pc} pc, one field\n`);
  say("particles  device [steps/s]  one thread [steps/s]  ratio");
  const rows: Row[] = [];
  try {
    for (let nside = 1; nside <= most; nside *= 2) {
      const config = resolveConfig({
        field: { turbulence_level: [1] },
        particles: { nside, integrator: "magnus", tolerance: 1e-3 },
        transport: { path_pc, outputs: 1 },
      });
      const [group] = groups(config);
      const field = await openField(kernel, config, group, 0);
      const sky = await pixelCentres(kernel, nside);
      const grids = field.grids(true);
      const regular = directionVector(...config.field.regular_direction_deg).map((c) => c * group.regular_uG) as Vector;
      const settings = { group, paths: group.path_pc, regular };
      const flights = await openFlights(bench, settings, roomFor(bench.limits, group, grids, 1, 1));
      const device = await fastest(async () => {
        const [flown] = await flights.fly([{ grids, directions: sky }]);
        return flown.steps * group.directions;
      });
      flights.destroy();
      // as many particles as show its speed
      const few = sky.slice(0, 3 * Math.min(group.directions, 192));
      const alone = await fastest(async () => field.trace({ directions: few, paths: group.path_pc }).steps);
      const ratio = device / alone;
      rows.push({
        particles: group.directions,
        device_steps_per_s: device,
        kernel_steps_per_s: alone,
        ratio,
      });
      const columns = [String(group.directions).padStart(9), device.toExponential(1).padStart(16)];
      say([...columns, alone.toExponential(1).padStart(20), ratio.toPrecision(2).padStart(5)].join("  "));
    }
  } finally {
    bench.close();
  }
  say("\nwhole run by --preset fast               device [s]  one thread [s]  ratio");
  const jobs = (quick || inSoftware ? [SMALL_JOB] : JOBS).map((job): JobRow => {
    const device_s = wholeRun(job, job.realisations, ["--device", "gpu"]);
    const kernel_s = (wholeRun(job, job.alone, ["--workers", "1"]) * job.realisations) / job.alone;
    const ratio = kernel_s / device_s;
    const columns = [device_s, kernel_s].map((seconds) => seconds.toPrecision(3));
    const name = [`${job.realisations} realisations`, ...job.keys].join(", ");
    say(
      [name.padEnd(39), columns[0].padStart(10), columns[1].padStart(14), ratio.toPrecision(2).padStart(5)].join("  "),
    );
    return { ...job, device_s, kernel_s, ratio };
  });
  return { adapter, driver, numerics: GPU_NUMERICS, in_software: inSoftware, path_pc, rows, jobs };
}

/** Seconds of the command line for so many realisations of a job, start and files included. */
function wholeRun({ keys }: Job, realisations: number, options: string[]): number {
  const folder = mkdtempSync(join(tmpdir(), "larmor-bench-"));
  const set = [...keys, `ensemble.realisations=${realisations}`].flatMap((key) => ["--set", key]);
  const start = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    ["dist/cli.js", "run", "--preset", "fast", ...set, ...options, "--out", join(folder, "run")],
    { encoding: "utf8" },
  );
  const seconds = (performance.now() - start) / 1e3;
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(`a run ended with exit code ${status}: ${stderr}`);
  return seconds;
}

/** Steps a second. */
async function fastest(fly: () => Promise<number>): Promise<number> {
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const steps = await fly();
    best = Math.max(best, (1000 * steps) / (performance.now() - start));
  }
  return best;
}
