// A folder that is written under another name and renamed when it is whole: it is there complete, or not at all.
import { readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { isTemporary, isThere, makeFolders, nameBeside, removeQuietly, syncFolder } from "./disk.js";
import { FolderError, onDisk } from "./errors.js";
import { cleanLocks, Lock } from "./lock.js";
import { holdsRun, RUN_FILES } from "./stored.js";

/** Endings of the names of such folders while they are being written. */
const ENDINGS = { merge: ".merging", import: ".importing" } as const;

/** Whether a folder is unfinished, by its name. */
export const isPrepared = (dir: string): boolean => Object.values(ENDINGS).some((ending) => dir.endsWith(ending));

/** Throws unless nothing is in the way of a new folder. */
export function refuseOut(out: string): void {
  if (holdsRun(out)) throw new FolderError(out, "holds a run already; choose a new folder");
  if (isThere(out) && onDisk(out, "reading the folder", () => readdirSync(out)).length > 0) {
    throw new FolderError(out, "is not empty; choose a new folder");
  }
}

/**
 * Makes the folder `out`, which must not be there yet or be empty, by way of one beside it.
 * @param write fills the folder whose name it gets; nothing is left of it where it fails
 */
export async function preparedFolder<T>(
  out: string,
  work: keyof typeof ENDINGS,
  say: (message: string) => void,
  write: (dir: string) => Promise<T>,
): Promise<T> {
  refuseOut(out);
  const dir = nameBeside(out, ENDINGS[work]);
  onDisk(dir, "making the folder", () => makeFolders(dir));
  const lock = await Lock.take(dir, say);
  try {
    empty(dir);
    let result: T;
    try {
      result = await write(dir);
      lock.check();
      onDisk(out, "renaming the finished folder", () => {
        refuseOut(out);
        renameSync(dir, out);
        syncFolder(dirname(out));
      });
    } catch (error) {
      if (lock.isOurs()) removeQuietly(dir);
      throw error;
    }
    lock.movedTo(out);
    return result;
  } finally {
    lock.release();
  }
}

/**
 * Removes what a killed process left. Anything else in the folder may be precious and does not belong in `out`: it is
 * refused.
 */
function empty(dir: string): void {
  cleanLocks(dir);
  onDisk(dir, "reading the folder", () => {
    const names = readdirSync(dir).filter((name) => name !== "lock" && !name.startsWith("lock."));
    const strange = names.find((name) => !RUN_FILES.includes(name) && !isTemporary(name));
    if (strange !== undefined) throw new FolderError(dir, `holds ${strange}, which is not ours; move it away`);
    for (const name of names) onDisk(join(dir, name), "removing", () => rmSync(join(dir, name), { force: true }));
  });
}
