// As the last test of edges.test.ts, with more configs, different ones every time.
import { suite } from "uvu";
import { runExtremes } from "./extremes.js";

const edges = suite("numbers at the edges: many");

edges("2000 configs with extreme values: each runs to finite numbers, or is refused", async () => {
  const seed = Date.now() % 2 ** 31;
  const { run, refused, long, failed } = await runExtremes(2000, seed);
  console.log(`\n  seed ${seed}: ${run} run (${failed} with failed particles), ${refused} refused, ${long} too long`);
});

edges.run();
