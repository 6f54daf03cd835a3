// The field that the particles of an observer meet first: at the observer, and on average along the first gyration of their
// paths, which is what their pitch angles are about.

import type { Group } from "../config/config.js";
import { GYRATION_PLACES } from "../config/groups.js";
import type { Trace } from "./launch.js";
import type { KernelField } from "./open_field.js";

/** uG, [3] each. */
export interface LocalField {
  /** at the observer */
  observer: Float64Array;
  /** sum over the particles of the mean of the field along the first 2 pi r_g of their paths, followed back */
  gyration: Float64Array;
}

/** The flights of a block, and the field that they meet where the config has multipoles. */
export interface Flown extends Trace {
  local?: LocalField;
}

/**
 * Flies the particles once more, along their first gyration only: places of output restrict the steps of an integrator, and the
 * paths themselves must have the same bits with multipoles and without. The field is met in the middles of equal parts of the
 * gyration. Ends any other flight of the field.
 */
export function localField(field: KernelField, { gyroradius_pc }: Group, directions: Float64Array): LocalField {
  const part = (2 * Math.PI * gyroradius_pc) / GYRATION_PLACES;
  const paths = Float64Array.from({ length: GYRATION_PLACES }, (_, k) => (k + 0.5) * part);
  const met = field.at(field.trace({ directions, paths }).positions);
  const gyration = new Float64Array(3);
  for (let k = 0; k < met.length; k++) gyration[k % 3] += met[k] / GYRATION_PLACES;
  return { observer: field.at(new Float64Array(3)), gyration };
}
