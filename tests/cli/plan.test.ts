// `plan` as a user calls it: the table, the data, the config that it writes, and what is wrong.
import { existsSync, writeFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readConfigFile } from "../../src/cli/config_input.js";
import { type Config, resolveConfig } from "../../src/config/config.js";
import { folders, larmor } from "./larmor.js";

const test = suite("command line: plan");
const { fresh, remove } = folders();
test.after(remove);

const file = `${fresh()}.toml`;
writeFileSync(
  file,
  `[field]
turbulence_level = [1, 0.5]
[particles]
integrator = "rotations"
nside = 2
[transport]
path_pc = 4
[ensemble]
realisations = 7
seed = 5
`,
);
const quick = ["--signal-to-noise", "3", "--seconds", "0.5"];

test("a table for each group, with errors; what is configured and the cheapest below it", async () => {
  const { code, stdout, stderr } = await larmor(["plan", file, ...quick]);
  assert.is(code, 0, stderr);
  assert.match(stdout, /^turbulence level 1, 1000 TV\n {2}\d+ fields, 2 rotated grids of nside 1/);
  assert.match(stdout, /\n *T \[pc\] +signal \[pc\] +noise +nside for 3 +CPU time/);
  assert.match(stdout, /turbulence level 0.5, 1000 TV/);
  assert.match(stdout, /signal \[pc\], along +noise, along +signal \[pc\], across/);
  assert.is(stdout.match(/\n\* cheapest: T = \S+ pc, nside \d+, /g)?.length, 2);
  assert.match(stdout, /as configured: T = 4 pc, nside 2; signal to noise [\s\S]*\d ± \d/);
  assert.match(stdout, /CPU time is that of 7 realisations/);
  for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
});

test("the config that is written has other nsides and paths only, as TOML and as JSON; a file is not overwritten", async () => {
  const given = resolveConfig(readConfigFile(file));
  for (const written of [`${fresh()}.toml`, `${fresh()}.json`]) {
    const { code, stdout, stderr } = await larmor(["plan", file, ...quick, "--json", "--write", written]);
    assert.is(code, 0, stderr);
    const { signal_to_noise, groups, planned } = JSON.parse(stdout);
    assert.is(signal_to_noise, 3);
    const config = resolveConfig(readConfigFile(written));
    assert.equal(config, planned.config as Config);
    for (const { turbulence_level, rigidity_TV, cheapest, paths, fields } of groups) {
      assert.is(config.particles.nside[turbulence_level][rigidity_TV], cheapest.nside);
      assert.is(config.transport.path_pc[turbulence_level][rigidity_TV], cheapest.path_pc);
      assert.ok(paths.length === 16 && fields >= 4);
    }
    const { nside } = given.particles;
    const { path_pc } = given.transport;
    assert.equal(
      { ...config, particles: { ...config.particles, nside }, transport: { ...config.transport, path_pc } },
      given,
    );
    const again = await larmor(["plan", file, ...quick, "--write", written]);
    assert.equal([again.code, again.stdout], [2, ""]);
    assert.match(again.stderr, /found a file, expected a new name/);
  }
});

test("what cannot be planned is said in one line, with its exit code, before anything is flown", async () => {
  const unwritten = `${fresh()}.toml`;
  const wrong: [string[], number, RegExp][] = [
    [["plan", file], 2, /--signal-to-noise: found nothing, expected a ratio/],
    [["plan", file, "--signal-to-noise", "0"], 2, /--signal-to-noise: found "0"/],
    [["plan", file, ...quick.slice(0, 2), "--seconds", "x"], 2, /--seconds: found "x"/],
    [
      ["plan", "--set", "field.model=uniform", ...quick, "--write", unwritten],
      3,
      /field\.model: found "uniform", expected a turbulent field: .*there is nothing to plan/,
    ],
  ];
  for (const [args, expected, message] of wrong) {
    const { code, stdout, stderr } = await larmor(args);
    assert.equal([code, stdout], [expected, ""], stderr);
    assert.match(stderr, message);
    assert.is(stderr.trim().split("\n").length, 1);
  }
  assert.not(existsSync(unwritten));
});

test.run();
