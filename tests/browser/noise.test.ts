// Noise and cost on the page: the plan of `larmor plan`, after a button; and a fast run beside the published one.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { idle, text, until, type Visitor, visitor } from "./visitor.js";

const test = suite("noise on the page");
let visit: Visitor;

test.before(async () => {
  visit = await visitor();
});
test.after(() => visit?.leave());

test("a pilot, flown after a button, says amplitude over noise, and the cheapest T and nside, which are taken", async () => {
  const page = await visit.open("field.turbulence_level=[1]&transport.path_pc=8&view=sky&shown_level=1", (p) =>
    p.setViewport({ width: 1280, height: 1400 }),
  );
  await page.click("#noise summary");
  assert.is(page.workers().length, 0);
  await page.click("#noise-measure");
  await until(page, "noise-says", /^The pilot flies: \d+ %/);
  await page.waitForFunction(
    () => /amplitude over noise in one realisation/.test(document.getElementById("noise-says")?.textContent ?? ""),
    { timeout: 60_000 },
  );
  const says = await text(page, "noise-says");
  assert.match(says, /^η = 1, 1 PV, T = 8 pc, nside 8: .*(>= )?\d.*The cheapest for 3: T = [\d.]+ pc, nside \d+,/);
  assert.is(await page.$$eval("#noise-table tr", (rows) => rows.length), 17);
  assert.not.match(await text(page, "noise-table"), /NaN|undefined/);
  await idle(page);
  if (process.env.LARMOR_PICTURES) await page.screenshot({ path: `${process.env.LARMOR_PICTURES}/noise.png` });
  const [, T, nside] = /T = ([\d.]+) pc, nside (\d+), [^,]*$/.exec(says) ?? [];
  await page.click("#noise-take");
  assert.is(await page.$eval("[name=nside]", (field) => (field as HTMLSelectElement).value), nside);
  assert.is(Number(await page.$eval("[name=path_pc]", (field) => (field as HTMLInputElement).value)), Number(T));
  assert.is(await text(page, "noise-says"), "", "of another run now");
  assert.equal(visit.complaints, []);
  await page.close();
});

test("a run of the published physics by fast steps is compared with the published one in standard errors", async () => {
  const page = await visit.open(
    "field.turbulence_level=[1]&particles.rigidity_TV=[1000]&particles.integrator=magnus&particles.tolerance=0.001&particles.nside=2&transport.path_pc=60&ensemble.realisations=6&view=sky&shown_level=1",
  );
  assert.is(await text(page, "message"), "");
  await page.click("#start");
  await page.waitForFunction(() => /^Done: 6/.test(document.getElementById("status")?.textContent ?? ""), {
    timeout: 60_000,
  });
  await until(page, "result-identity", /by fast Magnus steps/);
  await until(
    page,
    "compared",
    /^Beside the published run \(rk45\), in the same fields: mean square amplitude, free of noise, .* % \([\d.]+ standard errors\), trace of D .* % \([\d.]+ standard errors\)\.$/,
  );
  console.log(await text(page, "compared"));
  await page.close();
});

test.run();
