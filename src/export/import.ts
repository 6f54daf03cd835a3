// A run folder from an exported HDF5 file: the lines of its realisations.jsonl are those of the run exported, byte for byte, in
// order (group, realisation).

import { closeSync, openSync } from "node:fs";
import { canonicalJSON } from "../config/config.js";
import { syncFile, writeAll, writeWhole } from "../store/disk.js";
import { onDisk } from "../store/errors.js";
import { formatLine } from "../store/lines.js";
import { preparedFolder, refuseOut } from "../store/prepared.js";
import { fileOf, Run, statisticsOf } from "../store/store.js";
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
  try {
    await preparedFolder(out, "import", say, async (dir) => {
      writeLines(held, fileOf(dir, "lines"));
      writeStored(dir, held.config, held.provenance);
      const run = await Run.read(dir);
      const summary = canonicalJSON(statisticsOf(run).summary());
      if (run.done() === run.total()) writeWhole(fileOf(dir, "summary"), `${summary}\n`);
    });
  } finally {
    held.close();
  }
  return Run.read(out);
}

function writeLines(held: HDF5Run, file: string): void {
  onDisk(file, "writing", () => {
    const fd = openSync(file, "wx");
    try {
      let text = "";
      const flush = () => {
        writeAll(fd, Buffer.from(text));
        text = "";
      };
      for (const record of held.records()) {
        text += formatLine(record, held.expected);
        if (text.length > BUFFER) flush();
      }
      flush();
      syncFile(fd);
    } finally {
      closeSync(fd);
    }
  });
}
