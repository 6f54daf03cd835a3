// The field of one realisation in an instance of the kernel.
//
// Its memory: the settings of the synthesis (a Synthesis record of assembly/layout.ts), the record of a grid, the field, then
// work space, which serves the synthesis first and afterwards points, modes or a flight (launch.ts).

import { DEFAULT_ANISOTROPY } from "../config/anisotropies.js";
import type { Config, Density, Group } from "../config/config.js";
import { FIELD_MODELS } from "../config/field_models.js";
import { GRID_PLACE_NUMBERS, MOST_STEPS } from "../kernel_constants.js";
import { directionVector } from "../sky/directions.js";
import { type CubeNodes, fieldOf, settingsOf } from "./cube_nodes.js";
import { contrastsOf } from "./density.js";
import { type Instance, type Kernel, memberOf, newInstance, numbersOf, seedWith } from "./kernel.js";
import { type Flight, launch, type OpenFlight, type Trace } from "./launch.js";

/** A synthesised field of one realisation. Arrays are fresh and the caller's own. */
export interface KernelField {
  /** Total field in uG at points [n][3] in pc. */
  at(points: Float64Array): Float64Array;
  /**
   * All modes of the turbulent part (modes.ts), in the lab frame: what the field is exactly the sum of. An Error where the
   * field is no such sum.
   */
  modes(): Float64Array;
  /** Those of the waves that continue a cube below its joint; none where nothing does. */
  continuingModes(): Float64Array;

  /** Where its grids are, and their nodes: of a field on grids. `shared` too: nodes that all realisations have in common. */
  grids(shared: boolean): FieldGrids;
  trace(flight: Flight): Trace;
  /**
   * Begins a flight, or with the `state` of an earlier one goes on with it. Throws RangeError for a state of another
   * layout.
   */
  launch(flight: Flight, state?: Uint8Array): OpenFlight;
  /** f/f(observer) - 1 of a density at positions [P][N][3] at path lengths [P]: [P][N]. Ends a flight. */
  contrasts(density: Density, positions: Float64Array, path_pc: ArrayLike<number>): Float64Array;
}

/** The grids of a field, for a device that reads them from a copy (src/gpu). */
export interface FieldGrids {
  /** GRID_PLACE_NUMBERS of each (assembly/fields/levels.ts), with addresses from the first node on */
  places: Float64Array;
  /** f32 (Bx, By, Bz, 0) in uG */
  nodes: Uint8Array<ArrayBuffer>;
  /** the part of the nodes that all realisations have in common, which comes first */
  shared_bytes: number;
}

export interface Opening {
  /** no random rotation of the levels, which only tests of the field's isotropy need */
  keepAxes?: boolean;
  /** the nodes of the cube of a config with one; used by one field at a time */
  cube?: CubeNodes;
  /** the origin of paths is node (0, 0, 0) of the cube, not a random place in it */
  placed?: boolean;
}

/** Synthesises realisation `index` of a group's field. */
export async function openField(
  kernel: Kernel,
  config: Config,
  group: Group,
  index: number,
  { keepAxes, cube, placed }: Opening = {},
): Promise<KernelField> {
  if (group.cube !== undefined && cube === undefined) throw new Error("the nodes of this cube have not been placed");
  const instance = cube?.instance ?? (await newInstance(kernel));
  const { exports } = instance;
  const { field } = config;
  const { continuation } = cube ?? {};
  const models = numbersOf(exports.FieldModel);
  const anisotropies = numbersOf(exports.Anisotropy);
  const [bx, by, bz] =
    group.cube?.mean_uG ?? directionVector(...field.regular_direction_deg).map((c) => c * group.regular_uG);
  const exact = field.normalisation === "realisation" ? exports.EXACT_VARIANCE.value : 0;
  const options = exact + (keepAxes ? exports.KEEP_AXES.value : 0) + (placed ? exports.PLACED.value : 0);
  seedWith(instance, config.ensemble.seed, index);
  exports.clearLevels();
  for (const { box_pc, longest_pc, shortest_pc, cut_pc, cells } of group.levels) {
    exports.addLevel(box_pc, longest_pc, shortest_pc, cut_pc, cells);
  }
  const settings = settingsOf(instance);
  const nodes = fieldOf(instance);
  instance.reserve(nodes);
  const to = numbersOf(exports.SynthesisOffset);
  instance.write(
    settings,
    [
      [to.REGULAR_X, bx],
      [to.REGULAR_Y, by],
      [to.REGULAR_Z, bz],
      [to.TURBULENT, continuation?.rms_uG ?? group.turbulent_uG],
      [to.OUTER_SCALE, group.cube?.joint_pc ?? field.outer_scale_pc],
      [to.INNER_SCALE, group.inner_scale_pc],
      [to.SPECTRAL_INDEX, continuation?.index ?? field.spectral_index],
      [to.WAVES_PER_DECADE, field.waves_per_decade],
    ],
    [
      [to.MODEL, models[memberOf(models, "field.model", field.model)]],
      [to.ANISOTROPY, anisotropies[memberOf(anisotropies, "field.anisotropy", field.anisotropy ?? DEFAULT_ANISOTROPY)]],
      [to.OPTIONS, options],
      [to.FIELD, nodes],
    ],
  );
  const work = nodes + exports.fieldBytes(settings);
  instance.write(settings, [], [[to.SCRATCH, work]]);
  instance.reserve(work + exports.scratchBytes(settings));
  exports.synthesise(settings);
  return kernelField(instance, config, group, work);
}

/** Of the numbers of a grid's place: the address of its nodes. */
const NODES = 15;

/** What can be done with the field that an instance holds; work space is from `work` on. */
export function kernelField(instance: Instance, config: Config, group: Group, work: number): KernelField {
  const { exports } = instance;
  const settings = settingsOf(instance);
  const { field } = config;
  const listed = (): Float64Array => {
    const bytes = exports.WAVE_BYTES.value;
    instance.reserve(work + exports.countModes(settings) * bytes);
    return instance.take(work, (exports.listModes(settings, work) * bytes) / 8);
  };
  return {
    at(points) {
      instance.reserve(work + points.length * 16);
      const out = instance.put(work, points);
      exports.fieldAt(work, points.length / 3, out);
      return instance.take(out, points.length);
    },

    modes() {
      const modes = FIELD_MODELS[field.model].modes ? listed() : new Float64Array();
      if (modes.length === 0)
        throw new Error(`field.model "${field.model}" has no modes: its field is not a sum of plane waves`);
      return modes;
    },

    continuingModes: () => (group.cube?.joint_pc === undefined ? new Float64Array() : listed()),

    grids(shared) {
      instance.reserve(work + (1 + exports.MAX_LEVELS.value) * GRID_PLACE_NUMBERS * 8);
      const count = exports.listGrids(settings, work);
      const places = instance.take(work, count * GRID_PLACE_NUMBERS);
      const first = fieldOf(instance);
      for (let g = 0; g < count; g++) places[g * GRID_PLACE_NUMBERS + NODES] -= first;
      const bytes = exports.fieldBytes(settings);
      const shared_bytes = group.cube === undefined ? 0 : count > 1 ? places[GRID_PLACE_NUMBERS + NODES] : bytes;
      const from = shared ? 0 : shared_bytes;
      return { places, nodes: instance.bytes(first + from, bytes - from).slice(), shared_bytes };
    },

    trace(flight) {
      const open = launch(instance, work, config, group, flight);
      open.fly(MOST_STEPS);
      return open.trace();
    },

    contrasts: (density, positions, path_pc) => contrastsOf(instance, work, config, group, density, positions, path_pc),

    launch: (flight, state) => launch(instance, work, config, group, flight, state),
  };
}
