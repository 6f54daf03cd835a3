/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations (Golub & Van Loan, Matrix Computations, section 8.5).
 *
 * @param matrix [n][n], row by row; is left as it was
 * @returns eigenvalues [n], in no order, and eigenvectors as columns, [n][n]
 */
export function eigenvectors(matrix: ArrayLike<number>, n: number): { values: Float64Array; vectors: Float64Array } {
  const a = Float64Array.from(matrix);
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[n * i + i] = 1;
  const whole = a.reduce((sum, x) => sum + x * x, 0);
  for (let sweep = 0; sweep < 60 && outside(a, n) > 1e-26 * whole; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const apq = a[n * p + q];
        if (apq === 0) continue;
        const theta = (a[n * q + q] - a[n * p + p]) / (2 * apq);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let i = 0; i < n; i++) turn(a, n * i + p, n * i + q, c, s);
        for (let i = 0; i < n; i++) turn(a, n * p + i, n * q + i, c, s);
        for (let i = 0; i < n; i++) turn(vectors, n * i + p, n * i + q, c, s);
      }
    }
  }
  return { values: Float64Array.from({ length: n }, (_, i) => a[n * i + i]), vectors };
}

function turn(a: Float64Array, p: number, q: number, c: number, s: number): void {
  const x = a[p];
  const y = a[q];
  a[p] = c * x - s * y;
  a[q] = s * x + c * y;
}

/** Sum of the squares off the diagonal. */
function outside(a: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (i !== j) sum += a[n * i + j] ** 2;
  return sum;
}
