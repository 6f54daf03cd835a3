// larmor is one package: whoever embeds it installs nothing else, and whoever draws is told what to install.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { commands } from "../../../src/cli/main.js";
import { optionalModules, packageName } from "../../../src/cli/optional_packages.js";
import { type Ended, larmor, lineSet, tiny } from "../../cli/larmor.js";
import golden from "../../golden.json" with { type: "json" };
import { execute, installed, npm, packed } from "./packed.js";

const test = suite("installed without the optional packages");
const app = await installed("slim");
const modules = join(app, "node_modules");

/** `larmor` of the installed package, in the project. */
const there = (...args: string[]): Promise<Ended> =>
  larmor(args, { cli: join(modules, "larmor/dist/cli.js"), cwd: app });

/** Ends with 0; what it printed. */
async function done(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await there(...args);
  assert.is(code, 0, `larmor ${args.join(" ")}\n${stderr}`);
  return stdout;
}

/** Ends with 2 and this one line. */
async function refused(args: string[], line: string): Promise<void> {
  const { code, stdout, stderr } = await there(...args);
  assert.equal([code, stdout, stderr], [2, "", `larmor: ${line}\n`], `larmor ${args.join(" ")}`);
}

const link = (name: string): void => {
  mkdirSync(dirname(join(modules, name)), { recursive: true });
  symlinkSync(resolve("node_modules", name), join(modules, name), "dir");
};

test("it is one package below 2.7 MB", () => {
  const packages = readdirSync(modules).filter((name) => !name.startsWith("."));
  assert.equal(packages, ["larmor"]);
  const files = readdirSync(modules, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, file) => sum + statSync(join(file.parentPath ?? file.path, file.name)).size, 0);
  console.log(`one package of ${(bytes / 1e6).toFixed(2)} MB in ${files.length} files`);
  // 1.82 MB with cubes and `larmor field` (0.57 packed): half the command line, a quarter each the two libraries; 0.25 more
  // with what other pages draw, `larmor/figures` and `larmor/sky`, and their types; 0.03 with the checks of arguments
  assert.ok(bytes < 2.7e6, `${bytes} bytes`);
});

test("the library computes the golden bits", async () => {
  const { config, turbulence_level, hash } = golden.realisations[0];
  const program = `
    import { createHash } from "node:crypto";
    import { realise, resolveConfig } from "larmor";
    const record = await realise(resolveConfig(${JSON.stringify(config)}), 3, { turbulence_level: ${turbulence_level} });
    console.log(createHash("sha256").update(JSON.stringify(record)).digest("hex"));`;
  writeFileSync(join(app, "golden.mjs"), program);
  assert.is((await execute(process.execPath, ["golden.mjs"], { cwd: app })).stdout, `${hash}\n`);
});

test("a run, also in two shards, is merged, verified, exported and read without them, its picture included", async () => {
  const args = ["exec", "--offline", "larmor", "--", "run", ...tiny(8), "--out", "whole"];
  const { stdout } = await execute(npm, args, { cwd: app, env: { ...process.env, NO_COLOR: "1" } });
  assert.match(stdout, /Dipole amplitudes of the realisations[\s\S]*amplitude by longitude of the gradient/);
  for (const shard of ["1/2", "2/2"]) await done("run", ...tiny(8), "--shard", shard, "--out", `part${shard[0]}`);
  await done("merge", "part1", "part2", "--out", "merged");
  assert.is(lineSet(join(app, "merged")), lineSet(join(app, "whole")));
  await done("verify", "merged", "--count", "1");
  await done("export", "whole", "--csv", "--out", "whole.csv");
  await done("export", "whole", "--fits", "--turbulence-level", "0.1", "--out", "whole.fits");
  for (const name of ["status", "claims"]) await done(name, "whole");
  await done("validate", "--only", "1");
  await done("diffusion", "--dry-run");
});

test("the tarball unpacked, and node_modules carried along in an archive, need no registry", async () => {
  const { folder, tarball } = await packed();
  await execute("tar", ["xzf", tarball, "-C", folder]);
  const unpacked = await larmor(["run", ...tiny(2), "--out", "bare"], {
    cli: join(folder, "package/dist/cli.js"),
    cwd: app,
  });
  assert.is(unpacked.code, 0, unpacked.stderr);
  await execute("tar", ["czf", "all.tgz", "node_modules"], { cwd: app });
  const node = join(folder, "node");
  mkdirSync(node);
  await execute("tar", ["xzf", join(app, "all.tgz"), "-C", node]);
  const carried = await larmor(["verify", join(app, "bare"), "--count", "1"], {
    cli: join(node, "node_modules/larmor/dist/cli.js"),
    cwd: node,
  });
  assert.is(carried.code, 0, carried.stderr);
});

test("every command has its help, and a wrong word its answer", async () => {
  await Promise.all(Object.keys(commands).map((name) => done(name, "--help")));
  await refused(["rum"], 'rum: unknown command; did you mean "larmor run"? (larmor --help lists all)');
});

const DRAWING =
  "drawing needs @observablehq/plot, linkedom, d3-geo and d3-geo-projection, which are not installed: " +
  "npm install @observablehq/plot linkedom d3-geo d3-geo-projection";
const HDF5 = "HDF5 needs h5wasm, which is not installed: npm install h5wasm";

test("what draws or wants HDF5 ends at once, with the command that installs what it needs", async () => {
  await refused(["figure", "fig5", "whole"], DRAWING);
  await refused(["figure", "sky", "whole", "--png"], DRAWING);
  await refused(["report", "whole"], DRAWING);
  await refused(["project", "whole"], DRAWING);
  await refused(["diffusion", "whole"], DRAWING);
  await refused(["diffusion", "--out", "transport"], DRAWING);
  await refused(["export", "whole", "--csv", "--hdf5", "--out", "exported/"], HDF5);
  await refused(["import", "whole.h5", "--out", "again"], HDF5);
  await refused(["export", "whole", "--field", "4", "--side-pc", "1", "--out", "grid.h5"], HDF5);
  await refused(["infer", "whole", "--out", "inferred"], DRAWING);
  await refused(["field", "--out", "pictures"], DRAWING);
  for (const name of ["whole/figures", "transport", "exported", "again", "grid.h5", "inferred", "pictures"])
    assert.not(existsSync(join(app, name)), name);
});

test("a cube in HDF5, to look at, to fly in, and in a program, says so in the same words", async () => {
  writeFileSync(join(app, "a.h5"), Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a));
  await refused(["field", "a.h5", "--cell-pc", "6.25"], HDF5);
  const cube = ["field.model=cube", "field.cube_file=a.h5", "field.cube_cell_pc=1"].flatMap((key) => ["--set", key]);
  await refused(["run", ...cube, "--out", "flown"], HDF5);
  assert.not(existsSync(join(app, "flown")));
  const program = `
    import { describeCube } from "larmor";
    await describeCube("a.h5").catch(({ message }) => console.log(message));`;
  writeFileSync(join(app, "describe.mjs"), program);
  assert.is((await execute(process.execPath, ["describe.mjs"], { cwd: app })).stdout, `${HDF5}\n`);
});

test("with the packages of a use, this use works; the next one still says what it needs", async () => {
  optionalModules.drawing.map(packageName).forEach(link);
  await refused(
    ["figure", "fig5", "whole", "--png"],
    "--png needs @resvg/resvg-js, which is not installed: npm install @resvg/resvg-js",
  );
  assert.not(existsSync(join(app, "whole/figures")));
  await done("figure", "fig5", "whole");
  assert.match(readFileSync(join(app, "whole/figures/fig5.svg"), "utf8"), /^<svg[\s\S]*<\/svg>\s*$/);
  for (const name of ["report", "project", "diffusion"]) await done(name, "whole");
  link("h5wasm");
  await done("export", "whole", "--hdf5", "--out", "whole.h5");
  await done("import", "whole.h5", "--out", "again");
  assert.is(lineSet(join(app, "again")), lineSet(join(app, "whole")));
});

test("a package that is there and does not load is named with its own words", async () => {
  const broken = join(modules, "@resvg/resvg-js");
  mkdirSync(broken, { recursive: true });
  writeFileSync(join(broken, "index.js"), 'throw new Error("no binary for this machine\\n    at somewhere");\n');
  const line = "--png needs @resvg/resvg-js, which is installed but does not load: no binary for this machine";
  await refused(["figure", "fig5", "whole", "--png"], line);
  rmSync(broken, { recursive: true });
});

test.run();
