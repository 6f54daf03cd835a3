// The browser build in a real browser, from a host that sends no special headers.
import { readFile } from "node:fs/promises";
import { type ConfigInput, resolveConfig, run } from "larmor";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { launch, serve } from "./chromium.js";

const CONFIG: ConfigInput = {
  field: { turbulence_level: [0.1] },
  particles: { rigidity_TV: [1000], nside: 2 },
  transport: { path_pc: 4 },
  ensemble: { realisations: 2 },
};

const PAGE = `<!doctype html><title>larmor</title><script type="module">
  import { resolveConfig, run } from "/dist/browser/index.js";
  globalThis.lines = async (input, workers) => {
    const records = [];
    for await (const { record } of run(resolveConfig(input), { workers })) records.push(JSON.stringify(record));
    return records.sort();
  };
  globalThis.ready = true;
</script>`;

const test = suite("browser build");
let chromium: Awaited<ReturnType<typeof launch>>;
let host: Awaited<ReturnType<typeof serve>>;

test.before(async () => {
  chromium = await launch();
  host = await serve(process.cwd(), { "/": PAGE });
});

test.after(async () => {
  await chromium?.close();
  host?.close();
});

test("the browser entry and its worker import nothing", async () => {
  for (const file of ["index", "worker"]) {
    const code = await readFile(`dist/browser/${file}.js`, "utf8");
    assert.not.match(code, /^\s*(import|export)\b[^;(]*\bfrom\s*["']|^\s*import\s*["']/m, file);
    assert.not.match(code, /["']node:/, file);
  }
});

test("a browser on two workers gives the bytes that Node gives on one", async () => {
  const page = await chromium.browser.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("requestfailed", (request) => errors.push(request.url()));
  await page.goto(`${host.origin}/`);
  await page.waitForFunction("globalThis.ready", { timeout: 20_000 });
  assert.is(await page.evaluate("globalThis.crossOriginIsolated"), false);

  const browser = (await page.evaluate(`globalThis.lines(${JSON.stringify(CONFIG)}, 2)`)) as string[];
  const node: string[] = [];
  for await (const { record } of run(resolveConfig(CONFIG), { workers: 1 })) node.push(JSON.stringify(record));
  assert.is(node.length, 2);
  assert.equal(browser, node.sort());
  assert.equal(errors, []);
  await page.close();
});

test.run();
