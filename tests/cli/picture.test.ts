// The picture of the result in the terminal: it fits, however narrow the terminal is.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { picture } from "../../src/cli/text/picture.js";
import { groups, resolveConfig } from "../../src/config/config.js";
import { expectedDiffusion } from "../../src/config/default_lengths.js";
import { newSummary } from "../../src/response/summary.js";
import { syntheticRecord } from "../figures/synthetic.js";

const test = suite("command line: picture");

test("no line of a panel is wider than the terminal, from forty columns on; the axes are named whole", () => {
  const config = resolveConfig({ transport: { outputs: 4 }, ensemble: { realisations: 6 } });
  const statistics = newSummary(config, { kernel_sha256: "", numerics: 1 });
  for (const group of groups(config)) {
    const expected = expectedDiffusion(config.field, group.turbulence_level, group.rigidity_TV);
    for (let k = 0; k < 6; k++) statistics.add(syntheticRecord(group, k, expected));
  }
  for (const columns of [40, 50, 79, 80, 81, 110, 200]) {
    const lines = picture(statistics, config, groups(config), columns).split("\n");
    const wide = lines.filter(
      (line) => !/^(turbulence level|directions:|amplitudes:)/.test(line) && line.length > columns,
    );
    assert.equal(wide, [], `${columns} columns`);
    for (const label of [/180° +90° +0° +270° +180°/, /0° +45° +90° +135° +180°/]) {
      assert.ok(
        lines.some((line) => label.test(line)),
        `${columns} columns: ${label}`,
      );
    }
  }
});

test.run();
