// Numpy's .npy: a magic, a version, and a Python dictionary with type, order and shape (numpy.lib.format). What numpy would
// unpickle is refused: unpickling runs code.
import type { Triple } from "../config/cube.js";
import type { ByteSource } from "../platform/types.js";
import { FieldFileError } from "./errors.js";
import { type Axes, checkCells, type Elements } from "./values.js";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** A header is 128 bytes; more than this is no header of an array. */
const LARGEST_HEADER = 65536;

export const isNpy = (start: Uint8Array): boolean => MAGIC.every((byte, i) => start[i] === byte);

/** Shape and type of a field: where its elements are. Throws FieldFileError for what is no array of a field. */
export async function readNpyHeader(file: string, source: ByteSource): Promise<Elements> {
  const refuse = (problem: string) => new FieldFileError(file, problem);
  const start = new Uint8Array(12);
  await source.read(0, start.subarray(0, Math.min(12, source.size)));
  const view = new DataView(start.buffer);
  const version = start[6];
  if (version < 1 || version > 3) throw refuse(`version ${version} of .npy found, 1 to 3 expected`);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const first = version === 1 ? 10 : 12;
  if (length > LARGEST_HEADER || first + length > source.size)
    throw refuse(`a header of ${length} bytes found in a file of ${source.size}, damaged`);
  const bytes = new Uint8Array(length);
  await source.read(first, bytes);
  const header = new TextDecoder().decode(bytes);
  const type = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const shapeText = /'shape'\s*:\s*\(([\d,\sL]*)\)/.exec(header)?.[1];
  const [, endian, kind] = /^([<>=|])(f[48])$/.exec(type ?? "") ?? [];
  if (kind === undefined) {
    const found = type ?? /'descr'\s*:\s*(.{0,40})/.exec(header)?.[1] ?? "no type";
    const remedy = /^\|O/.test(found) ? "objects are never unpickled: " : "";
    throw refuse(`elements of type ${found} found, ${remedy}f4 or f8 expected: numpy.save(file, B.astype("f4"))`);
  }
  if (order === undefined || shapeText === undefined) throw refuse("a header without fortran_order or shape, damaged");
  const shape = shapeText.split(",").flatMap((n) => (n.trim() === "" ? [] : [Number.parseInt(n, 10)]));
  const { cells, axes } = fieldShape(file, shape);
  const size: 4 | 8 = kind === "f4" ? 4 : 8;
  const offset = first + length;
  const expected = offset + cells[0] * cells[1] * cells[2] * 3 * size;
  if (source.size !== expected)
    throw refuse(
      `${source.size} bytes found, ${expected} expected for an array of shape (${shape.join(", ")}), damaged`,
    );
  return {
    cells,
    axes: order === "True" ? [...axes].reverse() : axes,
    bytes: size,
    littleEndian: endian !== ">",
    offset,
  };
}

/** Cells and order of axes of an array of a field. */
export function fieldShape(file: string, shape: readonly number[]): { cells: Triple; axes: Axes } {
  if (shape.length === 4 && shape[3] === 3) return { cells: checkCells(file, shape.slice(0, 3)), axes: [0, 1, 2, 3] };
  if (shape.length === 4 && shape[0] === 3) return { cells: checkCells(file, shape.slice(1)), axes: [3, 0, 1, 2] };
  throw new FieldFileError(
    file,
    `an array of shape (${shape.join(", ")}) found, (nx, ny, nz, 3) or (3, nx, ny, nz) expected`,
  );
}
