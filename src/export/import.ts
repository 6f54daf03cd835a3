// A run folder from an exported HDF5 file: the lines of its realisations.jsonl are those of the run exported, byte for byte, in
// order (group, realisation).

import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { canonicalJSON } from "../config/config.js";
import { isThere, makeFolders, syncFolder, writeAll, writeWhole } from "../store/disk.js";
import { onDisk } from "../store/errors.js";
import { formatLine } from "../store/lines.js";
import { Lock } from "../store/lock.js";
import { FolderError, fileOf, holdsRun, Run, statisticsOf } from "../store/store.js";
import { writeStored } from "../store/stored.js";
import { type HDF5Run, readHDF5 } from "./hdf5_read.js";

const BUFFER = 1 << 20;

/** Writes the folder `out`, which must not be there yet or be empty: whole, or not at all. */
export async function importHDF5(
  file: string,
  out: string,
  { say = () => {} }: { say?: (message: string) => void } = {},
): Promise<Run> {
  refuseOut(out);
  const held = await readHDF5(file);
  const dir = `${out.replace(/[/\\]+$/, "")}.importing`;
  try {
    onDisk(dir, "making the folder", () => makeFolders(dir));
    const lock = await Lock.take(dir, say);
    try {
      writeLines(held, fileOf(dir, "lines"));
      writeStored(dir, held.config, held.provenance);
      const run = await Run.read(dir);
      const summary = canonicalJSON(statisticsOf(run).summary());
      if (run.done() === run.total()) writeWhole(fileOf(dir, "summary"), `${summary}\n`);
      onDisk(out, "renaming the imported folder", () => {
        refuseOut(out);
        renameSync(dir, out);
        syncFolder(dirname(out));
      });
      lock.movedTo(out);
    } finally {
      lock.release();
    }
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    throw error;
  } finally {
    held.close();
  }
  return Run.read(out);
}

function writeLines(held: HDF5Run, file: string): void {
  const fd = onDisk(file, "writing", () => openSync(file, "w"));
  try {
    let text = "";
    const flush = () => {
      onDisk(file, "writing", () => writeAll(fd, Buffer.from(text)));
      text = "";
    };
    for (const record of held.records()) {
      text += formatLine(record, held.expected);
      if (text.length > BUFFER) flush();
    }
    flush();
    onDisk(file, "writing", () => fsyncSync(fd));
  } finally {
    closeSync(fd);
  }
}

function refuseOut(out: string): void {
  if (holdsRun(out)) throw new FolderError(out, "holds a run already; choose a new folder");
  if (isThere(out) && onDisk(out, "reading the folder", () => readdirSync(out)).length > 0) {
    throw new FolderError(out, "is not empty; choose a new folder");
  }
}
