// The pages of docs/ that are made from the program: every command's help, and the table of the config's keys.
//
//   node --import tsx tools/docs-pages.ts
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { helpText } from "../src/cli/command.js";
import { keyTable } from "../src/cli/commands/schema.js";
import { commands } from "../src/cli/main.js";

/** The text that each page must have. */
export async function docsPages(): Promise<[file: string, text: string][]> {
  const config = readFileSync("docs/config.md", "utf8");
  return [
    ["docs/commands.md", await commandsPage()],
    [
      "docs/config.md",
      config.replace(
        /(<!-- schema -->\n)[\s\S]*(<!-- \/schema -->)/,
        (_, begin, end) => `${begin}\n${keyTable()}\n\n${end}`,
      ),
    ],
  ];
}

async function commandsPage(): Promise<string> {
  const parts = [
    "# Commands",
    "What `larmor COMMAND --help` prints. The tests run the examples. Data go to stdout, messages to stderr.\nThe exit codes, at the end, are the same for every command.",
  ];
  let exitCodes = "";
  for (const [name, [about, load]] of Object.entries(commands)) {
    const [help, codes] = helpText((await load()).default).split("\nExit codes\n");
    exitCodes = codes;
    parts.push(`## ${name}`, `${about[0].toUpperCase()}${about.slice(1)}.`, `\`\`\`text\n${help.trim()}\n\`\`\``);
  }
  parts.push("## Exit codes", `\`\`\`text\n${exitCodes.trimEnd()}\n\`\`\``);
  return `${parts.join("\n\n")}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [file, text] of await docsPages()) writeFileSync(file, text);
