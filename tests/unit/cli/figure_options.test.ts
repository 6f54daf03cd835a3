// An option of `larmor figure` that none of the figures asked for reads changes nothing, so it is refused.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { UsageError } from "../../../src/cli/command.js";
import { checkOptions, dataOf, FIGURES } from "../../../src/cli/figure_options.js";
import { catalogue, type FigureEntry, type FigureOption, readsOf } from "../../../src/figures/catalogue.js";

const test = suite("options of figure");
const entries: Record<string, FigureEntry> = catalogue;
const GIVEN = {
  "gradient-deg": "30,10",
  gradient: "matched",
  "gradient-per-kpc": "0.3",
  density: "halo",
  direction: "arrival",
  "turbulence-level": "0.1",
  "rigidity-TV": "1000",
  realisation: "1",
} satisfies Partial<Record<FigureOption, string>>;

/** What a figure can draw: an ensemble of multipoles, or a field. */
const ensembles = ({ reads_ensemble }: FigureEntry) => (reads_ensemble === undefined ? [undefined] : [true, false]);

function refusal(check: () => unknown): string | null {
  try {
    check();
    return null;
  } catch (error) {
    assert.instance(error, UsageError);
    return (error as Error).message;
  }
}

test("of every figure: an option is refused if the figure does not read it, with those that do", () => {
  for (const name of FIGURES)
    for (const ensemble of ensembles(entries[name]))
      for (const [option, value] of Object.entries(GIVEN)) {
        const message = refusal(() => checkOptions({ [option]: value }, { typed: [name], names: [name], ensemble }));
        const reads = readsOf(entries[name], ensemble).includes(option as FigureOption);
        assert.is(message === null, reads, `${name} --${option}: ${message}`);
        if (message === null) continue;
        assert.match(message, `--${option}: found with ${name}`);
        const able = message.replace(/.*expected with one of /, "").split(", ");
        assert.equal(
          able,
          FIGURES.filter((other) => readsOf(entries[other], ensemble).includes(option as FigureOption)),
        );
      }
});

test("of every figure: a table of --data is refused if the figure does not read its kind", () => {
  const folder = mkdtempSync(join(tmpdir(), "larmor-data-"));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const tables = {
    "data of dipoles": file("mine.csv", "experiment,energy_TeV,amplitude,kind,reference\nMine,300,4e-4,value,me\n"),
    "data of C_l": file("power.csv", "experiment,energy_TeV,l,C_l,kind,reference\nMine,900,1,2e-6,value,me\n"),
  };
  for (const name of FIGURES)
    for (const ensemble of ensembles(entries[name]))
      for (const [option, table] of Object.entries(tables)) {
        const message = refusal(() => dataOf([table], { typed: [name], names: [name], ensemble }));
        const reads = readsOf(entries[name], ensemble).includes(option as FigureOption);
        assert.is(message === null, reads, `${name}, ${option}: ${message}`);
        if (message !== null) assert.match(message, /^--data.*expected/);
      }
  rmSync(folder, { recursive: true });
});

test.run();
