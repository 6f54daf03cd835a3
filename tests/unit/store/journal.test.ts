import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { appendJournal, fileOf, type JournalEntry, merge, readJournal } from "../../../src/store/store.js";
import { fakeConfig, fillRun } from "./fake_run.js";

const test = suite("journal");
const top = mkdtempSync(join(tmpdir(), "larmor-journal-"));
test.after(() => rmSync(top, { recursive: true, force: true }));

const entry = (begun: string): JournalEntry => ({
  ...{ begun, seconds: 2, realisations: 4, workers: 1, larmor: "0", node: "20", machine: "one" },
});

test("a merged run has the entries of all its parts by time, and the results are the same without a journal", async () => {
  const [a, b, all, plain] = ["a", "b", "all", "plain"].map((name) => join(top, name));
  const config = fakeConfig(4);
  await fillRun(a, config, { shard: { index: 1, of: 2 } });
  await fillRun(b, config, { shard: { index: 2, of: 2 } });
  await merge([a, b], plain);
  assert.equal(readJournal(plain), []);
  appendJournal(a, entry("2026-02-02"));
  appendJournal(b, entry("2026-01-01"));
  await merge([a, b], all);
  assert.equal(
    readJournal(all).map(({ begun }) => begun),
    ["2026-01-01", "2026-02-02"],
  );
  for (const which of ["lines", "summary", "config", "provenance"] as const) {
    assert.is(readFileSync(fileOf(all, which), "utf8"), readFileSync(fileOf(plain, which), "utf8"), which);
  }
});

test("a line that is none is left out, and a folder that is gone is not made again", () => {
  const dir = join(top, "plain");
  writeFileSync(fileOf(dir, "journal"), `torn\n${JSON.stringify(entry("2026-03-03"))}\n{"begun":3}\n\n{"beg`);
  assert.is(readJournal(dir).length, 1);
  appendJournal(join(top, "nowhere"), entry("2026-03-03"));
  assert.equal(readJournal(join(top, "nowhere")), []);
});

test.run();
