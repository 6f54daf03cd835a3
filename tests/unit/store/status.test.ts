import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups } from "../../../src/config/config.js";
import { merge, RunFolder, status } from "../../../src/store/store.js";
import { fakeConfig, fakeRecord, fillRun, ORIGIN } from "./fake_run.js";

const test = suite("status");
const top = mkdtempSync(join(tmpdir(), "larmor-status-"));
test.after(() => rmSync(top, { recursive: true, force: true }));

test("the time to go counts a realisation by the cost of its group, and not what an earlier process had done", async () => {
  const dir = join(top, "run");
  const config = fakeConfig(6);
  const [cheap, dear] = groups(config).map(({ steps_estimate }) => steps_estimate);
  const first = await RunFolder.open(dir, config, ORIGIN);
  for (const k of [0, 1]) first.append(fakeRecord(config, 1, k));
  first.close();
  const folder = await RunFolder.open(dir, config, ORIGIN, { resume: true });
  try {
    for (let k = 0; k < 6; k++) folder.append(fakeRecord(config, 0, k));
    const found = await status([dir], Date.now() + 60_000);
    assert.is(found.done, 8);
    // six cheap ones a minute, four dear ones to go
    const seconds = (60 * 4 * dear) / (6 * cheap);
    for (const eta of [found.eta_s, found.parts[0].eta_s]) {
      assert.ok(Math.abs((eta ?? 0) / seconds - 1) < 0.05, `${eta} s, ${seconds} s expected`);
    }
    assert.ok(Math.abs(seconds / 40 - 1) > 0.1, "the groups differ in cost");
  } finally {
    folder.close();
  }
});

test("a merged run among its shards, or a shard twice, is one problem however many realisations it has", async () => {
  const config = fakeConfig(6);
  const shards = join(top, "shards");
  for (const index of [1, 2]) await fillRun(join(shards, `${index}`), config, { shard: { index, of: 2 } });
  await merge([shards], join(shards, "whole"));
  const found = await status([shards]);
  assert.is(found.done, 12);
  assert.is(found.problems.length, 1);
  assert.match(
    found.problems[0],
    /whole: 12 realisations that other folders have too, the first in line 1 \(realisation 0, .*1.*line 1\); it is the whole run, as merge writes it/,
  );
  const { doubled, state, done } = found.parts[2];
  assert.equal([doubled, state, done], [12, "complete", 0]);
  await merge([shards], join(top, "again")).then(
    () => assert.unreachable(),
    (error) =>
      assert.match(error.message, /^[^\n]*: not merged:\n[^\n]*12 realisations that other folders have too[^\n]*$/),
  );
  // alone it is a run like any other
  assert.equal((await status([join(shards, "whole")])).problems, []);

  cpSync(join(shards, "1"), join(top, "copy"), { recursive: true });
  const { problems, parts } = await status([join(shards, "1"), join(top, "copy")]);
  assert.is(problems.length, 1);
  assert.match(problems[0], /copy: 6 realisations that other folders have too, the first in line 1 \([^;]*\)$/);
  assert.is(parts[1].state, "complete");
});

test.run();
