// The page for everybody: the rules of WCAG that a program can check, the keyboard, the names of things.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { violations } from "./axe.js";
import { launch } from "./chromium.js";
import { drawn, SMALL, text, until, type Visitor, visitor } from "./visitor.js";

const test = suite("access");
let visit: Visitor;

test.before(async () => {
  visit = await visitor(launch(true));
});
test.after(() => visit?.leave());

const SCREENS = {
  "wide, light": { width: 1280, height: 900, scheme: "light" },
  "narrow, dark": { width: 390, height: 844, scheme: "dark" },
} as const;

for (const [name, { width, height, scheme }] of Object.entries(SCREENS)) {
  test(`no rule is broken in any view, ${name}`, async () => {
    const page = await visit.open("", async (p) => {
      await p.setViewport({ width, height });
      await p.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    });
    await drawn(page);
    assert.equal(await violations(page), [], "sky");
    for (const details of ["numbers", "node"])
      await page.$eval(`#${details}`, (element) => element.setAttribute("open", ""));
    const tabs = await page.$$eval("#tabs [role='tab']", (all) => all.map((tab) => tab.id));
    assert.ok(tabs.includes("tab-sky") && tabs.includes("tab-arrival"), `${tabs}`);
    for (const tab of [...tabs.filter((id) => id !== "tab-paths" && id !== "tab-sky"), "tab-sky"]) {
      const before = await text(page, "figure-title");
      await page.click(`#${tab}`);
      const changed = (title: string) => document.querySelector("#figure-title")?.textContent !== title;
      if (tab === "tab-arrival") await (await page.waitForSelector("#follow"))?.click();
      await page.waitForFunction(changed, { timeout: 20_000 }, before);
      await drawn(page);
      assert.equal(await violations(page), [], `${tab}, with its numbers`);
    }
    await page.close();

    const paths = await visit.open(SMALL.replace("view=sky", "view=paths"), async (p) => {
      await p.setViewport({ width, height });
      await p.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    });
    await (await paths.waitForSelector("#follow"))?.click();
    await paths.waitForSelector(".names span", { timeout: 20_000 });
    assert.equal(await violations(paths), [], "paths");
    await paths.evaluate("location.hash = 'view=nothing'");
    await until(paths, "message", /cannot be followed/);
    assert.equal(await violations(paths), [], "message");
    await paths.close();
  });
}

test("it works by keyboard alone, and what happens is said", async () => {
  const page = await visit.open(SMALL);
  // the first thing that Tab reaches leads past the controls
  await page.keyboard.press("Tab");
  assert.is(await page.evaluate("document.activeElement.className"), "skip");
  await page.keyboard.press("Enter");
  assert.is(await page.evaluate("document.activeElement.id"), "figure-title");
  const reach = async (id: string) => {
    for (let presses = 0; presses < 40; presses++) {
      if ((await page.evaluate("document.activeElement.id")) === id) return;
      await page.keyboard.press("Tab");
    }
    assert.unreachable(`Tab does not reach ${id}`);
  };
  await reach("start");
  await page.keyboard.press("Enter");
  await until(page, "announcement", /^Done: 6 of 6 realisations/);
  assert.is(await page.$eval("#announcement", (element) => element.getAttribute("role")), "status");
  // the views are one stop of the Tab key, the arrows go from one to the next
  await page.focus("#tab-sky");
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction("document.activeElement.id === 'tab-energy'");
  assert.is(await page.$eval("#tab-energy", (tab) => tab.getAttribute("aria-selected")), "true");
  assert.is((await page.$$("#tabs [tabindex='0']")).length, 1);
  await page.keyboard.press("ArrowLeft");
  // Energy is still being drawn, and the sky comes after it
  await page.waitForSelector("[data-drag='gradient']", { visible: true });
  await page.keyboard.press("Tab");
  assert.is(await page.evaluate("document.activeElement.dataset.drag"), "gradient");
  await page.close();
});

test("a figure has a name and a description in words, its numbers are a table", async () => {
  const page = await visit.open("view=amplitude");
  await drawn(page);
  const tree = await page.accessibility.snapshot({
    root: (await page.$("#figure")) ?? undefined,
    interestingOnly: false,
  });
  const image = JSON.stringify(tree);
  assert.match(image, /Dipole amplitude against the longitude of the gradient/);
  assert.ok(await page.$eval("#figure > svg > desc", (element) => (element.textContent ?? "").length > 20));
  await page.click("#numbers summary");
  await page.waitForSelector("#numbers-table th");
  assert.match(await text(page, "numbers-table"), /longitude/);
  assert.is(await page.$eval("#numbers-table th", (cell) => cell.getAttribute("scope")), "col");
  await page.close();
});

test.run();
