// HEALPix pixel centres.
import { pixelCentres } from "../../assembly/sky";
import { expectSameBits, expectWithin } from "./expectations";

function centres(nside: i32): usize {
  const out = heap.alloc((12 * nside * nside * 24) as usize);
  pixelCentres(nside, out);
  return out;
}

function component(sky: usize, pixel: i32, c: i32): f64 {
  return load<f64>(sky + ((pixel * 24 + c * 8) as usize));
}

function expectCentre(sky: usize, pixel: i32, x: f64, y: f64, z: f64): void {
  // healpy goes by way of theta and phi, so its last digits differ: 4e-15 was the largest difference at nside 64
  const bound = 1e-14;
  expectWithin(component(sky, pixel, 0), x, bound, "x of pixel " + pixel.toString());
  expectWithin(component(sky, pixel, 1), y, bound, "y of pixel " + pixel.toString());
  expectWithin(component(sky, pixel, 2), z, bound, "z of pixel " + pixel.toString());
}

describe("HEALPix pixel centres", () => {
  test("are those of healpy 1.16.1, pix2vec, RING", () => {
    let sky = centres(1);
    expectCentre(sky, 0, 0.5270462766947299, 0.5270462766947298, 0.6666666666666666);
    expectCentre(sky, 3, 0.5270462766947298, -0.52704627669473, 0.6666666666666666);
    expectCentre(sky, 4, 1.0, 0.0, 0.0);
    expectCentre(sky, 9, -0.5270462766947298, 0.5270462766947299, -0.6666666666666666);
    heap.free(sky);
    sky = centres(2);
    expectCentre(sky, 0, 0.2825970826302196, 0.28259708263021954, 0.9166666666666666);
    expectCentre(sky, 5, 0.2852353895437613, 0.6886191459053214, 0.6666666666666666);
    expectCentre(sky, 13, 0.6666666666666667, 0.6666666666666666, 0.3333333333333333);
    expectCentre(sky, 20, 0.9238795325112867, 0.3826834323650898, 0.0);
    expectCentre(sky, 46, -0.28259708263021965, -0.28259708263021954, -0.9166666666666666);
    heap.free(sky);
    sky = centres(8);
    expectCentre(sky, 0, 0.07207475262030234, 0.07207475262030233, 0.9947916666666666);
    expectCentre(sky, 100, -0.5650165732038231, -0.35502344326663493, 0.7447916666666667);
    expectCentre(sky, 112, 0.7417668996695268, 0.07305766291234456, 0.6666666666666666);
    expectCentre(sky, 400, 0.9965217285917831, 0.0, -0.08333333333333333);
    expectCentre(sky, 401, 0.9773738430048039, 0.19441174492703972, -0.08333333333333333);
    expectCentre(sky, 700, -0.22308958943789164, -0.538585912445204, -0.8125);
    heap.free(sky);
    sky = centres(64);
    expectCentre(sky, 1234, -0.17697885202454902, 0.2604164725992383, 0.9491373697916666);
    expectCentre(sky, 20000, -0.6859902692612876, -0.7030370548405157, 0.1875);
    expectCentre(sky, 30000, -0.37341519830315906, -0.9015040361397237, -0.21875);
    expectCentre(sky, 49151, 0.009020914419513085, -0.009020914419513089, -0.9999186197916666);
    heap.free(sky);
  });

  test("come in antipodes to the last bit, so that <n> = 0 exactly, and have length 1", () => {
    for (let nside = 1; nside <= 16; nside *= 2) {
      const sky = centres(nside);
      const total = 12 * nside * nside;
      let found = 0;
      let worst = 0.0;
      for (let i = 0; i < total; i++) {
        const x = component(sky, i, 0);
        const y = component(sky, i, 1);
        const z = component(sky, i, 2);
        worst = Math.max(worst, Math.abs(x * x + y * y + z * z - 1.0));
        for (let j = 0; j < total; j++)
          if (component(sky, j, 0) == -x && component(sky, j, 1) == -y && component(sky, j, 2) == -z) {
            found++;
            break;
          }
      }
      expect<i32>(found).toBe(total, "pixels with an antipode at nside " + nside.toString());
      expectWithin(worst, 0.0, 5e-16, "length at nside " + nside.toString());
      heap.free(sky);
    }
  });

  test("lie on 4 nside - 1 rings of equal z, from north to south, longitudes growing", () => {
    const nside = 8;
    const sky = centres(nside);
    let rings = 0;
    let first = 0;
    const total = 12 * nside * nside;
    while (first < total) {
      const z = component(sky, first, 2);
      let length = 1;
      while (first + length < total && component(sky, first + length, 2) == z) length++;
      rings++;
      const polar = rings < nside ? rings : rings > 3 * nside ? 4 * nside - rings : nside;
      expect<i32>(length).toBe(4 * polar, "pixels of ring " + rings.toString());
      if (first > 0) expect<bool>(z < component(sky, first - 1, 2)).toBe(true, "ring below the one before");
      for (let j = 1; j < length; j++) {
        const cross =
          component(sky, first + j - 1, 0) * component(sky, first + j, 1) -
          component(sky, first + j - 1, 1) * component(sky, first + j, 0);
        expect<bool>(cross > 0.0).toBe(true, "longitude grows along ring " + rings.toString());
      }
      first += length;
    }
    expect<i32>(rings).toBe(4 * nside - 1);
    heap.free(sky);
  });

  test("have the second moments of their resolution", () => {
    // 3 <n_z^2> of healpy's pixel centres; the other two share what is missing, and <n_i n_j> = 0 by symmetry
    const nsides: StaticArray<i32> = [2, 8];
    const expected: StaticArray<f64> = [0.9756944444444444, 0.9985487196180556];
    for (let c = 0; c < 2; c++) {
      const sky = centres(nsides[c]);
      const total = 12 * nsides[c] * nsides[c];
      const sums = new StaticArray<f64>(9);
      for (let i = 0; i < total; i++)
        for (let a = 0; a < 3; a++)
          for (let b = 0; b < 3; b++) {
            sums[3 * a + b] += (3.0 * component(sky, i, a) * component(sky, i, b)) / (total as f64);
          }
      expectWithin(sums[8], expected[c], 1e-13, "3 <n_z^2>");
      expectWithin(sums[0], 1.5 - 0.5 * expected[c], 1e-13, "3 <n_x^2>");
      expectWithin(sums[4], 1.5 - 0.5 * expected[c], 1e-13, "3 <n_y^2>");
      expectWithin(Math.abs(sums[1]) + Math.abs(sums[2]) + Math.abs(sums[5]), 0.0, 1e-13, "mixed moments");
      heap.free(sky);
    }
  });
});
