// Text within HTML and SVG.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { escaped, illegible, legible } from "../../../src/words/markup.js";

const test = suite("markup");

test("text within HTML and SVG stays text", () => {
  assert.is(escaped('<b a="1"> & </b>'), "&lt;b a=&quot;1&quot;&gt; &amp; &lt;/b&gt;");
});

test("what XML has no place for is found, and replaced", () => {
  const forbidden = ["\0", "\x01", "\x1b", "\x7f", "\x85", "\ud800", "\udfff", "\ufffe", "\uffff"];
  for (const character of forbidden) {
    assert.is(legible(`a${character}b`), "a\ufffdb");
    assert.is(escaped(`<${character}`), "&lt;\ufffd");
  }
  assert.is(illegible("a\x01\x02"), "U+0001");
  const allowed = "a\tb\nc\r é 漢 \u{1f600} \ufffd";
  assert.is(legible(allowed), allowed);
  assert.is(illegible(allowed), undefined);
});

test.run();
