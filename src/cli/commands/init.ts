import { writeFileSync } from "node:fs";
import { configKeys } from "../../config/config.js";
import { errorCode, onDisk } from "../../store/errors.js";
import { command, EXIT, UsageError } from "../command.js";

/** A config file with every key, its meaning and range; keys whose default depends on other keys are commented out. */
export function configTemplate(): string {
  const lines = [
    "# A config of larmor. Absent keys are taken from the preset (--preset quick or paper).",
    "# larmor show-config FILE prints the resolved config; larmor run FILE --dry-run what the run would cost.",
  ];
  let section = "";
  for (const key of configKeys) {
    if (key.section !== section) {
      section = key.section;
      lines.push("", `[${section}]`);
    }
    const unit = key.unit ? ` [${key.unit}]` : "";
    const symbol = key.symbol.length > 0 ? ` Also: ${key.symbol.join(", ")}.` : "";
    lines.push("", `# ${key.description}${unit}.${symbol}`, `# ${key.expected}; default: ${key.default_text}`);
    if (key.why) lines.push(`# ${key.why}`);
    lines.push(key.default === undefined ? `# ${key.name} = ` : `${key.name} = ${JSON.stringify(key.default)}`);
  }
  return `${lines.join("\n")}\n`;
}

export default command({
  usage: "init [FILE]",
  about: "Writes a config file with every key explained (default: larmor.toml). An existing file is never overwritten.",
  positionals: [0, 1],
  options: {},
  examples: [["then edit it and run it", "larmor init my.toml"]],
  async run(_, [file = "larmor.toml"]) {
    onDisk(file, "writing", () => {
      try {
        writeFileSync(file, configTemplate(), { flag: "wx" });
      } catch (error) {
        if (errorCode(error) === "EEXIST") throw new UsageError(`${file}: found a file, expected a new name`);
        throw error;
      }
    });
    process.stderr.write(`larmor: wrote ${file}; try: larmor run ${file} --dry-run\n`);
    return EXIT.done;
  },
});
