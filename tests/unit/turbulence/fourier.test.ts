import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fourier } from "../../../src/turbulence/fourier.js";

const test = suite("Fourier transforms");

/** Numbers without a pattern. */
const numbers = (n: number, start: number) => Float64Array.from({ length: n }, (_, j) => Math.sin(start + 7.3 * j * j));

test("are the direct sum for every length up to 70, primes and powers too", () => {
  for (const n of [...Array.from({ length: 70 }, (_, i) => i + 1), 96, 101, 128, 144, 211, 360]) {
    const [x, y] = [numbers(n, 1), numbers(n, 2)];
    const [re, im] = [x.slice(), y.slice()];
    fourier(n)(re, im);
    let worst = 0;
    for (let k = 0; k < n; k++) {
      let [sx, sy] = [0, 0];
      for (let j = 0; j < n; j++) {
        const angle = (-2 * Math.PI * ((j * k) % n)) / n;
        sx += x[j] * Math.cos(angle) - y[j] * Math.sin(angle);
        sy += x[j] * Math.sin(angle) + y[j] * Math.cos(angle);
      }
      worst = Math.max(worst, Math.abs(re[k] - sx), Math.abs(im[k] - sy));
    }
    // rounding: n terms of order 1
    assert.ok(worst < 1e-13 * n, `${n}: ${worst}`);
  }
});

test("can be made twice with one transform: nothing is kept between calls", () => {
  for (const n of [12, 37]) {
    const transform = fourier(n);
    const first = [numbers(n, 1), numbers(n, 2)];
    transform(first[0], first[1]);
    transform(numbers(n, 5), numbers(n, 6));
    const again = [numbers(n, 1), numbers(n, 2)];
    transform(again[0], again[1]);
    assert.equal(again, first);
  }
});

test.run();
