// Every wrong word on the command line: one clear message, the right exit code, no stack trace, no half-written folder.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { commands } from "../../src/cli/main.js";
import { CLI, folders, larmor } from "./larmor.js";

const test = suite("command line: usage");
const { fresh, remove } = folders();
test.after(remove);

const files = fresh();
mkdirSync(files);
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(files, name);
  writeFileSync(path, content);
  return path;
};

/** Arguments (OUT stands for a folder that must not come into being), exit code, a pattern of the message. */
const WRONG: [string[], number, RegExp][] = [
  [["rum"], 2, /rum: unknown command; did you mean "larmor run"\?/],
  [["frobnicate"], 2, /frobnicate: unknown command \(larmor --help lists all\)/], // too far from any name to suggest one
  [["version"], 2, /did you mean "larmor --version"\?/],
  [["fig5", "--eta", "0.3"], 2, /fig5: unknown command; did you mean "larmor figure fig5 DIR"\?/],
  [["--out", "x"], 2, /--out: unknown option before the command/],
  [["run"], 2, /--out: found nothing, expected the folder/],
  [["run", "--out"], 2, /--out: found nothing, expected DIR/],
  [["run", "--out="], 2, /--out: found nothing, expected DIR/],
  [["run", "--out", "--json"], 2, /--out: found --json, expected DIR/],
  [["run", "--out", "OUT", "--woker", "3"], 2, /--woker: unknown option of "larmor run"; did you mean --workers\?/],
  [["run", "--out", "OUT", "-x"], 2, /-x: unknown option of "larmor run" \(/],
  [["run", "-o", "OUT"], 2, /-o: .*did you mean --out\?/],
  [["run", "--output", "OUT"], 2, /--output: .*did you mean --out\?/],
  [["run", "--out", "OUT", "--rigidity", "300"], 2, /did you mean --set particles\.rigidity_TV=VALUE\?/],
  [["run", "--out", "OUT", "--eta", "0.3"], 2, /did you mean --set field\.turbulence_level=VALUE\?/],
  [["run", "--out", "OUT", "--seed", "3"], 2, /did you mean --set ensemble\.seed=VALUE\?/],
  [["run", "--out", "OUT", "--workers", "0"], 2, /--workers: found "0", expected a whole number from 1 to 256/],
  [["run", "--out", "OUT", "--workers", "2.5"], 2, /--workers: found "2\.5"/],
  [["run", "--out", "OUT", "--workers", "257"], 2, /--workers: found "257"/],
  [["run", "--out", "OUT", "--workers", "1e2"], 2, /--workers: found "1e2"/],
  [["run", "--out", "OUT", "--workers", "2", "--workers", "3"], 2, /--workers: given twice/],
  [["run", "--out", "OUT", "--json=yes"], 2, /--json: found "yes", expected no value/],
  [["run", "--out", "OUT", "--shard", "0/3"], 2, /--shard: found "0\/3", expected I\/N with 1 <= I <= N/],
  [["run", "--out", "OUT", "--shard", "4/3"], 2, /--shard: found "4\/3"/],
  [["run", "--out", "OUT", "--shard", "1"], 2, /--shard: found "1"/],
  [["run", "--out", "OUT", "--shard", "1/3/5"], 2, /--shard: found/],
  [
    ["run", "--out", "OUT", "--preset", "quack"],
    2,
    /--preset: found "quack", expected one of quick, fast, paper; did you mean quick\?/,
  ],
  [["run", "--out", "OUT", "a.toml", "b.toml"], 2, /found "b\.toml", expected at most 1 argument/],
  [["run", "--out", "OUT", "nowhere.toml"], 2, /nowhere\.toml: found no such file, expected a config file/],
  [["run", "--out", "OUT", files], 2, /found a folder, expected a config file/],
  [["run", "--out", "/dev/null"], 2, /--out: found a file/],
  [["run", "--out", "OUT", "--set", "ensemble.seed"], 2, /--set: found "ensemble\.seed", expected KEY=VALUE/],
  [["run", "--out", "OUT", "--set", "=3"], 2, /--set: found "=3"/],
  [["run", "--out", "OUT", "--set", "ensemble.seed="], 2, /--set ensemble\.seed: found "", expected JSON/],
  [["run", "--out", "OUT", "--set", "field.turbulence_level=[0.1"], 2, /expected JSON/],
  [["run", "--out", "OUT", "--set", "field.spectral_index=5/3"], 2, /found "5\/3", expected JSON/],
  [["run", "--out", "OUT", "--set", "transport.path_pc.0.1.1000=4"], 2, /expected numbers in quotes/],
  [["run", "--out", "OUT", "--set", "ensemble=3", "--set", "ensemble.seed=1"], 2, /ensemble holds 3, expected a table/],
  [["run", "--out", "OUT", "--set", "ensemble.sead=1"], 3, /ensemble\.sead: .*Did you mean ensemble\.seed\?/],
  [["run", "--out", "OUT", "--set", "ensemble.seed=x"], 3, /ensemble\.seed: found "x", expected an integer/],
  [["run", "--out", "OUT", "--set", "ensemble.seed=-1"], 3, /ensemble\.seed: found -1/],
  [["run", "--out", "OUT", "--set", "ensemble.seed=1e999"], 3, /ensemble\.seed: found Infinity/],
  [["run", "--out", "OUT", "--set", "ensemble.seed=null"], 3, /ensemble\.seed: found null/],
  [["run", "--out", "OUT", "--set", "__proto__.seed=1"], 3, /__proto__/],
  [
    ["run", "--out", "OUT", "--set", "field.total_rms_uG=-4"],
    3,
    /field\.total_rms_uG: found -4, expected a number > 0 \(uG\)/,
  ],
  [["run", "--out", "OUT", "--set", "field.turbulence_level=[1.5]"], 3, /field\.turbulence_level: .*1\.5/],
  [
    ["run", "--out", "OUT", "--set", "field.model=uniform", "--set", "field.turbulence_level=[1]"],
    3,
    /turbulence_level/,
  ],
  [
    ["run", "--out", "OUT", "--set", "field.inner_scale_gyroradii=1e6"],
    3,
    /inner_scale_gyroradii: found .*below the outer scale/,
  ],
  [
    ["run", "--out", "OUT", "--workers", "256", "--set", "field.cells_per_wavelength=32"],
    3,
    /memory: found .*--workers/,
  ],
  [["run", "--out", "OUT", file("bad.toml", "[field]\nmodel = \n")], 3, /bad\.toml line 2, column \d+: found "?model/],
  [["run", "--out", "OUT", file("bad.json", '{"field": {')], 3, /bad\.json: found .*expected JSON/],
  [["run", "--out", "OUT", file("list.json", "[1]")], 3, /list\.json: found .*expected an object/],
  [
    ["run", "--out", "OUT", file("key.toml", "[ensemble]\nrealizations = 3\n")],
    3,
    /ensemble\.realizations.*ensemble\.realisations/,
  ],
  [["run", "--out", "OUT", file("date.toml", "[ensemble]\nseed = 2020-01-01\n")], 3, /ensemble\.seed/],
  [["run", "--out", "OUT", file("binary.toml", Uint8Array.of(0xff, 0xfe, 0, 1))], 3, /binary\.toml: found .*UTF-8/],
  [["run", "--out", "OUT", file("huge.toml", "# ".padEnd(10_000_001, "x"))], 3, /huge\.toml: found 10000001 bytes/],
  [
    ["run", "--out", "OUT", file("twice.json", '{"ensemble":{"seed":7,"\\u0073eed":8}}')],
    3,
    /twice\.json: ensemble\.seed: found 2 values, expected one/,
  ],
  [
    ["run", "--out", "OUT", "--set", 'transport.path_pc={"1":{"1000":4,"1000":5}}'],
    3,
    /--set transport\.path_pc\."1"\."1000": found 2/,
  ],
  [
    ["run", "--out", "OUT", "--set", "gradient_per_kpc=0.12"],
    3,
    /The gradient is no part of a run: larmor figure .* --gradient-per-kpc/,
  ],
  [
    ["run", "--out", "OUT", file("own.toml", '[field]\nmodel = "grid"\nfile = "cube.h5"\n')],
    3,
    /field\.model: found "grid"/,
  ],
  [
    ["figure", "fig5", "out", "--gradient", "0.27"],
    2,
    /expected literal or matched; its size is given by --gradient-per-kpc 0\.27/,
  ],
  [
    ["figure", "fig5", "out", "--gradient-deg", "60", "20"],
    2,
    /--gradient-deg: found "60", expected longitude,latitude .* with a comma/,
  ],
  [["project", "out", "--gradient-deg", "60", "20"], 2, /--gradient-deg: found "60 20", expected L,B, without a blank/],
  [["project", "out", "--dec", "-90", "-25"], 2, /--dec: found "-90 -25", expected MIN\.\.MAX, without a blank/],
  [["project", "out", "--dec=-90", "-25"], 2, /--dec: found "-90 -25"/],
  [["project", "out", "--gamma", "0x2", "--compton-getting", "lsr"], 2, /--gamma: found "0x2"/],
  [["figure", "fig5", "out", "--gradient-per-kpc", "0x10"], 2, /--gradient-per-kpc: found "0x10", expected a size/],
  [["resolution", "--energy-TeV", "0b1"], 2, /--energy-TeV: found "0b1"/],
  [["validate", "--only", "0x1"], 2, /--only: found "0x1"/],
  [["x".repeat(100_000)], 2, /^larmor: x{57}\.\.\.: unknown command/],
  [["run", "--out", "OUT", "/dev/zero"], 3, /\/dev\/zero: found 10000001 bytes/],
  [["run", "--out", "OUT", file("deep.json", `${"[".repeat(4e6)}${"]".repeat(4e6)}`)], 3, /deep\.json: found /],
  [["run", "--out", "OUT", file("deep.toml", `a = ${"[".repeat(4e6)}${"]".repeat(4e6)}`)], 3, /deep\.toml/],
  [["run", "--out", "OUT", file("proto.json", '{"__proto__": {"seed": 1}}')], 3, /__proto__: .*unknown key/],
  [["run", "--out", "OUT", file("proto2.json", '{"ensemble": {"__proto__": {"seed": 7}}}')], 3, /ensemble\.__proto__/],
  [["run", "--out", "OUT", file("proto.toml", "[constructor.prototype]\nseed = 1\n")], 3, /constructor: /],
  [["merge", "--out", "OUT"], 2, /too few arguments/],
  [["merge", "somewhere"], 2, /--out: found nothing/],
  [["merge", "nowhere", "--out", "OUT"], 5, /nowhere: there is no such folder/],
  [["status"], 2, /too few arguments/],
  [["status", "package.json"], 5, /package\.json: a file, expected the run folder/],
  [["status", "nowhere"], 5, /nowhere: there is no such folder/],
  [["init", file("mine.toml", "")], 2, /mine\.toml: found a file, expected a new name/],
  [["schema", "x"], 2, /found "x", expected options only/],
  [["cite", "nowhere.toml"], 2, /nowhere\.toml: found no such file/],
];

test("a wrong word gets one message, its exit code, and leaves nothing behind", async () => {
  const queue = [...WRONG];
  const work = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) {
      const [given, code, message] = item;
      const out = fresh();
      const args = given.map((arg) => (arg === "OUT" ? out : arg));
      const ended = await larmor(args);
      const what = `larmor ${given.join(" ")}\n${ended.stderr}`;
      assert.is(ended.code, code, what);
      assert.match(ended.stderr, message, what);
      assert.ok(ended.stderr.startsWith("larmor: "), what);
      assert.is(ended.stderr.trimEnd().split("\n").length, 1, what);
      assert.not.match(ended.stderr, /^\s+at /m, what);
      assert.is(ended.stdout, "", what);
      assert.is(existsSync(out), false, what);
    }
  };
  await Promise.all([work(), work()]);
});

test("a working directory that was removed is told, by commands that need one", async () => {
  const dir = fresh();
  mkdirSync(dir);
  for (const command of ["run --dry-run", "show-config", "slurm --shards 2 --out x", "field", "run --out x"]) {
    const script = `cd ${dir} && rmdir ${dir} && exec ${process.execPath} ${CLI} ${command}`;
    const { status, stderr } = spawnSync("/bin/sh", ["-c", script], { encoding: "utf8" });
    mkdirSync(dir, { recursive: true });
    assert.is(status, 74, `${command}: ${stderr}`);
    assert.match(stderr, /^larmor: the working directory: found none.*expected one, change to it with cd\n$/);
  }
});

test("a usage line has in brackets the arguments that a command does without", async () => {
  for (const [name, [, load]] of Object.entries(commands)) {
    const { usage, positionals } = (await load()).default;
    const words = usage.replace(/\[[^\]]*\]/g, "").replace(/--.*/, "");
    const needed = words.match(/\b[A-Z][A-Z|]*/g)?.length ?? 0;
    assert.is(needed, positionals[0], `${name}: ${usage}`);
  }
});

test("LARMOR_DEBUG=1 adds the stack", async () => {
  const { stderr } = await larmor(["run"], { env: { LARMOR_DEBUG: "1" } });
  assert.match(stderr, /^\s+at /m);
});

test("help lists options, examples and exit codes; version is that of the package", async () => {
  for (const name of ["run", "merge", "status", "init", "show-config", "schema", "cite"]) {
    const help = await larmor([name, "--help"]);
    assert.is(help.code, 0, help.stderr);
    for (const part of ["Options", "Exit codes", "75", `larmor ${name}`]) assert.match(help.stdout, part);
    assert.ok(
      help.stdout.split("\n").every((line) => line.length <= 130),
      "no line longer than a wide terminal",
    );
  }
  const none = await larmor([]);
  assert.is(none.code, 2);
  assert.match(none.stderr, /Commands/);
  assert.match((await larmor(["--version"])).stdout, /^larmor \d+\.\d+\.\d+\n$/);
});

test("init writes a config that resolves to the defaults; show-config prints one that resolves to itself", async () => {
  const mine = join(files, "init.toml");
  assert.is((await larmor(["init", mine])).code, 0);
  const [from, defaults] = await Promise.all([
    larmor(["show-config", mine, "--json"]),
    larmor(["show-config", "--json"]),
  ]);
  assert.is(from.stdout, defaults.stdout);
  const toml = file("shown.toml", (await larmor(["show-config"])).stdout);
  assert.is((await larmor(["show-config", toml, "--json"])).stdout, defaults.stdout);
});

test("--set is above the file, the file above the preset; quoted parts reach into tables", async () => {
  const own = file("own.toml", "[ensemble]\nseed = 5\nrealisations = 7\n[particles]\nrigidity_TV = [100.0, 1000.0]\n");
  const path = 'transport.path_pc."0.10"."1e3"=555';
  const { stdout, stderr } = await larmor([
    "show-config",
    own,
    "--preset",
    "paper",
    "--set",
    "ensemble.seed=6",
    "--set",
    path,
    "--json",
  ]);
  const config = JSON.parse(stdout || stderr);
  assert.is(config.ensemble.seed, 6);
  assert.is(config.ensemble.realisations, 7);
  assert.is(config.transport.path_pc["0.1"]["1000"], 555);
  assert.is(config.particles.nside["1"]["1000"], 16, "of preset paper");
});

test("the schema is JSON with every key; the table has a line for each", async () => {
  const schema = JSON.parse((await larmor(["schema"])).stdout);
  assert.equal(Object.keys(schema.properties), ["$schema", "field", "particles", "transport", "ensemble", "density"]);
  assert.is(schema.properties.ensemble.properties.seed.type, "integer");
  assert.equal(schema.properties.particles.properties.nside.anyOf[0].enum.slice(0, 4), [1, 2, 4, 8]);
  assert.match((await larmor(["schema", "--table"])).stdout, /\| field\.total_rms_uG \| a number > 0 \(uG\) \| 4 \|/);
});

test("cite names the works behind the field model and its anisotropy", async () => {
  const [grids, waves] = await Promise.all([larmor(["cite"]), larmor(["cite", "--set", "field.model=plane-waves"])]);
  assert.match(grids.stdout, /1408\.3630/);
  assert.match(grids.stdout, /Giacinti2012/);
  assert.match(waves.stdout, /Giacalone1999/);
  assert.not.match(waves.stdout, /Giacinti2012/);
  assert.not.match(waves.stdout, /Chandran2000/);
  const sets = ["field.model=plane-waves", "field.turbulence_level=[0.1]", "field.anisotropy=goldreich-sridhar"];
  const { stdout } = await larmor(["cite", ...sets.flatMap((set) => ["--set", set])]);
  assert.match(stdout, /Chandran2000/);
  assert.match(stdout, /Cho2002/);
});

test("the plan names levels, memory, directions, steps and time, as text and as JSON, and writes nothing", async () => {
  const { code, stdout } = await larmor(["run", "--dry-run"]);
  assert.is(code, 0);
  for (const part of [
    "turbulence level 0.1, 1000 TV",
    "wavelengths",
    "768 directions",
    "steps",
    "memory",
    "r_g/cell",
    "us a step",
  ]) {
    assert.match(stdout, part);
  }
  const out = fresh();
  const plan = JSON.parse(
    (await larmor(["run", "--dry-run", "--json", "--workers", "2", "--shard", "1/4", "--out", out])).stdout,
  );
  assert.is(plan.workers, 2);
  assert.is(plan.realisations, 25);
  assert.is(plan.groups.length, 2);
  assert.ok(plan.groups[0].levels.length > 2 && plan.memory_bytes > 0 && plan.seconds > 0);
  assert.is(existsSync(out), false);
});

test.run();
