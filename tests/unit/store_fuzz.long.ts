import { suite } from "uvu";
import { damageFolders } from "./store/fuzz.js";

const test = suite("run folder: damage, long");

test("10^4 damaged folders: never a wrong result, always a message that names the file", async () => {
  await damageFolders(10_000, 2);
});

test.run();
