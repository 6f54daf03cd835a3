// The holder of a lock: read from its file, and judged to be at work or gone.
import { randomBytes } from "node:crypto";
import { readFileSync, readlinkSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { type Check, faultOf, text, wholeFrom } from "./checked.js";
import { DiskError, errorCode, onDisk } from "./errors.js";

/** Seconds without a sign of life after which a holder on another machine counts as gone. */
export const STALE_S = 120;
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
  /** random; distinguishes this lock from any other */
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

/** This process, as the holder of a new lock. */
export function self(): Holder {
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

/** The content of a lock file. */
export const lockText = (holder: Holder): Buffer => Buffer.from(`${JSON.stringify(holder).padEnd(LOCK_BYTES - 1)}\n`);

/** "process 4711 on node07, since 2026-11-23T10:00:00Z" */
export const describeHolder = (h: Holder): string =>
  h === NOBODY ? "a process that its lock does not name" : `process ${h.pid} on ${h.host}, since ${h.since}`;

/** The holder of an empty or torn lock. */
export const NOBODY: Holder = {
  ...{ pid: 0, host: "", boot: "", space: "", start: "", since: "", token: "00000000", found: 0, done: 0 },
};

const CHECKS: Record<keyof Holder, Check> = {
  ...{ pid: wholeFrom(1), host: text, boot: text, space: text, start: text, since: text },
  token: {
    expected: "8 hexadecimal digits",
    test: (value) => typeof value === "string" && /^[0-9a-f]{8}$/.test(value),
  },
  ...{ found: wholeFrom(0), done: wholeFrom(0) },
};

/** The holder of a lock file (NOBODY if it names none); undefined if there is no such file. */
export function readHolder(file: string): Holder | undefined {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw new DiskError(file, `the lock cannot be read (${errorCode(error)})`);
  }
  return holderIn(content);
}

export function holderIn(content: string): Holder {
  try {
    const holder = JSON.parse(content) as Holder;
    return faultOf(holder, CHECKS) === undefined ? holder : NOBODY;
  } catch {
    return NOBODY;
  }
}

/**
 * Whether the holder exists, where that can be known (same host, boot and process-id namespace); undefined elsewhere.
 */
export function isAlive(h: Holder, me: Holder = self()): boolean | undefined {
  if (h === NOBODY || h.host !== me.host || h.boot !== me.boot || h.space !== me.space) return undefined;
  try {
    process.kill(h.pid, 0);
  } catch (error) {
    if (errorCode(error) === "ESRCH") return false;
  }
  return h.start === "" || h.start === startOf(h.pid); // else the number was given to another process
}

/**
 * Whether the holder of a lock is still at work; where that cannot be known, its last sign of life decides. A sign of
 * life from the future (a clock was set back since) does not count.
 */
export function isWorking(file: string, holder: Holder, now = Date.now()): boolean {
  const written = onDisk(file, "looking", () => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return isAlive(holder) ?? Math.abs(now - written) < STALE_S * 1000;
}
