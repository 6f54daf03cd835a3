// The paths in 3-D: by WebGL where there is some, flat where there is none, the same camera in both.
import type { Page } from "puppeteer-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { launch } from "./chromium.js";
import { address, drawn, idle, pause, SMALL, until, type Visitor, visitor } from "./visitor.js";

const PATHS = `${SMALL.replace("view=sky", "view=paths").replace("turbulence_level=[1]", "turbulence_level=[0.1]")}`;

const test = suite("paths in 3-D");
let solid: Visitor;
let flat: Visitor;

test.before(async () => {
  [solid, flat] = await Promise.all([visitor(launch("webgl")), visitor()]);
});
test.after(async () => {
  await solid?.leave();
  await flat?.leave();
});

const opened = async (hash: string) => {
  // the paths are whole at once
  const page = await solid.open(hash, (p) =>
    p.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]),
  );
  await (await page.waitForSelector("#follow"))?.click();
  await page.waitForSelector(".names span", { timeout: 20_000 });
  return page;
};

/** Where a name is drawn, from the middle of the view, in half-heights of it; the anchor of its text or its middle. */
async function inScene(page: Page, name: string): Promise<[number, number]> {
  return page.evaluate((wanted) => {
    const scene = (document.querySelector(".scene") as HTMLElement).getBoundingClientRect();
    const label = [...document.querySelectorAll(".names span")].find((element) => element.textContent === wanted);
    const { left, right, top, bottom } = (label as Element).getBoundingClientRect();
    const half = scene.height / 2;
    const [x, y] = [(left + right) / 2 - scene.left - scene.width / 2, (top + bottom) / 2 - scene.top - half];
    return [x / half, y / half] as [number, number];
  }, name);
}
async function onSheet(page: Page, name: string): Promise<[number, number]> {
  return page.evaluate((wanted) => {
    const label = [...document.querySelectorAll("#figure > svg text")].find(
      (element) => element.textContent === wanted,
    );
    const [x, y] = ["x", "y"].map((key) => Number((label as Element).getAttribute(key)));
    return [(x - 370) / 280, (y - 280) / 280] as [number, number];
  }, name);
}

/** Pixels of the 3-D view by colour, in steps of 16. */
async function colours(page: Page): Promise<Map<string, number>> {
  const view = await page.$(".scene");
  const png = await view?.screenshot({ encoding: "base64" });
  const counts = await page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext("2d") as CanvasRenderingContext2D;
    context.drawImage(image, 0, 0);
    const { data: pixels } = context.getImageData(0, 0, image.width, image.height);
    const found: Record<string, number> = {};
    for (let i = 0; i < pixels.length; i += 4) {
      const key = [0, 1, 2].map((c) => pixels[i + c] >> 4).join(" ");
      found[key] = (found[key] ?? 0) + 1;
    }
    return Object.entries(found);
  }, png);
  return new Map(counts);
}

test("each particle's path, and the field lines, are there in their colours, by a script of this host", async () => {
  const page = await opened(PATHS);
  await idle(page);
  const found = await colours(page);
  const pixels = (...keys: string[]) => keys.reduce((sum, key) => sum + (found.get(key) ?? 0), 0);
  // the seven colours of PARTICLES, field lines in grey; each path is some hundred pixels long, most of it in front
  for (const key of ["13 5 0", "0 7 11", "0 9 7", "14 9 0", "12 7 10", "5 11 14", "8 6 0"])
    assert.ok(pixels(key) > 30, `${key}: ${pixels(key)}`);
  assert.ok(pixels("5 5 4", "5 5 5") > 100, "field lines");
  assert.ok(pixels("15 15 15") > 0.7 * pixels(...found.keys()), "white between");
  assert.is(await page.$eval(".scene", (scene) => scene.getAttribute("role")), "img");
  // what is what is written in the picture, and no name lies outside
  assert.match(await page.$eval(".scene .scale", (scale) => scale.textContent ?? ""), /dot: the observer.*gyroradi/);
  const outside = await page.$$eval(".names span", (all) => {
    const box = (document.querySelector(".scene") as Element).getBoundingClientRect();
    return all.filter((name) => {
      const { left, right, top, bottom } = name.getBoundingClientRect();
      return left < box.left || right > box.right || top < box.top || bottom > box.bottom;
    }).length;
  });
  assert.is(outside, 0);
  await page.setViewport({ width: 360, height: 740 });
  assert.ok(await page.$eval("#camera", (camera) => camera.clientHeight < 70), "the sliders leave room for the view");
  // a warning of the graphics driver about the screenshot
  assert.equal(
    solid.complaints.filter((line) => !/GPU stall due to ReadPixels/.test(line)),
    [],
  );
  await page.close();
});

test("a circle that is picked on the sky opens the paths of its realisation, which grow from the observer", async () => {
  const page = await solid.open(PATHS.replace("view=paths", "view=sky"));
  await page.click("#start");
  await until(page, "status", /^Done: 6 of 6/);
  // they are drawn in the next frame, in the order of their numbers: until then a circle may become another's
  await page.waitForFunction("document.querySelectorAll('.circle[data-realisation]').length === 6");
  await page.$eval(".circle[data-realisation='3']", (circle) =>
    circle.dispatchEvent(new MouseEvent("click", { bubbles: true })),
  );
  await page.waitForSelector(".circle.picked[data-realisation='3']");
  await page.evaluate(() => {
    const grown: number[] = [];
    Object.assign(globalThis, { grown });
    new MutationObserver(() => {
      const part = Number(document.querySelector<HTMLElement>(".scene")?.dataset.grown ?? Number.NaN);
      if (!Number.isNaN(part)) grown.push(part);
    }).observe(document, { subtree: true, childList: true, attributeFilter: ["data-grown"] });
  });
  await page.click("#its-paths");
  await page.waitForSelector(".scene[data-grown='100']", { timeout: 40_000 });
  const grown = (await page.evaluate("globalThis.grown")) as number[];
  assert.ok(grown[0] < 50 && new Set(grown).size > 2, `parts of the paths: ${grown}`);
  assert.equal(
    grown,
    grown.slice().sort((a, b) => a - b),
  );
  await until(page, "figure-title", /realisation 3$/);
  await page.close();
});

test("the 3-D view and the sheet to be taken away show the same from the same side", async () => {
  for (const camera of ["[60,25,12]", "[-140,-50,5]"]) {
    const page = await opened(`${PATHS}&camera=${camera}`);
    await drawn(page);
    for (const name of ["B₀", "gradient"]) {
      const [a, b] = [await inScene(page, name), await onSheet(page, name)];
      // at the tips of the same arrows, a little further: by 0.09 of the half-height here, by 14 of 280 there
      for (const i of [0, 1])
        assert.ok(Math.abs(a[i] - b[i]) < 0.1, `${camera} ${name}: ${a} in 3-D, ${b} on the sheet`);
    }
    await page.close();
  }
});

test("it is turned and zoomed by keys, by sliders, by dragging; the address holds the camera", async () => {
  const page = await opened(PATHS);
  const before = await inScene(page, "gradient");
  await page.focus("#figure");
  for (const key of ["ArrowRight", "ArrowRight", "ArrowUp", "+"]) await page.keyboard.press(key as "ArrowUp");
  await address(page, /camera=\[70,30,10\]/);
  const turned = await inScene(page, "gradient");
  assert.ok(Math.hypot(turned[0] - before[0], turned[1] - before[1]) > 0.05);
  await until(page, "caption", /azimuth 70°, elevation 30°/);
  // by dragging 100 px to the left the eye goes to the right
  const box = await (await page.$(".scene canvas"))?.boundingBox();
  if (!box) throw new Error("no canvas");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 100, y, { steps: 4 });
  await page.mouse.up();
  const azimuth = async () => Number(/camera=\[([-\d.]+)/.exec(decodeURIComponent(page.url()))?.[1]);
  await page.waitForFunction(() => !/camera=\[70,/.test(decodeURIComponent(location.hash)), { timeout: 5000 });
  assert.ok((await azimuth()) > 80 && (await azimuth()) < 180, `azimuth ${await azimuth()}`);
  // the wheel zooms where the view has the focus, and scrolls the page elsewhere
  const extent = () => Number(/camera=\[[-\d.]+,[-\d.]+,([\d.]+)/.exec(decodeURIComponent(page.url()))?.[1]);
  await page.mouse.wheel({ deltaY: 300 });
  await page.waitForFunction(
    (old) => !decodeURIComponent(location.hash).includes(`,${old}]`),
    { timeout: 5000 },
    extent(),
  );
  await page.$eval("#figure", (figure) => (figure as HTMLElement).blur());
  const kept = page.url();
  await page.mouse.wheel({ deltaY: 100 });
  await page.waitForFunction("scrollY > 0", { timeout: 5000 });
  await pause(400);
  assert.is(page.url(), kept);
  // and a link with it is opened as it was
  const other = await opened(new URL(kept).hash.slice(1));
  await drawn(other);
  assert.equal(await inScene(other, "gradient"), await inScene(page, "gradient"));
  await page.close();
  await other.close();
});

test("without WebGL, or where the browser takes it away, the paths are drawn flat, and it is said", async () => {
  const without = await flat.open(PATHS);
  await (await without.waitForSelector("#follow"))?.click();
  await until(without, "figure-note", /has no WebGL\. A flat drawing is shown/);
  assert.is(await without.$(".scene"), null);
  assert.ok(await (await drawn(without))?.isVisible());
  assert.equal(flat.complaints, []);
  await without.close();

  const taken = await opened(PATHS);
  await taken.$eval(".scene canvas", (canvas) =>
    (canvas as HTMLCanvasElement).getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext(),
  );
  await until(taken, "figure-note", /took the 3-D graphics away\. A flat drawing is shown/);
  assert.is(await taken.$(".scene"), null);
  assert.ok(await (await drawn(taken))?.isVisible());
  await taken.close();
});

test("on paper it is the flat drawing", async () => {
  const page = await opened(PATHS);
  await drawn(page);
  await page.emulateMediaType("print");
  assert.is(await page.$eval(".scene", (scene) => getComputedStyle(scene).display), "none");
  assert.is(await page.$eval("#figure > svg", (sheet) => getComputedStyle(sheet).display), "block");
  await page.close();
});

test.run();
