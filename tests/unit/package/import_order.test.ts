// The order of imports that DESIGN.md draws: its map of src/ is read, and every import is held against it.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const order = suite("the map of src/ in DESIGN.md");

/** Names in the order of the map; a name may import what stands above it. */
function map(): string[] {
  const design = readFileSync("DESIGN.md", "utf8");
  const block = design.slice(design.indexOf("\n    src/\n"), design.indexOf("\n    page/"));
  return [...block.matchAll(/^ {6}(\S+) /gm)].map(([, name]) => name.replace(/\/$/, ""));
}

/** What is imported, statically, on demand or as a type, by relative path. */
const imports = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(([, path]) =>
    relative("src", join(dirname(file), path)),
  );

const sources = (readdirSync("src", { recursive: true }) as string[]).filter((file) => file.endsWith(".ts"));

/** The first part of a path below src/, without its extension. */
const place = (path: string): string => (path.split("/")[0] as string).replace(/\.[jt]s$/, "");

order("names every file and folder of src/, and nothing else", () => {
  const there = readdirSync("src").filter((name) => statSync(join("src", name)).isDirectory() || name.endsWith(".ts"));
  assert.equal(map().sort(), there.sort());
});

order("names every file of the kernel", () => {
  const design = readFileSync("DESIGN.md", "utf8");
  const block = design.slice(design.indexOf("\n    assembly/"), design.indexOf("\n    src/\n"));
  const files = (readdirSync("assembly", { recursive: true }) as string[]).filter((file) => /(?<!\.d)\.ts$/.test(file));
  assert.equal(
    files.filter((file) => !new RegExp(`\\b${basename(file, ".ts")}\\b`).test(block)),
    [],
  );
});

order("is the order of imports: each place uses those above it only", () => {
  const rank = new Map(map().map((name, k) => [place(name), k]));
  const against: string[] = [];
  let seen = 0;
  for (const file of sources) {
    for (const target of imports(join("src", file))) {
      seen++;
      if ((rank.get(place(target)) ?? Infinity) > (rank.get(place(file)) ?? -1)) against.push(`${file} -> ${target}`);
    }
  }
  assert.ok(seen > 300, `only ${seen} imports were read`);
  assert.equal(against, []);
});

order("has no circle among files, type imports included, those of the page neither", () => {
  const imported = (file: string): string[] =>
    imports(file)
      .map((path) => join("src", path).replace(/\.js$/, ".ts"))
      .filter((path) => existsSync(path));
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    assert.not(path.includes(file), [...path.slice(path.indexOf(file)), file].join(" -> "));
    if (done.has(file)) return;
    for (const next of imported(file)) visit(next, [...path, file]);
    done.add(file);
  };
  const page = readdirSync("page").filter((file) => file.endsWith(".ts"));
  for (const file of [...sources.map((name) => join("src", name)), ...page.map((name) => join("page", name))])
    visit(file, []);
});

order.run();
