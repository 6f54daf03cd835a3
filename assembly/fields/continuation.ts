// Below the cells of a cube: its waves shorter than a joint are taken out, and nested grids continue its spectrum from there, with
// the power and the slope that it has at the joint.
//
// The nodes are transformed in place: (Bx + i By) and Bz + i 0 are two complex numbers. Summed over k and -k, |F|^2 of the
// first is the power of both components.

import { lineWorkBytes, prepareLine, transformAnyLine } from "../fft";

/** Bands of k in which the power is summed, equal in log k, over the octave above the joint that is fitted. */
const SHELLS: i32 = 32;
const OCTAVES: f64 = 1.0;
const shells = memory.data(SHELLS * 24, 16);

/** Index q of the energy spectrum k^-q at the joint, and the rms of all waves below it if it goes on so [uG]. */
export let jointIndex: f64 = 0;
export let jointRms: f64 = 0;

/** Bytes of work space for lines of up to n nodes. */
export function lineBytes(n: i32): i32 {
  return n * 32 + lineWorkBytes(n);
}

/** Transforms a line of n nodes, `stride` bytes apart; back is normalised. `prepareLine(n, ...)` was called. */
function transformNodes(first: usize, stride: usize, n: i32, back: bool, work: usize): void {
  const second = work + ((n as usize) << 4);
  const conjugate = back ? f64x2(1.0, -1.0) : f64x2(1.0, 1.0);
  for (let j: usize = 0; j < (n as usize); j++) {
    const node = v128.load(first + j * stride);
    v128.store(work + (j << 4), f64x2.mul(f64x2.promote_low_f32x4(node), conjugate));
    const high = v128.shuffle<f32>(node, node, 2, 3, 2, 3);
    v128.store(second + (j << 4), f64x2.mul(f64x2.promote_low_f32x4(high), conjugate));
  }
  transformAnyLine(work);
  transformAnyLine(second);
  const scale = back ? f64x2.mul(conjugate, f64x2.splat(1.0 / (n as f64))) : conjugate;
  for (let j: usize = 0; j < (n as usize); j++) {
    const low = f32x4.demote_f64x2_zero(f64x2.mul(v128.load(work + (j << 4)), scale));
    const high = f32x4.demote_f64x2_zero(f64x2.mul(v128.load(second + (j << 4)), scale));
    v128.store(first + j * stride, v128.shuffle<f32>(low, high, 0, 1, 4, 5));
  }
}

/** Transforms n0 x n1 x n2 nodes along all axes; `first` is node (0, 0, 0), strides are those of the second and third axis. */
function transformGrid(first: usize, n0: i32, n1: i32, n2: i32, row: usize, plane: usize, back: bool, work: usize): void {
  const lines = work + ((max(n0, max(n1, n2)) as usize) << 5);
  prepareLine(n0, lines);
  for (let k: usize = 0; k < (n2 as usize); k++)
    for (let j: usize = 0; j < (n1 as usize); j++) transformNodes(first + k * plane + j * row, 16, n0, back, work);
  prepareLine(n1, lines);
  for (let k: usize = 0; k < (n2 as usize); k++)
    for (let i: usize = 0; i < (n0 as usize); i++) transformNodes(first + k * plane + (i << 4), row, n1, back, work);
  prepareLine(n2, lines);
  for (let j: usize = 0; j < (n1 as usize); j++)
    for (let i: usize = 0; i < (n0 as usize); i++) transformNodes(first + j * row + (i << 4), plane, n2, back, work);
}

@inline
function waveNumber(i: i32, n: i32, unit: f64): f64 {
  return ((2 * i > n ? i - n : i) as f64) * unit;
}

/**
 * Takes the waves of wavelength `joint` (pc) and less out of a grid of nodes, and measures what continues them. `side` are the
 * grid's sides in pc in the order of its axes.
 */
export function cutAtJoint(
  first: usize,
  n0: i32,
  n1: i32,
  n2: i32,
  row: usize,
  plane: usize,
  side0: f64,
  side1: f64,
  side2: f64,
  joint: f64,
  work: usize,
): void {
  transformGrid(first, n0, n1, n2, row, plane, false, work);
  const unit0 = (2.0 * Math.PI) / side0;
  const unit1 = (2.0 * Math.PI) / side1;
  const unit2 = (2.0 * Math.PI) / side2;
  const most = (2.0 * Math.PI) / joint;
  const least = most / 2.0 ** OCTAVES;
  memory.fill(shells, 0, SHELLS * 24);
  for (let k = 0; k < n2; k++) {
    const kz = waveNumber(k, n2, unit2);
    for (let j = 0; j < n1; j++) {
      const ky = waveNumber(j, n1, unit1);
      let node = first + (k as usize) * plane + (j as usize) * row;
      for (let i = 0; i < n0; i++, node += 16) {
        const kx = waveNumber(i, n0, unit0);
        const k2 = kx * kx + ky * ky + kz * kz;
        if (k2 >= most * most) v128.store(node, f32x4.splat(0));
        else if (k2 >= least * least) addMode(k2, least, v128.load(node));
      }
    }
  }
  const modes = (n0 as f64) * (n1 as f64) * (n2 as f64);
  fit(modes * modes, unit0 * unit1 * unit2, most);
  transformGrid(first, n0, n1, n2, row, plane, true, work);
}

/** Adds a mode to its shell: their number, their log k, their power. */
function addMode(k2: f64, least: f64, amplitude: v128): void {
  const logK = 0.5 * Math.log(k2);
  const position = ((logK - Math.log(least)) / (OCTAVES * Math.LN2)) * (SHELLS as f64);
  const shell = shells + (min(SHELLS - 1, max(0, position as i32)) as usize) * 24;
  const low = f64x2.promote_low_f32x4(amplitude);
  const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(amplitude, amplitude, 2, 3, 2, 3));
  const squares = f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high));
  store<f64>(shell, load<f64>(shell) + 1.0);
  store<f64>(shell, load<f64>(shell, 8) + logK, 8);
  store<f64>(shell, load<f64>(shell, 16) + f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1), 16);
}

/**
 * Fits a k^-p to the power of a mode, by the likelihood of Gaussian modes (Whittle 1953): the mean log k of the modes, each weighted
 * by its power times k^p, is that of the modes themselves. No shell has to hold as many modes as its volume says.
 */
function fit(scale: f64, volume: f64, most: f64): void {
  let low = -2.0;
  let high = 12.0;
  for (let halving = 0; halving < 60; halving++) {
    const p = 0.5 * (low + high);
    if (excess(p) > 0.0) high = p;
    else low = p;
  }
  const p = 0.5 * (low + high);
  let count = 0.0;
  let power = 0.0;
  for (let s = shells; s < shells + SHELLS * 24; s += 24) {
    const n = load<f64>(s);
    if (n == 0.0) continue;
    count += n;
    power += load<f64>(s, 16) * Math.exp((p * load<f64>(s, 8)) / n);
  }
  // E(k) = 4 pi k^2 (power of a mode) / (volume of a mode), q = p - 2
  jointIndex = p - 2.0;
  const amplitude = count > 0.0 ? power / count / scale : 0.0;
  const energy = ((4.0 * Math.PI) / volume) * amplitude;
  jointRms = jointIndex > 1.0 ? Math.sqrt((energy * Math.pow(most, 1.0 - jointIndex)) / (jointIndex - 1.0)) : 0.0;
}

/** Grows with p. */
function excess(p: f64): f64 {
  let count = 0.0;
  let logs = 0.0;
  let weights = 0.0;
  let weighted = 0.0;
  for (let s = shells; s < shells + SHELLS * 24; s += 24) {
    const n = load<f64>(s);
    if (n == 0.0) continue;
    const logK = load<f64>(s, 8) / n;
    const weight = load<f64>(s, 16) * Math.exp(p * logK);
    count += n;
    logs += n * logK;
    weights += weight;
    weighted += weight * logK;
  }
  return weighted * count - logs * weights;
}
