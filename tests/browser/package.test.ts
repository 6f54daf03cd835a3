// The package as others use it: packed, installed into an empty project, and used there by Node, by a page without a bundler,
// in a worker, and bundled; and how large it is.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { launch, serve } from "./chromium.js";

const execute = promisify(execFile);
const npm = process.platform === "win32" ? "npm.cmd" : "npm";

const test = suite("package");
let folder: string;
let app: string;
let chromium: Awaited<ReturnType<typeof launch>>;
let host: Awaited<ReturnType<typeof serve>>;

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), "larmor-package-"));
  app = join(folder, "app");
  await mkdir(app);
  await writeFile(join(app, "package.json"), '{ "name": "app", "private": true, "type": "module" }\n');
  const { stdout } = await execute(npm, ["pack", "--ignore-scripts", "--json", "--pack-destination", folder]);
  const [{ filename }] = JSON.parse(stdout);
  const started = performance.now();
  // what `npm ci` has fetched is not fetched again
  const options = ["--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts"];
  await execute(npm, ["install", ...options, join(folder, filename)], { cwd: app });
  console.log(`installed in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  await cp("examples/embed", app, { recursive: true });
  [chromium, host] = await Promise.all([launch(), serve(app)]);
});

test.after(async () => {
  await chromium?.close();
  host?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Opens a page of the project and waits until it says that it is done; its text. */
async function textOf(path: string): Promise<string> {
  const page = await chromium.browser.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("requestfailed", (request) => errors.push(request.url()));
  await page.goto(`${host.origin}/${path}`);
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

test("a page of twenty lines computes, without a bundler", async () => {
  const lines = (await readFile(join(app, "page.html"), "utf8")).trimEnd().split("\n");
  assert.ok(lines.length <= 21, `${lines.length} lines`);
  assert.match(await textOf("page.html"), /^8 of 8 realisations, amplitudes of the mean dipoles \d/);
});

test("a worker traces particles", async () => {
  await writeFile(
    join(app, "in_worker.html"),
    `<pre id="out"></pre><script type="module">
       const worker = new Worker("worker.js", { type: "module" });
       worker.onmessage = ({ data }) => { out.textContent = data.positions.length + " " + data.momenta.length; out.dataset.done = "yes"; worker.terminate(); };
       worker.postMessage({ seed: 5, directions: new Float64Array([1, 0, 0]), paths: [1, 2] });
     </script>`,
  );
  assert.is(await textOf("in_worker.html"), "6 6");
});

const APP = `
  import { loadKernel, resolveConfig, run } from "larmor";
  const config = resolveConfig({ particles: { nside: 1 }, transport: { path_pc: 4 }, ensemble: { realisations: 2 } });
  const out = document.getElementById("out");
  await loadKernel(new URL("./assets/kernel.wasm", import.meta.url));
  for await (const { done } of run(config, { workers: 1 })) out.textContent = String(done);
  out.dataset.done = "yes";
`;

test("esbuild bundles it; the worker is put beside the bundle, the kernel anywhere", async () => {
  const outdir = join(app, "bundled");
  await build({
    stdin: { contents: APP, resolveDir: app },
    bundle: true,
    format: "esm",
    minify: true,
    target: "es2022",
    outfile: join(outdir, "app.js"),
    logLevel: "error",
  });
  await mkdir(join(outdir, "assets"));
  const library = join(app, "node_modules/larmor/dist");
  await cp(join(library, "browser/worker.js"), join(outdir, "worker.js"));
  await cp(join(library, "kernel.wasm"), join(outdir, "assets/kernel.wasm"));
  await writeFile(join(outdir, "index.html"), '<pre id="out"></pre><script type="module" src="app.js"></script>');
  assert.is(await textOf("bundled/index.html"), "4");
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

test("it is small: kernel below 40 kB, core below 60 kB, compressed; what is not used is left out", async () => {
  const size = async (file: string) => gzipSync(await readFile(join(app, "node_modules/larmor/dist", file))).length;
  const kernel = await size("kernel.wasm");
  const core = await size("browser/index.js");
  const worker = await size("browser/worker.js");
  const whole = await bundled('export * from "larmor";');
  const one = await bundled('export { gradientVector } from "larmor";');
  const nothing = await bundled('import "larmor";');
  const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(
    `gzip: kernel ${kB(kernel)}, core ${kB(core)} (minified ${kB(whole.gzip)}), worker ${kB(worker)}, one formula of it ${kB(one.gzip)}`,
  );
  assert.ok(kernel < 40_000, `kernel ${kernel}`);
  assert.ok(core < 60_000, `core ${core}`);
  // no code runs on import: a bundler drops what nobody asks for
  assert.is(nothing.bytes, 0);
  assert.ok(one.gzip < whole.gzip / 4, `one formula ${one.gzip} of ${whole.gzip}`);
});

test.run();
