// Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as
// 1, 2, 3"). A draw is a pure function of (seed, realisation, level, purpose, mode, index): nothing is carried from
// one draw to the next.
//
// What a function draws it leaves in exported variables (word0, uniform0, normal0; in fields/modes.ts reX to imZ): a
// function of Wasm returns one number, and an object would be memory to allocate.

const M0: u64 = 0xd2511f53;
const M1: u64 = 0xcd9e8d57;
const W0: u32 = 0x9e3779b9;
const W1: u32 = 0xbb67ae85;

// What a draw is for: streams of different purposes never share a counter.
export const MODE: u32 = 0;
export const ROTATION: u32 = 1;
export const OFFSET: u32 = 2;
export const WAVE: u32 = 3;
export const DIRECTIONS: u32 = 4;
export const OBSERVER: u32 = 5;

let seed0: u32 = 0;
let seed1: u32 = 0;
let realisation: u32 = 0;
let stream: u32 = 0;
let mode: u32 = 0;

// The four words of the last block.
export let word0: u32 = 0;
export let word1: u32 = 0;
export let word2: u32 = 0;
export let word3: u32 = 0;

/** One Philox4x32-10 block of counter (c0..c3) and key (k0, k1), left in word0..word3. */
export function philox(c0: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32): void {
  for (let round = 0; round < 10; round++) {
    const p0 = M0 * (c0 as u64);
    const p1 = M1 * (c2 as u64);
    const n0 = ((p1 >> 32) as u32) ^ c1 ^ k0;
    const n2 = ((p0 >> 32) as u32) ^ c3 ^ k1;
    c1 = p1 as u32;
    c3 = p0 as u32;
    c0 = n0;
    c2 = n2;
    k0 += W0;
    k1 += W1;
  }
  word0 = c0;
  word1 = c1;
  word2 = c2;
  word3 = c3;
}

/** Root seed (64 bits in two words) and realisation of all draws that follow. */
export function seedRealisation(low: u32, high: u32, index: u32): void {
  seed0 = low;
  seed1 = high;
  realisation = index;
}

/** Selects the stream (level, purpose, mode); `mode` is any 32-bit name, for grids the packed mode vector. */
export function selectStream(level: u32, purpose: u32, name: u32): void {
  stream = (level << 8) | purpose;
  mode = name;
}

@inline
function unit(high: u32, low: u32): f64 {
  // 53 bits, centred, so never 0 or 1
  return (((high >>> 5) as f64) * 67108864.0 + ((low >>> 6) as f64) + 0.5) * (1.0 / 9007199254740992.0);
}

/** Two uniform numbers in (0, 1): number `index` of the selected stream, in uniform0 and uniform1. */
export function drawUniforms(index: u32): void {
  philox(realisation, stream, mode, index, seed0, seed1);
  uniform0 = unit(word0, word1);
  uniform1 = unit(word2, word3);
}
export let uniform0: f64 = 0;
export let uniform1: f64 = 0;

/**
 * Two independent standard normal numbers (Box-Muller): number `index` of the selected stream, in normal0 and normal1.
 */
export function drawNormals(index: u32): void {
  drawUniforms(index);
  const radius = Math.sqrt(-2.0 * Math.log(uniform0));
  const angle = 2.0 * Math.PI * uniform1;
  normal0 = radius * Math.cos(angle);
  normal1 = radius * Math.sin(angle);
}
export let normal0: f64 = 0;
export let normal1: f64 = 0;
