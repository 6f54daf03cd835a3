// Bundled for Node, by esbuild and by Vite for a server: with dist/node/worker.js and kernel.wasm beside the bundle it computes
// on workers, and what is missing there is named.
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { build as viteBuild } from "vite";
import { execute, installed } from "./packed.js";

const test = suite("package: bundles for Node");
let app: string;

const PROGRAM = `
  import { resolveConfig, run } from "larmor";
  const config = resolveConfig({ particles: { nside: 1 }, transport: { path_pc: 1, outputs: 1 }, ensemble: { realisations: 1 } });
  try {
    for await (const { done } of run(config, { workers: 1 })) console.log(done);
  } catch (error) {
    console.log(error.message);
  }`;

test.before(async () => {
  app = await installed("bundles");
  await writeFile(join(app, "program.js"), PROGRAM);
});

async function printed(bundle: string, platform: "node" | "browser", ...files: string[]): Promise<string> {
  for (const file of ["worker.js", "kernel.wasm"]) await rm(join(app, bundle, "..", file), { force: true });
  for (const file of files)
    await cp(join(app, "node_modules/larmor/dist", platform, file), join(app, bundle, "..", file));
  return (await execute(process.execPath, [join(app, bundle)])).stdout;
}

/** As docs/embedding.md says. */
async function computes(bundle: string): Promise<void> {
  assert.is(await printed(bundle, "node", "worker.js", "kernel.wasm"), "1\n2\n");
  const missing =
    /^file:.*kernel\.wasm: no such file; a bundle for Node needs larmor's dist\/node\/kernel\.wasm and worker\.js/;
  assert.match(await printed(bundle, "node", "worker.js"), missing);
  assert.match(await printed(bundle, "node", "kernel.wasm"), /Cannot find module '.*worker\.js'/);
  assert.match(
    await printed(bundle, "browser", "worker.js", "kernel.wasm"),
    /this is the worker for browsers.*dist\/node\/worker/,
  );
}

test("esbuild", async () => {
  await mkdir(join(app, "with_esbuild"));
  const entryPoints = [join(app, "program.js")];
  const outfile = join(app, "with_esbuild/program.mjs");
  await build({ entryPoints, bundle: true, platform: "node", format: "esm", outfile, logLevel: "error" });
  await computes("with_esbuild/program.mjs");
});

test("Vite, for a server, with nothing left outside", async () => {
  const output = { entryFileNames: "program.mjs" };
  await viteBuild({
    root: app,
    configFile: false,
    logLevel: "error",
    ssr: { noExternal: true },
    build: { ssr: "program.js", outDir: "with_vite", rollupOptions: { output } },
  });
  await computes("with_vite/program.mjs");
});

test.run();
