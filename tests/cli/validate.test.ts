// `validate` as a user calls it: rows, files, exit codes; and that a wrong sign in the equation of motion is seen.

import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Row } from "../../src/validation/row.js";
import { CLI, folders, larmor, tiny } from "./larmor.js";

const test = suite("command line: validate");
const { fresh, remove } = folders();
test.after(remove);

test("sections 1 and 2 pass; every row says what, against what, within which bounds, from which sample", async () => {
  const dir = fresh();
  const ended = await larmor(["validate", "--quick", "--only", "1,2", "--out", dir, "--json"]);
  assert.is(ended.code, 0, ended.stdout + ended.stderr);
  const printed = JSON.parse(ended.stdout);
  const stored = JSON.parse(readFileSync(join(dir, "validation.json"), "utf8"));
  assert.equal(printed, stored);
  assert.is(stored.pass, true);
  assert.ok(stored.rows.length > 20);
  const names = new Set<string>();
  for (const row of stored.rows as Row[]) {
    assert.ok(row.pass, row.name);
    assert.ok(Number.isFinite(row.value), row.name);
    assert.ok(Number.isFinite(row.low) || Number.isFinite(row.high), `${row.name} has a bound`);
    for (const key of ["what", "bounds", "source", "sample"] as const) assert.ok(row[key], `${row.name}: ${key}`);
    names.add(row.name);
  }
  assert.is(names.size, stored.rows.length, "names are unique");
  assert.match(ended.stderr, /1\/3 .*rows pass/);
});

test("written into a run folder, its rows are a section of the report", async () => {
  const dir = fresh();
  assert.is((await larmor(["run", "--out", dir, "--quiet", ...tiny(2)])).code, 0);
  const report = async () => {
    const ended = await larmor(["report", dir]);
    return { ...ended, page: ended.code === 0 ? readFileSync(join(dir, "report.html"), "utf8") : "" };
  };
  assert.not.match((await report()).page, /<h2>Validation/);
  assert.is((await larmor(["validate", "--quick", "--only", "1", "--out", dir, "--quiet"])).code, 0);
  const { rows } = JSON.parse(readFileSync(join(dir, "validation.json"), "utf8"));
  const { page } = await report();
  assert.match(
    page,
    new RegExp(`<h2>Validation</h2>\\n<p>larmor validate, level quick: ${rows.length} rows pass, 0 fail.</p>`),
  );
  for (const row of rows as Row[]) assert.ok(page.includes(`>${row.name}</td>`), row.name);
  // a file that holds no rows is not passed over
  for (const text of ["{}", '{"rows":[null]}', '{"rows":[{"name":3}]}']) {
    writeFileSync(join(dir, "validation.json"), text);
    const refused = await report();
    assert.is(refused.code, 2);
    assert.match(refused.stderr, /validation\.json: found no rows/);
  }
});

test("bad input: one line that says what to give, exit 2", async () => {
  for (const args of [["--quick", "--full"], ["--only", "9"], ["--only", "field"], ["--workers", "0"], ["run"]]) {
    const { code, stdout, stderr } = await larmor(["validate", ...args]);
    assert.is(code, 2, args.join(" "));
    assert.is(stdout, "");
    assert.is(stderr.trim().split("\n").length, 1);
    assert.match(stderr, /expected/);
  }
});

test("a wrong sign of the charge: exit 4, and the rows that fail say why", () => {
  // the built command line with an error put into it
  const copy = mkdtempSync(join(tmpdir(), "larmor-wrong-"));
  try {
    cpSync(dirname(CLI), join(copy, "dist"), { recursive: true });
    cpSync(join(dirname(CLI), "..", "package.json"), join(copy, "package.json"));
    const modules = join(dirname(CLI), "..", "node_modules");
    if (existsSync(modules)) symlinkSync(modules, join(copy, "node_modules"));
    const node = join(copy, "dist", "node");
    const right = "charge * group.gyroradius_1uG_pc";
    const [file, ...others] = readdirSync(node)
      .filter((name) => /^cli-.*\.js$/.test(name))
      .map((name) => join(node, name))
      .filter((name) => readFileSync(name, "utf8").includes(right));
    assert.equal(others, []);
    writeFileSync(file, readFileSync(file, "utf8").replace(right, `-${right}`));
    const args = [join(copy, "dist", "cli.js"), "validate", "--quick", "--only", "1"];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
    assert.is(status, 4, stdout);
    assert.match(stdout, /FAIL\s+helix phase[^\n]*\n\s+gyrophase after 100.25 turns[^\n]*\n\s+bounds: /);
    assert.match(stdout, /FAIL\s+sense of gyration/);
    assert.match(stdout, /pass\s+momentum/);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});

test.run();
