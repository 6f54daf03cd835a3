// Quantities by name in rows of numbers.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { flat, Layout, nested, Rows } from "../../../src/statistics/rows.js";

const rows = suite("statistics: rows");

interface Quantities {
  index: number;
  halves: number[][];
  tensor: number[][];
  coefficients: { along: number; across: number[] };
}

const layout = new Layout<Quantities>({
  index: [],
  halves: [2, 3],
  tensor: "symmetric",
  coefficients: { along: [], across: [2] },
});

const quantities = (k: number): Quantities => ({
  index: k,
  halves: [
    [k + 0.1, k + 0.2, k + 0.3],
    [k + 0.4, k + 0.5, k + 0.6],
  ],
  tensor: [
    [1, 2, 3],
    [2, 4, 5],
    [3, 5, k],
  ],
  coefficients: { along: -k, across: [k, k + 1] },
});

rows("a row gives back by name what was written, beside its neighbours", () => {
  assert.is(layout.width, 1 + 6 + 6 + 3);
  const table = new Rows(layout, 3, quantities);
  for (let k = 0; k < 3; k++) {
    const row = table.row(k);
    const { index, halves, tensor, coefficients } = row;
    assert.equal({ index, halves, tensor, coefficients }, quantities(k));
    assert.equal([...layout.numbers(row, "tensor")], [1, 2, 3, 4, 5, k]);
  }
  assert.equal([...table.column(({ index }, k) => index + k)], [0, 2, 4]);
});

rows("a row follows its memory", () => {
  const table = new Rows(layout, 1, quantities);
  const row = table.row(0);
  layout.numbers(row, "halves").set([7, 8], 3);
  assert.equal(row.halves[1], [7, 8, 0.6]);
});

rows("nested arrays and their numbers, last index fastest", () => {
  const numbers = Float64Array.from({ length: 13 }, (_, i) => i);
  const arrays = nested(numbers, [2, 3, 2], 1);
  assert.equal(arrays, [
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    [
      [7, 8],
      [9, 10],
      [11, 12],
    ],
  ]);
  assert.equal(flat(arrays), [...numbers.subarray(1)]);
  assert.is(nested(numbers, [], 4), 4);
});

rows.run();
