// The finished parts of long realisations, one file each in DIR/checkpoints/: a line of JSON that says whose it is,
// with a checksum, then the sums of the blocks that are done and the states of those under way, as bytes. A checkpoint
// saves time and is never needed: one that is not whole, or not of this run, these numerics, this kernel (and so this
// layout of a state) and this realisation, is dropped.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Group } from "../config/config.js";
import { BLOCK } from "../config/groups.js";
import { blockCount, blockNames, blockNumbers } from "../flight/block_sums.js";
import { largestState } from "../flight/launch.js";
import type { Checkpoint } from "../run/checkpoint.js";
import { isFolder, makeFolders, refuseLink, writeWhole } from "./disk.js";
import { errorCode, onDisk } from "./errors.js";
import { LineError, sealed, unsealed } from "./lines.js";
import type { Provenance } from "./stored.js";

/** Which realisation, of which run: what a checkpoint is stamped with. */
export interface Stamp {
  provenance: Pick<Provenance, "config_sha256" | "numerics" | "kernel_sha256">;
  group: Group;
  /** its number in groups(config) */
  number: number;
  realisation: number;
}

const folderOf = (dir: string): string => join(dir, "checkpoints");
const NAME = /^(\d+)-(\d+)\.checkpoint$/;

export const checkpointFile = (dir: string, number: number, realisation: number): string =>
  join(folderOf(dir), `${number}-${realisation}.checkpoint`);

const stampOf = ({ provenance, group, realisation }: Stamp) => ({
  turbulence_level: group.turbulence_level,
  rigidity_TV: group.rigidity_TV,
  realisation,
  config: provenance.config_sha256,
  numerics: provenance.numerics,
  kernel_sha256: provenance.kernel_sha256,
  sums: blockNames(group).join(" "),
});

export function writeCheckpoint(dir: string, stamp: Stamp, { done, begun }: Checkpoint): void {
  const size = blockNumbers(stamp.group) * 8;
  const payload = Buffer.concat([...done.values(), ...begun.values()].map(bytesOf));
  const head = sealed({
    ...stampOf(stamp),
    done: [...done.keys()],
    begun: [...begun].map(([block, state]) => [block, state.length]),
    block_bytes: size,
    payload_sha256: hashOf(payload),
  });
  refuseLink(folderOf(dir));
  onDisk(folderOf(dir), "making the folder", () => makeFolders(folderOf(dir)));
  writeWhole(checkpointFile(dir, stamp.number, stamp.realisation), Buffer.concat([Buffer.from(`${head}\n`), payload]));
}

/**
 * The checkpoint of a realisation; undefined if there is none. Throws LineError if it is damaged or belongs to another
 * realisation.
 */
export function readCheckpoint(dir: string, stamp: Stamp): Checkpoint | undefined {
  const file = checkpointFile(dir, stamp.number, stamp.realisation);
  const about = onDisk(file, "looking", () => statSync(file, { throwIfNoEntry: false }));
  if (about === undefined) return undefined;
  if (!about.isFile()) throw new LineError("not a file");
  const largest = largestFile(stamp.group);
  if (about.size > largest) throw new LineError(`${about.size} bytes, of which no more than ${largest} can be`);
  return parseCheckpoint(
    onDisk(file, "reading", () => readFileSync(file)),
    stamp,
  );
}

/** No checkpoint of a group is larger: its head, and for each block its sums, its state and its part of the head. */
function largestFile(group: Group): number {
  return blockCount(group) * (blockNumbers(group) * 8 + largestState(BLOCK, group.path_pc.length) + 64) + 4096;
}

/** Throws LineError. */
function parseCheckpoint(bytes: Buffer, stamp: Stamp): Checkpoint {
  const end = bytes.indexOf(10);
  if (end < 0) throw new LineError("not readable");
  const head = unsealed(bytes.subarray(0, end));
  for (const [key, expected] of Object.entries(stampOf(stamp))) {
    if (head[key] !== expected) throw new LineError(`${key}: ${String(head[key])} found, ${expected} expected`);
  }
  const payload = bytes.subarray(end + 1);
  if (head.payload_sha256 !== hashOf(payload)) throw new LineError("its bytes were changed");
  const size = blockNumbers(stamp.group) * 8;
  // the head is as it was written, so its lists are lists
  const numbers = head.done as number[];
  const states = head.begun as [number, number][];
  const length = numbers.length * size + states.reduce((sum, [, bytes]) => sum + bytes, 0);
  if (head.block_bytes !== size) throw new LineError(`sums of ${head.block_bytes} bytes a block, ${size} expected`);
  if (payload.length !== length) throw new LineError(`${payload.length} bytes of sums and states, ${length} expected`);
  let offset = 0;
  const take = (length: number): Uint8Array<ArrayBuffer> => {
    offset += length;
    return Uint8Array.from(payload.subarray(offset - length, offset));
  };
  return {
    done: new Map(numbers.map((block) => [block, new Float64Array(take(size).buffer)])),
    begun: new Map(states.map(([block, length]) => [block, take(length)])),
  };
}

/** Removes the checkpoint of a realisation, if there is one. */
export function dropCheckpoint(dir: string, number: number, realisation: number): void {
  const file = checkpointFile(dir, number, realisation);
  onDisk(file, "removing", () => rmSync(file, { force: true, recursive: true }));
}

/** Removes what a killed process left: half-written checkpoints, and those of realisations that are stored. */
export function cleanCheckpoints(dir: string, isThere: (number: number, realisation: number) => boolean): void {
  const folder = folderOf(dir);
  refuseLink(folder);
  if (!isFolder(folder)) return;
  onDisk(folder, "reading the folder", () => {
    for (const name of readdirSync(folder)) {
      const [, number, realisation] = NAME.exec(name) ?? [];
      const useless = number === undefined ? name.endsWith(".tmp") : isThere(Number(number), Number(realisation));
      if (useless) rmSync(join(folder, name), { force: true, recursive: true });
    }
  });
}

/** Removes the folder if nothing is in it any more. */
export function removeEmptyFolder(dir: string): void {
  try {
    rmdirSync(folderOf(dir));
  } catch (error) {
    if (!["ENOENT", "ENOTEMPTY", "EEXIST"].includes(errorCode(error) ?? "")) throw error;
  }
}

const bytesOf = (view: Float64Array | Uint8Array): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
