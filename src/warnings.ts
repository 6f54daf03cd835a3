// What can be run and is doubtful. Said before the run, and stored with it.
import { FINEST_TOLERANCE } from "./combinations.js";
import { digits, dotted } from "./config_error.js";
import { configKeys } from "./keys.js";
import { type Group, groups } from "./levels.js";
import { expectedDiffusion } from "./scales.js";
import type { Config, Table } from "./schema.js";

export interface Warning {
  key: string;
  message: string;
}

/** In a fixed order: what is not used, what is coarse, then group by group. */
export function warnings(config: Config): Warning[] {
  return [
    ...unusedKeys(config),
    ...unusedEntries(config, "particles.nside", config.particles.nside),
    ...unusedEntries(config, "transport.path_pc", config.transport.path_pc),
    ...coarse(config),
    ...groups(config).flatMap((group) => [...doubtfulScales(config, group), ...doubtfulPath(config, group)]),
  ];
}

/** Keys that the field model does not read, where they are not at their default. */
function unusedKeys({ field }: Config): Warning[] {
  const unused = configKeys
    .filter(({ section, name, models, ...key }) => {
      const value = field[name as keyof typeof field];
      return section === "field" && value !== undefined && !models.includes(field.model) && value !== key.default;
    })
    .map(({ key }) => ({ key, message: `${key} has no effect: field.model "${field.model}" does not use it` }));
  const turned = field.regular_direction_deg.some((angle) => angle !== 0);
  if (turned && field.turbulence_level?.every((level) => level === 1)) {
    const key = "field.regular_direction_deg";
    unused.push({ key, message: `${key} has no effect: at turbulence level 1 there is no regular field` });
  }
  return unused;
}

/** Entries of a table for a turbulence level or a rigidity that is not run. */
function unusedEntries(config: Config, key: string, table: Table): Warning[] {
  const run = new Set(groups(config).map((group) => dotted(String(group.turbulence_level), String(group.rigidity_TV))));
  return Object.entries(table).flatMap(([level, row]) =>
    Object.keys(row)
      .filter((rigidity) => !run.has(dotted(level, rigidity)))
      .map((rigidity) => {
        const entry = `${key}.${dotted(level, rigidity)}`;
        return {
          key: entry,
          message: `${entry} has no effect: turbulence level ${level} at ${rigidity} TV is not run`,
        };
      }),
  );
}

function coarse({ field, particles }: Config): Warning[] {
  const found: Warning[] = [];
  const warn = (key: string, message: string) => found.push({ key, message });
  const nested = field.model === "nested-grids";
  if (nested && field.cells_per_wavelength < 4)
    warn(
      "field.cells_per_wavelength",
      `${digits(field.cells_per_wavelength)} cells per shortest wavelength are too few for the interpolation: use 4 or more`,
    );
  if (nested && field.box_wavelengths < 2)
    warn(
      "field.box_wavelengths",
      `a box of ${digits(field.box_wavelengths)} longest wavelengths holds a handful of the longest waves, which is not isotropic: use 2 or more`,
    );
  // PHYSICS: |p| must not drift by more than 1e-3 over the whole path; one step alone could
  if (particles.tolerance > 1e-3)
    warn(
      "particles.tolerance",
      `at tolerance ${particles.tolerance} a single step may be wrong by more than the 1e-3 allowed for the whole path: use 1e-4 or less`,
    );
  if (particles.tolerance < FINEST_TOLERANCE)
    warn(
      "particles.tolerance",
      `tolerance ${particles.tolerance} is below what double precision can hold: steps will be rejected for ever; use 1e-12 or more`,
    );
  return found;
}

const at = ({ turbulence_level, rigidity_TV }: Group) => `at turbulence level ${turbulence_level}, ${rigidity_TV} TV`;

function doubtfulScales({ field }: Config, group: Group): Warning[] {
  const found: Warning[] = [];
  const { gyroradius_pc, inner_scale_pc, levels } = group;
  if (inner_scale_pc > gyroradius_pc) {
    found.push({
      key: "field.inner_scale_gyroradii",
      message: `${at(group)} the inner scale, ${digits(inner_scale_pc)} pc, is above the gyroradius, ${digits(gyroradius_pc)} pc: resonant waves are cut off and scattering is too weak; use 1 or less`,
    });
  }
  if (levels.length > 0 && gyroradius_pc > levels[0].box_pc / 2) {
    found.push({
      key: "field.outer_scale_pc",
      message: `${at(group)} the gyroradius, ${digits(gyroradius_pc)} pc, is above half the largest box, ${digits(levels[0].box_pc)} pc, so that an orbit meets the same field again; raise field.box_wavelengths (now ${field.box_wavelengths})`,
    });
  }
  return found;
}

/** The path against the scattering length and the box, and the noise that so many directions leave after it. */
function doubtfulPath({ field }: Config, group: Group): Warning[] {
  if (field.model === "uniform") return [];
  const found: Warning[] = [];
  const { turbulence_level, rigidity_TV, nside, directions, levels } = group;
  const path = group.path_pc[group.path_pc.length - 1];
  const diffusion = expectedDiffusion(field, turbulence_level, rigidity_TV);
  if (path < 3 * diffusion) {
    found.push({
      key: "transport.path_pc",
      message: `${at(group)} the path, ${digits(path)} pc, is shorter than the expected scattering length 3 D/c, ${digits(3 * diffusion)} pc: the response has not settled`,
    });
  }
  const distance = Math.min(path, Math.sqrt(2 * diffusion * path));
  if (levels.length > 0 && distance > levels[0].box_pc) {
    found.push({
      key: "transport.path_pc",
      message: `${at(group)} particles are expected to move ${digits(distance)} pc along the field, more than the largest box, ${digits(levels[0].box_pc)} pc, so that the field repeats; compare with a larger field.box_wavelengths (now ${field.box_wavelengths})`,
    });
  }
  const noise = relativeNoise(path, directions, diffusion);
  if (noise > 1) {
    found.push({
      key: "particles.nside",
      message: `${at(group)} the noise floor of ${directions} directions is about ${digits(noise)} times the expected dipole at a path of ${digits(path)} pc: single amplitudes will be noise; raise particles.nside (now ${nside}) to ${quieter(path, nside, diffusion)}`,
    });
  }
  return found;
}

/** Of the whole dipole vector, against 3 D g/c: sqrt(2 c T/(N D)), for isotropic scattering. */
const relativeNoise = (path: number, directions: number, diffusion: number) =>
  Math.sqrt((2 * path) / (directions * diffusion));

/** The smallest nside with a noise floor of half the signal or less. */
function quieter(path: number, nside: number, diffusion: number): string {
  let better = nside;
  while (better < 1024 && relativeNoise(path, 12 * better * better, diffusion) > 0.5) better *= 2;
  return String(better);
}
