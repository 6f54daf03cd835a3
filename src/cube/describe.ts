// What a config must know of a cube, and where its values are found again by those who fly in it.
import { readHDF5Field } from "#hdf5-field";
import { openFile, sha256Of } from "#platform";
import { type Config, ConfigError, resolveConfig } from "../config/config.js";
import { type CubeDescription, isDescribed, type Triple } from "../config/cube.js";
import type { ByteSource } from "../platform/types.js";
import { checkKeys, checkKinds, checkOptions } from "../words/options.js";
import { FieldFileError } from "./errors.js";
import { measured } from "./measure.js";
import { isNpy, readNpyHeader } from "./npy.js";
import { rawElements } from "./raw.js";
import { type CubeValues, checkCells, newValues, readElements } from "./values.js";

/**
 * Where a cube comes from: the path of a file (Node only), the bytes of one (.npy or raw), or its values [nx][ny][nz][3], numpy's
 * B[ix, iy, iz, component], and its numbers of cells.
 */
export type CubeSource = string | Uint8Array | { values: Float32Array | Float64Array; cells: readonly number[] };

export interface ReadingOptions {
  /** of an HDF5 file: its dataset, or the three of its components; absent: found by the usual names */
  dataset?: string | readonly string[];
  /** of a raw file whose sides are not equal; other sources tell their own, and are refused where these differ */
  cells?: Triple;
  /** called with the part of the file that is read */
  progress?: (part: number) => void;
}

/**
 * Reads a cube and says what a config must know of it: `resolveConfig({ field: { model: "cube", cube_file, cube_cell_pc, ...(await
 * describeCube(cube_file)) } })`. Without a file the cube is remembered by its hash: a config of it finds its values.
 * @throws FieldFileError where a file is unreadable, damaged or holds no field; TypeError for a source of another kind
 */
export async function describeCube(source: CubeSource, options: ReadingOptions = {}): Promise<CubeDescription> {
  checkOptions(options, ["dataset", "cells", "progress"]);
  checkKinds(options, { progress: "a function" });
  const cube = await readCube(source, options);
  checkAsked(typeof source === "string" ? source : "the cube", options.cells, cube.cells);
  latest = cube;
  if (typeof source !== "string") given.set(cube.description.cube_sha256, source);
  return cube.description;
}

/** Throws FieldFileError where a program or a config gives other numbers of cells than a source has that tells its own. */
function checkAsked(name: string, asked: Triple | undefined, found: readonly number[]): void {
  if (asked === undefined || asked.every((n, i) => n === found[i])) return;
  throw new FieldFileError(
    name,
    `found ${found.join(" x ")} cells, expected the ${asked.join(" x ")} that are given with it (cells, field.cube_cells); take them out`,
  );
}

/** A cube in memory. */
export interface Cube extends CubeValues {
  description: CubeDescription;
}

/** The cube that was read last, which is mostly the one that is asked for next. */
let latest: Cube | undefined;
/** Cubes that came from a program, by hash. */
const given = new Map<string, CubeSource>();

/** The cube of a config that describes one: read again, unless it was the last. Throws ConfigError where the file is another. */
export async function cubeOf({ field }: Config, progress?: (part: number) => void): Promise<Cube> {
  const { cube_sha256, cube_file, cube_dataset, cube_cells } = field;
  if (latest !== undefined && latest.description.cube_sha256 === cube_sha256) return latest;
  const source = cube_file ?? given.get(cube_sha256 ?? "");
  if (source === undefined) {
    const remedy =
      "Give it with larmor run and --set field.cube_file=FILE; of a run folder, for every command: larmor run DIR/config.json --set field.cube_file=FILE --resume --out DIR. In a program: describeCube(values).";
    throw new ConfigError("field.cube_file", undefined, `the file of the cube ${cube_sha256?.slice(0, 12)}`, remedy);
  }
  latest = undefined; // lets it go before the next one is read
  const cube = await readCube(source, { dataset: cube_dataset, cells: cube_cells, progress });
  if (cube.description.cube_sha256 !== cube_sha256)
    throw new ConfigError(
      "field.cube_file",
      cube_file,
      `a file with the values of field.cube_sha256 ${cube_sha256?.slice(0, 12)}`,
      "Find the file that was described, or take field.cube_sha256 and the other keys found in it out.",
      `(${cube.description.cube_sha256.slice(0, 12)})`,
    );
  latest = cube;
  return cube;
}

/** The config itself, or one whose cube has been read and described. */
export async function described(config: Config, progress?: (part: number) => void): Promise<Config> {
  const field = config?.field; // a spoilt config is refused by those who read it
  if (typeof field?.cube_file !== "string" || isDescribed(field)) return config;
  const options = { dataset: field.cube_dataset, cells: field.cube_cells, progress };
  const found = await describeCube(field.cube_file, options);
  return resolveConfig({ ...config, field: { ...field, ...found } });
}

async function readCube(source: CubeSource, options: ReadingOptions): Promise<Cube> {
  const name = typeof source === "string" ? source : "the cube";
  const read = await valuesOf(source, name, options);
  const { values, cells } = read;
  const found = measured(name, read);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { ...read, description: { cube_sha256: await sha256Of(bytes), cube_cells: cells, ...found } };
}

async function valuesOf(source: CubeSource, name: string, options: ReadingOptions): Promise<CubeValues> {
  if (typeof source === "string") {
    const file = await openFile(source).catch((error) => {
      const missing = error.code === "ENOENT" ? "there is no such file" : (error as Error).message;
      throw new FieldFileError(name, missing);
    });
    try {
      return await fromBytes(name, file, options, source);
    } finally {
      await file.close();
    }
  }
  if (source instanceof Uint8Array) return fromBytes(name, inMemory(source), options);
  return valuesGiven(source);
}

/** A copy of values that a program gives, as f32. Throws TypeError or RangeError where they are none of a grid. */
export function valuesGiven(source: Exclude<CubeSource, string | Uint8Array>): CubeValues {
  const { values, cells: asked } = source ?? {};
  const isList = ArrayBuffer.isView(values) && /^Float(32|64)Array$/.test(values[Symbol.toStringTag]);
  if (!isList || !(Array.isArray(asked) || ArrayBuffer.isView(asked)))
    throw new TypeError("a path, the bytes of a file, or { values: Float32Array or Float64Array, cells } expected");
  checkKeys("source", source, ["values", "cells"]);
  const cells = checkCells("cells", Array.from(asked));
  if (values.length !== cells[0] * cells[1] * cells[2] * 3)
    throw new RangeError(`values: ${values.length} numbers found, 3 for each of ${cells.join(" x ")} cells expected`);
  const copy = newValues(cells);
  copy.set(values);
  return { values: copy, cells };
}

const HDF5_SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const isHDF5 = (start: Uint8Array): boolean => HDF5_SIGNATURE.every((byte, i) => start[i] === byte);

const inMemory = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  async read(position, into) {
    if (position + into.length > bytes.length) throw new Error(`ends after ${bytes.length} bytes`);
    into.set(bytes.subarray(position, position + into.length));
  },
  close: async () => {},
});

async function fromBytes(
  name: string,
  source: ByteSource,
  { dataset, cells, progress }: ReadingOptions,
  path?: string,
): Promise<CubeValues> {
  if (source.size === 0) throw new FieldFileError(name, "an empty file");
  const start = new Uint8Array(Math.min(8, source.size));
  await source.read(0, start);
  if (isHDF5(start)) {
    if (path === undefined)
      throw new FieldFileError(name, "HDF5 is read from a file by its path; give { values, cells }, or a .npy file");
    return readHDF5Field(path, dataset, progress);
  }
  if (dataset !== undefined)
    throw new FieldFileError(name, "field.cube_dataset is given, but this is no HDF5 file; take it out");
  return readElements(
    name,
    source,
    isNpy(start) ? await readNpyHeader(name, source) : rawElements(name, source, cells),
    progress,
  );
}
