// Fourier transforms of any length. Lengths whose prime factors are small go factor by factor (Stockham's order, no bits reversed);
// others as a convolution of a length that is a power of two (Bluestein 1970). The kernel has its own (assembly/fft.ts), whose bits are
// those of results; this one serves analysis and figures, which have no instance of the kernel.

/** Transforms numbers in place: X_k = sum x_j exp(-2 pi i j k/n). */
export type Transform = (re: Float64Array, im: Float64Array) => void;

/** Above this a prime factor costs more than Bluestein's three transforms. */
const LARGEST_FACTOR = 31;

export function fourier(n: number): Transform {
  const factors = factorsOf(n);
  return Math.max(...factors) > LARGEST_FACTOR ? bluestein(n) : stockham(n, factors);
}

/** Fours, then primes; [1] for 1. */
function factorsOf(n: number): number[] {
  const factors: number[] = [];
  let left = n;
  for (let p = 4; left > 1; ) {
    if (left % p === 0) {
      factors.push(p);
      left /= p;
    } else if (p === 4) p = 2;
    else p = p * p > left ? left : p === 2 ? 3 : p + 2;
  }
  return factors.length === 0 ? [1] : factors;
}

function stockham(n: number, factors: number[]): Transform {
  const angle = (-2 * Math.PI) / n;
  const cos = Float64Array.from({ length: n }, (_, j) => Math.cos(angle * j));
  const sin = Float64Array.from({ length: n }, (_, j) => Math.sin(angle * j));
  const spare = [new Float64Array(n), new Float64Array(n)];
  return (re, im) => {
    let [x, y, u, v]: Float64Array[] = [re, im, spare[0], spare[1]];
    let length = n;
    for (const p of factors) {
      const stride = n / length;
      if (p === 4) radix4(x, y, u, v, length, stride, cos, sin);
      else if (p === 2) radix2(x, y, u, v, length, stride, cos, sin);
      else radix(p, x, y, u, v, length, stride, cos, sin);
      length /= p;
      [x, y, u, v] = [u, v, x, y];
    }
    if (x !== re) {
      re.set(x);
      im.set(y);
    }
  };
}

type Numbers = Float64Array;

/** A step of factor 2: u + i v from x + i y. */
function radix2(
  x: Numbers,
  y: Numbers,
  u: Numbers,
  v: Numbers,
  length: number,
  stride: number,
  cos: Numbers,
  sin: Numbers,
) {
  const half = length / 2;
  for (let q = 0; q < half; q++) {
    const [c, s] = [cos[q * stride], sin[q * stride]];
    for (let r = 0; r < stride; r++) {
      const a = r + stride * q;
      const b = a + stride * half;
      const to = r + stride * 2 * q;
      const dx = x[a] - x[b];
      const dy = y[a] - y[b];
      u[to] = x[a] + x[b];
      v[to] = y[a] + y[b];
      u[to + stride] = dx * c - dy * s;
      v[to + stride] = dx * s + dy * c;
    }
  }
}

function radix4(
  x: Numbers,
  y: Numbers,
  u: Numbers,
  v: Numbers,
  length: number,
  stride: number,
  cos: Numbers,
  sin: Numbers,
) {
  const quarter = length / 4;
  const apart = stride * quarter;
  for (let q = 0; q < quarter; q++) {
    const w = q * stride;
    const c1 = cos[w];
    const s1 = sin[w];
    const c2 = cos[2 * w];
    const s2 = sin[2 * w];
    const c3 = cos[3 * w];
    const s3 = sin[3 * w];
    for (let r = 0; r < stride; r++) {
      const a = r + stride * q;
      const b = a + apart;
      const c = b + apart;
      const d = c + apart;
      const to = r + stride * 4 * q;
      const acx = x[a] + x[c];
      const acy = y[a] + y[c];
      const bdx = x[b] + x[d];
      const bdy = y[b] + y[d];
      const ex = x[a] - x[c];
      const ey = y[a] - y[c];
      const fx = x[b] - x[d];
      const fy = y[b] - y[d];
      u[to] = acx + bdx;
      v[to] = acy + bdy;
      // times exp(-i pi/2 j)
      const px = ex + fy;
      const py = ey - fx;
      const mx = ex - fy;
      const my = ey + fx;
      const gx = acx - bdx;
      const gy = acy - bdy;
      u[to + stride] = px * c1 - py * s1;
      v[to + stride] = px * s1 + py * c1;
      u[to + 2 * stride] = gx * c2 - gy * s2;
      v[to + 2 * stride] = gx * s2 + gy * c2;
      u[to + 3 * stride] = mx * c3 - my * s3;
      v[to + 3 * stride] = mx * s3 + my * c3;
    }
  }
}

function radix(
  p: number,
  x: Numbers,
  y: Numbers,
  u: Numbers,
  v: Numbers,
  length: number,
  stride: number,
  cos: Numbers,
  sin: Numbers,
) {
  const part = length / p;
  const n = cos.length;
  const turn = n / p;
  const tx = new Float64Array(p);
  const ty = new Float64Array(p);
  for (let q = 0; q < part; q++) {
    for (let r = 0; r < stride; r++) {
      for (let l = 0; l < p; l++) {
        tx[l] = x[r + stride * (q + part * l)];
        ty[l] = y[r + stride * (q + part * l)];
      }
      for (let j = 0; j < p; j++) {
        let sx = tx[0];
        let sy = ty[0];
        for (let l = 1, z = j; l < p; l++) {
          const c = cos[z * turn];
          const s = sin[z * turn];
          sx += tx[l] * c - ty[l] * s;
          sy += tx[l] * s + ty[l] * c;
          z += j;
          if (z >= p) z -= p;
        }
        const w = (q * stride * j) % n;
        const to = r + stride * (p * q + j);
        u[to] = sx * cos[w] - sy * sin[w];
        v[to] = sx * sin[w] + sy * cos[w];
      }
    }
  }
}

/** j k = (j^2 + k^2 - (k - j)^2)/2 makes a convolution with a chirp of the transform. */
function bluestein(n: number): Transform {
  let size = 1;
  while (size < 2 * n - 1) size *= 2;
  const inner = fourier(size);
  // j^2 mod 2n, so that the angle stays exact
  const angle = (j: number) => (-Math.PI * ((j * j) % (2 * n))) / n;
  const cos = Float64Array.from({ length: n }, (_, j) => Math.cos(angle(j)));
  const sin = Float64Array.from({ length: n }, (_, j) => Math.sin(angle(j)));
  const [kernelRe, kernelIm, a, b] = Array.from({ length: 4 }, () => new Float64Array(size));
  for (let j = 0; j < n; j++) {
    for (const place of [j, (size - j) % size]) {
      kernelRe[place] = cos[j];
      kernelIm[place] = -sin[j];
    }
  }
  inner(kernelRe, kernelIm);
  return (re, im) => {
    a.fill(0);
    b.fill(0);
    for (let j = 0; j < n; j++) {
      a[j] = re[j] * cos[j] - im[j] * sin[j];
      b[j] = re[j] * sin[j] + im[j] * cos[j];
    }
    inner(a, b);
    for (let j = 0; j < size; j++) {
      const [x, y] = [a[j], b[j]];
      // conjugated: the transform of the conjugate, conjugated, is the inverse
      a[j] = x * kernelRe[j] - y * kernelIm[j];
      b[j] = -(x * kernelIm[j] + y * kernelRe[j]);
    }
    inner(a, b);
    for (let k = 0; k < n; k++) {
      const [x, y] = [a[k] / size, -b[k] / size];
      re[k] = x * cos[k] - y * sin[k];
      im[k] = x * sin[k] + y * cos[k];
    }
  };
}
