// larmor bench in the built package: every item with its error, more than one round, nothing but JSON on stdout.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { larmor } from "./larmor.js";

const test = suite("larmor bench");

test("times synthesis, field, steps and realisations, each beside its error", async () => {
  const { code, stdout } = await larmor(["bench", "--json", "--rounds", "3"]);
  assert.is(code, 0);
  const { machine, rows } = JSON.parse(stdout);
  assert.match(machine.kernel_sha256, /^[0-9a-f]{64}$/);
  for (const kind of ["synthesis", "field along paths", "step", "realisations"])
    assert.ok(
      rows.some(({ item }: { item: string }) => item.startsWith(kind)),
      kind,
    );
  for (const { item, median, least, most, rounds, error } of rows) {
    assert.is(rounds, 3, item);
    assert.ok(least > 0 && least <= median && median <= most, `${item}: ${least}, ${median}, ${most}`);
    assert.ok(error.length > 0, item);
  }
  // the error of a field is that of the default: quadratic splines on four cells a wavelength, 5.6e-3 at turbulence level 1
  const strong = rows.find(({ item }: { item: string }) => item === "field along paths, 1000 TV, turbulence level 1");
  assert.ok(Number.parseFloat(strong.error) > 2e-3 && Number.parseFloat(strong.error) < 1e-2, strong.error);
});

test("wrong rounds are refused", async () => {
  const { code, stderr } = await larmor(["bench", "--rounds", "2"]);
  assert.is(code, 2);
  assert.match(stderr, /--rounds: found "2", expected a whole number from 3 to 1000/);
});

test.run();
