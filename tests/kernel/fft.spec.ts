// The inverse transform against the sum that defines it.
import { fftWorkBytes, inverseCube, lineWorkBytes, prepareLine, transformAnyLine } from "../../assembly/fft";
import { drawNormals, MODE, normal0, normal1, seedRealisation, selectStream } from "../../assembly/random";
import { expectSameBits, expectWithin } from "./expectations";

function cubeBytes(n: i32): usize {
  return ((n * n * n) << 4) as usize;
}

/** Address of the mode or the point (x, y, z), any of them negative too. */
function addressOf(cube: usize, n: i32, x: i32, y: i32, z: i32): usize {
  const mask = n - 1;
  return cube + (((((z & mask) * n + (y & mask)) * n + (x & mask)) << 4) as usize);
}

/** Fills the modes |n_i| < band with random complex numbers of variance 2, everything else with zero. */
function fill(cube: usize, n: i32, band: i32, name: u32): void {
  memory.fill(cube, 0, cubeBytes(n));
  selectStream(name, MODE, n as u32);
  let index: u32 = 0;
  for (let z = 1 - band; z < band; z++)
    for (let y = 1 - band; y < band; y++)
      for (let x = 1 - band; x < band; x++) {
        drawNormals(index++);
        store<f64>(addressOf(cube, n, x, y, z), normal0);
        store<f64>(addressOf(cube, n, x, y, z), normal1, 8);
      }
}

/** Largest difference between the transform and the direct sum, over `points` random points. */
function worstDifference(n: i32, band: i32, points: i32): f64 {
  const modes = heap.alloc(cubeBytes(n));
  const cube = heap.alloc(cubeBytes(n));
  const work = heap.alloc(fftWorkBytes(n) as usize);
  fill(modes, n, band, 0);
  memory.copy(cube, modes, cubeBytes(n));
  inverseCube(cube, n, band, work);
  let worst = 0.0;
  for (let p = 0; p < points; p++) {
    // a stride that meets every residue: 37 has no factor in common with a power of two
    const index = (p * 37 + 11) % (n * n * n);
    const px = index % n;
    const py = (index / n) % n;
    const pz = index / (n * n);
    let re = 0.0;
    let im = 0.0;
    for (let z = 1 - band; z < band; z++)
      for (let y = 1 - band; y < band; y++)
        for (let x = 1 - band; x < band; x++) {
          const phase = (2.0 * Math.PI * (((x * px + y * py + z * pz) % n) as f64)) / (n as f64);
          const c = Math.cos(phase);
          const s = Math.sin(phase);
          const a = load<f64>(addressOf(modes, n, x, y, z));
          const b = load<f64>(addressOf(modes, n, x, y, z), 8);
          re += a * c - b * s;
          im += a * s + b * c;
        }
    worst = Math.max(worst, Math.abs(load<f64>(addressOf(cube, n, px, py, pz)) - re));
    worst = Math.max(worst, Math.abs(load<f64>(addressOf(cube, n, px, py, pz), 8) - im));
  }
  heap.free(modes);
  heap.free(cube);
  heap.free(work);
  return worst;
}

describe("inverse FFT of a cube", () => {
  // Rounding: a sum of M terms of size 1 in either order differs by about sqrt(M) log2(N) 1e-16; M is at most 15^3 =
  // 3375 here, so 1e-12 leaves a factor of thirty, while any wrong twiddle factor, index or sign gives a difference of
  // order 1.
  test("equals the direct sum, N = 4", () => {
    seedRealisation(20143, 0, 0);
    expectWithin(worstDifference(4, 2, 64), 0.0, 1e-12, "all points");
    expectWithin(worstDifference(4, 1, 64), 0.0, 1e-12, "a constant");
  });

  test("equals the direct sum, N = 8", () => {
    expectWithin(worstDifference(8, 4, 512), 0.0, 1e-12, "full band");
    expectWithin(worstDifference(8, 2, 512), 0.0, 1e-12, "band 2");
  });

  test("equals the direct sum, N = 16", () => {
    expectWithin(worstDifference(16, 8, 60), 0.0, 1e-12, "full band");
    expectWithin(worstDifference(16, 5, 100), 0.0, 1e-12, "band 5");
  });

  test("equals the direct sum, N = 32", () => {
    expectWithin(worstDifference(32, 8, 60), 0.0, 1e-12, "band 8");
    expectWithin(worstDifference(32, 3, 200), 0.0, 1e-12, "band 3");
  });

  test("skips only what is zero: the same bytes with the band that is filled and with the largest", () => {
    const n = 16;
    const work = heap.alloc(fftWorkBytes(n) as usize);
    const narrow = heap.alloc(cubeBytes(n));
    const wide = heap.alloc(cubeBytes(n));
    fill(narrow, n, 3, 1);
    fill(wide, n, 3, 1);
    inverseCube(narrow, n, 3, work);
    inverseCube(wide, n, 8, work);
    let worst = 0.0;
    for (let i: usize = 0; i < cubeBytes(n); i += 8) {
      worst = Math.max(worst, Math.abs(load<f64>(narrow + i) - load<f64>(wide + i)));
    }
    expectSameBits(worst, 0.0, "difference");
    heap.free(narrow);
    heap.free(wide);
    heap.free(work);
  });

  test("is linear, and keeps the sum of squares (Parseval)", () => {
    const n = 16;
    const bytes = cubeBytes(n);
    const work = heap.alloc(fftWorkBytes(n) as usize);
    const a = heap.alloc(bytes);
    const b = heap.alloc(bytes);
    const sum = heap.alloc(bytes);
    fill(a, n, 6, 2);
    fill(b, n, 6, 3);
    let before = 0.0;
    for (let i: usize = 0; i < bytes; i += 8) {
      store<f64>(sum + i, 2.0 * load<f64>(a + i) - 3.0 * load<f64>(b + i));
      before += load<f64>(a + i) * load<f64>(a + i);
    }
    inverseCube(a, n, 6, work);
    inverseCube(b, n, 6, work);
    inverseCube(sum, n, 6, work);
    let worst = 0.0;
    let after = 0.0;
    for (let i: usize = 0; i < bytes; i += 8) {
      worst = Math.max(worst, Math.abs(load<f64>(sum + i) - (2.0 * load<f64>(a + i) - 3.0 * load<f64>(b + i))));
      after += load<f64>(a + i) * load<f64>(a + i);
    }
    expectWithin(worst, 0.0, 2e-12, "2 F(a) - 3 F(b)");
    expectWithin(after / (before * ((n * n * n) as f64)), 1.0, 1e-13, "sum of squares");
    heap.free(a);
    heap.free(b);
    heap.free(sum);
    heap.free(work);
  });
});

/** Largest difference between the transform of a random line of n numbers and the sum that defines it. */
function worstOfLine(n: i32): f64 {
  const line = heap.alloc((n as usize) << 4);
  const data = heap.alloc((n as usize) << 4);
  const work = heap.alloc(lineWorkBytes(n) as usize);
  selectStream(7, MODE, n as u32);
  for (let j = 0; j < n; j++) {
    drawNormals(j as u32);
    store<f64>(line + ((j as usize) << 4), normal0);
    store<f64>(line + ((j as usize) << 4), normal1, 8);
  }
  memory.copy(data, line, (n as usize) << 4);
  prepareLine(n, work);
  transformAnyLine(data);
  let worst = 0.0;
  for (let k = 0; k < n; k++) {
    let re = 0.0;
    let im = 0.0;
    for (let j = 0; j < n; j++) {
      const phase = (2.0 * Math.PI * (((j * k) % n) as f64)) / (n as f64);
      const a = load<f64>(line + ((j as usize) << 4));
      const b = load<f64>(line + ((j as usize) << 4), 8);
      re += a * Math.cos(phase) - b * Math.sin(phase);
      im += a * Math.sin(phase) + b * Math.cos(phase);
    }
    worst = Math.max(worst, Math.abs(load<f64>(data + ((k as usize) << 4)) - re));
    worst = Math.max(worst, Math.abs(load<f64>(data + ((k as usize) << 4), 8) - im));
  }
  heap.free(line);
  heap.free(data);
  heap.free(work);
  return worst;
}

describe("transform of a line of any length", () => {
  test("equals the sum that defines it", () => {
    seedRealisation(20143, 0, 1);
    // rounding of three transforms of up to 1024 numbers of size 1: sqrt(1024) x 10 x 1e-16, with a factor of thirty
    for (let n = 1; n <= 40; n++) expectWithin(worstOfLine(n), 0.0, 1e-12, "length " + n.toString());
    expectWithin(worstOfLine(64), 0.0, 1e-12, "a power of two");
    expectWithin(worstOfLine(97), 0.0, 1e-12, "a prime");
    expectWithin(worstOfLine(240), 0.0, 1e-12, "240");
    expectWithin(worstOfLine(331), 0.0, 1e-12, "a prime above 256");
  });
});
