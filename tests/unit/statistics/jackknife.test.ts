// Quantiles, means and the jackknife, on samples whose answers are known.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { jackknife, meanOf, meanWithError, medianWithError, quantile } from "../../../src/statistics/jackknife.js";
import { Layout, Rows } from "../../../src/statistics/rows.js";
import { generator, meanAndError, near } from "../synthetic_records.js";

const statistics = suite("statistics: jackknife");

interface Pair {
  a: number;
  b: number;
}
const PAIR = new Layout<Pair>({ a: [], b: [] });
const rowsOf = (pairs: Pair[]) => new Rows(PAIR, pairs.length, (k) => pairs[k]);

statistics("the jackknife of a ratio of means agrees with the propagated error", () => {
  const random = generator(8);
  const pairs = Array.from({ length: 4000 }, () => ({ a: 3 + random.normal(), b: 5 + 0.5 * random.normal() }));
  const { ratio } = jackknife(rowsOf(pairs), (sums) => {
    const { a, b } = meanOf(sums);
    return { ratio: a / b };
  });
  const [x, dx] = meanAndError(pairs.map(({ a }) => a));
  const [y, dy] = meanAndError(pairs.map(({ b }) => b));
  near(ratio.value, x / y, 1e-13);
  // independent columns: relative errors in quadrature; their correlation by chance is 1/sqrt(4000)
  near(ratio.error, (x / y) * Math.hypot(dx / x, dy / y), 0.05);
});

statistics("the error of the median covers the true median in 68 % of samples", () => {
  const random = generator(9);
  const trials = 3000;
  let covered = 0;
  let sum = 0;
  for (let trial = 0; trial < trials; trial++) {
    const sorted = Float64Array.from({ length: 50 }, () => Math.exp(random.normal())).sort();
    const { value, error } = medianWithError(sorted);
    sum += error!;
    if (Math.abs(value - 1) < error!) covered += 1;
  }
  // four binomial errors of 0.85 % around 68.3 %, and 3 % more for an interval made symmetric and of whole ranks
  assert.ok(Math.abs(covered / trials - 0.683) < 0.064, `${covered / trials}`);
  // asymptotic error of the median of exp(normal): sqrt(pi/2)/sqrt(50) = 0.177; skewness adds a few per cent
  assert.ok(Math.abs(sum / trials - 0.177) < 0.02, `${sum / trials}`);
});

statistics("quantiles of a known sample", () => {
  const sorted = Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  assert.equal(
    [0, 0.05, 0.16, 0.5, 1].map((p) => quantile(sorted, p)),
    [0, 0.5, 1.6, 5, 10],
  );
  assert.equal(medianWithError(sorted.subarray(0, 4)), { value: 1.5, error: 1 });
  assert.equal(medianWithError(Float64Array.of(3)), { value: 3, error: null });
});
statistics("the jackknife of a mean is the classical standard error, under the names of the statistic", () => {
  const random = generator(10);
  const pairs = Array.from({ length: 31 }, () => ({ a: random.normal(), b: 2 * random.normal() }));
  const { means, pair } = jackknife(rowsOf(pairs), (sums) => {
    const { a, b } = meanOf(sums);
    return { means: { a, b, sum: a + b }, pair: [a, b] };
  });
  const expected = (values: number[]) => meanWithError(values);
  for (const [measured, values] of [
    [means.a, pairs.map(({ a }) => a)],
    [means.b, pairs.map(({ b }) => b)],
    [means.sum, pairs.map(({ a, b }) => a + b)],
    [pair[0], pairs.map(({ a }) => a)],
    [pair[1], pairs.map(({ b }) => b)],
  ] as const) {
    near(measured.value, expected([...values]).value, 1e-12);
    near(measured.error, expected([...values]).error!, 1e-12);
  }
});

statistics("the halves are the rows of even and of odd rank, without the one that is left out", () => {
  const pairs = [1, 10, 100, 1000, 10000].map((a) => ({ a, b: 0 }));
  const seen: [number, number, number, number][] = [];
  jackknife(rowsOf(pairs), ({ count, halves }) => {
    seen.push([...count, halves[0].a, halves[1].a]);
    return 0;
  });
  assert.equal(seen, [
    [3, 2, 10101, 1010],
    [2, 2, 10100, 1010],
    [3, 1, 10101, 1000],
    [2, 2, 10001, 1010],
    [3, 1, 10101, 10],
    [2, 2, 101, 1010],
  ]);
});

statistics("no error where a value is null without some realisation, for one realisation, and for null", () => {
  const pairs = [1, 2, 3].map((a) => ({ a, b: 0 }));
  const { a, sometimes, never } = jackknife(rowsOf(pairs), (sums) => {
    const { a } = meanOf(sums);
    return { a, sometimes: sums.count[0] === 1 ? null : a, never: null };
  });
  near(a.error, 1 / Math.sqrt(3), 1e-14);
  assert.equal(sometimes, { value: 2, error: null });
  assert.is(never, null);
  assert.equal(
    jackknife(rowsOf(pairs.slice(0, 1)), (sums) => meanOf(sums).a),
    { value: 1, error: null },
  );
  const few = jackknife(rowsOf(pairs), ({ count }) => (count[1] === 0 ? null : { odd: count[1] }));
  assert.equal(few, { odd: { value: 1, error: null } });
  assert.is(
    jackknife(rowsOf(pairs), () => null),
    null,
  );
});

statistics("the mean of known values and its error; one value has none", () => {
  assert.equal(meanWithError([1, 2, 3, 4]), { value: 2.5, error: Math.sqrt(5 / 12) });
  assert.equal(meanWithError([7]), { value: 7, error: null });
});

statistics.run();
