// Each figure against the approved one. Where they differ, both can be looked at:
//
//   tests/figures/snapshots/NAME.svg   as it was
//   build/figures/NAME.svg             as it is now; copy it over (or LARMOR_ACCEPT=1) when it is better
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { newDocument } from "../../src/cli/drawing.js";
import { drawProjection } from "../../src/figures/detector.js";
import { figures } from "../../src/figures/index.js";
import type { Drawing } from "../../src/figures/input.js";
import { entries } from "../../src/figures/measured/experiments.js";
import { onSky } from "../../src/response/detector.js";
import { dipoleStatistics } from "../../src/response/dipole_statistics.js";
import { runToSky } from "../../src/sky/frames.js";
import { csvText } from "../../src/words/csv.js";
import { syntheticField } from "./field_view.js";
import { syntheticMultipoles } from "./multipoles.js";
import { published, syntheticInput } from "./synthetic.js";

const test = suite("figures as pictures");
const measured = published();
const input = syntheticInput(
  {
    field: { turbulence_level: [1, 0.1] },
    particles: { rigidity_TV: [10, 100, 1000], nside: 8 },
    transport: { outputs: 5 },
    ensemble: { realisations: 8 },
  },
  measured,
);
const document = await newDocument();
const field = await syntheticField(input);

function projection(): Drawing {
  const samples = input.samples.filter(({ group }) => group.turbulence_level === 0.1);
  const gradient = { direction_deg: [90, 0] as [number, number], per_kpc: 0.14, kind: "literal" as const };
  const view = {
    rotation: runToSky([0, 0], [229.2, 11.4]),
    gradient,
    motion: [0, 0, 0] as [number, number, number],
    factor: 1,
  };
  const projected = samples.map((sample) => onSky(sample, view)!);
  const statistics = dipoleStatistics(samples[0], gradient)!;
  return drawProjection({ input, samples, projected, factor: 1, statistics, assumptions: ["Made up."] }, document);
}

const recorded = syntheticMultipoles();
const drawings = new Map<string, Drawing>(
  Object.entries(figures).map(([name, { draw, multipoles }]) => [
    name,
    draw(multipoles === "needed" ? recorded : { ...input, field }, document),
  ]),
);
drawings.set("cl_ensemble", figures.cl.draw(recorded, document));
drawings.set("projection", projection());

for (const [name, { svg }] of drawings) {
  test(`${name} has not changed`, () => {
    const file = join("tests/figures/snapshots", `${name}.svg`);
    if (process.env.LARMOR_ACCEPT === "1") writeFileSync(file, svg);
    if (!existsSync(file)) assert.unreachable(`${name}: no snapshot yet: run with LARMOR_ACCEPT=1`);
    if (readFileSync(file, "utf8") === svg) return;
    mkdirSync("build/figures", { recursive: true });
    const now = join("build/figures", `${name}.svg`);
    writeFileSync(now, svg);
    assert.unreachable(`${name} differs: look at ${file} and ${now}`);
  });
}

test("every figure is a picture that a strict reader takes, with its text as text and no number gone wrong", () => {
  for (const [name, { svg, table }] of drawings) {
    assert.ok(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 '), name);
    assert.not.match(svg, /NaN|undefined|Infinity|null|\[object/, name);
    assert.not.match(csvText(table), /NaN|undefined|Infinity|\[object/, name);
    assert.match(svg, /<title>[^<]{10,}<\/title>\n<desc>[^<]{20,}<\/desc>/, name);
    const { width, height } = new Resvg(svg); // throws where it is not well-formed XML
    assert.ok(width > 500 && height > 200, `${name} ${width} x ${height}`);
    // axes, legend, title, notes
    assert.ok((svg.match(/<text/g) ?? []).length > 12, name);
    assert.not.match(svg, /(https?:)?\/\/(?!www\.w3\.org\/2000\/svg")/, `${name} refers to something outside`);
  }
});

test("ids are unlike on one page, as in the report", () => {
  // a report has one of the two that are named cl
  const together = [...drawings].filter(([name]) => name !== "cl_ensemble").map(([, drawing]) => drawing);
  const ids = together.flatMap(({ svg }) => svg.match(/ id="[^"]+"/g) ?? []);
  assert.ok(ids.length > 0);
  assert.is(new Set(ids).size, ids.length);
  for (const { svg } of drawings.values()) {
    for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) assert.ok(svg.includes(` id="${id}"`), id);
  }
});

test("drawing again gives the same bytes", () => {
  for (const name of ["fig1", "fig5", "sky"]) {
    assert.is(figures[name].draw({ ...input, field }, document).svg, drawings.get(name)?.svg, name);
  }
});

test("each says turbulence level, rigidity, T, numbers of realisations and directions, gradient and its kind", () => {
  const plainText = (svg: string) => svg.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
  for (const name of ["fig1", "fig2", "fig3", "fig4", "fig5", "angle", "projection"]) {
    const text = plainText(drawings.get(name)!.svg);
    for (const words of [
      /η = /,
      /1 PV/,
      /T = \d+ pc/,
      /768/,
      /[Gg]radient.*\/kpc/,
      /literal|matched/,
      /noise/,
      /Run [0-9a-f]{12}/,
    ]) {
      assert.match(text, words, `${name} does not say ${words}`);
    }
  }
  for (const name of ["fig2", "fig4", "sky"]) assert.match(plainText(drawings.get(name)!.svg), /momentum convention/);
  for (const name of ["fig2", "fig3"]) assert.match(plainText(drawings.get(name)!.svg), /matched: /);
  for (const name of ["fig1", "fig4", "fig5"]) assert.match(plainText(drawings.get(name)!.svg), /literal/);
});

test("experiments of one layer differ in shape, not only in colour", () => {
  for (const layer of ["2014", "later"]) {
    const drawn = entries(measured).filter(
      (entry) => entry.layer === layer && entry.rows.some((m) => m.kind === "value"),
    );
    const shapes = drawn.map(({ look }) => String(look.symbol));
    assert.is(new Set(shapes).size, shapes.length, `${layer}: ${shapes}`);
  }
});

test("lines that mean different things differ in more than colour", () => {
  const { svg } = drawings.get("fig5")!;
  const styles = new Set<string>();
  for (const [tag] of svg.matchAll(/<g[^>]*stroke-width="[^"]*"[^>]*>/g)) {
    styles.add(`${/stroke-dasharray="([^"]*)"/.exec(tag)?.[1]} ${/stroke-width="([^"]*)"/.exec(tag)?.[1]}`);
  }
  // median, mean, rms, noise, limit, lower limit, prediction
  assert.ok(styles.size >= 7, [...styles].join("; "));
});

test.run();
