// Gaussian amplitude of one Fourier mode, projected perpendicular to its wave vector (div B = 0 exactly).

import { Level, Wave } from "../layout";
import { drawNormals, normal0, normal1 } from "../random";

// Amplitude A = re + i im of the last mode drawn: B(x) = 2 Re(A exp(i k.x)).
export let reX: f64 = 0;
export let reY: f64 = 0;
export let reZ: f64 = 0;
export let imX: f64 = 0;
export let imY: f64 = 0;
export let imZ: f64 = 0;

/**
 * Draws the amplitude of a mode along k from the selected stream: six Gaussian numbers of standard deviation `sigma`,
 * less their component along k. Its ensemble variance 2 <|A|^2> is 8 sigma^2.
 */
export function drawAmplitude(kx: f64, ky: f64, kz: f64, sigma: f64): void {
  drawNormals(0);
  reX = sigma * normal0;
  imX = sigma * normal1;
  drawNormals(1);
  reY = sigma * normal0;
  imY = sigma * normal1;
  drawNormals(2);
  reZ = sigma * normal0;
  imZ = sigma * normal1;
  const k2 = kx * kx + ky * ky + kz * kz;
  const alongRe = (kx * reX + ky * reY + kz * reZ) / k2;
  const alongIm = (kx * imX + ky * imY + kz * imZ) / k2;
  reX -= alongRe * kx;
  reY -= alongRe * ky;
  reZ -= alongRe * kz;
  imX -= alongIm * kx;
  imY -= alongIm * ky;
  imZ -= alongIm * kz;
}

/**
 * Draws the amplitude of a mode that is polarised along one unit vector: two Gaussian numbers of standard deviation
 * `sigma`. Its ensemble variance 2 <|A|^2> is 4 sigma^2.
 */
export function drawPolarised(ex: f64, ey: f64, ez: f64, sigma: f64): void {
  drawNormals(0);
  const re = sigma * normal0;
  const im = sigma * normal1;
  reX = re * ex;
  reY = re * ey;
  reZ = re * ez;
  imX = im * ex;
  imY = im * ey;
  imZ = im * ez;
}

/** Multiplies the last amplitude by exp(i phase). */
export function turnPhase(phase: f64): void {
  const c = Math.cos(phase);
  const s = Math.sin(phase);
  let r = reX;
  reX = c * r - s * imX;
  imX = s * r + c * imX;
  r = reY;
  reY = c * r - s * imY;
  imY = s * r + c * imY;
  r = reZ;
  reZ = c * r - s * imZ;
  imZ = s * r + c * imZ;
}

/** Turns the last amplitude from a level's own frame into the lab: A_lab = R^T A. */
export function turnToLab(level: Level): void {
  let x = reX;
  let y = reY;
  let z = reZ;
  reX = level.r00 * x + level.r10 * y + level.r20 * z;
  reY = level.r01 * x + level.r11 * y + level.r21 * z;
  reZ = level.r02 * x + level.r12 * y + level.r22 * z;
  x = imX;
  y = imY;
  z = imZ;
  imX = level.r00 * x + level.r10 * y + level.r20 * z;
  imY = level.r01 * x + level.r11 * y + level.r21 * z;
  imZ = level.r02 * x + level.r12 * y + level.r22 * z;
}

/** Writes the last amplitude into a wave. */
export function storeAmplitude(wave: Wave): void {
  wave.reX = reX;
  wave.reY = reY;
  wave.reZ = reZ;
  wave.imX = imX;
  wave.imY = imY;
  wave.imZ = imZ;
}

/** Makes the amplitude of a wave the last one. */
export function loadAmplitude(wave: Wave): void {
  reX = wave.reX;
  reY = wave.reY;
  reZ = wave.reZ;
  imX = wave.imX;
  imY = wave.imY;
  imZ = wave.imZ;
}

/** Scales the last amplitude. */
export function scaleAmplitude(s: f64): void {
  reX *= s;
  reY *= s;
  reZ *= s;
  imX *= s;
  imY *= s;
  imZ *= s;
}

/** 2 |A|^2 of the last amplitude: the variance that the mode adds to the field. */
export function amplitudeVariance(): f64 {
  return 2.0 * (reX * reX + reY * reY + reZ * reZ + imX * imX + imY * imY + imZ * imZ);
}
