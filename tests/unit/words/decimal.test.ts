// Numbers that a user types: decimal digits, and nothing that only Number() takes for a number.
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { decimal, decimals } from "../../../src/words/decimal.js";

const test = suite("words: decimal numbers");

test("decimal digits with sign, point and exponent are the number that they say", () => {
  const written = { "12": 12, "-0.5": -0.5, ".5": 0.5, "5.": 5, "+1e3": 1000, "1E-3": 0.001, "007": 7 };
  for (const [text, value] of Object.entries(written)) assert.is(decimal(text), value, text);
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => decimal(String(x)) === x),
    { seed: 1, numRuns: 500 },
  );
});

test("what only Number() takes for a number is none: blanks, hexadecimal, binary, Infinity, too large ones", () => {
  for (const text of [
    "",
    " ",
    " 1",
    "0x10",
    "0b1",
    "0o7",
    "Infinity",
    "-Infinity",
    "NaN",
    "1e999",
    "1_000",
    "1,5",
    "٣",
  ])
    assert.ok(Number.isNaN(decimal(text)), text);
  assert.ok(Number.isNaN(decimal("1".repeat(101))));
});

test("in a list blanks may stand about a number, not for one", () => {
  assert.equal(decimals("60, -20"), [60, -20]);
  assert.equal(decimals("60,"), [60, Number.NaN]);
});

test.run();
