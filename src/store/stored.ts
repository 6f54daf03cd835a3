import { join } from "node:path";
import { type Config, canonicalJSON, configIdentity, groups, resolveConfig, storedConfig } from "../config/config.js";
import { dotted } from "../config/errors.js";
import type { Summary } from "../response/summary.js";
import type { Shard } from "../run/shard.js";
import { namesText } from "../words/lists.js";
import { type Check, checked, optional, sha256, text, wholeFrom } from "./checked.js";
import { isFolder, isThere, readSmall, writeWhole } from "./disk.js";
import { FolderError } from "./errors.js";
import { type Expected, LineError, sealed, unsealed } from "./lines.js";

/** The program that made a run: recorded beside the config and not part of its identity. No clock, no host. */
export interface Origin {
  /** version of the package */
  larmor: string;
  /** of a graphics processor's results a name */
  numerics: number | string;
  kernel_sha256: string;
  /** the graphics processor */
  device?: Summary["device"];
}

/** `provenance.json`. `realisations` is that of config.json, which config_sha256 leaves out. */
export interface Provenance extends Origin {
  config_sha256: string;
  realisations: number;
  shard?: Shard;
  /** where the file of a cube was: no part of the run, which knows the cube by its hash */
  cube?: CubePlace;
}

export type CubePlace = Pick<Config["field"], "cube_file" | "cube_dataset">;

const isShard = (value: unknown): boolean => {
  const { index, of: shards } = (value ?? {}) as Record<string, unknown>;
  return [index, shards].every((number) => wholeFrom(1).test(number)) && (index as number) <= (shards as number);
};

function isCubePlace(value: unknown): boolean {
  const { cube_file, cube_dataset } = (value ?? {}) as Record<string, unknown>;
  const isText = (x: unknown) => typeof x === "string" && x !== "";
  const isDataset = Array.isArray(cube_dataset)
    ? cube_dataset.length === 3 && cube_dataset.every(isText)
    : isText(cube_dataset);
  return isText(cube_file) && (cube_dataset === undefined || isDataset);
}

const isDevice = (value: unknown): boolean => {
  const { adapter, driver } = (value ?? {}) as Record<string, unknown>;
  return typeof adapter === "string" && typeof driver === "string";
};

/** The kernel's, or a graphics processor's. */
const version: Check = {
  expected: "a whole number from 0, or the name of a graphics processor's numerics",
  test: (value) => wholeFrom(0).test(value) || (typeof value === "string" && /^gpu-\d+\.\d+$/.test(value)),
};

/** What a graphics processor's results say of it, in a sentence; the processor's say nothing. */
export const deviceText = (device: Origin["device"]): string =>
  device === undefined ? "the processor" : `${device.adapter} (${device.driver})`;

/** Where the cube of a config is; undefined for a config without one, or one that does not say. */
const placeOf = ({ field: { cube_file, cube_dataset } }: Config): CubePlace | undefined =>
  cube_file === undefined ? undefined : { cube_file, ...(cube_dataset === undefined ? {} : { cube_dataset }) };

const CHECKS: Record<keyof Provenance, Check> = {
  ...{ larmor: text, numerics: version, kernel_sha256: sha256, config_sha256: sha256, realisations: wholeFrom(1) },
  shard: optional({ expected: "an index and a number of shards, index from 1 to it", test: isShard }),
  device: optional({ expected: "an object with adapter and driver", test: isDevice }),
  cube: optional({ expected: "an object with cube_file", test: isCubePlace }),
};

/** The value, if it has the form of a provenance; else a FolderError. `where` stands before the key in its message. */
export const checkedProvenance = (file: string, value: unknown, where = ""): Provenance =>
  checked<Provenance>(file, value, CHECKS, where);

/** A run folder's config and provenance, read and found to agree. */
export interface Stored {
  dir: string;
  config: Config;
  provenance: Provenance;
  /** the config as it stands in its file */
  configText: string;
}

export const SMALL_FILE = 8 * 1024 * 1024;
const FILES = {
  config: "config.json",
  provenance: "provenance.json",
  lines: "realisations.jsonl",
  summary: "summary.json",
  journal: "journal.jsonl",
} as const;

/** The names of all files that belong to a run folder. */
export const RUN_FILES: readonly string[] = Object.values(FILES);

/** Path of one of the folder's files. */
export const fileOf = (dir: string, which: keyof typeof FILES): string => join(dir, FILES[which]);

/** Whether the folder holds a run, even a damaged one. */
export const holdsRun = (dir: string): boolean =>
  (["config", "lines", "provenance"] as const).some((which) => isThere(fileOf(dir, which)));

export const shardName = (shard: Shard | undefined): string =>
  shard ? `shard ${shard.index}/${shard.of}` : "a whole run";

/** What the lines of a folder must agree with. */
export function expectedOf(config: Config, config_sha256: string, numerics: number | string, shard?: Shard): Expected {
  return {
    config: config_sha256.slice(0, 12),
    numerics,
    groups: groups(config),
    realisations: config.ensemble.realisations,
    shard,
  };
}

/**
 * Reads config.json and provenance.json; throws FolderError if one is missing, damaged, or not of the other.
 * @param other another folder, perhaps of the same run: the config of a shard, one of 10^4, then need not be parsed
 * again
 */
export function readStored(dir: string, other?: Stored): Stored {
  if (isThere(dir) && !isFolder(dir)) throw new FolderError(dir, "a file, expected the run folder");
  const provenance = readProvenance(dir);
  const file = fileOf(dir, "config");
  const { config, identity, configText } = readConfig(file, other);
  if (identity !== provenance.config_sha256) {
    const found = identity.slice(0, 12);
    throw new FolderError(file, `of another run: ${found} found, ${provenance.config_sha256.slice(0, 12)} expected`);
  }
  const { cube } = provenance;
  const found = cube ? resolveConfig({ ...config, field: { ...config.field, ...cube } }) : config;
  return { dir, config: found, provenance, configText };
}

function readProvenance(dir: string): Provenance {
  const file = fileOf(dir, "provenance");
  const content = readSmall(file, SMALL_FILE);
  if (content === undefined) {
    if (holdsRun(dir)) throw new FolderError(file, "missing");
    throw new FolderError(dir, isThere(dir) ? "holds no run of larmor" : "there is no such folder");
  }
  try {
    const { check: _, ...provenance } = unsealed(Buffer.from(content.trimEnd()));
    return checkedProvenance(file, provenance);
  } catch (error) {
    if (error instanceof LineError) throw new FolderError(file, `damaged: ${error.message}`);
    throw error;
  }
}

/** A resolved config as it was written, and its identity; throws FolderError. */
export function readConfig(file: string, other?: Stored): { config: Config; identity: string; configText: string } {
  const configText = readSmall(file, SMALL_FILE);
  if (configText === undefined) throw new FolderError(file, "missing");
  if (configText === other?.configText) {
    return { config: other.config, identity: other.provenance.config_sha256, configText };
  }
  let config: Config;
  try {
    config = resolveConfig(JSON.parse(configText));
  } catch (error) {
    throw new FolderError(file, `damaged or of another program: ${(error as Error).message}`);
  }
  if (canonicalJSON(config) !== configText.trimEnd()) {
    throw new FolderError(file, "not a resolved config as this version of larmor writes it");
  }
  return { config, identity: configIdentity(config), configText };
}

/** The config of a run that is to go on in `dir`, with the place of its cube from there unless it says one itself. */
export function placedAs(dir: string, config: Config): Config {
  if (config.field.cube_sha256 === undefined || placeOf(config) !== undefined || !holdsRun(dir)) return config;
  const { cube } = readProvenance(dir);
  return cube ? resolveConfig({ ...config, field: { ...config.field, ...cube } }) : config;
}

/** Writes provenance.json, then config.json. */
export function writeStored(dir: string, config: Config, provenance: Provenance): void {
  const { larmor, numerics, kernel_sha256, config_sha256, realisations, shard, device } = provenance;
  const cube = placeOf(config) ?? provenance.cube;
  const first = { larmor, numerics, kernel_sha256, config_sha256, realisations };
  const written = { ...first, ...(device ? { device } : {}), ...(shard ? { shard } : {}), ...(cube ? { cube } : {}) };
  writeWhole(fileOf(dir, "provenance"), `${sealed(written)}\n`);
  writeWhole(fileOf(dir, "config"), `${canonicalJSON(storedConfig(config))}\n`);
}

/**
 * Throws unless the folder's run is the one asked for, made by the same kernel; extends it where more realisations are
 * asked for.
 */
export function continueRun(dir: string, config: Config, asked: Provenance, say: (message: string) => void): void {
  const stored = readStored(dir);
  const { provenance } = stored;
  if (provenance.config_sha256 !== asked.config_sha256) {
    throw new FolderError(
      dir,
      `holds another run: ${differences(stored.config, config, "the folder", "the config given")}; choose a new folder for this config`,
    );
  }
  const [made, now] = [provenance, asked].map(({ device }) => deviceText(device));
  if (made !== now) {
    const remedy = "choose the same --device on the same machine, or begin a new run";
    throw new FolderError(dir, `made by ${made}, this is ${now}; a run is never continued with other bits; ${remedy}`);
  }
  for (const key of ["numerics", "kernel_sha256"] as const) {
    if (provenance[key] !== asked[key]) {
      const [found, here] = [provenance[key], asked[key]].map((v) => String(v).slice(0, 12));
      const why = "a run is never continued with other bits; use the version that began it, or begin a new run";
      throw new FolderError(dir, `made by larmor ${provenance.larmor} with ${key} ${found}, this is ${here}; ${why}`);
    }
  }
  if (provenance.shard?.index !== asked.shard?.index || provenance.shard?.of !== asked.shard?.of) {
    throw new FolderError(dir, `holds ${shardName(provenance.shard)}, asked for ${shardName(asked.shard)}`);
  }
  if (provenance.realisations > asked.realisations) {
    const found = provenance.realisations;
    const problem = `ensemble.realisations: ${found} found in the folder, ${asked.realisations} asked for`;
    throw new FolderError(dir, `${problem}; a run can be extended, not shortened`);
  }
  const [place, was] = [placeOf(config), provenance.cube].map((cube) => JSON.stringify(cube));
  if (stored.config.ensemble.realisations === asked.realisations && provenance.realisations === asked.realisations) {
    // the file has moved: it was read, and has the values that the config knows by their hash
    if (place !== undefined && place !== was) writeStored(dir, config, provenance);
    return;
  }
  if (stored.config.ensemble.realisations > provenance.realisations) {
    throw new FolderError(fileOf(dir, "config"), unequalRealisations(stored.config, provenance));
  }
  say(`extended from ${stored.config.ensemble.realisations} to ${asked.realisations} realisations`);
  writeStored(dir, config, { ...provenance, realisations: asked.realisations });
}

/** "field.seed is 1 in out, 2 here; ..." */
export function differences(found: Config, asked: Config, there = "there", here = "here"): string {
  const [a, b] = [leaves(storedConfig(found)), leaves(storedConfig(asked))];
  const keys = [...new Set([...a.keys(), ...b.keys()])].filter(
    (key) => key !== "ensemble.realisations" && a.get(key) !== b.get(key),
  );
  const say = (key: string) => `${key} is ${a.get(key) ?? "absent"} in ${there}, ${b.get(key) ?? "absent"} in ${here}`;
  return namesText(keys.map(say), 4);
}

function leaves(value: unknown, path = "", into = new Map<string, string>()): Map<string, string> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) leaves(inner, path === "" ? key : `${path}.${dotted(key)}`, into);
  } else into.set(path, JSON.stringify(value));
  return into;
}

/** What is wrong where config.json and provenance.json were written for different numbers of realisations. */
export const unequalRealisations = (config: Config, provenance: Provenance): string =>
  `ensemble.realisations: ${config.ensemble.realisations} found, provenance.json has ${provenance.realisations}; damaged, ` +
  `or an extension was interrupted: run again with --resume and ${provenance.realisations} realisations`;
