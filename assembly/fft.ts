// In-place inverse complex FFT of a cube (power of two, f64), unnormalised: F(x) = sum_n f(n) exp(+2 pi i n.x / N).
// The input is band-limited: only modes with |n_i| < band are filled, so that most lines of the first two passes are
// skipped.

/** Bytes of work space behind the cube that `inverseCube` needs: one line and its twiddle factors. */
export function fftWorkBytes(cells: i32): i32 {
  return cells * 16 + cells * 8;
}

/** Twiddle factors exp(+2 pi i j / N), j < N/2, each one v128 (cos, sin). */
function writeTwiddles(n: i32, twiddles: usize): void {
  for (let j = 0; j < n >> 1; j++) {
    const angle = (2.0 * Math.PI * (j as f64)) / (n as f64);
    store<f64>(twiddles + (j << 4), Math.cos(angle));
    store<f64>(twiddles + (j << 4), Math.sin(angle), 8);
  }
}

@inline
function complexMultiply(a: v128, w: v128): v128 {
  const re = f64x2.mul(a, v128.shuffle<f64>(w, w, 0, 0));
  const im = f64x2.mul(v128.shuffle<f64>(a, a, 1, 0), v128.shuffle<f64>(w, w, 1, 1));
  return f64x2.add(re, f64x2.mul(im, f64x2(-1.0, 1.0)));
}

/** One line of n complex numbers, `stride` bytes apart, transformed by way of the contiguous buffer `line`. */
function transformLine(data: usize, stride: usize, n: i32, log2n: i32, line: usize, twiddles: usize): void {
  let reversed: u32 = 0;
  for (let i = 0; i < n; i++) {
    v128.store(line + ((reversed as usize) << 4), v128.load(data + (i as usize) * stride));
    // increment the bit-reversed counter
    let bit: u32 = (n as u32) >> 1;
    while (reversed & bit) {
      reversed ^= bit;
      bit >>= 1;
    }
    reversed |= bit;
  }
  // the first two stages together: their twiddle factors are 1 and i
  for (let p = line; p < line + ((n as usize) << 4); p += 64) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    const s0 = f64x2.add(a, b);
    const d0 = f64x2.sub(a, b);
    const s1 = f64x2.add(c, d);
    const t = f64x2.sub(c, d);
    const d1 = f64x2.mul(v128.shuffle<f64>(t, t, 1, 0), f64x2(-1.0, 1.0)); // i (c - d)
    v128.store(p, f64x2.add(s0, s1));
    v128.store(p, f64x2.add(d0, d1), 16);
    v128.store(p, f64x2.sub(s0, s1), 32);
    v128.store(p, f64x2.sub(d0, d1), 48);
  }
  for (let stage = 3; stage <= log2n; stage++) {
    const half: usize = (1 << (stage - 1)) << 4;
    const step: usize = ((n >> stage) as usize) << 4;
    for (let block = line; block < line + ((n as usize) << 4); block += half << 1) {
      let w = twiddles;
      for (let p = block; p < block + half; p += 16) {
        const a = v128.load(p);
        const b = complexMultiply(v128.load(p + half), v128.load(w));
        v128.store(p, f64x2.add(a, b));
        v128.store(p + half, f64x2.sub(a, b));
        w += step;
      }
    }
  }
  for (let i = 0; i < n; i++) v128.store(data + (i as usize) * stride, v128.load(line + ((i as usize) << 4)));
}

/**
 * Inverse transform of the cube at `data`: n^3 complex f64, index (z n + y) n + x. Only modes |n_i| < band may be
 * non-zero. `work` has fftWorkBytes(n) bytes. n >= 4.
 */
export function inverseCube(data: usize, n: i32, band: i32, work: usize): void {
  const line = work;
  const twiddles = work + ((n as usize) << 4);
  writeTwiddles(n, twiddles);
  const log2n = ctz(n);
  const row = (n as usize) << 4;
  const plane = row * (n as usize);
  for (let z = 0; z < n; z++) {
    if (z >= band && z <= n - band) continue;
    const slab = data + (z as usize) * plane;
    for (let y = 0; y < n; y++) {
      if (y >= band && y <= n - band) continue;
      transformLine(slab + (y as usize) * row, 16, n, log2n, line, twiddles);
    }
    for (let x = 0; x < n; x++) transformLine(slab + ((x as usize) << 4), row, n, log2n, line, twiddles);
  }
  for (let y = 0; y < n; y++) {
    const line0 = data + (y as usize) * row;
    for (let x = 0; x < n; x++) transformLine(line0 + ((x as usize) << 4), plane, n, log2n, line, twiddles);
  }
}

// Lines of any length n, by a convolution of power-of-two length with a chirp exp(i pi j^2 / n) (Bluestein 1970, "A linear
// filtering approach to the computation of the discrete Fourier transform").

let lineLength: i32 = 0;
let padded: i32 = 0;
let chirp: usize = 0;
let response: usize = 0;
let buffer: usize = 0;
let lineWork: usize = 0;
let lineTwiddles: usize = 0;

const isPowerOfTwo = (n: i32): bool => n >= 4 && (n & (n - 1)) == 0;

function paddedLength(n: i32): i32 {
  if (isPowerOfTwo(n)) return n;
  let m = 4;
  while (m < 2 * n - 1) m *= 2;
  return m;
}

/** Bytes of work space of `prepareLine`. */
export function lineWorkBytes(n: i32): i32 {
  return n * 16 + paddedLength(n) * 56;
}

/** Makes the tables of lines of n complex numbers, n >= 1, for `transformAnyLine`. */
export function prepareLine(n: i32, work: usize): void {
  lineLength = n;
  padded = paddedLength(n);
  const m = padded as usize;
  lineTwiddles = work;
  lineWork = lineTwiddles + m * 8;
  response = lineWork + m * 16;
  buffer = response + m * 16;
  chirp = buffer + m * 16;
  writeTwiddles(padded, lineTwiddles);
  if (padded == n) return;
  memory.fill(response, 0, m * 16);
  for (let j = 0; j < n; j++) {
    // j^2 modulo 2 n, so that the angle of a long line has no rounding
    const angle = (Math.PI * ((((j as i64) * (j as i64)) % ((2 * n) as i64)) as f64)) / (n as f64);
    const w = f64x2(Math.cos(angle), Math.sin(angle));
    v128.store(chirp + ((j as usize) << 4), w);
    const conjugate = f64x2.mul(w, f64x2(1.0, -1.0));
    v128.store(response + ((j as usize) << 4), conjugate);
    if (j > 0) v128.store(response + (((padded - j) as usize) << 4), conjugate);
  }
  transformLine(response, 16, padded, ctz(padded), lineWork, lineTwiddles);
}

/** In place, unnormalised: F(k) = sum_j f(j) exp(+2 pi i j k / n) of n contiguous complex f64. */
export function transformAnyLine(data: usize): void {
  const n = lineLength;
  if (padded == n) return transformLine(data, 16, n, ctz(n), lineWork, lineTwiddles);
  memory.fill(buffer, 0, (padded as usize) << 4);
  for (let b: usize = 0; b < ((n as usize) << 4); b += 16)
    v128.store(buffer + b, complexMultiply(v128.load(data + b), v128.load(chirp + b)));
  transformLine(buffer, 16, padded, ctz(padded), lineWork, lineTwiddles);
  // the transform back is that of the conjugate
  for (let b: usize = 0; b < ((padded as usize) << 4); b += 16) {
    const product = complexMultiply(v128.load(buffer + b), v128.load(response + b));
    v128.store(buffer + b, f64x2.mul(product, f64x2(1.0, -1.0)));
  }
  transformLine(buffer, 16, padded, ctz(padded), lineWork, lineTwiddles);
  const scale = f64x2(1.0 / (padded as f64), -1.0 / (padded as f64));
  for (let b: usize = 0; b < ((n as usize) << 4); b += 16) {
    const sum = f64x2.mul(v128.load(buffer + b), scale);
    v128.store(data + b, complexMultiply(sum, v128.load(chirp + b)));
  }
}
