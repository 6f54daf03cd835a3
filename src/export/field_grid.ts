// A field as other programs read it: sampled on a grid, as `fieldFromGrid` and field.model "cube" take it, or its plane waves.

import { closeSync, openSync } from "node:fs";
import { loadHDF5 } from "#platform";
import { BIG_ENDIAN_MACHINE, swap } from "../cube/values.js";
import type { Field } from "../flight/field.js";
import { NUMBERS_PER_MODE } from "../flight/modes.js";
import { writeAll } from "../store/disk.js";
import { DiskError, onDisk } from "../store/errors.js";
import { closeQuietly, hdf5Problem } from "./hdf5.js";
import { placed } from "./place.js";

export interface SampledGrid {
  /** along each of the three axes */
  cells: number;
  /** node [ix][iy][iz] is at (ix, iy, iz) cell_pc, in the frame of the run */
  cell_pc: number;
}

type Progress = (part: number) => Promise<void> | void;

/** Points that are evaluated at a time, at least: to keep memory small. */
const BLOCK = 2 ** 14;

/** The values of a field at the nodes of a grid, plane after plane of x, each [ny][nz][3] in uG. */
export async function samplePlanes(
  field: Field,
  { cells, cell_pc }: SampledGrid,
  put: (x: number, plane: Float32Array) => void,
  progress: Progress = () => {},
): Promise<void> {
  const plane = new Float32Array(3 * cells * cells);
  const rows = Math.min(cells, Math.ceil(BLOCK / cells));
  for (let x = 0; x < cells; x++) {
    await progress(x / cells);
    for (let first = 0; first < cells; first += rows) {
      const count = Math.min(rows, cells - first);
      const points = new Float64Array(3 * cells * count);
      for (let y = 0, i = 0; y < count; y++) {
        for (let z = 0; z < cells; z++, i += 3) {
          points[i] = x * cell_pc;
          points[i + 1] = (first + y) * cell_pc;
          points[i + 2] = z * cell_pc;
        }
      }
      plane.set(field.at(points), 3 * cells * first);
    }
    put(x, plane);
  }
}

/** Numpy's .npy, version 1: a header of whole 64 bytes, then little-endian numbers, the last index fastest. */
export function npyHeader(type: "<f4" | "<f8", shape: readonly number[]): Uint8Array {
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(", ")}), }`;
  const padded = `${text.padEnd(64 * Math.ceil((text.length + 11) / 64) - 11)}\n`;
  const length = padded.length;
  return Uint8Array.from([0x93, ...Buffer.from("NUMPY"), 1, 0, length & 255, length >> 8, ...Buffer.from(padded)]);
}

/** B[ix, iy, iz, component] as little-endian f32. */
export async function writeGridNpy(field: Field, grid: SampledGrid, file: string, progress?: Progress): Promise<void> {
  const { cells } = grid;
  await placed(file, async (temporary) => {
    const fd = openSync(temporary, "w");
    try {
      const write = (bytes: Uint8Array) => onDisk(file, "writing", () => writeAll(fd, bytes));
      write(npyHeader("<f4", [cells, cells, cells, 3]));
      await samplePlanes(field, grid, (_, plane) => write(littleEndian(plane)), progress);
    } finally {
      closeSync(fd);
    }
  });
}

/** The same as dataset B of an HDF5 file, with its cell and its unit. */
export async function writeGridHDF5(field: Field, grid: SampledGrid, file: string, progress?: Progress): Promise<void> {
  const h5 = await loadHDF5();
  const { cells, cell_pc } = grid;
  await placed(file, async (temporary) => {
    let out: InstanceType<typeof h5.File> | undefined;
    try {
      out = new h5.File(temporary, "w");
      const maxshape = [cells, cells, cells, 3];
      const shape = [1, cells, cells, 3];
      const data = new Float32Array(3 * cells * cells);
      const set = out.create_dataset({ name: "B", data, dtype: "<f", shape, maxshape, chunks: shape });
      set.resize(maxshape);
      set.create_attribute("units", "uG");
      set.create_attribute("cell_pc", cell_pc, null, "<d");
      const inner = shape.slice(1).map((n): [number, number] => [0, n]);
      await samplePlanes(field, grid, (x, plane) => set.write_slice([[x, x + 1], ...inner], plane), progress);
      out.close();
    } catch (error) {
      if (out !== undefined) closeQuietly(out);
      const problem = hdf5Problem(error);
      throw problem === undefined ? error : new DiskError(file, `writing failed: ${problem}`);
    }
  });
}

/** The plane waves of a field, [n][9] as little-endian f64: k (rad/pc), Re A, Im A (uG), as `fieldFromModes` takes them. */
export async function writeModesNpy(modes: Float64Array, file: string): Promise<void> {
  const header = npyHeader("<f8", [modes.length / NUMBERS_PER_MODE, NUMBERS_PER_MODE]);
  await placed(file, (temporary) => {
    const fd = openSync(temporary, "w");
    try {
      onDisk(file, "writing", () => {
        writeAll(fd, header);
        writeAll(fd, littleEndian(modes));
      });
    } finally {
      closeSync(fd);
    }
  });
}

/** The bytes of numbers; on a big-endian machine those of a copy, turned round. */
function littleEndian(numbers: Float32Array | Float64Array): Uint8Array {
  if (!BIG_ENDIAN_MACHINE) return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  const bytes = new Uint8Array(numbers.slice().buffer);
  swap(bytes, numbers.BYTES_PER_ELEMENT);
  return bytes;
}
