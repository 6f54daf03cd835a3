// The page for everybody: the rules of WCAG that a program can check, the keyboard, the names of things.
import { readFile } from "node:fs/promises";
import type { Page } from "puppeteer-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { violations } from "./axe.js";
import { launch } from "./chromium.js";
import { drawn, SMALL, text, until, type Visitor, visitor } from "./visitor.js";

const test = suite("access");
let visit: Visitor;

test.before(async () => {
  visit = await visitor(launch("webgl"));
});
test.after(() => visit?.leave());

const SCREENS = {
  "wide, light": { width: 1280, height: 900, scheme: "light" },
  "narrow, dark": { width: 390, height: 844, scheme: "dark" },
} as const;

/** Words of a drawn figure whose colour has less than 4.5 times the luminance of what is below, or 1/4.5 (WCAG); or a filter. */
const paleWords = (page: Page) =>
  page.evaluate(() => {
    const luminance = (colour: string) => {
      const [r, g, b] = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map((value) => {
        const part = Number(value) / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    const svg = document.querySelector("#figure > svg");
    if (svg === null) return [];
    if (getComputedStyle(svg).filter !== "none") return ["a filter"];
    const below = luminance(getComputedStyle(document.querySelector(".picture") as Element).backgroundColor);
    return [...svg.querySelectorAll("text")].flatMap((word) => {
      const { fill } = getComputedStyle(word);
      const ratio = luminance(fill) / below;
      return Math.max(ratio, 1 / ratio) < 4.5 ? `${word.textContent?.slice(0, 40)}: ${fill}` : [];
    });
  });

/** Pieces of the figure with the many bands of a scale of colours. */
const colourBars = (page: Page): Promise<number> =>
  page.$$eval(
    "#figure svg",
    (all) => all.filter((piece) => !piece.querySelector("svg") && piece.querySelectorAll("rect").length >= 20).length,
  );

for (const [name, { width, height, scheme }] of Object.entries(SCREENS)) {
  test(`no rule is broken in any view, ${name}`, async () => {
    const page = await visit.open("map_nside=4", async (p) => {
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
      assert.equal(await paleWords(page), [], `${tab}: words of the figure that are hard to read`);
      if (tab === "tab-arrival") assert.is(await colourBars(page), 1, "the bar of the colours is in one piece");
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
  // what was pressed is off now: the focus is on what can be read or pressed next
  assert.is(await page.evaluate("document.activeElement.id"), "status");
  // the views are one stop of the Tab key, the arrows go from one to the next
  await page.focus("#tab-sky");
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction("document.activeElement.id === 'tab-energy'");
  assert.is(await page.$eval("#tab-energy", (tab) => tab.getAttribute("aria-selected")), "true");
  assert.is((await page.$$("#tabs [tabindex='0']")).length, 1);
  await page.keyboard.press("End");
  await page.waitForFunction("document.activeElement.id === 'tab-paths'");
  assert.is(page.workers().length, 0, "walking past a view starts nothing");
  await page.keyboard.press("Home");
  // Energy is still being drawn, and the sky comes after it
  await page.waitForSelector("[data-drag='gradient']", { visible: true });
  await page.keyboard.press("Tab");
  assert.is(await page.evaluate("document.activeElement.dataset.drag"), "gradient");
  await page.close();
});

test("the whole sky is in the first view, and on a phone it stays there with its star and Start", async () => {
  for (const [width, height] of [
    [1280, 800],
    [1920, 1080],
    [360, 740],
  ]) {
    const page = await visit.open("", (p) => p.setViewport({ width, height }));
    await drawn(page);
    const seen = (selector: string) =>
      page.$eval(selector, (element) => {
        const { top, bottom, left, right } = element.getBoundingClientRect();
        return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
      });
    for (const selector of [".skies svg.live", "[data-drag='gradient']", "#says", "#answer", "#start"])
      assert.ok(await seen(selector), `${selector} at ${width} x ${height}`);
    if (width < 700) {
      // the sky is not under the bar of buttons
      const sky = await page.$eval(".skies svg.live", (element) => element.getBoundingClientRect().bottom);
      const bar = await page.$eval("#run-controls .row", (element) => element.getBoundingClientRect().top);
      assert.ok(sky <= bar, `the sky ends at ${sky}, the buttons begin at ${bar}`);
      await page.$eval("[name='seed']", (field) => field.scrollIntoView({ block: "center" }));
      for (const selector of [".skies svg.live", "[data-drag='gradient']", "#start"])
        assert.ok(await seen(selector), `${selector} after scrolling`);
    }
    assert.ok(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
    await page.close();
  }
});

test("hashes are folded; high contrast, print and bookmarks lack nothing", async () => {
  const page = await visit.open("", (p) => p.setViewport({ width: 390, height: 844 }));
  await drawn(page);
  const there = (selector: string) => page.$eval(selector, (element) => element.checkVisibility());
  const style = (selector: string, name: string) =>
    page.$eval(selector, (element, key) => getComputedStyle(element).getPropertyValue(key), name);
  assert.not(await there("#run-identity"));
  assert.match(await text(page, "run-identity"), /^[0-9a-f]{64}$/);
  // the row of views is longer than a phone is wide: it fades out, and the chosen one is in sight
  assert.match(await style("#tabs", "mask-image"), /gradient/);
  await page.click("#tab-convergence");
  await page.waitForSelector("#tab-convergence[aria-selected='true']");
  const [row, tab] = await page.evaluate(() =>
    ["tabs", "tab-convergence"].map((id) => (document.getElementById(id) as HTMLElement).getBoundingClientRect().right),
  );
  assert.ok(tab <= row + 1, `${tab} in ${row}`);
  assert.match(await page.title(), /^Path lengths, η = 0\.1, 1 PV · larmor$/);

  const session = await page.createCDPSession();
  const forced = [{ name: "forced-colors", value: "active" }];
  await session.send("Emulation.setEmulatedMedia", { features: forced });
  for (const [chosen, other] of [
    ["#tab-convergence", "#tab-sky"],
    ["#presets [aria-pressed='true']", "#presets [aria-pressed='false']"],
  ]) {
    if (chosen.startsWith("#presets")) await page.click("#presets button");
    await page.waitForSelector(chosen);
    assert.is.not(await style(chosen, "background-color"), await style(other, "background-color"), chosen);
  }

  await session.send("Emulation.setEmulatedMedia", { media: "print", features: [] });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.match(await text(page, "printed"), new RegExp(`^${visit.origin}/.*, 20\\d\\d-\\d\\d-\\d\\d$`));
  for (const selector of ["#printed", "#run-identity", "#says"]) assert.ok(await there(selector), selector);
  for (const selector of ["#controls", "#tabs", "#presets"]) assert.not(await there(selector), selector);
  const { version } = JSON.parse(await readFile("package.json", "utf8"));
  assert.match(await page.$eval("footer", (footer) => footer.textContent ?? ""), `larmor ${version} (MIT licence)`);
  const picture = await page.$eval("[property='og:image']", (meta) => meta.getAttribute("content"));
  assert.is((await fetch(`${visit.origin}/${picture}`)).status, 200);
  await page.close();
});

test("a realisation is picked by its number, and its sky opens, by keys alone", async () => {
  const page = await visit.open(SMALL);
  await page.click("#start");
  await until(page, "announcement", /^Done: 6 of 6 realisations/);
  await page.focus("#picked");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await page.waitForSelector(".circle.picked[data-realisation='2']");
  await page.focus("#its-sky");
  await page.keyboard.press("Enter");
  await until(page, "figure-title", /The sky of one realisation/);
  await until(page, "caption", /Realisation 2; /);
  // news of the run that come after the address has changed and before the page hears of it
  await page.evaluate(() => addEventListener("popstate", () => document.dispatchEvent(new Event("visibilitychange"))));
  await page.goBack();
  await page.waitForSelector("[data-drag='gradient']", { visible: true });
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
