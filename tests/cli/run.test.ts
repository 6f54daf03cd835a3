// `run` and `merge` from end to end: the files that are written, and that their bytes depend on nothing but the config.
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { folders, larmor, lineSet, text, tiny } from "./larmor.js";

const test = suite("command line: run");
const { fresh, remove } = folders();
test.after(remove);

/** A run of four realisations of both groups on one worker, which the others are compared with. */
const reference = fresh();
test.before(async () => {
  const { code, stderr } = await larmor(["run", ...tiny(4), "--workers", "1", "--out", reference]);
  assert.is(code, 0, stderr);
});

test("the folder holds config, journal, provenance, lines and summary; the table is on stdout, messages on stderr", async () => {
  const out = fresh();
  const { code, stdout, stderr } = await larmor(["run", ...tiny(2), "--out", out]);
  assert.is(code, 0, stderr);
  assert.equal(readdirSync(out).sort(), [
    "config.json",
    "journal.jsonl",
    "provenance.json",
    "realisations.jsonl",
    "summary.json",
  ]);
  assert.match(stdout, /1000/);
  assert.match(stdout, /directions of the dipoles/);
  assert.not((stdout + stderr).includes("\u001b"), "no colour, no control characters without a terminal");
  assert.match(stderr, /wrote .*summary\.json/);
  const line = JSON.parse(text(out, "realisations.jsonl").split("\n")[0]);
  const P = 2;
  assert.is(line.path_pc.length, P);
  assert.equal(
    [line.response_pc, line.displacement_pc2, line.flow_displacement_pc].map((t) => [
      t.length,
      t[0].length,
      t[0][0].length,
    ]),
    Array(3).fill([P, 3, 3]),
  );
  assert.equal([line.response_halves_pc.length, line.response_halves_pc[0].length], [P, 2]);
  assert.is(line.displacement_mean_pc[0].length, 3);
  for (const key of [
    "turbulence_level",
    "rigidity_TV",
    "realisation",
    "steps",
    "rejected",
    "momentum_drift",
    "failed",
  ]) {
    assert.type(line[key], "number", key);
  }
});

test("a picture after the first realisations, on stderr, where a run takes longer", async () => {
  const { code, stdout, stderr } = await larmor(["run", ...tiny(20), "--out", fresh()]);
  assert.is(code, 0, stderr);
  assert.is(stderr.match(/a first look, at 5 of 20 realisations\n\nturbulence level/g)?.length, 2, "one a group");
  assert.match(stderr, /directions of the dipoles \(momentum\)/);
  assert.not.match(stdout, /first look/);
});

test("--json prints the summary and nothing else; --quiet says nothing", async () => {
  const out = fresh();
  const { stdout, stderr } = await larmor(["run", ...tiny(2), "--json", "--quiet", "--out", out]);
  assert.is(stdout, text(out, "summary.json"));
  assert.is(stderr, "");
  const summary = JSON.parse(stdout);
  assert.is(summary.groups.length, 2);
  for (const key of ["response_mean_pc", "response_sem_pc", "diffusion_tgk_pc", "diffusion_msd_pc", "dipole"]) {
    assert.ok(summary.groups[0][key], key);
  }
});

test("one, two and three workers write the same lines and the same summary", async () => {
  for (const workers of ["2", "3"]) {
    const out = fresh();
    assert.is((await larmor(["run", ...tiny(4), "--workers", workers, "--out", out])).code, 0);
    assert.is(lineSet(out), lineSet(reference));
    for (const name of ["summary.json", "config.json", "provenance.json"])
      assert.is(text(out, name), text(reference, name));
  }
});

test("shards, whatever their number and order, merge to the run in one piece", async () => {
  const out = fresh();
  const parts: string[] = [];
  for (const index of [3, 1, 2]) {
    parts.push(fresh());
    const { code } = await larmor(["run", ...tiny(4), "--shard", `${index}/3`, "--out", parts[parts.length - 1]]);
    assert.is(code, 0);
  }
  const lacking = await larmor(["merge", parts[0], parts[2], "--out", out]);
  assert.is(lacking.code, 5);
  assert.match(lacking.stderr, /turbulence level 1, 1000 TV: missing: realisations 0, 3/);
  assert.is(existsSync(out), false);
  const merged = await larmor(["merge", ...parts, "--out", out]);
  assert.is(merged.code, 0, merged.stderr);
  assert.is(lineSet(out), lineSet(reference));
  for (const name of ["summary.json", "config.json", "provenance.json"])
    assert.is(text(out, name), text(reference, name));
  const again = await larmor(["run", ...tiny(4), "--out", out, "--resume", "--json"]);
  assert.is(again.code, 0, again.stderr);
  assert.is(again.stdout, text(reference, "summary.json"));
});

test("a run is refused in a used folder, complete with --resume, extended with more realisations", async () => {
  const out = fresh();
  assert.is((await larmor(["run", ...tiny(2), "--out", out])).code, 0);
  const refused = await larmor(["run", ...tiny(2), "--out", out]);
  assert.is(refused.code, 5);
  assert.match(refused.stderr, /holds a run already/);
  const before = text(out, "realisations.jsonl");
  const complete = await larmor(["run", ...tiny(2), "--out", out, "--resume"]);
  assert.is(complete.code, 0);
  assert.is(text(out, "realisations.jsonl"), before);
  assert.is((await larmor(["run", ...tiny(1), "--out", out, "--resume"])).code, 5);
  assert.is((await larmor(["run", ...tiny(2, 9), "--out", out, "--resume"])).code, 5);
  assert.is((await larmor(["run", ...tiny(4), "--out", out, "--resume"])).code, 0);
  assert.ok(text(out, "realisations.jsonl").startsWith(before));
  assert.is(lineSet(out), lineSet(reference));
  assert.is(text(out, "summary.json"), text(reference, "summary.json"));
});

test("--resume starts in a missing and in an empty folder", async () => {
  const [missing, empty] = [join(fresh(), "a", "b"), fresh()];
  mkdirSync(empty);
  for (const out of [missing, empty]) {
    assert.is((await larmor(["run", ...tiny(1), "--out", out, "--resume"])).code, 0);
    assert.ok(existsSync(join(out, "summary.json")));
  }
});

test("a uniform field and plane waves run as well", async () => {
  for (const set of [["field.model=uniform"], ["field.model=plane-waves", "field.turbulence_level=[0.1]"]]) {
    const out = fresh();
    const sets = set.flatMap((setting) => ["--set", setting]);
    const { code, stderr } = await larmor(["run", ...tiny(1), ...sets, "--out", out]);
    assert.is(code, 0, stderr);
    rmSync(out, { recursive: true });
  }
});

test("status shows shards, what is missing, and the array to submit again", async () => {
  const parent = fresh();
  for (const index of [1, 4]) {
    await larmor(["run", ...tiny(4), "--shard", `${index}/5`, "--out", join(parent, String(index)), "--quiet"]);
  }
  const { code, stdout } = await larmor(["status", parent]);
  assert.is(code, 0);
  assert.match(stdout, /4\/5 +2\/2 +complete/);
  assert.match(stdout, /turbulence level 1, 1000 TV: 2\/4, missing: 1-2/);
  assert.match(stdout, /shards to run again: 2-3,5 of 5/);
  assert.is((await larmor(["status", parent, "--missing"])).stdout, "2-3,5\n");
  const json = JSON.parse((await larmor(["status", parent, "--json"])).stdout);
  assert.is(json.done, 3);
  assert.is(json.total, 8);
  assert.is(json.complete, false);
  assert.is((await larmor(["status", reference, "--missing"])).code, 2);
});

test.run();
