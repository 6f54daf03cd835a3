// The help of every command: what it takes, examples, exit codes; on stdout, in lines that fit a terminal.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { commands } from "../../src/cli/main.js";
import { larmor } from "./larmor.js";

const test = suite("command line: help");
/** A terminal of a hundred columns. */
const WIDEST = 100;
const CODES = [0, 2, 3, 4, 5, 70, 74, 75];

for (const [name, [, load]] of Object.entries(commands)) {
  test(name, async () => {
    const { default: definition } = await load();
    const { code, stdout, stderr } = await larmor([name, "--help"]);
    assert.is(code, 0);
    assert.is(stderr, "");
    assert.ok(stdout.startsWith(`larmor ${definition.usage}\n\n`), "begins with the usage");
    const part = (title: string, next: string) => {
      const found = new RegExp(`\\n\\n${title}\\n([^]*?)\\n${next}`).exec(`${stdout}END`)?.[1];
      assert.ok(found, `${title} is a part of it`);
      return found as string;
    };
    const options = part("Options", "\\n");
    for (const option of [...Object.keys(definition.options), "help"]) {
      assert.match(options, new RegExp(`^ {2}--${option}\\b.* \\S`, "m"));
    }
    const examples = part("Examples", "\\n").split("\n");
    assert.ok(
      examples.some((line) => line.includes(`larmor ${name}`)),
      "an example calls it",
    );
    assert.is(examples.filter((line) => line.startsWith("  # ")).length, definition.examples.length);
    const codes = part("Exit codes", "END").matchAll(/^ {2}(\d+) +\S/gm);
    assert.equal(
      [...codes].map(([, number]) => Number(number)),
      CODES,
    );
    const wide = stdout.split("\n").filter((line) => line.length > WIDEST);
    assert.equal(wide, [], `no line wider than ${WIDEST}`);
    assert.is((await larmor(["help", name])).stdout, stdout);
  });
}

test("without a command: all of them", async () => {
  const { code, stdout, stderr } = await larmor(["--help"]);
  assert.is(code, 0);
  assert.is(stderr, "");
  for (const name of Object.keys(commands)) assert.match(stdout, new RegExp(`^ {2}${name} +\\S`, "m"));
  assert.ok(stdout.split("\n").every((line) => line.length <= 110));
});

test.run();
