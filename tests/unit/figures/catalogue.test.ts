import { suite } from "uvu";
import * as assert from "uvu/assert";
import { catalogue, type FigureEntry } from "../../../src/figures/catalogue.js";

const test = suite("catalogue of figures");

test("above the figure of any run, what was found is said of the published one", () => {
  const seen: Record<string, FigureEntry> = catalogue;
  for (const name of ["fig1", "fig2", "fig3", "fig4", "fig5"])
    assert.match(seen[name].see ?? "", /\b[Ii]n the published run\b/, name);
  // at turbulence level 1 there is no regular field
  assert.not.match(seen.trajectory.see ?? "", "the regular field");
});

test.run();
