// `drawFigure` of larmor/figures: the figures of the command line in a program of one's own, from records and a document.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { newDocument } from "../../src/cli/drawing.js";
import { groups } from "../../src/config/config.js";
import { expectedDiffusion } from "../../src/config/default_lengths.js";
import { drawFigure } from "../../src/figures/draw_figure.js";
import { figures } from "../../src/figures/index.js";
import { syntheticInput, syntheticRecord } from "./synthetic.js";

const test = suite("drawFigure");
const input = syntheticInput({
  field: { turbulence_level: [1, 0.1] },
  particles: { rigidity_TV: [1000], nside: 2 },
  transport: { outputs: 3 },
  ensemble: { realisations: 6 },
});
const { config } = input;
const records = groups(config).flatMap((group) => {
  const expected = expectedDiffusion(config.field, group.turbulence_level, group.rigidity_TV);
  return [5, 2, 0, 1, 4, 3].map((k) => syntheticRecord(group, k, expected));
});
const document = await newDocument();

test("of the records of a run, in any order, it draws what the command line draws, and gives the numbers", () => {
  for (const [name, changes] of [
    ["fig4", {}],
    ["fig2", { gradient: { direction_deg: [40, 10] as [number, number] }, convention: "arrival" as const }],
    ["convergence", {}],
  ] as const) {
    const gradient = { ...input.gradient, ...("gradient" in changes ? changes.gradient : {}) };
    const expected = figures[name].draw({ ...input, ...changes, gradient }, document);
    const drawn = drawFigure(name, config, records, document, changes);
    assert.is(drawn.svg, expected.svg, name);
    assert.equal(drawn.table, expected.table);
    assert.match(drawn.svg, /^<svg /);
  }
});

test("a name that is none, a record of another run and too few records are said", () => {
  assert.throws(() => drawFigure("fig9", config, records, document), /^figure: found "fig9", one of fig1, .* expected/);
  const stranger = { ...records[0], turbulence_level: 0.3 };
  assert.throws(
    () => drawFigure("fig2", config, [...records, stranger], document),
    /^records: turbulence level 0\.3 at 1000 TV is no group of the config/,
  );
  assert.throws(() => drawFigure("fig4", config, [], document), /realisation/);
});

test.run();
