import { join } from "node:path";
import { canonicalJSON, configIdentity, groups } from "../../config/config.js";
import { loadKernel, numerics } from "../../flight/kernel.js";
import { makeFolders, writeWhole } from "../../store/disk.js";
import { type Change, convergence, single, variants } from "../../validation/convergence.js";
import { csvLine } from "../../words/csv.js";
import { columns, WIDTH, wrap } from "../../words/lines.js";
import { short } from "../../words/numbers.js";
import { command, configOptions, EXIT, UsageError, workersOf } from "../command.js";
import { configOf } from "../config_input.js";
import { ensembles } from "../ensembles.js";
import { print, printJSON } from "../output.js";
import { version } from "../package.js";
import { Pace, ProgressLine } from "../progress.js";
import { computingOptions, stoppable } from "../stoppable.js";

export default command({
  usage: "convergence [CONFIG] --out DIR [options]",
  about: `Changes the numerical parameters of a config one at a time (cells per wavelength, box, inner scale both ways, tolerance, number of
directions, path length) and prints how the results change, with errors: realisation by realisation where the modes stay the
same, else between ensembles. Writes DIR/convergence.json and DIR/convergence.csv and keeps the ensembles in DIR: the same
command continues a stopped one. "under-resolved": a parameter of the method changes a result by more than 5 %.`,
  positionals: [0, 1],
  options: {
    ...configOptions,
    out: { value: "DIR", about: "folder for the table and the ensembles" },
    ...computingOptions,
  },
  examples: [
    ["the defaults, with few directions", "larmor convergence --set particles.nside=4 --out convergence"],
    ["a config of one's own", "larmor convergence my.toml --out convergence"],
  ],
  async run(given, [file]) {
    const { out } = given;
    if (out === undefined) throw new UsageError("--out: found nothing, expected a folder for the results");
    const workers = workersOf(given.workers);
    const config = await configOf(given, file);
    const steps = groups(config)
      .flatMap((group) => [single(config, group), ...variants(single(config, group)).map((variant) => variant.config)])
      .reduce((sum, changed) => sum + groups(changed)[0].steps_estimate * changed.ensemble.realisations, 0);
    const line = new ProgressLine(given.quiet);
    return stoppable({ line, stopped: () => "stopped; the same command continues" }, async (signal) => {
      const ensemble = ensembles({ dir: join(out, "ensembles"), workers, signal, line, pace: new Pace(steps) });
      const changes: Change[] = [];
      for (const group of groups(config)) {
        for await (const compared of convergence(config, group, ensemble)) {
          changes.push(...compared);
          line.say(columns(compared.map(cells), "l").join("\n        "));
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
      if (given.json) printJSON(canonicalJSON(result));
      else print(table(changes));
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

function table(changes: Change[]): string {
  const rows = columns(changes.map(cells), "l");
  const lines: string[] = [];
  let group = "";
  changes.forEach((c, i) => {
    const name = `turbulence level ${c.turbulence_level}, ${c.rigidity_TV} TV, ${c.realisations} realisations`;
    if (name !== group) lines.push("", name);
    group = name;
    lines.push(`  ${rows[i]}`);
  });
  // D(T) that still grows is physics, not resolution
  const bad = changes.filter((c) => c.verdict === "under-resolved" && c.variant !== "path x 2");
  const names = [...new Set(bad.map((c) => `${c.variant} (level ${c.turbulence_level}, ${c.rigidity_TV} TV)`))];
  const unknown = changes.filter((c) => c.verdict === "unknown").length;
  const sentences = [
    ...(unknown === 0 ? [] : [`${unknown} of ${changes.length} comparisons need more realisations for a verdict`]),
    "all changes are taken from the same unchanged ensemble: if they all go one way, it is that ensemble that deviates",
    names.length === 0
      ? "no parameter of the method is seen to change a result by more than 5 %"
      : `UNDER-RESOLVED: ${names.join("; ")}`,
  ];
  return `${[...lines.slice(1), "", ...sentences.flatMap((sentence) => wrap(sentence, WIDTH))].join("\n")}\n`;
}

function csv(changes: Change[]): string {
  const names = Object.keys(changes[0] ?? {}) as (keyof Change)[];
  return csvLine(names) + changes.map((change) => csvLine(names.map((name) => change[name]))).join("");
}
