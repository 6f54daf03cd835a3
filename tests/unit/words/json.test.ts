// JSON: no value is lost because its key stands there twice.
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { DuplicateKey, parseJSON } from "../../../src/words/json.js";

const test = suite("words: JSON");

const twice = (text: string): string | undefined => {
  try {
    parseJSON(text);
  } catch (error) {
    if (error instanceof DuplicateKey) return error.path.join("/");
    throw error;
  }
  return undefined;
};

test("the same key twice in one object is refused at any depth, however it is spelt", () => {
  assert.is(twice('{"a":1,"b":2,"a":3}'), "a");
  assert.is(twice('{"a":{"b":{"c":1}, "b" : 2}}'), "a/b");
  assert.is(twice('[1,[{"a":{"x":[]}},{"a":{"x":1,"\\u0078":2}}]]'), "a/x");
  assert.is(twice('{"__proto__":1,"__proto__":2}'), "__proto__");
  assert.is(twice('{"":1,"":2}'), "");
});

test("the same key in two objects, as a value, or within a text is no second key", () => {
  for (const text of ['{"a":{"a":1},"b":{"a":1}}', '{"a":"a","b":["a","a"]}', '{"a":"{\\"a\\":1,\\"a\\":2}"}', '"a:a"'])
    assert.is(twice(text), undefined, text);
});

test("else it is JSON.parse", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.integer({ min: 0, max: 3 }), (text, space) => {
      const written = JSON.stringify(JSON.parse(text), null, space);
      assert.equal(parseJSON(written), JSON.parse(written));
    }),
    { seed: 1, numRuns: 200 },
  );
  assert.throws(
    () => parseJSON("{"),
    (error: Error) => error instanceof SyntaxError,
  );
});

test.run();
