// What a program gives: a key or a word that is none is named, with what is expected.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { checkKeys, checkOptions, checkWord } from "../../../src/words/options.js";

const test = suite("words: options");
const known = ["origin", "sense", "charge"];

test("known options pass, also those that are undefined, and none at all", () => {
  for (const options of [{}, { origin: undefined }, { origin: 1, sense: 2, charge: 3 }, Object.create({ start: 1 })])
    checkOptions(options, known);
});

test("an unknown one is named, with those that are known and the one that may be meant", () => {
  assert.throws(
    () => checkOptions({ start: 1 }, known),
    (error: Error) =>
      error instanceof RangeError && error.message === "start: unknown option; origin, sense and charge expected",
  );
  assert.throws(
    () => checkOptions({ origin: 1, orgin: undefined }, known),
    /^orgin: unknown option; .* expected; did you mean origin\?$/,
  );
  assert.throws(() => checkOptions({ "": 1 }, ["one"]), /^: unknown option; one expected$/);
  assert.throws(
    () => checkKeys("grid", { cell: 1 }, ["values", "cells"]),
    /^grid\.cell: unknown key; values and cells /,
  );
});

test("what is no object with options is refused", () => {
  const circular: unknown[] = [];
  circular.push(circular);
  for (const value of [null, undefined, 3, 3n, "x", true, Symbol("s"), [], circular, new Float64Array(2), Number.NaN])
    assert.throws(
      () => checkOptions(value, known),
      (error: Error) => error instanceof TypeError && /^options: .*found, an object with origin, /.test(error.message),
    );
});

test("a word is one of the words", () => {
  checkWord("convention", "arrival", ["momentum", "arrival"]);
  for (const found of ["sky", "Momentum", "", "arrival ", null, undefined, 1, ["arrival"], 2n])
    assert.throws(
      () => checkWord("convention", found, ["momentum", "arrival"]),
      /^convention: .*found, "momentum" or "arrival" expected$/,
    );
});

test.run();
