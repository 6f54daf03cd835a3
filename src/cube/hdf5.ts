// A field in an HDF5 file: one dataset of shape (nx, ny, nz, 3) or (3, nx, ny, nz), or three of shape (nx, ny, nz).

import type { Dataset, Group } from "h5wasm/node";
import { loadHDF5 } from "#platform";
import { FieldFileError } from "./errors.js";
import { fieldShape } from "./npy.js";
import { type CubeValues, checkCells, newValues, placer } from "./values.js";

/** Names that fields have in the files of simulations, and of components; letters of either case. */
const WHOLE = /^(b|b_?field|magnetic_?field|magnetic|mag_?field|bcc)$/i;
const COMPONENTS = [
  ["bx", "by", "bz"],
  ["b_x", "b_y", "b_z"],
  ["bx1", "bx2", "bx3"],
  ["b1", "b2", "b3"],
  ["bcc1", "bcc2", "bcc3"],
  ["magx", "magy", "magz"],
  ["magnetic_field_x", "magnetic_field_y", "magnetic_field_z"],
  ["magnetic_x", "magnetic_y", "magnetic_z"],
  ["x-magnetic", "y-magnetic", "z-magnetic"],
];
/** Elements that are read at a time. */
const PIECE = 2 ** 22;

/** @param asked the dataset, or its three; absent: found by the usual names */
export async function readHDF5Field(
  file: string,
  asked: string | readonly string[] | undefined,
  progress: (part: number) => void = () => {},
): Promise<CubeValues> {
  const h5 = await loadHDF5();
  let open: InstanceType<typeof h5.File> | undefined;
  try {
    open = new h5.File(file, "r");
    if (open.file_id < 0n) throw new FieldFileError(file, "not readable as HDF5: damaged");
    const known = datasetsIn(open);
    const names = asked === undefined ? usualNames(file, known) : typeof asked === "string" ? [asked] : [...asked];
    return read(file, known, names, progress);
  } catch (error) {
    if (error instanceof FieldFileError) throw error;
    throw new FieldFileError(file, `not readable as HDF5: damaged, or of another kind (${firstLine(error)})`);
  } finally {
    try {
      open?.close();
    } catch {
      // it was only read
    }
  }
}

const firstLine = (error: unknown): string =>
  String((error as Error).message ?? error)
    .split("\n")[0]
    .slice(0, 100);

type Known = Map<string, Dataset>;

/** All datasets below a group, by path. */
function datasetsIn(group: Group, path = "", into: Known = new Map()): Known {
  for (const name of group.keys()) {
    const entity = group.get(name);
    if (entity === null) continue;
    if ("keys" in entity) datasetsIn(entity as Group, `${path}${name}/`, into);
    else if ("shape" in entity) into.set(`${path}${name}`, entity as Dataset);
  }
  return into;
}

const last = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

function usualNames(file: string, known: Known): string[] {
  const paths = [...known.keys()];
  const whole = paths.filter((path) => WHOLE.test(last(path)) && known.get(path)?.shape?.length === 4);
  if (whole.length === 1) return whole;
  const found = COMPONENTS.map((names) =>
    names.flatMap((name) => paths.filter((path) => last(path).toLowerCase() === name).slice(0, 1)),
  ).find((three) => three.length === 3);
  if (whole.length === 0 && found) return found;
  const several = whole.length > 1 ? "several datasets may be the field" : "no dataset has a usual name of a field";
  throw new FieldFileError(file, `${several}; give field.cube_dataset, one of: ${listed(known)}`);
}

const MOST_LISTED = 20;

function listed(known: Known): string {
  const names = [...known].map(([path, { shape }]) => `${path} (${(shape ?? []).join(", ")})`);
  if (names.length === 0) return "there is none in the file";
  return names.length > MOST_LISTED ? `${names.slice(0, MOST_LISTED).join("; ")}; ...` : names.join("; ");
}

function read(file: string, known: Known, names: string[], progress: (part: number) => void): CubeValues {
  const sets = names.map((name) => {
    const set = known.get(name.replace(/^\/+/, ""));
    if (set === undefined)
      throw new FieldFileError(file, `field.cube_dataset: "${name}" found, one of these expected: ${listed(known)}`);
    const { type, size } = set.metadata;
    if (type !== FLOAT || (size !== 4 && size !== 8))
      throw new FieldFileError(file, `dataset ${name}: elements of type ${String(set.dtype)} found, f4 or f8 expected`);
    return set;
  });
  const shapes = sets.map(({ shape }) => shape ?? []);
  if (sets.length === 1) {
    const { cells, axes } = fieldShape(`${file}, dataset ${names[0]}`, shapes[0]);
    const values = newValues(cells);
    pieces(sets[0], shapes[0], placer(values, cells, axes), progress);
    return { values, cells };
  }
  const cells = checkCells(file, shapes[0]);
  const other = names.find((_, i) => shapes[i].join() !== shapes[0].join());
  if (other !== undefined)
    throw new FieldFileError(file, `dataset ${other} of another shape than ${names[0]}, three of one shape expected`);
  const values = newValues(cells);
  sets.forEach((set, component) => {
    let to = component;
    const put = (elements: ArrayLike<number>) => {
      for (let e = 0; e < elements.length; e++, to += 3) values[to] = elements[e];
    };
    pieces(set, cells, put, (part) => progress((component + part) / 3));
  });
  return { values, cells };
}

/** H5T_FLOAT */
const FLOAT = 1;

/** Reads a dataset in its order, some planes of its first axis at a time. */
function pieces(
  set: Dataset,
  shape: readonly number[],
  put: (elements: ArrayLike<number>) => void,
  progress: (part: number) => void,
): void {
  const [planes, ...inner] = shape;
  const [rows] = inner;
  const plane = inner.reduce((a, b) => a * b, 1);
  const whole = inner.map((length): [number, number] => [0, length]);
  if (plane > PIECE) {
    // (3, nx, ny, nz): planes of x, component by component
    const step = Math.max(1, Math.floor(PIECE / (plane / rows)));
    for (let first = 0; first < planes; first++)
      for (let row = 0; row < rows; row += step) {
        const end = Math.min(row + step, rows);
        put(set.slice([[first, first + 1], [row, end], ...whole.slice(1)]) as Float32Array);
        progress((first + end / rows) / planes);
      }
    return;
  }
  const step = Math.max(1, Math.floor(PIECE / plane));
  for (let first = 0; first < planes; first += step) {
    const end = Math.min(first + step, planes);
    put(set.slice([[first, end], ...whole]) as Float32Array);
    progress(end / planes);
  }
}
