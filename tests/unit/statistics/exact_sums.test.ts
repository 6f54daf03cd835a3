// Sums that are rounded once, against whole numbers of any length, and the means and errors made of them.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { addExactly, type ExactSum, Moments, rounded } from "../../../src/statistics/exact_sums.js";
import { Layout } from "../../../src/statistics/rows.js";
import { generator, meanAndError, near } from "../synthetic_records.js";

const sums = suite("statistics: exact sums");

sums("any order gives the double nearest to the true sum", () => {
  const random = generator(4);
  // terms n 2^e with whole n: their sum is a whole number of 2^-60, which BigInt holds exactly
  const terms = Array.from({ length: 300 }, () => {
    const n = Math.floor((random.uniform() - 0.5) * 2 ** 40);
    const e = Math.floor(random.uniform() * 100);
    return { value: n * 2 ** (e - 60), units: BigInt(n) << BigInt(e) };
  });
  const whole = terms.reduce((sum, { units }) => sum + units, 0n);
  const expected = Number(whole) * 2 ** -60; // Number() rounds to nearest, ties to even; the power of two is exact
  for (let trial = 0; trial < 20; trial++) {
    const sum: ExactSum = [];
    for (const { value } of terms.toSorted(() => random.uniform() - 0.5)) addExactly(sum, value);
    assert.is(rounded(sum), expected);
  }
  const cancelling: ExactSum = [];
  for (const term of [1e16, 1, -1e16, 2 ** -80]) addExactly(cancelling, term);
  assert.is(rounded(cancelling), 1);
  // just above a tie: 1 + 2^-53 + 2^-110 rounds up
  const tie: ExactSum = [];
  for (const term of [1, 2 ** -53, 2 ** -110]) addExactly(tie, term);
  assert.is(rounded(tie), 1 + 2 ** -52);
});
sums("mean and error are those of the rows, the same in any order, and zero for equal rows", () => {
  const random = generator(5);
  const layout = new Layout<{ x: number; v: number[] }>({ x: [], v: [2] });
  const rows = Array.from({ length: 20 }, () => ({ x: random.normal(), v: [1e8 + random.normal(), 3] }));
  const [there, back] = [rows, rows.toReversed()].map((list) => {
    const moments = new Moments(layout);
    for (const row of list) moments.add(row);
    return { mean: moments.mean().memory, error: moments.error()?.memory };
  });
  assert.equal(there, back);
  const columns = [rows.map(({ x }) => x), rows.map(({ v }) => v[0])];
  columns.forEach((values, c) => {
    const [mean, error] = meanAndError(values);
    near(there.mean[c], mean, 1e-13);
    near(there.error![c], error, 1e-7); // of 1e8 + x as the expectation itself is rounded
  });
  assert.is(there.error![2], 0);
});

sums("one row has no error", () => {
  const moments = new Moments(new Layout<{ x: number }>({ x: [] }));
  moments.add({ x: 3 });
  assert.is(moments.mean().x, 3);
  assert.is(moments.error(), null);
});

sums.run();
