import { suite } from "uvu";
import * as assert from "uvu/assert";
import { damageCheckpoints, damageFolders, damagePlans } from "./fuzz.js";

const test = suite("run folder: damage");

test("500 damaged folders: never a wrong result, always a message that names the file", async () => {
  const { refused, incomplete, whole } = await damageFolders(500, 1);
  // the fuzz shows something only if it damages: most cases must be noticed
  assert.ok(refused > 250, `${refused} refused`);
  assert.ok(incomplete > 10 && whole > 10, `${incomplete} incomplete, ${whole} whole`);
});

test("150 damaged checkpoints: read as written, or dropped", async () => {
  const dropped = await damageCheckpoints(150, 1);
  assert.ok(dropped > 130, `${dropped} dropped`);
});

test("150 damaged plans of cluster runs: the same status, or a message that names the file", async () => {
  const refused = await damagePlans(150, 1);
  assert.ok(refused > 100, `${refused} refused`);
});

test.run();
