import { join } from "node:path";
import { canonicalJSON, configIdentity, groups } from "../../config/config.js";
import { loadKernel, numerics } from "../../flight/kernel.js";
import { makeFolders, writeWhole } from "../../store/disk.js";
import { type Change, convergence, single, variants } from "../../validation/convergence.js";
import { command, configOptions, EXIT, jsonOption, UsageError, workersOf, workersOption } from "../command.js";
import { configOf } from "../config_input.js";
import { ensembles } from "../ensembles.js";
import { version } from "../package.js";
import { Pace, ProgressLine } from "../progress.js";
import { stoppable } from "../stoppable.js";
import { short } from "../text/words.js";

export default command({
  usage: "convergence [CONFIG] --out DIR [options]",
  about: `Changes the numerical parameters of a config one at a time (cells per wavelength, box, inner scale both ways, tolerance, number of
directions, path length) and says what that changes, with errors: on the same realisations where they have the same modes, else
between ensembles. Writes DIR/convergence.json and DIR/convergence.csv and keeps the ensembles in DIR: the same command goes on
where it was stopped. "under-resolved": a parameter of the method changes a result by more than 5 %.`,
  positionals: [0, 1],
  options: {
    ...configOptions,
    out: { value: "DIR", about: "folder for the table and the ensembles" },
    ...workersOption,
    ...jsonOption,
    quiet: { about: "no progress and messages: the table and errors only" },
  },
  examples: [
    ["the defaults, with few directions", "larmor convergence --set particles.nside=4 --out convergence"],
    ["a config of one's own", "larmor convergence my.toml --out convergence"],
  ],
  async run(given, [file]) {
    const { out } = given;
    if (out === undefined) throw new UsageError("--out: found nothing, expected a folder for the results");
    const workers = workersOf(given.workers);
    const config = configOf(given, file);
    const all = groups(config);
    const steps = all
      .flatMap((group) => [single(config, group), ...variants(single(config, group)).map((one) => one.config)])
      .reduce((sum, one) => sum + groups(one)[0].steps_estimate * one.ensemble.realisations, 0);
    const line = new ProgressLine(process.stderr, given.quiet);
    return stoppable(line, true, async (signal) => {
      const ensemble = ensembles({ dir: join(out, "ensembles"), workers, signal, line, pace: new Pace(steps) });
      const changes: Change[] = [];
      for (const group of all) {
        for await (const found of convergence(config, group, ensemble)) {
          changes.push(...found);
          line.say(changeLines(found).join("\n        "));
        }
      }
      line.clear();
      const kernel = await loadKernel();
      const result = {
        larmor: version,
        numerics: await numerics(kernel),
        kernel_sha256: kernel.sha256,
        config_sha256: configIdentity(config),
        config,
        changes,
      };
      makeFolders(out);
      writeWhole(join(out, "convergence.json"), `${JSON.stringify(result, null, 1)}\n`);
      writeWhole(join(out, "convergence.csv"), csv(changes));
      process.stdout.write(given.json ? `${canonicalJSON(result)}\n` : table(changes));
      return EXIT.done;
    });
  },
});

const percent = (x: number) => `${x >= 0 ? "+" : ""}${(100 * x).toFixed(1)} %`;
const cells = (c: Change): string[] => [
  `${c.variant} (${short(c.from)} to ${short(c.to)}${c.unit === "" ? "" : ` ${c.unit}`})`,
  c.quantity,
  `${percent(c.change)} ± ${(100 * c.error).toFixed(1)} %`,
  c.paired ? "same realisations" : "ensembles",
  c.verdict,
];
const changeLines = (changes: Change[]) => changes.map((c) => cells(c).join("  "));

function table(changes: Change[]): string {
  const rows = changes.map(cells);
  const widths = [0, 1, 2, 3].map((i) => Math.max(...rows.map((row) => row[i].length)));
  const lines: string[] = [];
  let group = "";
  changes.forEach((c, i) => {
    const name = `turbulence level ${c.turbulence_level}, ${c.rigidity_TV} TV, ${c.realisations} realisations`;
    if (name !== group) lines.push("", name);
    group = name;
    lines.push(`  ${rows[i].map((cell, k) => (k < 4 ? cell.padEnd(widths[k]) : cell)).join("  ")}`);
  });
  // D(T) that still grows is physics, not resolution
  const bad = changes.filter((c) => c.verdict === "under-resolved" && c.variant !== "path x 2");
  lines.push("");
  const open = changes.filter((c) => c.verdict === "unknown").length;
  if (open > 0) lines.push(`${open} of ${changes.length} comparisons need more realisations to say`);
  lines.push("all changes share the unchanged ensemble: where they all go one way, it lies off by that much");
  if (bad.length === 0) lines.push("no parameter of the method is seen to change a result by more than 5 %");
  else {
    const names = [...new Set(bad.map((c) => `${c.variant} (level ${c.turbulence_level}, ${c.rigidity_TV} TV)`))];
    lines.push(`UNDER-RESOLVED: ${names.join("; ")}`);
  }
  return `${lines.slice(1).join("\n")}\n`;
}

function csv(changes: Change[]): string {
  const names = Object.keys(changes[0] ?? {}) as (keyof Change)[];
  const quoted = (value: unknown) => (typeof value === "string" && /[",]/.test(value) ? `"${value}"` : String(value));
  return `${[names.join(","), ...changes.map((c) => names.map((name) => quoted(c[name])).join(","))].join("\n")}\n`;
}
