import { randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { errorCode, FolderError, onDisk } from "./errors.js";

/** Makes names in a folder (a new file, a rename) survive a crash. Where folders cannot be synced (Windows), nothing is done. */
export function syncFolder(dir: string): void {
  try {
    const fd = openSync(dir, "r");
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (!["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP"].includes(errorCode(error) ?? "")) throw error;
  }
}

/** Writes all bytes or throws; `position` as in fs.write. */
export function writeAll(fd: number, bytes: Uint8Array, position: number | null = null): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(fd, bytes, done, bytes.length - done, position === null ? null : position + done);
  }
}

/** We write where there is nothing yet, or over a file: not through a symbolic link, not over a device or a pipe. */
export function refuseOdd(file: string): void {
  const found = onDisk(file, "looking", () => lstatSync(file, { throwIfNoEntry: false }));
  if (found === undefined || found.isFile()) return;
  const what = found.isSymbolicLink() ? "a symbolic link" : found.isDirectory() ? "a folder" : "a device or a pipe";
  throw new FolderError(file, `is ${what}; expected a file, or nothing yet: choose another name`);
}

/** A folder of ours inside of another is a folder, not a way to somewhere else. */
export function refuseLink(folder: string): void {
  const found = onDisk(folder, "looking", () => lstatSync(folder, { throwIfNoEntry: false }));
  if (found?.isSymbolicLink()) throw new FolderError(folder, "is a symbolic link; expected a folder, or nothing yet");
}

/** A file is there whole or not at all: written under a temporary name, synced, renamed, the folder synced. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  refuseOdd(file);
  onDisk(file, "writing", () => {
    const temporary = `${file}.${randomBytes(4).toString("hex")}.tmp`;
    try {
      const fd = openSync(temporary, "wx");
      try {
        writeAll(fd, typeof content === "string" ? Buffer.from(content) : content);
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      renameSync(temporary, file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    syncFolder(dirname(file));
  });
}

/** What an open file holds; undefined if that is more than `cap` bytes. A pipe or a device may never end: no more is read. */
export function readAtMost(fd: number, cap: number): Buffer | undefined {
  const buffer = Buffer.alloc(cap + 1);
  let length = 0;
  for (let n = -1; n !== 0 && length <= cap; length += n) n = readSync(fd, buffer, length, cap + 1 - length, null);
  return length > cap ? undefined : buffer.subarray(0, length);
}

/** The text of a small file; undefined if there is none. A file larger than `cap` bytes is refused before it is read. */
export function readSmall(file: string, cap: number): string | undefined {
  return onDisk(file, "reading", () => {
    let fd: number;
    try {
      fd = openSync(file, "r");
    } catch (error) {
      if (errorCode(error) === "ENOENT") return undefined;
      throw error;
    }
    try {
      const bytes = readAtMost(fd, cap);
      if (bytes === undefined) throw new FolderError(file, `larger than ${cap} bytes, which no such file is`);
      return bytes.toString("utf8");
    } finally {
      closeSync(fd);
    }
  });
}

const about = (path: string) => {
  try {
    return statSync(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error) ?? "")) return undefined;
    throw error;
  }
};
export const isFolder = (path: string): boolean => onDisk(path, "looking", () => about(path)?.isDirectory() ?? false);
export const isThere = (path: string): boolean => onDisk(path, "looking", () => about(path) !== undefined);

/** Makes a folder and those above it. (mkdirSync's own way of that never ends in Node 20 where a file system has no room
 * for folders, as /proc.) */
export function makeFolders(dir: string): void {
  if (isFolder(dir)) return;
  const above = dirname(dir);
  if (above !== dir) makeFolders(above);
  try {
    mkdirSync(dir);
  } catch (error) {
    if (!isFolder(dir)) throw error;
  }
}
