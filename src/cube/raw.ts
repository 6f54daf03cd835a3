// Raw values, as CRPropa and others write grids: little-endian f32 [nx][ny][nz][3], without a header.
import type { Triple } from "../config/cube.js";
import type { ByteSource } from "../platform/types.js";
import { FieldFileError } from "./errors.js";
import { checkCells, type Elements } from "./values.js";

/** @param asked numbers of cells, where the config says them; else the three are equal */
export function rawElements(file: string, { size }: ByteSource, asked: Triple | undefined): Elements {
  const side = Math.round(Math.cbrt(size / 12));
  const cells = checkCells(file, asked ?? [side, side, side]);
  const expected = cells[0] * cells[1] * cells[2] * 12;
  if (size !== expected) {
    const problem = asked
      ? `${size} bytes found, ${expected} expected for ${cells.join(" x ")} cells of three f32`
      : `neither .npy nor HDF5, and ${size} bytes, which are no cube of three f32 a cell: give field.cube_cells = [nx, ny, nz]`;
    throw new FieldFileError(file, problem);
  }
  return { cells, axes: [0, 1, 2, 3], bytes: 4, littleEndian: true, offset: 0 };
}
