// Increments of a field between two places: structure functions, along and across the local field, and the kurtosis, which is 3
// for Gaussian increments and larger where strong structures stand in a quiet field.
//
// Pairs of places are drawn at random: in random directions for the structure functions, and along the three axes for the kurtosis,
// since increments in several directions have several variances, and such a mixture of Gaussians is no Gaussian. Errors are the
// jackknife's over parts of the sample.

import { jackknife, type Measured, meanOf } from "../statistics/jackknife.js";
import { Layout, Rows } from "../statistics/rows.js";
import { exponent } from "./power_law.js";

/** Pairs of places that are about one distance apart. */
export interface Pairs {
  /** field at both places [count][3], uG */
  first: Float64Array;
  second: Float64Array;
  /** from the first to the second, [count][3], pc */
  apart: Float64Array;
  /** the part of the sample that each pair belongs to */
  parts: Uint8Array;
}

/** Draws `count` pairs about a distance apart, in random directions or along an axis. */
export type DrawPairs = (distance_pc: number, count: number, axis?: number) => Pairs;

export interface Increments {
  distances: {
    /** mean over the pairs */
    distance_pc: number;
    /** <dB_i^4>/<dB_i^2>^2 of places apart along an axis, mean over the three components and the three axes */
    kurtosis: Measured | null;
    /** <|dB|^2>, uG^2: in all directions, and within CONE_DEG of the local field and of the plane across it; null: no pairs */
    all: Measured | null;
    along: Measured | null;
    across: Measured | null;
  }[];
  /** of distance in the three; null where they are not fitted */
  exponents: { all: Measured | null; along: Measured | null; across: Measured | null };
  /** shortest and longest distance fitted; null: fewer than three */
  fitted_pc: [number, number] | null;
  /** at each distance, in random directions; half as many along each axis */
  pairs: number;
}

/** The local field of a pair is the mean of the two; along it, and across it, within this angle. */
export const CONE_DEG = 10;
const SINE = Math.sin((CONE_DEG * Math.PI) / 180);
const COSINE = Math.cos((CONE_DEG * Math.PI) / 180);
const FEWEST_FITTED = 3;

/**
 * What is summed for a distance: numbers of pairs and |dB|^2; of pairs along each axis their number, and of each component dB^2
 * and dB^4.
 */
const SUMS = { all: 0, along: 1, across: 2, squareAll: 3, squareAlong: 4, squareAcross: 5, axes: 6 };
const OF_AN_AXIS = 7;
const NUMBERS = SUMS.axes + 3 * OF_AN_AXIS;

export interface Sampling {
  /** increasing */
  distances_pc: readonly number[];
  /** shortest and longest distance of the exponents */
  fit_pc: readonly [number, number];
  /** of the sample */
  parts: number;
  /** at each distance */
  pairs: number;
}

export async function measureIncrements(
  draw: DrawPairs,
  { distances_pc, fit_pc, parts, pairs }: Sampling,
  progress: (part: number) => Promise<void> | void = () => {},
): Promise<Increments> {
  const n = distances_pc.length;
  const layout = new Layout<{ sums: number[][] }>({ sums: [n, NUMBERS] });
  const zeros = () => ({ sums: Array.from({ length: n }, () => new Array<number>(NUMBERS).fill(0)) });
  const rows = new Rows(layout, parts, zeros);
  const lengths: number[] = [];
  for (const [d, wanted] of distances_pc.entries()) {
    const start = d * NUMBERS;
    lengths.push(addPairs(draw(wanted, pairs), rows.memory, start, layout.width));
    for (let axis = 0; axis < 3; axis++) {
      const drawn = draw(wanted, pairs / 2, axis);
      addMoments(drawn, rows.memory, start + SUMS.axes + axis * OF_AN_AXIS, layout.width);
    }
    await progress((d + 1) / n);
  }
  const fitted = lengths.flatMap((length, d) => (length >= fit_pc[0] && length <= fit_pc[1] ? [d] : []));
  const { kurtosis, squares, exponents } = jackknife(rows, (halves) => {
    const { sums } = meanOf(halves);
    const mean = (square: number, count: number) => sums.map((row) => ratio(row[square], row[count]));
    const squares = {
      all: mean(SUMS.squareAll, SUMS.all),
      along: mean(SUMS.squareAlong, SUMS.along),
      across: mean(SUMS.squareAcross, SUMS.across),
    };
    const slope = (values: (number | null)[]) => {
      const points = fitted.flatMap((d) => {
        const y = values[d];
        return y === null || y <= 0 ? [] : [{ x: lengths[d], y, relative: 1 }];
      });
      return points.length < Math.max(FEWEST_FITTED, fitted.length) ? null : exponent(points).value;
    };
    return {
      kurtosis: sums.map(meanKurtosis),
      squares,
      exponents: { all: slope(squares.all), along: slope(squares.along), across: slope(squares.across) },
    };
  });
  return {
    distances: lengths.map((distance_pc, d) => ({
      ...{ distance_pc, kurtosis: kurtosis[d] },
      ...{ all: squares.all[d], along: squares.along[d], across: squares.across[d] },
    })),
    exponents,
    fitted_pc: fitted.length < FEWEST_FITTED ? null : [lengths[fitted[0]], lengths[fitted[fitted.length - 1]]],
    pairs,
  };
}

const ratio = (sum: number, count: number): number | null => (count > 0 ? sum / count : null);

/** Of components that are the same everywhere there is none. */
function meanKurtosis(sums: readonly number[]): number | null {
  const found: number[] = [];
  const axes = [0, 1, 2].map((axis) => sums.slice(SUMS.axes + axis * OF_AN_AXIS, SUMS.axes + (axis + 1) * OF_AN_AXIS));
  const largest = Math.max(...axes.flatMap(([, x, y, z]) => [x, y, z]));
  for (const [count, ...moments] of axes)
    for (let c = 0; c < 3; c++)
      if (moments[c] > 1e-12 * largest) found.push((moments[3 + c] * count) / (moments[c] * moments[c]));
  return found.length === 0 ? null : found.reduce((total, value) => total + value, 0) / found.length;
}

function addMoments({ first, second, parts }: Pairs, memory: Float64Array, start: number, width: number): void {
  for (let p = 0; p < parts.length; p++) {
    const to = start + width * parts[p];
    memory[to] += 1;
    for (let c = 0; c < 3; c++) {
      const d = second[3 * p + c] - first[3 * p + c];
      memory[to + 1 + c] += d * d;
      memory[to + 4 + c] += d * d * d * d;
    }
  }
}

/** Adds pairs to the rows of their parts; returns their mean distance. */
function addPairs({ first, second, apart, parts }: Pairs, memory: Float64Array, start: number, width: number): number {
  let total = 0;
  for (let p = 0; p < parts.length; p++) {
    const i = 3 * p;
    const to = start + width * parts[p];
    let square = 0;
    let field2 = 0;
    let length2 = 0;
    let scalar = 0;
    for (let c = 0; c < 3; c++) {
      const d = second[i + c] - first[i + c];
      const local = second[i + c] + first[i + c];
      square += d * d;
      field2 += local * local;
      length2 += apart[i + c] * apart[i + c];
      scalar += local * apart[i + c];
    }
    total += Math.sqrt(length2);
    memory[to + SUMS.all] += 1;
    memory[to + SUMS.squareAll] += square;
    const cosine = Math.abs(scalar) / Math.sqrt(field2 * length2);
    if (cosine > COSINE) {
      memory[to + SUMS.along] += 1;
      memory[to + SUMS.squareAlong] += square;
    } else if (cosine < SINE) {
      memory[to + SUMS.across] += 1;
      memory[to + SUMS.squareAcross] += square;
    }
  }
  return total / parts.length;
}
