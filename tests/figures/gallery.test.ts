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

test("the numbers of multipoles are those of the figure beside them, of one gradient, and those that the page quotes", () => {
  const folder = "examples/gallery/multipoles";
  const { gradient_per_kpc, groups, claims } = JSON.parse(read(`${folder}/statistics.json`));
  const table = read(`${folder}/cl.csv`);
  assert.ok(table.startsWith(`# C_l for a gradient of ${gradient_per_kpc}/kpc`));
  const [header, ...rows] = table
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(","));
  const quoted = rows.map((row) => Object.fromEntries(row.map((cell, i) => [header[i], cell])));
  let compared = 0;
  for (const { turbulence_level, rigidity_TV, spectra } of groups)
    for (const { gradient, power, noise, subtracted, band, scatter } of spectra)
      for (let l = 1; l < power.length; l++) {
        const group = [turbulence_level, rigidity_TV, gradient, l].join();
        const row = quoted.find((q) => [q.turbulence_level, q.rigidity_TV, q.gradient, q.l].join() === group);
        for (const [name, value] of Object.entries({
          ...{ C_l: power[l].value, C_l_error: power[l].error, noise: noise[l].value },
          ...{ by_subtraction: subtracted[l].value, by_subtraction_error: subtracted[l].error },
          ...{ median: band.median[l].value, low_68: band.low[l], high_68: band.high[l] },
          ...{ low_95: band.lowest[l], high_95: band.highest[l] },
        })) {
          assert.is(Number((value as number).toPrecision(6)), Number(row?.[name]), `${group}: ${name}`);
          compared += 1;
        }
        assert.ok(scatter[l] === null || scatter[l].value > 0, `${group}: scatter`);
      }
  assert.ok(compared > 700, String(compared));
  const page = read("docs/multipoles.md");
  for (const { statement, turbulence_level, verdict } of claims)
    assert.ok(page.includes(`| **${verdict}** | ${turbulence_level} | ${statement}`), statement);
});

test.run();
