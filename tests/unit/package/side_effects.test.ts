// Importing the package changes nothing that other code of the program sees: it works where globals are frozen.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { build } from "esbuild";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("package: importing");
const execute = promisify(execFile);

const COMPUTE = `
  import("larmor").then(async ({ realise, resolveConfig }) => {
    const config = resolveConfig({ particles: { nside: 1 }, transport: { path_pc: 1, outputs: 1 } });
    console.log((await realise(config, 0)).failed);
  });`;

test("it computes where all of the language's own objects are frozen", async () => {
  const { stdout } = await execute(process.execPath, ["--frozen-intrinsics", "-e", COMPUTE]);
  assert.is(stdout, "0\n");
  assert.is((await execute(process.execPath, ["-e", `Object.freeze(Object);${COMPUTE}`])).stdout, "0\n");
});

test("it changes no global, of Node or of the language", async () => {
  const look = `
    const all = [globalThis, ...Reflect.ownKeys(globalThis).map((name) => globalThis[name])]
      .filter((value) => value && (typeof value === "object" || typeof value === "function"));
    const seen = () => all.map((value) => Reflect.ownKeys(value).map((key) => [String(key), Object.getOwnPropertyDescriptor(value, key)?.value]));
    const before = seen();
    await import("larmor");
    const after = seen();
    const changed = after.flatMap((keys, i) => keys.filter(([key, value], k) => key !== before[i][k]?.[0] || !Object.is(value, before[i][k][1])));
    console.log(changed.map(([key]) => key).join(" "));`;
  const { stdout } = await execute(process.execPath, ["--input-type=module", "-e", look]);
  assert.is(stdout, "\n");
});

test("what checks no config, one formula or a worker, carries none of valibot", async () => {
  const schemas = /strict_object/; // a name that no minifier changes
  const stdin = { contents: 'export { gradientVector } from "./dist/browser/index.js";', resolveDir: process.cwd() };
  const { outputFiles } = await build({ stdin, bundle: true, format: "esm", minify: true, write: false });
  assert.not.match(outputFiles[0].text, schemas);
  for (const folder of ["node", "browser", "page"])
    assert.not.match(readFileSync(`dist/${folder}/worker.js`, "utf8"), schemas, folder);
  assert.match(readFileSync("dist/browser/index.js", "utf8"), schemas);
});

test("the command line starts there, too", async () => {
  const { stdout } = await execute(process.execPath, ["--frozen-intrinsics", "dist/cli.js", "show-config", "--json"]);
  assert.match(stdout, /^\{/);
});

test.run();
