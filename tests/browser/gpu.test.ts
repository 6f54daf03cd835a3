// A graphics processor on the page, in software: it flies what the visitor chooses and nothing else, says that it did, and its
// failures are told in a sentence.
import type { Page } from "puppeteer-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { launch } from "./chromium.js";
import { address, drawn, idle, SMALL, text, until, type Visitor, visitor } from "./visitor.js";

const test = suite("a graphics processor on the page");
let visit: Visitor;

test.before(async () => {
  visit = await visitor(launch("webgpu"));
});
test.after(() => visit?.leave());

const FAST = `${SMALL.replace("path_pc=4", "path_pc=2").replace("realisations=6", "realisations=3")}&particles.integrator=magnus&particles.tolerance=0.001`;
const LABEL = "graphics processor google swiftshader, f32, audited";

/** A dispatch takes tens of times as long in software. */
const status = (page: Page, pattern: RegExp) =>
  page.waitForFunction(
    (source) => new RegExp(source).test(document.getElementById("status")?.textContent ?? ""),
    { timeout: 120_000, polling: 50 },
    pattern.source,
  );

/** Scripts that the page has fetched for it. */
const fetched = (page: Page) =>
  page.evaluate(() => performance.getEntriesByType("resource").filter(({ name }) => /gpu_run|wgsl/.test(name)).length);

const kept = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<{ runs: { device?: { adapter: string } }[]; lines: string[] }>((resolve) => {
        const request = indexedDB.open("larmor");
        request.onsuccess = () => {
          const transaction = request.result.transaction(["runs", "lines"]);
          const [runs, lines] = ["runs", "lines"].map((name) => transaction.objectStore(name).getAll());
          transaction.oncomplete = () => resolve({ runs: runs.result, lines: lines.result });
        };
      }),
  );

test("chosen, it flies the run: picture, link and lines say so, and the browser keeps it as its own", async () => {
  const page = await visit.open(FAST);
  await until(page, "device", /swiftshader/);
  assert.not(await page.$eval("#device", (select) => select.closest("label")?.hidden));
  await page.select("#device", "gpu");
  await address(page, /device=gpu/);
  assert.match(await text(page, "plan"), /for the fields and the audit; graphics processor google swiftshader flies/);
  assert.is(await fetched(page), 0, "nothing of it is loaded before Start");
  await page.click("#start");
  await status(page, /^Done: 3 of 3/);
  assert.ok((await fetched(page)) > 0);
  assert.ok((await text(page, "result-identity")).endsWith(`(computed here, by fast Magnus steps, ${LABEL})`));
  assert.match(await text(page, "run-identity"), /^[0-9a-f]{64} gpu-3\.2$/);
  await page.waitForFunction((label) => document.querySelector("#figure h3")?.textContent?.endsWith(label), {}, LABEL);
  assert.match(decodeURIComponent(page.url()), /&device=gpu&result=[0-9a-f]{64}&made_by=google swiftshader$/);
  const { runs, lines } = await kept(page);
  assert.match(runs[0].device?.adapter ?? "", /^google swiftshader/);
  assert.is(lines.length, 3);
  for (const line of lines) {
    const { numerics, audit_difference_gyroradii } = JSON.parse(line);
    assert.is(numerics, "gpu-3.2");
    assert.ok(audit_difference_gyroradii < 1e-4);
  }
  await page.evaluate("document.querySelector('#tabs button:nth-child(2)').click()");
  await drawn(page);
  await until(page, "figure", new RegExp(LABEL));
  if (process.env.LARMOR_PICTURES) await page.screenshot({ path: `${process.env.LARMOR_PICTURES}/gpu.png` });
  // the processor has not flown it
  await page.select("#device", "cpu");
  await until(page, "result-identity", /not complete/);
  assert.is(await text(page, "compared"), "");
  await page.reload();
  await page.select("#device", "gpu");
  await until(page, "status", /^Done: 3 of 3 realisations\. Kept in this browser/);
  assert.equal(visit.complaints, []);
  await page.close();
});

test("a link that asks for it starts nothing; what it cannot fly, and that there is none, is told in a sentence", async () => {
  const paper = await visit.open(`${SMALL}&device=gpu&result=${"e".repeat(64)}&made_by=acme`);
  await until(paper, "plan", /found "rk45", a graphics processor flies "magnus" only; choose the fast steps/);
  await until(paper, "reproduced", /^The link's result is e+, graphics processor acme, f32, audited; press Start/);
  assert.is(await text(paper, "status"), "Nothing is being computed.");
  assert.is(paper.workers().length, 0);
  assert.is(await fetched(paper), 0);
  assert.ok(await paper.$eval("#start", (button) => (button as HTMLButtonElement).disabled));
  await paper.close();
  const nothing = await visit.open(`${FAST}&device=gpu`, async (page) => {
    await page.evaluateOnNewDocument(() => {
      GPU.prototype.requestAdapter = async () => null;
    });
  });
  await until(nothing, "plan", /no graphics processor to be had: .*; choose the processor/);
  assert.ok(await nothing.$eval("#start", (button) => (button as HTMLButtonElement).disabled));
  await nothing.select("#device", "cpu");
  await until(nothing, "plan", /^Planned: 3 realisations/);
  await nothing.close();
});

test("a lost device ends the run with a sentence, Resume opens it anew, Stop ends it within a second", async () => {
  const page = await visit.open(FAST.replace("path_pc=2", "path_pc=400"), async (p) => {
    await p.evaluateOnNewDocument(() => {
      const { requestDevice } = GPUAdapter.prototype;
      GPUAdapter.prototype.requestDevice = async function (descriptor) {
        const device = await requestDevice.call(this, descriptor);
        let dispatches = 0;
        const { createCommandEncoder } = device;
        device.createCommandEncoder = () => {
          if (++dispatches === 3) document.body.dataset.flies = "yes";
          return createCommandEncoder.call(device);
        };
        Object.assign(globalThis, { opened: device });
        return device;
      };
    });
  });
  await page.select("#device", "gpu");
  await page.click("#start");
  await page.waitForSelector("[data-flies]", { timeout: 120_000 });
  await page.evaluate("opened.destroy()");
  await status(
    page,
    /^the graphics processor failed: .*Resume goes on from there; or stop it and choose the processor\.$/,
  );
  await idle(page, 3000);
  await page.evaluate("delete document.body.dataset.flies");
  await page.click("#start");
  await page.waitForSelector("[data-flies]", { timeout: 120_000 });
  const stop = performance.now();
  await page.click("#stop");
  await until(page, "status", /^Stopped: 0 of 3/);
  // within a second on a machine that has nothing else to do
  assert.ok(performance.now() - stop < 5000, `${performance.now() - stop} ms`);
  await idle(page, 5000);
  await page.close();
});

test.run();
