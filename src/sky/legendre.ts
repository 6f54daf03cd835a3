// Legendre functions by recurrence. Doubles, + - * / and sqrt only: the same bits everywhere.
import { checkFinite, checkWhole } from "../words/arguments.js";

/** Above, the start of the recurrence underflows near the poles. */
export const LARGEST_L = 1000;

const FOUR_PI = 4 * Math.PI;

/** Where l, m >= 0 stands in an array. */
export const place = (l: number, m: number): number => (l * (l + 1)) / 2 + m;

/** Orthonormal associated Legendre functions, Y_lm = values[l (l + 1)/2 + m] e^(i m phi), by the stable upward recurrence in l. */
export class Legendre {
  readonly values: Float64Array;
  readonly #lmax: number;
  /** coefficients of the recurrence, [l (l + 1)/2 + m] */
  readonly #up: Float64Array;

  constructor(lmax: number) {
    this.#lmax = lmax;
    this.values = new Float64Array(place(lmax, lmax) + 1);
    this.#up = new Float64Array(this.values.length);
    for (let l = 1; l <= lmax; l++) {
      for (let m = 0; m < l; m++) {
        this.#up[place(l, m)] = Math.sqrt((4 * l * l - 1) / (l * l - m * m));
      }
    }
  }

  /** Fills `values` at z = cos(theta). */
  at(z: number): void {
    const { values } = this;
    const up = this.#up;
    const s = Math.sqrt(Math.max(0, 1 - z * z));
    let diagonal = Math.sqrt(1 / FOUR_PI);
    for (let m = 0; m <= this.#lmax; m++) {
      if (m > 0) diagonal *= -s * Math.sqrt((2 * m + 1) / (2 * m));
      let below = 0;
      let here = diagonal;
      values[place(m, m)] = here;
      for (let l = m + 1; l <= this.#lmax; l++) {
        const a = up[place(l, m)];
        const next = a * (z * here - (l === m + 1 ? 0 : below / up[place(l - 1, m)]));
        below = here;
        here = next;
        values[place(l, m)] = here;
      }
    }
  }
}

/** Legendre polynomial P_l(x). */
export function legendreP(l: number, x: number): number {
  checkWhole("l", l, 0, LARGEST_L);
  if (!Number.isFinite(x)) checkFinite({ x }); // no object for each call of a loop
  let before = 1;
  if (l === 0) return before;
  let here = x;
  for (let k = 2; k <= l; k++) [before, here] = [here, ((2 * k - 1) * x * here - (k - 1) * before) / k];
  return here;
}
