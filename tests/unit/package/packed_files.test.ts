// What is published: these files and no others, nothing that runs at installation, nothing that names a machine.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("published package");

const ALLOWED = [
  /^(package\.json|README\.md|LICENSE|CITATION\.cff)$/,
  /^data\/(README\.md|dipoles\.csv)$/,
  /^dist\/(cli\.js(\.map)?|index\.d\.ts|kernel\.wasm)$/,
  /^dist\/node\/(index|worker|cli-[\w-]+)\.js(\.map)?$/,
  /^dist\/browser\/(index|worker)\.js(\.map)?$/,
  /^dist\/(node|browser)\/kernel\.wasm$/,
  /^dist\/page\/[\w]+\.(js|css|html|json|svg|csv|wasm|webmanifest|png)$/,
  /^dist\/page\/docs\/[\w./-]+\.(html|js|css|svg)$/,
  // what the pages link to: the gallery's figures and their numbers
  /^dist\/page\/docs\/media\/[\w.-]+\.(csv|json|txt)$/,
  /^dist\/page\/docs\/\.nojekyll$/,
];
const NEEDED = [
  "package.json README.md LICENSE CITATION.cff data/dipoles.csv dist/cli.js dist/index.d.ts dist/kernel.wasm",
  "dist/node/index.js dist/node/worker.js dist/node/kernel.wasm dist/browser/index.js dist/browser/worker.js",
  "dist/browser/kernel.wasm dist/page/index.html dist/page/page.js",
].flatMap((line) => line.split(" "));

const npm = process.platform === "win32" ? "npm.cmd" : "npm";
const packed = (): string[] => {
  const printed = execFileSync(npm, ["pack", "--dry-run", "--ignore-scripts", "--json"], { encoding: "utf8" });
  return JSON.parse(printed)[0].files.map(({ path }: { path: string }) => path);
};

test("holds the built files, the measurements and the licence: no source, no test, no result of a run", () => {
  const files = packed();
  for (const file of files)
    assert.ok(
      ALLOWED.some((pattern) => pattern.test(file)),
      `${file} is not meant to be published`,
    );
  for (const file of NEEDED) assert.ok(files.includes(file), `${file} is missing`);
  const home = process.cwd();
  for (const file of files)
    assert.ok(!readFileSync(file, "latin1").includes(home), `${file} names this machine's folders`);
});

interface Locked {
  dev?: boolean;
  optional?: boolean;
  hasInstallScript?: boolean;
}

test("runs nothing when it is installed, nor does anything that it brings with it", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  for (const name of ["preinstall", "install", "postinstall", "prepare"]) assert.is(scripts[name], undefined, name);
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, Locked> };
  const shipped = Object.entries(packages).filter(([name, { dev }]) => name !== "" && !dev);
  assert.ok(shipped.length > 5);
  for (const [name, { hasInstallScript }] of shipped) assert.not.ok(hasInstallScript, name);
});

test.run();
