// How results depend on numerical parameters: each is changed alone, and the change of the results is given with its
// error.
//
// On the same modes (cells, tolerance, inner scale, directions, path length) a realisation is compared with itself: the scatter
// between realisations drops out. Another box has other modes: ensembles are compared.

import { type Config, type ConfigInput, type Group, groups, resolveConfig } from "../config/config.js";
import { hasGrids, hasInnerScale, isTurbulent } from "../config/field_models.js";
import type { RealisationRecord } from "../flight/record.js";
import { GRADIENT_PER_KPC } from "../published.js";
import { amplitude, debiasedSquare, dipole, gradientVector } from "../response/dipole.js";
import type { Ensembles } from "./check.js";
import { lateIsotropic, lateSlope } from "./diffusion.js";
import { meanError } from "./row.js";

export interface Variant {
  /** "cells per wavelength x 2" */
  name: string;
  from: number;
  to: number;
  unit: string;
  /** whether a realisation has the same modes as before */
  paired: boolean;
  config: Config;
}

export interface Change {
  turbulence_level: number;
  rigidity_TV: number;
  variant: string;
  from: number;
  to: number;
  unit: string;
  paired: boolean;
  quantity: string;
  /** mean over the realisations as configured */
  before: number;
  /** changed minus unchanged, relative to `before`, and its standard error */
  change: number;
  error: number;
  realisations: number;
  /** "resolved": at most 5 % with its error; "under-resolved": above 5 % by two errors; "unknown": neither */
  verdict: "resolved" | "under-resolved" | "unknown";
}

/** Largest relative change by a numerical parameter that counts as resolved. */
const ALLOWED = 0.05;

/** One group of a config as a config of its own. */
export function single(config: Config, group: Group): Config {
  const { turbulence_level: eta, rigidity_TV: R } = group;
  const field = isTurbulent(config.field.model) ? { ...config.field, turbulence_level: [eta] } : config.field;
  return resolveConfig({
    ...config,
    field,
    particles: { ...config.particles, rigidity_TV: [R], nside: group.nside },
    transport: { ...config.transport, path_pc: group.path_pc[group.path_pc.length - 1] },
  });
}

/** The variants of a config of one group. */
export function variants(config: Config): Variant[] {
  const group = groups(config)[0];
  const { field, particles, transport } = config;
  const changed = (input: ConfigInput): Config =>
    resolveConfig({
      field: { ...field, ...input.field },
      particles: { ...particles, ...input.particles },
      transport: { ...transport, ...input.transport },
      ensemble: config.ensemble,
    });
  const list: Variant[] = [];
  const add = (name: string, from: number, to: number, unit: string, paired: boolean, input: () => ConfigInput) => {
    try {
      list.push({ name, from, to, unit, paired, config: changed(input()) });
    } catch {
      // a config that cannot be run (a box beyond its range, a grid that does not fit) is left out
    }
  };
  if (hasGrids(field)) {
    const { cells_per_wavelength: cells, box_wavelengths: box } = field;
    add("cells per wavelength x 2", cells, 2 * cells, "", true, () => ({ field: { cells_per_wavelength: 2 * cells } }));
    add("box x 2", box, 2 * box, "wavelengths", false, () => ({ field: { box_wavelengths: 2 * box } }));
  }
  if (hasInnerScale(field)) {
    const inner = group.inner_scale_pc / group.gyroradius_pc;
    const scale = (factor: number) => () => ({ field: { inner_scale_gyroradii: inner * factor } });
    add("L_min / 2", inner, inner / 2, "gyroradii", true, scale(0.5));
    add("L_min x 2", inner, inner * 2, "gyroradii", true, scale(2));
  }
  const { tolerance } = particles;
  add("tolerance / 10", tolerance, tolerance / 10, "", true, () => ({ particles: { tolerance: tolerance / 10 } }));
  add("directions x 4", group.directions, 4 * group.directions, "", true, () => ({
    particles: { nside: 2 * group.nside },
  }));
  const path = group.path_pc[group.path_pc.length - 1];
  add("path x 2", path, 2 * path, "pc", true, () => ({
    transport: { path_pc: 2 * path, outputs: 2 * transport.outputs },
  }));
  return list;
}

/** The quantities that are compared, per realisation. Amplitudes are squares without the bias of the noise. */
type Quantity = [name: string, of: (record: RealisationRecord) => number];

export function quantities(group: Group): Quantity[] {
  const square = (longitude: number) => (record: RealisationRecord) =>
    debiasedSquare(
      record.response_halves_pc[record.path_pc.length - 1],
      gradientVector(longitude, 0, GRADIENT_PER_KPC),
    );
  const size = (longitude: number) => (record: RealisationRecord) =>
    amplitude(dipole(record.response_pc[record.path_pc.length - 1], gradientVector(longitude, 0, GRADIENT_PER_KPC)));
  if (group.regular_uG === 0) {
    return [
      ["D", lateIsotropic],
      ["<a>", size(90)],
      ["<a^2>, no noise", square(90)],
    ];
  }
  return [
    ["D_par", (r) => lateSlope(r, 0)],
    ["D_perp", (r) => (lateSlope(r, 1) + lateSlope(r, 2)) / 2],
    ["<a(0)>", size(0)],
    ["<a(90)>", size(90)],
    ["<a(90)^2>, no noise", square(90)],
  ];
}

/** All variants of one group of a config, one at a time. */
export async function* convergence(config: Config, group: Group, ensemble: Ensembles): AsyncGenerator<Change[]> {
  const base = single(config, group);
  const name = (what: string) => `level ${group.turbulence_level}, ${group.rigidity_TV} TV, ${what}`;
  const before = (await ensemble({ name: name("as configured"), input: base })).records;
  for (const variant of variants(base)) {
    const after = (await ensemble({ name: name(variant.name), input: variant.config })).records;
    yield quantities(groups(base)[0]).map(([quantity, measure]) =>
      compare(group, variant, quantity, before.map(measure), after.map(measure)),
    );
  }
}

/** The change of the mean: of differences where each realisation has its counterpart, else of means. */
export function compare(
  group: Pick<Group, "turbulence_level" | "rigidity_TV">,
  variant: Omit<Variant, "config">,
  quantity: string,
  before: number[],
  after: number[],
): Change {
  const mean = meanError(before);
  const other = meanError(after);
  const difference = variant.paired
    ? meanError(after.map((value, k) => value - before[k]))
    : { mean: other.mean - mean.mean, error: Math.hypot(mean.error, other.error) };
  const change = difference.mean / Math.abs(mean.mean);
  const error = difference.error / Math.abs(mean.mean);
  const { turbulence_level, rigidity_TV } = group;
  const { name, from, to, unit, paired } = variant;
  return {
    turbulence_level,
    rigidity_TV,
    variant: name,
    from,
    to,
    unit,
    paired,
    quantity,
    before: mean.mean,
    change,
    error,
    realisations: before.length,
    verdict: verdict(change, error),
  };
}

export function verdict(change: number, error: number): Change["verdict"] {
  if (Math.abs(change) - 2 * error > ALLOWED) return "under-resolved";
  return Math.abs(change) + error <= ALLOWED ? "resolved" : "unknown";
}
