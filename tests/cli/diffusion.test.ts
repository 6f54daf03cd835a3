// `diffusion` as a user calls it: what it writes, that it reads any run folder, and what it refuses.
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { folders, larmor, lineSet, text } from "./larmor.js";

const test = suite("command line: diffusion");
const { fresh, remove } = folders();
test.after(remove);

/** Two groups, short paths: a second of work. */
const quick = (realisations: number) => [
  ...["diffusion", "--eta", "1,0.1", "--rigidity", "1000", "--realisations", String(realisations)],
  ...["--set", "transport.path_pc=8", "--set", "transport.outputs=8"],
];

const out = fresh();
let stdout: string;
test.before(async () => {
  const ended = await larmor([...quick(4), "--json", "--out", out]);
  assert.is(ended.code, 0, ended.stderr);
  stdout = ended.stdout;
});

test("makes a run folder with figures, tables and JSON in it; --json prints the JSON and nothing else", () => {
  const made = ["config.json", "diffusion.csv", "diffusion.json", "diffusion.svg", "journal.jsonl", "provenance.json"];
  const names = [...made, "realisations.jsonl", "running.csv", "running.svg", "summary.json"];
  assert.equal(readdirSync(out).sort(), names);
  assert.is(stdout, text(out, "diffusion.json"));
  const config = JSON.parse(text(out, "config.json"));
  assert.equal(config.field.turbulence_level, [1, 0.1]);
  assert.equal(config.particles.nside, { "0.1": { "1000": 2 }, "1": { "1000": 2 } });
  for (const figure of ["diffusion", "running"]) {
    assert.match(text(out, `${figure}.svg`), /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg".*/);
    assert.not.match(text(out, `${figure}.svg`), /NaN|undefined|Infinity/);
  }
  const rows = text(out, "diffusion.csv")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(","));
  assert.is(rows.length, 3);
  for (const row of rows) assert.is(row.length, rows[0].length);
});

test("the coefficients are those of the stored realisations", () => {
  const { groups, running } = JSON.parse(stdout);
  const lines = text(out, "realisations.jsonl")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  for (const [g, level] of [1, 0.1].entries()) {
    const records = lines.filter((line) => line.turbulence_level === level);
    assert.is(records.length, 4);
    // half the slope of <r_x r_x> from 4 to 8 pc, and the mean of -R_xx/3 between them
    const slopes = records.map((r) => (r.displacement_pc2[7][0][0] - r.displacement_pc2[3][0][0]) / 8);
    const mean = slopes.reduce((a, b) => a + b, 0) / 4;
    const error = Math.sqrt(slopes.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 12);
    const { parallel } = groups[g];
    assert.ok(Math.abs(parallel.msd.value - mean) < 1e-12 * Math.abs(mean), `${parallel.msd.value} is not ${mean}`);
    assert.ok(Math.abs(parallel.msd.error - error) < 1e-9 * error, `${parallel.msd.error} is not ${error}`);
    const response = (t: number) => -records.reduce((sum, r) => sum + r.response_pc[t][0][0], 0) / 12;
    const tgk = (response(3) / 2 + response(4) + response(5) + response(6) + response(7) / 2) / 4;
    assert.ok(Math.abs(parallel.tgk.value - tgk) < 1e-12, `${parallel.tgk.value} is not ${tgk}`);
    assert.is(running[g].tgk_pc.length, 8);
    assert.ok(Math.abs(running[g].tgk_pc[7][0][0] - response(7)) < 1e-12);
    assert.is(groups[g].drift === null, level === 1);
  }
});

test("reads a run folder, prints the table, and gives the same files again", async () => {
  const again = fresh();
  const { code, stdout, stderr } = await larmor(["diffusion", out, "--out", again]);
  assert.is(code, 0, stderr);
  assert.match(stdout, /D_par .*Mertsch & Funk 2015/);
  assert.match(stdout, /trace\/3 .*Harari/);
  assert.match(stdout, /D_A /);
  assert.match(stdout, /not settled/);
  // the figure's note says where it is seen what has not settled
  assert.match(text(out, "diffusion.svg"), /D\(T\) late\/early in the printed table, growth in the CSV/);
  assert.match(stdout, / {2}D\(T\) late\/early/);
  assert.match(text(out, "diffusion.csv"), /,growth,/);
  for (const name of ["diffusion.json", "diffusion.svg", "diffusion.csv", "running.svg", "running.csv"]) {
    assert.is(text(again, name), text(out, name), name);
  }
  assert.is(existsSync(join(again, "config.json")), false);
});

test("a run is not overwritten, and goes on with --resume to more realisations", async () => {
  const before = lineSet(out);
  const refused = await larmor([...quick(4), "--out", out]);
  assert.is(refused.code, 5);
  assert.match(refused.stderr, /holds a run already/);
  const { code, stderr } = await larmor([...quick(5), "--out", out, "--resume"]);
  assert.is(code, 0, stderr);
  assert.match(stderr, /8 of 10 realisations are there already/);
  assert.ok(before.split("\n").every((line) => lineSet(out).includes(line)));
  assert.is(JSON.parse(text(out, "diffusion.json")).groups[0].realisations, 5);
});

test("the plan has the paths and few directions that transport needs, and no warning of noise in single dipoles", async () => {
  const { code, stdout, stderr } = await larmor([
    ...["diffusion", "--eta", "1,0.1", "--rigidity", "10,1000,100000", "--dry-run", "--json"],
  ]);
  assert.is(code, 0, stderr);
  const { groups, warnings } = JSON.parse(stdout);
  const paths = groups.map((group: { path_pc: number }) => group.path_pc);
  // level 1: 3e4 r_g, l_c^2/D, 18 D; level 0.1: 18 D, to two digits; D by the published formulas
  assert.equal(paths, [81, 900, 1000, 140, 650, 3000]);
  assert.ok(
    groups.every((group: { directions: number; outputs: number }) => group.directions === 48 && group.outputs === 64),
  );
  assert.ok(warnings.every((warning: { key: string }) => warning.key !== "particles.nside"));
});

test("what cannot be is refused in a sentence, with its exit code", async () => {
  const empty = fresh();
  mkdirSync(empty);
  const cases: [string[], number, RegExp][] = [
    [["diffusion"], 2, /--out: found nothing/],
    [["diffusion", "--rigidity", "10,x", "--out", fresh()], 2, /--rigidity: found "10,x", expected numbers above 0/],
    [["diffusion", "--eta", "0", "--out", fresh()], 2, /--eta/],
    [["diffusion", "--eta", "1.5", "--out", fresh()], 3, /field\.turbulence_level/],
    [["diffusion", "--realisations", "0", "--out", fresh()], 2, /--realisations/],
    [["diffusion", out, "--eta", "1"], 2, /--eta: found with a run folder/],
    [["diffusion", out, "--set", "ensemble.seed=2"], 2, /--set: found with a run folder/],
    [["diffusion", fresh()], 5, /there is no such folder/],
    [["diffusion", empty], 5, /holds no run/],
    [["diffusion", "--out", join(out, "config.json")], 2, /--out: found a file/],
    [["diffusion", "--set", "field.nonsense=1", "--out", fresh()], 3, /unknown key/],
  ];
  for (const [args, code, message] of cases) {
    const ended = await larmor(args);
    assert.is(ended.code, code, `${args.join(" ")}: ${ended.stderr}`);
    assert.match(ended.stderr, message);
    assert.is(ended.stdout, "");
  }
});

test.run();
