// CONTRIBUTING.md: a file has one purpose and rarely more than 300 lines; if it has more, its head says why.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("long files");

const MOST_LINES = 300;
const REASON = /one file, because/i;
/** Tests are not asked: a file of them follows the module that it tests. */
const SOURCES = /^(src|page|assembly|tools|bench|python\/src)\/.*\.(ts|js|py|wgsl)$/;

/** The comment that a file begins with. */
const headOf = (text: string): string => text.slice(0, text.search(/^(import|from|export|@)/m));

test("say in their head why they are one", () => {
  const listed = ["ls-files", "--cached", "--others", "--exclude-standard"];
  const files = execFileSync("git", listed, { encoding: "utf8" }).split("\n");
  const sources = files.filter((file) => SOURCES.test(file));
  assert.ok(sources.length > 300, `only ${sources.length} files`);
  const against = sources.filter((file) => {
    const text = readFileSync(file, "utf8");
    return text.split("\n").length - 1 > MOST_LINES && !REASON.test(headOf(text));
  });
  assert.equal(against, []);
});

test.run();
