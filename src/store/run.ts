// A run folder open for reading.
import type { Config, Group } from "../config/config.js";
import type { RealisationRecord } from "../flight/record.js";
import { type GrowingSummary, newSummary } from "../response/summary.js";
import { inShard } from "../run/shard.js";
import { FolderError } from "./errors.js";
import type { Expected } from "./lines.js";
import { doubledText, haveSameBytes, LineIndex, LineReader, scan } from "./scan.js";
import { expectedOf, fileOf, type Provenance, readStored, unequalRealisations } from "./stored.js";

/** The run of a folder. */
export class Run {
  readonly groups: Group[];
  protected constructor(
    readonly dir: string,
    readonly config: Config,
    readonly provenance: Provenance,
    protected readonly index: LineIndex,
    protected readonly expected: Expected,
  ) {
    this.groups = expected.groups;
  }

  /**
   * Opens a folder for reading. Throws FolderError at the first damaged or foreign line; a torn last line does not
   * count.
   * @param say called with a message about lines that occur twice
   */
  static async read(dir: string, say: (message: string) => void = () => {}): Promise<Run> {
    const { config, provenance } = readStored(dir);
    if (provenance.realisations !== config.ensemble.realisations) {
      throw new FolderError(fileOf(dir, "config"), unequalRealisations(config, provenance));
    }
    const expected = expectedOf(config, provenance.config_sha256, provenance.numerics, provenance.shard);
    const index = new LineIndex();
    await fill(index, fileOf(dir, "lines"), expected, say);
    return new Run(dir, config, provenance, index, expected);
  }

  /** Number of realisations that are stored, of one group or of all. */
  done(group?: number): number {
    return group === undefined ? this.groups.reduce((n, _, g) => n + this.index.count(g), 0) : this.index.count(group);
  }

  /** Number of realisations that belong in this folder, of one group or of all. */
  total(group?: number): number {
    if (group === undefined) return this.groups.reduce((n, _, g) => n + this.total(g), 0);
    let n = 0;
    for (let k = 0; k < this.config.ensemble.realisations; k++) if (this.#wants(group, k)) n++;
    return n;
  }

  /** The realisations of a group that are not stored yet, in order. */
  *missing(group: number): Generator<number> {
    for (let k = 0; k < this.config.ensemble.realisations; k++) {
      if (this.#wants(group, k) && this.index.get(group, k) === undefined) yield k;
    }
  }

  missingCount(group: number): number {
    return this.total(group) - this.done(group);
  }

  has(group: number, realisation: number): boolean {
    return this.index.get(group, realisation) !== undefined;
  }

  /** All records, one at a time, in order (group, realisation), whatever their order in the file. */
  *records(): Generator<RealisationRecord> {
    const reader = new LineReader([fileOf(this.dir, "lines")]);
    try {
      for (let g = 0; g < this.groups.length; g++) {
        for (let k = 0; k < this.config.ensemble.realisations; k++) {
          const place = this.index.get(g, k);
          if (place) yield reader.read(place, this.expected).record;
        }
      }
    } finally {
      reader.close();
    }
  }

  #wants(group: number, realisation: number): boolean {
    return inShard(this.expected.shard, group, realisation);
  }
}

/**
 * Puts the lines of a file into the index. Returns the number of the torn last line, if there is one, and the ends of
 * the good lines and of all.
 */
export async function fill(index: LineIndex, file: string, expected: Expected, say: (message: string) => void) {
  let end = 0;
  let size = 0;
  let lines = 0;
  let torn: number | undefined;
  const doubled: number[] = [];
  for await (const found of scan(file, expected)) {
    const { line, offset, length } = found;
    size = offset + length + (found.ended ? 1 : 0);
    if (found.problem !== undefined) {
      if (found.torn) {
        torn = line;
        break;
      }
      const remedy = "delete this line and run again with --resume, and it is computed again";
      throw new FolderError(file, `${found.problem}; ${remedy}`, line);
    }
    const { group, record } = found.read;
    const place = { part: 0, offset, length, line };
    const before = index.add(group, record.realisation, place);
    if (before && haveSameBytes(file, before, place)) doubled.push(line);
    else if (before) {
      const what = `realisation ${record.realisation} stands on line ${before.line} already, with other bytes`;
      throw new FolderError(file, `${what}; delete one of the two`, line);
    }
    end = size;
    lines = line;
  }
  if (doubled.length > 0) say(doubledText(file, doubled));
  return { end, size, lines, torn };
}

/** The statistics of all realisations in a folder, read one at a time. */
export function statisticsOf(run: Run): GrowingSummary {
  const { kernel_sha256, numerics, device } = run.provenance;
  const statistics = newSummary(run.config, { kernel_sha256, numerics, device });
  for (const record of run.records()) statistics.add(record);
  return statistics;
}
