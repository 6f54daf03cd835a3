// A rotation of space, uniform over all of them when it is drawn. It is left in exported variables, as in random.ts.

import { drawNormals, normal0, normal1 } from "./random";

// Rows of the matrix.
export let r00: f64 = 1;
export let r01: f64 = 0;
export let r02: f64 = 0;
export let r10: f64 = 0;
export let r11: f64 = 1;
export let r12: f64 = 0;
export let r20: f64 = 0;
export let r21: f64 = 0;
export let r22: f64 = 1;

/** Draws one from the selected stream: four normal numbers are a uniform direction in the space of quaternions. */
export function drawRotation(): void {
  drawNormals(0);
  const a = normal0;
  const b = normal1;
  drawNormals(1);
  rotationOf(a, b, normal0, normal1);
}

/** That of a quaternion of any length. */
export function rotationOf(a: f64, b: f64, c: f64, d: f64): void {
  const s = 2.0 / (a * a + b * b + c * c + d * d);
  r00 = 1.0 - s * (c * c + d * d);
  r01 = s * (b * c - a * d);
  r02 = s * (b * d + a * c);
  r10 = s * (b * c + a * d);
  r11 = 1.0 - s * (b * b + d * d);
  r12 = s * (c * d - a * b);
  r20 = s * (b * d - a * c);
  r21 = s * (c * d + a * b);
  r22 = 1.0 - s * (b * b + c * c);
}
