/**
 * Directions on the sphere in degrees, bit-identical in every JavaScript engine.
 *
 * ECMAScript leaves the last bits of Math.sin, Math.cos, Math.atan2 to the engine, and summary.json must be the same file
 * wherever it was written. So only + - * / sqrt and floor are used here, which IEEE 754 fixes to the bit.
 *
 * Frame: the paper's. Longitude 0, latitude 0 is +x (the regular field by default), (90, 0) is +y, latitude 90 is +z.
 */

import { checkFinite } from "../words/arguments.js";

export type Vector = [number, number, number];

const isVector = (v: ArrayLike<number>): boolean =>
  v?.length === 3 && Number.isFinite(v[0]) && Number.isFinite(v[1]) && Number.isFinite(v[2]);

/** Throws TypeError, which names the argument, for what is not three finite numbers. */
export function checkVector(name: string, vector: ArrayLike<number>): void {
  if (!isVector(vector)) throw new TypeError(`${name}: three finite numbers expected`);
}

/** The same for what is not of length 1, to rounding; throws RangeError for that. */
export function checkUnit(name: string, vector: ArrayLike<number>): void {
  checkVector(name, vector);
  const square = dot(vector, vector);
  if (!(Math.abs(square - 1) < 1e-6))
    throw new RangeError(`${name}: a vector of length ${Math.sqrt(square)} found, a unit vector expected`);
}

/** Throws TypeError, which names the argument, for what is not [3][3] finite numbers. */
export function checkTensor(name: string, tensor: readonly ArrayLike<number>[]): void {
  if (!(Array.isArray(tensor) && tensor.length === 3 && tensor.every(isVector)))
    throw new TypeError(`${name}: three rows of three finite numbers expected`);
}

const RADIANS_PER_DEGREE = Math.PI / 180;

/** [sine, cosine] of an angle in degrees: exact at multiples of 90, elsewhere within 2e-16. */
export function sinCosDeg(angle_deg: number): [number, number] {
  // The remainder and the subtraction of a multiple of 90 are exact in floating point: -45 <= rest < 45.
  const turn = angle_deg % 360;
  const quadrant = Math.floor((turn + 45) / 90);
  const x = (turn - 90 * quadrant) * RADIANS_PER_DEGREE;
  const x2 = x * x;
  // Taylor series by Horner's rule; the first term left out is below 1e-19 at 45 degrees.
  let s = 1;
  for (let k = 19; k >= 3; k -= 2) s = 1 - (x2 / (k * (k - 1))) * s;
  let c = 1;
  for (let k = 18; k >= 2; k -= 2) c = 1 - (x2 / (k * (k - 1))) * c;
  s *= x;
  const q = ((quadrant % 4) + 4) % 4;
  // 0 - s instead of -s: no negative zero, which JSON would lose.
  if (q === 0) return [s, c];
  if (q === 1) return [c, 0 - s];
  if (q === 2) return [0 - s, 0 - c];
  return [0 - c, s];
}

/** The angle of the point (x, y) in degrees, in (-180, 180]: exact on the axes, elsewhere within 1e-13. (0, 0) gives 0. */
export function atan2Deg(y: number, x: number): number {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  if (ax === 0 && ay === 0) return 0;
  let t = ay <= ax ? ay / ax : ax / ay;
  // Three times atan(t) = 2 atan(t / (1 + sqrt(1 + t^2))): t < 0.0985, then the series; the first term left out is below 1e-19.
  for (let i = 0; i < 3; i++) t /= 1 + Math.sqrt(1 + t * t);
  let series = 1 / 17;
  for (let k = 15; k >= 1; k -= 2) series = 1 / k - t * t * series;
  const acute = (8 * t * series) / RADIANS_PER_DEGREE;
  const upper = ay <= ax ? acute : 90 - acute;
  const half = x < 0 ? 180 - upper : upper;
  return y < 0 ? 0 - half : half;
}

/** Unit vector towards (longitude, latitude) in degrees. */
export function directionVector(longitude_deg: number, latitude_deg: number): Vector {
  checkFinite({ longitude_deg, latitude_deg });
  const [sinLon, cosLon] = sinCosDeg(longitude_deg);
  const [sinLat, cosLat] = sinCosDeg(latitude_deg);
  return [cosLat * cosLon, cosLat * sinLon, sinLat];
}

/** [longitude in [0, 360), latitude in [-90, 90]] in degrees of a vector of any length; [0, 0] for the null vector. */
export function directionDeg(v: readonly number[]): [number, number] {
  checkVector("v", v);
  const longitude = atan2Deg(v[1], v[0]);
  const latitude = atan2Deg(v[2], Math.sqrt(v[0] * v[0] + v[1] * v[1]));
  // A tiny negative longitude plus 360 rounds to 360 itself: that is 0.
  const positive = longitude < 0 ? longitude + 360 : longitude;
  return [positive === 360 ? 0 : positive, latitude];
}

/** Angle in degrees, 0 to 180, between two vectors of any length; accurate near 0 and 180, where an arc cosine is not. */
export function angleDeg(a: readonly number[], b: readonly number[]): number {
  const x = a[1] * b[2] - a[2] * b[1];
  const y = a[2] * b[0] - a[0] * b[2];
  const z = a[0] * b[1] - a[1] * b[0];
  return atan2Deg(Math.sqrt(x * x + y * y + z * z), a[0] * b[0] + a[1] * b[1] + a[2] * b[2]);
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function scaled(vector: ArrayLike<number>, factor: number): Vector {
  // + 0 turns a negative zero into zero.
  return [vector[0] * factor + 0, vector[1] * factor + 0, vector[2] * factor + 0];
}
