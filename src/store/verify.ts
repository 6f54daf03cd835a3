import { createHash } from "node:crypto";
import type { Group } from "../config/config.js";
import { loadKernel, numerics } from "../flight/kernel.js";
import { realise } from "../flight/realisation.js";
import { FolderError } from "./errors.js";
import { describeHolder } from "./holder.js";
import { formatLine } from "./lines.js";
import { groupName, type Parts, readParts } from "./parts.js";
import { LineReader } from "./scan.js";
import { deviceText, expectedOf, fileOf } from "./stored.js";

/** One realisation that was computed again. */
export interface Verified {
  group: Group;
  realisation: number;
  file: string;
  line: number;
  same: boolean;
  /** keys of the record whose numbers differ */
  differ: string[];
}

/** A run of which some realisations are to be computed again. */
export interface Verification {
  /** SHA-256 of the kernel that made it, if another one with the same `numerics`: the bits must be the same */
  other_kernel: string | undefined;
  done: number;
  chosen: { group: number; realisation: number }[];
  /** Computes the chosen ones, one after the other, in this thread. */
  results(signal?: AbortSignal): AsyncGenerator<Verified>;
}

/**
 * Chooses `count` of the realisations that are there, by a seed, all with the same probability. Throws FolderError where the
 * folder is damaged, or made by other numerics, so that other bits are to be expected.
 */
export async function verification(dirs: string[], count: number, seed: string): Promise<Verification> {
  const all = await readParts(dirs);
  if (all.problems.length > 0) throw all.problems[0];
  const kernel = await loadKernel();
  const here = await numerics(kernel);
  const { larmor, numerics: made, kernel_sha256 } = all.provenance;
  const { device } = all.provenance;
  if (device !== undefined) {
    const why = `made on ${deviceText(device)}, whose bits no other machine has; the audit in its summary.json stands for them`;
    throw new FolderError(dirs.join(", "), why);
  }
  if (made !== here) {
    const remedy = "only the version that made a run can verify it";
    throw new FolderError(
      dirs.join(", "),
      `made by larmor ${larmor} with numerics ${made}, this has ${here}; ${remedy}`,
    );
  }
  const done = all.groups.reduce((n, _, g) => n + all.index.count(g), 0);
  if (done === 0) {
    const holder = all.parts.find((part) => part.working)?.holder;
    const why = holder ? `; it is being written by ${describeHolder(holder)}` : "";
    throw new FolderError(dirs.join(", "), `no realisation is there yet${why}`);
  }
  const chosen = [...choose(done, Math.min(count, done), seed)].sort((a, b) => a - b).map((n) => nth(all, n));
  return {
    other_kernel: kernel_sha256 === kernel.sha256 ? undefined : kernel_sha256,
    done,
    chosen,
    results: (signal) => results(all, chosen, signal),
  };
}

async function* results(all: Parts, chosen: Verification["chosen"], signal?: AbortSignal): AsyncGenerator<Verified> {
  const reader = new LineReader(all.parts.map((part) => fileOf(part.dir, "lines")));
  const expected = expectedOf(all.config, all.provenance.config_sha256, all.provenance.numerics);
  try {
    for (const { group: g, realisation } of chosen) {
      const group = all.groups[g];
      const place = all.index.get(g, realisation);
      if (place === undefined) throw new Error(`realisation ${realisation} of ${groupName(group)} was counted`);
      const { turbulence_level, rigidity_TV } = group;
      const record = await realise(all.config, realisation, { turbulence_level, rigidity_TV, signal });
      const again = Buffer.from(formatLine(record, expected).trimEnd());
      const stored = reader.bytes(place);
      const same = again.equals(stored);
      const differ = same ? [] : differing(JSON.parse(stored.toString("utf8")), JSON.parse(again.toString("utf8")));
      yield { group, realisation, file: reader.files[place.part], line: place.line, same, differ };
    }
  } finally {
    reader.close();
  }
}

function differing(a: Record<string, unknown>, b: Record<string, unknown>): string[] {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.filter((key) => key !== "check" && JSON.stringify(a[key]) !== JSON.stringify(b[key]));
}

/** `count` different numbers below n: the first of the sequence SHA-256(seed, 0), SHA-256(seed, 1), ... modulo n. */
function choose(n: number, count: number, seed: string): Set<number> {
  const found = new Set<number>();
  for (let i = 0; found.size < count; i++) {
    // 48 bits modulo n: no number is favoured by more than n/2^48
    found.add(createHash("sha256").update(`${seed} ${i}`).digest().readUIntBE(0, 6) % n);
  }
  return found;
}

/** The n-th realisation that is there, in order (group, realisation). */
function nth({ groups, index, config }: Parts, n: number): { group: number; realisation: number } {
  let before = 0;
  for (let group = 0; group < groups.length; group++) {
    if (n < before + index.count(group)) {
      for (let realisation = 0; realisation < config.ensemble.realisations; realisation++) {
        if (index.get(group, realisation) !== undefined && before++ === n) return { group, realisation };
      }
    }
    before += index.count(group);
  }
  throw new Error(`realisation number ${n} of fewer`);
}
