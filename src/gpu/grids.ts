// The grids of a field as the shader has them: Grid of track.wgsl, in single precision.

import type { FieldGrids } from "../flight/open_field.js";
import { GRID_PLACE_NUMBERS, NODE_BYTES } from "../kernel_constants.js";

/** Bytes of a Grid record. */
export const GRID_SIZE = 128;

/**
 * Writes the grids of a realisation.
 * @param own node at which those begin that are its own
 */
export function writeGrids(into: DataView, { places, shared_bytes }: FieldGrids, own: number): void {
  for (let g = 0, record = 0; g < places.length; g += GRID_PLACE_NUMBERS, record += GRID_SIZE) {
    const vector = (start: number, values: readonly number[]) =>
      values.forEach((value, axis) => {
        into.setFloat32(record + start + 4 * axis, value, true);
      });
    for (let column = 0; column < 3; column++) {
      vector(
        16 * column,
        [0, 3, 6].map((row) => places[g + row + column]),
      );
    }
    const cells = [12, 13, 14].map((axis) => places[g + axis]);
    const u = [9, 10, 11].map((axis) => places[g + axis]);
    vector(
      48,
      u.map((x) => x - Math.round(x)),
    );
    vector(
      64,
      u.map((x, axis) => wrapped(Math.round(x), cells[axis])),
    );
    vector(80, cells);
    vector(
      96,
      cells.map((count) => 1 / count),
    );
    const [address, row, plane] = [15, 16, 17].map((number) => places[g + number]);
    const first = address < shared_bytes ? address / NODE_BYTES : own + (address - shared_bytes) / NODE_BYTES;
    [first, row / NODE_BYTES, plane / NODE_BYTES].forEach((value, i) => {
      into.setUint32(record + 112 + 4 * i, value, true);
    });
  }
}

const wrapped = (node: number, cells: number): number => node - cells * Math.floor(node / cells);
