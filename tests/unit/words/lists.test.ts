// Lists in messages: short enough to be read, nothing left out without a word.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { namesText } from "../../../src/words/lists.js";

const test = suite("words: lists");

test("ten names are named, of more the rest is counted", () => {
  const names = Array.from({ length: 12 }, (_, i) => `n${i}`);
  assert.is(namesText([]), "");
  assert.is(namesText(names.slice(0, 10)), "n0; n1; n2; n3; n4; n5; n6; n7; n8; n9");
  assert.is(namesText(names), "n0; n1; n2; n3; n4; n5; n6; n7; n8; n9; and 2 more");
  assert.is(namesText(names, 4), "n0; n1; n2; n3; and 8 more");
});

test.run();
