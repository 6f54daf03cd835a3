// `figure`, `report` and `project` as a user calls them: from one small run folder, nothing computed again, clear refusals.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Ended, folders, larmor, text, tiny } from "./larmor.js";

const test = suite("command line: figures");
const { fresh, remove } = folders();
test.after(remove);

/** Both turbulence levels at two rigidities, four realisations of 48 directions. */
const run = fresh();
const weak = fresh();
test.before(async () => {
  const rigidities = ["--set", "particles.rigidity_TV=[100,1000]"];
  for (const [dir, more] of [
    [run, rigidities],
    [weak, ["--set", "field.turbulence_level=[0.1]"]],
  ] as [string, string[]][]) {
    const { code, stderr } = await larmor(["run", ...tiny(4), ...more, "--quiet", "--out", dir]);
    assert.is(code, 0, stderr);
  }
});

const ALL = ["fig1", "fig2", "fig3", "fig4", "fig5", "convergence", "angle", "phase"];
const noTrace = ({ stderr }: Ended) => assert.not.match(stderr, /\n\s+at |Error:/);

test("all: an SVG and a CSV for each figure in the run folder, named on stdout; what is missing on stderr", async () => {
  const ended = await larmor(["figure", "all", run]);
  assert.is(ended.code, 0, ended.stderr);
  assert.equal(readdirSync(join(run, "figures")).sort(), ALL.flatMap((name) => [`${name}.csv`, `${name}.svg`]).sort());
  assert.is(ended.stdout.trim().split("\n").length, ALL.length);
  assert.match(ended.stderr, /fig1: the run has no 10 TV at turbulence level 0\.1/);
  for (const name of ALL) {
    assert.match(text(join(run, "figures"), `${name}.svg`), /^<svg xmlns=/);
    assert.match(text(join(run, "figures"), `${name}.csv`), /^# /);
  }
  assert.equal(readdirSync(run).sort(), [
    "config.json",
    "figures",
    "journal.jsonl",
    "provenance.json",
    "realisations.jsonl",
    "summary.json",
  ]);
});

test("another gradient changes the numbers, not the run; the same one gives the same bytes", async () => {
  const [a, b, c] = [fresh(), fresh(), fresh()];
  const lines = text(run, "realisations.jsonl");
  await larmor(["figure", "fig4", run, "--out", a]);
  await larmor(["figure", "fig4", run, "--out", b]);
  const ended = await larmor([
    "figure",
    "fig4",
    run,
    "--out",
    c,
    "--gradient-deg",
    "-60,20",
    "--gradient-per-kpc",
    "0.28",
    "--direction",
    "arrival",
  ]);
  assert.is(ended.code, 0, ended.stderr);
  for (const file of ["fig4.svg", "fig4.csv"]) {
    assert.is(text(a, file), text(b, file));
    assert.is.not(text(a, file), text(c, file));
  }
  assert.match(text(c, "fig4.csv"), /gradient,,-60,20,,/);
  assert.match(text(c, "fig4.svg"), /0\.28\/kpc at \(l, b\) = \(−60°, 20°\), literal/);
  assert.match(text(c, "fig4.svg"), /arrival convention/);
  assert.is(text(run, "realisations.jsonl"), lines);
});

/** Loaded before larmor: how many modules of WebAssembly a command instantiates, on its last line. Flights need one. */
const COUNTING = `data:text/javascript,${encodeURIComponent(`
let kernels = 0;
const { instantiate, Instance } = WebAssembly;
WebAssembly.instantiate = (...all) => { kernels += 1; return instantiate(...all); };
WebAssembly.Instance = class extends Instance { constructor(...all) { kernels += 1; super(...all); } };
process.on("exit", () => process.stderr.write("\\nkernels: " + kernels + "\\n"));
`)}`;
const kernels = async (args: string[]): Promise<number> => {
  const { code, stderr } = await larmor(args, { env: { NODE_OPTIONS: `--import ${COUNTING}` } });
  assert.is(code, 0, stderr);
  return Number(/kernels: (\d+)\n$/.exec(stderr)?.[1]);
};

test("no figure of a run folder, nor report or projection, asks the kernel for anything, whatever the gradient", async () => {
  const out = fresh();
  const other = ["--gradient-deg", "20,-40", "--gradient", "literal", "--gradient-per-kpc", "0.27"];
  assert.is(await kernels(["figure", "all", run, "--out", out]), 0);
  assert.is(await kernels(["figure", "all", run, "--out", out, ...other]), 0);
  assert.is(await kernels(["report", run, "--out", join(out, "report.html"), ...other]), 0);
  assert.is(await kernels(["project", run, "--out", out, "--gradient-deg", "20,-40"]), 0);
  // and that this is counted
  assert.ok((await kernels(["figure", "sky", run, "--out", out])) > 0);
});

test("--png makes a picture with text in it", async () => {
  const out = fresh();
  const ended = await larmor(["figure", "fig2", run, "--png", "--out", out]);
  assert.is(ended.code, 0, ended.stderr);
  const png = readFileSync(join(out, "fig2.png"));
  assert.equal([...png.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10]);
  assert.is(png.readUInt32BE(16), 2 * 772); // two pixels for one
  assert.ok(png.length > 50_000, `${png.length} bytes: is the text there?`);
});

test("--png without a usable font is refused, as text would vanish", async () => {
  const bad = join(fresh(), "..", "no-font.ttf");
  writeFileSync(bad, "this is no font");
  const ended = await larmor(["figure", "fig2", run, "--png", "--font", bad, "--out", fresh()]);
  assert.is(ended.code, 2);
  assert.match(ended.stderr, /--png: found no usable font in .*--font FILE\.ttf/);
  noTrace(ended);
});

test("figures of one realisation make its field again", async () => {
  const out = fresh();
  const names = ["spectrum", "sky", "cl", "trajectory"];
  const ended = await larmor(["figure", ...names, run, "--realisation", "2", "--out", out]);
  assert.is(ended.code, 0, ended.stderr);
  assert.equal(readdirSync(out).sort(), names.flatMap((name) => [`${name}.csv`, `${name}.svg`]).sort());
  for (const name of names) assert.match(text(out, `${name}.svg`), /Realisation 2/);
  assert.is(
    text(out, "sky.csv")
      .trim()
      .split("\n")
      .filter((line) => !line.startsWith("#")).length,
    1 + 12 * 16 * 16,
  );
});

test("a run without turbulence level 1: the others are drawn, exit 5 only where a figure was asked for by name", async () => {
  const named = await larmor(["figure", "fig2", "fig4", weak, "--out", fresh()]);
  assert.is(named.code, 5);
  assert.match(
    named.stderr,
    /fig2 needs realisations with a purely turbulent field.*this run has turbulence level 0\.1 at 1000 TV \(4 realisations\).*Run: larmor run/,
  );
  assert.match(named.stdout, /fig4\.svg/);
  noTrace(named);
  const all = await larmor(["figure", "all", weak, "--out", fresh()]);
  assert.is(all.code, 0, all.stderr);
});

test("of a shard all is drawn but what joins a realisation over rigidities, and that is said", async () => {
  const [shard, out] = [fresh(), fresh()];
  const rigidities = ["--set", "particles.rigidity_TV=[100,1000]"];
  const made = await larmor(["run", ...tiny(8), ...rigidities, "--shard", "1/2", "--quiet", "--out", shard]);
  assert.is(made.code, 0, made.stderr);
  const ended = await larmor(["figure", "all", shard, "--out", out]);
  assert.is(ended.code, 0, ended.stderr);
  for (const figure of ["fig1", "phase"])
    assert.match(ended.stderr, new RegExp(`${figure}: no realisation exists at all rigidities.*larmor merge`));
  for (const name of ALL) {
    if (name === "phase") continue; // it draws nothing else
    assert.not.match(text(out, `${name}.svg`), /NaN|0 realisations|Infinity/);
    assert.not.match(text(out, `${name}.csv`), /NaN|Infinity/);
  }
  assert.match(text(out, "fig5.svg"), /4 realisations \(of 8: incomplete\)/);
  const seen = await larmor(["project", shard, "--out", out]);
  assert.is(seen.code, 0, seen.stderr);
  assert.not.match(seen.stdout + text(out, "projection.svg"), /NaN/);
  assert.match(seen.stderr, /projection: no realisation exists at all rigidities/);
  const smeared = await larmor(["project", shard, "--smear-logE", "0.3", "--out", out]);
  assert.is(smeared.code, 5);
  assert.match(smeared.stderr, /--smear-logE: .*merge its shards/);
});

test("half a run is drawn, and said to be half a run", async () => {
  const [half, out] = [fresh(), fresh()];
  mkdirSync(half);
  for (const name of ["config.json", "provenance.json"]) writeFileSync(join(half, name), text(weak, name));
  writeFileSync(
    join(half, "realisations.jsonl"),
    text(weak, "realisations.jsonl").split("\n").slice(0, 3).join("\n").concat("\n"),
  );
  for (const command of [["figure", "fig5"], ["project"]]) {
    const ended = await larmor([...command, half, "--out", out]);
    assert.is(ended.code, 0, ended.stderr);
    assert.match(ended.stderr, /not complete, 3 of 4 realisations/);
  }
  const whole = await larmor(["figure", "fig5", weak, "--out", out]);
  assert.not.match(whole.stderr, /not complete/);
});

const mine = () => {
  const file = join(fresh(), "..", "mine.csv");
  writeFileSync(
    file,
    "experiment,energy_TeV,amplitude,stat_lo,stat_hi,kind,reference\nDetector <X>,300,4e-4,1e-4,1e-4,value,me\n",
  );
  return file;
};

test("--data draws the user's own points under their name, and says where an energy is too far away", async () => {
  const out = fresh();
  const ended = await larmor(["figure", "fig1", "fig5", run, "--data", mine(), "--out", out]);
  assert.match(ended.stderr, /fig5: of your data not drawn, no energy within a factor of 2 of 1000 TV: Detector <X>/);
  assert.is(ended.code, 0, ended.stderr);
  assert.match(text(out, "fig1.svg"), /Your data/);
  assert.match(text(out, "fig1.svg"), /Detector &lt;X&gt;/);
  assert.match(text(out, "fig1.csv"), /measured,Detector <X>,300,0\.0004,0\.0003,0\.0005,me/);
});

test("report: one file with all figures, tables, config, provenance and what to cite, that loads nothing", async () => {
  const out = join(fresh(), "..", "report.html");
  const ended = await larmor(["report", run, "--out", out, "--data", mine()]);
  assert.is(ended.code, 0, ended.stderr);
  const page = readFileSync(out, "utf8");
  for (const name of ALL) assert.ok(page.includes(`<figure id="${name}">`), name);
  const { config_sha256, kernel_sha256 } = JSON.parse(text(run, "provenance.json"));
  for (const part of [
    config_sha256,
    kernel_sha256,
    "Mertsch2015",
    "rigidity_TV",
    "noise floor",
    "Detector &lt;X&gt;",
    "momentum",
  ]) {
    assert.ok(page.includes(part), part);
  }
  assert.not.match(page, /<script|<link|<img|<iframe|@import|url\((?!#)/);
  assert.not.match(page, /(?:src|href)="(?!data:)/);
  assert.not.match(page, /NaN|undefined/);
  assert.not(page.includes("Detector <X>"));
  const ids = page.match(/ id="[^"]+"/g) ?? [];
  assert.is(new Set(ids).size, ids.length);
});

test("project: amplitudes and phases as JSON, for field and gradient on the sky", async () => {
  const out = fresh();
  const sky = ["--frame", "icrs", "--b0", "200,10", "--gradient-deg", "200,10", "--gradient", "literal"];
  const ended = await larmor(["project", run, ...sky, "--json", "--out", out]);
  assert.is(ended.code, 0, ended.stderr);
  const found = JSON.parse(ended.stdout);
  assert.is(found.convention, "arrival");
  // the gradient along the field is along +x of the run's frame
  const [l, b] = found.gradient_in_run_deg;
  assert.ok(found.gradient_to_field_deg < 1e-9, `${found.gradient_to_field_deg}`);
  assert.ok(Math.min(l, 360 - l) < 1e-9 && Math.abs(b) < 1e-9, `${l}, ${b}`);
  assert.equal(
    found.points.map((p: { energy_TeV: number }) => p.energy_TeV),
    [100, 1000],
  );
  // 4 pc are far too short for diffusion: all particles still go straight, so the dipole is up the gradient, at 200 degrees
  for (const p of found.points) assert.ok(Math.abs(p.phase_deg - 200) < 30, `${p.phase_deg}`);
  assert.equal(readdirSync(out).sort(), ["projection.csv", "projection.svg"]);
  const band = JSON.parse((await larmor(["project", run, ...sky, "--dec", "-90..-25", "--json", "--out", out])).stdout);
  found.points.forEach((p: { median: number }, i: number) => {
    assert.ok(Math.abs(band.points[i].median / p.median - band.factor) < 1e-12);
  });
  // the Galactic centre is at (266.4, -28.9), the field of HAWC and IceCube 54.0 degrees from it
  const centre = JSON.parse((await larmor(["project", run, "--gradient-deg", "gc", "--json", "--out", out])).stdout);
  assert.ok(
    Math.abs(centre.gradient_icrs_deg[0] - 266.4) < 0.05 && Math.abs(centre.gradient_icrs_deg[1] + 28.94) < 0.05,
  );
  assert.ok(Math.abs(centre.gradient_to_field_deg - 54.0) < 0.1, `${centre.gradient_to_field_deg}`);
  const beside = await larmor(["project", run, "--data", mine(), "--out", out]);
  assert.is(beside.code, 0, beside.stderr);
  assert.match(text(out, "projection.svg"), /Your data/);
  assert.match(text(out, "projection.csv"), /Detector <X>,300,0\.0004/);
  const moving = await larmor(["project", run, "--compton-getting", "lsr", "--smear-logE", "0.3", "--out", out]);
  assert.is(moving.code, 0, moving.stderr);
  assert.match(moving.stdout, /equatorial dipole, turbulence level 0\.1, gradient 0\.14\/kpc, literal\n *energy TeV/);
  assert.match(moving.stderr, /a flux of index 2\.7: the median true energy is 0\.44 of the measured one/);
  // of a Gaussian whose mean lies 1.17 widths lower, 0.88 is below 100 TV, and 0.12 above 1000 TV with 0.015 below 100
  assert.match(moving.stderr, /as the run has none there: 88 % of the weight at 100 TeV, 1[34] % .* at 1000 TeV\./);
  assert.match(moving.stderr, /Warning: this gradient is at right angles to the field by choice/);
  assert.match(moving.stderr, /Compton-Getting term added: \(2\.7 \+ 2\) v\/c = 2\.8e-4/);
});

const empty = fresh();
mkdirSync(empty);
const foreign = fresh();
mkdirSync(foreign);
writeFileSync(join(foreign, "config.json"), '{"a": 1}');
const malformed = join(fresh(), "..", "malformed.csv");
writeFileSync(malformed, "experiment,energy_TeV,amplitude,kind,reference\nx,ten,1e-3,value,me\n");

const power = join(fresh(), "..", "power.csv");
writeFileSync(power, "experiment,energy_TeV,l,C_l,kind,reference\nMine,900,1,2e-6,value,me\n");

/** Options with a value, and figures of which none reads it; of all figures and options: tests/unit/cli/figure_options.test.ts. */
const UNREAD: [string[], string[], RegExp][] = [
  [
    ["fig2", "fig4"],
    ["--data", "DIPOLES"],
    /found with fig2, fig4, expected with one of fig1, fig3, fig5, angle, phase, cl$/,
  ],
  [["all"], ["--data", power], /--data .*power\.csv: found a column C_l, expected a table of dipoles/],
  [["cl"], ["--data", "DIPOLES"], /--data .*mine\.csv: found no column C_l, expected a table of measured C_l/],
  [["cl"], ["--data", power], /--data: found with cl of one realisation, expected with cl of a run with multipoles/],
  [["angle"], ["--gradient-deg", "30,10"], /--gradient-deg: found with angle, expected with one of fig1, /],
  [["phase"], ["--direction", "momentum"], /--direction: found with phase, expected with one of fig2, fig4, sky$/],
  [["fig5", "cl"], ["--direction", "momentum"], /--direction: found with fig5, cl, expected with/],
  [["all"], ["--realisation", "1"], /--realisation: found with all, expected with one of spectrum, sky, cl/],
];

test("an option that no figure asked for reads is refused, with those that do", async () => {
  const own = mine();
  const queue = [...UNREAD];
  const work = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) {
      const [names, options, message] = item;
      const { code, stderr, stdout } = await larmor([
        ...["figure", ...names, run, "--out", join(run, "none")],
        ...options.map((word) => (word === "DIPOLES" ? own : word)),
      ]);
      assert.is(code, 2, `${names} ${options}: ${stderr}`);
      assert.match(stderr.trim(), message);
      assert.is(stdout, "");
    }
  };
  await Promise.all([work(), work()]);
  assert.not(existsSync(join(run, "none")));
});

test("an option is right where one of several figures reads it", async () => {
  const out = fresh();
  const args = ["--data", mine(), "--direction", "arrival", "--gradient-deg", "60,10", "--out", out];
  const ended = await larmor(["figure", "fig1", "fig4", "convergence", run, ...args]);
  assert.is(ended.code, 0, ended.stderr);
  assert.match(text(out, "fig1.svg"), /Your data/);
  assert.match(text(out, "fig4.svg"), /arrival convention/);
});

/** Arguments (RUN stands for the run), exit code, a pattern of the message. */
const WRONG: [string[], number, RegExp][] = [
  [["figure", "fig1"], 2, /too few arguments, expected: larmor figure NAME\.\.\. DIR/],
  [["figure", "fig6", "RUN"], 2, /fig6: unknown figure; did you mean fig\d\? Known are fig1,/],
  [["figure", "RUN", "fig5"], 2, /found "fig5" as the last argument, expected the run folder/],
  [["figure", "fig1", "fig2"], 2, /found "fig2" as the last argument, expected the run folder/],
  [["figure", "fig1", "nowhere"], 5, /nowhere: there is no such folder; make a run with: larmor run/],
  [["figure", "fig1", empty], 5, /holds no run; make one with: larmor run --out/],
  [["figure", "fig1", foreign], 5, /provenance\.json: missing/],
  [["figure", "fig1", "RUN", "--out", "fig1.png"], 2, /--out: found "fig1\.png", expected a folder: .*--png/],
  [["project", "RUN", "--out", "sky.svg"], 2, /--out: found "sky\.svg", expected a folder/],
  [["figure", "fig1", "package.json"], 5, /package\.json: a file, expected the run folder/],
  [
    ["figure", "fig1", "RUN", "--realisation", "2"],
    2,
    /--realisation: found with fig1, expected with one of spectrum, sky/,
  ],
  ...["spectrum", "sky", "cl", "trajectory"].map((name): [string[], number, RegExp] => [
    ["figure", name, "RUN", "--realisation", "4"],
    5,
    /turbulence level 0\.1, 1000 TV: realisation 4 is not there; --realisation: expected one of 0-3$/m,
  ]),
  [["figure", "sky", "all", "RUN", "--realisation", "99"], 5, /realisation 99 is not there/],
  [["report", "RUN", "--realisation", "4"], 5, /realisation 4 is not there/],
  [["figure", "fig1", "RUN", "--font", "a.ttf"], 2, /--font: found without --png/],
  [["figure", "fig1", "RUN", "--species", "Fe"], 2, /--species: found with fig1, expected with one of phase/],
  [
    ["figure", "fig1", "RUN", "--gradient-deg", "gc"],
    2,
    /--gradient-deg gc: found with fig1, expected with one of phase/,
  ],
  [
    ["figure", "infer", "RUN"],
    2,
    /infer: found with figure, expected the command that draws it: larmor infer DIR --out/,
  ],
  [["figure", "phase", "RUN", "--species", "Pb"], 2, /--species: found "Pb", expected one of p, He, CNO, Fe/],
  [["figure", "phase", "RUN", "--gamma", "3"], 2, /--gamma: found without --compton-getting/],
  [
    ["figure", "phase", "RUN", "--compton-getting", "orbital,02-31"],
    2,
    /expected orbital,MM-DD with a month and a day/,
  ],
  [["figure", "phase", "RUN", "--frame", "run"], 2, /--frame: found "run", expected galactic or icrs/],
  ...[[], ["--b0", "ibex"], ["--compton-getting", "lic"], ["--gradient-deg", "gc"]].map(
    (named): [string[], number, RegExp] => [
      ["figure", "phase", "RUN", "--frame", "icrs", ...named],
      2,
      /--frame: found without a direction in numbers, expected with --gradient-deg L,B, --b0 L,B or/,
    ],
  ),
  [["figure", "all", "sky", "RUN", "--realisation", "99"], 5, /realisation 99 is not there; --realisation: expected/],
  [["figure", "phase", "RUN", "--rigidity-TV", "100"], 5, /phase: found one rigidity, 100 TV, .*expected two or more/],
  [["project", "RUN", "--compton-getting", "20"], 2, /--compton-getting: found "20", expected V,L,B/],
  [["figure", "fig1", "RUN", "--gradient", "steep"], 2, /--gradient: found "steep", expected literal or matched/],
  [["figure", "fig1", "RUN", "--gradient-deg", "90"], 2, /--gradient-deg: found "90", expected longitude,latitude/],
  [["figure", "fig1", "RUN", "--gradient-deg", "90,91"], 2, /--gradient-deg: found "90,91"/],
  [
    ["figure", "fig1", "RUN", "--gradient-per-kpc", "0"],
    2,
    /--gradient-per-kpc: found "0", expected a size in 1\/kpc, above 0/,
  ],
  [["figure", "fig1", "RUN", "--direction", "up"], 2, /--direction: found "up", expected momentum or arrival/],
  [["figure", "fig5", "RUN", "--turbulence-level", "0.5"], 5, /fig5 needs realisations with turbulence level 0\.5/],
  [["figure", "fig1", "RUN", "--data", malformed], 2, /--data .*malformed\.csv line 2, column energy_TeV: found "ten"/],
  [["figure", "fig1", "RUN", "--data", "nowhere.csv"], 2, /--data nowhere\.csv: found no such file/],
  [["figure", "fig1", "RUN", "--out", malformed], 2, /--out: found a file/],
  [["report", empty], 5, /holds no run/],
  [["report", "RUN", "--out", empty], 2, /--out: found a folder, .*, expected a file/],
  [["project", empty], 5, /holds no run/],
  [["project", "RUN", "--frame", "ecliptic"], 2, /--frame: found "ecliptic", expected galactic or icrs/],
  [["project", "RUN", "--b0", "hawk"], 2, /--b0: found "hawk", expected longitude,latitude or hawc-icecube or ibex/],
  [["project", "RUN", "--dec", "30"], 2, /--dec: found "30", expected MIN\.\.MAX/],
  [["project", "RUN", "--dec", "30..-30"], 2, /--dec: found/],
  [["project", "RUN", "--gamma", "3"], 2, /--gamma: found without --smear-logE or --compton-getting/],
  [["project", "RUN", "--compton-getting", "fast"], 2, /--compton-getting: found "fast"/],
  [["project", "RUN", "--smear-logE", "-1"], 2, /--smear-logE: found "-1"/],
  [["project", "RUN", "--nside", "4"], 2, /--nside: found without --map, expected with it/],
  [["project", "RUN", "--map", "sky.fits", "--nside", "5"], 2, /--nside: found 5, expected a power of two/],
  [["project", "RUN", "--map", "sky.fits", "--realisation", "4"], 5, /realisation 4 at 1000 TV is not there/],
  [
    ["project", "RUN", "--map", "sky.fits", "--rigidity-TV", "10"],
    2,
    /--rigidity-TV: found 10, .*level 0\.1: 100, 1000/,
  ],
];
for (const [args, code, message] of WRONG) {
  test(`refuses ${args.map((arg) => arg.split("/").pop()).join(" ")}`, async () => {
    const ended = await larmor(args.map((arg) => (arg === "RUN" ? run : arg)));
    assert.is(ended.code, code, ended.stderr);
    assert.match(ended.stderr, message);
    noTrace(ended);
    assert.is(ended.stdout, "");
  });
}

test("smearing a run of one rigidity is refused", async () => {
  const ended = await larmor(["project", weak, "--smear-logE", "0.3", "--out", fresh()]);
  assert.is(ended.code, 2);
  assert.match(ended.stderr, /--smear-logE: found a run with one rigidity/);
  assert.not(existsSync(join(weak, "figures")));
});

test.run();
