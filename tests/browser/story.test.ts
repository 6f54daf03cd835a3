// The story: five steps, each a link, alive, shown by keys alone; no link and no step starts work.
import type { Page } from "puppeteer-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { violations } from "./axe.js";
import { address, idle, pause, text, until, type Visitor, visitor } from "./visitor.js";

const test = suite("story");
let visit: Visitor;

test.before(async () => {
  visit = await visitor();
});
test.after(() => visit?.leave());

const STEPS = [1, 2, 3, 4, 5];
const toldStep = (page: Page, step: number) =>
  page.waitForFunction((n) => document.title.startsWith(`${n}/5 `), { timeout: 20_000 }, step);
const opened = async (step: number, width = 1280, height = 800, scheme = "light") => {
  const page = await visit.open(`story=${step}`, async (p) => {
    await p.setViewport({ width, height });
    await p.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  });
  await toldStep(page, step);
  if (step > 2) await page.waitForFunction("document.querySelectorAll('#story .circle').length === 50");
  return page;
};
/** Where the star is on the screen. */
const star = async (page: Page) => {
  const box = await (await page.waitForSelector("#story [data-drag='gradient']"))?.boundingBox();
  if (!box) throw new Error("no star");
  return [box.x + box.width / 2, box.y + box.height / 2] as const;
};

test("each step is a link that starts no work, fits the window, and has no word below 12 px", async () => {
  for (const [width, height, scheme] of [
    [1280, 800, "light"],
    [360, 740, "dark"],
  ] as const)
    for (const step of STEPS) {
      const page = await opened(step, width, height, scheme);
      await pause(200);
      assert.is(page.workers().length, 0);
      const [high, wide, least] = await page.evaluate(() => {
        const story = document.getElementById("story") as HTMLElement;
        const words = [...story.querySelectorAll("h1, p, a, button, text")].filter(
          (part) => (part as HTMLElement).textContent !== "" && part.getClientRects().length > 0,
        );
        const sizes = words.map((part) => {
          const drawing = (part as SVGElement).ownerSVGElement;
          const scale = drawing ? drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width : 1;
          return Number.parseFloat(getComputedStyle(part).fontSize) * scale;
        });
        return [document.documentElement.scrollHeight, document.documentElement.scrollWidth, Math.min(...sizes)];
      });
      assert.ok(high <= height && wide <= width, `step ${step}: ${wide} x ${high} in ${width} x ${height}`);
      assert.ok(least >= 11.9, `step ${step} at ${width}: ${least} px`);
      assert.equal(await violations(page), [], `step ${step} at ${width}`);
      assert.equal(visit.complaints, []);
      await page.close();
    }
});

test("page down, arrows, digits and Escape lead through it; each step is a place to come back from", async () => {
  const page = await visit.open("view=energy");
  await page.click("#tell");
  await toldStep(page, 1);
  assert.is(await page.evaluate("document.activeElement.id"), "story-title");
  await page.keyboard.press("PageDown");
  await toldStep(page, 2);
  await page.keyboard.press("ArrowRight");
  await toldStep(page, 3);
  await page.keyboard.press("PageUp");
  await toldStep(page, 2);
  await page.keyboard.press("5");
  await toldStep(page, 5);
  assert.is(await page.evaluate("location.hash"), "#story=5");
  await page.goBack();
  await toldStep(page, 2);
  await page.keyboard.press("Escape");
  await page.waitForFunction("document.title.startsWith('Energy')");
  assert.is(await page.evaluate("document.activeElement.id"), "tell");
  assert.not(await page.$eval("#page", (part) => part.getClientRects().length === 0));
  assert.equal(visit.complaints, []);
  await page.close();
});

test("the star is dragged in the sky and along the amplitudes; numbers follow, and the address", async () => {
  const page = await opened(1);
  await page.focus("#story [data-drag='gradient']");
  await page.keyboard.press("ArrowUp");
  await address(page, /^#story=1&gradient_deg=\[90,5\]$/);
  await page.keyboard.press("Home");
  // the arrows belong to the star as long as it has the focus; a remote control's page down does not
  await page.keyboard.press("PageDown");
  await toldStep(page, 2);
  await page.keyboard.press("4");
  await toldStep(page, 4);
  await until(
    page,
    "story-says",
    /^Gradient 90° from the line of B₀: the 50 dipoles point along B₀ \(\d+ % within 30°\)/,
  );
  const [x, y] = await star(page);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 120, y, { steps: 4 });
  await page.mouse.up();
  await until(page, "story-says", /^Gradient [3-7]\d° from the line of B₀/);
  await page.close();

  const along = await opened(5);
  await until(
    along,
    "story-says",
    /^Gradient 90° .* \d+ of 50 are below the limit of KASCADE, \d+ within the error bar/,
  );
  const before = await star(along);
  await along.mouse.move(...before);
  await along.mouse.down();
  await along.mouse.move(before[0] + 200, before[1], { steps: 4 });
  await along.mouse.up();
  await until(along, "story-says", /^Gradient [1-7]\d° .* 0 of 50 are below the limit of KASCADE/);
  assert.ok((await star(along))[0] > before[0] + 150);
  await along.focus("#story [data-drag='gradient']");
  await along.keyboard.press("Home");
  await along.keyboard.press("ArrowRight");
  // here longitudes grow to the right
  await address(along, /gradient_deg=\[95,0\]/);
  assert.is(along.workers().length, 0);
  assert.equal(visit.complaints, []);
  await along.close();
});

test("one particle is followed back by the kernel when it is asked for, and flies; without motion it is there at once", async () => {
  const path = async (page: Page) => Number(/^After ([\d.]+) pc/.exec(await text(page, "story-says"))?.[1]);
  for (const still of [false, true]) {
    const page = await visit.open("story=2", (p) =>
      p.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: still ? "reduce" : "no-preference" }]),
    );
    await toldStep(page, 2);
    await until(page, "story-says", /when you say so\.$/);
    assert.is(page.workers().length, 0);
    await page.click("#story-follow");
    await until(
      page,
      "story-says",
      /^After [\d.]+ pc of its path it is [\d.]+ pc away, where the density is [\d.]+ % (lower than ours: so much less|higher than ours: so much more) arrives from its direction\.$/,
    );
    await idle(page);
    const first = await path(page);
    await pause(400);
    if (still) assert.is(await path(page), first);
    else assert.ok((await path(page)) > first);
    if (still) assert.is(first, 60, "all of its path");
    await page.click("#story-follow");
    await pause(300);
    assert.is(page.workers().length, 0, "the next particle is there already");
    if (still) {
      // the star of the drawing: another gradient, the same path
      const number = (says: string) => /^After ([\d.]+) pc of its path it is ([\d.]+) pc away/.exec(says)?.slice(1);
      const before = await text(page, "story-says");
      const [x, y] = await star(page);
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x - 90, y - 60, { steps: 3 });
      await page.mouse.up();
      await address(page, /^#story=2&gradient_deg=\[/);
      const after = await text(page, "story-says");
      assert.equal(number(after), number(before));
      assert.is.not(after, before);
      const [x2, y2] = await star(page);
      // half degrees, and the rim of the sphere on which it is
      assert.ok(Math.hypot(x2 - x + 90, y2 - y + 60) < 30, `from ${x}, ${y} to ${x2}, ${y2}`);
      await page.focus("#story [data-drag='gradient']");
      await page.keyboard.press("Home");
      await address(page, /^#story=2$|gradient_deg=\[90,0\]/);
    }
    assert.equal(visit.complaints, []);
    await page.close();
  }
});

test("full screen shows the step and nothing else", async () => {
  const page = await opened(4);
  await page.keyboard.press("f");
  await page.waitForFunction("document.fullscreenElement?.id === 'story'", { timeout: 5000 });
  assert.is(await page.$eval("#story nav", (nav) => getComputedStyle(nav).opacity), "0");
  await page.keyboard.press("PageDown");
  await toldStep(page, 5);
  assert.is(await page.evaluate("document.fullscreenElement?.id"), "story");
  await page.keyboard.press("f");
  await page.waitForFunction("document.fullscreenElement === null", { timeout: 5000 });
  assert.equal(visit.complaints, []);
  await page.close();
});

test("it costs the first picture nothing: its script comes when it is told", async () => {
  const asked: string[] = [];
  const page = await visit.open("", async (p) => {
    p.on("request", (request) => asked.push(new URL(request.url()).pathname));
  });
  await page.waitForSelector("#figure svg .circle");
  await page.evaluate("navigator.serviceWorker.ready");
  assert.not(
    await page.evaluate("performance.getEntriesByType('resource').some(({ name }) => name.endsWith('story.js'))"),
  );
  await page.click("#tell");
  await toldStep(page, 1);
  assert.ok(asked.includes("/story.js"), `${asked}`);
  await page.close();
});

test.run();
