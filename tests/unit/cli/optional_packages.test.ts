import { readdirSync, readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { optionalModules, packageName } from "../../../src/cli/optional_packages.js";

const test = suite("optional packages");
const names = Object.values(optionalModules).flat().map(packageName).sort();
const { dependencies, peerDependencies, peerDependenciesMeta, devDependencies } = JSON.parse(
  readFileSync("package.json", "utf8"),
);

test("are the peers of package.json, each optional, and there is no other dependency", () => {
  assert.equal(Object.keys(peerDependencies).sort(), names);
  assert.equal(peerDependenciesMeta, Object.fromEntries(names.map((name) => [name, { optional: true }])));
  assert.is(dependencies, undefined);
});

test("are installed in a checkout, in one exact version", () => {
  for (const name of names) assert.match(devDependencies[name], /^\d+\.\d+\.\d+$/, name);
});

test("stand in CONTRIBUTING.md and in docs/start.md, by use", () => {
  const contributing = readFileSync("CONTRIBUTING.md", "utf8");
  const start = readFileSync("docs/start.md", "utf8");
  for (const modules of Object.values(optionalModules)) {
    const packages = modules.map(packageName);
    assert.match(contributing, `\n| ${packages.join(", ")} | `);
    assert.match(start, `npm install ${packages.join(" ")}\``);
  }
});

test("a command that draws asks for them before it does anything else with figures, and stands in the table of docs/start.md", () => {
  const row = /^\|(.*)\| `npm install @observablehq/m.exec(readFileSync("docs/start.md", "utf8"))?.[1] ?? "";
  const drawing = readdirSync("src/cli/commands").flatMap((file) => {
    const source = readFileSync(`src/cli/commands/${file}`, "utf8");
    const load = source.indexOf('await import("../../figures/');
    const use = source.search(/\b(drawInference|drawFigures|drawDiffusion|writeDrawing)\(/);
    if (load < 0 && use < 0 && !source.includes("newDocument()")) return [];
    const asks = source.indexOf("await newDocument()");
    assert.ok(asks > 0 && (load < 0 || asks < load), `${file}: newDocument() before figures are loaded`);
    return [file.replace(".ts", "")];
  });
  assert.ok(drawing.length >= 6, drawing.join(", "));
  for (const name of drawing) assert.match(row, new RegExp(`\`${name}( --out)?\``), name);
});

test.run();
