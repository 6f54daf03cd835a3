// The shades of figures in the dark: more is brighter, and only shades are changed.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { darkShade } from "../../../page/dark_shades.js";
import { partShade } from "../../../src/figures/amplitude_panel.js";
import * as palette from "../../../src/figures/drawing/palette.js";

const test = suite("shades in the dark");

test("what is darker on paper, because it is more, is brighter in the dark", () => {
  const grey = (colour: string | null) => {
    const [r, g, b] = (colour ?? "").match(/\d+/g)?.map(Number) ?? [];
    return 0.3 * r + 0.6 * g + 0.1 * b;
  };
  let before = 0;
  for (let part = 0.02; part <= 0.4; part += 0.02) {
    const now = grey(darkShade(partShade(part)));
    assert.ok(now > before, `${part}: ${now} after ${before}`);
    before = now;
  }
  assert.ok(before > 210);
});

test("colours of lines, words and paper are no shades", () => {
  const { INK, MUTED, GRID, BLUE, SKY, GREEN, ORANGE, VERMILLION, PURPLE, YELLOW } = palette;
  for (const colour of [INK, MUTED, GRID, BLUE, SKY, GREEN, ORANGE, VERMILLION, PURPLE, YELLOW, "#ffffff", "#b5b5b5"])
    assert.is(darkShade(colour), null, colour);
});

test.run();
