// One process at a time writes a run folder. The lock is a file that says who holds it. A holder that is gone (killed,
// machine switched off) leaves a stale lock; it is recognised and taken over by exactly one successor.
//
// On the machine that holds it, "gone" is known: no process has that number and start time. From another machine it
// cannot be known; there the holder rewrites its lock every BEAT_S, and a lock whose file has not changed for STALE_S is
// stale: by its file time, compared with that of a file written just then into the same folder (one clock, the file server's),
// or as observed for so long. A lock that names nobody (empty or torn, after a loss of power) is judged in the same way.
import { closeSync, linkSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isTemporary, refuseOdd, removeQuietly, syncFile, temporaryName, writeAll } from "./disk.js";
import { DiskError, errorCode, FolderError, onDisk } from "./errors.js";
import {
  describeHolder,
  type Holder,
  holderIn,
  isAlive,
  isWorking,
  lockText,
  NOBODY,
  readHolder,
  STALE_S,
  self,
} from "./holder.js";

const BEAT_S = 10;
/** Error codes of file systems without hard links. */
const NO_LINKS = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV", "EINVAL"];

/**
 * Removes what is left of old locks: claims on locks that are gone, and files that were to become a lock. Only the
 * holder of the folder's lock may call it. A file that a living process may be about to use stays.
 */
export function cleanLocks(dir: string): void {
  const own = readHolder(join(dir, "lock"))?.token;
  onDisk(dir, "reading the folder", () => {
    for (const name of readdirSync(dir)) {
      const file = join(dir, name);
      const isClaim = /^lock-[0-9a-f]{8}/.test(name);
      const isUnfinished = name.startsWith("lock.") && isTemporary(name);
      if (isClaim || (isUnfinished && !isInUse(file, own)))
        onDisk(file, "removing", () => rmSync(file, { force: true }));
    }
  });
}

/** A file that names nobody yet may be removed: the process that is writing it then makes another. */
function isInUse(file: string, own: string | undefined): boolean {
  const maker = readHolder(file);
  return maker !== undefined && maker !== NOBODY && maker.token !== own && isWorking(file, maker);
}

/** The locks of this process; one that ends in the midst of its work, by a signal or an error, gives them back. */
const held = new Set<Lock>();
function releaseAll(): void {
  for (const lock of held) lock.release();
}

export class Lock {
  #timer: NodeJS.Timeout | undefined;

  private constructor(
    private file: string,
    readonly holder: Holder,
  ) {}

  /**
   * Takes the lock of a folder or throws a FolderError that names the holder.
   * @param say is told when a stale lock is taken over, or a holder on another machine is waited for
   */
  static async take(dir: string, say: (message: string) => void): Promise<Lock> {
    const lock = new Lock(join(dir, "lock"), self());
    refuseOdd(lock.file); // a link that leads nowhere is neither there nor not there
    await lock.#acquire(lock.file, say);
    lock.#timer = setInterval(() => lock.#beat(), BEAT_S * 1000);
    lock.#timer.unref();
    if (held.size === 0) process.on("exit", releaseAll);
    held.add(lock);
    return lock;
  }

  /** Records the number of realisations at the start of this run and now, for `status`. */
  count(found: number, done: number): void {
    const changed = found !== this.holder.found;
    this.holder.found = found;
    this.holder.done = done;
    if (changed) this.#beat();
  }

  /** The folder was renamed, the lock with it. */
  movedTo(dir: string): void {
    this.file = join(dir, "lock");
  }

  /** Throws unless the lock is still ours: the folder may have been deleted, or taken over while we were asleep. */
  check(): void {
    const now = readHolder(this.file);
    if (now === undefined) throw new DiskError(this.file, "not there any more; was the folder deleted or renamed?");
    if (now.token !== this.holder.token) {
      throw new FolderError(this.file, `taken over by ${describeHolder(now)}; this process stops`);
    }
  }

  /** Whether the lock can be read and is ours still. */
  isOurs(): boolean {
    try {
      return readHolder(this.file)?.token === this.holder.token;
    } catch {
      return false;
    }
  }

  release(): void {
    clearInterval(this.#timer);
    if (held.delete(this) && held.size === 0) process.off("exit", releaseAll);
    if (this.isOurs()) removeQuietly(this.file); // a lock that cannot be removed is judged by the next process
  }

  /**
   * Makes `path` a lock file of ours. Only the process that holds `path-TOKEN`, with the token of a stale lock, may
   * succeed it.
   */
  async #acquire(path: string, say: (message: string) => void): Promise<void> {
    let watched: { time: number; since: number } | undefined; // file time of a watched lock, unchanged since
    for (;;) {
      if (this.#link(path)) return;
      const other = readHolder(path);
      if (other === undefined) continue; // released just now
      const alive = isAlive(other, this.holder);
      if (alive) throw new FolderError(path, `this folder is being written by ${describeHolder(other)}`);
      if (alive === undefined) {
        const time = onDisk(path, "looking", () => statSync(path, { throwIfNoEntry: false })?.mtimeMs);
        if (time === undefined) continue;
        if (watched !== undefined && time !== watched.time) {
          throw new FolderError(path, `this folder is being written by ${describeHolder(other)}`);
        }
        const isNew = watched === undefined;
        watched ??= { time, since: performance.now() };
        // the file's time may lie in the future, where a clock was set back
        const silent = Math.max(this.#silence(path), (performance.now() - watched.since) / 1000);
        if (silent < STALE_S) {
          if (isNew) say(`waiting up to ${Math.ceil(STALE_S - silent)} s for a sign of ${describeHolder(other)}`);
          await sleep(2000);
          continue;
        }
      }
      const claim = `${path}-${other.token}`;
      await this.#acquire(claim, say);
      try {
        if (readHolder(path)?.token !== other.token) continue; // another process succeeded it
        say(`taking over the lock of ${describeHolder(other)}, which is gone`);
        onDisk(path, "taking over the lock", () => renameSync(this.#write(), path));
        return;
      } finally {
        removeQuietly(claim);
      }
    }
  }

  /** Whether `path` was made just now, complete, by us. */
  #link(path: string): boolean {
    return onDisk(path, "making the lock", () => {
      const temporary = this.#write();
      try {
        linkSync(temporary, path);
        return true;
      } catch (error) {
        const code = errorCode(error) ?? "";
        // ENOENT: our file was removed as a remnant of a killed process
        if (["EEXIST", "ENOENT"].includes(code)) return false;
        if (!NO_LINKS.includes(code)) throw error;
        return this.#create(path);
      } finally {
        removeQuietly(temporary);
      }
    });
  }

  #create(path: string): boolean {
    let fd: number;
    try {
      fd = openSync(path, "wx");
    } catch (error) {
      if (errorCode(error) === "EEXIST") return false;
      throw error;
    }
    try {
      writeAll(fd, lockText(this.holder));
      syncFile(fd); // otherwise its name may survive a loss of power without its bytes
    } catch (error) {
      removeQuietly(path);
      throw error;
    } finally {
      closeSync(fd);
    }
    return true;
  }

  /** A new file with our identity; returns its name. */
  #write(): string {
    const temporary = temporaryName(this.file);
    this.#create(temporary);
    return temporary;
  }

  /** Seconds since a lock was last rewritten, by the clock of the file system. */
  #silence(path: string): number {
    return onDisk(path, "making the lock", () => {
      const reference = this.#write();
      try {
        return (statSync(reference).mtimeMs - statSync(path).mtimeMs) / 1000;
      } catch (error) {
        if (errorCode(error) === "ENOENT") return 0;
        throw error;
      } finally {
        removeQuietly(reference);
      }
    });
  }

  /** A sign of life: overwrites the file that was found to be ours with the same number of bytes. */
  #beat(): void {
    try {
      const fd = openSync(this.file, "r+");
      try {
        if (holderIn(readFileSync(fd, "utf8")).token === this.holder.token) writeAll(fd, lockText(this.holder), 0);
      } finally {
        closeSync(fd);
      }
    } catch {
      // check() notices before the next line is written
    }
  }
}
