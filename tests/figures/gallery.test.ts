// The gallery is what the drawing code makes of the run that it names.
import { existsSync, readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { unpacked } from "../../page/precomputed.js";
import { newDocument } from "../../src/cli/drawing.js";
import { readMeasurements } from "../../src/cli/figure_input.js";
import { configIdentity, resolveConfig } from "../../src/config/config.js";
import { fromRecords } from "../../src/figures/catalogue.js";
import { figures } from "../../src/figures/index.js";
import { PAPER_GRADIENT } from "../../src/response/dipole.js";
import { csvText } from "../../src/words/csv.js";

const test = suite("gallery");
const read = (file: string) => readFileSync(file, "utf8");
const run = JSON.parse(read("examples/gallery/run.json"));

test("its run is the preset paper, whole, and the page says which", () => {
  assert.is(run.config_sha256, configIdentity(resolveConfig({}, "paper")));
  assert.is(run.config.ensemble.realisations, 50);
  const page = read("docs/gallery.md");
  for (const fact of [run.config_sha256, run.result_sha256, run.made.took, run.made.on]) {
    assert.ok(page.includes(fact), fact);
  }
  for (const [, file] of page.matchAll(/\]\(\.\.\/([^)]+)\)/g)) assert.ok(existsSync(file), file);
});

test("its figures are those that are drawn of the summary now; else: node --import tsx tools/gallery.ts", async () => {
  const document = await newDocument();
  const input = {
    config: run.config,
    samples: unpacked(run),
    config_sha256: run.config_sha256,
    measured: readMeasurements([]),
    gradient: { ...PAPER_GRADIENT, kind: null },
    convention: "momentum" as const,
    only: {},
  };
  for (const [name, { draw, ...entry }] of Object.entries(figures)) {
    if (!fromRecords(entry, false)) continue;
    const { svg, table, missing } = draw(input, document);
    assert.equal(missing, [], name);
    assert.is(svg === read(`examples/gallery/${name}.svg`), true, `${name}.svg differs`);
    assert.is(csvText(table) === read(`examples/gallery/${name}.csv`), true, `${name}.csv differs`);
  }
});

test.run();
