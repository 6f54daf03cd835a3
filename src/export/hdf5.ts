// A run as one HDF5 file, and back. A group for each turbulence level and rigidity, a data set for each column, its first
// index counting the realisations that are there, in order:
//
//   /turbulence_level_0.1/rigidity_TV_1000/response_pc   (50, 4, 3, 3)
//
// The first 64 bits of the SHA-256 of each line of realisations.jsonl lie beside the numbers, so that `import` gives back
// that line or says which one it could not.

import type { Dataset, File as H5File, Group as H5Group } from "h5wasm/node";
import { loadHDF5 } from "#platform";
import { canonicalJSON, type Group, groupNumber, storedConfig } from "../config/config.js";
import { lengthsOf, numbersOf, type RealisationRecord, sizeOf } from "../flight/record.js";
import { newSummary } from "../response/summary.js";
import { type Expected, formatLine } from "../store/lines.js";
import { DiskError, FolderError, fileOf, groupName, type Run } from "../store/store.js";
import { expectedOf } from "../store/stored.js";
import { CONVENTIONS, type Column, columnsOf, strangeKey } from "./columns.js";
import { writeResults } from "./hdf5_results.js";
import { interruptible, type Watch } from "./interruptible.js";
import { placed } from "./place.js";

export const SCHEMA = "larmor-run/1";
/** Realisations in memory at a time, and in a chunk of the file. */
export const BATCH = 64;
const COMPRESSION = 4;
const CHECK = "line_sha256";

export const hdf5Name = (group: Group): string =>
  `turbulence_level_${group.turbulence_level}/rigidity_TV_${group.rigidity_TV}`;

/** The innermost message of an error of the HDF5 library, in one line; undefined for an error from elsewhere. */
export function hdf5Problem(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : "";
  if (!message.startsWith("HDF5-DIAG")) return undefined;
  const [, system] = /error message = '([^']*)'/.exec(message) ?? [];
  return system ?? [...message.matchAll(/#\d+:.*?\): (.*)/g)].at(-1)?.[1] ?? "the HDF5 library failed";
}

/** The checksum at the end of a record's line, as a number. */
export const lineCheck = (record: RealisationRecord, expected: Expected): bigint =>
  BigInt(`0x${formatLine(record, expected).slice(-19, -3)}`);

/**
 * Writes the file, realisation by realisation; what is kept of each is what its statistics need. Returns their number.
 * @param verify reads the file that was written before it gets its name, and throws if it is not the run
 */
export async function writeHDF5(
  run: Run,
  file: string,
  verify: (temporary: string) => Promise<unknown>,
  watch?: Watch,
): Promise<number> {
  const h5 = await loadHDF5();
  const { config, provenance } = run;
  const expected = expectedOf(config, provenance.config_sha256, provenance.numerics, provenance.shard);
  const columns = columnsOf(config);
  await placed(file, async (temporary) => {
    let out: H5File | undefined;
    try {
      out = new h5.File(temporary, "w");
      aboutRun(out, run);
      const held = out;
      const statistics = newSummary(config, provenance);
      const writers = run.groups.map((group, g) => new GroupWriter(held, group, columns, run.done(g), expected));
      for await (const record of interruptible(run.records(), run.done(), watch)) {
        const strange = strangeKey(record, columns);
        if (strange) throw new FolderError(fileOf(run.dir, "lines"), `${strange}: not a key that this version exports`);
        writers[groupNumber(run.groups, record)].add(record);
        statistics.add(record);
      }
      for (const writer of writers) writer.flush();
      const summary = statistics.summary();
      for (const [g, { h5group }] of writers.entries()) writeResults(h5group, statistics, summary.groups[g]);
      out.close();
    } catch (error) {
      if (out !== undefined) closeQuietly(out);
      const problem = hdf5Problem(error);
      throw problem === undefined ? error : new DiskError(file, `writing failed: ${problem}`);
    }
    await verify(temporary);
  });
  return run.done();
}

/** Closes a file and frees its memory, also after an error. */
export function closeQuietly(file: { close(): unknown }): void {
  try {
    file.close();
  } catch {
    // the first error is the one to report
  }
}

/** Attributes of the file: what import and a reader must know. */
function aboutRun(out: H5Group, { config, provenance }: Run): void {
  const { larmor, numerics, kernel_sha256, config_sha256, shard, device } = provenance;
  const texts = {
    schema: SCHEMA,
    title: "Realisations of a run of larmor: cosmic rays back-tracked through random turbulent magnetic fields",
    creator: `larmor ${larmor}`,
    larmor,
    kernel_sha256,
    config_sha256,
    config: canonicalJSON(storedConfig(config)),
    direction_convention: "momentum",
    conventions: CONVENTIONS.join("\n"),
  };
  for (const [name, text] of Object.entries(texts)) out.create_attribute(name, text);
  if (typeof numerics === "number") whole(out, "numerics", numerics);
  else out.create_attribute("numerics", numerics);
  for (const [name, text] of Object.entries(device ?? {})) out.create_attribute(`device_${name}`, text);
  whole(out, "seed", config.ensemble.seed);
  whole(out, "realisations", config.ensemble.realisations);
  if (shard) {
    whole(out, "shard_index", shard.index);
    whole(out, "shard_of", shard.of);
  }
}

const whole = (on: Pick<H5Group, "create_attribute">, name: string, n: number) =>
  on.create_attribute(name, BigInt(n) as never, null, "<q");

/**
 * 64 bits wide, little-endian: a double, an integer, or for checksums an unsigned one. Numbers that are counted with are signed: of
 * unsigned ones a reader in Python makes huge numbers by `n - 1`, and doubles by adding an integer.
 */
type DType = "<d" | "<q" | "<Q";
const dtypeOf = ({ whole }: Column): DType => (whole ? "<q" : "<d");

class GroupWriter {
  readonly h5group: H5Group;
  #sets: Dataset[];
  #check: Dataset | undefined;
  #records: RealisationRecord[] = [];
  #written = 0;

  constructor(
    out: H5Group,
    readonly group: Group,
    readonly columns: readonly Column[],
    readonly total: number,
    readonly expected: Expected,
  ) {
    const [outer, inner] = hdf5Name(group).split("/");
    const h5group = ((out.get(outer) as H5Group | null) ?? out.create_group(outer)).create_group(inner);
    this.h5group = h5group;
    h5group.create_attribute("description", `The realisations of ${groupName(group)}`);
    const numbers = {
      turbulence_level: [group.turbulence_level, "1"],
      rigidity_TV: [group.rigidity_TV, "TV"],
      gyroradius_pc: [group.gyroradius_pc, "pc, at the total rms field"],
      regular_field_uG: [group.regular_uG, "uG"],
      turbulent_field_uG: [group.turbulent_uG, "uG, rms"],
    } as const;
    for (const [name, [value]] of Object.entries(numbers)) h5group.create_attribute(name, value, null, "<d");
    h5group.create_attribute(
      "units",
      Object.entries(numbers)
        .map(([name, [, unit]]) => `${name}: ${unit}`)
        .join("; "),
    );
    whole(h5group, "nside", group.nside);
    const path = h5group.create_dataset({ name: "path_pc", data: Float64Array.from(group.path_pc), dtype: "<d" });
    label(path, "pc", "path lengths T at which the trajectories are looked at", "path");
    this.#sets = total === 0 ? [] : columns.map((column) => this.#create(h5group, column));
    if (total > 0) {
      this.#check = create(h5group, CHECK, "<Q", [total]);
      label(this.#check, "1", "first 64 bits of the SHA-256 of the line of realisations.jsonl", "realisation");
    }
  }

  #create(parent: H5Group, column: Column): Dataset {
    const { name, units, about, shape } = column;
    const made = create(parent, name, dtypeOf(column), [this.total, ...lengthsOf(column, this.group)]);
    label(made, units, about, ["realisation", ...shape].join(", "));
    const names = (this.group.densities ?? []).map((density) => density.name);
    if (shape.some((index) => index === "density")) made.create_attribute("densities", names.join(", "));
    return made;
  }

  add(record: RealisationRecord): void {
    this.#records.push(record);
    if (this.#records.length === BATCH) this.flush();
  }

  flush(): void {
    const records = this.#records;
    if (records.length === 0) return;
    const from = this.#written;
    const to = from + records.length;
    this.columns.forEach((column, c) => {
      const size = sizeOf(column, this.group);
      const numbers = new Float64Array(records.length * size);
      records.forEach((record, k) => {
        numbers.set(numbersOf(record[column.name], column), k * size);
      });
      const inner = (this.#sets[c].shape ?? []).slice(1).map((n): [number, number] => [0, n]);
      const data = dtypeOf(column) === "<q" ? BigInt64Array.from(numbers, BigInt) : numbers;
      this.#sets[c].write_slice([[from, to], ...inner], data);
    });
    const checks = records.map((record) => lineCheck(record, this.expected));
    this.#check?.write_slice([[from, to]], BigUint64Array.from(checks));
    this.#written = to;
    this.#records = [];
  }
}

/** A data set of zeros, chunked and compressed. Only its first chunk is ever in memory. */
function create(parent: H5Group, name: string, dtype: DType, shape: number[]): Dataset {
  const first = [Math.min(BATCH, shape[0]), ...shape.slice(1)];
  const size = first.reduce((a, b) => a * b, 1);
  const data =
    dtype === "<d" ? new Float64Array(size) : dtype === "<q" ? new BigInt64Array(size) : new BigUint64Array(size);
  const maxshape = shape;
  const made = parent.create_dataset({
    name,
    data,
    shape: first,
    maxshape,
    dtype,
    chunks: first,
    compression: COMPRESSION,
  });
  if (shape[0] > first[0]) made.resize(shape);
  return made;
}

function label(on: Dataset, units: string, description: string, dimensions: string): void {
  for (const [name, text] of Object.entries({ units, description, dimensions })) on.create_attribute(name, text);
}
