// The page in a real browser, from a host that sends no special headers: what it promises to a visitor.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { configIdentity, realise, resolveConfig, run } from "larmor";
import type { CDPSession, Page } from "puppeteer-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { lineOf } from "../../page/lines.js";
import { VIEWS } from "../../page/state.js";
import { serve } from "./chromium.js";
import { address, drawn, idle, pause, SMALL, SMALL_CONFIG, text, until, type Visitor, visitor } from "./visitor.js";

const test = suite("page");
let visit: Visitor;
let complaints: string[];
let open: Visitor["open"];

test.before(async () => {
  visit = await visitor();
  ({ complaints, open } = visit);
});
test.after(() => visit?.leave());

test("the published result is drawn within a second, from files of this page alone", async () => {
  // The least of three; and where other programs are at work all the time, the page's own work on its thread, which
  // must leave room for loading.
  let least = Number.POSITIVE_INFINITY;
  let work = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3 && least >= 1000; i++) {
    let own: CDPSession | undefined;
    const page = await open("", async (p) => {
      own = await p.createCDPSession();
      await own.send("Performance.enable", { timeDomain: "threadTicks" });
      await p.evaluateOnNewDocument(() => {
        new MutationObserver((_, observer) => {
          if (document.querySelector("#figure svg .circle") === null) return;
          observer.disconnect();
          (globalThis as { firstPicture?: number }).firstPicture = performance.now();
        }).observe(document, { childList: true, subtree: true });
      });
    });
    await drawn(page);
    least = Math.min(least, (await page.evaluate("globalThis.firstPicture")) as number);
    const metrics = (await own?.send("Performance.getMetrics"))?.metrics ?? [];
    work = Math.min(work, 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN));
    await until(page, "says", /^Gradient 90° from the line of B₀: the 50 dipoles point along B₀ \(\d+ % within 30°\)/);
    assert.equal(complaints, []);
    await page.close();
  }
  console.log(`first picture after ${Math.round(least)} ms, ${Math.round(work)} ms of them work of the page`);
  assert.ok(least < 1000 || work < 500, `first picture after ${least} ms, ${work} ms of work`);
  let bytes = 0;
  for (const file of ["index.html", "style.css", "page.js", "published/run.json", "published/5.json", "dipoles.csv"])
    bytes += gzipSync(await readFile(`dist/page/${file}`)).length;
  console.log(`compressed to it: ${bytes} bytes`);
  assert.ok(bytes < 250_000, `${bytes} bytes compressed to the first picture`);
});

test("the sky says what its marks are, at which directions they stand, and which gradient is matched to D", async () => {
  const page = await open("view=sky");
  await drawn(page);
  const legend = () => page.$eval("#figure .legend", (element) => element.textContent ?? "");
  for (const mark of ["dot", "circle", "Square", "Dashed circle", "diamond", "Crosses"])
    assert.ok((await legend()).includes(mark), mark);
  assert.match(await legend(), "Directions are those in which the particles fly;");
  const titles = await page.$$eval("#figure h3", (headings) => headings.map(({ textContent }) => textContent));
  assert.match(titles[0], /\(η = 0\.1: 10 % of the energy is turbulent\)$/);
  assert.match(titles[1], /turbulence only \(η = 1\), gradient matched to its D$/);
  await page.select("select[name=convention]", "arrival");
  await page.waitForFunction(() =>
    /at which a telescope looks/.test(document.querySelector(".legend")?.textContent ?? ""),
  );
  await page.select("select[name=kind]", "literal");
  await page.waitForFunction(() =>
    [...document.querySelectorAll("#figure h3")].every((h) => !/matched/.test(h.textContent ?? "")),
  );
  assert.equal(complaints, []);
  await page.close();
});

test("skies side by side stand at one height, and no word lies over another, or on a phone over the star's line", async () => {
  const page = await open("view=sky", (p) => p.setViewport({ width: 1920, height: 1080 }));
  await drawn(page);
  const tops = await page.$$eval("#figure svg.live", (skies) => skies.map((sky) => sky.getBoundingClientRect().top));
  assert.is(tops.length, 2);
  assert.ok(Math.abs(tops[0] - tops[1]) < 1, tops.join());
  await page.close();
  for (const width of [360, 600, 1280]) {
    const sky = await open("view=sky", (p) => p.setViewport({ width, height: 800 }));
    await drawn(sky);
    const covered = await sky.$$eval("#figure svg.live", ([map]) => {
      const words = [...map.querySelectorAll("text")];
      const boxOf = (text: Element | undefined) => text?.getBoundingClientRect() ?? new DOMRect();
      const a = boxOf(words.find(({ textContent }) => textContent?.startsWith("isotropic")));
      const over = (b: DOMRect) => a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom;
      return words
        .filter((text) => /°$/.test(text.textContent ?? "") && over(boxOf(text)))
        .map((text) => text.textContent);
    });
    assert.equal(covered, [], `${width} px wide: the prediction's words lie over longitudes`);
    await sky.close();
  }
  const phone = await open("story=5", (p) => p.setViewport({ width: 360, height: 740 }));
  await phone.waitForSelector("#story svg.live text", { timeout: 20_000 });
  const [word, line] = await phone.evaluate(() => {
    const words = [...document.querySelectorAll("#story svg.live text")];
    const kascade = words.find(({ textContent }) => textContent?.startsWith("KASCADE"));
    const star = document.querySelector("#story [data-drag]");
    const box = star?.getBoundingClientRect() ?? new DOMRect();
    return [kascade?.getBoundingClientRect().right ?? Number.NaN, box.left + box.width / 2];
  });
  assert.ok(word < line, `KASCADE ends at ${word} px, the star's line is at ${line} px`);
  await phone.close();
});

test("a run is computed, and its hash is that of its lines in Node", async () => {
  const page = await open(SMALL);
  assert.match(await text(page, "plan"), /6 realisations of 48 directions; [\d.]+ MB of memory/);
  await page.click("#start");
  await until(page, "status", /^Done: 6 of 6 realisations/);
  await until(page, "figure-title", /6 realisations/);

  const config = resolveConfig(SMALL_CONFIG);
  const lines: string[] = [];
  for await (const { record, summary } of run(config, { workers: 1 }))
    lines[record.realisation] = lineOf(record, configIdentity(config), summary.numerics);
  const hash = createHash("sha256")
    .update(lines.map((line) => `${line}\n`).join(""))
    .digest("hex");
  assert.is(await text(page, "run-identity"), configIdentity(config));
  assert.match(await text(page, "result-identity"), hash);

  // the link: the same state and the same result elsewhere
  await page.click("#copy-link");
  const link = new URL(page.url()).hash.slice(1);
  assert.match(link, `result=${hash}`);
  const other = await open(link);
  assert.is(await text(other, "run-identity"), configIdentity(config));
  assert.match(await text(other, "reproduced"), /press Start/);
  await other.click("#start");
  await until(other, "reproduced", /^Yes: computed here, the result has the hash of the link/);
  await until(other, "figure-title", /6 realisations/);
  assert.is(new URL(other.url()).hash.slice(1), link);
  assert.is(
    await other.$eval("#figure", (element) => element.innerHTML),
    await page.$eval("#figure", (element) => element.innerHTML),
    "the same picture",
  );
  // and a result that is not that one is said to be another
  const wrong = await open(link.replace(hash, hash.replace(/./g, "0")));
  await wrong.click("#start");
  await until(wrong, "reproduced", /^No: the link's result is 0000/);
  assert.equal(complaints, []);
  for (const tab of [page, other, wrong]) await tab.close();
});

test("pause keeps what is there and lets the cores go, resume goes on, stop ends", async () => {
  const page = await open(SMALL.replace("realisations=6", "realisations=400").replace("path_pc=4", "path_pc=20"));
  await page.click("#start");
  await until(page, "status", /^Computing: [1-9]/);
  await page.click("#pause");
  await until(page, "status", /^Paused: \d+ of 400/);
  const count = async () => Number((await text(page, "status")).match(/(\d+) of 400/)?.[1]);
  const paused = await count();
  await pause(300);
  assert.is(await count(), paused);
  await idle(page);
  await page.click("#start");
  await page.waitForFunction(
    (least) => Number(/(\d+) of 400/.exec(document.getElementById("status")?.textContent ?? "")?.[1]) > least,
    { timeout: 20_000 },
    paused,
  );
  await page.click("#stop");
  await until(page, "status", /^Stopped: \d+ of 400/);
  await idle(page);
  assert.ok((await count()) > paused);
  await drawn(page);
  assert.equal(complaints, []);
  await page.close();
});

test("the first dipole of a realisation of the paper is there within five seconds", async () => {
  const config = resolveConfig({ field: { turbulence_level: [1] }, ensemble: { seed: 2 } });
  const page = await open("field.turbulence_level=[1]&ensemble.seed=2&view=sky&shown_level=1&gradient=literal");
  const started = performance.now();
  await page.click("#start");
  await page.waitForSelector("#figure svg .circle", { timeout: 20_000 });
  const seconds = (performance.now() - started) / 1000;
  await page.click("#stop");
  await page.close();
  console.log(`first dipole after ${seconds.toFixed(1)} s`);
  if (seconds < 5) return;
  // A few times what Node needs for one realisation and the start of the workers, because other programs may be
  // running.
  const begun = performance.now();
  await realise(config, 0);
  assert.ok(seconds < (4 * (performance.now() - begun)) / 1000);
});

test("once loaded it needs no network: it computes, and can be opened again", async () => {
  const gone = await serve("dist/page");
  const page = await visit.browser.newPage();
  await page.goto(`${gone.origin}/#${SMALL}`);
  await page.waitForFunction(
    async () => {
      await navigator.serviceWorker.ready;
      return navigator.serviceWorker.controller !== null;
    },
    { timeout: 10_000 },
  );
  gone.close();
  await page.click("#start");
  await until(page, "status", /^Done: 6 of 6/);
  await page.goto(`${gone.origin}/?again`);
  await drawn(page);
  await page.goto(`${gone.origin}/docs/index.html`);
  assert.match(await page.$eval("body", (body) => body.innerText), /no network, and this page was not visited before/);
  await page.close();
});

const place = (page: Page, realisation: number) =>
  page.$eval(`.skies section .circle[data-realisation="${realisation}"]`, (mark) => mark.getAttribute("transform"));

test("the star is dragged by mouse and by keys: circles, sentence, address follow, nothing is computed", async () => {
  const page = await open("", (p) => p.setViewport({ width: 1280, height: 900 }));
  await page.waitForSelector("#figure svg .circle", { timeout: 20_000 });
  const star = await page.waitForSelector("[data-drag='gradient']");
  const marks = await page.$$eval("#figure svg:first-of-type .circle", (all) => all.length);
  assert.ok(marks >= 50, `${marks} circles`);
  const [before, history] = [await place(page, 7), await page.evaluate("history.length")];
  const first = await text(page, "says");
  const box = await star?.boundingBox();
  if (!box) throw new Error("no star");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.evaluate(() => {
    (globalThis as { kept?: Element | null }).kept = document.querySelector(".circle");
  });
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y - 20, { steps: 5 });
  await page.mouse.up();
  await page.waitForFunction((old) => document.getElementById("says")?.textContent !== old, { timeout: 2000 }, first);
  assert.is.not(await place(page, 7), before);
  assert.ok(await page.evaluate("globalThis.kept.isConnected"), "the circles are moved, not made anew");
  const asked = performance.now();
  await page.waitForFunction(() => location.hash.includes("gradient_deg="), { timeout: 2000 });
  assert.ok(performance.now() - asked < 1000);
  assert.is(await page.evaluate("history.length"), history);

  await star?.focus();
  await page.keyboard.press("Home");
  await until(page, "says", /^Gradient 90° from/);
  const radii = (selector: string) =>
    page.$$eval(`.skies section:not(.beside) ${selector}`, (all) => all.map((ring) => Number(ring.getAttribute("r"))));
  const middle = (values: number[]) => values.sort((a, b) => a - b)[25];
  const [predicted, across] = [await radii(".prediction"), middle(await radii(".circle circle:first-child"))];
  // both ends of the regular field lie well within the map, so that neither clump is cut
  const ends = await page.$$eval(".skies section:not(.beside) svg", ([map]) => {
    const { left, width } = map.getBoundingClientRect();
    const names = [...map.querySelectorAll("text")].filter(({ textContent }) => /B₀$/.test(textContent ?? ""));
    return names.map((name) => {
      const word = name.getBoundingClientRect();
      return ((word.left + word.right) / 2 - left) / width;
    });
  });
  assert.is(ends.length, 2);
  for (const end of ends) assert.ok(end > 0.1 && end < 0.9, `${ends}`);
  for (let press = 0; press < 18; press++) await page.keyboard.press("ArrowRight");
  // along the field the dipole is what diffusion predicts, and more
  await until(page, "says", /^Gradient 0° from .* median 1\.\d×10⁻² ?, 1\d\d % of|^Gradient 0° from .* 1\d\d % of/);
  await address(page, /gradient_deg=\[0,0\]/);
  // on a scale that stays: the circles grow, that of the prediction does not
  assert.equal(await radii(".prediction"), predicted);
  assert.ok(middle(await radii(".circle circle:first-child")) > 10 * across);
  assert.is(await page.$eval("[data-drag='gradient']", (handle) => handle.getAttribute("aria-valuenow")), "0");
  assert.is(page.workers().length, 0);
  assert.equal(complaints, []);
  await page.close();
});

test("a move of the star takes less than 8 ms of script", async () => {
  const page = await open("");
  await page.waitForSelector("#figure svg .circle", { timeout: 20_000 });
  await page.waitForSelector("section.beside svg .circle", { timeout: 20_000 });
  const measure = () =>
    page.evaluate(() => {
      const star = document.querySelector("[data-drag='gradient']") as SVGElement;
      const times: number[] = [];
      for (let i = 0; i < 200; i++) {
        const begun = performance.now();
        star.dispatchEvent(
          new KeyboardEvent("keydown", { key: i % 60 < 30 ? "ArrowRight" : "ArrowUp", bubbles: true }),
        );
        times.push(performance.now() - begun);
      }
      times.sort((a, b) => a - b);
      return [times[100], times[190]];
    });
  await measure();
  const [median, high] = await measure();
  const session = await page.createCDPSession();
  await session.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  const [slow, slowest] = await measure();
  console.log(
    `a move: median ${median.toFixed(2)} ms, 95 % ${high.toFixed(2)}; throttled six times ${slow.toFixed(1)}, ${slowest.toFixed(1)}`,
  );
  // two skies of 50 circles each; 1 to 2 ms on the machine of the tests
  assert.ok(median < 8, `${median} ms`);
  await page.close();
});

test("a circle that has the published bytes is marked, over the ghost of the published sky", async () => {
  const page = await open("shown_level=1&shown_TV=1000&view=sky");
  await page.waitForSelector("#figure svg .circle", { timeout: 20_000 });
  assert.is(await page.$("[data-reproduced]"), null);
  await page.click("#start");
  await page.waitForSelector(".circle[data-reproduced]", { timeout: 60_000 });
  // its second one takes the picture: what is computed here, over what is published
  await page.waitForFunction(() => document.querySelectorAll(".ghost").length === 50, { timeout: 60_000 });
  assert.ok((await page.$$(".skies section .circle[data-reproduced]")).length >= 2);
  await until(page, "reproduced", /^Yes: \d+ of \d+ realisations/);
  await page.click("#stop");
  await page.close();
});

test("one realisation is looked at closely: its arrival map, its paths", async () => {
  for (const [view, what] of [
    ["arrival", /The sky of one realisation/],
    ["paths", /Paths of 12 particles/],
  ] as const) {
    const page = await open(`${SMALL.replace("view=sky", `view=${view}`)}&map_nside=4`);
    const button = await page.waitForSelector("#follow", { timeout: 20_000 });
    await pause(500);
    assert.is(page.workers().length, 0, "a link starts no work");
    await button?.click();
    await drawn(page);
    assert.match(await text(page, "figure-title"), what);
    await idle(page);
    assert.equal(complaints, []);
    await page.close();
  }
});

test("what is to be followed back has one button, that of what is chosen now", async () => {
  const page = await open("particles.nside=16&view=arrival&map_nside=16&shown_level=0.1");
  const buttons = () => page.$$eval("#figure button", (all) => all.map(({ textContent }) => textContent));
  await page.waitForSelector("#follow");
  await page.focus("#follow");
  assert.match((await buttons()).join(" | "), /^Follow 3072 particles back \(about [^)]*\)$/);
  await page.select("select[name=map_nside]", "8");
  await page.waitForFunction(() => /Follow 768/.test(document.querySelector("#figure")?.textContent ?? ""));
  assert.match((await buttons()).join(" | "), /^Follow 768 particles back \(about [^)]*\)$/);
  assert.is(await page.evaluate(() => document.activeElement?.id), "follow");
  assert.equal(complaints, []);
  await page.close();
});

test("other rigidities leave nothing behind of those that were there, and one path length stays that of all", async () => {
  const page = await open("view=sky");
  await drawn(page);
  const type = async (name: string, value: string) => {
    await page.$eval(
      `input[name=${name}]`,
      (box, wanted) => {
        (box as HTMLInputElement).value = wanted;
        box.dispatchEvent(new Event("change", { bubbles: true }));
      },
      value,
    );
    await pause(300);
  };
  const value = (name: string) => page.$eval(`[name=${name}]`, (box) => (box as HTMLInputElement).value);
  await type("turbulence_level", "0.1");
  await type("path_pc", "300");
  await type("rigidity_TV", "100, 1000");
  assert.not.match(await text(page, "warnings"), "has no effect");
  assert.is(await value("path_pc"), "300");
  await type("rigidity_TV", "100, 1000, 3000");
  assert.is(await value("path_pc"), "300", "of the new rigidity, too");
  await page.click("#node summary");
  await until(page, "command", /--set 'transport\.path_pc=300'/);
  const identity = await text(page, "run-identity");
  const link = new URL(page.url()).hash.slice(1);
  await page.close();
  const again = await open(link);
  await until(again, "run-identity", new RegExp(identity));
  assert.equal(complaints, []);
  await again.close();
});

test("a value that cannot be taken is quoted as it was typed, with what is expected", async () => {
  const page = await open(SMALL);
  const enter = (name: string, typed: string) =>
    page.$eval(
      `[name=${name}]`,
      (element, value) => {
        (element as HTMLInputElement).value = value;
        element.dispatchEvent(new Event("change", { bubbles: true }));
      },
      typed,
    );
  for (const [name, typed, sentence] of [
    ["path_pc", "abc", /transport\.path_pc: found "abc"/],
    ["rigidity_TV", "1 PV", /particles\.rigidity_TV: found "PV"/],
    ["turbulence_level", "2", /field\.turbulence_level: found 2 /],
  ] as const) {
    await enter(name, typed);
    assert.match(await text(page, `${name}-problem`), sentence);
    assert.equal(
      await page.$eval(`[name=${name}]`, (element) =>
        ["aria-describedby", "aria-invalid"].map((attribute) => element.getAttribute(attribute)),
      ),
      [`${name}-problem`, "true"],
    );
    assert.is(await page.$eval("#start", (start) => (start as HTMLButtonElement).disabled), true, "Start waits");
    assert.match(await text(page, "hindered"), sentence);
    // and goes when it is mended
    const usual = { path_pc: "4", rigidity_TV: "1000", turbulence_level: "1" }[name];
    await enter(name, usual);
    assert.is(await page.$(`#${name}-problem`), null);
    assert.is(await page.$eval("#start", (start) => (start as HTMLButtonElement).disabled), false);
  }
  // of what is looked at: nothing to start, but a field that is not obeyed says so
  await page.$eval("[name=per_kpc]", (element) => {
    (element as HTMLInputElement).value = "-1";
    element.dispatchEvent(new Event("input", { bubbles: true }));
  });
  assert.match(
    await text(page, "per_kpc-problem"),
    /found "-1", expected a number from .*; the value before it is shown/,
  );
  await page.close();
});

/** What a visitor of a view can change, and to what. */
const CHANGES: Record<string, string> = {
  longitude: "40",
  latitude: "25",
  per_kpc: "0.3",
  kind: "matched",
  convention: "arrival",
  realisation: "1",
  map_nside: "16",
  group: "",
};

test("each control that a view shows changes what is seen", async () => {
  const idle = new Set<string>();
  for (const view of Object.keys(VIEWS)) {
    const isClose = view === "arrival" || view === "paths";
    const page = await open(isClose ? `${SMALL.replace("view=sky", `view=${view}`)}&map_nside=4` : `view=${view}`);
    if (isClose) await (await page.waitForSelector("#follow"))?.click();
    await drawn(page);
    const used = await page.evaluate(async (changes) => {
      const frames = async (many: number) => {
        for (let frame = 0; frame < many; frame++) await new Promise(requestAnimationFrame);
      };
      const seen = () =>
        ["figure", "says", "caption", "figure-title"]
          .map((id) => (document.getElementById(id)?.innerHTML ?? "").replace(/(id="|url\(#)[^")]*/g, ""))
          .join();
      const answers: [string, boolean][] = [];
      await frames(10);
      for (const [name, value] of Object.entries(changes)) {
        const field = document.querySelector(`[name=${name}]`) as HTMLInputElement;
        if (!field.checkVisibility()) continue;
        const usual = field.value;
        // the other turbulence level, where there is one
        const level = (text: string) => text.split(" ")[0];
        const groups = name === "group" ? [...(field as unknown as HTMLSelectElement).options] : [];
        const other = groups.map((option) => option.value).find((text) => level(text) !== level(usual));
        if (name === "group" && other === undefined) continue;
        const before = seen();
        const set = async (to: string) => {
          field.value = to;
          for (const event of ["input", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
          for (let wait = 0; wait < 60 && seen() === before; wait++) await frames(1);
        };
        await set(other ?? value);
        answers.push([name, seen() !== before]);
        field.value = usual;
        for (const event of ["input", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
        await frames(6);
      }
      return answers;
    }, CHANGES);
    for (const [name, isUsed] of used) if (!isUsed) idle.add(`${view}: ${name}`);
    console.log(`${view}: ${used.map(([name]) => name).join(", ")}`);
    await page.close();
  }
  assert.equal([...idle], []);
});

const HOSTILE: [string, string, RegExp][] = [
  ["a script as a value", "view=<script>alert(1)</script>", /view: found "<script>/],
  ["markup as a key", "<img src=x onerror=alert(1)>=1", /is no key of a link/],
  ["a wrong type", "ensemble.realisations=many", /ensemble.realisations: found "many"/],
  ["a huge number", "ensemble.realisations=1e300", /ensemble.realisations: found 1e\+300/],
  ["a prototype", '__proto__={"x":1}', /"__proto__" is no key/],
  ["a prototype in a table", 'particles.nside={"__proto__":{"1000":8}}', /particles.nside/],
  ["cut off within a character", "view=sky&gradient_deg=%5", /may have been cut off/],
  ["cut off within a key", `${SMALL}&ensemble.se`, /is no key of a link; did you mean ensemble.seed/],
  ["a key like none", "nonsense=3", /"nonsense" is no key of a link\. /],
  ["a key twice", "view=sky&view=paths", /view is there twice/],
  ["a megabyte", `view=${"x".repeat(1_000_000)}`, /it has 1000005 characters/],
  [
    "too many groups",
    `particles.rigidity_TV=[${Array.from({ length: 400 }, (_, i) => i + 1)}]`,
    /more than this page takes/,
  ],
  ["too many path lengths", "transport.outputs=1e9", /more than this page takes/],
  ["nested without end", `field.turbulence_level=${"[".repeat(3000)}`, /field.turbulence_level/],
  ["a latitude that is none", "gradient_deg=[0,91]", /gradient_deg: found \[0,91\]/],
  ["a camera that is none", "view=paths&camera=[0,0,1e9]", /camera: found \[0,0,1000000000\]/],
  ["no memory for it", "field.cells_per_wavelength=32&field.band_ratio=64", /field|memory/],
];

test("a malformed or hostile link gets a sentence and the default view; nothing of it is executed", async () => {
  const page = await open();
  await drawn(page);
  const usual = await text(page, "figure-title");
  for (const [what, hash, sentence] of HOSTILE) {
    await page.evaluate((value) => {
      location.hash = value;
    }, hash);
    await until(page, "message", /cannot be followed/);
    assert.match(await text(page, "message"), sentence, what);
    assert.match(await text(page, "message"), /[.?] The published result is shown\.$/, what);
    assert.is(await text(page, "figure-title"), usual, what);
    assert.is(await page.$("#message *"), null, what);
    await page.evaluate("location.hash = ''");
    await until(page, "message", /^$/);
  }
  assert.equal(complaints, []);
  await page.close();
  // the same when the page is opened with such a link
  const opened = await open(HOSTILE[0][1]);
  await until(opened, "message", HOSTILE[0][2]);
  await drawn(opened);
  assert.equal(complaints, []);
  await opened.close();
});

test("a policy forbids scripts within the page, and works", async () => {
  const html = await readFile("dist/page/index.html", "utf8");
  const policy = html.match(/Content-Security-Policy"\s*content="([^"]*)"/)?.[1] ?? "";
  assert.match(policy, "default-src 'none'");
  assert.not.match(policy, /unsafe-inline|'unsafe-eval'|https?:|\*/);
  const page = await open();
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.executed = true";
    document.body.append(script);
    document.body.insertAdjacentHTML("beforeend", '<img src="nothing" onerror="globalThis.executed = true">');
  });
  await pause(200);
  assert.is(await page.evaluate("globalThis.executed"), undefined);
  assert.ok(complaints.some((line) => /Content Security Policy/.test(line)));
  await page.close();
});

test("the documentation lies beside it: every Markdown file of docs/, and the API's reference", async () => {
  const page = await open();
  const links = await page.$$eval("header a", (all) => all.map((link) => (link as HTMLAnchorElement).href));
  const own = links.filter((link) => link.startsWith(`${visit.origin}/docs/`));
  assert.is(own.length, 2);
  await page.close();
  for (const file of (await readdir("docs")).filter((name) => name.endsWith(".md")))
    own.push(`${visit.origin}/docs/documents/docs_${file.replace(".md", ".html")}`);
  own.push(`${visit.origin}/docs/functions/synthesise.html`, `${visit.origin}/docs/interfaces/RealisationRecord.html`);
  for (const link of own) assert.is((await fetch(link)).status, 200, link);
});

test("without SIMD there is a sentence, and the published result", async () => {
  const page = await open("", async (p) => {
    await p.evaluateOnNewDocument(() => {
      WebAssembly.validate = () => false;
    });
  });
  await until(page, "message", /needs WebAssembly with 128-bit SIMD/);
  await drawn(page);
  await page.close();
});

test.run();
