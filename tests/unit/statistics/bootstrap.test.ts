// The error of any statistic by drawing realisations anew, where it is known by a formula.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { bootstrap, RESAMPLES } from "../../../src/statistics/bootstrap.js";
import { meanWithError, quantile } from "../../../src/statistics/jackknife.js";
import { generator } from "../synthetic_records.js";

const test = suite("statistics: bootstrap");

const meanOf = (values: ArrayLike<number>) => (places: Int32Array) =>
  places.reduce((sum, k) => sum + values[k], 0) / places.length;
const medianOf = (values: ArrayLike<number>) => (places: Int32Array) =>
  quantile(Float64Array.from(places, (k) => values[k]).sort(), 0.5);
const normals = (n: number, seed: number) => {
  const random = generator(seed);
  return Array.from({ length: n }, () => random.normal());
};

test("the error of a mean is the classical one", () => {
  const values = normals(60, 3);
  const { value, error } = bootstrap(60, meanOf(values));
  const classical = meanWithError(values);
  assert.is(value, meanOf(values)(Int32Array.from(values.keys())));
  // the bootstrap divides by n, not by n - 1; four errors of 1/sqrt(2 RESAMPLES)
  const ratio = error! / (classical.error! * Math.sqrt(59 / 60));
  assert.ok(Math.abs(ratio - 1) < 4 / Math.sqrt(2 * RESAMPLES), `${ratio}`);
});

test("the error of a median of normal values is 1.2533 sigma/sqrt(n)", () => {
  // mean over samples: each has an error of n^(-1/4)/2 or so (Hall & Martin 1988), 11 % at 400, 1.7 % for 40 of them. Of a finite n
  // it is too large by some per cent
  const n = 400;
  const ratios = Array.from({ length: 40 }, (_, seed) => {
    const { error } = bootstrap(n, medianOf(normals(n, 100 + seed)), 200);
    return (error! * Math.sqrt(n)) / 1.2533;
  });
  const { value, error } = meanWithError(ratios);
  assert.ok(value - 1 > -4 * error! && value - 1 < 0.06 + 4 * error!, `${value} +- ${error}`);
});

test("realisations are drawn whole: what is in one stays together", () => {
  // eight equal values in each of 50 realisations: the error is that of 50 values, not of 400
  const values = normals(50, 7);
  const single = bootstrap(50, meanOf(values));
  const eight = bootstrap(
    50,
    (places) =>
      Array.from(places)
        .flatMap((k) => new Array(8).fill(values[k]))
        .reduce((a, b) => a + b) / 400,
  );
  assert.ok(Math.abs(eight.error! / single.error! - 1) < 1e-12, `${eight.error} ${single.error}`);
});

test("equal realisations have equal errors, and too few have none", () => {
  const values = normals(20, 5);
  assert.equal(bootstrap(20, medianOf(values)), bootstrap(20, medianOf(values)));
  assert.equal(
    bootstrap(1, () => 3),
    { value: 3, error: null },
  );
  assert.equal(
    bootstrap(5, (places) => (places.includes(0) ? 1 : Number.NaN)),
    { value: 1, error: null },
  );
});

test.run();
