// Realisations made up without a kernel, with the structure of real ones: diffusion along a field line that points somewhere near
// the regular field, a little across it, and the noise of a finite number of directions in each half-set.
import { readFileSync } from "node:fs";
import { type ConfigInput, configIdentity, type Group, groups, resolveConfig } from "../../src/config/config.js";
import { expectedDiffusion } from "../../src/config/default_lengths.js";
import type { Drawing, FigureInput } from "../../src/figures/input.js";
import { type Measurement, parseMeasurements } from "../../src/figures/measured/measurements.js";
import type { RealisationRecord } from "../../src/flight/record.js";
import { addRecord, emptySample } from "../../src/response/sample.js";

/** Uniform in (0, 1), the same sequence for the same seed in every engine (integer arithmetic). */
export function uniforms(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) >>> 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 16), 0x7feb352d) >>> 0;
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b) >>> 0;
    return ((x ^ (x >>> 16)) >>> 0) / 4294967296 + 1e-10;
  };
}

/** Nearly normal: the sum of twelve uniforms less six, variance 1; + and - only, so the same bits everywhere. */
function normals(seed: number): () => number {
  const uniform = uniforms(seed);
  return () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += uniform();
    return sum;
  };
}

const each = <T>(value: (i: number, j: number) => T): T[][] => [0, 1, 2].map((i) => [0, 1, 2].map((j) => value(i, j)));

/** One record: R = -3 D(T) with D = D_par b b + D_perp (1 - b b), b scattered by `tilt` around +x (or anywhere at level 1). */
export function syntheticRecord(group: Group, realisation: number, expected_pc: number): RealisationRecord {
  const level = group.turbulence_level;
  // the same field line for all rigidities of a level, as larger particles see nearly the same field
  const line = normals(1000 + realisation * 17 + Math.round(level * 100));
  const normal = normals(77 + realisation * 101 + Math.round(group.rigidity_TV) * 13 + Math.round(level * 1000));
  const tilt = level === 1 ? 3 : 0.22;
  const b = [1 * (level === 1 ? line() : 1), tilt * line() + 0.06 * normal(), tilt * line() + 0.06 * normal()];
  const length = Math.sqrt(b[0] * b[0] + b[1] * b[1] + b[2] * b[2]);
  const along = expected_pc * (level === 1 ? 2.2 : 1) * (1 + 0.25 * line() + 0.1 * normal());
  const across = expected_pc * (level === 1 ? 0.4 : 0.01) * (1 + 0.2 * normal());
  const D = each((i, j) => ((along - across) * b[i] * b[j]) / (length * length) + (i === j ? across : 0));
  const tau = 3 * expected_pc;
  const n = group.directions;
  const halves_noise = group.path_pc.map(() => null);
  const seeds = each(() => [normal(), normal()]);
  const growth = group.path_pc.map((T) => T / (T + 0.5 * tau));
  const square = group.path_pc.map((T) => each((i, j) => 2 * D[i][j] * T * (T / (T + tau)) + (i === j ? 1e-9 : 0)));
  // noise of R_ij for half the directions: sqrt(9 <n_i^2> <r_j^2> / (n/2))
  const noise = (t: number, i: number, j: number, half: number) =>
    seeds[i][j][half] * Math.sqrt((3 * Math.abs(square[t][j][j])) / (n / 2));
  const halves = halves_noise.map((_, t) =>
    [0, 1].map((half) => each((i, j) => -3 * D[i][j] * growth[t] + noise(t, i, j, half))),
  );
  return {
    turbulence_level: level,
    rigidity_TV: group.rigidity_TV,
    realisation,
    directions: n,
    path_pc: [...group.path_pc],
    response_pc: halves.map(([a, c]) => each((i, j) => (a[i][j] + c[i][j]) / 2)),
    response_halves_pc: halves,
    displacement_pc2: square,
    displacement_mean_pc: group.path_pc.map(() => [0.01 * normal(), 0.01 * normal(), 0.01 * normal()]),
    flow_displacement_pc: growth.map((g) => each((i, j) => -D[i][j] * g)),
    steps: 1000,
    rejected: 10,
    momentum_drift: 1e-8,
    momentum_correction: 1e-6,
    failed: 0,
  };
}

/** The input of the figures for a made-up run. */
export function syntheticInput(
  config: ConfigInput,
  measured: Measurement[] = [],
  changes: Partial<FigureInput> = {},
): FigureInput {
  const resolved = resolveConfig(config);
  const samples = groups(resolved).map((group) => {
    const sample = emptySample(group);
    const expected = expectedDiffusion(resolved.field, group.turbulence_level, group.rigidity_TV);
    for (let k = 0; k < resolved.ensemble.realisations; k++) addRecord(sample, syntheticRecord(group, k, expected));
    return sample;
  });
  return {
    config: resolved,
    samples,
    config_sha256: configIdentity(resolved),
    measured,
    gradient: { direction_deg: [90, 0], per_kpc: 0.14, kind: null },
    convention: "momentum",
    only: {},
    ...changes,
  };
}

/** Both turbulence levels at two rigidities, twelve realisations of each. */
export const TWELVE: ConfigInput = {
  field: { turbulence_level: [1, 0.1] },
  particles: { rigidity_TV: [100, 1000], nside: 8 },
  transport: { outputs: 4 },
  ensemble: { realisations: 12 },
};

/** The measurements that come with larmor. */
export const published = (): Measurement[] =>
  parseMeasurements(readFileSync("data/dipoles.csv", "utf8"), "data/dipoles.csv");

/** The rows of a figure's table as objects. */
export const rowsOf = ({ table }: Drawing) =>
  table.rows.map((row) => Object.fromEntries(table.columns.map((column, i) => [column, row[i]])));
