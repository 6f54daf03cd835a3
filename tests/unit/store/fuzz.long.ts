import { suite } from "uvu";
import { damageCheckpoints, damageFolders, damagePlans } from "./fuzz.js";

const test = suite("run folder: damage, long");

test("10^4 damaged folders: never a wrong result, always a message that names the file", async () => {
  await damageFolders(10_000, 2);
});

test("10^4 damaged checkpoints: read as written, or dropped", async () => {
  await damageCheckpoints(10_000, 2);
});

test("10^4 damaged plans of cluster runs: the same status, or a message that names the file", async () => {
  await damagePlans(10_000, 2);
});

test.run();
