// One process at a time writes a run folder. The lock is a file that says who holds it. A holder that is gone (killed,
// machine switched off) leaves a stale lock; it is recognised and taken over by exactly one successor.
//
// On the machine that holds it, "gone" is known: no process has that number and start time. From another machine it
// cannot be known; there the holder rewrites its lock every BEAT_S, and a lock whose file has not changed for STALE_S is
// stale. File times are compared with that of a file written just then into the same folder: one clock, the file server's.
import { randomBytes } from "node:crypto";
import { closeSync, linkSync, openSync, readFileSync, readlinkSync, renameSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { refuseOdd, writeAll } from "./disk.js";
import { DiskError, errorCode, FolderError, onDisk } from "./errors.js";

const BEAT_S = 10;
const STALE_S = 120;
/** Every lock has this many bytes, so that rewriting it is one write over the same bytes. */
const LOCK_BYTES = 512;

/** Who holds a lock. `boot`, `space` (process-id namespace) and `start` (ticks) are "" where the system does not tell. */
export interface Holder {
  pid: number;
  host: string;
  boot: string;
  space: string;
  start: string;
  /** when it took the lock, ISO 8601 */
  since: string;
  /** tells this lock from any other */
  token: string;
  /** realisations in the folder when the lock was taken, and now */
  found: number;
  done: number;
}

const tryText = (read: () => string): string => {
  try {
    return read();
  } catch {
    return "";
  }
};

/** Start of a process in clock ticks since the machine's: field 22 of /proc/PID/stat; "" elsewhere, or if it is dead. */
const startOf = (pid: number): string =>
  tryText(() => {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" "); // from field 3, the state
    return ["Z", "X", "x"].includes(fields[0]) ? "" : fields[19];
  });

const bootOf = (): string => tryText(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim().slice(0, 8));
const spaceOf = (): string => tryText(() => readlinkSync("/proc/self/ns/pid"));

function self(): Holder {
  return {
    pid: process.pid,
    host: hostname(),
    boot: bootOf(),
    space: spaceOf(),
    start: startOf(process.pid),
    since: new Date().toISOString(),
    token: randomBytes(4).toString("hex"),
    found: 0,
    done: 0,
  };
}

const lockText = (holder: Holder): Buffer => Buffer.from(`${JSON.stringify(holder).padEnd(LOCK_BYTES - 1)}\n`);

/** "process 4711 on node07, since 2026-11-23T10:00:00Z" */
export const describeHolder = (h: Holder): string => `process ${h.pid} on ${h.host}, since ${h.since}`;

/** The holder of a lock file; undefined if there is no such file. */
export function readHolder(file: string): Holder | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw new DiskError(file, `the lock cannot be read (${errorCode(error)})`);
  }
  try {
    const h = JSON.parse(text) as Holder;
    if (Number.isInteger(h.pid) && h.pid > 0 && typeof h.host === "string" && /^[0-9a-f]{8}$/.test(h.token)) return h;
  } catch {
    // falls through
  }
  throw new FolderError(file, "damaged; if no larmor process writes this folder, delete this file");
}

/** Gone or there, where that can be known (same host, same boot, same process-id namespace); undefined elsewhere. */
function isAlive(h: Holder, me: Holder): boolean | undefined {
  if (h.host !== me.host || h.boot !== me.boot || h.space !== me.space) return undefined;
  try {
    process.kill(h.pid, 0);
  } catch (error) {
    if (errorCode(error) === "ESRCH") return false;
  }
  return h.start === "" || h.start === startOf(h.pid); // else the number was given to another process
}

/** Whether the holder of a folder's lock works still; where that cannot be known, its last sign of life decides. */
export function isWorking(dir: string, holder: Holder, now = Date.now()): boolean {
  const written = statSync(join(dir, "lock"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return isAlive(holder, self()) ?? now - written < STALE_S * 1000;
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
    return lock;
  }

  /** Shown to whoever asks (`status`): how far this run was when it began, and is. */
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

  release(): void {
    clearInterval(this.#timer);
    try {
      if (readHolder(this.file)?.token === this.holder.token) rmSync(this.file, { force: true });
    } catch {
      // a lock that cannot be read or removed is the next one's to judge
    }
  }

  /** Makes `path` a lock file of ours. Of a stale one, only who holds `path-TOKEN` (its token) may be the successor. */
  async #acquire(path: string, say: (message: string) => void): Promise<void> {
    let waited: number | undefined; // file time of a lock held on another machine that is watched
    for (;;) {
      if (this.#link(path)) return;
      const other = readHolder(path);
      if (other === undefined) continue; // released just now
      const alive = isAlive(other, this.holder);
      if (alive) throw new FolderError(path, `this folder is being written by ${describeHolder(other)}`);
      if (alive === undefined) {
        const time = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
        if (time === undefined) continue;
        if (waited !== undefined && time !== waited) {
          throw new FolderError(path, `this folder is being written by ${describeHolder(other)}`);
        }
        const silent = this.#silence(path);
        if (silent < STALE_S) {
          if (waited === undefined)
            say(`waiting up to ${Math.ceil(STALE_S - silent)} s for a sign of ${describeHolder(other)}`);
          waited = time;
          await sleep(2000);
          continue;
        }
      }
      const claim = `${path}-${other.token}`;
      await this.#acquire(claim, say);
      try {
        if (readHolder(path)?.token !== other.token) continue; // someone else was the successor
        say(`taking over the lock of ${describeHolder(other)}, which is gone`);
        onDisk(path, "taking over the lock", () => renameSync(this.#write(), path));
        return;
      } finally {
        rmSync(claim, { force: true });
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
        if (errorCode(error) === "EEXIST") return false;
        if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(errorCode(error) ?? "")) throw error;
        return this.#create(path); // a file system without hard links
      } finally {
        rmSync(temporary, { force: true });
      }
    });
  }

  #create(path: string): boolean {
    try {
      const fd = openSync(path, "wx");
      writeAll(fd, lockText(this.holder));
      closeSync(fd);
      return true;
    } catch (error) {
      if (errorCode(error) === "EEXIST") return false;
      throw error;
    }
  }

  /** A new file with our identity; returns its name. */
  #write(): string {
    const temporary = `${this.file}.${randomBytes(4).toString("hex")}.tmp`;
    this.#create(temporary);
    return temporary;
  }

  /** Seconds since a lock was last rewritten, by the clock of the file system. */
  #silence(path: string): number {
    const reference = onDisk(path, "making the lock", () => this.#write());
    try {
      return (statSync(reference).mtimeMs - statSync(path).mtimeMs) / 1000;
    } catch (error) {
      if (errorCode(error) === "ENOENT") return 0;
      throw error;
    } finally {
      rmSync(reference, { force: true });
    }
  }

  /** A sign of life: the same number of bytes over the old ones, if the lock is still ours. */
  #beat(): void {
    try {
      if (readHolder(this.file)?.token !== this.holder.token) return;
      const fd = openSync(this.file, "r+");
      writeAll(fd, lockText(this.holder), 0);
      closeSync(fd);
    } catch {
      // seen by check() before the next line
    }
  }
}
