import { configKeys } from "../../config/config.js";
import { DENSITY_EXAMPLE } from "../../config/densities.js";
import { FIELD_MODELS, MODELS } from "../../config/field_models.js";
import type { ConfigKey } from "../../config/keys.js";
import { listIn } from "../../config/kinds.js";
import { shellWord } from "../../words/shell.js";
import { command, EXIT } from "../command.js";
import { writeNew } from "../new_file.js";
import { say } from "../output.js";

/** The symbols that the paper has for keys. */
const IN_PAPER = ["eta", "B_rms", "L_max", "L_min", "q", "R", "T", "N"];

/** A config file with every key, its meaning and range; keys whose default depends on other keys are commented out. */
export function configTemplate(): string {
  const lines = [
    "# A config of larmor. Absent keys are taken from the preset (--preset quick, fast or paper).",
    "# larmor show-config FILE prints the resolved config; larmor run FILE --dry-run what the run would cost.",
  ];
  const density = JSON.stringify([DENSITY_EXAMPLE])
    .replaceAll(/"(\w+)":/g, " $1 = ")
    .replaceAll(",  ", ", ");
  lines.push(
    "",
    "# Densities that are no gradient, whose dipoles are recorded: docs/config.md has their fields.",
    `# density = ${density}`,
  );
  let section = "";
  for (const key of configKeys()) {
    if (key.section !== section) {
      section = key.section;
      lines.push("", `[${section}]`);
    }
    const unit = key.unit ? ` [${key.unit}]` : "";
    const paper = key.symbol.find((symbol) => IN_PAPER.includes(symbol));
    const symbol = paper === undefined ? "" : ` (${paper} in the paper)`;
    lines.push("", `# ${key.description}${unit}${symbol}.`, `# ${key.expected}; default: ${key.default_text}`);
    if (key.why) lines.push(`# ${key.why}`);
    lines.push(...readerOf(key), ...assignments(key));
  }
  return `${lines.join("\n")}\n`;
}

/** Which field model reads a key, where only one of several does. */
function readerOf({ section, name }: ConfigKey): string[] {
  const models = MODELS.filter((model) => FIELD_MODELS[model].reads.includes(name));
  return section === "field" && models.length === 1 ? [`# Only for field.model = "${models[0]}".`] : [];
}

/** The key at its default, or commented out with an example; a table also for one turbulence level and rigidity. */
function assignments({ name, schema, example, ...key }: ConfigKey): string[] {
  if (key.default !== undefined) return [`${name} = ${JSON.stringify(key.default)}`];
  const value = JSON.stringify(example);
  if (schema.type !== "union" || listIn(schema)) return [`# ${name} = ${value}`];
  return [
    `# ${name} = ${value}`,
    "# or at turbulence level 0.1 and 1000 TV alone, a line for each level and rigidity:",
    `# ${name}."0.1"."1000" = ${value}`,
  ];
}

export default command({
  usage: "init [FILE]",
  about: "Writes a config file with every key explained (default: larmor.toml). An existing file is never overwritten.",
  positionals: [0, 1],
  options: {},
  examples: [["then edit it and run it", "larmor init my.toml"]],
  async run(_, [file = "larmor.toml"]) {
    writeNew(file, configTemplate());
    say(`wrote ${file}; try: larmor run ${shellWord(file)} --dry-run`);
    return EXIT.done;
  },
});
