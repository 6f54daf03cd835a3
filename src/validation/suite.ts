// The physics self-check: all checks, in the order of their rows.

import { integrationMethod } from "../config/integrators.js";
import { type Check, type Context, type Ensemble, type Level, resolved, type Wanted } from "./check.js";
import { bc, drift, isotropicDiffusion, weakDiffusion } from "./diffusion.js";
import { dipoles } from "./dipoles.js";
import { distributions } from "./distributions.js";
import { field } from "./field.js";
import { fieldLines } from "./field_lines.js";
import { independence, innerScale, secondModel } from "./independence.js";
import { integrators } from "./integrators.js";
import type { Row } from "./row.js";
import { smallAngle } from "./small_angle.js";
import { trajectories } from "./trajectories.js";

export const CHECKS: readonly Check[] = [
  trajectories,
  fieldLines,
  field,
  bc,
  isotropicDiffusion,
  smallAngle,
  weakDiffusion,
  drift,
  distributions,
  dipoles,
  independence,
  innerScale,
  secondModel,
  integrators,
];

/** The checks of a level, or those of them whose section has one of the numbers. */
export const checksOf = (level: Level, sections?: readonly number[]): Check[] =>
  CHECKS.filter(
    ({ levels, section }) => (levels?.includes(level) ?? true) && (sections?.includes(Number(section[0])) ?? true),
  );

/** The ensembles of checks at a level, each once. */
export function wantedOf(level: Level, checks: readonly Check[]): Wanted[] {
  const all = new Map<string, Wanted>();
  for (const check of checks) for (const wanted of check.wants?.(level) ?? []) all.set(wanted.name, wanted);
  return [...all.values()];
}

/** Approximate number of steps of rk45 that take as long as an ensemble. */
export function stepsOf(wanted: Wanted): number {
  const { config, group } = resolved(wanted);
  const { relative_time } = integrationMethod(config.particles.integrator);
  return group.steps_estimate * relative_time * config.ensemble.realisations;
}

/**
 * Makes the rows of checks, one check after the other.
 * @param report is called after each check with its rows
 */
export async function validate(
  context: Context,
  report: (check: Check, rows: Row[]) => void,
  checks: readonly Check[],
): Promise<Row[]> {
  const kept = new Map<string, Promise<Ensemble>>();
  const once: Context = {
    ...context,
    ensemble: (wanted) => {
      const found = kept.get(wanted.name) ?? context.ensemble(wanted);
      kept.set(wanted.name, found);
      return found;
    },
  };
  const rows: Row[] = [];
  for (const check of checks) {
    context.signal?.throwIfAborted();
    const found = (await check.rows(once)).sort((a, b) => (a.section < b.section ? -1 : a.section > b.section ? 1 : 0));
    rows.push(...found);
    report(check, found);
  }
  return rows.sort((a, b) => Number(a.section[0]) - Number(b.section[0]));
}
