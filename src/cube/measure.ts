// What of a cube is measured: its mean, the error of that, its rms.
import type { CubeDescription, Triple } from "../config/cube.js";
import { FieldFileError } from "./errors.js";
import type { CubeValues } from "./values.js";

export type Measured = Pick<CubeDescription, "cube_mean" | "cube_mean_error" | "cube_rms">;

/**
 * Mean and rms of the values. Throws FieldFileError where they are not finite, or all 0. Sums are made along z, then over y and x: in one order, so that every engine finds the same
 * bits, and so short that rounding is below 1e-12.
 */
export function measured(name: string, { values, cells }: CubeValues): Measured {
  const [nx, ny, nz] = cells;
  const octants = Array.from({ length: 8 }, () => ({ count: 0, sum: [0, 0, 0] }));
  let squares = 0;
  const half = Math.ceil(nz / 2);
  for (let x = 0, i = 0; x < nx; x++) {
    let inPlane = 0;
    for (let y = 0; y < ny; y++) {
      const pair = (2 * x >= nx ? 4 : 0) + (2 * y >= ny ? 2 : 0);
      let inRow = 0;
      for (let from = 0; from < nz; from = from === 0 ? half : nz) {
        const end = from === 0 ? half : nz;
        let [bx, by, bz] = [0, 0, 0];
        for (let z = from; z < end; z++, i += 3) {
          const [vx, vy, vz] = [values[i], values[i + 1], values[i + 2]];
          bx += vx;
          by += vy;
          bz += vz;
          inRow += vx * vx + vy * vy + vz * vz;
        }
        const octant = octants[pair + (from === 0 ? 0 : 1)];
        octant.count += end - from;
        octant.sum[0] += bx;
        octant.sum[1] += by;
        octant.sum[2] += bz;
      }
      inPlane += inRow;
    }
    squares += inPlane;
  }
  if (!Number.isFinite(squares)) throw notFinite(name, values, cells);
  const count = nx * ny * nz;
  const cube_mean = [0, 1, 2].map((c) => octants.reduce((sum, octant) => sum + octant.sum[c], 0) / count) as Triple;
  const cube_rms = Math.sqrt(squares / count);
  if (cube_rms === 0) throw new FieldFileError(name, "every value is 0: no field");
  const parts = octants.filter((octant) => octant.count > 0);
  let scatter = 0;
  for (const { count: n, sum } of parts)
    for (let c = 0; c < 3; c++) scatter += (sum[c] / n - cube_mean[c]) * (sum[c] / n - cube_mean[c]);
  const cube_mean_error = parts.length > 1 ? Math.sqrt(scatter / (parts.length * (parts.length - 1))) : 0;
  return { cube_mean, cube_mean_error, cube_rms };
}

function notFinite(name: string, values: Float32Array, [, ny, nz]: Triple): FieldFileError {
  const i = values.findIndex((value) => !Number.isFinite(value));
  if (i < 0) return new FieldFileError(name, "values so large that their squares overflow; change their unit");
  const cell = Math.floor(i / 3);
  const place = [Math.floor(cell / (ny * nz)), Math.floor(cell / nz) % ny, cell % nz];
  return new FieldFileError(name, `${values[i]} found at B[${[...place, i % 3].join(", ")}], finite numbers expected`);
}
