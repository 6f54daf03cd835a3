// `multipoles` as a user calls it, on a run shared out among workers.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { withError } from "../../src/words/numbers.js";
import { folders, larmor } from "./larmor.js";

const test = suite("command line: multipoles");
const { fresh, remove } = folders();
test.after(remove);

const RUN = [
  ["field.turbulence_level=[0.1]", "particles.nside=4", "particles.integrator=magnus"],
  ["transport.path_pc=4", "transport.outputs=2", "ensemble.realisations=4"],
].flatMap((settings) => settings.flatMap((setting) => ["--set", setting]));

test("spectra, local frame and claims of a run; the same lines from two workers as from one, and verified", async () => {
  const [dir, other] = [fresh(), fresh()];
  for (const [out, workers] of [
    [dir, "2"],
    [other, "1"],
  ]) {
    const run = await larmor([
      "run",
      ...RUN,
      "--set",
      "transport.multipoles=2",
      "--workers",
      workers,
      "--out",
      out,
      "--quiet",
    ]);
    assert.is(run.code, 0, run.stderr);
  }
  const both = await Promise.all([dir, other].map((folder) => larmor(["multipoles", folder, "--json"])));
  assert.is(both[0].stdout, both[1].stdout);
  const { groups, claims } = JSON.parse(both[0].stdout);
  assert.equal([groups.length, groups[0].lmax, groups[0].realisations], [1, 2, 4]);
  assert.equal(
    groups[0].spectra.map(({ gradient }: { gradient: string }) => gradient),
    ["along", "across"],
  );
  assert.is(claims.length, 7);
  assert.is((await larmor(["verify", dir])).code, 0);
  const page = await larmor(["multipoles", dir]);
  assert.match(page.stdout, /gradient along B0\nl +C_l +noise/);
  assert.ok(page.stdout.split("\n").every((line) => line.length <= 100));
});

test("figures of the ensemble, a band of declinations, and measured C_l beside; `all` has them where the run has multipoles", async () => {
  const [dir, out] = [fresh(), fresh()];
  const run = await larmor(["run", ...RUN, "--set", "transport.multipoles=2", "--out", dir, "--quiet"]);
  assert.is(run.code, 0, run.stderr);
  const table = join(fresh(), "..", "cl.csv");
  writeFileSync(table, "experiment,energy_TeV,l,C_l,kind,reference\nMine,900,1,2e-6,value,this work\n");
  const drawn = await larmor(["figure", "cl", "shape", dir, "--data", table, "--out", out]);
  assert.is(drawn.code, 0, drawn.stderr);
  assert.match(readFileSync(join(out, "cl.csv"), "utf8"), /\nMine,,900,,1,0\.000002,/);
  assert.match(readFileSync(join(out, "shape.svg"), "utf8"), /slope .* about the local field/);
  const closeUp = await larmor(["figure", "cl", dir, "--realisation", "1", "--out", out]);
  assert.is(closeUp.code, 0, closeUp.stderr);
  assert.match(readFileSync(join(out, "cl.svg"), "utf8"), /Realisation 1/);
  const all = fresh();
  await larmor(["figure", "all", dir, "--out", all]);
  for (const name of ["cl.svg", "shape.svg"]) assert.ok(existsSync(join(all, name)), name);

  const seen = await larmor(["multipoles", dir, "--dec", "-20..60", "--b0", "ibex", "--data", table, "--json"]);
  const { bands, partial_skies, measured, regular_field_icrs_deg } = JSON.parse(seen.stdout);
  assert.equal(regular_field_icrs_deg, [229.7, 23.3]);
  assert.ok(Math.abs(bands[0].kept_by_band_mean[1] - 0.639) < 1e-3);
  assert.is(partial_skies[0].spectra[0].debiased.whole_sky.length, 3);
  assert.equal([measured[0].l, measured[0].simulated.length], [1, 2]);
  const page = await larmor(["multipoles", dir, "--dec", "-20..60", "--data", table]);
  assert.ok(page.stdout.split("\n").every((line) => line.length <= 110));

  const more = await larmor(
    ["multipoles", dir, "--dec", "-20..60", "--b0", "ibex", "--data", table, "--json", "--gradient-per-kpc", "1.4"], // ten times
  );
  const scaled: string[] = [];
  const compare = (a: unknown, b: unknown, path: string): void => {
    if (typeof a === "number" && a !== b) {
      assert.ok(Math.abs(Number(b) / a - 100) < 1e-6, `${path}: ${a}, ${b}`);
      scaled.push(path.replace(/\.?\d+/g, "").replace(/\.(value|error)$/, ""));
    } else if (a !== null && typeof a === "object")
      for (const [key, value] of Object.entries(a))
        compare(value, (b as Record<string, unknown>)[key], `${path}.${key}`);
  };
  const [single, ten] = [seen, more].map(({ stdout }) => JSON.parse(stdout));
  assert.equal([single.gradient_per_kpc, ten.gradient_per_kpc], [0.14, 1.4]);
  for (const part of ["groups", "partial_skies", "measured", "bands"]) compare(single[part], ten[part], part);
  const ofBand = ["median", "low", "high", "lowest", "highest"].map((name) => `groups.spectra.band.${name}`);
  const powers = ["groups.spectra.power", "groups.spectra.noise", "groups.spectra.subtracted", ...ofBand];
  const partial = ["partial_skies.spectra.whole", "partial_skies.spectra.pseudo"];
  assert.equal([...new Set(scaled)].sort(), [...powers, ...partial, "measured.simulated.C_l"].sort());
  // as the text has it
  const { value, error } = single.groups[0].spectra[0].power[1];
  assert.ok(page.stdout.includes(`\n1  ${withError(value, error)}  `), `${value}: ${page.stdout}`);

  const rows = ["Mine,900,1,2e-6", "Near,2000,2,1e-7", "Far,1e5,1,2e-6", "Low,499,2,2e-6", "High,1000,3,1e-7"];
  writeFileSync(table, `experiment,energy_TeV,l,C_l,kind,reference\n${rows.map((row) => `${row},value,x\n`).join("")}`);
  const besides = await larmor(["multipoles", dir, "--data", table, "--json"]);
  const found = JSON.parse(besides.stdout);
  const left = { reason: "l above 2, the largest of the run", rows: ["High, 1000 TeV, l = 3"] };
  assert.equal(found.not_used, [left]);
  const far = "Far, 100000 TeV, l = 1, beside 1000 TV; Low, 499 TeV, l = 2, beside 1000 TV";
  assert.equal(found.warnings, [`2 rows of --data, more than a factor of 2 from the rigidity beside: ${far}`]);
  assert.ok(besides.stderr.includes(`larmor: 1 row not used: ${left.reason}: ${left.rows[0]}\n`), besides.stderr);
  assert.ok(besides.stderr.includes(`larmor: warning: ${found.warnings[0]}\n`), besides.stderr);

  const refused = await larmor(["multipoles", dir, "--b0", "ibex"]);
  assert.is(refused.code, 2);
  assert.match(refused.stderr, /--b0: found without --dec, expected with it/);
  writeFileSync(table, "experiment,energy_TeV,l,C_l,kind,reference\nMine,900,1.5,2e-6,value,this work\n");
  const wrong = await larmor(["figure", "cl", dir, "--data", table, "--out", out]);
  assert.is(wrong.code, 2);
  assert.match(wrong.stderr, /line 2, column l: found 1\.5, expected a whole number/);
});

test("the skies of all realisations go into one folder", async () => {
  const [dir, out] = [fresh(), fresh()];
  assert.is((await larmor(["run", ...RUN, "--set", "ensemble.realisations=2", "--out", dir, "--quiet"])).code, 0);
  const written = await larmor(["export", dir, "--fits", "--realisation", "all", "--out", `${out}/`]);
  assert.is(written.code, 0, written.stderr);
  assert.equal(
    readdirSync(out),
    [0, 1].map((k) => `sky_level0.1_1000TV_000${k}.fits`),
  );
  const single = await larmor(["export", dir, "--fits", "--realisation", "all", "--out", join(out, "sky.fits")]);
  assert.is(single.code, 2);
  assert.match(single.stderr, /--realisation: found all, expected a number, or all with --fits and a folder/);
});

test("a run without multipoles, and more multipoles than directions tell apart, are refused with what to do", async () => {
  const dir = fresh();
  assert.is((await larmor(["run", ...RUN, "--out", dir, "--quiet"])).code, 0);
  const refused = await larmor(["multipoles", dir]);
  assert.is(refused.code, 2);
  assert.match(refused.stderr, /a run without multipoles, expected one with: larmor run --set transport.multipoles=4/);
  const many = await larmor(["run", ...RUN, "--set", "transport.multipoles=4", "--out", fresh()]);
  assert.is(many.code, 3);
  assert.match(many.stderr, /transport.multipoles: found 4, expected less than particles.nside, 4 at level 0.1/);
});

test.run();
