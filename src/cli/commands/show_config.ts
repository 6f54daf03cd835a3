import { stringify } from "smol-toml";
import { canonicalJSON, configIdentity, warnings } from "../../config/config.js";
import { command, configOptions, EXIT } from "../command.js";
import { configOf } from "../config_input.js";

export default command({
  usage: "show-config [CONFIG] [options]",
  about: `Prints the resolved config: every key, with what the run would use. The output can be given to \`larmor run\` as CONFIG.`,
  positionals: [0, 1],
  options: { ...configOptions, json: { about: "print canonical JSON (as in DIR/config.json) instead of TOML" } },
  examples: [
    ["the defaults", "larmor show-config"],
    ["what a file and an override come to", "larmor show-config my.toml --set ensemble.seed=2"],
  ],
  async run(given, [file]) {
    const config = configOf(given, file);
    for (const warning of warnings(config)) process.stderr.write(`larmor: warning: ${warning.message}\n`);
    process.stdout.write(
      given.json
        ? `${canonicalJSON(config)}\n`
        : `# config_sha256 ${configIdentity(config)}\n\n${stringify(config).trimEnd()}\n`,
    );
    return EXIT.done;
  },
});
