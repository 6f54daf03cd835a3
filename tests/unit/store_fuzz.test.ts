import { suite } from "uvu";
import * as assert from "uvu/assert";
import { damageFolders } from "./store/fuzz.js";

const test = suite("run folder: damage");

test("500 damaged folders: never a wrong result, always a message that names the file", async () => {
  const { refused, incomplete, whole } = await damageFolders(500, 1);
  // the fuzz is worth its name only if it damages: most cases have to be seen
  assert.ok(refused > 250, `${refused} refused`);
  assert.ok(incomplete > 10 && whole > 10, `${incomplete} incomplete, ${whole} whole`);
});

test.run();
