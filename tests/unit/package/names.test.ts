// CONTRIBUTING.md asks for nouns as names of variables. What can be tested of it: five other words are not used.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import ts from "typescript";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const FORBIDDEN = new Set(["of", "at", "one", "said", "told"]);
/** Here the function `at` of a field model is allowed: it is called by the name of its file, `spline.at(x, y, z)`. */
const FIELD_MODELS = /^(assembly\/fields|bench\/portable|tests\/kernel\/toys)\//;

const names = suite("names of variables");

names("are nouns: nothing is called of, at, one, said or told", () => {
  const list = ["ls-files", "src", "page", "assembly", "bench", "tools", "tests"];
  const files = execFileSync("git", list, { encoding: "utf8" }).split("\n");
  const against = files.filter((file) => /\.(ts|js|mjs)$/.test(file)).flatMap(forbiddenIn);
  assert.equal(against, []);
});

names("are read from variables, parameters, bindings, functions and imports, not from properties", () => {
  const text = `import { one } from "a"; const { said, of: b } = x; const [at] = y; let told;
    function of(one: number) {} for (const at of points) sums.at(0); class A { at(said = 1) {} }
    const point = { of: 1, one: 2, at() {} }; type Shard = { of: number }; points.at(-1);`;
  const found = forbidden(ts.createSourceFile("a.ts", text, ts.ScriptTarget.Latest, true));
  assert.equal(
    found.map(({ name, line }) => `${line} ${name}`),
    ["1 one", "1 said", "1 at", "1 told", "2 of", "2 one", "2 at", "2 said"],
  );
});

function forbiddenIn(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  return forbidden(source)
    .filter(({ name, declared }) => !(name === "at" && ts.isFunctionDeclaration(declared) && FIELD_MODELS.test(file)))
    .map(({ name, line }) => `${file}:${line} ${name}`);
}

interface Declared {
  name: string;
  line: number;
  declared: ts.Node;
}

function forbidden(source: ts.SourceFile): Declared[] {
  const found: Declared[] = [];
  const visit = (node: ts.Node): void => {
    if (declares(node) && node.name !== undefined && ts.isIdentifier(node.name) && FORBIDDEN.has(node.name.text)) {
      const line = source.getLineAndCharacterOfPosition(node.name.getStart(source)).line + 1;
      found.push({ name: node.name.text, line, declared: node });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Whether a node gives a name to a value of its scope; the names of properties and methods are not asked for. */
const declares = (node: ts.Node): node is ts.NamedDeclaration =>
  ts.isVariableDeclaration(node) ||
  ts.isBindingElement(node) ||
  ts.isParameter(node) ||
  ts.isFunctionDeclaration(node) ||
  ts.isImportSpecifier(node);

names.run();
