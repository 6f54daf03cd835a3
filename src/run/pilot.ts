// A pilot of a group: in each of some fields, two grids of directions in random orientations at each of a few resolutions. It
// tells signal and noise (response/signal_noise.ts) and what a step costs.

import type { Config, Group } from "../config/config.js";
import { cubeOf } from "../cube/describe.js";
import { placeCube } from "../flight/cube_nodes.js";
import { loadKernel } from "../flight/kernel.js";
import { openField } from "../flight/open_field.js";
import { flown, pixelsOf } from "../flight/realisation.js";
import type { PilotSample, RotatedResponses } from "../response/signal_noise.js";
import { directionVector } from "../sky/directions.js";
import type { MeasuredCost } from "./plan.js";

export interface Pilot extends PilotSample {
  cost: MeasuredCost;
  /** particles that used up their steps: their positions are wrong */
  failed: number;
}

export interface PilotOptions {
  /** how long it may take, by the clock */
  seconds: number;
  /** seconds since any moment; CPU time where there is a clock of it */
  clock: () => number;
  signal?: AbortSignal;
  /** called after each field with the part that is done */
  progress?: (part: number) => void;
}

/** Path lengths at which it is looked at, equally spaced, whatever transport.outputs is. */
const PATHS = 16;
const GRIDS = 2;
/** Fields that a pilot has time for before its grids are made finer, and that it has at the least and at the most. */
const ENOUGH = 16;
const FEWEST = 4;
const MOST = 256;
/** Largest nside of its grids. */
const FINEST = 8;

/** Flies one. It yields to the event loop several times a second. */
export async function flyPilot(config: Config, group: Group, options: PilotOptions): Promise<Pilot> {
  const { seconds, clock, signal, progress } = options;
  const kernel = await loadKernel();
  const cube = group.cube && (await placeCube(kernel, group.cube, (await cubeOf(config)).values));
  const whole = group.path_pc[group.path_pc.length - 1];
  const path_pc = Array.from({ length: PATHS }, (_, p) => (whole * (p + 1)) / PATHS);
  const { seed } = config.ensemble;
  let [synthesis, flight, steps, directions, failed] = [0, 0, 0, 0, 0];
  /** seconds for a direction: of the latest grid, and of each field */
  let latest = 0;
  const rates: number[] = [];

  /** The tensors of one grid, [P][3][3]; its time is added up. */
  const fly = async (field: Awaited<ReturnType<typeof openField>>, index: number, nside: number, grid: number) => {
    const pixels = await pixelsOf(kernel, nside, { seed, realisation: GRIDS * index + grid });
    const grouped = { ...group, path_pc, nside, directions: 12 * nside * nside };
    const start = clock();
    const record = await flown(field, grouped, index, pixels, { signal });
    const seconds = clock() - start;
    latest = seconds / grouped.directions;
    flight += seconds;
    steps += record.steps + record.rejected;
    directions += grouped.directions;
    failed += record.failed;
    return record.response_pc;
  };

  const begun = clock();
  let nsides = [1];
  const fields: RotatedResponses[] = [];
  for (let index = 0; index < MOST; index++) {
    const start = clock();
    const field = await openField(kernel, config, group, index, { cube });
    synthesis += clock() - start;
    const before = { flight, directions };
    const responses: RotatedResponses = [];
    for (let n = 0; n < nsides.length; n++) {
      const grids: number[][][][] = [];
      for (let grid = 0; grid < GRIDS; grid++) grids.push(await fly(field, index, nsides[n], grid));
      responses.push(grids);
      if (index === 0 && n === nsides.length - 1) {
        // the first flights tell how fine the grids can be; those that follow are faster
        const finer = nsidesFor(seconds, synthesis, latest);
        if (finer.length > nsides.length) nsides = finer;
      }
    }
    fields.push(responses);
    const used = clock() - begun;
    // the first field is flown by code that the engine has yet to optimise
    if (index === 0) [synthesis, flight, steps, directions] = [0, 0, 0, 0];
    else rates.push((flight - before.flight) / (directions - before.directions));
    progress?.(Math.max(Math.min(1, used / seconds, fields.length / FEWEST), fields.length / MOST));
    if (fields.length >= FEWEST && used + used / fields.length > seconds) break;
  }
  const { length } = rates;
  const mean = flight / directions;
  const squares = rates.reduce((sum, rate) => sum + (rate / mean - 1) ** 2, 0);
  return {
    path_pc,
    nsides,
    regular: group.regular_uG === 0 ? null : directionVector(...config.field.regular_direction_deg),
    fields,
    failed,
    cost: {
      synthesis_seconds: synthesis / length,
      steps_per_pc: steps / directions / whole,
      step_us: (1e6 * flight) / steps,
      relative_error: Math.sqrt(squares / (length * (length - 1))),
    },
  };
}

/** Powers of two from 1 to the finest with which there is time for enough fields. */
function nsidesFor(seconds: number, synthesis: number, perDirection: number): number[] {
  const nsides = [1];
  for (let directions = GRIDS * 12, nside = 2; nside <= FINEST; nside *= 2) {
    directions += GRIDS * 12 * nside * nside;
    if (ENOUGH * (synthesis + directions * perDirection) > seconds) break;
    nsides.push(nside);
  }
  return nsides;
}
