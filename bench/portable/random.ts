// Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011). A draw is a function of (seed,
// realisation, level, purpose, mode, index).

import { f64At, productHigh, productLow, putF64, unsigned } from "./memory";

export const MODE: i32 = 0;
export const ROTATION: i32 = 1;
export const OFFSET: i32 = 2;

/** Where the last two numbers drawn are: f64 each. */
export const DRAWN: i32 = 64;

let seed0: i32 = 0;
let seed1: i32 = 0;
let realisation: i32 = 0;
let stream: i32 = 0;
let mode: i32 = 0;

export function seedRealisation(low: i32, high: i32, index: i32): void {
  seed0 = low;
  seed1 = high;
  realisation = index;
}

export function selectStream(level: i32, purpose: i32, name: i32): void {
  stream = (level << 8) | purpose;
  mode = name;
}

/** 53 bits, centred, so never 0 or 1. */
function unit(high: i32, low: i32): f64 {
  return (unsigned(high >>> 5) * 67108864.0 + unsigned(low >>> 6) + 0.5) * (1.0 / 9007199254740992.0);
}

/** Two uniform numbers in (0, 1). */
export function drawUniforms(index: i32): void {
  let c0 = realisation;
  let c1 = stream;
  let c2 = mode;
  let c3 = index;
  let k0 = seed0;
  let k1 = seed1;
  for (let round: i32 = 0; round < 10; round++) {
    const high0 = productHigh(0xd2511f53, c0);
    const high2 = productHigh(0xcd9e8d57, c2);
    const low0 = productLow(0xd2511f53, c0);
    const low2 = productLow(0xcd9e8d57, c2);
    c0 = high2 ^ c1 ^ k0;
    c2 = high0 ^ c3 ^ k1;
    c1 = low2;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  putF64(DRAWN, unit(c0, c1));
  putF64(DRAWN + 8, unit(c2, c3));
}

/** Two standard normal numbers (Box-Muller). */
export function drawNormals(index: i32): void {
  drawUniforms(index);
  const radius = Math.sqrt(-2.0 * Math.log(f64At(DRAWN)));
  const angle = 2.0 * Math.PI * f64At(DRAWN + 8);
  putF64(DRAWN, radius * Math.cos(angle));
  putF64(DRAWN + 8, radius * Math.sin(angle));
}
