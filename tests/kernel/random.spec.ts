// The random numbers: known answers of the generator, independence of the order of draws, moments.
// Seeds are fixed, so a bound of four standard errors (one in 16 000) either always holds or never does.
import {
  drawNormals,
  drawUniforms,
  MODE,
  normal0,
  normal1,
  philox,
  seedRealisation,
  selectStream,
  uniform0,
  uniform1,
  WAVE,
  word0,
  word1,
  word2,
  word3,
} from "../../assembly/random";
import { expectSameBits, expectWithin } from "./expectations";

function expectWords(a: u32, b: u32, c: u32, d: u32): void {
  expect<u32>(word0).toBe(a);
  expect<u32>(word1).toBe(b);
  expect<u32>(word2).toBe(c);
  expect<u32>(word3).toBe(d);
}

/** First uniform number of a draw with everything that names it. */
function draw(low: u32, high: u32, realisation: u32, level: u32, purpose: u32, name: u32, index: u32): f64 {
  seedRealisation(low, high, realisation);
  selectStream(level, purpose, name);
  drawUniforms(index);
  return uniform0;
}

describe("Philox4x32-10", () => {
  // Known-answer vectors of Random123 1.14 (Salmon et al. 2011), file kat_vectors.
  test("known answer: counter 0, key 0", () => {
    philox(0, 0, 0, 0, 0, 0);
    expectWords(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
  });

  test("known answer: all bits set", () => {
    philox(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff);
    expectWords(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
  });

  test("known answer: digits of pi", () => {
    philox(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0);
    expectWords(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  });
});

describe("a draw", () => {
  test("depends on each part of its name", () => {
    const reference = draw(1, 0, 7, 2, MODE, 99, 0);
    expect<bool>(draw(2, 0, 7, 2, MODE, 99, 0) != reference).toBe(true, "low word of the seed");
    expect<bool>(draw(1, 1, 7, 2, MODE, 99, 0) != reference).toBe(true, "high word of the seed");
    expect<bool>(draw(1, 0, 8, 2, MODE, 99, 0) != reference).toBe(true, "realisation");
    expect<bool>(draw(1, 0, 7, 3, MODE, 99, 0) != reference).toBe(true, "level");
    expect<bool>(draw(1, 0, 7, 2, WAVE, 99, 0) != reference).toBe(true, "purpose");
    expect<bool>(draw(1, 0, 7, 2, MODE, 98, 0) != reference).toBe(true, "mode");
    expect<bool>(draw(1, 0, 7, 2, MODE, 99, 1) != reference).toBe(true, "index");
    expectSameBits(draw(1, 0, 7, 2, MODE, 99, 0), reference, "the same name again, after seven others");
  });
});

describe("uniform numbers", () => {
  test("lie in (0, 1) with the moments and the bins of a uniform distribution", () => {
    seedRealisation(20141, 0, 0);
    const n = 40000;
    const counts = new StaticArray<i32>(16);
    let sum = 0.0;
    let square = 0.0;
    let product = 0.0;
    let inside = true;
    for (let i = 0; i < n / 2; i++) {
      selectStream(0, MODE, i as u32);
      drawUniforms(0);
      const u = uniform0;
      const v = uniform1;
      inside = inside && u > 0.0 && u < 1.0 && v > 0.0 && v < 1.0;
      sum += u + v;
      square += (u - 0.5) * (u - 0.5) + (v - 0.5) * (v - 0.5);
      product += (u - 0.5) * (v - 0.5);
      counts[(u * 16.0) as i32] += 1;
      counts[(v * 16.0) as i32] += 1;
    }
    expect<bool>(inside).toBe(true);
    const m = n as f64;
    // standard errors: mean 1/sqrt(12 n); second central moment, of variance 1/180: 1/sqrt(180 n); product of n/2
    // pairs: 1/(12 sqrt(n/2))
    expectWithin(sum / m, 0.5, 4.0 / Math.sqrt(12.0 * m), "mean");
    expectWithin(square / m, 1.0 / 12.0, 4.0 / Math.sqrt(180.0 * m), "variance");
    const bound = 4.0 / (12.0 * Math.sqrt(m / 2.0));
    expectWithin(product / (m / 2.0), 0.0, bound, "correlation of the two numbers of a draw");
    let chi2 = 0.0;
    for (let b = 0; b < 16; b++) chi2 += ((counts[b] as f64) - m / 16.0) ** 2.0 / (m / 16.0);
    // chi^2 of 15 degrees of freedom exceeds 44.3 once in 10^4, and falls below 2.6 as rarely
    expect<bool>(chi2 > 2.6 && chi2 < 44.3).toBe(true, "chi^2 of 16 bins: " + chi2.toString());
  });

  test("of neighbouring modes and of neighbouring realisations are not correlated", () => {
    const n = 20000;
    let modes = 0.0;
    let realisations = 0.0;
    let before = 0.5;
    for (let i = 0; i < n; i++) {
      const u = draw(5, 0, 0, 1, MODE, i as u32, 0) - 0.5;
      modes += u * before;
      realisations += u * (draw(5, 0, 1, 1, MODE, i as u32, 0) - 0.5);
      before = u;
    }
    const bound = 4.0 / (12.0 * Math.sqrt(n as f64)); // the product of two has variance 1/144
    expectWithin(modes / (n as f64), 0.0, bound, "modes");
    expectWithin(realisations / (n as f64), 0.0, bound, "realisations");
  });
});

describe("normal numbers", () => {
  test("have the first four moments and the tail of a normal distribution, and are independent in a pair", () => {
    seedRealisation(20142, 0, 0);
    const n = 40000;
    let m1 = 0.0;
    let m2 = 0.0;
    let m3 = 0.0;
    let m4 = 0.0;
    let product = 0.0;
    let squares = 0.0;
    let tail = 0;
    for (let i = 0; i < n / 2; i++) {
      selectStream(3, MODE, i as u32);
      drawNormals(0);
      product += normal0 * normal1;
      squares += (normal0 * normal0 - 1.0) * (normal1 * normal1 - 1.0);
      for (let k = 0; k < 2; k++) {
        const x = k == 0 ? normal0 : normal1;
        m1 += x;
        m2 += x * x;
        m3 += x * x * x;
        m4 += x * x * x * x;
        if (Math.abs(x) > 3.0) tail++;
      }
    }
    const m = n as f64;
    // x, x^2, x^3, x^4 have variances 1, 2, 15, 96
    expectWithin(m1 / m, 0.0, 4.0 * Math.sqrt(1.0 / m), "mean");
    expectWithin(m2 / m, 1.0, 4.0 * Math.sqrt(2.0 / m), "variance");
    expectWithin(m3 / m, 0.0, 4.0 * Math.sqrt(15.0 / m), "third moment");
    expectWithin(m4 / m, 3.0, 4.0 * Math.sqrt(96.0 / m), "fourth moment");
    // of n/2 pairs: product of variance 1, product of the squares less 1 of variance 4
    expectWithin(product / (m / 2.0), 0.0, 4.0 * Math.sqrt(2.0 / m), "correlation");
    expectWithin(squares / (m / 2.0), 0.0, 4.0 * Math.sqrt(8.0 / m), "correlation of the squares");
    // |x| > 3 has probability 0.0027: a Poisson number of 108
    expectWithin(tail as f64, 0.0027 * m, 4.0 * Math.sqrt(0.0027 * m), "beyond three sigma");
  });
});
