// The paths of a whole sky, as liouville.backtrackSky flies them.

/** Where the particles that arrive at the origin were. N = 12 nside^2 directions, P path lengths. */
export interface Arrivals {
  nside: number;
  /** momentum directions on arrival, HEALPix RING pixel centres (or what they were turned to), [N][3] */
  directions: Float64Array;
  /** [P] */
  path_pc: number[];
  /** r(-T) in pc, [P][N][3] */
  positions: Float64Array;
  /** momentum directions at -T, [P][N][3] */
  momenta: Float64Array;
  /** particles that used up their steps: their maps are wrong there */
  failed: number;
}

/** Throws TypeError for what is not as `backtrackSky` returns it. */
export function checkArrivals(arrivals: Arrivals): void {
  const { nside, directions, path_pc, positions, momenta } = arrivals ?? {};
  const numbers = 3 * 12 * nside * nside;
  const isAsLong = (list: Float64Array, length: number) => ArrayBuffer.isView(list) && list.length === length;
  const flown = [positions, momenta].every((list) => isAsLong(list, numbers * path_pc?.length));
  if (!(flown && isAsLong(directions, numbers)))
    throw new TypeError("arrivals: what liouville.backtrackSky returns expected");
}
