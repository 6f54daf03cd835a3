// `verify` computes realisations again: a number that was changed and given a new checksum is found, and no other
// difference is reported.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { sealed } from "../../../src/store/lines.js";
import { FolderError, RunFolder } from "../../../src/store/store.js";
import { type Verified, verification } from "../../../src/store/verify.js";
import { type SmallRun, smallRun } from "../../interop/programs.js";
import { fakeConfig, fakeRecord, ORIGIN } from "./fake_run.js";

const test = suite("verify");
let small: SmallRun;
test.before(async () => {
  small = await smallRun();
});
test.after(() => small.remove());

async function verified(dir: string, count: number, seed = "1"): Promise<Verified[]> {
  const all: Verified[] = [];
  for await (const result of (await verification([dir], count, seed)).results()) all.push(result);
  return all;
}

test("a realisation computed again has the same bytes", async () => {
  const found = await verified(small.run.dir, 6);
  assert.is(found.length, 6);
  assert.ok(found.every((result) => result.same && result.differ.length === 0));
});

test("a changed number under a right checksum is found, and named", async () => {
  const path = join(small.run.dir, "realisations.jsonl");
  const before = readFileSync(path, "utf8");
  const lines = before.trimEnd().split("\n");
  const { check: _, ...record } = JSON.parse(lines[4]);
  record.displacement_mean_pc[1][2] += 1e-15; // the last bit or two
  lines[4] = sealed(record);
  writeFileSync(path, `${lines.join("\n")}\n`);
  try {
    const found = await verified(small.run.dir, 6);
    const wrong = found.filter((result) => !result.same);
    assert.equal(
      wrong.map(({ realisation, line, differ }) => [realisation, line, differ]),
      [[record.realisation, 5, ["displacement_mean_pc"]]],
    );
  } finally {
    writeFileSync(path, before);
  }
});

test("the choice follows from the seed, without doubles; more than there are is all", async () => {
  const chosen = async (seed: string, count: number) => (await verification([small.run.dir], count, seed)).chosen;
  assert.equal(await chosen("a", 3), await chosen("a", 3));
  const seen = new Set<string>();
  for (const seed of "abcdefghijklmnopqrst") {
    const three = await chosen(seed, 3);
    assert.is(new Set(three.map((choice) => JSON.stringify(choice))).size, 3);
    for (const choice of three) seen.add(JSON.stringify(choice));
  }
  // 20 choices of 3 of 6: the chance that one of them is never chosen is 6/2^20
  assert.is(seen.size, 6);
  assert.is((await chosen("a", 100)).length, 6);
});

test("a run of other numerics, and an empty one, are refused", async () => {
  const dir = join(small.top, "other");
  const config = fakeConfig(1);
  const folder = await RunFolder.open(dir, config, { ...ORIGIN, numerics: 4711 });
  folder.append(fakeRecord(config, 0, 0));
  folder.close();
  const empty = join(small.top, "empty");
  const { numerics, kernel_sha256 } = small.run.provenance;
  (await RunFolder.open(empty, config, { larmor: "0", numerics, kernel_sha256 })).close();
  for (const [which, message] of [
    [dir, /numerics 4711, this has/],
    [empty, /no realisation is there yet/],
  ] as const) {
    try {
      await verification([which], 1, "1");
      assert.unreachable();
    } catch (error) {
      assert.instance(error, FolderError);
      assert.match((error as Error).message, message);
    }
  }
});

test.run();
