// What a realisation costs on this machine: its field made once, and some of its directions flown along a part of their path.
import { type Config, groups } from "../config/config.js";
import { cubeOf } from "../cube/describe.js";
import { placeCube } from "../flight/cube_nodes.js";
import { loadKernel, pixelCentres } from "../flight/kernel.js";
import { openField } from "../flight/open_field.js";
import type { GroupCost } from "../store/store.js";

/** A group's flights are measured for at least this CPU time, or to the end of their paths. */
const ENOUGH_S = 0.5;
/** Number of directions, spread over the sphere. */
const DIRECTIONS = 24;

/** Costs of one realisation of each group in CPU seconds, which do not depend on how busy the machine is. */
export async function calibrate(config: Config, say: (message: string) => void): Promise<GroupCost[]> {
  const kernel = await loadKernel();
  const costs: GroupCost[] = [];
  const all = groups(config);
  // the nodes of a cube are made once, and not for each realisation
  const cube = all[0].cube && (await placeCube(kernel, all[0].cube, (await cubeOf(config)).values));
  for (const group of all) {
    const { turbulence_level, rigidity_TV, nside, memory_bytes } = group;
    say(`measuring turbulence level ${turbulence_level}, ${rigidity_TV} TV`);
    const begun = cpuSeconds();
    const field = await openField(kernel, config, group, 0, { cube });
    const synthesis = cpuSeconds() - begun;
    const sky = await pixelCentres(kernel, nside);
    const count = Math.min(DIRECTIONS, group.directions);
    const directions = new Float64Array(3 * count);
    for (let i = 0; i < count; i++) {
      const pixel = Math.floor((i * group.directions) / count);
      directions.set(sky.subarray(3 * pixel, 3 * pixel + 3), 3 * i);
    }
    const whole = group.path_pc[group.path_pc.length - 1];
    let path = Math.min(whole, group.gyroradius_pc);
    for (;;) {
      const start = cpuSeconds();
      field.trace({ directions, paths: [path] });
      const seconds = cpuSeconds() - start;
      if (seconds >= ENOUGH_S || path === whole) {
        const flights = seconds * (group.directions / count) * (whole / path);
        costs.push({
          turbulence_level,
          rigidity_TV,
          realisations: config.ensemble.realisations,
          seconds: synthesis + flights,
          memory_bytes,
        });
        break;
      }
      path = Math.min(whole, path * Math.min(16, Math.max(2, (1.5 * ENOUGH_S) / Math.max(seconds, 1e-3))));
    }
  }
  return costs;
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
