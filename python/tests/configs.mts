// For test_planning.py: random configs as the TypeScript library resolves them, a line of JSON each.
//   node --import tsx python/tests/configs.mts COUNT SEED
import fc from "fast-check";
import {
  ConfigError,
  canonicalJSON,
  configIdentity,
  groups,
  isDescribed,
  resolveConfig,
  warnings,
} from "../../src/config/config.js";
import { anyInput } from "../../tests/unit/config/inputs.js";

const notNull = fc.anything({ maxDepth: 1 }).filter((value) => value !== null && value !== undefined);
const number = fc.oneof(fc.double({ min: -400, max: 5000, noNaN: true }), fc.constantFrom(0, 1, 1e6, 1e9));
const name = fc.constantFrom(
  "name",
  "kind",
  "halo_pc",
  "height_pc",
  "age_kyr",
  "share",
  "direction_deg",
  "normal_deg",
  "z",
);
/** Densities of which one in a few is impossible, each in its own way. */
const densities = fc.array(
  fc
    .tuple(
      fc.oneof(
        fc.record({
          name: fc.constantFrom("a", "b", "1", "c d"),
          kind: fc.constant("slab"),
          half_thickness_pc: fc.oneof(fc.constant(0), number),
          halo_pc: fc.oneof({ weight: 3, arbitrary: fc.constant(5001) }, number),
          height_pc: number,
          normal_deg: fc.tuple(number, fc.constantFrom(0, 90, 91)),
        }),
        fc.record({
          name: fc.constantFrom("c", "d", "x_1"),
          kind: fc.constant("burst"),
          distance_pc: number,
          direction_deg: fc.constant([10, -5]),
          age_kyr: fc.constantFrom(1, 300, 2e4),
          diffusion_pc: fc.constantFrom(1e-3, 40, 50.5),
          share: fc.constantFrom(0.1, 0.5, 1, 1.5),
        }),
      ),
      fc.oneof(
        { weight: 3, arbitrary: fc.constant({}) },
        fc.dictionary(name, fc.oneof(notNull, number), { maxKeys: 1 }),
      ),
      fc.oneof({ weight: 9, arbitrary: fc.constant("") }, name),
    )
    .map(([good, change, without]) =>
      Object.fromEntries(Object.entries({ ...good, ...change }).filter(([key]) => key !== without)),
    ),
  { maxLength: 3 },
);
const multipoles = fc.record({
  particles: fc.record({ nside: fc.constantFrom(2, 4, 8, 16, 64) }),
  transport: fc.record({ multipoles: fc.oneof(fc.integer({ min: 1, max: 16 }), notNull) }, { requiredKeys: [] }),
  field: fc.record({ turbulence_level: fc.constantFrom([0.1], [1, 0.3]) }),
  density: densities,
});
const input = fc.oneof({ weight: 7, arbitrary: anyInput }, { weight: 2, arbitrary: multipoles });

const [count, seed] = process.argv.slice(2).map(Number);
const presets = fc.constantFrom("quick" as const, "fast" as const, "paper" as const);
for (const [given, preset] of fc.sample(fc.tuple(input, presets), { numRuns: count, seed })) {
  let text: string;
  try {
    text = canonicalJSON(given); // what JSON cannot hold, Python has no word for
  } catch {
    continue;
  }
  if (/\bnull\b/.test(text)) continue; // None is "absent" in Python, null a value in JavaScript
  let answer: object;
  try {
    const config = resolveConfig(JSON.parse(text), preset);
    const known = config.field.model !== "cube" || isDescribed(config.field);
    answer = {
      json: canonicalJSON(config),
      identity: configIdentity(config),
      groups: known ? groups(config) : null,
      warnings: known ? warnings(config) : null,
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    answer = { error: error.message, key: error.key, expected: error.expected };
  }
  process.stdout.write(`${JSON.stringify({ input: text, preset, ...answer })}\n`);
}
