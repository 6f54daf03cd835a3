// What a finite grid of directions does to the measurement of a dipole, and how it is undone. Of an intensity 1 + delta.n a
// grid measures 3 <n (1 + delta.n)> = 3 <n n> delta, which is delta only where 3 <n n> is the unit tensor: 1.2 % off along x
// at nside 2, and 56 % for a half-set of nside 1.

/** sums_ij += a_i b_j */
export function addProduct(sums: Float64Array, a: ArrayLike<number>, b: ArrayLike<number>): void {
  for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) sums[3 * i + j] += a[i] * b[j];
}

/**
 * Inverse of a symmetric 3x3 tensor such as 3 <n n>, nine numbers by rows: its cofactors over its determinant, with
 * + - * / in this order, which every engine computes to the same bit.
 */
export function inverse3([xx, xy, xz, , yy, yz, , , zz]: Float64Array): Float64Array {
  const Cxx = yy * zz - yz * yz;
  const Cxy = xz * yz - xy * zz;
  const Cxz = xy * yz - xz * yy;
  const Cyy = xx * zz - xz * xz;
  const Cyz = xy * xz - xx * yz;
  const Czz = xx * yy - xy * xy;
  const determinant = xx * Cxx + xy * Cxy + xz * Cxz;
  return Float64Array.of(Cxx, Cxy, Cxz, Cxy, Cyy, Cyz, Cxz, Cyz, Czz).map((cofactor) => cofactor / determinant);
}

/** [P][sets][3][...]: sum_k W_ik of each set acts on the first index of its tensors or vectors, summed in the order of k. */
export function corrected(numbers: number[], paths: number, W: Float64Array[]): number[] {
  const size = numbers.length / paths / W.length;
  const row = size / 3;
  return numbers.map((_, place) => {
    const set = Math.floor(place / size);
    const [start, i, j] = [set * size, Math.floor((place % size) / row), place % row];
    const w = W[set % W.length];
    return (
      w[3 * i] * numbers[start + j] +
      w[3 * i + 1] * numbers[start + row + j] +
      w[3 * i + 2] * numbers[start + 2 * row + j]
    );
  });
}

/**
 * (3 <n n>)^-1 3 <n v> of values v at directions n [N][3], by rows i of n: a dipole of a scalar, a response of positions.
 * @param values [N][columns]
 */
export function firstMoments(directions: ArrayLike<number>, values: ArrayLike<number>, columns: number): number[] {
  const count = directions.length / 3;
  const squares = new Float64Array(9);
  const sums = new Float64Array(3 * columns);
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < 3; i++) {
      const n = directions[3 * k + i];
      for (let j = 0; j < 3; j++) squares[3 * i + j] += n * directions[3 * k + j];
      for (let j = 0; j < columns; j++) sums[columns * i + j] += n * values[columns * k + j];
    }
  }
  const W = inverse3(squares.map((sum) => (3 * sum) / count));
  return corrected(
    Array.from(sums, (sum) => (3 * sum) / count),
    1,
    [W],
  );
}
