// A user's own measurements in Figs 3 and 5 and in the figure `angle`, against the published ones with the same numbers.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { newDocument } from "../../src/cli/drawing.js";
import { figures } from "../../src/figures/index.js";
import type { Drawing, FigureInput } from "../../src/figures/input.js";
import { parseMeasurements } from "../../src/figures/measured/measurements.js";
import { published, rowsOf, syntheticInput, TWELVE } from "./synthetic.js";

const test = suite("own measurements in figures");
const document = await newDocument();
const measured = published();
const input = syntheticInput(TWELVE, measured);
const draw = (name: string, changes: Partial<FigureInput> = {}): Drawing =>
  figures[name].draw({ ...input, ...changes }, document);

test("fig3, fig5 and angle: own measurements are counted as the published ones are, and move none of them", () => {
  const head = "experiment,energy_TeV,amplitude,stat_lo,stat_hi,component,dec_lo_deg,dec_hi_deg,kind,reference";
  const own = parseMeasurements(
    `${head}\nKASCADE,700,1.46555e-3,,,,9,89,upper_limit,me\nKASCADE,100,1e-5,,,,,,upper_limit,me
Shower,1900,6.4e-4,2.5e-4,2.5e-4,equatorial,,,value,me\nBare,600,1e-3,,,,,,value,me\nFar,400,1e-3,,,,,,value,me\n`,
    "own.csv",
  );
  const given = { measured: [...measured, ...own] };
  for (const name of ["fig3", "fig5"]) {
    const [plain, drawing] = [draw(name), draw(name, given)];
    const pairs = [
      ["fraction_below_kascade", "fraction below KASCADE, 700 TeV"],
      ["fraction_of_first_harmonics_below_kascade", "fraction of first harmonics below KASCADE, 700 TeV"],
      ["fraction_within_eastop", "fraction within Shower, 1900 TeV"],
      ["fraction_of_projections_within_eastop", "fraction of first harmonics within Shower, 1900 TeV"],
    ];
    const rows = rowsOf(drawing);
    for (const [published, mine] of pairs) {
      // some realisations agree at some longitude with a regular field, so that equal is not empty
      if (name === "fig5")
        assert.ok(
          rows.some((row) => Number(row[mine]) > 0 && Number(row[mine]) < 1),
          mine,
        );
      rowsOf(plain).forEach((row, i) => {
        assert.is(rows[i][published], row[published], published);
        assert.is(rows[i][mine], row[published], mine);
      });
    }
    assert.not(drawing.table.columns.some((column) => /Bare|Far/.test(column)));
    for (const label of ["KASCADE, 700 TeV", "Shower, 1900 TeV", "Bare, 600 TeV"]) assert.match(drawing.svg, label);
    assert.match(drawing.missing.join(), /not drawn, no energy within a factor of 2 of 1000 TV: Far$/);
  }
  const agreeing = rowsOf(draw("angle", given));
  const fractions = (criterion: string) =>
    agreeing
      .filter((row) => row.criterion === criterion)
      .map(({ fraction, error, fraction_first_harmonic: harmonic }) => [fraction, error, harmonic]);
  assert.is(fractions("below the KASCADE limit").length, 28);
  assert.equal(fractions("below KASCADE, 700 TeV"), fractions("below the KASCADE limit"));
  assert.equal(fractions("within Shower, 1900 TeV"), fractions("within the EAS-TOP band"));
  assert.match(draw("angle", given).missing.join(), /no error of the amplitude: Bare, 600 TeV/);
  // at 100 TV KASCADE says nothing; own data do
  const only = { only: { rigidity_TV: 100 }, measured: own };
  assert.ok(rowsOf(draw("angle", only)).every((row) => row.criterion === "below KASCADE, 100 TeV"));
  assert.not.match(draw("angle", only).svg, "near 1 PeV");
});

test("more own experiments than can be told apart are left out by name, the nearest in energy are drawn", () => {
  const table = ["A,1900", "B,1100", "C,1000", "D,900"].map((row) => `${row},1e-3,upper_limit,me\n`).join("");
  const own = parseMeasurements(`experiment,energy_TeV,amplitude,kind,reference\n${table}`, "own.csv");
  const drawing = draw("fig5", { measured: own });
  assert.match(drawing.missing.join(), /beyond the 3 nearest in energy: A$/);
  assert.not.match(drawing.svg, "A, 1900 TeV");
});

test.run();
