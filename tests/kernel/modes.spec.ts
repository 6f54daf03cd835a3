// The amplitude of one Fourier mode.
import {
  amplitudeVariance,
  drawAmplitude,
  imX,
  imY,
  imZ,
  reX,
  reY,
  reZ,
  turnPhase,
  turnToLab,
} from "../../assembly/fields/modes";
import { Level } from "../../assembly/layout";
import {
  drawNormals,
  drawUniforms,
  MODE,
  normal0,
  normal1,
  OFFSET,
  seedRealisation,
  selectStream,
  uniform0,
} from "../../assembly/random";
import { expectWithin } from "./expectations";

/** |k.A| of the last amplitude, for a k of any size. */
function along(x: f64, y: f64, z: f64): f64 {
  const re = x * reX + y * reY + z * reZ;
  const im = x * imX + y * imY + z * imZ;
  return Math.sqrt((re * re + im * im) / (x * x + y * y + z * z));
}

describe("amplitude of a mode", () => {
  test("is perpendicular to its wave vector", () => {
    seedRealisation(20144, 0, 0);
    let worst = 0.0;
    for (let i: u32 = 0; i < 1000; i++) {
      selectStream(0, OFFSET, i);
      drawNormals(7);
      const x = normal0;
      const y = normal1;
      drawNormals(8);
      const z = normal0;
      drawAmplitude(x, y, z, 1.0);
      worst = Math.max(worst, along(x, y, z));
    }
    // amplitudes of size 1 to 5, a few roundings
    expectWithin(worst, 0.0, 4e-15, "largest |k.A| / |k|");
  });

  test("has the variance 8 sigma^2, shared equally by real and imaginary part and by both directions across k", () => {
    seedRealisation(20145, 0, 0);
    const n = 20000;
    let variance = 0.0;
    let re = 0.0;
    let im = 0.0;
    let first = 0.0;
    let second = 0.0;
    let mixed = 0.0;
    let fourth = 0.0;
    for (let i = 0; i < n; i++) {
      selectStream(0, MODE, i as u32);
      drawAmplitude(3.0, 0.0, 4.0, 0.5); // across k: e1 = y and e2 = (4, 0, -3) / 5
      const e2Re = (4.0 * reX - 3.0 * reZ) / 5.0;
      const e2Im = (4.0 * imX - 3.0 * imZ) / 5.0;
      variance += amplitudeVariance();
      re += reY * reY + e2Re * e2Re;
      im += imY * imY + e2Im * e2Im;
      first += reY * reY + imY * imY;
      second += e2Re * e2Re + e2Im * e2Im;
      mixed += reY * imY + e2Re * e2Im;
      fourth += reY * reY * reY * reY + imY * imY * imY * imY;
    }
    const m = n as f64;
    // |A|^2 is sigma^2 chi^2 of 4 degrees of freedom: 2 |A|^2 has mean 8 sigma^2 = 2 and a standard deviation of
    // sqrt(32) sigma^2 = sqrt 2
    expectWithin(variance / m, 2.0, 4.0 * Math.sqrt(2.0 / m), "variance");
    // differences of two independent sums of two squares: mean 0, standard deviation sqrt(8) sigma^2 each
    const bound = 4.0 * 0.25 * Math.sqrt(8.0 / m);
    expectWithin((re - im) / m, 0.0, bound, "real against imaginary part");
    expectWithin((first - second) / m, 0.0, bound, "one direction against the other");
    // two products of independent numbers: standard deviation sqrt(2) sigma^2
    expectWithin(mixed / m, 0.0, 4.0 * 0.25 * Math.sqrt(2.0 / m), "real times imaginary part");
    // x^4 of a Gaussian: mean 3 sigma^4, standard deviation sqrt(96) sigma^4, two of them a draw
    expectWithin(fourth / (2.0 * m), 3.0 * 0.0625, 4.0 * 0.0625 * Math.sqrt(48.0 / m), "fourth moment");
  });

  test("turned into the lab it keeps its size and, with k, its direction; its phase turned, it keeps its size", () => {
    seedRealisation(20146, 0, 0);
    const level = changetype<Level>(heap.alloc(offsetof<Level>()));
    // a turn by 40 degrees about (1, 2, 2)/3, rows
    const c = Math.cos(0.6981317007977318);
    const s = Math.sin(0.6981317007977318);
    const x = 1.0 / 3.0;
    const y = 2.0 / 3.0;
    const z = 2.0 / 3.0;
    level.r00 = c + x * x * (1.0 - c);
    level.r01 = x * y * (1.0 - c) - z * s;
    level.r02 = x * z * (1.0 - c) + y * s;
    level.r10 = y * x * (1.0 - c) + z * s;
    level.r11 = c + y * y * (1.0 - c);
    level.r12 = y * z * (1.0 - c) - x * s;
    level.r20 = z * x * (1.0 - c) - y * s;
    level.r21 = z * y * (1.0 - c) + x * s;
    level.r22 = c + z * z * (1.0 - c);
    for (let i: u32 = 0; i < 10; i++) {
      selectStream(0, MODE, i);
      drawAmplitude(1.0, -2.0, 3.0, 1.0);
      const before = amplitudeVariance();
      turnToLab(level);
      // k in the lab: the columns' sums, R^T k
      const kx = level.r00 - 2.0 * level.r10 + 3.0 * level.r20;
      const ky = level.r01 - 2.0 * level.r11 + 3.0 * level.r21;
      const kz = level.r02 - 2.0 * level.r12 + 3.0 * level.r22;
      expectWithin(along(kx, ky, kz), 0.0, 4e-15, "|k.A| / |k| in the lab");
      expectWithin(amplitudeVariance() / before, 1.0, 2e-15, "size in the lab");
      drawUniforms(9);
      const re = reX;
      const im = imX;
      const phase = 6.0 * uniform0;
      turnPhase(phase);
      expectWithin(reX, Math.cos(phase) * re - Math.sin(phase) * im, 1e-15, "Re (A exp(i phase))");
      expectWithin(imX, Math.sin(phase) * re + Math.cos(phase) * im, 1e-15, "Im (A exp(i phase))");
      expectWithin(along(kx, ky, kz), 0.0, 4e-15, "|k.A| / |k| after the phase");
      expectWithin(amplitudeVariance() / before, 1.0, 2e-15, "size after the phase");
    }
  });
});
