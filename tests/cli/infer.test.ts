// `infer` as a user calls it: its JSON, and what is wrong with its input.
import { writeFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { folders, larmor, tiny } from "./larmor.js";

const test = suite("command line: infer");
const { fresh, remove } = folders();
test.after(remove);

const dir = fresh();
test.before(async () => {
  const made = await larmor(["run", "--out", dir, "--quiet", "--set", "particles.rigidity_TV=[100,1000]", ...tiny(4)]);
  assert.is(made.code, 0, made.stderr);
});

test("--json has the fixed keys and nothing else on stdout; what needs B0 is null at level 1; few realisations are said", async () => {
  const { code, stdout, stderr } = await larmor(["infer", dir, "--json"]);
  assert.is(code, 0, stderr);
  const found = JSON.parse(stdout);
  for (const key of ["gradient_along_b0_per_kpc", "gradient_per_kpc", "angle_deg"])
    for (const part of [found[key], found[key].prior])
      assert.ok(part.q16 <= part.median && part.median <= part.q84, key);
  for (const key of ["gradient_deg", "b0_deg"]) assert.is(found[key].best.length, 2, key);
  assert.equal(Object.keys(found.log_evidence).sort(), ["0.1", "1", "isotropic"]);
  assert.ok(found.effective_realisations >= 1 && found.chi2.best <= found.chi2.typical);
  assert.match(stderr, /too few realisations/);
  const turbulent = await larmor(["infer", dir, "--json", "--turbulence-level", "1"]);
  const { angle_deg, b0_deg, gradient_along_b0_per_kpc } = JSON.parse(turbulent.stdout);
  assert.equal([angle_deg, b0_deg, gradient_along_b0_per_kpc], [null, null, null]);
});

test("a field at the observer and files", async () => {
  const out = fresh();
  const args = ["infer", dir, "--b-local", "ibex", "--turbulence-level", "0.1", "--out", out];
  const { code, stdout, stderr } = await larmor(args);
  assert.is(code, 0, stderr);
  assert.match(stdout, /gradient along B0, 1\/kpc/);
  assert.match(stderr, /wrote .*infer.json, .*b0.fits, .*gradient.fits/);
});

test("bad input: one sentence that says what to give", async () => {
  const file = `${fresh()}.csv`;
  writeFileSync(file, "experiment,energy_TeV,amplitude,kind,reference\nMine,300,8e-4,value,this work\n");
  const single = fresh();
  await larmor(["run", "--out", single, "--quiet", ...tiny(2)]);
  for (const [args, message] of [
    [[single], /found a run with one rigidity, 1000 TV, expected two or more/],
    [[dir, "--data", file], /found 1 rows, 0 of them with a phase, expected/],
    [
      [dir, "--energies", "1..50"],
      /--energies: found 1\.\.50 TeV, expected energies within the rigidities of the run, 100\.\.1000/,
    ],
    [[dir, "--b0", "229.2,11.4"], /--b0: found with turbulence level 1, which has no regular field/],
    [[dir, "--model-error", "0.2"], /--model-error: found "0.2", expected an error of the amplitude from 0 to 0.05/],
    [[dir, "--experiments", "IceCub"], /--experiments: found "IceCub", expected names/],
  ] as [string[], RegExp][]) {
    const { code, stdout, stderr } = await larmor(["infer", ...args]);
    assert.is(code, 2, `${args.join(" ")}: ${stderr}`);
    assert.is(stdout, "");
    assert.match(stderr, message);
  }
});

test.run();
