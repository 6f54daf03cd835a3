// Who gets a bundle gets the licences of all code that is in it.
import { readFileSync } from "node:fs";
import { type OutputOptions, type RollupOptions, rollup } from "rollup";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("package: licences");

const CONFIG: string = "../../../rollup.config.js"; // without types
const bundles: RollupOptions[] = (await import(CONFIG)).default;

/** Those that hold every package that any bundle holds. */
const INPUTS = {
  dist: ["src/index.ts", "cli"],
  "dist/page": ["page/main.ts", "page/paths_scene.ts"],
};

const nameOf = ({ input }: RollupOptions): string => (typeof input === "string" ? input : Object.keys(input ?? {})[0]);

/** Packages whose modules the source map of a bundle names. */
async function packagesIn(options: RollupOptions): Promise<string[]> {
  const plugins = (options.plugins as { name: string }[]).filter(({ name }) => !name.startsWith("no-chunks"));
  const { dir, file: _, ...output } = options.output as OutputOptions;
  const build = await rollup({ ...options, plugins });
  const { output: files } = await build.generate({ ...output, dir: dir ?? "dist", sourcemap: true });
  await build.close();
  const sources = files.flatMap((chunk) => (chunk.type === "chunk" ? (chunk.map?.sources ?? []) : []));
  return sources.flatMap((source) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);
}

for (const [folder, inputs] of Object.entries(INPUTS)) {
  test(`${folder}/THIRD_PARTY_LICENSES has a text for each package that a source map names`, async () => {
    const text = readFileSync(`${folder}/THIRD_PARTY_LICENSES`, "utf8");
    const entries = text.split(/^={80}\n/m).slice(1);
    const named = entries.map((entry) => entry.slice(0, entry.indexOf(" ")));
    const options = bundles.filter((bundle) => inputs.includes(nameOf(bundle)) && folderOf(bundle) === folder);
    const packages = new Set((await Promise.all(options.map(packagesIn))).flat());
    assert.ok(packages.size >= 3, [...packages].join(", "));
    for (const name of packages) assert.ok(named.includes(name), `${name} is missing in ${folder}`);
    for (const entry of entries) assert.match(entry, /copyright|apache license/i);
    assert.match(text, /^assemblyscript .*\(Apache-2\.0\)/m, "its library is compiled into the kernel");
  });
}

function folderOf({ output }: RollupOptions): string {
  const { dir, file = "" } = output as OutputOptions;
  return dir ?? (file.startsWith("dist/page/") ? "dist/page" : "dist");
}

test.run();
