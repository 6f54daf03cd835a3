import { closeSync, openSync } from "node:fs";
import { canonicalJSON } from "../config/config.js";
import type { GrowingSummary } from "../response/summary.js";
import { abridged, ranges } from "../words/lines.js";
import { syncFile, writeAll, writeWhole } from "./disk.js";
import { FolderError, onDisk } from "./errors.js";
import { describeHolder } from "./holder.js";
import { appendJournal, readJournal } from "./journal.js";
import { LineError, parseLine } from "./lines.js";
import { groupName, missingOf, missingShards, type Parts, readParts } from "./parts.js";
import { preparedFolder, refuseOut } from "./prepared.js";
import { Run, statisticsOf } from "./run.js";
import { LineReader } from "./scan.js";
import { expectedOf, fileOf, writeStored } from "./stored.js";

/** The message lists every reason why the folders do not make one whole run. */
export class MergeError extends FolderError {
  constructor(
    out: string,
    readonly problems: FolderError[],
  ) {
    super(out, `not merged:\n${problems.map((p) => `  ${p.message}`).join("\n")}`);
  }
}

/**
 * Writes the run that the folders make together into `out`, which must not be there yet or be empty: its lines in order
 * (group, realisation), so the same bytes whatever the parts and their order. Refuses (MergeError) if a realisation is
 * missing, doubled or damaged, or a folder is of another run. Memory: 20 bytes a realisation, and one line.
 */
export async function merge(
  dirs: string[],
  out: string,
  { say = () => {} }: { say?: (message: string) => void } = {},
): Promise<{ run: Run; statistics: GrowingSummary }> {
  refuseOut(out);
  const all = await readParts(dirs);
  for (const note of all.notes) say(note);
  const problems = [...all.problems];
  const shards = missingShards(all);
  all.groups.forEach((group, g) => {
    const count = all.config.ensemble.realisations - all.index.count(g);
    if (count === 0) return;
    const list = abridged(ranges(missingOf(all, g)), count);
    problems.push(new FolderError(groupName(group), `missing: realisations ${list}`));
  });
  if (shards !== undefined && shards.length > 0) {
    const list = abridged(ranges(shards), shards.length);
    problems.push(new FolderError("shards", `${list} of ${all.shards} are not complete`));
  }
  if (problems.length > 0) {
    for (const { dir, holder, working, torn } of all.parts) {
      if (torn !== undefined) problems.push(new FolderError(fileOf(dir, "lines"), "torn, so it does not count", torn));
      if (holder && working) problems.push(new FolderError(dir, `is still being written by ${describeHolder(holder)}`));
    }
  }
  if (problems.length > 0) throw new MergeError(out, problems);

  const statistics = await preparedFolder(out, "merge", say, async (dir) => {
    writeLines(all, fileOf(dir, "lines"));
    const { shard: _, ...provenance } = all.provenance;
    const versions = [...new Set(all.parts.map((part) => part.provenance.larmor))].sort();
    writeStored(dir, all.config, { ...provenance, larmor: versions.join(", ") });
    const statistics = statisticsOf(await Run.read(dir));
    writeWhole(fileOf(dir, "summary"), `${canonicalJSON(statistics.summary())}\n`);
    appendJournal(dir, ...readJournal(...all.parts.map((part) => part.dir)));
    return statistics;
  });
  return { run: await Run.read(out), statistics };
}

/** The lines of all parts in order, each checked once more as it is copied. */
function writeLines({ parts, groups, config, provenance, index }: Parts, file: string): void {
  const reader = new LineReader(parts.map((part) => fileOf(part.dir, "lines")));
  const expected = expectedOf(config, provenance.config_sha256, provenance.numerics);
  onDisk(file, "writing", () => {
    const fd = openSync(file, "wx");
    try {
      let pending: Uint8Array[] = [];
      let length = 0;
      const flush = () => {
        writeAll(fd, Buffer.concat(pending));
        pending = [];
        length = 0;
      };
      for (let g = 0; g < groups.length; g++) {
        for (let k = 0; k < config.ensemble.realisations; k++) {
          const place = index.get(g, k);
          if (place === undefined) throw new Error(`realisation ${k} of group ${g} was counted and is not there`);
          const bytes = reader.bytes(place);
          try {
            parseLine(bytes, expected);
          } catch (error) {
            if (error instanceof LineError) throw new FolderError(reader.files[place.part], error.message, place.line);
            throw error;
          }
          pending.push(bytes, NEWLINE);
          length += bytes.length + 1;
          if (length > 1 << 20) flush();
        }
      }
      flush();
      syncFile(fd);
    } finally {
      closeSync(fd);
      reader.close();
    }
  });
}

const NEWLINE = Uint8Array.of(10);
