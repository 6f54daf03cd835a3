import { randomBytes } from "node:crypto";
import {
  closeSync,
  fstatSync,
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
import { basename, dirname, join } from "node:path";
import { errorCode, FolderError, onDisk } from "./errors.js";

/** Error codes of file systems without fsync (some that run in user space): nothing more can be done there. */
const NO_SYNC = ["EINVAL", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"];

/** Brings what was written to an open file onto the disk, where the file system can. */
export function syncFile(fd: number): void {
  try {
    fsyncSync(fd);
  } catch (error) {
    if (!NO_SYNC.includes(errorCode(error) ?? "")) throw error;
  }
}

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
    if (![...NO_SYNC, "EISDIR", "EPERM", "EACCES"].includes(errorCode(error) ?? "")) throw error;
  }
}

/** Removes a file or folder of ours if possible; its own errors are dropped, since an earlier one is to be reported. */
export function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true, recursive: true });
  } catch {
    // left behind; the next process that prepares or continues this folder removes it
  }
}

/** A name in the same folder that ends in `ending`. Where the file system allows `path`, it allows this: a long name is cut. */
export function nameBeside(path: string, ending: string): string {
  const name = basename(path);
  const room = Math.max(100, Buffer.byteLength(name) - ending.length);
  let kept = "";
  let bytes = 0;
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > room) break;
    kept += character;
  }
  return join(dirname(path), kept + ending);
}

/** Name of a file that becomes `file` when it is whole. */
export const temporaryName = (file: string): string => nameBeside(file, `.${randomBytes(4).toString("hex")}.tmp`);

/** Whether a name was made by `temporaryName`. */
export const isTemporary = (name: string): boolean => /\.[0-9a-f]{8}\.tmp$/.test(name);

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

/** Throws FolderError where a folder of a run is a symbolic link, which would lead out of the run. */
export function refuseLink(folder: string): void {
  const found = onDisk(folder, "looking", () => lstatSync(folder, { throwIfNoEntry: false }));
  if (found?.isSymbolicLink()) throw new FolderError(folder, "is a symbolic link; expected a folder, or nothing yet");
}

/** Writes a file so that it is there as a whole or not at all: under a temporary name, synced, renamed, its folder synced. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  refuseOdd(file);
  onDisk(file, "writing", () => {
    const temporary = temporaryName(file);
    try {
      const fd = openSync(temporary, "wx");
      try {
        writeAll(fd, typeof content === "string" ? Buffer.from(content) : content);
        syncFile(fd);
      } finally {
        closeSync(fd);
      }
      renameSync(temporary, file);
    } catch (error) {
      removeQuietly(temporary);
      throw error;
    }
    syncFolder(dirname(file));
  });
}

/** The content of an open file; undefined if it is more than `cap` bytes. No more is read, as a pipe or a device may never end. */
export function readAtMost(fd: number, cap: number): Buffer | undefined {
  // a byte more than there is, so that the end is seen; a pipe has no size, and the buffer grows
  let buffer = Buffer.alloc(Math.min(cap, Math.max(fstatSync(fd).size, 4096)) + 1);
  let length = 0;
  for (let n = -1; n !== 0 && length <= cap; length += n) {
    if (length === buffer.length) buffer = Buffer.concat([buffer], Math.min(cap + 1, 2 * length));
    n = readSync(fd, buffer, length, buffer.length - length, null);
  }
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
      if (bytes === undefined)
        throw new FolderError(file, `larger than ${cap} bytes, the most that larmor writes into such a file`);
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

/** Makes a folder and those above it. (In Node 20 the recursive mkdirSync never returns on a file system that takes no folders, such as /proc.) */
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
