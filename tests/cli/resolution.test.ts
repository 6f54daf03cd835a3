// `resolution` as a user calls it: which rigidities, what they say, and what is wrong.
import { writeFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { folders, larmor } from "./larmor.js";

const test = suite("command line: resolution");
const { fresh, remove } = folders();
test.after(remove);

test("the config that it prints is run, and then it says what its rigidities give together", async () => {
  const asked = await larmor(["resolution", "--energy-TeV", "1e5", "--sigma", "0.7", "--helium", "0.5"]);
  assert.is(asked.code, 0, asked.stderr);
  assert.match(asked.stdout, /^# .*\n\[particles\]\nrigidity_TV = \[.*50000, 100000, .*\]\n$/);
  const [file, dir] = [`${fresh()}.toml`, fresh()];
  writeFileSync(file, asked.stdout);
  const small = [
    "field.turbulence_level=[0.5]",
    "particles.nside=1",
    "transport.path_pc=20",
    "ensemble.realisations=3",
  ];
  const made = await larmor(["run", file, "--out", dir, "--quiet", ...small.flatMap((key) => ["--set", key])]);
  assert.is(made.code, 0, made.stderr);
  const args = ["resolution", dir, "--energy-TeV", "1e5", "--sigma", "0.7"];
  const ended = await larmor(args);
  assert.is(ended.code, 0, ended.stderr);
  assert.match(ended.stdout, /turbulence level 0.5, 3 realisations/);
  assert.match(ended.stdout, /\nresolution and composition +\(/);
  const { groups } = JSON.parse((await larmor([...args, "--json"])).stdout);
  assert.equal(
    groups.map((group: { mixture: string }) => group.mixture),
    ["one", "resolution", "resolution and composition"],
  );
  assert.ok(groups.every((group: { dipoles: { amplitudes: number[] } }) => group.dipoles.amplitudes.length === 3));
  // finer than what was run
  const refused = await larmor(["resolution", dir, "--energy-TeV", "1e5", "--sigma", "0.2"]);
  assert.is(refused.code, 2);
  assert.match(refused.stderr, /found rigidities .* TV, expected particles.rigidity_TV = \[/);
});

test("bad input: one line that says what to give", async () => {
  for (const [args, message] of [
    [["--sigma", "-1"], /--sigma: found "-1", expected a number from 0 to 2/],
    [["--sigma", "x"], /--sigma: found "x"/],
    [["--helium", "1.5"], /--helium: found "1.5", expected a number from 0 to 1/],
    [["--energy-TeV", "0"], /--energy-TeV: found "0"/],
    [["--gradient", "matched"], /--gradient: unknown option/],
  ] as [string[], RegExp][]) {
    const { code, stdout, stderr } = await larmor(["resolution", ...args]);
    assert.is(code, 2, args.join(" "));
    assert.is(stdout, "");
    assert.match(stderr, message);
    assert.is(stderr.trim().split("\n").length, 1);
  }
});

test.run();
