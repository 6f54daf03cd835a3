import { toJsonSchema } from "@valibot/to-json-schema";
import { type ConfigKey, configKeys } from "../../config/config.js";
import { densityFields } from "../../config/densities.js";
import { configSchema } from "../../config/keys.js";
import { command, EXIT } from "../command.js";
import { print, printJSON } from "../output.js";

/** The config's schema, draft 2020-12. It does not say which keys cannot go together. */
export function configSchemaJSON(): Record<string, unknown> {
  const { $schema, ...schema } = toJsonSchema(configSchema(), {
    target: "draft-2020-12",
    typeMode: "output", // of a pipe with two schemas, the latter: the former says that it is a table
    ignoreActions: ["finite", "transform", "metadata"],
    overrideAction: ({ valibotAction, jsonSchema }) =>
      valibotAction.type === "check" ? { ...jsonSchema, uniqueItems: true } : undefined,
    overrideSchema({ valibotSchema, jsonSchema }) {
      const key = configKeys().find(({ schema }) => "wrapped" in valibotSchema && schema === valibotSchema.wrapped);
      return key && Object.assign({ description: descriptionOf(key), default: key.default }, jsonSchema);
    },
  });
  return { $schema, title: "Config of larmor", ...schema };
}

function descriptionOf({ description, unit, why, default_text }: ConfigKey): string {
  return `${description}${unit ? ` (${unit})` : ""}.${why && ` ${why}`} Default: ${default_text}`;
}

/** The keys as a table in Markdown. */
export function keyTable(): string {
  const rows = configKeys().map(
    ({ key, expected, default_text, description, why }) =>
      `| ${key} | ${expected} | ${default_text} | ${description}.${why && ` ${why}`} |`,
  );
  const fields = densityFields().map(
    ({ kind, field, expected, description }) =>
      `| density[].${field} | ${expected} | needed${kind === "both" ? "" : ` for a ${kind}`} | ${description}. |`,
  );
  return ["| key | value | default | meaning |", "| --- | --- | --- | --- |", ...rows, ...fields].join("\n");
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
