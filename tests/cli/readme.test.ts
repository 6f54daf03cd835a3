// Every command and every program of the README runs, in the order in which a reader meets them, with small ensembles.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { folders, larmor, tiny } from "./larmor.js";

const text = readFileSync("README.md", "utf8");
const commands = [...text.matchAll(/^ {4}larmor ([^#\n]+)/gm)].map(([, words]) => words.trim());

/** What makes a command of the README small. */
const smaller: Record<string, string[]> = {
  run: tiny(4),
  validate: ["--only", "1"],
};

const test = suite("README");
const { fresh, remove } = folders();
const dir = fresh();
test.before(() => {
  mkdirSync(dir);
  cpSync("examples", join(dir, "examples"), { recursive: true });
});
test.after(remove);

for (const line of commands) {
  test(`larmor ${line}`, async () => {
    const words = line.split(/\s+/);
    const { code, stderr } = await larmor([...words, ...(smaller[words[0]] ?? [])], { cwd: dir });
    assert.is(code, 0, stderr);
  });
}

test("the commands are there, and did what they say", () => {
  assert.ok(commands.length >= 10);
  for (const file of [
    "out/summary.json",
    "mine/summary.json",
    "out/figures/fig5.svg",
    "out/figures/fig5.png",
    "out/report.html",
    "export/run.h5",
  ]) {
    assert.ok(existsSync(join(dir, file)), file);
  }
});

test("the program of the README runs", () => {
  const [, program] = text.match(/```ts\n([\s\S]+?)```/) ?? [];
  assert.ok(program);
  const file = join(dir, "program.mjs");
  const here = new URL("../../dist/node/index.js", import.meta.url).href;
  const small = program
    .replace('"larmor"', JSON.stringify(here))
    .replace("realisations: 4 }", "realisations: 2 }, particles: { nside: 1 }, transport: { path_pc: 4 }");
  assert.is.not(small.indexOf("nside: 1"), -1);
  writeFileSync(file, small);
  const printed = execFileSync(process.execPath, [file], {
    encoding: "utf8",
    env: { ...process.env, FORCE_COLOR: "0" },
  });
  assert.match(printed, /^[01] \[/m);
});

test.run();
