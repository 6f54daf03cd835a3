// `multipoles` as a user calls it, on a run shared out among workers.
import { suite } from "uvu";
import * as assert from "uvu/assert";
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
  assert.is(claims.length, 6);
  assert.is((await larmor(["verify", dir])).code, 0);
  const page = await larmor(["multipoles", dir]);
  assert.match(page.stdout, /gradient along B0\nl +C_l +noise/);
  assert.ok(page.stdout.split("\n").every((line) => line.length <= 100));
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
