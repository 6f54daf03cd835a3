// Comma-separated values: what is written is what is read.
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { CSVError, csvLine, csvRows, csvText } from "../../../src/words/csv.js";
import { holds } from "../holds.js";

const test = suite("CSV");

test("any texts come back as they were, with quotes, commas and new lines in them", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "#", " ", "é"), maxLength: 8 });
  holds(
    fc.property(fc.array(fc.tuple(fc.constant("first"), cell, cell), { minLength: 1 }), (rows) => {
      const read = csvRows(rows.map(csvLine).join(""));
      assert.equal(
        read.map(({ fields }) => fields),
        rows,
      );
    }),
    20150114,
    500,
  );
});

test("numbers of a run are written to their last bit, those of a figure to six digits", () => {
  assert.is(csvLine([1 / 3, true, null, 'say "a"']), '0.3333333333333333,true,,"say ""a"""\n');
  assert.is(
    csvText({
      about: ["a\nb"],
      columns: ["x", "y"],
      rows: [
        [1 / 3, "a, b"],
        [null, "c"],
      ],
    }),
    '# a b\nx,y\n0.333333,"a, b"\n,c\n',
  );
});

test("rows have the numbers of their lines; comments, empty lines, a byte order mark and CRLF are no rows", () => {
  assert.equal(csvRows('\uFEFF# about\r\n\r\na,b\r\n"two\nlines",1\n2,3'), [
    { line: 3, fields: ["a", "b"] },
    { line: 4, fields: ["two\nlines", "1"] },
    { line: 6, fields: ["2", "3"] },
  ]);
});

test("a quote that is not closed, or is followed by text, is an error of its line", () => {
  const lineOf = (text: string): number => {
    try {
      csvRows(text);
    } catch (error) {
      if (error instanceof CSVError) return error.line;
    }
    return assert.unreachable("no error") as never;
  };
  assert.is(lineOf('a\n"b\nc'), 2);
  assert.is(lineOf('a\nb\n"c"d\n'), 3);
});

test.run();
