// The values of a cube, and how they come out of a file's elements, whatever their order and type.
import type { Triple } from "../config/cube.js";
import type { ByteSource } from "../platform/types.js";
import { FieldFileError } from "./errors.js";

/** Values of a field at the nodes of a grid, [nx][ny][nz][3], in any unit. */
export interface CubeValues {
  values: Float32Array;
  cells: Triple;
}

/** How elements follow each other: the axes x, y, z (0, 1, 2) and the component (3), the fastest last. */
export type Axes = readonly number[];

/** Elements as a file has them. */
export interface Elements {
  cells: Triple;
  axes: Axes;
  bytes: 4 | 8;
  littleEndian: boolean;
  /** of the first element in the file */
  offset: number;
}

/** Above this, a cube does not fit into the memory of a WebAssembly instance whatever its machine: 4 GiB of nodes of 16 bytes. */
const MOST_CELLS = 2 ** 28;

/** Throws unless these are numbers of cells of a cube that can be held. */
export function checkCells(file: string, cells: readonly number[]): Triple {
  const [x, y, z] = cells;
  const whole = cells.length === 3 && cells.every((n) => Number.isSafeInteger(n) && n >= 1);
  if (!whole) throw new FieldFileError(file, `[${cells.join(", ")}] found, three numbers of cells expected`);
  if (x * y * z > MOST_CELLS)
    throw new FieldFileError(file, `${x} x ${y} x ${z} cells found, at most 2^28 (645^3) fit into 4 GiB of nodes`);
  return [x, y, z];
}

/** Memory that threads can share where the engine has it, so that workers need no copy of the values. */
export function newValues([x, y, z]: Triple): Float32Array {
  const length = x * y * z * 3;
  return typeof SharedArrayBuffer === "undefined"
    ? new Float32Array(length)
    : new Float32Array(new SharedArrayBuffer(length * 4));
}

const PIECE = 2 ** 24;

/** Reads the elements piece by piece; `progress` is called with the part that is done. */
export async function readElements(
  file: string,
  source: ByteSource,
  { cells, axes, bytes, littleEndian, offset }: Elements,
  progress: (part: number) => void = () => {},
): Promise<CubeValues> {
  const values = newValues(cells);
  const put = placer(values, cells, axes);
  const piece = new Uint8Array(PIECE);
  for (let element = 0; element < values.length; ) {
    const count = Math.min(PIECE / bytes, values.length - element);
    const part = piece.subarray(0, count * bytes);
    await source.read(offset + element * bytes, part).catch((error) => {
      throw new FieldFileError(file, `reading failed: ${(error as Error).message}`);
    });
    if (littleEndian === BIG_ENDIAN_MACHINE) swap(part, bytes);
    put(bytes === 4 ? new Float32Array(piece.buffer, 0, count) : new Float64Array(piece.buffer, 0, count));
    element += count;
    progress(element / values.length);
  }
  return { values, cells };
}

export const BIG_ENDIAN_MACHINE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 0;

/** Turns the bytes of each element round. */
export function swap(bytes: Uint8Array, size: number): void {
  for (let start = 0; start < bytes.length; start += size) bytes.subarray(start, start + size).reverse();
}

/** Puts elements that follow each other, in pieces, to their places in [nx][ny][nz][3]. */
export function placer(values: Float32Array, cells: Triple, axes: Axes): (elements: ArrayLike<number>) => void {
  const lengths = [...cells, 3];
  const strides = [cells[1] * cells[2] * 3, cells[2] * 3, 3, 1];
  if (axes.every((axis, i) => axis === i)) {
    let next = 0;
    return (elements) => {
      values.set(elements, next);
      next += elements.length;
    };
  }
  const [n3, n2, n1] = [3, 2, 1].map((i) => lengths[axes[i]]);
  const [s3, s2, s1, s0] = [3, 2, 1, 0].map((i) => strides[axes[i]]);
  let [i0, i1, i2, i3] = [0, 0, 0, 0];
  return (elements) => {
    let to = i0 * s0 + i1 * s1 + i2 * s2 + i3 * s3;
    for (let e = 0; e < elements.length; e++) {
      values[to] = elements[e];
      to += s3;
      if (++i3 < n3) continue;
      i3 = 0;
      if (++i2 === n2) {
        i2 = 0;
        if (++i1 === n1) {
          i1 = 0;
          i0++;
        }
      }
      to = i0 * s0 + i1 * s1 + i2 * s2;
    }
  };
}
