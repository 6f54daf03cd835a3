// What a module exports is imported somewhere, tests included, or it is what the package offers. Types are not asked for: those of
// an exported function's arguments are named for who reads its signature.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("exports");

/** Modules that are called from outside: the library, its figures, its sky and its widget, and a plugin of typedoc. */
const ROOTS = [
  "src/index.ts",
  "src/figures/draw_figure.ts",
  "src/live/index.ts",
  "src/live/jupyter.ts",
  "tools/docs-link.js",
];
/** The table of commands takes the default of each. */
const COMMANDS = "src/cli/main.ts";
/** All names of a module: `import * as`, `export *`, and `import()` that is not taken apart at once. */
const ALL = "*";

interface Module {
  /** names of values that it exports */
  exported: string[];
  /** what it imports or exports again, as pairs of a module and a name of it */
  imported: [specifier: string, name: string][];
}

test("of a value have an import, in a file of this repository or by its users", () => {
  const places = [
    "ls-files",
    "--cached",
    "--others",
    "--exclude-standard",
    "src",
    "page",
    "tools",
    "tests",
    "bench",
    "rollup.*.js",
  ];
  const listed = execFileSync("git", places, { encoding: "utf8" }).split("\n");
  const modules = new Map<string, Module>();
  for (const file of listed)
    if (/(?<!\.d)\.(ts|js|mjs)$/.test(file) && existsSync(file))
      modules.set(file, moduleOf(ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true)));
  const { imports } = JSON.parse(readFileSync("package.json", "utf8"));
  const used = new Map<string, Set<string>>();
  for (const [file, { imported }] of modules)
    for (const [specifier, name] of imported)
      for (const target of targetsOf(file, specifier, imports))
        used.set(target, (used.get(target) ?? new Set()).add(file === COMMANDS && name === ALL ? "default" : name));
  assert.ok(used.size > 300, `only ${used.size} modules are imported`);
  const idle = [...modules]
    .filter(([file]) => /^(src|page|tools)\//.test(file) && !ROOTS.includes(file) && !used.get(file)?.has(ALL))
    .flatMap(([file, { exported }]) =>
      exported.filter((name) => !used.get(file)?.has(name)).map((name) => `${file}: ${name}`),
    );
  assert.equal(idle, []);
});

test("are read with their names there, and imports with the names that they are taken from", () => {
  const text = `import first, { a as b } from "./x.js"; import * as all from "./y.js"; export { c as d } from "./z.js";
    export const e = 1, { f } = object; export function g() {} export default 3; export type T = 1; export interface I {}
    const { h } = await import("./w.js"); export { b as k, type T as U }; type V = typeof import("./v.js");`;
  assert.equal(moduleOf(ts.createSourceFile("a.ts", text, ts.ScriptTarget.Latest, true)), {
    exported: ["d", "e", "f", "g", "default", "k"],
    imported: [
      ["./x.js", "default"],
      ["./x.js", "a"],
      ["./y.js", ALL],
      ["./z.js", "c"],
      ["./w.js", "h"],
      ["./v.js", ALL],
    ],
  });
});

/** The files of this repository that a specifier may stand for: "#platform" for several. */
function targetsOf(file: string, specifier: string, aliases: Record<string, Record<string, string>>): string[] {
  const paths = specifier.startsWith(".")
    ? [join(dirname(file), specifier)]
    : Object.values(aliases[specifier] ?? {}).map((path) => join(path));
  return paths.map(
    (path) => [path.replace(/\.js$/, ".ts"), `${path}.ts`, path].find((name) => existsSync(name)) ?? path,
  );
}

function moduleOf(source: ts.SourceFile): Module {
  const found: Module = { exported: [], imported: [] };
  const { exported, imported } = found;
  const textOf = (node: ts.Node | undefined) =>
    node !== undefined && ts.isStringLiteral(node) ? node.text : undefined;
  const take = (specifier: string | undefined, name: string) => {
    if (specifier !== undefined) imported.push([specifier, name]);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const specifier = textOf(node.moduleSpecifier);
      const { name, namedBindings } = node.importClause ?? {};
      if (name !== undefined) take(specifier, "default");
      if (namedBindings !== undefined && ts.isNamespaceImport(namedBindings)) take(specifier, ALL);
      if (namedBindings !== undefined && ts.isNamedImports(namedBindings))
        for (const { name, propertyName } of namedBindings.elements) take(specifier, (propertyName ?? name).text);
    } else if (ts.isExportDeclaration(node)) {
      const specifier = textOf(node.moduleSpecifier);
      if (node.exportClause === undefined || ts.isNamespaceExport(node.exportClause)) take(specifier, ALL);
      else
        for (const { name, propertyName, isTypeOnly } of node.exportClause.elements) {
          take(specifier, (propertyName ?? name).text);
          if (!isTypeOnly && !node.isTypeOnly) exported.push(name.text);
        }
    } else if (ts.isExportAssignment(node)) {
      exported.push("default");
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      for (const name of takenApart(node)) take(textOf(node.arguments[0]), name);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      for (const name of takenApart(node)) take(textOf(node.argument.literal), name);
    } else if (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(isExport)) {
      exported.push(...valuesOf(node));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The names of `const { a, b: c } = await import()` and of `const { a, b: c }: typeof import()`. */
function takenApart(node: ts.Node): string[] {
  const outer = ts.isAwaitExpression(node.parent) ? node.parent.parent : node.parent;
  if (!ts.isVariableDeclaration(outer) || !ts.isObjectBindingPattern(outer.name)) return [ALL];
  return outer.name.elements.map(({ name, propertyName }) => (propertyName ?? name).getText());
}

const isExport = ({ kind }: ts.Modifier): boolean => kind === ts.SyntaxKind.ExportKeyword;

/** The values that an exported declaration names. */
function valuesOf(node: ts.Node): string[] {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.flatMap(({ name }) => namesOf(name));
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isEnumDeclaration(node))
    return [ts.getModifiers(node)?.some(isDefault) ? "default" : (node.name?.text ?? "default")];
  return [];
}

const isDefault = ({ kind }: ts.Modifier): boolean => kind === ts.SyntaxKind.DefaultKeyword;

const namesOf = (name: ts.BindingName): string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : namesOf(element.name)));

test.run();
