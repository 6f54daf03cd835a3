// A run in a cube, as a user makes it: its file is no part of the run, which knows it by its values.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { cells, cubeValues } from "../golden_cube.js";
import { npy } from "../unit/cube/npy_file.js";
import { folders, larmor, lineSet } from "./larmor.js";

const test = suite("command line: cube");
const { fresh, remove } = folders();
test.after(remove);

/** A folder with a cube and its config. */
function folder(): string {
  const dir = fresh();
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "b.npy"), npy(cubeValues(), { shape: [...cells, 3] }));
  writeFileSync(
    join(dir, "my.toml"),
    `[field]
model = "cube"
cube_file = "b.npy"
cube_cell_pc = 3
[particles]
rigidity_TV = [20000]
nside = 2
[transport]
path_pc = 40
outputs = 2
[ensemble]
realisations = 3
`,
  );
  return dir;
}

const done = async (args: string[], cwd?: string) => {
  const { code, stderr, stdout } = await larmor(args, { cwd });
  assert.is(code, 0, stderr);
  return stdout;
};
const failed = async (args: string[], cwd: string) => {
  const { code, stderr } = await larmor(args, { cwd });
  return `${code} ${stderr}`;
};

test("its file is found beside the config; config.json has its hash and not its place, which stands in the provenance", async () => {
  const dir = folder();
  const out = join(dir, "out");
  await done(["run", join(dir, "my.toml"), "--out", out, "--quiet"]);
  const config = readFileSync(join(out, "config.json"), "utf8");
  assert.not.match(config, /b\.npy|cube_file/);
  assert.match(config, /"cube_sha256":"[0-9a-f]{64}"/);
  assert.is(JSON.parse(readFileSync(join(out, "provenance.json"), "utf8")).cube.cube_file, join(dir, "b.npy"));
  assert.is(JSON.parse(await done(["verify", out, "--json"])).same, true);
  await done(["figure", "trajectory", out, "--out", join(dir, "figures")]);
  assert.ok(existsSync(join(dir, "figures", "trajectory.svg")));
  const line = JSON.parse(lineSet(out).split("\n")[0]);
  const { groups } = JSON.parse(readFileSync(join(out, "summary.json"), "utf8"));
  assert.ok(line.turbulence_level > 0 && line.turbulence_level < 1);
  assert.is(groups[0].turbulence_level, line.turbulence_level);
});

test("one worker, and shards of two, give the same lines", async () => {
  const dir = folder();
  await done(["run", "my.toml", "--out", "whole", "--workers", "1", "--quiet"], dir);
  await done(["run", "my.toml", "--out", "one", "--shard", "1/2", "--workers", "2", "--quiet"], dir);
  await done(["run", "my.toml", "--out", "two", "--shard", "2/2", "--workers", "2", "--quiet"], dir);
  await done(["merge", "one", "two", "--out", "merged"], dir);
  assert.is(lineSet(join(dir, "merged")), lineSet(join(dir, "whole")));
  assert.is(JSON.parse(await done(["verify", "merged", "--json"], dir)).same, true);
});

test("a file that has moved is given by --set, is checked by its hash, and is found from then on", async () => {
  const dir = folder();
  await done(["run", "my.toml", "--out", "out", "--quiet"], dir);
  renameSync(join(dir, "b.npy"), join(dir, "moved.npy"));
  assert.match(await failed(["verify", "out"], dir), /^5 [\s\S]*b\.npy: there is no such file/);
  const other = cubeValues();
  other[0] += 1;
  writeFileSync(join(dir, "other.npy"), npy(other, { shape: [...cells, 3] }));
  const resume = (file: string) => [
    "run",
    "out/config.json",
    "--set",
    `field.cube_file=${file}`,
    "--resume",
    "--out",
    "out",
  ];
  await done([...resume("moved.npy"), "--set", "ensemble.realisations=4", "--quiet"], dir);
  assert.is(JSON.parse(await done(["verify", "out", "--json"], dir)).done, 4);
  assert.match(
    await failed([...resume("other.npy"), "--set", "ensemble.realisations=5"], dir),
    /^3 .*cube_file: found .*other\.npy/,
  );
  // without --set, the provenance says where it is
  await done(
    ["run", "out/config.json", "--set", "ensemble.realisations=5", "--resume", "--out", "out", "--quiet"],
    dir,
  );
});

test("a wrong key or value ends with 3, a file that is unreadable or no field with 5", async () => {
  const dir = folder();
  const run = (...set: string[]) =>
    failed(["run", "my.toml", "--dry-run", ...set.flatMap((text) => ["--set", text])], dir);
  assert.match(await run("field.cube_cell_pc=0"), /^3 larmor: field\.cube_cell_pc: found 0, expected a number > 0/);
  assert.match(await run("field.turbulence_level=[0.5]"), /^3 larmor: field\.turbulence_level/);
  assert.match(await run('field.cube_file="none.npy"'), /^5 larmor: .*none\.npy: there is no such file/);
  writeFileSync(join(dir, "text.npy"), "no field at all");
  assert.match(await run('field.cube_file="text.npy"'), /^5 larmor: .*neither \.npy nor HDF5/);
  assert.match(await run("field.cube_dataset=B"), /^5 larmor: .*this is no HDF5 file/);
});

test("its plan tells its grid and what it does not resolve", async () => {
  const dir = folder();
  const { stdout, stderr } = await larmor(["run", "my.toml", "--dry-run", "--set", "particles.rigidity_TV=[1000]"], {
    cwd: dir,
  });
  assert.match(stdout, /cube of 24 x 18 x 20 cells of 3 pc, 72 x 54 x 60 pc/);
  assert.match(stdout, /turned to longitude 0/);
  assert.match(stderr, /warning: at 1000 TV a gyroradius, 0\.27 pc, has 0\.09 cells of the cube/);
});

test.run();
