import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups } from "../../../src/config/config.js";
import { RunFolder, status } from "../../../src/store/store.js";
import { fakeConfig, fakeRecord, ORIGIN } from "./fake_run.js";

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

test.run();
