// Text within HTML and SVG.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { escaped } from "../../../src/words/markup.js";

const test = suite("markup");

test("text within HTML and SVG stays text", () => {
  assert.is(escaped('<b a="1"> & </b>'), "&lt;b a=&quot;1&quot;&gt; &amp; &lt;/b&gt;");
});

test.run();
