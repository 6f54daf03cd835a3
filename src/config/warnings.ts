// What can be run and is doubtful: printed before the run, and stored with it.

import { DEFAULT_ANISOTROPY, directionsOfWaves } from "./anisotropies.js";
import { betterNside } from "./combinations.js";
import { cubeSides } from "./cube.js";
import { expectedDiffusion } from "./default_lengths.js";
import { digits, dotted } from "./errors.js";
import { FIELD_MODELS, hasGrids, hasInnerScale, isCube, isLikePowerLaw } from "./field_models.js";
import { type Group, listedLevel } from "./groups.js";
import { DEFAULT_INTEGRATOR, INTEGRATORS } from "./integrators.js";
import { configKeys, isDefault, keyOf, valueIn } from "./keys.js";
import type { Config, Table } from "./schema.js";

/** A doubt about a config: the key to change, and a sentence. */
export interface Warning {
  key: string;
  message: string;
}

/** In a fixed order: what is not used, what is coarse, then group by group. */
export function doubts(config: Config, groups: Group[]): Warning[] {
  return [
    ...unusedKeys(config),
    ...unusedEntries(config, groups, "particles.nside", config.particles.nside),
    ...unusedEntries(config, groups, "transport.path_pc", config.transport.path_pc),
    ...coarse(config),
    ...bound(config),
    ...groups.flatMap((group) => [
      ...doubtfulScales(config, group),
      ...doubtfulMultipoles(group),
      ...doubtfulCube(config, group),
      ...doubtfulPath(config, group),
    ]),
  ];
}

/** Keys that the field model or the integrator does not read, where they are not at their default. */
function unusedKeys(config: Config): Warning[] {
  const { field, particles } = config;
  const unused = [
    ...unread(config, "field.model", field.model, FIELD_MODELS),
    ...unread(config, "particles.integrator", particles.integrator ?? DEFAULT_INTEGRATOR, INTEGRATORS),
  ];
  const turned = field.regular_direction_deg.some((angle) => angle !== 0);
  if (turned && field.turbulence_level?.every((level) => level === 1)) {
    const key = "field.regular_direction_deg";
    unused.push({ key, message: `${key} has no effect: at turbulence level 1 there is no regular field` });
  }
  return unused;
}

/** Keys that an entry of the table reads, but not the chosen one. */
function unread<Name extends string>(
  config: Config,
  choice: string,
  chosen: Name,
  table: Record<Name, { reads: readonly string[] }>,
): Warning[] {
  const { section } = keyOf(choice);
  const readBySome = new Set(Object.values<{ reads: readonly string[] }>(table).flatMap(({ reads }) => reads));
  return configKeys()
    .filter((key) => key.section === section && readBySome.has(key.name) && !table[chosen].reads.includes(key.name))
    .filter((key) => !isDefault(key, valueIn(config, key)))
    .map(({ key }) => ({ key, message: `${key} has no effect: ${choice} "${chosen}" does not use it` }));
}

/** Entries of a table for a turbulence level or a rigidity that is not run, sorted by number. */
function unusedEntries({ field: { model } }: Config, groups: Group[], key: string, table: Table): Warning[] {
  const run = new Set(groups.map((group) => dotted(String(listedLevel(group)), String(group.rigidity_TV))));
  const numbers = (row: object) => Object.keys(row).sort((a, b) => Number(a) - Number(b));
  return numbers(table).flatMap((level) =>
    numbers(table[level]).flatMap((rigidity) => {
      const entry = dotted(level, rigidity);
      const reason =
        isCube(model) && level !== "0"
          ? `a table has 0 for the one level of a cube, whatever is measured of it: ${key}.${dotted("0", rigidity)}`
          : `turbulence level ${level} at ${rigidity} TV is not run`;
      const message = `${key}.${entry} has no effect: ${reason}`;
      return warn(!run.has(entry), `${key}.${entry}`, message);
    }),
  );
}

/** The warning, if there is reason for it. */
const warn = (reason: boolean, key: string, message: string): Warning[] => (reason ? [{ key, message }] : []);

/** Below this tolerance the error of a step is lost in the rounding of double precision. */
const FINEST_TOLERANCE = 1e-13;
/** The direction may be wrong by 1e-3 after the whole path; a single step must not be allowed as much. */
const COARSEST_TOLERANCE = 1e-3;

function coarse({ field, particles: { tolerance } }: Config): Warning[] {
  const { cells_per_wavelength, box_wavelengths } = field;
  const nested = hasGrids(field);
  return [
    ...warn(
      nested && cells_per_wavelength < 4,
      "field.cells_per_wavelength",
      `${cells_per_wavelength} cells per shortest wavelength are too few for the interpolation: use 4 or more`,
    ),
    ...warn(
      nested && box_wavelengths < 2,
      "field.box_wavelengths",
      `a box of ${box_wavelengths} longest wavelengths holds a handful of long waves, not an isotropic field: use 2 or more`,
    ),
    ...warn(
      tolerance > COARSEST_TOLERANCE,
      "particles.tolerance",
      `at tolerance ${tolerance} one step may be wrong by more than a whole path should (1e-3): use 1e-4 or less`,
    ),
    ...warn(
      tolerance < FINEST_TOLERANCE,
      "particles.tolerance",
      `tolerance ${tolerance} is finer than double precision, steps will be rejected without end: use 1e-12 or more`,
    ),
  ];
}

/** What the directions of the waves forbid, and formulas that do not hold for them. */
function bound({ field: { anisotropy = DEFAULT_ANISOTROPY } }: Config): Warning[] {
  const { binds } = directionsOfWaves(anisotropy);
  const key = "field.anisotropy";
  return [
    ...warn(binds !== undefined, key, `in "${anisotropy}" turbulence ${binds}`),
    ...warn(
      anisotropy !== DEFAULT_ANISOTROPY,
      key,
      `there is no formula here for D in "${anisotropy}" turbulence: the default of transport.path_pc is that of isotropic turbulence, and only the running D(T) shows whether it is long enough`,
    ),
  ];
}

const groupWords = ({ turbulence_level, rigidity_TV }: Group) =>
  `at turbulence level ${turbulence_level}, ${rigidity_TV} TV`;

/** The scales of the field compared with the gyroradius, and the number of steps with its budget. */
function doubtfulScales({ field }: Config, group: Group): Warning[] {
  const { gyroradius_pc, inner_scale_pc, levels, step_budget } = group;
  const box_pc = levels[0]?.box_pc ?? Infinity;
  const steps = group.steps_estimate / group.directions;
  const { resonates, resonantAcross } = directionsOfWaves(field.anisotropy);
  const across_pc = resonantAcross?.(gyroradius_pc, field.outer_scale_pc) ?? Infinity;
  return [
    ...warn(
      hasInnerScale(field) && resonates && inner_scale_pc > gyroradius_pc,
      "field.inner_scale_gyroradii",
      `${groupWords(group)} the inner scale, ${digits(inner_scale_pc)} pc, is above the gyroradius, ${digits(gyroradius_pc)} pc: resonant waves are cut off and particles scatter too little; use 1 or less`,
    ),
    ...warn(
      inner_scale_pc > 1.01 * across_pc,
      "field.inner_scale_gyroradii",
      `${groupWords(group)} the finest waves, ${digits(inner_scale_pc)} pc across B0, have k_par r_g of about ${digits((across_pc / inner_scale_pc) ** (2 / 3))}, where resonance needs 1/|mu|: scattering is not resonant; use ${digits(across_pc / gyroradius_pc)} or less`,
    ),
    ...warn(
      gyroradius_pc > box_pc / 2,
      "field.outer_scale_pc",
      `${groupWords(group)} the gyroradius, ${digits(gyroradius_pc)} pc, is above half the largest box, ${digits(box_pc)} pc: an orbit meets the same field again; raise field.box_wavelengths (now ${field.box_wavelengths})`,
    ),
    ...warn(
      steps > step_budget,
      "transport.path_pc",
      `${groupWords(group)} the path takes about ${digits(steps)} steps, more than the ${step_budget} that a particle has, so that particles will fail: shorten it, or raise particles.tolerance`,
    ),
  ];
}

function doubtfulMultipoles(group: Group): Warning[] {
  const { multipoles = 0, nside } = group;
  return warn(
    multipoles > nside / 2,
    "transport.multipoles",
    `${groupWords(group)} multipoles above l = ${nside / 2}, half of nside, lose power to others in half-sets of the directions, 5 % at 0.75 nside: raise particles.nside to ${betterNside(multipoles)}, or lower it`,
  );
}

/** Cells that an orbit has to have in its radius, and the wave that resonates with it in its length. */
export const CELLS_OF_A_GYRORADIUS = 2;
export const CELLS_OF_A_WAVE = 8;
/** Coherence length of Kolmogorov turbulence over its longest wave, roughly. */
const COHERENCE = 1 / 5;

/** What the grid of a cube resolves of the orbit, and how many independent observers it holds. */
function doubtfulCube({ field, ensemble }: Config, { cube, gyroradius_pc, rigidity_TV }: Group): Warning[] {
  const sides = cubeSides(field);
  if (cube === undefined || sides === undefined) return [];
  const resolved = cube.joint_pc !== undefined;
  const cell_pc = Math.max(...cube.cell_pc);
  const [radius, wave] = [gyroradius_pc / cell_pc, (2 * Math.PI * gyroradius_pc) / cell_pc];
  const places = sides.reduce((volume, side) => volume * side, 1) / (COHERENCE * field.outer_scale_pc) ** 3;
  const where = `at ${rigidity_TV} TV`;
  const enough = digits((rigidity_TV * CELLS_OF_A_WAVE) / wave);
  return [
    ...warn(
      !resolved && radius < CELLS_OF_A_GYRORADIUS,
      "field.cube_cell_pc",
      `${where} a gyroradius, ${digits(gyroradius_pc)} pc, has ${digits(radius)} cells of the cube: orbits are not resolved; ${CELLS_OF_A_GYRORADIUS} or more are`,
    ),
    ...warn(
      !resolved && wave < CELLS_OF_A_WAVE,
      "field.cube_cell_pc",
      `${where} the wave that resonates at pitch angle 0, ${digits(2 * Math.PI * gyroradius_pc)} pc, has ${digits(wave)} cells of the cube, ${CELLS_OF_A_WAVE} or more expected: particles scatter too little; fly ${enough} TV or more, or continue the cube (field.cube_continue_cells)`,
    ),
    ...warn(
      gyroradius_pc > Math.min(...sides) / 2,
      "field.cube_cell_pc",
      `${where} the gyroradius, ${digits(gyroradius_pc)} pc, is above half the shortest side of the cube, ${digits(Math.min(...sides))} pc: an orbit meets the same field again`,
    ),
    ...warn(
      ensemble.realisations > places,
      "ensemble.realisations",
      `${ensemble.realisations} observers stand in a cube with room for about ${digits(places)} that are a coherence length apart: they are not independent, and errors are too small`,
    ),
  ];
}

/** The path compared with the scattering length and the box, and the noise at its end from a finite number of directions. */
function doubtfulPath({ field }: Config, group: Group): Warning[] {
  if (!isLikePowerLaw(field.model)) return [];
  const { turbulence_level, rigidity_TV, nside, directions, levels } = group;
  const isExpected = (field.anisotropy ?? DEFAULT_ANISOTROPY) === DEFAULT_ANISOTROPY;
  const box_pc = levels[0]?.box_pc ?? Math.min(...(cubeSides(field) ?? [Infinity]));
  const path = group.path_pc[group.path_pc.length - 1];
  const diffusion = expectedDiffusion(field, turbulence_level, rigidity_TV);
  const distance = Math.min(path, Math.sqrt(2 * diffusion * path));
  const height = group.escape_height_pc ?? 0;
  const noise = relativeNoise(path, directions, diffusion);
  return [
    ...warn(
      isExpected && path < 3 * diffusion,
      "transport.path_pc",
      `${groupWords(group)} the path, ${digits(path)} pc, is shorter than the expected scattering length 3 D/c, ${digits(3 * diffusion)} pc: the response will not have settled`,
    ),
    ...warn(
      distance > box_pc,
      "transport.path_pc",
      `${groupWords(group)} particles move about ${digits(distance)} pc along the field, more than the ${group.cube ? "shortest side of the cube" : "largest box"}, ${digits(box_pc)} pc, which repeats${group.cube ? "" : `: compare with a larger field.box_wavelengths (now ${field.box_wavelengths})`}`,
    ),
    ...warn(
      height >= path,
      "transport.escape_height_pc",
      `${groupWords(group)} no particle gets as far as ${digits(height)} pc on a path of ${digits(path)} pc: the boundary has no effect; raise transport.path_pc, or lower it`,
    ),
    ...warn(
      isExpected && noise > 1,
      "particles.nside",
      `${groupWords(group)} the noise of ${directions} directions is about ${digits(noise)} times the expected dipole after ${digits(path)} pc: single amplitudes will be noise; raise particles.nside (now ${nside}) to ${quieter(path, nside, diffusion)}`,
    ),
  ];
}

/** Noise of the whole dipole vector, relative to 3 D g/c: sqrt(2 c T/(N D)), for isotropic scattering. */
const relativeNoise = (path: number, directions: number, diffusion: number) =>
  Math.sqrt((2 * path) / (directions * diffusion));

/** The smallest nside whose noise is half the dipole or less, or the largest there is. */
function quieter(path: number, nside: number, diffusion: number): number {
  let better = nside;
  while (better < 1024 && relativeNoise(path, 12 * better * better, diffusion) > 0.5) better *= 2;
  return better;
}
