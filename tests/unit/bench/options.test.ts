// `npm run bench` measures what it is asked for, or says why not before it begins.
import { spawnSync } from "node:child_process";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { named, readOptions, UsageError } from "../../../bench/options.js";

const test = suite("bench: options");

test("without words speed is measured; numbers and words are read", () => {
  const asked = { part: "speed", json: false, quick: false, only: "", out: undefined, rounds: undefined };
  assert.equal(readOptions([]), asked);
  const words = ["accuracy", "--quick", "--json", "--only", "10 TV", "--rounds", "12"];
  assert.equal(readOptions(words), { ...asked, part: "accuracy", quick: true, json: true, only: "10 TV", rounds: 12 });
});

test("rounds that are none, unknown parts and options that a part does not read are refused in a sentence", () => {
  const refused: [words: string, message: RegExp][] = [
    ["nosuch", /^found "nosuch", expected one of speed, equal-error, .*kicks$/],
    ["speed scaling", /^found "speed scaling", expected one of/],
    ["toString", /^found "toString"/],
    ["--rounds 0", /^--rounds: found "0", expected a whole number from 1$/],
    ["--rounds x", /^--rounds: found "x"/],
    ["--rounds=-1", /^--rounds: found "-1"/],
    ["speed --help", /^Unknown option '--help'/],
    ["kicks --only abc", /^--only: kicks does not read it; it has --json, --quick$/],
    ["accuracy --out results", /^--out: accuracy does not read it; it has --json, --quick, --only, --rounds$/],
    ["field-loop --quick", /^--quick: field-loop does not read it; it has --json$/],
  ];
  for (const [words, message] of refused)
    assert.throws(
      () => readOptions(words.split(" ")),
      (error: Error) => error instanceof UsageError && message.test(error.message),
      words,
    );
});

test("what no name has is refused with the names that there are", () => {
  const items = [{ name: "field, in cache" }, { name: "synthesis, 1 PV" }];
  assert.equal(named("cache", items), [items[0]]);
  assert.equal(named("", items), items);
  assert.throws(() => named("cash", items), /--only: found "cash", expected a part of one of: field, in cache; synth/);
});

test("the program ends with code 2 and no stack trace", () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "bench/index.ts", "--rounds", "0"],
    {
      encoding: "utf8",
    },
  );
  assert.equal([status, stdout], [2, ""]);
  assert.is(stderr, 'bench: --rounds: found "0", expected a whole number from 1\n');
});

test.run();
