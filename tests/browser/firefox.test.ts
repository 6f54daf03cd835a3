// The page in Firefox: only what may differ between engines. The whole page is tested in Chromium.
import { configIdentity, resolveConfig, run } from "larmor";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { hashOf, lineOf } from "../../page/lines.js";
import { firefox, launchFirefox } from "./chromium.js";
import { drawn, SMALL, SMALL_CONFIG, text, until, type Visitor, visitor } from "./visitor.js";

const all = suite("page in Firefox");
const test = firefox === undefined ? all.skip : all;
let visit: Visitor;

if (firefox !== undefined) {
  all.before(async () => {
    visit = await visitor(launchFirefox());
  });
  all.after(() => visit?.leave());
}

test("it draws the published result, computes a run with the bytes of Node, and flies particles", async () => {
  const first = await visit.open();
  await drawn(first);
  await until(first, "says", /^Gradient 90° from the line of B₀: the 50 dipoles/);
  assert.equal(visit.complaints, []);
  await first.close();

  const page = await visit.open(SMALL);
  await page.click("#start");
  await until(page, "status", /^Done: 6 of 6 realisations/);
  const config = resolveConfig(SMALL_CONFIG);
  const lines: string[] = [];
  for await (const { record, summary } of run(config, { workers: 1 }))
    lines[record.realisation] = lineOf(record, configIdentity(config), summary.numerics);
  assert.match(await text(page, "result-identity"), hashOf(lines));
  await page.click("#tab-paths");
  await (await page.waitForSelector("#follow"))?.click();
  await until(page, "figure-title", /Paths of 12 particles/);
  await drawn(page);
  assert.equal(visit.complaints, []);
  await page.close();
});

all.run();
