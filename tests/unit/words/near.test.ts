// "Did you mean ...?": a slip leads to the intended name, and a word unlike any name leads to none.
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { near } from "../../../src/words/near.js";

const names = ["figure", "project", "resolution", "show-config", "schema", "status"];
const like = (written: string) => near(written, names, (name) => [name]);

const test = suite("words: near names");

test("one letter wrong, missing, too many or swapped is a slip", () => {
  for (const written of ["figurr", "figre", "figuure", "figuer", "FIGURE", "f-i-g-u-r-e"])
    assert.is(like(written), "figure", written);
});

test("a beginning of a name, and a name with more behind it, stand for the name", () => {
  assert.is(like("fig"), "figure");
  assert.is(like("statuses"), "status");
  assert.is(like("showconfig"), "show-config");
});

test("what is like no name leads nowhere", () => {
  for (const written of ["frobnicate", "", "xyz", "%&", "figure".padEnd(101, "e")])
    assert.is(like(written), undefined, written);
});

test("half of the letters are not enough: file is not time, at not T", () => {
  for (const written of ["file", "at"])
    assert.is(
      near(written, ["time", "T"], (name) => [name]),
      undefined,
      written,
    );
});

test("of names that are equally near the first is meant, and any of a name's spellings counts", () => {
  assert.is(
    near("cat", ["bat", "rat"], (name) => [name]),
    "bat",
  );
  assert.is(near("L_max", [["outer_scale", "L_max"], ["box"]], (spellings) => spellings)?.[0], "outer_scale");
});

test("a name itself is always the answer", () => {
  fc.assert(
    fc.property(fc.constantFrom(...names), (name) => like(name) === name),
    { seed: 1, numRuns: 50 },
  );
});

test.run();
