// Every deliberate error is caught by a row of `validate`, and the sources as they are pass. Each error is put into a copy of the
// sources in a temporary folder; the table that is printed is kept in README.md of this folder.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Mutation, mutations } from "./mutations.js";

const COPIED = ["assembly", "src", "tools", "asconfig.json", "package.json", "tsconfig.json", "tests/mutants"];
/** Part of the names of those to run, with commas between; all without it. */
const ONLY = process.env.LARMOR_MUTANTS?.split(",");
const table: string[] = [];

/** The rows that fail in a copy of the sources with one error in it. */
function failing(mutation?: Mutation): string[] {
  const copy = mkdtempSync(join(tmpdir(), "larmor-mutant-"));
  try {
    for (const name of COPIED) cpSync(name, join(copy, name), { recursive: true });
    symlinkSync(join(process.cwd(), "node_modules"), join(copy, "node_modules"));
    if (mutation) {
      const file = join(copy, mutation.file);
      const parts = readFileSync(file, "utf8").split(mutation.find);
      assert.is(parts.length, 2, `${mutation.file}: "${mutation.find}" must be there once`);
      writeFileSync(file, parts.join(mutation.replace));
    }
    const run = (args: string[]): string => {
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: "utf8" });
      assert.is(status, 0, stderr);
      return stdout;
    };
    run(["node_modules/assemblyscript/bin/asc.js", "--config", "asconfig.json", "--target", "release"]);
    run(["tools/place-kernel.js"]);
    return JSON.parse(run(["--import", "tsx", "tests/mutants/rows.ts"])).failed;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const mutants = suite("validate catches deliberate errors");

mutants("and passes without one", () => {
  if (!ONLY) assert.equal(failing(), []);
});

for (const mutation of mutations.filter(({ name }) => !ONLY || ONLY.some((part) => name.includes(part)))) {
  mutants(mutation.name, () => {
    const failed = failing(mutation);
    table.push(`| ${mutation.name} | ${failed.join("; ")} |`);
    console.log(table[table.length - 1]);
    for (const row of mutation.caught_by) assert.ok(failed.includes(row), `"${row}" passes; failed: ${failed}`);
  });
}

mutants.run();
