// Any config is either planned, as by `run --dry-run`, or refused with a key that was given.
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { canonicalJSON, configIdentity, resolveConfig } from "../../../src/config/config.js";
import { between, planOrRefuse, settingsAndFiles } from "./inputs.js";

const test = suite("config: properties");

/** The same cases in every run; properties.long.ts draws more, different ones every time. */
const seed = 20150114;

test("3000 random configs: each is planned or refused by a key that it holds", () => {
  const { planned, refused, files } = planOrRefuse(3000, seed);
  console.log(`\n  3000 random configs: ${planned} planned, ${refused} refused; ${files} of them from files`);
  // all ways are taken often, or the test would show nothing
  assert.ok(planned > 300 && refused > 300 && files > 300, `${planned} planned, ${refused} refused, ${files} files`);
});

test("1000 files and settings with a slip in them: planned or refused", () => {
  const { planned, refused } = settingsAndFiles(1000, seed);
  console.log(`\n  1000 slips in files and settings: ${planned} planned, ${refused} refused`);
  assert.ok(planned > 20 && refused > 300, `${planned} planned, ${refused} refused`);
});

test("changing one value of a config changes its identity, unless it resolves to the same config", () => {
  const good = fc.record({ seed: fc.maxSafeNat(), tolerance: between(1e-12, 0.1), rms: between(0.1, 10) });
  const property = fc.property(good, good, (a, b) => {
    const [first, second] = [a, b].map(({ seed, tolerance, rms }) =>
      resolveConfig({ ensemble: { seed }, particles: { tolerance }, field: { total_rms_uG: rms } }),
    );
    assert.is(configIdentity(first) === configIdentity(second), canonicalJSON(first) === canonicalJSON(second));
  });
  fc.assert(property, { seed, numRuns: 200 });
});

test.run();
