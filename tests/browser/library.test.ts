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
  globalThis.parts = async (input) => {
    const parts = [];
    for await (const _ of run(resolveConfig(input), { workers: 1, progress: (_, part) => parts.push(part) }));
    return parts;
  };
  globalThis.lines = async (input, workers, worker) => {
    const records = [];
    for await (const { record } of run(resolveConfig(input), { workers, worker })) records.push(JSON.stringify(record));
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

/** What a page at `host` gets from the library at `library`: its lines, or the message of the error. */
async function computed(library: string): Promise<string[] | string> {
  const page = await chromium.browser.newPage();
  await page.goto(`${host.origin}/`);
  const outcome = await page.evaluate(
    async (address: string, input: ConfigInput) => {
      const { resolveConfig, run } = await import(address);
      const records: string[] = [];
      try {
        for await (const { record } of run(resolveConfig(input), { workers: 2 })) records.push(JSON.stringify(record));
      } catch (error) {
        return (error as Error).message;
      }
      return records.sort();
    },
    `${library}/dist/browser/index.js`,
    CONFIG,
  );
  await page.close();
  return outcome;
}

test("the library on another host that allows it computes on workers, too", async () => {
  const elsewhere = await serve(process.cwd(), {}, { "access-control-allow-origin": "*" });
  try {
    assert.is.not(elsewhere.origin, host.origin);
    const lines = await computed(elsewhere.origin);
    assert.equal(lines, await computed(host.origin));
    assert.is(lines.length, 2);
  } finally {
    elsewhere.close();
  }
});

test("run starts the workers that it is given: a script by its address, from another host too, or what makes one", async () => {
  const elsewhere = await serve(process.cwd(), {}, { "access-control-allow-origin": "*" });
  const page = await chromium.browser.newPage();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`${host.origin}/`);
  await page.waitForFunction("globalThis.ready", { timeout: 20_000 });
  const [own, far] = [host.origin, elsewhere.origin].map((origin) => `${origin}/dist/browser/worker.js`);
  try {
    const usual = await page.evaluate(`globalThis.lines(${JSON.stringify(CONFIG)}, 1)`);
    for (const worker of [
      `new URL("${own}?mine")`,
      `new URL("${far}")`,
      `() => { globalThis.made = (globalThis.made ?? 0) + 1; return new Worker("${own}?made", { type: "module" }); }`,
    ])
      assert.equal(await page.evaluate(`globalThis.lines(${JSON.stringify(CONFIG)}, 1, ${worker})`), usual, worker);
    assert.is(await page.evaluate("globalThis.made"), 1);
    for (const address of [`${own}?mine`, `${own}?made`]) assert.ok(asked.includes(address), `${address}: ${asked}`);
  } finally {
    await page.close();
    elsewhere.close();
  }
});

test("progress of a run comes with each block of directions, before a realisation is complete", async () => {
  const page = await chromium.browser.newPage();
  await page.goto(`${host.origin}/`);
  await page.waitForFunction("globalThis.ready", { timeout: 20_000 });
  // 192 directions are three blocks
  const input = { ...CONFIG, particles: { rigidity_TV: [1000], nside: 4 }, ensemble: { realisations: 1 } };
  const parts = (await page.evaluate(`globalThis.parts(${JSON.stringify(input)})`)) as number[];
  assert.equal(parts, [1 / 3, 1 / 3, 1 / 3]);
  await page.close();
});

test("a worker that is not there, or may not be fetched, is named by its address", async () => {
  const missing = await serve(
    process.cwd(),
    { "/dist/browser/worker.js": null },
    { "access-control-allow-origin": "*" },
  );
  const own = await serve(process.cwd(), { "/": PAGE, "/dist/browser/worker.js": null });
  const before = host;
  try {
    assert.match(
      String(await computed(missing.origin)),
      `${missing.origin}/dist/browser/worker.js could not be loaded as a worker`,
    );
    host = own;
    assert.match(
      String(await computed(own.origin)),
      `${own.origin}/dist/browser/worker.js could not be loaded as a worker`,
    );
  } finally {
    host = before;
    missing.close();
    own.close();
  }
});

test("a page in place of the kernel, as of a host that answers everything with it, is named by its address", async () => {
  const wrong = await serve(
    process.cwd(),
    { "/dist/browser/kernel.wasm": "<!doctype html><title>app</title>" },
    { "access-control-allow-origin": "*" },
  );
  try {
    const message = String(await computed(wrong.origin));
    assert.match(
      message,
      `${wrong.origin}/dist/browser/kernel.wasm: no WebAssembly, but 33 bytes that begin with "<!doctype html>`,
    );
    assert.not.match(message, /SIMD/);
  } finally {
    wrong.close();
  }
});

test.run();
