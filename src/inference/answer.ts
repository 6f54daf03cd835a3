/** What the samples of a posterior say: quantiles, maps, information gained. */

import { angleDeg, directionDeg, type Vector } from "../sky/directions.js";
import { centresOf, pixelOf } from "../sky/healpix.js";
import { quantile } from "../statistics/jackknife.js";

export interface Interval {
  median: number;
  q16: number;
  q84: number;
}
/** Of the posterior, and of what was thought before the data. */
export interface Answer extends Interval {
  prior: Interval;
}

/** A direction on the sky. */
export interface Place {
  /** most probable pixel, degrees in the frame asked for */
  best: [number, number];
  /** area of the most probable pixels that hold 68 %, square degrees */
  area68_deg2: number;
  /** probability of each pixel, RING order, in the frame asked for */
  map: Float64Array;
}

/** Of the maps: 7.3 degrees a pixel, that of the orientations. */
export const NSIDE = 8;
/** Of the histograms: equally probable before the data. */
const BINS = 20;

export function intervalOf(values: readonly number[]): Interval {
  const sorted = Float64Array.from(values).sort();
  return { median: quantile(sorted, 0.5), q16: quantile(sorted, 0.16), q84: quantile(sorted, 0.84) };
}

export function placeOf(vectors: readonly Vector[]): Place {
  const map = mapOf(vectors);
  const centres = centresOf(NSIDE);
  const order = Array.from(map.keys()).sort((a, b) => map[b] - map[a]);
  let sum = 0;
  let pixels = 0;
  for (; pixels < order.length && sum < 0.68; pixels++) sum += map[order[pixels]];
  const best = directionDeg(centres.subarray(3 * order[0], 3 * order[0] + 3) as unknown as Vector);
  return { best, area68_deg2: (pixels * 41252.96) / map.length, map };
}

/** A direction that is known. */
export function knownPlace(direction: Vector): Place {
  return { best: directionDeg(direction), area68_deg2: 0, map: mapOf([direction]) };
}

function mapOf(vectors: readonly Vector[]): Float64Array {
  const map = new Float64Array(12 * NSIDE * NSIDE);
  for (const [x, y, z] of vectors) {
    const size = Math.sqrt(x * x + y * y + z * z);
    map[pixelOf(NSIDE, x / size, y / size, z / size)] += 1 / vectors.length;
  }
  return map;
}

/** Information gained on a number, nats: sum p ln(p / prior) over bins that were equally probable. */
export function informationOn(before: readonly number[], after: readonly number[]): number {
  const sorted = Float64Array.from(before).sort();
  const edges = Array.from({ length: BINS - 1 }, (_, i) => quantile(sorted, (i + 1) / BINS));
  const counts = (values: readonly number[]) => {
    const bins = new Array<number>(BINS).fill(0);
    for (const x of values) bins[edges.filter((edge) => x > edge).length] += 1 / values.length;
    return bins;
  };
  return divergence(counts(after), counts(before));
}

/** Information gained on a line: a direction and its opposite are one. */
export function informationOnLine(before: Place, after: Place): number {
  const centres = centresOf(NSIDE);
  const folded = (map: Float64Array) => {
    const lines = new Array<number>(map.length).fill(0);
    map.forEach((p, i) => {
      const [x, y, z] = centres.subarray(3 * i, 3 * i + 3);
      lines[Math.min(i, pixelOf(NSIDE, -x, -y, -z))] += p;
    });
    return lines;
  };
  return divergence(folded(after.map), folded(before.map));
}

function divergence(p: number[], q: number[]): number {
  return p.reduce((sum, x, i) => (x > 0 ? sum + x * Math.log(x / Math.max(q[i], 1e-9)) : sum), 0);
}

/** An angle from 0 to 360 degrees. */
export const onCircle = (angle_deg: number): number => {
  const turned = angle_deg - 360 * Math.floor(angle_deg / 360);
  return turned >= 360 ? 0 : turned; // -1e-20
};

/** Mean direction and 68 % band of angles on the circle, degrees, 0 to 360: from `low` upwards to `high`, through 0 where low > high. */
export function phases(vectors: readonly (readonly [number, number])[]): { mean: number; low: number; high: number } {
  let [x, y] = [0, 0];
  for (const [a, b] of vectors) {
    const size = Math.hypot(a, b) || 1;
    x += a / size;
    y += b / size;
  }
  const mean = (Math.atan2(y, x) * 180) / Math.PI;
  const away = vectors.map(([a, b]) => {
    const turn = (Math.atan2(b, a) * 180) / Math.PI - mean;
    return turn - 360 * Math.round(turn / 360);
  });
  const { q16, q84 } = intervalOf(away);
  return { mean: onCircle(mean), low: onCircle(mean + q16), high: onCircle(mean + q84) };
}

/** Angle between a direction and the line of another, 0 to 90 degrees. */
export function lineAngle(a: Vector, b: Vector): number {
  const angle = angleDeg(a, b);
  return Math.min(angle, 180 - angle);
}
