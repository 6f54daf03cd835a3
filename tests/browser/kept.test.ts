// What a visitor computed is not lost, and nothing is computed that nobody asked for.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { address, drawn, idle, pause, SMALL, text, until, type Visitor, visitor } from "./visitor.js";

const test = suite("kept");
let visit: Visitor;

test.before(async () => {
  visit = await visitor();
});
test.after(() => visit?.leave());

const OWN = `${SMALL}&ensemble.seed=7`;

test("an own run outlives a preset, Back, a reload and a visit to the documentation, and is in a list", async () => {
  const page = await visit.open(OWN);
  await page.click("#start");
  await until(page, "status", /^Done: 6 of 6/);
  const result = await text(page, "result-identity");
  await page.click("#presets button:nth-child(3)");
  await address(page, /view=amplitude/);
  await page.evaluate("location.hash = ''");
  await until(page, "status", /another run than the one shown/);
  await page.goBack();
  await until(page, "status", /^Done: 6 of 6/);
  await page.goto(`${visit.origin}/docs/index.html`);
  await page.goBack();
  await until(page, "status", /^Done: 6 of 6 realisations\. Kept in this browser/);
  assert.is(await text(page, "result-identity"), result);
  await drawn(page);
  await page.reload();
  await until(page, "status", /Kept in this browser/);
  assert.is(page.workers().length, 0, "it is read, not computed");

  // elsewhere in the same browser it is in the list
  const other = await visit.open("", undefined, page);
  await until(other, "kept", /seed 7; 6 realisations/);
  await other.evaluate("document.querySelector('#kept details').open = true");
  await other.click("#kept button");
  await until(other, "result-identity", new RegExp(result.slice(0, 64)));
  await other.click("#kept li button:last-child");
  await until(other, "kept", /^Your runs[^;]*$/);
  await other.reload();
  await until(other, "status", /Nothing is being computed/);
  assert.equal(visit.complaints, []);
  for (const tab of [page, other]) await tab.close();
});

test("a run that a reload interrupted goes on from what was complete", async () => {
  const page = await visit.open(OWN.replace("realisations=6", "realisations=60").replace("path_pc=4", "path_pc=20"));
  await page.click("#start");
  await until(page, "status", /^Computing: ([3-9]|\d\d)/);
  await page.reload();
  await until(page, "status", /^Stopped: [1-9]\d* of 60 realisations\. Kept in this browser/);
  const count = async () => Number((await text(page, "status")).match(/(\d+) of 60/)?.[1]);
  const before = await count();
  // those of the last moments may not have been written
  assert.ok(before >= 1, `${before}`);
  await page.click("#start");
  await page.waitForFunction(
    (least) => Number(/(\d+) of 60/.exec(document.getElementById("status")?.textContent ?? "")?.[1]) > least,
    { timeout: 20_000 },
    before,
  );
  await page.click("#stop");
  await page.close();
});

test("a line that was damaged on the disk is not taken, nor a run of other numerics", async () => {
  const page = await visit.open(OWN.replace("seed=7", "seed=8"));
  await page.click("#start");
  await until(page, "status", /^Done: 6 of 6/);
  const change = (store: string, damage: string) =>
    page.evaluate(
      (name, key) =>
        new Promise<void>((resolve, reject) => {
          const request = indexedDB.open("larmor");
          request.onsuccess = () => {
            const transaction = request.result.transaction([name], "readwrite");
            transaction.oncomplete = () => {
              request.result.close();
              resolve();
            };
            transaction.onerror = () => reject(transaction.error);
            transaction.objectStore(name).openCursor().onsuccess = ({ target }) => {
              const cursor = (target as IDBRequest<IDBCursorWithValue | null>).result;
              if (cursor === null) return;
              // one digit of the first line, or the numerics of the run
              if (key === "line") cursor.update(cursor.value.replace(/(\d)\.(\d)/, "$1.1$2"));
              else cursor.update({ ...cursor.value, numerics: -1 });
            };
          };
        }),
      store,
      damage,
    );
  await change("lines", "line");
  await page.reload();
  await until(page, "status", /^Stopped: 5 of 6 realisations\. Kept in this browser/);
  await change("runs", "numerics");
  await page.reload();
  await until(page, "kept", /seed 8; 6 realisations/);
  // it would have been taken over by now
  await pause(500);
  assert.match(await text(page, "status"), /Nothing is being computed/);
  await page.close();
});

test("Start flies what is shown, and all groups where that is chosen; there is one time at a time", async () => {
  const page = await visit.open("view=sky&shown_level=0.1&shown_TV=1000");
  await until(page, "plan", /^Planned: 100 realisations \(2 of 6 groups\) of 3072 directions; .* about \d/);
  await page.select("[name=scope]", "all");
  await until(page, "plan", /^Planned: 300 realisations of/);
  await page.select("[name=scope]", "shown");
  await page.click("#start");
  await until(page, "status", /^Computing: 0 of 100 realisations; about .* to go/);
  assert.not.match(await text(page, "plan"), /about/);
  // progress moves before the first realisation is complete
  await page.waitForFunction(
    () => {
      const { value } = document.getElementById("progress") as HTMLProgressElement;
      return value > 0 && / 0 of 100/.test(document.getElementById("status")?.textContent ?? "");
    },
    { timeout: 30_000, polling: 20 },
  );
  await page.click("#stop");
  await idle(page, 5000);
  await page.close();
});

test("changed settings are flown by fast steps, by name; those of the published run by the paper's", async () => {
  const page = await visit.open("view=sky");
  const set = (name: string, value: string) =>
    page.$eval(
      `[name=${name}]`,
      (element, typed) => {
        (element as HTMLInputElement).value = typed;
        element.dispatchEvent(new Event("change", { bubbles: true }));
      },
      value,
    );
  const steps = () => page.$eval("[name=steps]", (element) => (element as HTMLSelectElement).value);
  await drawn(page);
  const identity = await text(page, "run-identity");
  assert.is(await steps(), "exact");
  await set("seed", "2");
  assert.is(await steps(), "fast");
  await set("seed", "1");
  assert.is(await steps(), "exact");
  assert.is(await text(page, "run-identity"), identity);
  await set("seed", "3");
  await set("steps", "exact");
  await set("seed", "4");
  assert.is(await steps(), "exact", "a choice stays");
  await page.close();
});

test("a close-up waits while nobody looks, and Stop ends it", async () => {
  const page = await visit.open(
    `${SMALL.replace("view=sky", "view=arrival").replace("path_pc=4", "path_pc=400")}&map_nside=32`,
  );
  const hide = (hidden: boolean) =>
    page.evaluate(
      `Object.defineProperty(document, "hidden", { configurable: true, get: () => ${hidden} });
       document.dispatchEvent(new Event("visibilitychange"));`,
    );
  await pause(300);
  assert.is(page.workers().length, 0);
  await (await page.waitForSelector("#follow"))?.click();
  await until(page, "status", /^Particles are followed back for the figure; Stop ends it/);
  // the sky fills with what is there
  const pixels = async () => Number(/(\d+) directions/.exec(await text(page, "caption"))?.[1] ?? 0);
  for (const least of [0, await pixels()])
    await page.waitForFunction(
      (n) => Number(/(\d+) directions/.exec(document.getElementById("caption")?.textContent ?? "")?.[1]) > n,
      { timeout: 30_000 },
      least,
    );
  assert.ok((await pixels()) < 12 * 32 ** 2, "it is not complete");
  await hide(true);
  await pause(1500);
  await hide(false);
  await page.click("#stop");
  await idle(page, 5000);
  await until(page, "status", /^Nothing is being computed/);
  // without motion a number says how far it is
  await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
  await (await page.waitForSelector("#follow"))?.click();
  await until(page, "figure", /Following particles back in realisation 0: [1-9]\d* %/);
  assert.is(await page.$("#figure > svg"), null);
  await page.click("#stop");
  await page.waitForSelector("#follow");
  assert.equal(visit.complaints, []);
  await page.close();
});

test.run();
