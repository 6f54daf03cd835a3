// Where an exported file goes: written under another name, and renamed when it is whole.

import { closeSync, openSync, renameSync } from "node:fs";
import { basename, dirname } from "node:path";
import { makeFolders, refuseOdd, removeQuietly, syncFile, syncFolder, temporaryName } from "../store/disk.js";
import { onDisk } from "../store/errors.js";
import { FolderError } from "../store/store.js";

const OF_A_RUN = ["config.json", "provenance.json", "realisations.jsonl", "summary.json", "lock"];

/** Calls `write` with the name of a new empty file, which becomes `file` if all goes well and is removed otherwise. */
export async function placed(file: string, write: (temporary: string) => void | Promise<void>): Promise<void> {
  refuseOdd(file);
  if (OF_A_RUN.includes(basename(file))) throw new FolderError(file, "is the name of a run's own file; choose another");
  onDisk(dirname(file), "making the folder", () => makeFolders(dirname(file)));
  const temporary = temporaryName(file);
  onDisk(file, "writing", () => closeSync(openSync(temporary, "wx")));
  try {
    await write(temporary);
    onDisk(file, "writing", () => {
      const fd = openSync(temporary, "r+");
      try {
        syncFile(fd);
      } finally {
        closeSync(fd);
      }
      renameSync(temporary, file);
      syncFolder(dirname(file));
    });
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
}
