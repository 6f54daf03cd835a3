// Reading back what hdf5.ts wrote. Nothing in the file is taken on trust: the config is resolved again, each record is
// checked as a line of a run folder is, and its line must have the checksum that was stored with it.

import type { Dataset, File as H5File } from "h5wasm/node";
import { loadHDF5 } from "#platform";
import {
  type Config,
  type ConfigInput,
  canonicalJSON,
  configIdentity,
  type Group,
  resolveConfig,
} from "../config/config.js";
import { lengthsOf, type RealisationRecord, sizeOf, storedValue } from "../flight/record.js";
import { inShard } from "../run/shard.js";
import { checkRecord, type Expected, LineError } from "../store/lines.js";
import { DiskError, FolderError, groupName, isFolder, isThere, type Provenance } from "../store/store.js";
import { checkedProvenance, expectedOf } from "../store/stored.js";
import { parseJSON } from "../words/json.js";
import { type Column, columnsOf } from "./columns.js";
import { BATCH, closeQuietly, hdf5Name, hdf5Problem, lineCheck, SCHEMA } from "./hdf5.js";

/** A file that holds a run. */
export interface HDF5Run {
  config: Config;
  provenance: Provenance;
  expected: Expected;
  /** in order (group, realisation); throws FolderError at the first record that differs from what was exported */
  records(): Generator<RealisationRecord>;
  close(): void;
}

/** Throws FolderError unless the file is an export of a run. */
export async function readHDF5(file: string): Promise<HDF5Run> {
  if (!isThere(file)) throw new FolderError(file, "there is no such file");
  if (isFolder(file)) throw new FolderError(file, "found a folder, expected an HDF5 file of `larmor export --hdf5`");
  const h5 = await loadHDF5();
  let held: H5File | undefined;
  try {
    held = new h5.File(file, "r");
  } catch {
    // said below
  }
  if (held === undefined || held.file_id < 0n) {
    throw new FolderError(file, "not readable as HDF5: damaged, or of another kind");
  }
  try {
    return opened(file, held);
  } catch (error) {
    closeQuietly(held);
    throw damage(file, error);
  }
}

function opened(file: string, held: H5File): HDF5Run {
  const attribute = (name: string): unknown => held.attrs[name]?.value;
  const text = (name: string): string => {
    const value = attribute(name);
    if (typeof value !== "string") throw new FolderError(file, `attribute ${name}: missing, or no text`);
    return value;
  };
  const whole = (name: string): number => {
    const value = attribute(name);
    const number = typeof value === "bigint" ? Number(value) : value;
    if (!Number.isSafeInteger(number)) throw new FolderError(file, `attribute ${name}: missing, or no whole number`);
    return number as number;
  };
  const schema = attribute("schema");
  if (schema !== SCHEMA) {
    throw new FolderError(
      file,
      `schema ${JSON.stringify(schema) ?? "missing"}, "${SCHEMA}" expected: not exported by larmor`,
    );
  }
  let config: Config;
  try {
    config = resolveConfig(parseJSON(text("config")) as ConfigInput);
  } catch (error) {
    if (error instanceof FolderError) throw error;
    throw new FolderError(file, `attribute config: ${(error as Error).message}`);
  }
  const config_sha256 = text("config_sha256");
  if (canonicalJSON(config) !== text("config") || configIdentity(config) !== config_sha256) {
    throw new FolderError(file, "attribute config: not the config that config_sha256 is of");
  }
  const sharded = attribute("shard_of") !== undefined;
  const attributes = {
    larmor: text("larmor"),
    numerics: typeof attribute("numerics") === "string" ? text("numerics") : whole("numerics"),
    ...(attribute("device_adapter") === undefined
      ? {}
      : { device: { adapter: text("device_adapter"), driver: text("device_driver") } }),
    kernel_sha256: text("kernel_sha256"),
    config_sha256,
    realisations: config.ensemble.realisations,
    ...(sharded ? { shard: { index: whole("shard_index"), of: whole("shard_of") } } : {}),
  };
  const provenance = checkedProvenance(file, attributes, "attribute ");
  const expected = expectedOf(config, config_sha256, provenance.numerics, provenance.shard);
  function* records(): Generator<RealisationRecord> {
    try {
      for (let g = 0; g < expected.groups.length; g++) yield* groupRecords(file, held, expected, g, columnsOf(config));
    } catch (error) {
      throw damage(file, error);
    }
  }
  return { config, provenance, expected, records, close: () => closeQuietly(held) };
}

/** Bytes that the HDF5 library decompresses at a time, whatever is asked of them. Ours have up to 9 MB. */
const LARGEST_CHUNK = 2 ** 26;

/** Any error of the HDF5 library while it reads means that the file is damaged. */
function damage(file: string, error: unknown): Error {
  if (error instanceof FolderError || error instanceof DiskError) return error;
  return new FolderError(file, `damaged: ${hdf5Problem(error) ?? (error as Error).message}`);
}

function* groupRecords(
  file: string,
  held: H5File,
  expected: Expected,
  g: number,
  table: readonly Column[],
): Generator<RealisationRecord> {
  const group = expected.groups[g];
  const name = hdf5Name(group);
  const setOf = (column: string): Dataset | null => {
    const set = held.get(`${name}/${column}`) as Dataset | null;
    const { chunks, size = 0 } = set?.metadata ?? {};
    const bytes = (chunks ?? []).reduce((product, length) => product * length, size);
    if (chunks && bytes > LARGEST_CHUNK) {
      const limit = `at most ${LARGEST_CHUNK} expected`;
      throw new FolderError(file, `${name}/${column}: chunks of ${bytes} bytes found, ${limit}`);
    }
    return set;
  };
  const check = setOf("line_sha256");
  const total = check?.shape?.[0] ?? 0;
  const sets = table.map((column) => {
    const set = setOf(column.name);
    const wanted = [total, ...lengthsOf(column, group)].join(", ");
    const found = set?.shape?.join(", ");
    if (total > 0 && found !== wanted) {
      throw new FolderError(file, `${name}/${column.name}: shape (${found ?? "missing"}) found, (${wanted}) expected`);
    }
    return set as Dataset;
  });
  let before = -1;
  for (let from = 0; from < total; from += BATCH) {
    const to = Math.min(total, from + BATCH);
    const read = (set: Dataset): ArrayLike<number | bigint> => {
      const inner = (set.shape ?? []).slice(1).map((n): [number, number] => [0, n]);
      return set.slice([[from, to], ...inner]) as unknown as ArrayLike<number | bigint>;
    };
    const columns = sets.map(read);
    const checks = read(check as Dataset);
    for (let k = 0; k < to - from; k++) {
      const record = recordAt(group, table, columns, k);
      const where = `${groupName(group)}, realisation ${record.realisation}`;
      if (checkOf(file, record, expected) !== BigInt(checks[k])) {
        throw new FolderError(file, `${where}: its numbers were changed since they were exported`);
      }
      if (!(record.realisation > before && inShard(expected.shard, g, record.realisation))) {
        throw new FolderError(file, `${where}: not in its place`);
      }
      before = record.realisation;
      yield record;
    }
  }
}

function checkOf(file: string, record: RealisationRecord, expected: Expected): bigint {
  try {
    checkRecord(record, expected);
  } catch (error) {
    if (error instanceof LineError) throw new FolderError(file, error.message);
    throw error;
  }
  return lineCheck(record, expected);
}

/** The k-th record of a batch. */
function recordAt(
  group: Group,
  table: readonly Column[],
  columns: ArrayLike<number | bigint>[],
  k: number,
): RealisationRecord {
  const { turbulence_level, rigidity_TV, path_pc } = group;
  const values = table.map((column, c) => {
    const size = sizeOf(column, group);
    const numbers = Array.from({ length: size }, (_, i) => Number(columns[c][k * size + i]));
    return [column.name, storedValue(numbers, column, group)];
  });
  return { turbulence_level, rigidity_TV, path_pc, ...Object.fromEntries(values) };
}
