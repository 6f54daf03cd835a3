import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { widthOf } from "../../../src/cli/output.js";

const test = suite("output");

test("one file writes to stdout and stderr, and nothing else in src does", () => {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  assert.ok(files.length > 100);
  const writing = /process\s*\.\s*(stdout|stderr)|\bconsole\s*\.|writeSync\((STD|1|2)|\/dev\/(stdout|stderr|tty)/;
  const found = files.filter((file) => writing.test(readFileSync(join("src", file), "utf8")));
  assert.equal(found, [join("cli", "output.ts")]);
});

test("a terminal that does not know its width has that of no terminal", () => {
  assert.equal([0, undefined].map(widthOf), [110, 110]);
  assert.is(widthOf(72), 72);
});

test.run();
