// The Fourier modes of a turbulent field, and their sum: what the field is exactly, without interpolation.

/** One mode: B(x) = 2 Re(A exp(i k.x)), k in rad/pc, A in uG. Nine numbers: k, Re A, Im A. */
export const NUMBERS_PER_MODE = 9;

/** 2 |A|^2 of the mode whose numbers begin at `m`: what it adds to <B^2>, uG^2. */
export function modeVariance(modes: ArrayLike<number>, m: number): number {
  let sum = 0;
  for (let c = 3; c < NUMBERS_PER_MODE; c++) sum += 2 * modes[m + c] * modes[m + c];
  return sum;
}

/** The turbulent field at points [n][3] in pc as the sum over its modes (NUMBERS_PER_MODE each): [n][3], uG. */
export function sumOfModes(modes: Float64Array, points: Float64Array): Float64Array {
  const field = new Float64Array(points.length);
  for (let p = 0; p < points.length; p += 3) {
    for (let m = 0; m < modes.length; m += NUMBERS_PER_MODE) {
      const phase = modes[m] * points[p] + modes[m + 1] * points[p + 1] + modes[m + 2] * points[p + 2];
      const cosine = 2 * Math.cos(phase);
      const sine = 2 * Math.sin(phase);
      for (let c = 0; c < 3; c++) field[p + c] += modes[m + 3 + c] * cosine - modes[m + 6 + c] * sine;
    }
  }
  return field;
}

export interface ModeSums {
  /** <B^2> of the turbulent field */
  square_uG2: number;
  /** coherence length, pi sum |A|^2/k / sum |A|^2 */
  coherence_pc: number;
}

export function modeSums(modes: ArrayLike<number>): ModeSums {
  let square = 0;
  let weighted = 0;
  for (let m = 0; m < modes.length; m += NUMBERS_PER_MODE) {
    const variance = modeVariance(modes, m);
    square += variance;
    weighted += (Math.PI * variance) / Math.hypot(modes[m], modes[m + 1], modes[m + 2]);
  }
  return { square_uG2: square, coherence_pc: weighted / square };
}
