// Records with known answers: directions in randomly turned octahedra, so that <n> = 0 and <n_i n_j> = delta_ij/3 exactly, and
// positions r = R^T n + noise, from which the response tensor, the halves and all other averages are formed as in a
// run.
import * as assert from "uvu/assert";
import { type Config, groups, resolveConfig } from "../../src/config/config.js";
import type { RealisationRecord } from "../../src/flight/record.js";

/** A small seeded generator of uniform numbers (mulberry32) and of normal ones from pairs of them. */
export function generator(seed: number): { uniform(): number; normal(): number } {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** Unit vectors, `count` octahedra of 6: +-a, +-b, +-c of random orthogonal frames. */
export function octahedra(count: number, random: ReturnType<typeof generator>): number[][] {
  const unit = (v: number[]) => {
    const length = Math.hypot(...v);
    return v.map((x) => x / length);
  };
  const cross = (u: number[], v: number[]) => [
    u[1] * v[2] - u[2] * v[1],
    u[2] * v[0] - u[0] * v[2],
    u[0] * v[1] - u[1] * v[0],
  ];
  return Array.from({ length: count }, () => {
    const a = unit([random.normal(), random.normal(), random.normal()]);
    const b = unit(cross(a, [random.normal(), random.normal(), random.normal()]));
    const c = cross(a, b);
    return [a, b, c].flatMap((v) => [v, v.map((x) => -x)]);
  }).flat();
}

export interface Synthetic {
  turbulence_level: number;
  rigidity_TV: number;
  realisation: number;
  /** [P], equally spaced or not */
  path_pc: number[];
  /** R_ij at the last path length; earlier it grows in proportion to T */
  response: number[][];
  /** D_ij of the displacements: <r r> = 2 D T, whatever the positions are */
  diffusion: number[][];
  /** rms of each component of the noise of the positions at the last path length */
  noise: number;
  /** number of octahedra, an even one: half of them in each half-set */
  octahedra: number;
  failed?: number;
}

/** A record of `response` and noise. Its displacements are those of the noise at the last output only where `diffusion` says so. */
export function syntheticRecord(wanted: Synthetic, random: ReturnType<typeof generator>): RealisationRecord {
  const directions = octahedra(wanted.octahedra, random);
  const N = directions.length;
  const positions = directions.map((n) =>
    [0, 1, 2].map((j) => {
      const signal = n[0] * wanted.response[0][j] + n[1] * wanted.response[1][j] + n[2] * wanted.response[2][j];
      return signal + wanted.noise * random.normal();
    }),
  );
  const tensor = (value: (i: number, j: number) => number) => [0, 1, 2].map((i) => [0, 1, 2].map((j) => value(i, j)));
  const response = (from: number, to: number, factor: number) =>
    tensor((i, j) => {
      let sum = 0;
      for (let k = from; k < to; k++) sum += directions[k][i] * positions[k][j];
      return (3 * factor * sum) / (to - from);
    });
  const whole = wanted.path_pc[wanted.path_pc.length - 1];
  const { path_pc, diffusion: D } = wanted;
  return {
    turbulence_level: wanted.turbulence_level,
    rigidity_TV: wanted.rigidity_TV,
    realisation: wanted.realisation,
    directions: N,
    path_pc: [...path_pc],
    response_pc: path_pc.map((T) => response(0, N, T / whole)),
    response_halves_pc: path_pc.map((T) => [response(0, N / 2, T / whole), response(N / 2, N, T / whole)]),
    displacement_pc2: path_pc.map((T) => tensor((i, j) => 2 * D[i][j] * T)),
    displacement_mean_pc: path_pc.map(() => [0, 1, 2].map((j) => positions.reduce((sum, r) => sum + r[j], 0) / N)),
    flow_displacement_pc: path_pc.map(() => tensor((i, j) => -D[i][j])),
    steps: 1000,
    rejected: 100,
    momentum_drift: 1e-9 * (1 + wanted.realisation),
    momentum_correction: 1e-6,
    failed: wanted.failed ?? 0,
  };
}

export const diagonal = (x: number, y: number, z: number): number[][] => [
  [x, 0, 0],
  [0, y, 0],
  [0, 0, z],
];

export function meanAndError(values: ArrayLike<number>): [number, number] {
  const list = Array.from(values);
  const mean = list.reduce((sum, v) => sum + v, 0) / list.length;
  const squares = list.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return [mean, Math.sqrt(squares / (list.length * (list.length - 1)))];
}

export const ABOUT = { kernel_sha256: "0".repeat(64), numerics: 1 };
export const NO_NOISE = 0;

/** One group of 1 PV, three outputs up to 60 pc. */
export function configOf(turbulence_level: number[], realisations: number): Config {
  return resolveConfig({
    field: { turbulence_level },
    particles: { rigidity_TV: [1000] },
    transport: { path_pc: 60, outputs: 3 },
    ensemble: { realisations },
  });
}

/** Records of the first group, realisation k of response and diffusion as given by k. */
export function recordsOf(
  config: Config,
  tensors: (k: number) => { response: number[][]; diffusion: number[][]; noise: number; failed?: number },
  seed = 1,
): RealisationRecord[] {
  const random = generator(seed);
  const { turbulence_level, rigidity_TV, path_pc } = groups(config)[0];
  return Array.from({ length: config.ensemble.realisations }, (_, realisation) =>
    syntheticRecord(
      { turbulence_level, rigidity_TV, path_pc, realisation, octahedra: 16, ...tensors(realisation) },
      random,
    ),
  );
}

export const near = (found: number | null, expected: number, relative: number) =>
  assert.ok(found !== null && Math.abs(found - expected) <= relative * Math.abs(expected), `${found} for ${expected}`);
