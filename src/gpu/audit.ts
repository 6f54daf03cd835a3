// The audit of a device: a share of the paths is flown again by the kernel, with the same steps and the whole field (no
// patch), so that only the device's single precision is between the two. After 20 gyroradii they are still close; at the
// end of long paths chaos has the word, and only the response that they make together can be compared.

import type { Config, Group } from "../config/config.js";
import type { Trace } from "../flight/launch.js";
import type { KernelField } from "../flight/open_field.js";

const SHARE = 0.01;
/** Fewest paths in a group before a verdict. */
export const FEWEST_AUDITED = 64;
const GYRORADII = 20;
/**
 * Largest median difference after 20 gyroradii, in gyroradii. Seen from 1 TV to 1 PV at levels 0.1 and 1, on an H100 and in
 * software: 1.5e-6 to 5e-6 (docs/gpu.md). The preset `fast` itself is off by 1e-2.
 */
export const AUDIT_BOUND = 1e-4;

/** The device's paths are not those of the kernel. */
export class AuditError extends Error {
  override name = "AuditError";
}

/** What an audit found in one realisation: keys of its record. */
export interface Audit {
  audit_paths: number;
  /** median distance between the two after 20 gyroradii (or at the end, if that is sooner), gyroradii */
  audit_difference_gyroradii: number;
  /** mean of 3 n_i (r_j of the device - r_j of the kernel) over these paths at the last path length, pc */
  audit_response_difference_pc: number[][];
}

/** Path length at which paths are compared, pc. */
export const auditPath = ({ gyroradius_pc, path_pc }: Group): number =>
  Math.min(GYRORADII * gyroradius_pc, path_pc[path_pc.length - 1]);

/** The path lengths of a flight on a device: those of the records, and that of the audit. */
export const flownPaths = (group: Group): number[] =>
  [...new Set([...group.path_pc, auditPath(group)])].sort((a, b) => a - b);

/** A config whose flights never read the field from a patch. */
export const withoutPatch = (config: Config): Config => ({
  ...config,
  particles: { ...config.particles, tolerance: 1e-300 },
});

/**
 * Numbers of the directions that are audited in a realisation: 1 % of them, and as many as make 64 in a group.
 * @param realisations of the group that are computed
 */
export function auditedDirections({ directions }: Group, realisation: number, realisations: number): number[] {
  const count = Math.min(directions, Math.max(Math.ceil(SHARE * directions), Math.ceil(FEWEST_AUDITED / realisations)));
  const part = (realisation * 0.6180339887498949) % 1;
  return Array.from({ length: count }, (_, i) => Math.floor(((i + part) * directions) / count));
}

/** The same paths by the kernel. */
export function flyAudited(
  field: KernelField,
  group: Group,
  sky: Float64Array,
  audited: readonly number[],
): Float64Array {
  const directions = Float64Array.from(audited.flatMap((d) => [...sky.subarray(3 * d, 3 * d + 3)]));
  const last = group.path_pc[group.path_pc.length - 1];
  const paths = [...new Set([auditPath(group), last])];
  return field.trace({ directions, paths }).positions;
}

/** Median distances of the audited paths, in gyroradii, and what is kept of the audit. */
export function audit(
  group: Group,
  sky: Float64Array,
  audited: readonly number[],
  kernelPositions: Float64Array,
  device: Trace,
): Audit {
  const paths = flownPaths(group);
  const near = paths.indexOf(auditPath(group));
  const last = paths.length - 1;
  const N = group.directions;
  const count = audited.length;
  const atLast = kernelPositions.length / 3 - count;
  const tensor = [0, 1, 2].map(() => [0, 0, 0]);
  const distances = audited.map((d, a) => {
    let square = 0;
    for (let j = 0; j < 3; j++) {
      square += (device.positions[3 * (near * N + d) + j] - kernelPositions[3 * a + j]) ** 2;
      const difference = device.positions[3 * (last * N + d) + j] - kernelPositions[3 * (atLast + a) + j];
      for (let i = 0; i < 3; i++) tensor[i][j] += (3 * sky[3 * d + i] * difference) / count;
    }
    return Math.sqrt(square) / group.gyroradius_pc;
  });
  distances.sort((a, b) => a - b);
  return {
    audit_paths: count,
    audit_difference_gyroradii: distances[Math.floor(count / 2)],
    audit_response_difference_pc: tensor,
  };
}

/** Throws AuditError if the median of the medians is above the bound. */
export function judge(found: readonly Audit[], { turbulence_level, rigidity_TV }: Group): void {
  const medians = found.map((part) => part.audit_difference_gyroradii).sort((a, b) => a - b);
  const median = medians[Math.floor(medians.length / 2)];
  if (median <= AUDIT_BOUND) return;
  throw new AuditError(
    `turbulence level ${turbulence_level}, ${rigidity_TV} TV: the graphics processor's paths are ${median.toPrecision(2)} gyroradii from the ` +
      `kernel's after 20 gyroradii, at most ${AUDIT_BOUND} expected: its driver computes wrongly`,
  );
}
