// Damages run folders in every way we could think of, and checks that no wrong result ever comes out.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { configIdentity } from "../../../src/config/config.js";
import { blockNumbers } from "../../../src/flight/block_sums.js";
import type { RealisationRecord } from "../../../src/flight/record.js";
import type { Checkpoint } from "../../../src/run/checkpoint.js";
import { checkpointFile } from "../../../src/store/checkpoints.js";
import {
  clusterPath,
  FolderError,
  merge,
  Run,
  RunFolder,
  readPlan,
  status,
  writePlan,
} from "../../../src/store/store.js";
import { fakeConfig, fakeRecord, ORIGIN } from "./fake_run.js";

const REALISATIONS = 3;
/** Files of a run folder, most often the one with its lines. */
const NAMES = [
  "realisations.jsonl",
  "realisations.jsonl",
  "realisations.jsonl",
  "config.json",
  "provenance.json",
] as const;

type Random = (below: number) => number;

/** A file's bytes, damaged. */
type Damage = (bytes: Buffer, random: Random, foreign: Buffer) => Buffer;
const DAMAGES: Record<string, Damage> = {
  "one bit flipped": (bytes, random) => {
    const damaged = Buffer.from(bytes);
    if (damaged.length > 0) damaged[random(damaged.length)] ^= 1 << random(8);
    return damaged;
  },
  "several bytes overwritten": (bytes, random) => {
    const damaged = Buffer.from(bytes);
    for (let i = 0, start = random(damaged.length); i < 1 + random(20); i++) damaged[start + i] = random(256);
    return damaged.subarray(0, bytes.length);
  },
  "a digit changed": (bytes, random) => {
    const damaged = Buffer.from(bytes);
    const digits = [...damaged.keys()].filter((index) => damaged[index] >= 48 && damaged[index] <= 57);
    damaged[digits[random(digits.length)]] = 48 + random(10);
    return damaged;
  },
  "cut short": (bytes, random) => bytes.subarray(0, random(bytes.length)),
  "a piece cut out": (bytes, random) => {
    const [from, length] = [random(bytes.length), 1 + random(3000)];
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + length)]);
  },
  "a piece put in": (bytes, random) => {
    const [place, from] = [random(bytes.length), random(bytes.length)];
    return Buffer.concat([bytes.subarray(0, place), bytes.subarray(from, from + random(3000)), bytes.subarray(place)]);
  },
  "a block of zeros": (bytes, random) => {
    const damaged = Buffer.from(bytes);
    const from = random(damaged.length);
    return damaged.fill(0, from, Math.min(damaged.length, from + 512));
  },
  "zeros at the end": (bytes, random) => Buffer.concat([bytes, Buffer.alloc(1 + random(600))]),
  "a line doubled": (bytes, random) => withLines(bytes, (lines) => [...lines, lines[random(lines.length)]]),
  "a line lost": (bytes, random) => withLines(bytes, (lines) => lines.toSpliced(random(lines.length), 1)),
  "lines in another order": (bytes) => withLines(bytes, (lines) => lines.toReversed()),
  "two lines spliced": (bytes, random) =>
    withLines(bytes, (lines) => {
      const [a, b] = [lines[random(lines.length)], lines[random(lines.length)]];
      return [...lines, a.slice(0, random(a.length)) + b.slice(random(b.length))];
    }),
  "a foreign line": (bytes, random, foreign) => {
    const lines = foreign.toString("latin1").trimEnd().split("\n");
    return withLines(bytes, (own) => own.toSpliced(random(own.length + 1), 0, lines[random(lines.length)]));
  },
  "the file of another run": (_bytes, _random, foreign) => foreign,
  "an empty file": () => Buffer.alloc(0),
};

function generator(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function withLines(bytes: Buffer, change: (lines: string[]) => string[]): Buffer {
  return Buffer.from(`${change(bytes.toString("latin1").trimEnd().split("\n")).join("\n")}\n`, "latin1");
}

/** Damages a checkpoint `cases` times: it is read as it was written, or dropped. Returns how many were dropped. */
export async function damageCheckpoints(cases: number, seed: number): Promise<number> {
  const top = mkdtempSync(join(tmpdir(), "larmor-fuzz-"));
  const [config, foreign] = [fakeConfig(REALISATIONS), fakeConfig(REALISATIONS, 2)];
  const [folder, other] = await Promise.all(
    [config, foreign].map((runConfig, n) => RunFolder.open(join(top, String(n)), runConfig, ORIGIN)),
  );
  const numbers = blockNumbers(folder.groups[0]);
  const written = (salt: number): Checkpoint => ({
    done: new Map(
      [0, 2].map((block) => [block, Float64Array.from({ length: numbers }, (_, i) => (i + salt) / (block + 3))]),
    ),
    begun: new Map([[1, Uint8Array.from({ length: 4000 }, (_, i) => (i * salt) % 251)]]),
  });
  const file = checkpointFile(folder.dir, 0, 1);
  folder.save(0, 1, written(1));
  other.save(0, 1, written(2));
  const [good, strange] = [file, checkpointFile(other.dir, 0, 1)].map((name) => readFileSync(name));
  const random = generator(seed);
  let dropped = 0;
  try {
    for (let n = 0; n < cases; n++) {
      const ways = Object.keys(DAMAGES);
      const way = ways[n % ways.length];
      writeFileSync(file, DAMAGES[way](good, random, strange));
      const found = folder.load(0, 1);
      if (found === undefined) dropped += 1;
      else assert.equal(found, written(1), `case ${n} of seed ${seed}: ${way}`);
    }
  } finally {
    for (const opened of [folder, other]) opened.close();
    rmSync(top, { recursive: true, force: true });
  }
  return dropped;
}

/**
 * Damages the plan of a cluster run, or its config, `cases` times: status says the same, or names the file. Returns how
 * often it did.
 */
export async function damagePlans(cases: number, seed: number): Promise<number> {
  const top = mkdtempSync(join(tmpdir(), "larmor-fuzz-"));
  const [dir, other] = ["good", "other"].map((name) => join(top, name));
  for (const [folder, run] of [
    [dir, 1],
    [other, 2],
  ] as const) {
    mkdirSync(folder);
    const config = fakeConfig(REALISATIONS, run);
    const costs = { shard_core_seconds: 1, shard_seconds: 1, cores: 1, memory_bytes: 1, time: "1", memory: "1" };
    const about = { ...ORIGIN, config_sha256: configIdentity(config), realisations: REALISATIONS, shards: 2 + run };
    writePlan(folder, config, { ...about, groups: [], ...costs });
  }
  const expected = { plan: readPlan(dir).plan, status: await status([dir], 0) };
  const random = generator(seed);
  let refused = 0;
  try {
    for (let n = 0; n < cases; n++) {
      const ways = Object.keys(DAMAGES);
      const way = ways[n % ways.length];
      const which = n % 2 === 0 ? "plan" : "config";
      const [file, foreign] = [dir, other].map((folder) => clusterPath(folder, which));
      const good = readFileSync(file);
      writeFileSync(file, DAMAGES[way](good, random, readFileSync(foreign)));
      const what = `case ${n} of seed ${seed}: ${which}, ${way}`;
      try {
        assert.equal({ plan: readPlan(dir).plan, status: await status([dir], 0) }, expected, what);
      } catch (error) {
        assert.instance(error, FolderError, `${what}: ${(error as Error).stack}`);
        assert.match((error as Error).message, /(slurm|resolved)\.json: /, what);
        refused += 1;
      }
      writeFileSync(file, good);
    }
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
  return refused;
}

/** Damages `cases` folders; returns how often each kind of damage was noticed and refused. */
export async function damageFolders(
  cases: number,
  seed: number,
): Promise<{ refused: number; incomplete: number; whole: number }> {
  const top = mkdtempSync(join(tmpdir(), "larmor-fuzz-"));
  const config = fakeConfig(REALISATIONS);
  const [good, other, work] = ["good", "other", "work"].map((name) => join(top, name));
  for (const [dir, runConfig] of [
    [good, config],
    [other, fakeConfig(REALISATIONS, 2)],
  ] as const) {
    const folder = await RunFolder.open(dir, runConfig, ORIGIN);
    for (let g = 0; g < 2; g++) for (let k = 0; k < REALISATIONS; k++) folder.append(fakeRecord(runConfig, g, k));
    folder.close();
  }
  const expected = new Map<string, string>();
  for (let g = 0; g < 2; g++) {
    for (let k = 0; k < REALISATIONS; k++) {
      const record = fakeRecord(config, g, k);
      expected.set(keyOf(record), JSON.stringify(record));
    }
  }
  await merge([good], join(top, "merged"));
  const merged = contents(join(top, "merged"));

  const random = generator(seed);
  const seen = { refused: 0, incomplete: 0, whole: 0 };
  try {
    for (let n = 0; n < cases; n++) {
      const ways = Object.keys(DAMAGES);
      const way = ways[n % ways.length];
      const name = NAMES[random(NAMES.length)];
      rmSync(work, { recursive: true, force: true });
      cpSync(good, work, { recursive: true });
      const damaged = DAMAGES[way](readFileSync(join(good, name)), random, readFileSync(join(other, name)));
      writeFileSync(join(work, name), damaged);
      const what = `case ${n} of seed ${seed}: ${name}, ${way}`;
      await check(work, name, what);
    }
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
  return seen;

  async function check(dir: string, name: string, what: string): Promise<void> {
    const run = await refusedOr(() => Run.read(dir), what, name);
    if (run === undefined) seen.refused += 1;
    else {
      let count = 0;
      for (const record of run.records()) {
        assert.is(shape(record), expected.get(keyOf(record)), what);
        count += 1;
      }
      assert.is(run.done(), count, what);
      if (run.done() === run.total() && run.total() === expected.size) seen.whole += 1;
      else seen.incomplete += 1;
    }
    const out = `${dir}-merged`;
    rmSync(out, { recursive: true, force: true });
    const done = await refusedOr(() => merge([dir], out), what, "");
    if (done) assert.equal(contents(out), merged, what);
    else assert.ok(run === undefined || run.done() < expected.size, `${what}: read whole and not merged`);
  }
}

/** The result, or undefined where it was refused with a message that names the file. */
async function refusedOr<T>(work: () => Promise<T>, what: string, name: string): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    assert.instance(error, FolderError, `${what}: ${(error as Error).stack}`);
    assert.match(
      (error as Error).message,
      /(config|provenance)\.json: |realisations\.jsonl line \d+: |missing: /,
      what,
    );
    if (name === "realisations.jsonl") assert.match((error as Error).message, /realisations\.jsonl line \d+: /, what);
    return undefined;
  }
}

const keyOf = (record: RealisationRecord) => `${record.turbulence_level} ${record.realisation}`;
const shape = (record: RealisationRecord) => {
  const order = fakeRecord(fakeConfig(REALISATIONS), 0, 0);
  return JSON.stringify(Object.fromEntries(Object.keys(order).map((key) => [key, record[key as keyof typeof record]])));
};
const contents = (dir: string) =>
  readdirSync(dir)
    .sort()
    .map((name) => [name, readFileSync(join(dir, name), "utf8")]);
