// export, import and verify as a user calls them: files that are there, the same bytes back, messages and exit codes.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { folders, larmor, lineSet, tiny } from "./larmor.js";

const test = suite("command line: export, import, verify");
const { fresh, remove } = folders();
/** A file that is no HDF5. */
const THIS_FILE = fileURLToPath(import.meta.url);
const dir = fresh();
test.before(async () => {
  const { code, stderr } = await larmor(["run", ...tiny(2), "--out", dir, "--quiet"]);
  assert.is(code, 0, stderr);
});
test.after(remove);

test("all formats into a folder; import gives the same lines; verify finds them the same", async () => {
  const out = `${fresh()}/`;
  const all = await larmor(["export", dir, "--hdf5", "--csv", "--fits", "--out", out]);
  assert.is(all.code, 0, all.stderr);
  const files = all.stdout.trimEnd().split("\n");
  assert.is(files.length, 4); // two groups, so two maps
  assert.ok(files.every(existsSync));
  assert.match(all.stderr, /4 of 4 realisations, read back and compared/);

  const again = fresh();
  const back = await larmor(["import", join(out, "run.h5"), "--out", again]);
  assert.is(back.code, 0, back.stderr);
  assert.is(lineSet(again), lineSet(dir));
  assert.is(readFileSync(join(again, "summary.json"), "utf8"), readFileSync(join(dir, "summary.json"), "utf8"));

  const verified = await larmor(["verify", again, "--count", "2", "--seed", "x", "--json"]);
  assert.is(verified.code, 0, verified.stderr);
  const { seed, done, same, verified: rows } = JSON.parse(verified.stdout);
  assert.equal([seed, done, same, rows.length], ["x", 4, true, 2]);
});

test("one map into a file", async () => {
  const file = `${fresh()}.fits`;
  const group = ["--turbulence-level", "0.1", "--rigidity-TV", "1000"];
  const { code, stderr } = await larmor(["export", dir, "--fits", "--realisation", "1", ...group, "--out", file]);
  assert.is(code, 0, stderr);
  assert.is(readFileSync(file).length % 2880, 0);
});

test("what cannot be done is said, with its exit code, and leaves no file", async () => {
  const OUT = `${fresh()}.x`;
  const wrong: [string[], number, RegExp][] = [
    [["export", dir, "--out", OUT], 2, /found no format, expected --hdf5, --fits, --csv, --field or --modes/],
    [["export", dir, "--csv"], 2, /--out: found nothing/],
    [["export", dir, "--fits", "--out", OUT], 2, /--fits: found 2 groups, expected one of/],
    [["export", dir, "--fits", "--turbulence-level", "0.3", "--out", OUT], 2, /expected a group of the run/],
    [["export", dir, "--fits", "--nside", "3", "--out", OUT], 2, /--nside: found 3, expected a power of two/],
    [["export", dir, "--fits", "--direction", "up", "--out", OUT], 2, /--direction: found "up"/],
    [
      ["export", dir, "--fits", "--realisation", "9", "--turbulence-level", "1", "--out", OUT],
      5,
      /realisation 9 is not there/,
    ],
    [["export", "nowhere", "--csv", "--out", OUT], 5, /nowhere: there is no such folder/],
    [["export", dir, "--csv", "--out", "/proc/x.csv"], 74, /\/proc\/x\.csv/],
    [["import", OUT, "--out", OUT], 5, /there is no such file/],
    [["import", THIS_FILE, "--out", OUT], 5, /not readable as HDF5/],
    [["import", THIS_FILE], 2, /--out: found nothing/],
    [["verify", dir, "--count", "0"], 2, /--count: found "0"/],
    [["verify", "nowhere"], 5, /nowhere: there is no such folder/],
  ];
  for (const [args, code, message] of wrong) {
    const ended = await larmor(args);
    assert.is(ended.code, code, `${args.join(" ")}: ${ended.stderr}`);
    assert.match(ended.stderr, message);
    assert.not.match(ended.stderr, /^\s+at /m);
    assert.not.ok(existsSync(OUT));
  }
});

test("verify: exit 4 where a run is not reproduced", async () => {
  const again = fresh();
  const lines = join(again, "realisations.jsonl");
  const { code } = await larmor(["run", ...tiny(2), "--out", again, "--quiet"]);
  assert.is(code, 0);
  const { sealed } = await import("../../src/store/lines.js");
  const changed = readFileSync(lines, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => {
      const { check: _, ...record } = JSON.parse(line);
      return sealed({ ...record, steps: record.steps + 1 });
    });
  writeFileSync(lines, `${changed.join("\n")}\n`);
  const ended = await larmor(["verify", again, "--count", "1"]);
  assert.is(ended.code, 4, ended.stderr);
  assert.match(ended.stdout, /DIFFERS: steps .*\n1 of 1 differ/);
  assert.match(ended.stderr, /1 of 4 realisations chosen with --seed [0-9a-f]{8}/);
});

test.run();
