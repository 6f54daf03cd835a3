import { stringify } from "smol-toml";
import { type Config, canonicalJSON, configIdentity, configKeys, storedConfig, warnings } from "../../config/config.js";
import { valueIn } from "../../config/keys.js";
import { command, configOptions, EXIT } from "../command.js";
import { configOf } from "../config_input.js";
import { print, warn } from "../output.js";

/** Keys that a resolved config does not hold, with what stands for them, as comments. */
const absentKeys = (config: Config): string =>
  configKeys()
    .filter((key) => valueIn(config, key) === undefined && (key.default === undefined || key.left_out_at_default))
    .map(({ key, default_text }) => `# ${key} by default: ${default_text}\n`)
    .join("");

/** A resolved config as TOML that resolves to it. */
export const configTOML = (config: Config): string =>
  `# config_sha256 ${configIdentity(config)}\n${absentKeys(config)}\n${stringify(config).trimEnd()}\n`;

export default command({
  usage: "show-config [CONFIG] [options]",
  about: `Prints the resolved config: every key, with the value that the run would use. The output can be given to \`larmor run\` as CONFIG.`,
  positionals: [0, 1],
  options: { ...configOptions, json: { about: "print canonical JSON (as in DIR/config.json) instead of TOML" } },
  examples: [
    ["the defaults", "larmor show-config"],
    ["what a file and an override come to", "larmor show-config my.toml --set ensemble.seed=2"],
  ],
  async run(given, [file]) {
    const config = await configOf(given, file);
    for (const warning of warnings(config)) warn(warning.message);
    print(given.json ? `${canonicalJSON(storedConfig(config))}\n` : configTOML(config));
    return EXIT.done;
  },
});
