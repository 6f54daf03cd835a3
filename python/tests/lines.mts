// For test_bytes.py: lines of realisations.jsonl as the TypeScript library writes them.
import { configIdentity, groups, resolveConfig } from "../../src/config/config.js";
import { describeCube } from "../../src/cube/describe.js";
import { realise } from "../../src/flight/realisation.js";
import { NUMERICS } from "../../src/kernel_constants.js";
import { formatLine } from "../../src/store/lines.js";
import { cells, cubeValues } from "../../tests/golden_cube.js";
import inputs from "./lines.json" with { type: "json" };

const cube = await describeCube({ values: cubeValues(), cells });
for (const [name, input] of Object.entries<Record<string, object>>(inputs)) {
  const isCube = "cube_cell_pc" in (input.field ?? {});
  const config = resolveConfig(isCube ? { ...input, field: { ...input.field, ...cube } } : input);
  const expected = {
    config: configIdentity(config).slice(0, 12),
    numerics: NUMERICS,
    groups: groups(config),
    realisations: 1,
    shard: undefined,
  };
  for (const group of groups(config)) {
    const line = formatLine(await realise(config, 2, group), expected);
    process.stdout.write(`${JSON.stringify({ name, level: group.turbulence_level, R: group.rigidity_TV, line })}\n`);
  }
}
