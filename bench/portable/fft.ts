// In-place inverse complex FFT of a cube (power of two), unnormalised: F(x) = sum_n f(n) exp(+2 pi i n.x / N).

import { f64At, putF64, real } from "./memory";

/** One line of n complex numbers, `stride` bytes apart, by way of the contiguous buffer `line`. */
function transformLine(data: i32, stride: i32, n: i32, line: i32, twiddles: i32): void {
  let reversed: i32 = 0;
  for (let i: i32 = 0; i < n; i++) {
    putF64(line + reversed * 16, f64At(data + i * stride));
    putF64(line + reversed * 16 + 8, f64At(data + i * stride + 8));
    let bit = n >> 1;
    while ((reversed & bit) != 0) {
      reversed ^= bit;
      bit >>= 1;
    }
    reversed |= bit;
  }
  const end = line + n * 16;
  for (let half: i32 = 1; half < n; half <<= 1) {
    const apart = half * 16;
    const step = ((n >> 1) / half) * 16;
    for (let block = line; block < end; block += 2 * apart) {
      let w = twiddles;
      for (let p = block; p < block + apart; p += 16) {
        const c = f64At(w);
        const s = f64At(w + 8);
        const re = f64At(p + apart) * c - f64At(p + apart + 8) * s;
        const im = f64At(p + apart) * s + f64At(p + apart + 8) * c;
        const aRe = f64At(p);
        const aIm = f64At(p + 8);
        putF64(p, aRe + re);
        putF64(p + 8, aIm + im);
        putF64(p + apart, aRe - re);
        putF64(p + apart + 8, aIm - im);
        w += step;
      }
    }
  }
  for (let i: i32 = 0; i < n; i++) {
    putF64(data + i * stride, f64At(line + i * 16));
    putF64(data + i * stride + 8, f64At(line + i * 16 + 8));
  }
}

/** The cube at `data`: index (z n + y) n + x; only modes |n_i| < band may be non-zero. `work` has n * 24 bytes. */
export function inverseCube(data: i32, n: i32, band: i32, work: i32): void {
  const twiddles = work + n * 16;
  for (let j: i32 = 0; j < n >> 1; j++) {
    putF64(twiddles + j * 16, Math.cos((2.0 * Math.PI * real(j)) / real(n)));
    putF64(twiddles + j * 16 + 8, Math.sin((2.0 * Math.PI * real(j)) / real(n)));
  }
  const row = n * 16;
  const plane = n * row;
  for (let z: i32 = 0; z < n; z++) {
    if (z >= band && z <= n - band) continue;
    for (let y: i32 = 0; y < n; y++)
      if (y < band || y > n - band) transformLine(data + z * plane + y * row, 16, n, work, twiddles);
    for (let x: i32 = 0; x < n; x++) transformLine(data + z * plane + x * 16, row, n, work, twiddles);
  }
  for (let i: i32 = 0; i < n * n; i++) transformLine(data + i * 16, plane, n, work, twiddles);
}
