// How many realisations a device has room for at once.

import type { Group } from "../config/config.js";
import type { FieldGrids } from "../flight/open_field.js";
import { GRID_PLACE_NUMBERS } from "../kernel_constants.js";
import type { GPULimits } from "./device.js";

/** Bytes of a vector of four. */
export const VECTOR = 16;
/** Vectors of a particle between two dispatches, beside two for each grid; those among them that are read back. */
export const STATE_ROWS = 9;
export const STATISTICS_ROWS = 5;
/** Threads that a workgroup may have on every device, and particles with which it is large enough. */
const WORKGROUP_THREADS = 256;
const WORKGROUP_PARTICLES = 64;
/** Threads with which a device is busy; of a particle there is one for each grid. */
const ENOUGH = 2 ** 17;

/** A device has not enough memory for a config. */
export class GPUMemoryError extends Error {
  override name = "GPUMemoryError";
}

/** Room in a device's memory. */
export interface Room {
  realisations: number;
  /** particles of a workgroup */
  together: number;
  /** places for particles of each: its own, filled up to whole workgroups */
  perRealisation: number;
  grids: number;
  /** nodes that all realisations share, and those of each */
  sharedBytes: number;
  ownBytes: number;
}

/** Particles of a workgroup, for fields of so many grids and realisations of so many particles. */
function particlesTogether(grids: number, particles: number): number {
  let together = WORKGROUP_PARTICLES;
  while (together * grids > WORKGROUP_THREADS || together >= 2 * particles) together /= 2;
  return together;
}

/**
 * Plans for fields like one that is there. Every buffer stays within the device's limits; two sets of them are in use.
 * @param paths number of path lengths that are recorded
 * @param most more realisations are not wanted
 * @throws GPUMemoryError where not even one fits
 */
export function roomFor(limits: GPULimits, group: Group, field: FieldGrids, paths: number, most: number): Room {
  const grids = field.places.length / GRID_PLACE_NUMBERS;
  const together = particlesTogether(grids, group.directions);
  const perRealisation = Math.ceil(group.directions / together) * together;
  const sharedBytes = field.shared_bytes;
  const last = field.places.subarray(-GRID_PLACE_NUMBERS);
  // of the last grid: where it begins, and its planes, of which there are as many as nodes in a row for a cubic level
  const end = last[15] + last[17] * (last[14] + (sharedBytes > 0 && grids === 1 ? 3 : 2));
  const ownBytes = end - sharedBytes;
  const largest = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const inResults = perRealisation * VECTOR * (3 * paths + STATISTICS_ROWS);
  const inState = perRealisation * VECTOR * (STATE_ROWS + 2 * grids);
  const fits = (each: number, before = 0) => (each === 0 ? Infinity : Math.floor((largest - before) / each));
  const room = Math.min(fits(ownBytes, sharedBytes), fits(inResults), fits(inState));
  if (room < 1 || sharedBytes > largest) {
    const needed = Math.ceil(Math.max(sharedBytes + ownBytes, inResults, inState) / 2 ** 20);
    throw new GPUMemoryError(
      `a realisation needs ${needed} MiB in one buffer of the graphics processor, which has ${Math.floor(largest / 2 ** 20)}; lower ` +
        "particles.nside or transport.outputs, or fly on the processor",
    );
  }
  const realisations = Math.min(room, most, Math.ceil(ENOUGH / (perRealisation * grids)));
  return { realisations, together, perRealisation, grids, sharedBytes, ownBytes };
}
