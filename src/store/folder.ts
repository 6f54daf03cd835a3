// A run folder open for writing.
import { closeSync, fstatSync, ftruncateSync, openSync, readdirSync, readSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Config, canonicalJSON, configIdentity } from "../config/config.js";
import type { RealisationRecord } from "../flight/record.js";
import type { Checkpoint, Checkpoints } from "../run/checkpoint.js";
import type { Shard } from "../run/shard.js";
import {
  checkpointFile,
  cleanCheckpoints,
  dropCheckpoint,
  readCheckpoint,
  removeEmptyFolder,
  type Stamp,
  writeCheckpoint,
} from "./checkpoints.js";
import { refuseUnplanned } from "./cluster.js";
import {
  isFolder,
  isTemporary,
  isThere,
  makeFolders,
  readSmall,
  refuseOdd,
  syncFile,
  syncFolder,
  writeAll,
  writeWhole,
} from "./disk.js";
import { DiskError, FolderError, onDisk } from "./errors.js";
import { checkRecord, type Expected, formatLine, LineError, parseLine } from "./lines.js";
import { cleanLocks, Lock } from "./lock.js";
import { fill, Run } from "./run.js";
import { LineIndex } from "./scan.js";
import { continueRun, expectedOf, fileOf, holdsRun, type Origin, type Provenance, writeStored } from "./stored.js";

const LARGEST_SUMMARY = 512 * 1024 * 1024;

/** The run of a folder, open for writing and locked. */
export class RunFolder extends Run implements Checkpoints {
  #lock: Lock;
  #fd: number;
  #end: number;
  #lines: number;
  #say: (message: string) => void;

  private constructor(
    dir: string,
    config: Config,
    provenance: Provenance,
    index: LineIndex,
    expected: Expected,
    lock: Lock,
    file: { fd: number; end: number; lines: number },
    say: (message: string) => void,
  ) {
    super(dir, config, provenance, index, expected);
    this.#lock = lock;
    this.#fd = file.fd;
    this.#end = file.end;
    this.#lines = file.lines;
    this.#say = say;
    cleanCheckpoints(dir, (group, realisation) => this.has(group, realisation));
    lock.count(this.done(), this.done());
  }

  /**
   * Starts a run in a folder, or with `resume` continues the one that is there.
   * @param say called with messages for the user (a torn line cut off, a stale lock taken over, an extension)
   */
  static async open(
    dir: string,
    config: Config,
    origin: Origin,
    {
      resume = false,
      shard,
      say = () => {},
    }: { resume?: boolean; shard?: Shard; say?: (message: string) => void } = {},
  ): Promise<RunFolder> {
    const refuseHeld = () => {
      if (!resume && holdsRun(dir)) {
        throw new FolderError(dir, "holds a run already; choose a new folder, or add --resume to continue this one");
      }
    };
    refuseHeld();
    const provenance: Provenance = {
      ...origin,
      config_sha256: configIdentity(config),
      realisations: config.ensemble.realisations,
      ...(shard ? { shard } : {}),
    };
    refuseUnplanned(dir, config, provenance);
    makeFolder(dir);
    const lock = await Lock.take(dir, say);
    try {
      refuseHeld(); // another process may have begun one while we waited
      cleanLocks(dir);
      removeTemporary(dir);
      if (isThere(fileOf(dir, "config"))) continueRun(dir, config, provenance, say);
      else if (sizeOf(fileOf(dir, "lines")) > 0) {
        throw new FolderError(fileOf(dir, "config"), "missing, though there are realisations");
      } else writeStored(dir, config, provenance);

      const expected = expectedOf(config, provenance.config_sha256, provenance.numerics, shard);
      const index = new LineIndex();
      const file = fileOf(dir, "lines");
      refuseOdd(file);
      const { end, size, lines, torn } = await fill(index, file, expected, say);
      const fd = onDisk(file, "opening", () => {
        const opened = openSync(file, "a+");
        try {
          const now = fstatSync(opened).size;
          if (now !== size) throw grown(file, now, size);
          if (torn !== undefined) ftruncateSync(opened, end);
          syncFile(opened);
          syncFolder(dir);
        } catch (error) {
          closeSync(opened);
          throw error;
        }
        return opened;
      });
      if (torn !== undefined) say(`${file} line ${torn}: torn or unreadable last line cut off; it is computed again`);
      return new RunFolder(dir, config, provenance, index, expected, lock, { fd, end, lines }, say);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** Appends a realisation; when this returns, it is on the disk. Returns the record as it will be read. */
  append(record: RealisationRecord): RealisationRecord {
    const file = fileOf(this.dir, "lines");
    const group = checkRecord(record, this.expected);
    if (this.index.get(group, record.realisation))
      throw new Error(`realisation ${record.realisation} was stored before`);
    const bytes = Buffer.from(formatLine(record, this.expected));
    this.#lock.check();
    this.#refuseGrown(this.#end);
    try {
      onDisk(file, "writing", () => {
        writeAll(this.#fd, bytes);
        syncFile(this.#fd);
      });
    } catch (error) {
      this.#cutOff(bytes);
      if (error instanceof DiskError) throw new DiskError(error.file, `${error.problem}; what was counted is safe`);
      throw error;
    }
    this.#refuseGrown(this.#end + bytes.length); // otherwise the place of our line is unknown
    const length = bytes.length - 1;
    this.#lines += 1;
    this.index.add(group, record.realisation, { part: 0, offset: this.#end, length, line: this.#lines });
    this.#end += bytes.length;
    this.#lock.count(this.#lock.holder.found, this.done());
    dropCheckpoint(this.dir, group, record.realisation); // after the line is written, so that one of the two always exists
    return parseLine(bytes.subarray(0, length), this.expected).record;
  }

  /** Throws if the file is not as long as we left it: a lock cannot stop a write that another process began before we took over. */
  #refuseGrown(expected: number): void {
    const file = fileOf(this.dir, "lines");
    const size = onDisk(file, "looking", () => fstatSync(this.#fd).size);
    if (size === expected) return;
    this.#lock.check(); // we may be the one that was taken for dead
    throw grown(file, size, expected);
  }

  /** Cuts off our half-written line if the disk allows it, and nothing that another process wrote. */
  #cutOff(bytes: Buffer): void {
    try {
      const tail = Buffer.alloc(bytes.length + 1);
      const length = readSync(this.#fd, tail, 0, tail.length, this.#end);
      if (bytes.subarray(0, length).equals(tail.subarray(0, length))) ftruncateSync(this.#fd, this.#end);
    } catch {
      // a torn line is cut off by the next --resume
    }
  }

  /** The checkpoint of a realisation; one that cannot be relied on is dropped. */
  load(group: number, realisation: number): Checkpoint | undefined {
    try {
      return readCheckpoint(this.dir, this.#stamp(group, realisation));
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      const file = checkpointFile(this.dir, group, realisation);
      this.#say(`${file}: ${error.message}; dropped, the realisation is computed from its beginning`);
      dropCheckpoint(this.dir, group, realisation);
      return undefined;
    }
  }

  save(group: number, realisation: number, checkpoint: Checkpoint): void {
    this.#lock.check();
    writeCheckpoint(this.dir, this.#stamp(group, realisation), checkpoint);
  }

  #stamp(number: number, realisation: number): Stamp {
    return { provenance: this.provenance, group: this.groups[number], number, realisation };
  }

  /** Removes the summary before more lines are written: it covers all lines or does not exist. */
  dropSummary(): void {
    const file = fileOf(this.dir, "summary");
    onDisk(file, "removing", () => rmSync(file, { force: true }));
  }

  /** Writes summary.json whole, unless it is there already with the same bytes. */
  writeSummary(summary: unknown): void {
    const text = `${canonicalJSON(summary)}\n`;
    const file = fileOf(this.dir, "summary");
    this.#lock.check();
    if (readSmall(file, LARGEST_SUMMARY) !== text) writeWhole(file, text);
  }

  /** Closes the file and gives the lock back. Does nothing the second time. */
  close(): void {
    if (this.#fd < 0) return;
    try {
      onDisk(fileOf(this.dir, "lines"), "closing", () => closeSync(this.#fd));
      onDisk(this.dir, "removing a folder", () => removeEmptyFolder(this.dir));
    } finally {
      this.#fd = -1;
      this.#lock.release();
    }
  }
}

const sizeOf = (file: string): number =>
  onDisk(file, "looking", () => statSync(file, { throwIfNoEntry: false })?.size ?? 0);

function makeFolder(dir: string): void {
  if (isThere(dir) && !isFolder(dir)) throw new FolderError(dir, "this is a file; expected a folder, or nothing yet");
  onDisk(dir, "making the folder", () => makeFolders(dir));
}

/** Removes the unfinished files of processes that held the lock before. */
function removeTemporary(dir: string): void {
  onDisk(dir, "reading the folder", () => {
    for (const name of readdirSync(dir)) {
      const isOurs = /^(config|provenance|summary)\.json\./.test(name) && isTemporary(name);
      if (isOurs) rmSync(join(dir, name), { force: true });
    }
  });
}

const grown = (file: string, found: number, expected: number): FolderError =>
  new FolderError(
    file,
    `${found} bytes found, ${expected} expected: another process has written to it, and this one stops; what was counted ` +
      "is safe, run again with --resume",
  );
