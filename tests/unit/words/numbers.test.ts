// Numbers as a reader sees them.
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  duration,
  percent,
  plain,
  power,
  quantity,
  rigidity,
  scientific,
  short,
  size,
  typeset,
  withError,
} from "../../../src/words/numbers.js";
import { holds } from "../holds.js";

const test = suite("numbers in words");

test("a value ends where its error does: one digit of it, two where it begins with 1", () => {
  const cases: [number, number | null, string][] = [
    [5.3e-4, 9e-5, "(5.3 ± 0.9)e-4"],
    [42.03, 0.87, "42.0 ± 0.9"],
    [0.0911, 0.0112, "0.091 ± 0.011"],
    [1.094, 0.22, "1.1 ± 0.2"],
    [12.34, 3.2, "12 ± 3"],
    [4203, 87, "4200 ± 90"],
    [-5.3e-4, 9e-5, "(-5.3 ± 0.9)e-4"],
    [1.234e7, 4e5, "(1.23 ± 0.04)e7"],
    // rounded up to the next power of ten
    [9.96, 0.2, "10.0 ± 0.2"],
    [9.9996e-4, 2e-6, "(1.000 ± 0.002)e-3"],
    // smaller than its error: the exponent is that of the error, and a zero has no sign
    [-0.02, 0.3, "0.0 ± 0.3"],
    [3e-5, 1.04e-3, "(0.0 ± 1.0)e-3"],
    [5.6712345, 2e-9, "5.671 ± 2e-9"],
    [5.6712345, 0, "5.671 ± 0"],
    [0.1234, null, "0.123"],
    [1, Number.NaN, "1 ± unknown"],
    [Number.NaN, 1, "NaN"],
  ];
  for (const [value, error, text] of cases) assert.is(withError(value, error), text);
  assert.is(quantity(42.03, 0.87, "pc"), "42.0 ± 0.9 pc");
  assert.is(quantity(2, null), "2");
});

test("what is read of any value and error is within half a unit of the error's last digit", () => {
  const positive = fc.double({ min: 1e-12, max: 1e12, noNaN: true });
  holds(
    fc.property(positive, positive, fc.boolean(), (size, error, negative) => {
      const value = negative ? -size : size;
      const text = withError(value, error);
      const [, open, mantissa, itsError, , exponent = "0"] =
        /^(\()?(-?[\d.]+(?:e-?\d+)?) ± ([\d.]+(?:e-?\d+)?)(\)e(-?\d+))?$/.exec(text) ?? [];
      assert.is(open === "(", exponent !== "0", text);
      const scale = 10 ** Number(exponent);
      const [readValue, readError] = [Number(mantissa) * scale, Number(itsError) * scale];
      // one digit of 2 to 9 is rounded by a quarter at most, two digits of 1.0 to 1.9 by a twentieth
      assert.ok(Math.abs(readError / error - 1) <= 0.2501, text);
      // beyond seven digits the value is cut to four
      const cut = /^-?\d/.test(text) && Math.abs(value) >= 1e5 * error ? 5.01e-4 * Math.abs(value) : 0;
      assert.ok(Math.abs(readValue - value) <= Math.max(0.2501 * error, cut), text);
    }),
    20150114,
    2000,
  );
});

test("a number alone has the digits asked for, and an exponent where it is very small or large", () => {
  assert.equal(
    [short(0.2712), short(2.71e-3), short(120), short(1e6), short(0), short(-0), short(0.14), short(1.2345, 2)],
    ["0.271", "2.71e-3", "120", "1e6", "0", "0", "0.14", "1.2"],
  );
});

test("durations, sizes, shares and rigidities are in the units that a reader takes", () => {
  assert.equal([0.31, 3.14, 42, 200, 18720, 273600].map(duration), [
    "0.3 s",
    "3.1 s",
    "42 s",
    "3 min 20 s",
    "5 h 12 min",
    "3 d 4 h",
  ]);
  assert.equal([12, 12_345, 310e6, 1.2e9].map(size), ["12 B", "12.3 kB", "310 MB", "1.2 GB"]);
  assert.equal([percent(0.924), rigidity(100), rigidity(1000)], ["92 %", "100 TV", "1 PV"]);
});

test("figures have raised exponents and true minus signs", () => {
  assert.equal(
    [power(1e-3), power(1), scientific(6.4e-4), scientific(-1.25e-5, 3), scientific(1e6), scientific(0)],
    ["10⁻³", "10⁰", "6.4×10⁻⁴", "−1.25×10⁻⁵", "1.0×10⁶", "0"],
  );
  assert.equal(
    [plain(-0.00123), plain(1234, 4), typeset(withError(-5.3e-4, 9e-5))],
    ["−0.0012", "1234", "(−5.3 ± 0.9)×10⁻⁴"],
  );
});

test.run();
