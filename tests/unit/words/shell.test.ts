import { execFileSync } from "node:child_process";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { quoted, shellWord } from "../../../src/words/shell.js";

const test = suite("words for a shell");

test("a shell reads back what was written, whatever the word holds", () => {
  const words = [
    "out/run-1",
    "l'essai",
    "a b",
    "",
    "$HOME",
    "`id`",
    '"',
    "\\",
    "'",
    "''a'",
    "*",
    "~",
    "a\nb",
    "é",
    "#x",
    "-n",
  ];
  for (const write of [shellWord, quoted]) {
    const script = `printf '%s\\0' ${words.map(write).join(" ")}`;
    for (const shell of ["sh", "bash"]) {
      const read = execFileSync(shell, ["-c", script], { encoding: "utf8" });
      assert.equal(read.split("\0").slice(0, -1), words);
    }
  }
  assert.is(shellWord("--set"), "--set");
});

test.run();
