// The published result in a compact form: what the figures need of each realisation at the last path length, and means at
// all path lengths. Made of a run folder by tools/precompute-page.ts; the numbers are those of the run to the last bit, but
// for the sums of squares, which are rounded once.
//
// R is among them: it does not follow from those of its half-sets, each of which has its own W.
import { type Config, type Group, groups } from "../src/config/config.js";
import { emptySample, inOrder, newRow, type Sample } from "../src/response/sample.js";
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

/** Hex digits of the checksum of a line. */
const CHECK_DIGITS = 16;

/** Quantities of a sample's row that are kept; the others follow from these and from the group. */
const KEPT = [
  "response_pc",
  "response_halves_pc",
  "displacement_pc2",
  "displacement_mean_pc",
  "diffusion_msd_pc",
  "diffusion_flow_pc",
  "steps",
  "rejected",
  "momentum_drift",
  "momentum_correction",
  "failed",
] as const;

export function packed(sample: Sample, checks: string[]): Precomputed["groups"][number] {
  const rows = inOrder(sample);
  return {
    checks: checks.join(""),
    rows: base64(
      Float64Array.from(rows.flatMap((row) => KEPT.flatMap((name) => [...sample.layout.numbers(row, name)]))),
    ),
    sums: base64(Float64Array.from(sample.moments.flatMap((moments) => moments.sums.map(rounded)))),
    squares: base64(Float64Array.from(sample.moments.flatMap((moments) => moments.squares.map(rounded)))),
  };
}

/** The samples of the groups of the config, in its order; those that the file lacks are empty. */
export function unpacked(file: Precomputed): Sample[] {
  return groups(file.config).map((group, g) =>
    file.groups[g] === undefined ? emptySample(group) : unpackedGroup(group, file.groups[g]),
  );
}

export function unpackedGroup(group: Group, { checks, rows, sums, squares }: Precomputed["groups"][number]): Sample {
  const sample = emptySample(group);
  const numbers = doubles(rows);
  const realisations = checks.length / CHECK_DIGITS;
  const width = keptNumbers(sample);
  if (numbers.length !== realisations * width)
    throw new Error(`${numbers.length} numbers of ${realisations} realisations, expected ${width} of each`);
  let next = 0;
  for (let k = 0; k < realisations; k++) {
    const row = newRow(sample);
    for (const name of KEPT) {
      const part = sample.layout.numbers(row, name);
      part.set(numbers.subarray(next, next + part.length));
      next += part.length;
    }
    sample.layout.numbers(row, "realisation")[0] = k;
    sample.layout.numbers(row, "directions")[0] = group.directions;
    sample.rows.push(row);
    sample.seen.add(k);
  }
  const [sumParts, squareParts] = [sums, squares].map((text) => Array.from(doubles(text), (x) => [x]));
  for (const moments of sample.moments) {
    moments.count = sample.rows.length;
    moments.sums = sumParts.splice(0, moments.sums.length);
    moments.squares = squareParts.splice(0, moments.squares.length);
  }
  return sample;
}

/** How many numbers of a row are kept. */
function keptNumbers({ layout }: Sample): number {
  const row = layout.row(new Float64Array(layout.width));
  return KEPT.reduce((sum, name) => sum + layout.numbers(row, name).length, 0);
}

function base64(numbers: Float64Array): string {
  let text = "";
  for (const byte of new Uint8Array(numbers.buffer)) text += String.fromCharCode(byte);
  return btoa(text);
}

function doubles(text: string): Float64Array {
  return new Float64Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
}
