// Densities as a user meets them after a run: as a table, in figures, on the sky, in the claims.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { folders, larmor, text } from "./larmor.js";

const test = suite("command line: densities");
const { fresh, remove } = folders();
test.after(remove);

const slab = { kind: "slab", half_thickness_pc: 0, halo_pc: 4000, height_pc: 20 };
const config = {
  field: { turbulence_level: [0.1] },
  particles: { rigidity_TV: [1000], nside: 2, integrator: "magnus", tolerance: 1e-3 },
  transport: { path_pc: 30, outputs: 2 },
  ensemble: { realisations: 8 },
};
const [dir, without] = [fresh(), fresh()];
test.before(async () => {
  const density = [
    { ...slab, name: "across", normal_deg: [0, 90] },
    { ...slab, name: "slanted", normal_deg: [0, 60] },
  ];
  for (const [out, settings] of [
    [dir, { ...config, density }],
    [without, config],
  ] as const) {
    writeFileSync(`${out}.json`, JSON.stringify(settings));
    const { code, stderr } = await larmor(["run", `${out}.json`, "--out", out, "--quiet"]);
    assert.is(code, 0, stderr);
  }
});

/** Rows of a table by the names of its columns. */
function rowsOf(csv: string): Record<string, string>[] {
  const [columns, ...rows] = csv
    .trimEnd()
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .map((line) => line.split(","));
  return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
}
const lines = (): Record<string, never>[] =>
  text(dir, "realisations.jsonl")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
const median = (values: number[]) => {
  const sorted = values.sort((a, b) => a - b);
  return (sorted[3] + sorted[4]) / 2;
};

test("table --densities has the medians of the records, of each density alone and with a gradient", async () => {
  const { code, stdout, stderr } = await larmor(["table", dir, "--densities"]);
  assert.is(code, 0, stderr);
  const rows = rowsOf(stdout);
  assert.equal(
    rows.map(({ density, gradient_per_kpc }) => `${density} ${gradient_per_kpc}`),
    [" 0.14", "across 0", "across 0.14", "slanted 0", "slanted 0.14"],
  );
  const amplitudes = (name: string, g: number) =>
    lines().map(({ density_dipole, response_pc }) =>
      Math.hypot(
        ...[0, 1, 2].map(
          (i) => (density_dipole[name] as number[][])[1][i] + g * (response_pc as number[][][])[1][i][1],
        ),
      ),
    );
  for (const { density, gradient_per_kpc, median: found } of rows.slice(1)) {
    const expected = median(amplitudes(density, Number(gradient_per_kpc) / 1000));
    assert.ok(Math.abs(Number(found) / expected - 1) < 1e-5, `${density} ${gradient_per_kpc}: ${found}, ${expected}`);
  }
});

test("table has a row for each path length and angle to the field, and D with an error", async () => {
  const file = `${fresh()}.csv`;
  assert.is((await larmor(["table", dir, "--out", file])).code, 0);
  const rows = rowsOf(readFileSync(file, "utf8"));
  assert.is(rows.length, 2 * 9);
  const [along, across] = [rows[9], rows[17]];
  assert.equal([along.angle_deg, across.angle_deg, across.path_pc], ["0", "90", "30"]);
  assert.ok(Number(along.ratio_q50) > Number(across.ratio_q50) && Number(across.D_par_tgk_error_pc) > 0);
});

test("figures 1 and 5, a report and the claims have the profiles", async () => {
  const out = fresh();
  const drawn = await larmor(["figure", "fig5", dir, "--out", out]);
  assert.is(drawn.code, 0, drawn.stderr);
  assert.match(readFileSync(join(out, "fig5.svg"), "utf8"), /the trough, with vertical profiles/);
  const beside = await larmor(["figure", "fig1", dir, "--density", "across", "--gradient-per-kpc", "0", "--out", out]);
  assert.is(beside.code, 0, beside.stderr);
  const claimed = await larmor(["claims", dir]);
  assert.match(claimed.stdout, /the slab \(h 0 pc, observer\s+at 20 pc, halo 4000 pc, normal at 60 degrees to B0\)/);
});

test("maps with a density: dipoles of the realisations, the sky of one and its multipoles, FITS with the dipole of the record", async () => {
  const out = fresh();
  const given = ["--density", "across", "--gradient-per-kpc", "0"];
  const drawn = await larmor(["figure", "fig4", "sky", "cl", dir, ...given, "--out", out]);
  assert.is(drawn.code, 0, drawn.stderr);
  const circles = rowsOf(readFileSync(join(out, "fig4.csv"), "utf8"));
  assert.equal([...new Set(circles.map(({ what }) => what))], ["dipole", "mean", "regular field"]);
  const dipoles: number[] = [];
  // workers finish them in any order
  for (const { realisation, density_dipole } of lines())
    dipoles[realisation as number] = Math.hypot(...(density_dipole as { across: number[][] }).across[1]);
  for (const { what, realisation, amplitude } of circles)
    if (what === "dipole") assert.ok(Math.abs(Number(amplitude) / dipoles[Number(realisation)] - 1) < 1e-5);
  assert.match(readFileSync(join(out, "sky.csv"), "utf8"), /Density across, no gradient/);
  const map = `${fresh()}.fits`;
  const written = await larmor(["export", dir, "--fits", "--realisation", "1", ...given, "--out", map]);
  assert.is(written.code, 0, written.stderr);
  const header = readFileSync(map, "latin1").slice(0, 4 * 2880);
  assert.match(header, /DENSITY = 'across/);
  const amplitude = Number(/DIPOLE {2}= +([-+.\dE]+)/.exec(header)?.[1]);
  assert.ok(Math.abs(amplitude / dipoles[1] - 1) < 1e-5, `${amplitude} ${dipoles[1]}`);
});

test("on the sky the map of a density is that of its dipole, and nothing is said of a gradient that is not there", async () => {
  const file = `${fresh()}.fits`;
  const view = ["--density", "slanted", "--gradient-per-kpc", "0", "--b0", "0,30"];
  const { code, stderr } = await larmor(["project", dir, ...view, "--map", file, "--nside", "2", "--out", fresh()]);
  assert.is(code, 0, stderr);
  assert.match(stderr, /Density slanted beside the gradient, its normal the Galactic one/);
  assert.not.match(stderr, /Gradient towards|Warning/);
  const bytes = readFileSync(file);
  assert.match(bytes.toString("latin1", 0, 4 * 2880), /DENSITY = 'slanted/);
  // the last block has the 48 pixels: the map, and the dipole of the record
  const rows = bytes.subarray(-2880);
  let [product, square] = [0, 0];
  for (let i = 0; i < 48; i++) {
    const dipole = rows.readDoubleBE(16 * i + 8);
    product += rows.readDoubleBE(16 * i) * dipole;
    square += dipole * dipole;
  }
  // of the same field, but other directions: 1 within the noise of 48 on either side, below 0.15 of this dipole each
  assert.ok(Math.abs(product / square - 1) < 0.6, `${product / square}`);
});

test("what does not fit is refused in a sentence", async () => {
  const refused: [string[], RegExp][] = [
    [["report", dir, "--density", "halo"], /--density: found "halo", expected one of across, slanted/],
    [["report", without, "--density", "across"], /--density: found "across", expected none: this run has no densities/],
    [["table", without, "--densities"], /--densities: found a run without/],
    [["report", dir, "--density", "across", "--gradient", "matched"], /--gradient: found matched with --density/],
    [["figure", "shape", dir, "--density", "across"], /--density: found with shape, expected with one of fig1, /],
    [
      ["export", dir, "--csv", "--density", "across", "--out", "x.csv"],
      /--density: found without --fits, expected with/,
    ],
    [["export", dir, "--fits", "--density", "halo", "--out", "x.fits"], /expected one of across, slanted/],
    [["project", dir, "--density", "across"], /normal stands 90\.0 degrees from the regular field; expected/],
    [["figure", "fig5", dir, "--gradient-per-kpc", "0"], /--gradient-per-kpc: found "0"/],
  ];
  for (const [args, message] of refused) {
    const { code, stderr } = await larmor(args);
    assert.is(code, 2, `${args.join(" ")}: ${stderr}`);
    assert.match(stderr, message);
  }
});

test.run();
