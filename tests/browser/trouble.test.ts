// What can happen to a tab while it computes: the page says so, and what was computed is kept.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "puppeteer-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { serve } from "./chromium.js";
import { drawn, pause, SMALL, text, until, type Visitor, visitor } from "./visitor.js";

/** Long enough to be interrupted. */
const LONG = SMALL.replace("realisations=6", "realisations=400").replace("path_pc=4", "path_pc=20");

const test = suite("trouble");
let visit: Visitor;
let open: Visitor["open"];

test.before(async () => {
  visit = await visitor();
  ({ open } = visit);
});
test.after(() => visit?.leave());

const count = async (page: Page) => Number(/(\d+) of \d+/.exec(await text(page, "status"))?.[1]);
const beyond = (page: Page, least: number) =>
  page.waitForFunction(
    (n) => Number(/(\d+) of \d+/.exec(document.getElementById("status")?.textContent ?? "")?.[1]) > n,
    { timeout: 20_000, polling: 50 },
    least,
  );

/** The run's next workers, this many of them, begin with some code of their own. */
async function workersBegin(page: Page, code: string, many = Infinity): Promise<void> {
  let begun = 0;
  const worker = await readFile("dist/page/worker.js", "utf8");
  await page.setBypassServiceWorker(true);
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    if (!request.url().endsWith("/worker.js")) return request.continue();
    const body = begun++ < many ? `${code}\n${worker}` : worker;
    return request.respond({ contentType: "text/javascript", body });
  });
}

test("a worker that crashes is said and replaced, and the result is the same", async () => {
  const page = await open(SMALL);
  await page.click("#start");
  await until(page, "status", /^Done: 6 of 6/);
  const result = await text(page, "result-identity");
  await page.close();

  const crashing = await open(SMALL);
  // the first worker ends at its first piece of work
  await workersBegin(
    crashing,
    `self.addEventListener("message", ({ data }) => { if ("part" in data) throw new Error("struck by lightning"); });`,
    1,
  );
  await crashing.click("#start");
  await until(
    crashing,
    "status",
    /^Done: 6 of 6 .* a worker was lost \(.*struck by lightning.*\), another one goes on/,
  );
  assert.match(await text(crashing, "announcement"), /another one goes on/);
  assert.is(await text(crashing, "result-identity"), result);
  await crashing.close();
});

test("without memory it stops with a sentence, keeps what is there, and goes on when there is some", async () => {
  const page = await open(LONG);
  await page.click("#start");
  await until(page, "status", /^Computing: [1-9]/);
  await page.click("#pause");
  await until(page, "status", /^Paused/);
  const kept = await count(page);
  await workersBegin(
    page,
    `WebAssembly.Memory = class { constructor() { throw new RangeError("WebAssembly.Memory(): could not allocate memory"); } };`,
  );
  await page.click("#start");
  await until(page, "status", /could not allocate memory.*What was computed is kept/);
  assert.is(await count(page), kept);
  await drawn(page);
  page.removeAllListeners("request");
  await page.setRequestInterception(false);
  await page.click("#start");
  await beyond(page, kept);
  await page.click("#stop");
  await page.close();
});

test("a worker that cannot be started is said, and what was computed is kept", async () => {
  const page = await open(LONG);
  await page.click("#start");
  await until(page, "status", /^Computing: [1-9]/);
  await page.click("#pause");
  await until(page, "status", /^Paused/);
  await page.setBypassServiceWorker(true);
  await page.setRequestInterception(true);
  page.on("request", (request) => (request.url().endsWith("/worker.js") ? request.abort() : request.continue()));
  await page.click("#start");
  await until(page, "status", /What was computed is kept \([1-9]\d* of 400 realisations\)/);
  await drawn(page);
  await page.close();
});

test("from a disk, without its script, or without any script, a sentence says why, and no Start is offered", async () => {
  const page = await visit.browser.newPage();
  const cannotStart = () => page.$eval("#start", (start) => (start as HTMLButtonElement).disabled);
  await page.goto(pathToFileURL(resolve("dist/page/index.html")).href);
  await until(page, "not-running", /^Opened from a disk, .* npx serve dist\/page$/);
  assert.ok(await cannotStart());
  const gone = await serve("dist/page", { "/page.js": null });
  await page.goto(`${gone.origin}/`);
  await until(page, "not-running", /^The script of this page, http:.*\/page\.js, could not be loaded\.$/);
  assert.ok(await cannotStart());
  gone.close();

  await page.setJavaScriptEnabled(false);
  await page.goto(`${visit.origin}/`);
  const there = (selector: string) => page.$eval(selector, (element) => element.getClientRects().length > 0);
  assert.match(await page.$eval("noscript .message", (element) => element.textContent ?? ""), /JavaScript, .* off/);
  assert.ok((await there("noscript .message")) && (await there("img.still")));
  assert.not(await there("#page"), "no form that does nothing");
  assert.ok(await page.$eval("img.still", (image) => (image as HTMLImageElement).naturalWidth > 500));
  await page.close();
});

test("in the background it computes on, says so, and draws when it is looked at again", async () => {
  const page = await open(LONG);
  await page.click("#start");
  await until(page, "status", /^Computing: [1-9]/);
  await drawn(page);
  // what a browser tells a page that is hidden; a headless one hides none
  const hide = (hidden: boolean) =>
    page.evaluate(
      `Object.defineProperty(document, "hidden", { configurable: true, get: () => ${hidden} });
       document.dispatchEvent(new Event("visibilitychange"));`,
    );
  await hide(true);
  await until(page, "status", /In the background it goes on/);
  await pause(500);
  const title = await text(page, "figure-title");
  await beyond(page, (await count(page)) + 5);
  assert.is(await text(page, "figure-title"), title, "nothing is drawn meanwhile");
  await hide(false);
  await page.waitForFunction(
    (old) => document.getElementById("figure-title")?.textContent !== old,
    { timeout: 10_000 },
    title,
  );
  assert.not.match(await text(page, "status"), /background/);
  await page.click("#stop");
  await page.close();
});

test.run();
