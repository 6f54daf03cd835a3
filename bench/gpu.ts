// Steps a second of the graphics processor that is there, against the number of particles in flight, beside one thread of the
// kernel: places and directions go to the device and come back within the time, fields are there before.
import { groups, resolveConfig } from "../src/config/config.js";
import { type Kernel, pixelCentres } from "../src/flight/kernel.js";
import { openField } from "../src/flight/open_field.js";
import { openGPU } from "../src/gpu/device.js";
import { openFlights } from "../src/gpu/flight.js";
import { roomFor } from "../src/gpu/memory.js";
import { directionVector, type Vector } from "../src/sky/directions.js";

/** Adapters that compute in software what a graphics processor would. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render/i;

interface Row {
  particles: number;
  device_steps_per_s: number;
  kernel_steps_per_s: number;
  ratio: number;
}

/** Two rounds of each, the faster one counts: in the first one pipelines are made and the device wakes up. */
const ROUNDS = 2;

export async function gpu(kernel: Kernel, quick: boolean, say: (text: string) => void): Promise<unknown> {
  const bench = await openGPU();
  const { adapter, driver } = bench.name;
  const inSoftware = SOFTWARE.test(`${adapter} ${driver}`);
  const [most, path_pc] = quick || inSoftware ? [4, 4] : [64, 60];
  say(`device     ${adapter} (${driver})${inSoftware ? ", in software: no statement about a graphics processor" : ""}`);
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
  return { adapter, driver, in_software: inSoftware, path_pc, rows };
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
