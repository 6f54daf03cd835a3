// Maps of arrival directions by Liouville's theorem: f is constant along a trajectory, so f at the origin today, for momentum
// direction n, is f at -T where the particle that arrives with n then was:
//
//   f(0, n) = f(r(-T), p(-T))
//
// Trajectories are traced once (`backtrackSky`); maps of any f at -T are then read off them (`arrivalMap`).

import { BLOCK } from "../config/groups.js";
import type { Field } from "../flight/field.js";
import { firstMoments } from "../flight/finite_grid.js";
import { loadKernel, pixelCentres } from "../flight/kernel.js";
import { checkTensor, checkUnit, checkVector, dot, type Vector } from "../sky/directions.js";
import { legendreP } from "../sky/harmonics.js";
import { antipodes } from "../sky/healpix.js";
import { checkFinite, checkNumberList, checkPositive } from "../words/arguments.js";
import { checkKinds, checkOptions, checkWord, inShort } from "../words/options.js";
import { type Arrivals, checkArrivals } from "./arrivals.js";
import { CONVENTION_WORDS, type Convention } from "./dipole.js";

export type { Arrivals } from "./arrivals.js";

/**
 * Phase-space density at -T: f(r, p), r the position in pc from the observer, p the direction of the momentum (a unit vector).
 * Those below are 1 at the origin on average over directions. The two vectors are reused: copy what is to be kept.
 */
export type PhaseSpaceDensity = (r: Readonly<Vector>, p: Readonly<Vector>) => number;

/** The same everywhere in all directions. */
export const isotropic = (): PhaseSpaceDensity => () => 1;

/** The same everywhere, a dipole in directions: f = 1 + d.p. */
export function homogeneousDipole(d: Readonly<Vector>): PhaseSpaceDensity {
  checkVector("d", d);
  return (_, p) => 1 + dot(d, p);
}

/**
 * The same everywhere, one multipole about an axis: f = 1 + a P_l(axis.p); l = 2 is the quadrupole.
 * @param axis unit vector
 */
export function homogeneousMultipole(l: number, a: number, axis: Readonly<Vector>): PhaseSpaceDensity {
  legendreP(l, 1); // refuses what is no l
  checkFinite({ a });
  checkUnit("axis", axis);
  return (_, p) => 1 + a * legendreP(l, dot(axis, p));
}

/** Isotropic with a gradient in space: f = 1 + g.r; g = grad f/f in 1/pc. */
export function gradient(g: Readonly<Vector>): PhaseSpaceDensity {
  checkVector("g", g);
  return (r) => 1 + dot(g, r);
}

/** Isotropic with second derivatives in space: f = 1 + r.H.r/2; H_ij = d2f/dr_i dr_j / f in 1/pc^2, [3][3]. */
export function secondDerivatives(H: readonly Readonly<Vector>[]): PhaseSpaceDensity {
  checkTensor("H", H);
  return (r) => 1 + (r[0] * dot(H[0], r) + r[1] * dot(H[1], r) + r[2] * dot(H[2], r)) / 2;
}

/**
 * Isotropic, the steady state around a thin infinite disc of sources in a halo with free escape at distance H from the disc:
 * f ~ 1 - |z|/H, zero outside the halo.
 * @param normal unit vector
 * @param height_pc of the observer above the disc, along the normal; less than H in size
 */
export function discSource(normal: Readonly<Vector>, height_pc: number, halo_pc: number): PhaseSpaceDensity {
  checkUnit("normal", normal);
  checkFinite({ height_pc, halo_pc });
  if (!(Math.abs(height_pc) < halo_pc)) {
    throw new RangeError(`an observer at ${height_pc} pc, inside the halo of ${halo_pc} pc expected`);
  }
  const profile = (z: number): number => Math.max(0, 1 - Math.abs(z) / halo_pc);
  const here = profile(height_pc);
  return (r) => profile(height_pc + dot(normal, r)) / here;
}

/**
 * Isotropic, the steady state around a point source on a uniform background: f = 1 - s + s d/sqrt(|r - r_s|^2 + a^2), so
 * that it contributes a fraction s of the density at the observer. `core_pc` a > 0 bounds f.
 */
export function pointSource(position_pc: Readonly<Vector>, fraction: number, core_pc: number): PhaseSpaceDensity {
  checkVector("position_pc", position_pc);
  checkFinite({ fraction });
  checkPositive({ core_pc });
  const profile = (r: Readonly<Vector>): number => {
    const [x, y, z] = [r[0] - position_pc[0], r[1] - position_pc[1], r[2] - position_pc[2]];
    return 1 / Math.sqrt(x * x + y * y + z * z + core_pc * core_pc);
  };
  const here = profile([0, 0, 0]);
  return (r) => 1 + fraction * (profile(r) / here - 1);
}

/** Several departures from 1 at a time: f = 1 + sum (f_k - 1). */
export function superposed(...parts: PhaseSpaceDensity[]): PhaseSpaceDensity {
  parts.forEach((part, k) => void checkDensity(`parts[${k}]`, part));
  return (r, p) => parts.reduce((f, part) => f + (part(r, p) - 1), 1);
}

function checkDensity(name: string, f: PhaseSpaceDensity): void {
  if (typeof f !== "function") throw new TypeError(`${name}: ${inShort(f)} found, a function f(r, p) expected`);
}

/**
 * Back-tracks the whole sky in blocks of directions; other work of the thread is let in between. `turned` takes the centre of a
 * pixel to the momentum direction that is traced for it, for a map in another frame than the run's; default: itself. `progress`
 * is called after each block with the number of directions that are done, and of all.
 */
export async function backtrackSky(
  field: Field,
  nside: number,
  path_pc: readonly number[],
  options: {
    signal?: AbortSignal;
    turned?: (centre: Vector) => Vector;
    progress?: (done: number, total: number) => void;
  } = {},
): Promise<Arrivals> {
  checkOptions(options, ["signal", "turned", "progress"]);
  checkKinds(options, { signal: "an AbortSignal", turned: "a function", progress: "a function" });
  if (typeof field?.backtrack !== "function") throw new TypeError("field: what synthesise returns expected");
  checkNumberList("path_pc", path_pc);
  const { signal, turned, progress } = options;
  const directions = await pixelCentres(await loadKernel(), nside);
  if (turned) {
    for (let i = 0; i < directions.length; i += 3) {
      const direction = turned([directions[i], directions[i + 1], directions[i + 2]]);
      checkVector("turned: what it returns", direction);
      directions.set(direction, i);
    }
  }
  const size = directions.length;
  const positions = new Float64Array(path_pc.length * size);
  const momenta = new Float64Array(path_pc.length * size);
  let failed = 0;
  for (let from = 0; from < size; from += 3 * BLOCK) {
    signal?.throwIfAborted();
    const block = directions.slice(from, from + 3 * BLOCK);
    const flown = field.backtrack(block, path_pc);
    for (let t = 0; t < path_pc.length; t++) {
      const part = [t * block.length, (t + 1) * block.length];
      positions.set(flown.positions.subarray(...part), t * size + from);
      momenta.set(flown.momenta.subarray(...part), t * size + from);
    }
    failed += flown.failed;
    progress?.((from + block.length) / 3, size / 3);
    await new Promise((resume) => setTimeout(resume));
  }
  return { nside, directions, path_pc: [...path_pc], positions, momenta, failed };
}

/**
 * The map today of f at -T = arrivals.path_pc[pathIndex], [N] in HEALPix RING order; `pathIndex` counts the path lengths from 0
 * and is none itself. `momentum`: the value of a pixel is that of particles
 * which go where its centre points. `arrival`: of those that come from there, which go to its antipode.
 */
export function arrivalMap(
  arrivals: Arrivals,
  pathIndex: number,
  f: PhaseSpaceDensity,
  convention: Convention = "momentum",
): Float64Array {
  checkWord("convention", convention, CONVENTION_WORDS);
  checkArrivals(arrivals);
  checkDensity("f", f);
  const { nside, directions, path_pc, positions, momenta } = arrivals;
  if (!(Number.isInteger(pathIndex) && pathIndex >= 0 && pathIndex < path_pc.length)) {
    const indices = `an index from 0 to ${path_pc.length - 1} into path_pc`;
    throw new RangeError(`pathIndex: ${String(pathIndex)} found, ${indices} expected`);
  }
  const count = directions.length / 3;
  const map = new Float64Array(count);
  const opposite = convention === "arrival" ? antipodes(nside) : undefined;
  const r: Vector = [0, 0, 0];
  const p: Vector = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const offset = (pathIndex * count + i) * 3;
    for (let k = 0; k < 3; k++) {
      r[k] = positions[offset + k];
      p[k] = momenta[offset + k];
    }
    const value = f(r, p);
    if (!Number.isFinite(value))
      throw new RangeError(`f: ${inShort(value)} found at r = ${r} pc, p = ${p}, a finite number expected`);
    map[opposite === undefined ? i : opposite[i]] = value;
  }
  return map;
}

/** Dipole vector (3 <n n>)^-1 3 <n f>/<f> of a map, n the pixels' centres [N][3]: of f = 1 + d.n it is d. */
export function mapDipole(map: ArrayLike<number>, sky: Float64Array): Vector {
  checkNumberList("map", map);
  checkNumberList("sky", sky, 3 * map.length);
  let total = 0;
  for (let i = 0; i < map.length; i++) total += map[i];
  if (total === 0) throw new RangeError("map: a mean of 0 found; a dipole is relative to the mean");
  const [x, y, z] = firstMoments(sky, map, 1);
  const mean = total / map.length;
  return [x / mean, y / mean, z / mean];
}
