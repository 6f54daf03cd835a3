import { suite } from "uvu";
import * as assert from "uvu/assert";
import { eigenvectors } from "../../../src/statistics/eigenvectors.js";
import { uniform } from "../../../src/statistics/random.js";

const test = suite("eigenvectors");

test("a symmetric matrix is its eigenvalues between its eigenvectors, which are orthonormal", () => {
  const random = uniform(1);
  for (const n of [1, 2, 7, 30]) {
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        matrix[n * i + j] = random() - 0.5;
        matrix[n * j + i] = matrix[n * i + j];
      }
    const { values, vectors } = eigenvectors(matrix, n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let [again, overlap] = [0, 0];
        for (let k = 0; k < n; k++) {
          again += vectors[n * i + k] * values[k] * vectors[n * j + k];
          overlap += vectors[n * k + i] * vectors[n * k + j];
        }
        assert.ok(Math.abs(again - matrix[n * i + j]) < 1e-13 * n, `${n}: ${i}, ${j}`);
        assert.ok(Math.abs(overlap - (i === j ? 1 : 0)) < 1e-13 * n);
      }
    }
  }
});

test("of zeros, and of a matrix with equal eigenvalues", () => {
  assert.equal([...eigenvectors(new Float64Array(4), 2).values], [0, 0]);
  assert.equal([...eigenvectors([2, 0, 0, 2], 2).values], [2, 2]);
});

test.run();
