// The same bytes in Node and in browsers: both field models, both turbulence levels, in the main thread and in workers.
import { createHash } from "node:crypto";
import { type ConfigInput, describeCube, realise, resolveConfig } from "larmor";
import type { Page } from "puppeteer-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import golden from "../golden.json" with { type: "json" };
import { goldenConfig } from "../golden_cube.js";
import { firefox, type Launched, launch, launchFirefox, serve } from "./chromium.js";

/** The realisation of the golden hashes. */
const INDEX = 3;

const PAGE = `<!doctype html><title>larmor</title><script type="module">
  import { describeCube, realise, resolveConfig, run } from "/dist/browser/index.js";
  import { goldenConfig } from "/tests/golden_cube.js";
  const library = { describeCube, resolveConfig };
  globalThis.alone = async (golden, index, which) =>
    JSON.stringify(await realise(await goldenConfig(golden, library), index, which));
  globalThis.inWorkers = async (golden, index) => {
    const one = await goldenConfig(golden, library);
    const config = resolveConfig({ ...one, ensemble: { realisations: index + 1 } });
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

for (const [name, start] of [
  ["Chromium", launch],
  ["Firefox", firefox === undefined ? null : launchFirefox],
] as const) {
  const all = suite(`bits in ${name}`);
  const test = start === null ? all.skip : all;
  let browser: Launched;
  let host: Awaited<ReturnType<typeof serve>>;
  let page: Page;
  const ask = (what: string, ...args: unknown[]) =>
    page.evaluate(`globalThis.${what}(${args.map((arg) => JSON.stringify(arg)).join(", ")})`);

  if (start !== null) {
    all.before(async () => {
      [browser, host] = await Promise.all([start(), serve(process.cwd(), { "/": PAGE })]);
      page = await browser.browser.newPage();
      await page.goto(`${host.origin}/`);
      await page.waitForFunction("globalThis.ready", { timeout: 20_000 });
    });
    all.after(async () => {
      await browser?.close();
      host?.close();
    });
  }

  /** In the workers' order of completion; each config's workers are asked once. */
  const inWorkers = new Map<string, Promise<string[]>>();

  for (const entry of golden.realisations) {
    const { name, config, hash } = entry;
    const turbulence_level = entry.turbulence_level ?? undefined;
    test(`${name} at turbulence level ${turbulence_level ?? "of its own"}`, async () => {
      const own = await goldenConfig(entry, { describeCube, resolveConfig });
      const node = JSON.stringify(await realise(own, INDEX, { turbulence_level }));
      const alone = await ask("alone", entry, INDEX, { turbulence_level });
      assert.is(alone, node, "main thread");
      const key = JSON.stringify(config);
      if (!inWorkers.has(key)) inWorkers.set(key, ask("inWorkers", entry, INDEX) as Promise<string[]>);
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
    // 192 directions over 60 pc: a tenth of a second. The shortest of several, in turns: other programs only add time.
    const config: ConfigInput = { field: { turbulence_level: [1] }, particles: { nside: 4 } };
    let [there, node] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let i = 0; i < 12 && (i < 4 || there > 1.3 * node); i++) {
      there = Math.min(there, (await ask("timed", config)) as number);
      const started = performance.now();
      await realise(resolveConfig(config), 0);
      node = Math.min(node, performance.now() - started);
    }
    const version = await browser.browser.version();
    console.log(
      `a realisation: ${Math.round(there)} ms in ${version}, ${Math.round(node)} ms in Node ${process.version}`,
    );
    assert.ok(there <= 1.3 * node);
  });

  all.run();
}
