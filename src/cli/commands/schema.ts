import { configKeys } from "../../config/config.js";
import { valueSchema } from "../../config/kinds.js";
import { command, EXIT } from "../command.js";
import { print, printJSON } from "../output.js";

type JSONSchema = Record<string, unknown>;

/** The config's schema, draft 2020-12. It does not say which keys cannot go together. */
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
    properties: { $schema: { description: "Address of this schema, for editors.", type: "string" }, ...sections },
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
    if (table) print(`${keyTable()}\n`);
    else printJSON(JSON.stringify(configSchemaJSON(), null, 2));
    return EXIT.done;
  },
});
