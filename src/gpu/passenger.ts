// What the kernel does for a realisation that is flown on a graphics processor: before the flight its field, its
// directions and the audited paths; after it the sums of its record.

import type { Config, Density, Group } from "../config/config.js";
import { BLOCK, makeGroups } from "../config/groups.js";
import { assemble, blockCount, blockNumbers, blockSums } from "../flight/block_sums.js";
import { type CubeNodes, placeCube } from "../flight/cube_nodes.js";
import { contrastsOf } from "../flight/density.js";
import { type Instance, type Kernel, newInstance } from "../flight/kernel.js";
import type { Trace } from "../flight/launch.js";
import { type LocalField, localField } from "../flight/local_field.js";
import { type FieldGrids, openField } from "../flight/open_field.js";
import { type Pixels, pixelsOf, rotationOf } from "../flight/realisation.js";
import type { RealisationRecord } from "../flight/record.js";
import { type Audit, audit, auditedDirections, flownPaths, flyAudited, withoutPatch } from "./audit.js";
import { type Flown, traceOf } from "./flown.js";

/** A realisation before its flight. */
export interface Prepared {
  realisation: number;
  grids: FieldGrids;
  directions: Float64Array;
  audited: number[];
  /** of the audited paths by the kernel: at the path length of the audit, and at the last */
  kernel_positions: Float64Array;
  /** the field that the particles of each block meet first, where the config has multipoles: by the kernel, as always */
  local?: LocalField[];
}

/** What is kept of it for the time after the flight. */
export type Waiting = Omit<Prepared, "grids" | "directions">;

export interface Asked {
  realisation: number;
  /** of its group that are computed: as many share the audit */
  realisations: number;
  /** nodes that all realisations share are wanted, too */
  shared: boolean;
}

export async function prepare(
  kernel: Kernel,
  config: Config,
  group: Group,
  { sky }: Pixels,
  { realisation, realisations, shared }: Asked,
  cube?: CubeNodes,
): Promise<Prepared> {
  const field = await openField(kernel, withoutPatch(config), group, realisation, { cube });
  const grids = field.grids(shared);
  const audited = auditedDirections(group, realisation, realisations);
  const kernel_positions = flyAudited(field, group, sky, audited);
  const ready = { realisation, grids, directions: sky, audited, kernel_positions };
  if (group.multipoles === undefined) return ready;
  const blocks = Array.from({ length: blockCount(group) }, (_, block) => partOf(group, block));
  const local = blocks.map(([from, to]) => localField(field, group, sky.slice(3 * from, 3 * to)));
  return { ...ready, local };
}

/** Numbers of the first direction of a block and of that after its last. */
const partOf = ({ directions }: Group, block: number): [number, number] => [
  block * BLOCK,
  Math.min((block + 1) * BLOCK, directions),
];

/**
 * The record of a realisation from its flight on the device.
 * @param contrasts of a density at positions, as KernelField has it; for a config with densities
 */
export function land(
  group: Group,
  pixels: Pixels,
  { realisation, audited, kernel_positions, local }: Waiting,
  recorded: Flown,
  contrasts?: (density: Density, positions: Float64Array) => Float64Array,
): RealisationRecord & Audit {
  const N = group.directions;
  const flown = traceOf(recorded, group);
  const paths = flownPaths(group);
  const kept = group.path_pc.map((T) => paths.indexOf(T));
  const sums = new Float64Array(blockCount(group) * blockNumbers(group));
  for (let block = 0; block < blockCount(group); block++) {
    const [first, next] = partOf(group, block);
    const count = next - first;
    const part = (vectors: Float64Array) => {
      const own = new Float64Array(kept.length * count * 3);
      kept.forEach((o, t) => {
        own.set(vectors.subarray((o * N + first) * 3, (o * N + first + count) * 3), t * count * 3);
      });
      return own;
    };
    const trace: Trace = {
      // counted once for all directions, with the first block
      ...(block === 0 ? flown : { steps: 0, rejected: 0, failed: 0, drift: 0, correction: 0, step_error_squares: 0 }),
      positions: part(flown.positions),
      momenta: part(flown.momenta),
      escape_pc: flown.escape_pc.subarray(first, first + count),
    };
    const directions = pixels.sky.slice(first * 3, next * 3);
    const densities = contrasts && group.densities?.map((density) => contrasts(density, trace.positions));
    const all = { ...trace, local: local?.[block] };
    sums.set(blockSums(all, group, directions, pixels.halves, first, densities), block * blockNumbers(group));
  }
  return {
    ...assemble(group, realisation, sums),
    ...audit(group, pixels.sky, audited, kernel_positions, flown),
  };
}

/** Messages to a worker: what is wanted before a flight, and after it. */
export type PassengerAsked = Asked & { group: number };
export interface Landing {
  group: number;
  prepared: Waiting;
  flown: Flown;
}

/** Does both for the realisations of one resolved config. @param values of the config's cube, if it has one */
export function passengerMaker(kernel: Kernel, config: Config, values?: Float32Array) {
  let all: Group[] | undefined; // made on first use: a worker of a run on the processor needs none
  let cube: Promise<CubeNodes> | undefined;
  let free: Promise<Instance> | undefined; // whose memory is for densities
  const pixels = new Map<number | string, Promise<Pixels>>();
  const groupOf = (number: number): Group => {
    all ??= makeGroups(config);
    return all[number];
  };
  const pixelsFor = ({ nside }: Group, realisation: number): Promise<Pixels> => {
    const rotated = rotationOf(config, realisation);
    if (rotated !== undefined) return pixelsOf(kernel, nside, rotated);
    const known = pixels.get(nside) ?? pixelsOf(kernel, nside);
    pixels.set(nside, known);
    return known;
  };
  return {
    async prepared({ group: number, ...asked }: PassengerAsked): Promise<Prepared> {
      const group = groupOf(number);
      if (group.cube && values) cube ??= placeCube(kernel, group.cube, values);
      return prepare(kernel, config, group, await pixelsFor(group, asked.realisation), asked, await cube);
    },
    async landed({ group: number, prepared, flown }: Landing): Promise<RealisationRecord & Audit> {
      const group = groupOf(number);
      const own = await pixelsFor(group, prepared.realisation);
      if (group.densities === undefined) return land(group, own, prepared, flown);
      free ??= newInstance(kernel);
      const instance = await free;
      return land(group, own, prepared, flown, (density, positions) =>
        contrastsOf(instance, instance.base, config, group, density, positions, group.path_pc),
      );
    },
  };
}
