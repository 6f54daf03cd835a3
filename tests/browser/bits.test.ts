// The same bytes in Node and in a browser: both field models, both turbulence levels, in the main thread and in workers.
import { createHash } from "node:crypto";
import { type ConfigInput, realise, resolveConfig } from "larmor";
import type { Page } from "puppeteer-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import golden from "../golden.json" with { type: "json" };
import { launch, serve } from "./chromium.js";

/** The realisation of the golden hashes. */
const INDEX = 3;

const PAGE = `<!doctype html><title>larmor</title><script type="module">
  import { realise, resolveConfig, run } from "/dist/browser/index.js";
  globalThis.alone = async (input, index, which) => JSON.stringify(await realise(resolveConfig(input), index, which));
  globalThis.inWorkers = async (input, index) => {
    const config = resolveConfig({ ...input, ensemble: { realisations: index + 1 } });
    const records = [];
    for await (const { record } of run(config, { workers: 2, skip: (_, k) => k !== index })) records.push(JSON.stringify(record));
    return records;
  };
  globalThis.timed = async (input) => {
    const started = performance.now();
    await realise(resolveConfig(input), 0);
    return performance.now() - started;
  };
  globalThis.ready = true;
</script>`;

const test = suite("bits in a browser");
let chromium: Awaited<ReturnType<typeof launch>>;
let host: Awaited<ReturnType<typeof serve>>;
let page: Page;
const ask = (name: string, ...args: unknown[]) =>
  page.evaluate(`globalThis.${name}(${args.map((one) => JSON.stringify(one)).join(", ")})`);

test.before(async () => {
  chromium = await launch();
  host = await serve(process.cwd(), { "/": PAGE });
  page = await chromium.browser.newPage();
  await page.goto(`${host.origin}/`);
  await page.waitForFunction("globalThis.ready", { timeout: 20_000 });
});
test.after(async () => {
  await chromium?.close();
  host?.close();
});

/** In the workers' order of completion; each config's workers are asked once. */
const inWorkers = new Map<string, Promise<string[]>>();

for (const { name, config, turbulence_level, hash } of golden.realisations) {
  test(`${name} at turbulence level ${turbulence_level}`, async () => {
    const node = JSON.stringify(await realise(resolveConfig(config as ConfigInput), INDEX, { turbulence_level }));
    const alone = await ask("alone", config, INDEX, { turbulence_level });
    assert.is(alone, node, "main thread");
    const key = JSON.stringify(config);
    if (!inWorkers.has(key)) inWorkers.set(key, ask("inWorkers", config, INDEX) as Promise<string[]>);
    const records = (await inWorkers.get(key)) as string[];
    assert.ok(records.includes(node), "workers");
    if (hash !== "")
      assert.is(
        createHash("sha256")
          .update(alone as string)
          .digest("hex"),
        hash,
        "golden",
      );
  });
}

test("a realisation takes at most 1.3 times as long as in Node", async () => {
  // 192 directions over 60 pc: a tenth of a second. The least of several, in turns: what other programs do only adds.
  const config: ConfigInput = { field: { turbulence_level: [1] }, particles: { nside: 4 } };
  let [browser, node] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < 12 && (i < 4 || browser > 1.3 * node); i++) {
    browser = Math.min(browser, (await ask("timed", config)) as number);
    const started = performance.now();
    await realise(resolveConfig(config), 0);
    node = Math.min(node, performance.now() - started);
  }
  console.log(
    `a realisation: ${Math.round(browser)} ms in the browser, ${Math.round(node)} ms in Node ${process.version}`,
  );
  assert.ok(browser <= 1.3 * node);
});

test.run();
