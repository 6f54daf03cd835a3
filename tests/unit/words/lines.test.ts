// Text in lines.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { abridged, columns, definitions, folded, listed, ranges, wrap } from "../../../src/words/lines.js";

const test = suite("lines of text");

test("lines are as long as the width allows, and a value stays with its unit and its error", () => {
  assert.equal(wrap("one two three four", 9), ["one two", "three", "four"]);
  assert.equal(wrap("  one\n two ", 80), ["one two"]);
  assert.equal(wrap("it is T = 60 pc or 1.0 ± 0.2", 12), ["it is", "T = 60 pc or", "1.0 ± 0.2"]);
  assert.equal(wrap("a b c", 4, "- ", "  "), ["- a", "  b", "  c"]);
  // a word that is too long is not broken
  assert.equal(wrap("a incomprehensible b", 6), ["a", "incomprehensible", "b"]);
  assert.equal(wrap("", 10), [""]);
});

test("each column is as wide as its widest cell, and no line ends with blanks", () => {
  assert.equal(
    columns(
      [
        ["name", "x", "n"],
        ["a", "12.5", "7"],
        ["convergence", "", ""],
      ],
      "lr",
    ),
    ["name            x  n", "a            12.5  7", "convergence"],
  );
  assert.equal(columns([], "l"), []);
});

test("a table that is too wide goes on below, each part with the first columns and within the width", () => {
  const rows = [
    ["id", "first", "second", "third"],
    ["1", "a", "b", "c"],
  ];
  assert.equal(folded(rows, 1, 17), [
    [
      ["id", "first", "second"],
      ["1", "a", "b"],
    ],
    [
      ["id", "third"],
      ["1", "c"],
    ],
  ]);
  assert.equal(folded(rows, 1, 80), [rows]);
  // no width is too small to end
  assert.is(folded(rows, 1, 1).length, 3);
});

test("names have their meanings beside them, two blanks away from the longest name", () => {
  assert.is(
    definitions(
      [
        ["convergence", "a name and a half of it"],
        ["b", "short"],
      ],
      28,
    ),
    "  convergence  a name and a\n               half of it\n  b            short",
  );
});

test("indices are listed, or as ranges that an array job takes", () => {
  assert.is(listed([3, 7], 2), "3, 7");
  assert.is(listed([3, 7], 14), "3, 7 and 12 more");
  assert.is(ranges([3, 7, 8, 9]), "3, 7-9");
  assert.is(ranges([3, 7, 8, 9, 11, 12], ","), "3,7-9,11-12");
  assert.is(ranges([]), "");
});

test("a long list of ranges is cut after its first twenty, and the number of all is given", () => {
  const odd = Array.from({ length: 500 }, (_, i) => 2 * i + 1);
  const text = abridged(ranges(odd), odd.length);
  assert.match(text, /^1, 3, .*, 39 \.\.\. \(500 in all\)$/);
  assert.is(abridged(ranges([1, 2, 3, 7]), 4), "1-3, 7");
  assert.is(abridged("", 0), "");
});

test.run();
