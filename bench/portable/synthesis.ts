// From modes to nodes: two components of the field make one complex transform. What the spline takes from a mode's
// amplitude is given to it before.

import { inverseCube } from "./fft";
import { setRegular } from "./field";
import { SynthesisOffset } from "./layout";
import {
  countModes,
  drawModes,
  Level,
  levelCount,
  levels,
  MODE_BYTES,
  normalise,
  orient,
  placeLevels,
  reach,
} from "./levels";
import { clear, f64At, i32At, putF32, putF64, real, whole } from "./memory";

/** Bytes behind the nodes that the synthesis needs: a cube, what its transform needs, and the modes. */
export function scratchBytes(_settings: i32): f64 {
  let most: f64 = 0.0;
  for (let g: i32 = 0; g < levelCount; g++) {
    const cells = real(levels[g].cells);
    most = Math.max(most, cells * cells * cells * 16.0 + cells * 24.0 + real(countModes(levels[g]) * MODE_BYTES));
  }
  return most;
}

/** What a quadratic B-spline leaves of a wave of n periods in N cells, along one axis. */
function attenuation(n: i32, cells: i32): f64 {
  if (n == 0) return 1.0;
  const a = (Math.PI * real(n)) / real(cells);
  const s = Math.sin(a) / a;
  return s * s * s;
}

function place(cube: i32, x: i32, y: i32, z: i32, cells: i32): i32 {
  const mask = cells - 1;
  return cube + (((z & mask) * cells + (y & mask)) * cells + (x & mask)) * 16;
}

function add(address: i32, re: f64, im: f64): void {
  putF64(address, f64At(address) + re);
  putF64(address + 8, f64At(address + 8) + im);
}

/** Fills the cube with Bx + i By (pair 0) or Bz (pair 1) of the listed modes, and transforms it. */
function transformPair(level: Level, modes: i32, count: i32, pair: i32, cube: i32, work: i32): void {
  const n = level.cells;
  clear(cube, n * n * n * 16);
  for (let m = modes; m < modes + count * MODE_BYTES; m += MODE_BYTES) {
    const x = whole(f64At(m));
    const y = whole(f64At(m + 8));
    const z = whole(f64At(m + 16));
    const gain = 1.0 / (attenuation(x, n) * attenuation(y, n) * attenuation(z, n));
    const first = pair == 0 ? m + 24 : m + 40;
    const aRe = f64At(first) * gain;
    const aIm = f64At(first + 24) * gain;
    const bRe = pair == 0 ? f64At(m + 32) * gain : 0.0;
    const bIm = pair == 0 ? f64At(m + 56) * gain : 0.0;
    // a + i b at n, conj(a) + i conj(b) at -n
    add(place(cube, x, y, z, n), aRe - bIm, aIm + bRe);
    add(place(cube, -x, -y, -z, n), aRe + bIm, bRe - aIm);
  }
  const band = reach(level);
  inverseCube(cube, n, band < n >> 1 ? band : n >> 1, work);
}

/** Copies the cube into the nodes, with a layer of copies around it. */
function storeNodes(level: Level, pair: i32, cube: i32): void {
  const n = level.cells;
  for (let z: i32 = -1; z <= n; z++) {
    for (let y: i32 = -1; y <= n; y++) {
      for (let x: i32 = -1; x <= n; x++) {
        const from = place(cube, x, y, z, n);
        const to = level.nodes + (z + 1) * level.planeBytes + (y + 1) * level.rowBytes + (x + 1) * 16;
        if (pair == 0) {
          putF32(to, f64At(from));
          putF32(to + 4, f64At(from + 8));
        } else {
          putF32(to + 8, f64At(from));
        }
      }
    }
  }
}

/** Synthesises all levels. */
export function synthesise(settings: i32): void {
  setRegular(
    f64At(settings + SynthesisOffset.REGULAR_X),
    f64At(settings + SynthesisOffset.REGULAR_Y),
    f64At(settings + SynthesisOffset.REGULAR_Z),
  );
  placeLevels(i32At(settings + SynthesisOffset.FIELD));
  const scratch = i32At(settings + SynthesisOffset.SCRATCH);
  const dB = f64At(settings + SynthesisOffset.TURBULENT);
  const outer = f64At(settings + SynthesisOffset.OUTER_SCALE);
  const q = f64At(settings + SynthesisOffset.SPECTRAL_INDEX);
  for (let g: i32 = 0; g < levelCount; g++) {
    const level = levels[g];
    normalise(level, dB, outer, q);
    orient(level);
    const n = level.cells;
    const work = scratch + n * n * n * 16;
    const modes = work + n * 24;
    const count = drawModes(level, q, modes);
    for (let pair: i32 = 0; pair < 2; pair++) {
      transformPair(level, modes, count, pair, scratch, work);
      storeNodes(level, pair, scratch);
    }
  }
}
