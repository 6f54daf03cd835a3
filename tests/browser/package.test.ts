// The package as others use it: packed, installed into an empty project, and used there by Node, by a page without a bundler,
// in a worker, and with each of the usual bundlers; and how large it is.
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { realise, resolveConfig } from "larmor";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createServer, build as viteBuild } from "vite";
import webpack from "webpack";
import { execute, installed, npm } from "../unit/package/packed.js";
import { firefox, type Launched, launch, launchFirefox, serve } from "./chromium.js";

const test = suite("package");
let app: string;
let chromium: Launched;
/** undefined where there is none */
let fox: Launched | undefined;
let host: Awaited<ReturnType<typeof serve>>;

test.before(async () => {
  app = await installed("app");
  await cp("examples/embed", app, { recursive: true });
  [chromium, fox, host] = await Promise.all([
    launch(),
    firefox === undefined ? undefined : launchFirefox(),
    serve(app),
  ]);
});

test.after(async () => {
  await chromium?.close();
  await fox?.close();
  host?.close();
});

/** Opens a page of the project and waits until it says that it is done; its text. */
async function textOf(path: string, origin = `${host.origin}/`, { browser } = chromium): Promise<string> {
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("requestfailed", (request) => errors.push(request.url()));
  await page.goto(`${origin}${path}`);
  try {
    await page.waitForSelector("#out[data-done]", { timeout: 20_000 });
  } catch (error) {
    throw new Error(`${path}: ${[String(error), ...errors].join("; ")}`);
  }
  const text = await page.$eval("#out", (element) => element.textContent ?? "");
  assert.equal(errors, []);
  await page.close();
  return text;
}

test("Node finds the library by its name, and the command line", async () => {
  const { stdout } = await execute(process.execPath, ["node.mjs"], { cwd: app });
  assert.match(stdout, /field Float64Array\(6\)[\s\S]*positions Float64Array\(6\)[\s\S]*dipole \[/);
  const cli = await execute(npm, ["exec", "--offline", "larmor", "--", "--version"], { cwd: app });
  assert.match(cli.stdout, /^(larmor )?\d+\.\d+\.\d+/);
});

/** A test of an example in each browser. */
function inBrowsers(name: string, check: (launched: Launched) => Promise<void>): void {
  test(`${name}, in Chromium`, () => check(chromium));
  (firefox === undefined ? test.skip : test)(`${name}, in Firefox`, () => check(fox as Launched));
}

inBrowsers("a page of twenty lines computes, without a bundler", async (launched) => {
  const lines = (await readFile(join(app, "page.html"), "utf8")).trimEnd().split("\n");
  assert.ok(lines.length <= 21, `${lines.length} lines`);
  assert.match(
    await textOf("page.html", undefined, launched),
    /^8 of 8 realisations, amplitudes of the mean dipoles \d/,
  );
});

inBrowsers(
  "<larmor-sky> draws records, its star is moved by keys, an event tells; it is small",
  async ({ browser }) => {
    const page = await browser.newPage();
    await page.goto(`${host.origin}/sky.html`);
    await page.waitForSelector("#out[data-done]", { timeout: 20_000 });
    const sky = await page.$("larmor-sky");
    const inside = (script: string) =>
      page.evaluate(`(() => { const sky = document.querySelector("larmor-sky"); return ${script}; })()`);
    assert.is(await inside("sky.shadowRoot.querySelectorAll('.circle').length"), 4);
    assert.match(String(await inside("sky.sentence")), /^Gradient 90° from the line of B₀: the 4 dipoles/);
    await page.evaluate(`document.querySelector("larmor-sky").shadowRoot.querySelector("[data-drag]").focus()`);
    await page.keyboard.press("ArrowLeft");
    assert.is(await page.$eval("#out", (out) => out.textContent), "95 0");
    assert.is(await sky?.evaluate((element) => element.getAttribute("gradient")), "95 0");
    assert.match(
      String(
        await inside(
          "(() => { try { sky.records = [{ turbulence_level: 1, rigidity_TV: 1 }, { turbulence_level: 0.1, rigidity_TV: 1 }]; } catch (error) { return error.message; } })()",
        ),
      ),
      /one group expected/,
    );
    for (const [attribute, value, message] of [
      ["direction", "telescope", /direction: found "telescope", momentum or arrival expected/],
      ["kind", "sized", /kind: found "sized", literal or matched expected/],
      ["per-kpc", "-1", /per_kpc: -1 found, a size in 1\/kpc/],
    ] as const) {
      const heard = `new Promise((told) => {
        addEventListener("error", (event) => { event.preventDefault(); told(event.message); }, { once: true });
        sky.setAttribute("${attribute}", "${value}");
        setTimeout(() => told("nothing"), 1000);
      }).finally(() => sky.removeAttribute("${attribute}"))`;
      assert.match(String(await inside(heard)), message);
    }
    await page.close();
    const bytes = gzipSync(await readFile(join(app, "node_modules/larmor/dist/browser/sky.js"))).length;
    assert.ok(bytes < 20_000, `${bytes} bytes compressed`);
  },
);

inBrowsers("a worker traces particles", async (launched) => {
  await writeFile(
    join(app, "in_worker.html"),
    `<pre id="out"></pre><script type="module">
       const worker = new Worker("worker.js", { type: "module" });
       worker.onmessage = ({ data }) => { out.textContent = data.positions.length + " " + data.momenta.length; out.dataset.done = "yes"; worker.terminate(); };
       worker.postMessage({ seed: 5, directions: new Float64Array([1, 0, 0]), paths: [1, 2] });
     </script>`,
  );
  assert.is(await textOf("in_worker.html", undefined, launched), "6 6");
});

/** The bytes of this are known from Node. `before` runs first. */
const program = (before = "") => `
  import { loadKernel, resolveConfig, run } from "larmor";
  ${before}
  const records = [];
  for await (const { record } of run(resolveConfig(${JSON.stringify(INPUT)}), { workers: 2 })) records.push(record);
  const out = document.getElementById("out");
  out.textContent = JSON.stringify(records.sort((a, b) => a.realisation - b.realisation));
  out.dataset.done = "yes";
`;
const INPUT = {
  field: { turbulence_level: [0.1] },
  particles: { nside: 1 },
  transport: { path_pc: 4, outputs: 2 },
  ensemble: { realisations: 2 },
};
const DOCUMENT = '<!doctype html><title>app</title><pre id="out"></pre><script type="module" src="./app.js"></script>';

async function inNode(): Promise<string> {
  const config = resolveConfig(INPUT);
  return JSON.stringify([await realise(config, 0), await realise(config, 1)]);
}

async function project(name: string, before?: string): Promise<string> {
  const root = join(app, name);
  await mkdir(root);
  await writeFile(join(root, "index.html"), DOCUMENT);
  await writeFile(join(root, "app.js"), program(before));
  return root;
}

test("Vite builds it: worker and kernel come along by themselves", async () => {
  const root = await project("with_vite");
  await viteBuild({ root, base: "./", configFile: false, logLevel: "warn" });
  assert.is(await textOf("with_vite/dist/index.html"), await inNode());
});

test("Vite serves it while one develops", async () => {
  const server = await createServer({
    root: await project("with_vite_server"),
    configFile: false,
    logLevel: "warn",
    server: { port: 0, host: "127.0.0.1" },
  });
  try {
    await server.listen();
    assert.is(await textOf("", server.resolvedUrls?.local[0]), await inNode());
  } finally {
    await server.close();
  }
});

test("webpack builds it: worker and kernel come along by themselves", async () => {
  const root = await project("with_webpack");
  const path = join(root, "dist");
  const compiler = webpack({
    context: root,
    entry: "./app.js",
    mode: "production",
    output: { path, filename: "app.js" },
  });
  const stats = await promisify(compiler.run.bind(compiler))();
  const { errors = [], warnings = [] } = stats?.toJson({ all: false, errors: true, warnings: true }) ?? {};
  assert.equal(
    [...errors, ...warnings].map(({ message }) => message),
    [],
  );
  await writeFile(join(path, "index.html"), DOCUMENT);
  assert.is(await textOf("with_webpack/dist/index.html"), await inNode());
});

test("esbuild bundles it; the worker is put beside the bundle, the kernel anywhere", async () => {
  const root = await project("with_esbuild", 'await loadKernel(new URL("./assets/kernel.wasm", import.meta.url));');
  const outdir = join(root, "dist");
  await build({
    entryPoints: [join(root, "app.js")],
    bundle: true,
    format: "esm",
    minify: true,
    target: "es2022",
    outdir,
    logLevel: "error",
  });
  await mkdir(join(outdir, "assets"));
  const library = join(app, "node_modules/larmor/dist");
  await cp(join(library, "browser/worker.js"), join(outdir, "worker.js"));
  await cp(join(library, "kernel.wasm"), join(outdir, "assets/kernel.wasm"));
  await cp(join(root, "index.html"), join(outdir, "index.html"));
  assert.is(await textOf("with_esbuild/dist/index.html"), await inNode());
});

inBrowsers("larmor/figures draws in a page, with Plot and d3 of that page's own", async (launched) => {
  const root = join(app, "figures");
  await mkdir(root, { recursive: true });
  await writeFile(join(root, "index.html"), DOCUMENT);
  await build({
    stdin: {
      contents: `
        import { realise, resolveConfig } from "larmor";
        import { drawFigure } from "larmor/figures";
        const config = resolveConfig(${JSON.stringify({ ...INPUT, ensemble: { realisations: 4 } })});
        const records = [];
        for (const k of [3, 1, 0, 2]) records.push(await realise(config, k));
        const { svg, table } = drawFigure("fig4", config, records, document);
        const out = document.getElementById("out");
        out.textContent = new DOMParser().parseFromString(svg, "image/svg+xml").querySelector("title").textContent + "; " + table.rows.length + " rows";
        out.dataset.done = "yes";`,
      resolveDir: app,
    },
    bundle: true,
    format: "esm",
    target: "es2022",
    outfile: join(root, "app.js"),
    logLevel: "error",
    // the packages that who embeds it has installed
    nodePaths: [resolve("node_modules")],
  });
  await cp(join(app, "node_modules/larmor/dist/browser/kernel.wasm"), join(root, "kernel.wasm"));
  assert.match(await textOf("figures/index.html", undefined, launched), /^.*\b4 realisations\b.*; [1-9]\d* rows$/);
});

/** Bytes of a minified bundle, as it is and compressed. */
async function bundled(contents: string): Promise<{ bytes: number; gzip: number }> {
  const result = await build({
    stdin: { contents, resolveDir: app },
    bundle: true,
    format: "esm",
    minify: true,
    write: false,
    logLevel: "error",
  });
  const [file] = result.outputFiles;
  return { bytes: file.contents.length, gzip: gzipSync(file.contents, { level: 9 }).length };
}

test("it is small: kernel below 40 kB, core below 75 kB, compressed; what is not used is left out", async () => {
  const size = async (file: string) => gzipSync(await readFile(join(app, "node_modules/larmor/dist", file))).length;
  const kernel = await size("kernel.wasm");
  const core = await size("browser/index.js");
  const worker = await size("browser/worker.js");
  const gpu = await size("browser/gpu.js");
  const whole = await bundled('export * from "larmor";');
  const formula = await bundled('export { gradientVector } from "larmor";');
  const nothing = await bundled('import "larmor";');
  const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(
    `gzip: kernel ${kB(kernel)}, core ${kB(core)} (minified ${kB(whole.gzip)}), worker ${kB(worker)}, graphics processor ${kB(gpu)}, one formula of it ${kB(formula.gzip)}`,
  );
  assert.ok(kernel < 40_000, `kernel ${kernel}`);
  // 69 kB, not minified but without comments; what a graphics processor needs is loaded with the first run on one
  assert.ok(core < 75_000, `core ${core}`);
  assert.ok(gpu < 9_000, `graphics processor ${gpu}`);
  // no code runs on import: a bundler drops what nobody asks for
  assert.is(nothing.bytes, 0);
  assert.ok(formula.gzip < whole.gzip / 4, `one formula ${formula.gzip} of ${whole.gzip}`);
});

test.run();
