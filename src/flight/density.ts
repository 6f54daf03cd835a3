// Densities that are no gradient, evaluated in the kernel (assembly/density.ts), whose exponential is the same in every engine.

import type { Config, Density, Group } from "../config/config.js";
import { agePc } from "../config/densities.js";
import { directionVector } from "../sky/directions.js";
import { type Instance, memberOf, numbersOf } from "./kernel.js";

/**
 * f/f(observer) - 1 at positions [P][N][3] in pc from the observer, at P path lengths: [P][N].
 * @param address of free memory of the instance
 */
export function contrastsOf(
  instance: Instance,
  address: number,
  config: Config,
  group: Group,
  density: Density,
  positions: Float64Array,
  path_pc: ArrayLike<number>,
): Float64Array {
  const { exports } = instance;
  const paths = address + Math.ceil(exports.DENSITY_BYTES.value / 8) * 8;
  const numbers = positions.length / 3;
  instance.reserve(paths + (path_pc.length + 4 * numbers) * 8);
  const to = numbersOf(exports.DensityOffset);
  const kinds = numbersOf(exports.DensityKind);
  const [x, y, z] = directionVector(...(density.kind === "slab" ? density.normal_deg : density.direction_deg));
  const values = {
    half_thickness_pc: 0,
    halo_pc: 0,
    height_pc: 0,
    distance_pc: 0,
    diffusion_pc: 0,
    share: 0,
    ...density,
  };
  const factor = exports.diffusionFactor(group.rigidity_TV / 1000, 2 - config.field.spectral_index);
  instance.write(
    address,
    [
      [to.DIRECTION_X, x],
      [to.DIRECTION_Y, y],
      [to.DIRECTION_Z, z],
      [to.HALF_THICKNESS, values.half_thickness_pc],
      [to.HALO, values.halo_pc],
      [to.HEIGHT, values.height_pc],
      [to.DISTANCE, values.distance_pc],
      [to.AGE, density.kind === "burst" ? agePc(density) : 0],
      [to.DIFFUSION, values.diffusion_pc * factor],
      [to.SHARE, values.share],
    ],
    [[to.KIND, kinds[memberOf(kinds, "density.kind", density.kind)]]],
  );
  const start = instance.put(paths, path_pc);
  const out = instance.put(start, positions);
  exports.densityContrasts(address, numbers / path_pc.length, path_pc.length, paths, start, out);
  return instance.take(out, numbers);
}
