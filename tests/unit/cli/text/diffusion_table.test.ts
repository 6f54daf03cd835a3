// Tables of transport coefficients: docs/transport.md prints the groups that lie as JSON beside it.
import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { transportText } from "../../../../src/cli/text/diffusion_table.js";

const test = suite("tables of transport coefficients");

const docs = (name: string) => readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), "utf8");
const text = (name: string) => transportText(JSON.parse(docs(`transport/${name}.json`)).groups);

test("the page of transport coefficients has the tables of the JSON beside it", () => {
  for (const name of ["isotropic", "weak", "scan"]) {
    const indented = text(name).replace(/^(?=.)/gm, "    ");
    assert.ok(docs("transport.md").includes(indented), `${name}: larmor diffusion prints\n${text(name)}`);
  }
});

test("a second expected value has a line where expected values are, and no line of any part is empty", () => {
  const parts = text("isotropic").split("\n\n");
  assert.not.match(parts[0], /100000 {2,}\d+ to \d+/);
  assert.match(parts[1], /100000 +47 +\(4\/3\) r_g\^2\/l_c\n/);
  for (const name of ["isotropic", "weak", "scan"]) {
    // eta and TV, or with a label, and nothing after them
    assert.not.match(text(name), /^ *[\d.]+ +\d+(?: +(?:D_par|D_perp|D_A|trace\/3|one axis|other two))?$/m, name);
  }
});

test.run();
