import { suite } from "uvu";
import * as assert from "uvu/assert";
import { visible, visibleJSON } from "../../../src/words/visible.js";

const test = suite("text that hides nothing");

test("what a terminal obeys and what turns the order of letters round is written as a code", () => {
  assert.is(visible("a\u001b[2Jb\u009bc\u007f\r"), "a\\x1b[2Jb\\x9bc\\x7f\\x0d");
  assert.is(
    visible("gpj.\u202eexe\u2066\u200b\u2028\ufeff\u{e0041}"),
    "gpj.\\u{202e}exe\\u{2066}\\u{200b}\\u{2028}\\u{feff}\\u{e0041}",
  );
});

test("layout and letters of all scripts stay", () => {
  const text = "T = 60 pc,\t1.0 ± 0.2\n宇宙線 é ß µ ñ";
  assert.is(visible(text), text);
});

test("JSON stays the same JSON", () => {
  const value = { name: "\u001b]52;c;x\u0007\u009b\u202e\u2028\u{e0041}", list: ["é", 1] };
  for (const indent of [0, 2]) {
    const text = visibleJSON(JSON.stringify(value, null, indent));
    assert.is(visible(text), text);
    assert.equal(JSON.parse(text), value);
  }
});

test.run();
