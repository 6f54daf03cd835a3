// What a user is told at the end of a run, and while a map is made.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { folders, larmor, lineSet, tiny } from "./larmor.js";

const test = suite("command line: the end of a run");
const { fresh, remove } = folders();
test.after(remove);

test("a run tells its time, what it found and what to do next; a resumed one adds its part", async () => {
  const out = fresh();
  const first = await larmor(["run", ...tiny(8), "--out", out]);
  assert.is(first.code, 0, first.stderr);
  const found = first.stdout.replace(/\s+/g, " ");
  assert.match(
    found,
    /level 0\.1, 1000 TV, literal gradient across B0: the median dipole \S.* is [\d.]+ % of isotropic/,
  );
  assert.match(
    found,
    /% of the 8 realisations lie below KASCADE's limit of 1\.5e-3 \(as first harmonics, which KASCADE measures, \d+ %\)/,
  );
  assert.match(first.stderr, /took [\d.]+ s; wrote/);
  for (const next of [`figure fig4 fig5 ${out}`, `report ${out}`, `claims ${out}`]) {
    assert.ok(first.stderr.includes(`larmor ${next}\n`), first.stderr);
    assert.is((await larmor(next.split(" "))).code, 0, next);
  }
  const before = readFileSync(join(out, "provenance.json"), "utf8");
  assert.not.match(before, new RegExp(process.versions.node));
  const more = await larmor(["run", ...tiny(9), "--out", out, "--resume"]);
  assert.match(more.stderr, /took [\d.]+ s in 2 parts; wrote/);
  assert.is((await larmor(["report", out])).code, 0);
  const report = readFileSync(join(out, "report.html"), "utf8");
  for (const part of ["What was found", "below the KASCADE limit", process.versions.node, "in all"]) {
    assert.ok(report.includes(part), part);
  }
  const whole = fresh();
  assert.is((await larmor(["run", ...tiny(9), "--out", whole, "--quiet"])).code, 0);
  assert.is(lineSet(out), lineSet(whole));
});

test("the projection tells size and kind of its gradient, and what concentration is", async () => {
  const run = fresh();
  await larmor(["run", ...tiny(4), "--out", run, "--quiet"]);
  const { stdout, stderr } = await larmor(["project", run, "--gradient-per-kpc", "0.27"]);
  assert.match(stdout, /gradient 0\.27\/kpc, literal/, stderr);
  assert.match(stdout.replace(/\s+/g, " "), /concentration: length of the mean/);
  assert.ok(stdout.split("\n").every((line) => line.length <= 100));
  const json = JSON.parse((await larmor(["project", run, "--gradient-per-kpc", "0.27", "--json"])).stdout);
  assert.equal([json.gradient_per_kpc, json.gradient_kind], [0.27, "literal"]);
});

test("where there is no regular field, figure angle says so", async () => {
  const run = fresh();
  await larmor(["run", ...tiny(4), "--set", "field.turbulence_level=[1]", "--out", run, "--quiet"]);
  for (const level of [[], ["--turbulence-level", "1"]]) {
    const { code, stderr } = await larmor(["figure", "angle", run, ...level]);
    assert.is(code, 5, stderr);
    assert.match(stderr, /angle.*regular field/);
  }
});

test("every line of the table fits an ordinary terminal", async () => {
  const out = fresh();
  const { stdout } = await larmor(["run", ...tiny(8), "--out", out, "--quiet"]);
  assert.equal(
    stdout.split("\n").filter((line) => line.length > 80),
    [],
  );
});

test("a fine map says how long it takes; stopped, what is written and what is not", async () => {
  const run = fresh();
  await larmor(["run", ...tiny(1), "--set", "transport.path_pc=40", "--out", run, "--quiet"]);
  for (const command of [
    ["project", run, "--nside", "128", "--map"],
    ["export", run, "--nside", "128", "--turbulence-level", "0.1", "--fits", "--out"],
  ]) {
    const map = `${fresh()}.fits`;
    const { code, stderr } = await larmor([...command, map], {
      started: (child) => {
        child.stderr?.once("data", () => child.kill("SIGINT"));
      },
    });
    assert.is(code, 75, stderr);
    assert.match(stderr, /196608 directions, about .* to go/);
    const kept = command[0] === "project" ? "projection.svg, .*projection.csv written, " : "";
    assert.match(stderr, new RegExp(`stopped; .*${kept}.*\\.fits not: the same command begins anew`));
    assert.not(existsSync(map));
  }
});

test.run();
