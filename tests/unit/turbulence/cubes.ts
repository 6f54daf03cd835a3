// Cubes whose waves are known.
import { uniform } from "../../../src/statistics/random.js";
import { fourier } from "../../../src/turbulence/fourier.js";

export const NOT_TURNED = [1, 0, 0, 0, 1, 0, 0, 0, 1];

export interface Wave {
  /** in units of 2 pi over the side, by axis */
  k: [number, number, number];
  re: [number, number, number];
  im: [number, number, number];
}

/** sum 2 Re(A exp(i k.x)), [nx][ny][nz][3]. */
export function sumOfWaves(cells: readonly [number, number, number], waves: readonly Wave[]): Float32Array {
  const [nx, ny, nz] = cells;
  const values = new Float32Array(nx * ny * nz * 3);
  for (let x = 0, i = 0; x < nx; x++)
    for (let y = 0; y < ny; y++)
      for (let z = 0; z < nz; z++, i += 3)
        for (const { k, re, im } of waves) {
          const phase = 2 * Math.PI * ((k[0] * x) / nx + (k[1] * y) / ny + (k[2] * z) / nz);
          for (let c = 0; c < 3; c++) values[i + c] += 2 * (re[c] * Math.cos(phase) - im[c] * Math.sin(phase));
        }
  return values;
}

/** A Gaussian cube with E(k) ~ k^-slope at 2 <= k <= n/2 - 1; with its divergence projected out unless it is wanted. */
export function powerLaw(n: number, slope: number, seed: number, divergence = false): Float32Array {
  const random = uniform(seed);
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const size = n ** 3;
  const parts = Array.from({ length: 6 }, () => new Float64Array(size));
  const wave = (i: number) => (2 * i <= n ? i : i - n);
  for (let i = 0; i < size; i++) {
    const k = [wave(Math.floor(i / (n * n))), wave(Math.floor(i / n) % n), wave(i % n)];
    const length = Math.hypot(...k);
    if (length < 2 || length > n / 2 - 1) continue;
    const A = parts.map(() => gauss() * length ** (-slope / 2 - 1));
    for (const start of divergence ? [] : [0, 3]) {
      const along = k.reduce((sum, kc, c) => sum + kc * A[start + c], 0) / (length * length);
      k.forEach((kc, c) => {
        A[start + c] -= along * kc;
      });
    }
    A.forEach((a, p) => {
      parts[p][i] = a;
    });
  }
  const values = new Float32Array(3 * size);
  for (let c = 0; c < 3; c++) {
    transform3(n, parts[c], parts[3 + c]);
    // the real part of a sum of waves is one with half of the power, at k and -k
    for (let i = 0; i < size; i++) values[3 * i + c] = parts[c][i];
  }
  return values;
}

function transform3(n: number, re: Float64Array, im: Float64Array): void {
  const transform = fourier(n);
  const [p, q] = [new Float64Array(n), new Float64Array(n)];
  for (const stride of [1, n, n * n]) {
    for (let start = 0; start < n ** 3; start++) {
      if (Math.floor(start / stride) % n !== 0) continue;
      for (let j = 0; j < n; j++) [p[j], q[j]] = [re[start + j * stride], im[start + j * stride]];
      transform(p, q);
      for (let j = 0; j < n; j++) [re[start + j * stride], im[start + j * stride]] = [p[j], q[j]];
    }
  }
}
