// The published result in a compact form: what the figures need of each realisation at the last path length, and means at
// all path lengths. Made of a run folder by tools/precompute-page.ts; the numbers are those of the run to the last bit, but
// for the sums of squares, which are rounded once.
import type { Config } from "../src/config/config.js";
import { groups } from "../src/config/config.js";
import { COLUMN, emptySample, inOrder, type Sample } from "../src/response/sample.js";
import { rounded } from "../src/statistics/exact_sums.js";

export interface Precomputed {
  config: Config;
  config_sha256: string;
  kernel_sha256: string;
  numerics: number;
  /** SHA-256 of realisations.jsonl in order; lines.ts */
  result_sha256: string;
  groups: {
    /** checksums of the lines in order, 16 hex digits each */
    checks: string;
    /** numbers of each realisation in order, base64 of doubles */
    rows: string;
    /** sums over the realisations, and of squares, base64 of doubles */
    sums: string;
    squares: string;
  }[];
}

/** Columns of a sample's row that are kept; the others follow from these and from the group. */
const KEPT = [
  ...range(COLUMN.halfA, 18),
  ...range(COLUMN.displacement, 21),
  ...range(COLUMN.steps, COLUMN.failed + 1 - COLUMN.steps),
];

function range(first: number, length: number): number[] {
  return Array.from({ length }, (_, i) => first + i);
}

export function packed(sample: Sample, checks: string[]): Precomputed["groups"][number] {
  const rows = inOrder(sample);
  return {
    checks: checks.join(""),
    rows: base64(Float64Array.from(rows.flatMap((row) => KEPT.map((column) => row[column])))),
    sums: base64(Float64Array.from(sample.moments.sum, rounded)),
    squares: base64(Float64Array.from(sample.moments.squares, rounded)),
  };
}

/** The samples of the groups of the config, in its order. */
export function unpacked(file: Precomputed): Sample[] {
  return groups(file.config).map((group, g) => {
    const { rows, sums, squares } = file.groups[g];
    const sample = emptySample(group);
    const numbers = doubles(rows);
    const count = numbers.length / KEPT.length;
    for (let k = 0; k < count; k++) {
      const row = new Float64Array(COLUMN.failed + 1);
      KEPT.forEach((column, i) => {
        row[column] = numbers[k * KEPT.length + i];
      });
      row[COLUMN.realisation] = k;
      row[COLUMN.directions] = group.directions;
      for (let i = 0; i < 9; i++) row[COLUMN.response + i] = (row[COLUMN.halfA + i] + row[COLUMN.halfB + i]) / 2;
      sample.rows.push(row);
      sample.seen.add(k);
    }
    const parts = (text: string) => Array.from(doubles(text), (x) => [x]);
    sample.moments = { count, sum: parts(sums), squares: parts(squares) };
    return sample;
  });
}

function base64(numbers: Float64Array): string {
  let text = "";
  for (const byte of new Uint8Array(numbers.buffer)) text += String.fromCharCode(byte);
  return btoa(text);
}

function doubles(text: string): Float64Array {
  return new Float64Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
}
