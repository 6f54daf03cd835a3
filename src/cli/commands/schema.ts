import { type ConfigKey, configKeys } from "../../config/config.js";
import type { Range } from "../../config/keys.js";
import { command, EXIT } from "../command.js";

type JSONSchema = Record<string, unknown>;

/** One number of a key. A power of two cannot be said in JSON schema but by listing. */
function numberSchema({ integer, power_of_two, above, least, below, most }: Range): JSONSchema {
  const bounds = { exclusiveMinimum: above, minimum: least, exclusiveMaximum: below, maximum: most };
  if (power_of_two && least !== undefined && most !== undefined) {
    return { enum: Array.from({ length: Math.log2(most / least) + 1 }, (_, i) => least * 2 ** i) };
  }
  return { type: integer ? "integer" : "number", ...bounds };
}

function valueSchema(key: ConfigKey): JSONSchema {
  const number = () => numberSchema(key.ranges[0]);
  switch (key.kind) {
    case "choice":
      return { enum: key.choices };
    case "list":
      return { type: "array", minItems: 1, maxItems: key.most_entries, uniqueItems: true, items: number() };
    case "pair":
      return { type: "array", prefixItems: key.ranges.map(numberSchema), minItems: 2, maxItems: 2 };
    case "table": {
      const row = { type: "object", additionalProperties: number() };
      return { anyOf: [number(), { type: "object", additionalProperties: row }] };
    }
    case "number":
      return number();
  }
}

/** The config's schema, draft 2020-12. What keys cannot go together is not in it. */
export function configSchemaJSON(): JSONSchema {
  const sections: Record<string, { properties: JSONSchema } & JSONSchema> = {};
  for (const key of configKeys) {
    sections[key.section] ??= { type: "object", additionalProperties: false, properties: {} };
    const unit = key.unit ? ` (${key.unit})` : "";
    const why = key.why && ` ${key.why}`;
    const description = `${key.description}${unit}.${why} Default: ${key.default_text}`;
    sections[key.section].properties[key.name] = { description, default: key.default, ...valueSchema(key) };
  }
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Config of larmor",
    type: "object",
    additionalProperties: false,
    properties: sections,
  };
}

/** The keys as a table in Markdown. */
export function keyTable(): string {
  const rows = configKeys.map(
    ({ key, expected, default_text, description, why }) =>
      `| ${key} | ${expected} | ${default_text} | ${description}.${why && ` ${why}`} |`,
  );
  return ["| key | value | default | meaning |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

export default command({
  usage: "schema [options]",
  about: "Prints the JSON schema of the config (for editors), or with --table the keys in Markdown.",
  positionals: [0, 0],
  options: { table: { about: "a table of the keys with ranges, defaults and meaning" } },
  examples: [["for an editor that completes and checks", "larmor schema > larmor.schema.json"]],
  async run({ table }) {
    process.stdout.write(table ? `${keyTable()}\n` : `${JSON.stringify(configSchemaJSON(), null, 2)}\n`);
    return EXIT.done;
  },
});
