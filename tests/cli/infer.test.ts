// `infer` as a user calls it: its JSON, and what is wrong with its input.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { folders, larmor, tiny } from "./larmor.js";

const test = suite("command line: infer");
const { fresh, remove } = folders();
test.after(remove);

const dir = fresh();
test.before(async () => {
  const made = await larmor(["run", "--out", dir, "--quiet", "--set", "particles.rigidity_TV=[100,1000]", ...tiny(4)]);
  assert.is(made.code, 0, made.stderr);
});

test("--json has the fixed keys and nothing else on stdout; what needs B0 is null at level 1; few realisations are said", async () => {
  const { code, stdout, stderr } = await larmor(["infer", dir, "--json"]);
  assert.is(code, 0, stderr);
  const found = JSON.parse(stdout);
  for (const key of ["gradient_along_b0_per_kpc", "gradient_per_kpc", "angle_deg"])
    for (const part of [found[key], found[key].prior])
      assert.ok(part.q16 <= part.median && part.median <= part.q84, key);
  for (const key of ["gradient_deg", "b0_deg"]) assert.is(found[key].best.length, 2, key);
  assert.equal(Object.keys(found.log_evidence).sort(), ["0.1", "1", "isotropic"]);
  assert.ok(found.effective_realisations >= 1 && found.chi2.best <= found.chi2.typical);
  assert.match(stderr, /too few realisations/);
  const turbulent = await larmor(["infer", dir, "--json", "--turbulence-level", "1"]);
  const { angle_deg, b0_deg, gradient_along_b0_per_kpc } = JSON.parse(turbulent.stdout);
  assert.equal([angle_deg, b0_deg, gradient_along_b0_per_kpc], [null, null, null]);
});

test("a field at the observer and files", async () => {
  const out = fresh();
  const args = ["infer", dir, "--b-local", "ibex", "--turbulence-level", "0.1", "--out", out];
  const { code, stdout, stderr } = await larmor(args);
  assert.is(code, 0, stderr);
  assert.match(stdout, /gradient along B0, 1\/kpc/);
  assert.match(stderr, /wrote .*infer.json, .*b0.fits, .*gradient.fits/);
});

const HEADER = "experiment,year,energy_TeV,amplitude,stat_lo,stat_hi,phase_deg,phase_err_deg,kind,reference";
function table(...rows: string[]): string {
  const file = `${fresh()}.csv`;
  writeFileSync(file, `${[HEADER, ...rows].join("\n")}\n`);
  return file;
}

test("composition and resolution that take data out of the rigidities of the run: the part of the weight is said, by row", async () => {
  const data = table("A,2020,100,4e-4,1e-4,1e-4,30,10,value,x", "B,2020,1000,4e-4,1e-4,1e-4,250,10,value,x");
  const warned = async (...args: string[]) => {
    const { code, stdout, stderr } = await larmor(["infer", dir, "--data", data, "--json", ...args]);
    assert.is(code, 0, stderr);
    const lines = stderr.split("\n").filter((line) => line.includes("outside of the rigidities of the run"));
    const { warnings } = JSON.parse(stdout);
    assert.is(warnings.filter((line: string) => line.includes("outside of the rigidities")).length, lines.length);
    return lines.join("\n");
  };
  assert.is(await warned(), "");
  assert.is(await warned("--helium", "0"), "");
  assert.match(
    await warned("--helium", "1"),
    /warning: --helium 1: part of the weight of 1 of 2 data lies outside of the rigidities of the run, 100\.\.1000 TV, .*100 % of A 2020, 100 TeV; run more rigidities, or use fewer --energies$/,
  );
  assert.match(await warned("--helium", "0.25"), /25 % of A 2020, 100 TeV; run/);
  assert.match(await warned("--smear-logE", "5"), /--smear-logE 5: .* of 2 of 2 data .*\d+ % of A 2020.*/);
  assert.match(await warned("--smear-logE", "0.1", "--helium", "0.5"), /--helium 0\.5 and --smear-logE 0\.1: /);
});

test("files: errors as measured and with the error of the model in columns of their own; phases from 0 to 360", async () => {
  const data = table("A,2020,100,4e-4,1e-4,1e-4,30,10,value,x", "B,2020,300,9e-4,1e-4,3e-4,-5,10,value,x");
  const numbers = async (...args: string[]) => {
    const out = fresh();
    const { code, stderr } = await larmor(["infer", dir, "--data", data, "--out", out, ...args]);
    assert.is(code, 0, stderr);
    const [header, ...rows] = readFileSync(join(out, "infer.csv"), "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => line.split(","));
    const all = rows.map((row) => Object.fromEntries(row.map((cell, i) => [header[i], cell])));
    for (const row of all)
      for (const [name, cell] of Object.entries(row))
        if (name.startsWith("phase_") && cell !== "")
          assert.ok(Number(cell) >= 0 && Number(cell) <= 360, `${name} ${cell}`);
    const { predicted, data: taken } = JSON.parse(readFileSync(join(out, "infer.json"), "utf8"));
    for (const { phase_deg } of predicted)
      for (const angle of Object.values(phase_deg) as number[]) assert.ok(angle >= 0 && angle < 360, String(angle));
    return {
      measured: all.filter(({ what }) => what === "measured"),
      taken,
      svg: readFileSync(join(out, "infer.svg"), "utf8"),
    };
  };
  for (const model_error of [2.7e-4, 1e-3, 0]) {
    const { measured, taken, svg } = await numbers("--model-error", String(model_error));
    const bars = ({ amplitude_q16, amplitude_q84, phase_deg, phase_low_deg, phase_high_deg }: Record<string, string>) =>
      [amplitude_q16, amplitude_q84, phase_deg, phase_low_deg, phase_high_deg].map((x) =>
        Number(Number(x).toPrecision(5)),
      );
    assert.equal(measured.map(bars), [
      [3e-4, 5e-4, 30, 20, 40],
      [8e-4, 1.2e-3, 355, 345, 5],
    ]);
    const [a] = measured;
    const along = Math.hypot(1e-4, model_error);
    assert.ok(Math.abs(Number(a.amplitude_low_with_model_error) - (4e-4 - along)) < 1e-8);
    assert.ok(Math.abs(Number(a.amplitude_high_with_model_error) - (4e-4 + along)) < 1e-8);
    const across = (Math.hypot((4e-4 * 10 * Math.PI) / 180, model_error) / 4e-4) * (180 / Math.PI);
    const high = Number(a.phase_high_with_model_error_deg);
    assert.ok(Math.abs(high - (30 + across)) < 1e-3, `${high}, ${30 + across}`);
    assert.is(/thin bars: with the error of the model/.test(svg.replace(/<[^>]*>\s*/g, " ")), model_error > 0);
    assert.equal(taken[0].measured.phase_err_deg, 10);
  }
});

test("each row of the data that is not used is named with the reason, on stderr and in --json", async () => {
  const data = table(
    "A,2020,100,4e-4,1e-4,1e-4,30,10,value,x",
    "A,2024,120,4e-4,1e-4,1e-4,30,10,value,x",
    "A,2024,150,4e-4,,,30,10,value,x",
    "A,2024,160,4e-4,1e-4,1e-4,,,value,x",
    "A,2024,170,4e-4,,,,,upper_limit,x",
    "A,2024,99,4e-4,1e-4,1e-4,30,10,value,x",
    "B,,200,4e-4,1e-4,1e-4,30,10,value,x",
  );
  const REASONS = {
    limit: ["an upper limit", "A 2024, 170 TeV"],
    phase: ["no phase_deg", "A 2024, 160 TeV"],
    error: ["no error of the amplitude (stat_lo, stat_hi or sys)", "A 2024, 150 TeV"],
    energy: ["energy outside of 100..1000 TeV, the rigidities of the run", "A 2024, 99 TeV"],
    older: ["--experiments without a year takes the newest publication", "A 2020, 100 TeV"],
  };
  const { limit, phase, error, energy, older } = REASONS;
  for (const [args, used, expected] of [
    [[], 3, [limit, phase, error, energy]],
    [["--experiments", "A"], 1, [older, limit, phase, error, energy]],
    [["--experiments", "A,A 2020"], 2, [limit, phase, error, energy]],
    [["--experiments", "A 2020, B, B"], 2, []],
    [
      ["--energies", "110..1000", "--experiments", "A 2020,B"],
      1,
      [["energy outside of 110..1000 TeV, of --energies", "A 2020, 100 TeV"]],
    ],
  ] as [string[], number, string[][]][]) {
    const { code, stdout, stderr } = await larmor(["infer", dir, "--data", data, "--json", ...args]);
    assert.is(code, 0, stderr);
    const { data: taken, not_used } = JSON.parse(stdout);
    assert.is(taken.length, used, args.join(" "));
    assert.equal(
      not_used,
      expected.map(([reason, row]) => ({ reason, rows: [row] })),
      args.join(" "),
    );
    for (const [reason, row] of expected)
      assert.ok(stderr.includes(`larmor: 1 row not used: ${reason}: ${row}\n`), stderr);
  }
  const { stdout, stderr } = await larmor(["infer", dir, "--experiments", "IceCube 2016,HAWC 2018"]);
  assert.match(stdout, /^3 first harmonics: IceCube 2016\./);
  assert.match(
    stderr,
    /\d+ rows not used: energy outside of 100\.\.1000 TeV, .*: .*IceCube 2016, 13\.2 TeV.*HAWC 2018|and \d+ more/,
  );
});

test("bad input: one sentence that says what to give", async () => {
  const file = `${fresh()}.csv`;
  writeFileSync(file, "experiment,energy_TeV,amplitude,kind,reference\nMine,300,8e-4,value,this work\n");
  const single = fresh();
  await larmor(["run", "--out", single, "--quiet", ...tiny(2)]);
  for (const [args, message] of [
    [[single], /found a run with one rigidity, 1000 TV, expected two or more/],
    [[dir, "--data", file], /found 1 rows, 0 of them with a phase, expected/],
    [
      [dir, "--energies", "1..50"],
      /--energies: found 1\.\.50 TeV, expected energies within the rigidities of the run, 100\.\.1000/,
    ],
    [[dir, "--b0", "229.2,11.4"], /--b0: found with turbulence level 1, which has no regular field/],
    [[dir, "--model-error", "0.2"], /--model-error: found "0.2", expected an error of the amplitude from 0 to 0.05/],
    [[dir, "--experiments", "IceCub"], /--experiments: found "IceCub", expected names/],
  ] as [string[], RegExp][]) {
    const { code, stdout, stderr } = await larmor(["infer", ...args]);
    assert.is(code, 2, `${args.join(" ")}: ${stderr}`);
    assert.is(stdout, "");
    assert.match(stderr, message);
  }
});

test.run();
