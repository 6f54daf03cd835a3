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

const [count, seed] = process.argv.slice(2).map(Number);
const presets = fc.constantFrom("quick" as const, "fast" as const, "paper" as const);
for (const [input, preset] of fc.sample(fc.tuple(anyInput, presets), { numRuns: count, seed })) {
  let text: string;
  try {
    text = canonicalJSON(input); // what JSON cannot hold, Python has no word for
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
