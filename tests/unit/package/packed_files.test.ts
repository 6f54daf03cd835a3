// What is published: these files and no others, nothing that runs at installation, nothing that names a machine.
import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { packed } from "./packed.js";

const test = suite("published package");

const ALLOWED = [
  /^(package\.json|README\.md|LICENSE|CITATION\.cff)$/,
  /^data\/(README\.md|dipoles\.csv)$/,
  /^dist\/(cli\.js|index\.d\.ts|kernel\.(wasm|json)|track\.wgsl|THIRD_PARTY_LICENSES)$/,
  /^dist\/node\/(index|worker|gpu|cli-[\w-]+)\.js$/,
  /^dist\/browser\/(index|worker|gpu|figures|sky)\.js$/,
  /^dist\/(figures|sky)\.d\.ts$/,
  /^dist\/(node|browser)\/(kernel\.wasm|track\.wgsl)$/,
];
const NEEDED = [
  "package.json README.md LICENSE CITATION.cff data/dipoles.csv dist/cli.js dist/index.d.ts dist/kernel.wasm dist/kernel.json",
  "dist/node/index.js dist/node/worker.js dist/node/kernel.wasm dist/browser/index.js dist/browser/worker.js",
  "dist/node/gpu.js dist/browser/gpu.js dist/browser/kernel.wasm dist/node/track.wgsl dist/browser/track.wgsl dist/THIRD_PARTY_LICENSES",
].flatMap((line) => line.split(" "));

test("holds the built files, the measurements and the licence: no page, no source, no test, no result of a run", async () => {
  const { files } = await packed();
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

/** Its script takes the mark of a download from its library under macOS; without it all else works. */
const HARMLESS = "webgpu";

interface Locked {
  hasInstallScript?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

test("runs nothing when it is installed, nor does an optional package or anything that comes with it", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  for (const name of ["preinstall", "install", "postinstall", "prepare"]) assert.is(scripts[name], undefined, name);
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, Locked> };
  const { peerDependencies } = packages[""];
  const queue = Object.keys(peerDependencies ?? {});
  const seen = new Set<string>();
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    for (const [path, locked] of Object.entries(packages)) {
      if (!path.endsWith(`node_modules/${name}`)) continue;
      if (name !== HARMLESS) assert.not.ok(locked.hasInstallScript, path);
      queue.push(...Object.keys({ ...locked.dependencies, ...locked.optionalDependencies }));
    }
  }
  assert.ok(seen.size > 50, `${seen.size} packages`);
});

test.run();
