// As properties.test.ts, with more configs, different ones every time.
import { suite } from "uvu";
import { planOrRefuse, settingsAndFiles } from "./inputs.js";

const test = suite("config: many random ones");
const seed = Date.now() % 2 ** 31;

test("100000 random configs: each is planned or refused by a key that it holds", () => {
  const { planned, refused, files } = planOrRefuse(1e5, seed);
  console.log(
    `\n  seed ${seed}, 100000 random configs: ${planned} planned, ${refused} refused; ${files} of them from files`,
  );
});

test("20000 files and settings with a slip in them: planned or refused", () => {
  const { planned, refused } = settingsAndFiles(2e4, seed);
  console.log(`\n  seed ${seed}, 20000 slips: ${planned} planned, ${refused} refused`);
});

test.run();
