// `field`, and `export --field` and `--modes`, as a user calls them.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { npyHeader } from "../../src/export/field_grid.js";
import { powerLaw } from "../unit/turbulence/cubes.js";
import { folders, larmor, text, tiny } from "./larmor.js";

const test = suite("command line: field");
const { fresh, remove } = folders();
test.after(remove);

const dir = fresh();
const inDir = (name: string) => join(dir, name);
const N = 16;
test.before(() => {
  mkdirSync(dir, { recursive: true });
  const values = powerLaw(N, 5 / 3, 1).map((x, i) => x + (i % 3 === 2 ? 1 : 0));
  const bytes = new Uint8Array(values.buffer);
  writeFileSync(inDir("cube.npy"), Buffer.concat([npyHeader("<f4", [N, N, N, 3]), bytes]));
  writeFileSync(inDir("cube.raw"), bytes);
  writeFileSync(inDir("short.npy"), Buffer.concat([npyHeader("<f4", [N, N, N, 3]), bytes.subarray(100)]));
});

test("prints a table of a cube, no line of it wider than a terminal", async () => {
  const { code, stdout, stderr } = await larmor(["field", "cube.npy", "--cell-pc", "0.5", "--quiet"], { cwd: dir });
  assert.is(code, 0, stderr);
  assert.is(stderr, "");
  assert.match(stdout, /^Cube .*cube\.npy, 16 x 16 x 16 cells of 0\.5 pc\n/);
  for (const line of ["mean field", "rms, total", "turbulence level", "spectrum", "coherence length", "div B / grad B"])
    assert.match(stdout, new RegExp(`^${line} +\\S`, "m"));
  assert.match(stdout, /^ *1000 .* no: r_g below 2 cells$/m);
  assert.not.match(stdout, /NaN|undefined|Infinity|Not periodic/);
  const wide = stdout.split("\n").filter((line) => line.length > 80 && !line.startsWith("Cube"));
  assert.equal(wide, []);
});

test("--json has every measure; a raw file of the same values gives the same; --rigidity takes the place of the config's", async () => {
  const looked = async (...args: string[]) => {
    const { code, stdout, stderr } = await larmor(["field", ...args, "--cell-pc", "0.5", "--json", "--quiet"], {
      cwd: dir,
    });
    assert.is(code, 0, stderr);
    return JSON.parse(stdout);
  };
  const found = await looked("cube.npy", "--rigidity", "1000,10000");
  const names = [
    "below_four_cells",
    "config_sha256",
    "continuation",
    "face_jumps",
    "increments",
    "mean_direction_deg",
    "mean_error_uG",
  ];
  const others = ["mean_uG", "rigidities", "rms_uG", "sampled_divergence", "sampled_rms_uG", "source", "spectrum"];
  assert.equal(Object.keys(found).sort(), [...names, ...others, "turbulence_level", "turbulent_uG"].sort());
  assert.ok(Math.abs(found.mean_direction_deg[1] - 90) < 1e-3);
  assert.equal(
    found.rigidities.map(({ rigidity_TV, verdict }: { rigidity_TV: number; verdict: string }) => [
      rigidity_TV,
      verdict,
    ]),
    [
      [1000, "not resolved"],
      [10000, "resolved"],
    ],
  );
  const { source, ...raw } = await looked("cube.raw", "--rigidity", "1000,10000");
  assert.match(source.file, /cube\.raw$/);
  const { source: _, ...same } = found;
  assert.equal(raw, same);
});

test("a cube that waves continue is shown across the joint: a row, a part of the table, its own marks in the picture", async () => {
  const out = inDir("joint");
  const place = ["--cell-pc", "2", "--rigidity", "10000", "--set", "field.cube_continue_cells=4", "--realisation", "2"];
  const { code, stdout, stderr } = await larmor(["field", "cube.npy", ...place, "--out", out], { cwd: dir });
  assert.is(code, 0, stderr);
  assert.match(stdout, /^continued +8 to 0\.\d+ pc: E ~ k\^-\d\.\d+, rms \d.* uG; power at the\s+joint \S+ ± /m);
  const table = readFileSync(join(out, "field_spectrum.csv"), "utf8");
  const rows = (source: string) => table.split("\n").filter((line) => line.startsWith(`${source},`));
  assert.ok(rows("cube").length >= 5 && rows("continuation").length >= 5, table);
  assert.match(readFileSync(join(out, "field_spectrum.svg"), "utf8"), /waves that continue it.*joint, 8 pc/s);
});

test("draws the spectrum and the structure functions of a config's field, and the numbers beside them", async () => {
  const out = inDir("pictures");
  const small = ["--turbulence-level", "0.1", "--set", "field.inner_scale_gyroradii=20", "--realisation", "3"];
  const { code, stdout, stderr } = await larmor(["field", ...small, "--out", out]);
  assert.is(code, 0, stderr);
  assert.match(stdout, /^Realisation 3 of nested-grids, turbulence level 0\.1/);
  assert.match(stderr, /wrote .*field_spectrum\.svg/);
  const files = ["field_spectrum.csv", "field_spectrum.svg", "field_structure.csv", "field_structure.svg"];
  assert.equal(readdirSync(out).sort(), files);
  for (const name of files) assert.not.match(text(out, name), /NaN|undefined|Infinity/, name);
  assert.match(text(out, "field_structure.csv"), /^distance_pc,all,all_error,along,along_error/m);
});

test("what cannot be looked at ends with the exit code of its kind, and a remedy", async () => {
  for (const [args, code, message] of [
    [["cube.npy"], 2, /--cell-pc: found nothing, expected the side of a cell of cube\.npy in pc/],
    [["cube.npy", "--cell-pc", "-1"], 2, /--cell-pc: found "-1", expected a length above 0/],
    [["--dataset", "B"], 2, /--dataset: found without a FILE/],
    [["cube.npy", "--cell-pc", "1", "--realisation", "2"], 2, /--realisation: found with a cube/],
    [["--turbulence-level", "0.3"], 2, /--turbulence-level: found "0\.3", expected one of 1, 0\.1/],
    [["--set", "field.modle=cube"], 3, /field\.modle: .*Did you mean field\.model\?/],
    [["--set", "field.model=uniform"], 3, /field\.model: found "uniform", expected a turbulent field/],
    [["short.npy", "--cell-pc", "1"], 5, /short\.npy: .* damaged/],
    [["none.npy", "--cell-pc", "1"], 5, /none\.npy: there is no such file/],
  ] as [string[], number, RegExp][]) {
    const ended = await larmor(["field", ...args], { cwd: dir });
    assert.is(ended.code, code, `${args.join(" ")}: ${ended.stderr}`);
    assert.match(ended.stderr, message);
    assert.is(ended.stdout, "");
  }
});

test("a field that is exported, of a config or of a run, is a cube of its own, and does not close at its faces", async () => {
  const config = inDir("my.json");
  writeFileSync(config, '{"field": {"turbulence_level": [0.1], "inner_scale_gyroradii": 5}}');
  const asked = ["--field", "16", "--side-pc", "8", "--realisation", "1"];
  const both = await larmor(["export", config, ...asked, "--modes", "--out", inDir("both")]);
  assert.is(both.code, 0, both.stderr);
  assert.is(both.stdout, `${inDir("both/field.npy")}\n${inDir("both/modes.npy")}\n`);
  assert.is(statSync(inDir("both/field.npy")).size, 128 + 12 * 16 ** 3);
  const looked = await larmor(["field", inDir("both/field.npy"), "--cell-pc", "0.5", "--quiet"]);
  assert.is(looked.code, 0, looked.stderr);
  assert.match(looked.stdout, /^Not periodic: /m);

  const run = inDir("run");
  assert.is((await larmor(["run", config, "--out", run, ...tiny(2), "--quiet"])).code, 0);
  const again = await larmor(["export", run, ...asked, "--out", inDir("again.npy")]);
  assert.is(again.code, 0, again.stderr);
  assert.equal(
    readFileSync(inDir("again.npy")),
    readFileSync(inDir("both/field.npy")),
    "the run's field is the config's",
  );
});

test("an export that is not clear is refused before anything is computed", async () => {
  const config = inDir("two.json");
  writeFileSync(config, '{"field": {"turbulence_level": [0.1, 1]}}');
  for (const [args, message] of [
    [["--field", "8", "--out", "f.npy"], /--side-pc: found nothing, expected the side of the grid/],
    [["--side-pc", "8", "--modes", "--out", "f.npy"], /--side-pc: found without --field/],
    [["--field", "8", "--side-pc", "8", "--out", "f.txt"], /--out: found "f\.txt", expected FILE\.npy or FILE\.h5/],
    [["--modes", "--out", "f.h5"], /--out: found "f\.h5", expected FILE\.npy, or a folder/],
    [["--modes", "--out", "f.npy"], /found 2 groups, expected one of --turbulence-level 0\.1/],
    [["--csv", "--out", "f.csv"], /--csv: found with a file, .*two\.json, expected with the folder of a run/],
    [
      ["--field", "1000", "--side-pc", "8", "--out", "f.npy"],
      /--field: found "1000", expected a whole number from 2 to 645/,
    ],
  ] as [string[], RegExp][]) {
    const { code, stderr } = await larmor(["export", config, ...args], { cwd: dir });
    assert.is(code, 2, stderr);
    assert.match(stderr, message);
    assert.not(existsSync(inDir(args[args.length - 1])));
  }
});

test.run();
