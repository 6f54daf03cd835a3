// What a wanted ratio of signal to noise costs: for each path length of a pilot the number of directions and the time, and
// what a path shorter than the config's changes.

import { type Config, type Group, groups, resolveConfig, type Table } from "../config/config.js";
import { listedLevel } from "../config/groups.js";
import { NSIDES } from "../config/keys.js";
import {
  type Axis,
  axesOf,
  noiseAt,
  ratioAt,
  type Scaled,
  type SignalNoise,
  signalNoise,
} from "../response/signal_noise.js";
import type { Pilot } from "./pilot.js";
import { type MeasuredCost, measuredSeconds } from "./plan.js";

/** A shorter path may change the rms signal by so much, and its correlation with that of the whole path must be so high: errors included. */
export const LARGEST_CHANGE = 0.1;
export const LEAST_CORRELATION = 0.9;

/** For one direction of the gradient at one path length. */
export interface AxisPlan extends SignalNoise {
  /** of one realisation with the config's nside */
  noise_as_configured: Scaled;
  ratio_as_configured: Scaled | null;
  /** smallest nside that reaches the ratio; null where none does */
  nside: number | null;
  /** the same if the ratio is larger or smaller by its error; null where that is not known, or where none does */
  nside_range: [least: number | null, most: number | null];
  /** reached with that nside */
  reached: Scaled | null;
}

export interface PathPlan {
  path_pc: number;
  axes: Partial<Record<Axis, AxisPlan>>;
}

/** A path length and the nside that reaches the ratio for all its axes. */
export interface Choice {
  path_pc: number;
  nside: number;
  /** of all realisations of the group on one core */
  core_seconds: number;
}

export interface GroupSignalPlan {
  turbulence_level: number;
  rigidity_TV: number;
  /** as configured */
  path_pc: number;
  nside: number;
  core_seconds: number;
  /** fields of the pilot, and the nsides of its grids */
  fields: number;
  nsides: readonly number[];
  failed: number;
  cost: MeasuredCost;
  axes: Axis[];
  paths: PathPlan[];
  /** the choice at each path length for all axes; null where no nside is enough */
  choices: (Choice | null)[];
  /** the cheapest of those whose path changes little: for all axes, and for each alone; null where there is none */
  cheapest: Choice | null;
  cheapest_of_axis: Partial<Record<Axis, Choice | null>>;
}

/** @param wanted signal over noise of one realisation */
export function signalPlan(config: Config, group: Group, pilot: Pilot, wanted: number): GroupSignalPlan {
  const { nsides, path_pc, cost, failed, fields } = pilot;
  const axes = axesOf(pilot);
  const measured = axes.map((axis) => signalNoise(pilot, axis));
  const paths = path_pc.map((path, p) => ({
    path_pc: path,
    axes: Object.fromEntries(axes.map((axis, a) => [axis, axisPlan(measured[a][p], nsides, group.nside, wanted)])),
  }));
  const secondsOf = (nside: number, path: number): number =>
    config.ensemble.realisations * measuredSeconds(cost, 12 * nside * nside, path);
  const choice = (path: PathPlan, among: Axis[]): Choice | null => {
    const needed = among.map((axis) => (path.axes[axis] as AxisPlan).nside ?? Infinity);
    const nside = Math.max(...needed);
    return nside === Infinity ? null : { path_pc: path.path_pc, nside, core_seconds: secondsOf(nside, path.path_pc) };
  };
  const cheapest = (among: Axis[]): Choice | null => {
    const possible = paths
      .filter(
        ({ axes: plans }, p) => p === paths.length - 1 || among.every((axis) => changesLittle(plans[axis] as AxisPlan)),
      )
      .flatMap((path) => choice(path, among) ?? []);
    return possible.reduce<Choice | null>((a, b) => (a === null || b.core_seconds <= a.core_seconds ? b : a), null);
  };
  const whole = path_pc[path_pc.length - 1];
  return {
    turbulence_level: group.turbulence_level,
    rigidity_TV: group.rigidity_TV,
    path_pc: whole,
    nside: group.nside,
    core_seconds: secondsOf(group.nside, whole),
    fields: fields.length,
    nsides,
    failed,
    cost,
    axes,
    paths,
    choices: paths.map((path) => choice(path, axes)),
    cheapest: cheapest(axes),
    cheapest_of_axis: axes.length === 1 ? {} : Object.fromEntries(axes.map((axis) => [axis, cheapest([axis])])),
  };
}

function axisPlan(measured: SignalNoise, nsides: readonly number[], configured: number, wanted: number): AxisPlan {
  const reaching = (shift: number): number | null =>
    NSIDES.find((nside) => {
      const ratio = ratioAt(measured, nsides, nside);
      return (
        ratio !== null && (shift === 0 || ratio.error !== null) && ratio.value + shift * (ratio.error ?? 0) >= wanted
      );
    }) ?? null;
  const nside = reaching(0);
  return {
    ...measured,
    noise_as_configured: noiseAt(measured, nsides, configured),
    ratio_as_configured: ratioAt(measured, nsides, configured),
    nside,
    nside_range: [reaching(1), reaching(-1)],
    reached: nside === null ? null : ratioAt(measured, nsides, nside),
  };
}

/** Whether a path changes the response little, as far as the pilot can tell: a change that it cannot tell is none that it allows. */
export function changesLittle({ change, correlation }: Pick<SignalNoise, "change" | "correlation">): boolean {
  if (change === null || correlation === null || change.error === null || correlation.error === null) return false;
  return (
    Math.abs(change.value) + change.error <= LARGEST_CHANGE &&
    correlation.value - correlation.error >= LEAST_CORRELATION
  );
}

/** The config with the cheapest path and nside of each group; those of a group without one as they are. */
export function asPlanned(config: Config, plans: readonly GroupSignalPlan[]): Config {
  const nside: Table = structuredClone(config.particles.nside);
  const path_pc: Table = structuredClone(config.transport.path_pc);
  groups(config).forEach((group, g) => {
    const { cheapest } = plans[g];
    if (cheapest === null) return;
    const level = listedLevel(group);
    nside[level][group.rigidity_TV] = cheapest.nside;
    path_pc[level][group.rigidity_TV] = cheapest.path_pc;
  });
  return resolveConfig({
    ...config,
    particles: { ...config.particles, nside },
    transport: { ...config.transport, path_pc },
  });
}
