// Whether a record that was read is one of its group.

import type { Group } from "../config/config.js";
import type { Lengths } from "../statistics/rows.js";
import { type Index, lengthsOf, type Quantity, quantities, type RealisationRecord } from "./record.js";

/** The first quantity of a record whose numbers are not finite or not of its shape, and what was expected; undefined: none. */
export function shapeProblem(record: RealisationRecord, group: Group): string | undefined {
  for (const [name, quantity] of quantities(group)) {
    const lengths = lengthsOf(quantity, group);
    const problem = densityProblem(record[name], quantity, group);
    if (problem !== undefined) return `${name}: ${problem}`;
    if (quantity.shape.some((index) => index === "density")) continue;
    if (!hasLengths(record[name], lengths)) return `${name}: expected finite numbers of shape [${lengths.join(", ")}]`;
  }
  return undefined;
}

/** Why a record cannot be one of the group; undefined: it can. */
export function recordProblem(record: RealisationRecord, group: Group): string | undefined {
  const problem = shapeProblem(record, group);
  if (problem !== undefined) return problem;
  const known = new Set<string>(quantities(group).map(([name]) => name));
  const other = Object.entries(record).find(([key, value]) => !known.has(key) && !allFinite(value));
  if (other !== undefined) return `${other[0]}: holds something that is not a finite number`;
  const path = record.path_pc.findIndex((T, t) => T !== group.path_pc[t]);
  if (path >= 0) return `path_pc[${path}]: ${record.path_pc[path]} found, ${group.path_pc[path]} expected`;
  if (record.directions !== group.directions) {
    return `directions: ${record.directions} found, ${group.directions} expected`;
  }
  for (const [key, { whole }] of quantities(group)) {
    if (whole && !(Number.isInteger(record[key]) && Number(record[key]) >= 0)) {
      return `${key}: ${record[key]} found, a whole number from 0 expected`;
    }
  }
  return undefined;
}

/** Of a quantity by the names of densities: what its value lacks. */
function densityProblem(value: unknown, quantity: Quantity, group: Group): string | undefined {
  const shape: readonly Index[] = quantity.shape;
  if (!shape.includes("density")) return undefined;
  const names = (group.densities ?? []).map(({ name }) => name);
  const table = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const found = Object.keys(table);
  if (found.length !== names.length || names.some((name, d) => found[d] !== name))
    return `expected an entry for each density: ${names.join(", ")}`;
  const lengths = lengthsOf(quantity, group).slice(0, -1);
  const wrong = names.find((name) => !hasLengths(table[name], lengths));
  return wrong && `${wrong}: expected finite numbers of shape [${lengths.join(", ")}]`;
}

function hasLengths(value: unknown, lengths: Lengths, index = 0): boolean {
  if (index === lengths.length) return Number.isFinite(value);
  if (!Array.isArray(value) || value.length !== lengths[index]) return false;
  for (const part of value) if (!hasLengths(part, lengths, index + 1)) return false;
  return true;
}

const allFinite = (value: unknown): boolean => (Array.isArray(value) ? value.every(allFinite) : Number.isFinite(value));
