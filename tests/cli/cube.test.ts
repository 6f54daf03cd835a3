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

test("a run that does not know where its cube is says what tells it, which does so for every command", async () => {
  const dir = folder();
  await done(["run", "my.toml", "--out", "out", "--quiet"], dir);
  await done(["export", "out", "--hdf5", "--out", "run.h5"], dir);
  await done(["import", "run.h5", "--out", "back"], dir);
  const looking = [
    ["verify", "back"],
    ["figure", "sky", "back"],
  ];
  let remedy: string | undefined;
  for (const args of looking) {
    const message = await failed(args, dir);
    assert.match(message, /field\.cube_file: found nothing, expected the file of the cube/);
    remedy = /larmor (run DIR\/config\.json .* --out DIR)\./.exec(message)?.[1];
    assert.ok(remedy, message);
  }
  await done((remedy as string).replaceAll("DIR", "back").replace("=FILE", "=b.npy").split(" "), dir);
  for (const args of looking) await done(args, dir);
});

test("a wrong key or value ends with 3, a file that is unreadable or no field with 5", async () => {
  const dir = folder();
  const run = (...set: string[]) =>
    failed(["run", "my.toml", "--dry-run", ...set.flatMap((text) => ["--set", text])], dir);
  assert.match(await run("field.cube_cell_pc=0"), /^3 larmor: field\.cube_cell_pc: found 0, expected a number > 0/);
  assert.match(
    await run("field.turbulence_level=[0.5]"),
    /^3 larmor: field\.turbulence_level: .*"cube", whose level is measured from its values/,
  );
  assert.match(await run('field.cube_file="none.npy"'), /^5 larmor: .*none\.npy: there is no such file/);
  writeFileSync(join(dir, "text.npy"), "no field at all");
  assert.match(await run('field.cube_file="text.npy"'), /^5 larmor: .*neither \.npy nor HDF5/);
  assert.match(await run("field.cube_dataset=B"), /^5 larmor: .*this is no HDF5 file/);
});

test("slurm measures it, and writes a config from which a shard finds it", async () => {
  const dir = folder();
  const prepared = await done(["slurm", "my.toml", "--shards", "3", "--out", "cluster"], dir);
  assert.match(prepared, /turbulence level 0\.\d+, 20000 TV: 3 realisations, \S+ m?s each/);
  const shard = ["--shard", "1/3", "--out", "cluster/shards/1", "--quiet"];
  await done(["run", "cluster/resolved.json", ...shard], dir);
  assert.is(JSON.parse(await done(["verify", "cluster/shards/1", "--json"], dir)).same, true);
});

test("plan measures it, and its config flies the path and nside that it names", async () => {
  const dir = folder();
  const plan = ["plan", "my.toml", "--signal-to-noise", "3", "--seconds", "0.5", "--write", "planned.toml", "--json"];
  const { groups, planned } = JSON.parse(await done(plan, dir));
  assert.ok(groups[0].cheapest !== null && groups[0].axes.length > 0);
  const run = JSON.parse(await done(["run", "planned.toml", "--dry-run", "--json"], dir));
  assert.is(run.config_sha256, planned.config_sha256);
  assert.is(run.groups[0].path_pc, groups[0].cheapest.path_pc);
  assert.is(run.groups[0].nside, groups[0].cheapest.nside);
});

test("a cube of one vector, of any number of cells, is refused by what it is", async () => {
  const dir = folder();
  const own = '[field]\nmodel = "cube"\ncube_file = "one.npy"\ncube_cell_pc = 3\n';
  writeFileSync(join(dir, "one.toml"), own);
  for (const shape of [
    [1, 1, 1, 3],
    [3, 2, 4, 3],
    [24, 18, 20, 3],
  ]) {
    const count = shape.reduce((a, b) => a * b, 1);
    writeFileSync(
      join(dir, "one.npy"),
      npy(
        Float32Array.from({ length: count }, (_, i) => [0.3, -0.7, 1.1][i % 3]),
        { shape },
      ),
    );
    const same =
      /^3 larmor: field\.model: found "cube", expected a cube with turbulence; in this one all values are the same/;
    const path = ["--set", "transport.path_pc=3"];
    for (const args of [
      ["run", "one.toml", "--dry-run"],
      ["plan", "one.toml", "--signal-to-noise", "3"],
      ["field", "one.npy", "--cell-pc", "1"],
      ["field", "one.npy", "--cell-pc", "1", ...path],
    ])
      assert.match(await failed(args, dir), same);
    const planned = await failed(["plan", "one.toml", "--signal-to-noise", "3", ...path], dir);
    assert.match(planned, /^3 .*there is nothing to plan/);
  }
});

test("--set takes its path in any form that a shell gives", async () => {
  const dir = folder();
  mkdirSync(join(dir, "my data"));
  writeFileSync(join(dir, "my data", "ä-1.npy"), npy(cubeValues(), { shape: [...cells, 3] }));
  for (const file of ["b.npy", "./b.npy", join(dir, "b.npy"), "my data/ä-1.npy", '"./b.npy"', "../"]) {
    const given = file === "../" ? join("..", dir.split("/").at(-1) as string, "b.npy") : file;
    const planned = await done(["run", "my.toml", "--set", `field.cube_file=${given}`, "--dry-run"], dir);
    assert.match(planned, /cube of 24 x 18 x 20 cells/);
  }
  assert.match(await failed(["run", "my.toml", "--set", "field.cube_file=", "--dry-run"], dir), /^2 .*found ""/);
  assert.match(await failed(["run", "my.toml", "--set", "ensemble.seed=./b", "--dry-run"], dir), /^2 .*found "\.\/b"/);
});

test("a file beside another model is refused, as the model was forgotten", async () => {
  const dir = folder();
  for (const more of [[], ["--set", "field.model=plane-waves"], ["--set", "field.cube_cell_pc=3"]])
    assert.match(
      await failed(["run", "--set", "field.cube_file=b.npy", ...more, "--dry-run"], dir),
      /^3 larmor: field\.model: found "\S+", expected "cube" beside field\.cube_file/,
    );
});

test("tables have 0 for its level; another one is said to have no effect, with the key that has", async () => {
  const dir = folder();
  const level = JSON.parse(await done(["run", "my.toml", "--dry-run", "--json"], dir)).groups[0].turbulence_level;
  for (const wrong of [String(level), "1"]) {
    const set = ["--set", `transport.path_pc={"${wrong}":{"20000":77}}`];
    const { stderr } = await larmor(["run", "my.toml", ...set, "--dry-run"], { cwd: dir });
    assert.ok(stderr.includes(`transport.path_pc."${wrong}"."20000" has no effect: a table has 0 for`), stderr);
    assert.ok(stderr.includes('whatever is measured of it: transport.path_pc."0"."20000"'), stderr);
  }
  const { stdout, stderr } = await larmor(
    ["run", "my.toml", "--set", 'transport.path_pc={"0":{"20000":77}}', "--dry-run"],
    { cwd: dir },
  );
  assert.match(stdout, /path 77 pc/);
  assert.not.match(stderr, /no effect/);
});

test("field says how its values became uG", async () => {
  const dir = folder();
  const look = ["field", "b.npy", "--cell-pc", "3", "--quiet"];
  assert.match(await done(look, dir), /Scaled to field\.total_rms_uG = 4 \(.*--set\s+field\.cube_unit_uG=1 takes/s);
  assert.match(await done([...look, "--set", "field.total_rms_uG=2"], dir), /Scaled to field\.total_rms_uG = 2 /);
  const own = await done([...look, "--set", "field.cube_unit_uG=2"], dir);
  assert.match(own, /a value 1 of the file is 2 uG/);
  assert.not.match(own, /Scaled/);
  const { source, rms_uG } = JSON.parse(await done([...look, "--json"], dir));
  assert.is(source.scaled_to_total_rms_uG, true);
  assert.is(rms_uG, 4);
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
