// What a visitor takes away from the page: files, and the commands that make the same in Node.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { canonicalJSON, configIdentity, resolveConfig } from "larmor";
import type { Page } from "puppeteer-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { VIEWS } from "../../page/state.js";
import { CLI } from "../cli/larmor.js";
import { pause, SMALL, SMALL_CONFIG, text, until, type Visitor, visitor } from "./visitor.js";

const execute = promisify(execFile);

const test = suite("taken away");
let visit: Visitor;
let folder: string;

test.before(async () => {
  visit = await visitor();
  folder = await mkdtemp(join(tmpdir(), "larmor-taken-"));
});
test.after(async () => {
  await visit?.leave();
  await rm(folder, { recursive: true, force: true });
});

/** Its downloads go to the folder. */
async function keep(page: Page): Promise<void> {
  const session = await page.createCDPSession();
  await session.send("Browser.setDownloadBehavior", {
    behavior: "allow",
    downloadPath: folder,
    browserContextId: page.browserContext().id,
  });
}

/** A page with the small run computed, whose downloads go to the folder. */
async function computed(hash = SMALL): Promise<Page> {
  const page = await visit.open(hash, async (p) => {
    // Plot moves lines by half a pixel where the screen is coarse; in Node there is no screen
    await p.setViewport({ width: 800, height: 600, deviceScaleFactor: 2 });
    await keep(p);
  });
  await page.click("#start");
  await until(page, "status", /^Done: 6 of 6 realisations/);
  await until(page, "figure-title", /6 realisations/);
  return page;
}

async function downloaded(page: Page, button: string, name: string): Promise<Buffer> {
  await page.click(button);
  for (let waited = 0; !existsSync(join(folder, name)); waited += 50) {
    assert.ok(waited < 10_000, `${name} never came`);
    await pause(50);
  }
  return readFile(join(folder, name));
}

/** The elements and texts of an SVG, whatever the order of attributes. */
function elements(svg: string): string[] {
  const tags = svg.matchAll(/<(\w+)([^>]*?)\/?>([^<]*)/g);
  return [...tags].map(([, name, attributes, content]) => {
    const all = [...attributes.matchAll(/[\w:-]+="[^"]*"/g)].map(([attribute]) => attribute).sort();
    return [name, ...all, content.trim()].join(" ");
  });
}

const sha256 = (data: Buffer | string) => createHash("sha256").update(data).digest("hex");

test("the command line that the page gives makes the same result and the same figure in Node", async () => {
  const page = await computed();
  const result = /^[0-9a-f]{64}/.exec(await text(page, "result-identity"))?.[0];
  await page.click("#node summary");
  await until(page, "command", /larmor run/);
  const command = await text(page, "command");
  const shell = `larmor() { "${process.execPath}" "${CLI}" "$@"; }\n${command}`;
  const { stdout } = await execute("bash", ["-euo", "pipefail", "-c", shell], { cwd: folder });
  assert.match(stdout, new RegExp(`^${result} `, "m"));

  const name = `larmor-sky-${configIdentity(resolveConfig(SMALL_CONFIG)).slice(0, 12)}`;
  const csv = await downloaded(page, "#save-csv", `${name}.csv`);
  assert.is(String(csv), await readFile(join(folder, "run/figures/fig2.csv"), "utf8"));
  const here = elements(String(await downloaded(page, "#save-svg", `${name}.svg`)));
  const node = elements(await readFile(join(folder, "run/figures/fig2.svg"), "utf8"));
  assert.ok(node.length > 50, `${node.length} elements`);
  const other = node.findIndex((element, i) => element !== here[i]);
  assert.is(here[other]?.slice(0, 200), node[other]?.slice(0, 200), "SVG");
  assert.is(here.length, node.length);
  await page.close();
});

test("of every view the command draws the numbers that are shown, or says what it draws", async () => {
  const run = await mkdtemp(join(folder, "views-"));
  const views: Record<string, string> = {
    sky: "shown_level=0.3&direction=arrival&gradient_deg=[30,20]&gradient_per_kpc=0.5",
    energy: "shown_level=0.3&gradient_deg=[30,20]",
    amplitude: "shown_level=0.3&gradient=matched&gradient_deg=[0,40]",
    convergence: "shown_level=0.3",
    angle: "shown_level=0.3&gradient_per_kpc=2",
    arrival: "shown_level=0.3&realisation=2&map_nside=16&direction=arrival&gradient_deg=[10,-20]",
    paths: "shown_level=0.3&realisation=1",
  };
  assert.equal(Object.keys(views), Object.keys(VIEWS));
  const small = SMALL.replace("[1]", "[0.3]").replace(/&view=.*/, "");
  for (const [view, state] of Object.entries(views)) {
    const page = await visit.open(`${small}&view=${view}&${state}`, async (p) => {
      await p.setViewport({ width: 800, height: 600, deviceScaleFactor: 2 });
      await keep(p);
    });
    await page.click("#start");
    await until(page, "status", /^Done: 6 of 6 realisations/);
    const follow = await page.$("#figure button#follow");
    await follow?.click();
    await page.waitForSelector("#figure > svg, #figure svg.live, #figure canvas", { timeout: 30_000 });
    await page.click("#node summary");
    await until(page, "command", /larmor figure/);
    const command = await text(page, "command");
    const shell = `larmor() { "${process.execPath}" "${CLI}" "$@"; }\n${command}`;
    await execute("bash", ["-euo", "pipefail", "-c", shell], { cwd: run });
    const figure = /larmor figure (\w+)/.exec(command)?.[1];
    if (view === "paths") assert.match(command, /# flat, of six particles along the axes; here are twelve/);
    if (view === "arrival") assert.match(command, /# a map of the run's nside, 16 to 32; here of 16$/);
    const identity = await text(page, "run-identity");
    const csv = await downloaded(page, "#save-csv", `larmor-${view}-${identity.slice(0, 12)}.csv`);
    const node = await readFile(join(run, `run/figures/${figure}.csv`), "utf8");
    assert.ok(view === "paths" || String(csv) === node, `${view}: not the numbers of the command`);
    await page.close();
  }
});

test("commands that are shown follow what is chosen", async () => {
  const page = await visit.open("view=sky");
  await page.waitForSelector("#figure svg.live");
  await page.click("#node summary");
  await until(page, "command", /--gradient-deg=90,0 /);
  await page.$eval("input[name=longitude]", (slider) => {
    (slider as HTMLInputElement).value = "30";
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await until(page, "command", /--gradient-deg=30,0 /);
  await page.focus("[data-drag=gradient]");
  await page.keyboard.press("Home");
  await until(page, "command", /--gradient-deg=90,0 /);
  await page.click("#tab-energy");
  await until(page, "command", /larmor figure fig1 run/);
  await page.$eval("input[name=seed]", (box) => {
    (box as HTMLInputElement).value = "7";
    box.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await until(page, "command", /--set 'ensemble\.seed=7'/);
  await page.close();
});

test("files: PNG at twice the size, JSON with the run's identity, the lines of the run folder", async () => {
  const page = await computed();
  const config = resolveConfig(SMALL_CONFIG);
  const identity = configIdentity(config);
  const result = /^[0-9a-f]{64}/.exec(await text(page, "result-identity"))?.[0];
  const png = await downloaded(page, "#save-png", `larmor-sky-${identity.slice(0, 12)}.png`);
  assert.is(png.subarray(1, 4).toString(), "PNG");
  const svg = String(await downloaded(page, "#save-svg", `larmor-sky-${identity.slice(0, 12)}.svg`));
  const width = /viewBox="0 0 (\d+)/.exec(svg)?.[1];
  assert.is(png.readUInt32BE(16), 2 * Number(width));
  const json = JSON.parse(String(await downloaded(page, "#save-json", `larmor-sky-${identity.slice(0, 12)}.json`)));
  assert.is(canonicalJSON(json.config), canonicalJSON(config));
  assert.is(json.config_sha256, identity);
  assert.is(json.result_sha256, result);
  assert.is(json.rows[0].length, json.columns.length);
  const file = join(folder, `larmor-sky-${identity.slice(0, 12)}.json`);
  const { stdout } = await execute(process.execPath, [CLI, "show-config", file, "--json"]);
  assert.is(configIdentity(resolveConfig(JSON.parse(stdout))), identity, "larmor takes the file as a config");
  assert.is(sha256(await downloaded(page, "#save-lines", "realisations.jsonl")), result);
  assert.equal(visit.complaints, []);
  await page.close();
});

test("before there is a figure or a result, the buttons say so", async () => {
  const page = await visit.open(SMALL);
  await until(page, "figure", /No realisation of this run has been computed yet/);
  await page.click("#save-svg");
  await until(page, "figure-note", /no figure to take away yet/);
  await page.click("#save-lines");
  await until(page, "figure-note", /No realisation was computed here yet/);
  await page.close();
});

test("the published realisations can be taken away, all groups of them", async () => {
  const page = await visit.open("", keep);
  const lines = String(await downloaded(page, "#save-lines", "published.jsonl"))
    .trimEnd()
    .split("\n");
  assert.is(lines.length, 300);
  assert.match(lines[0], /^\{"turbulence_level":1,"rigidity_TV":10,"realisation":0,.*"response_pc":\[\[\[/);
  await until(page, "figure-note", /^These are the published realisations at their last path length/);
  assert.equal(visit.complaints, []);
  await page.close();
});

test("where the page has no clipboard, the link and the commands are shown, selected, in a place of their own", async () => {
  const page = await visit.open(SMALL, (p) =>
    p
      .evaluateOnNewDocument(() => Object.defineProperty(Navigator.prototype, "clipboard", { get: () => undefined }))
      .then(),
  );
  const shown = () =>
    page.$eval("#by-hand", (element) => {
      const box = element as HTMLTextAreaElement;
      const selected = box.value.slice(box.selectionStart, box.selectionEnd);
      return { text: box.value, isSelected: document.activeElement === box && selected === box.value };
    });
  await page.click("#copy-link");
  await until(page, "figure-note", /does not let the page copy\. The text is selected below/);
  assert.equal(await shown(), { text: page.url(), isSelected: true });
  assert.match(page.url(), /#.*ensemble\.realisations=6/);
  assert.is(await page.$eval("#node", (node) => (node as HTMLDetailsElement).open), false);
  await page.click("#node summary");
  await until(page, "command", /^larmor run/);
  await page.click("#copy-command");
  await page.waitForFunction("/^larmor run/.test(document.getElementById('by-hand').value)");
  assert.equal(await shown(), { text: await text(page, "command"), isSelected: true });
  await page.close();
});

test.run();
