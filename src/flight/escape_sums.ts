// What a realisation keeps of a free-escape boundary |z| = H. A particle that met the boundary on its way, followed back in time, came
// in from outside, where the density is zero: the flux from direction n is f(r(-T)) if it stayed inside and nothing if it did not.
// All particles are flown to the end, so that a realisation holds both answers, with the boundary and without it.

/** Part of the record of a realisation with transport.escape_height_pc: at each of P path lengths, of each of the two half-sets. */
export interface EscapeRecord {
  /** fraction of the directions whose particle met |z| = H within T, [P][2] */
  escaped_halves: number[][];
  /** <n_i> over these, as a mean over all directions, [P][2][3] */
  escaped_direction_halves: number[][][];
  /** 3 <n_i r_j(-T)> over the others, as a mean over all directions, [P][2][3][3] */
  inside_response_halves_pc: number[][][][];
  /** <r_j(-T)> over the others, as a mean over all directions, [P][2][3] */
  inside_displacement_halves_pc: number[][][];
}

// of one half-set: how many escaped, sum of their n, of n r inside, of r inside
const DIRECTION = 1;
const RESPONSE = 4;
const DISPLACEMENT = 13;
const HALF = 16;
/** Numbers at one path length: sums over the directions of one half-set, then of the other. */
export const ESCAPE_SUMS = 2 * HALF;

/** Adds one direction n of a half-set, whose particle is at r: component i of both at `n + i` and `r + i`. */
export function addEscape(
  sums: Float64Array,
  half: number,
  escaped: boolean,
  directions: Float64Array,
  n: number,
  positions: Float64Array,
  r: number,
): void {
  const at = half * HALF;
  if (escaped) {
    sums[at] += 1;
    for (let i = 0; i < 3; i++) sums[at + DIRECTION + i] += directions[n + i];
    return;
  }
  for (let j = 0; j < 3; j++) {
    sums[at + DISPLACEMENT + j] += positions[r + j];
    for (let i = 0; i < 3; i++) sums[at + RESPONSE + 3 * i + j] += directions[n + i] * positions[r + j];
  }
}

/** @param sums ESCAPE_SUMS numbers for each path length @param directions of both half-sets together */
export function escapeRecord(sums: Float64Array, directions: number): EscapeRecord {
  const each = <T>(value: (at: number) => T): T[][] =>
    Array.from({ length: sums.length / ESCAPE_SUMS }, (_, t) =>
      [0, 1].map((half) => value(t * ESCAPE_SUMS + half * HALF)),
    );
  const mean = (at: number, factor = 1) => sums[at] * ((2 * factor) / directions);
  const vector = (at: number) => [0, 1, 2].map((i) => mean(at + i));
  return {
    escaped_halves: each((at) => mean(at)),
    escaped_direction_halves: each((at) => vector(at + DIRECTION)),
    inside_response_halves_pc: each((at) =>
      [0, 1, 2].map((i) => [0, 1, 2].map((j) => mean(at + RESPONSE + 3 * i + j, 3))),
    ),
    inside_displacement_halves_pc: each((at) => vector(at + DISPLACEMENT)),
  };
}
