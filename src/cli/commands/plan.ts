import { extname } from "node:path";
import { type Config, ConfigError, canonicalJSON, groups } from "../../config/config.js";
import { isUniform } from "../../config/cube.js";
import { isTurbulent, MODELS } from "../../config/field_models.js";
import { flyPilot } from "../../run/pilot.js";
import { asPlanned, type GroupSignalPlan, signalPlan } from "../../run/signal_plan.js";
import { WIDTH, wrap } from "../../words/lines.js";
import { counted, duration, percent } from "../../words/numbers.js";
import { shellWord } from "../../words/shell.js";
import { positive } from "../analysis_options.js";
import { command, configOptions, EXIT, jsonOption, UsageError } from "../command.js";
import { configOf } from "../config_input.js";
import { checkNew, writeNew } from "../new_file.js";
import { print, printJSON, say } from "../output.js";
import { nameOf, planHere } from "../plan.js";
import { ProgressLine } from "../progress.js";
import { stoppable } from "../stoppable.js";
import { SIGNAL_LEGEND, signalTable } from "../text/signal_table.js";
import { configTOML } from "./show_config.js";

/** CPU seconds of a group's pilot. */
const SECONDS = 10;

export default command({
  usage: "plan [CONFIG] --signal-to-noise X [options]",
  about: `What it costs to measure the dipole of a single realisation with a wanted ratio of signal to noise. The noise is that of a finite
number of directions: it grows with the path length T and falls with nside, and more realisations do not lower it. A pilot of some seconds for
each group flies rotated grids of directions through the same fields and prints, for T from a sixteenth of transport.path_pc to the whole:
signal and noise along and across B0, the nside that reaches X for both, and the CPU time of all realisations with it; and what a shorter T
changes: the rms signal, and the correlation with the response at the config's own T. All with errors; those of nside stand behind it in
brackets. With a free-escape boundary it is the dipole without the boundary.`,
  positionals: [0, 1],
  options: {
    "signal-to-noise": { value: "X", about: "rms dipole over the rms of its noise, in one realisation" },
    seconds: { value: "S", about: `CPU time of the pilot of each group; default ${SECONDS}; errors fall as its root` },
    write: {
      value: "FILE",
      about:
        "write the config with the cheapest T and nside (*), TOML or, as FILE.json, JSON; a file is never overwritten",
    },
    ...configOptions,
    ...jsonOption,
    quiet: { about: "no progress and messages: the result and errors only" },
  },
  examples: [
    ["what a signal of five times the noise costs in the main job", "larmor plan --signal-to-noise 5"],
    ["the cheaper config", "larmor plan my.toml --signal-to-noise 3 --write planned.toml"],
    ["and its run", "larmor run planned.toml --out planned"],
  ],
  async run(given, [file]) {
    const { "signal-to-noise": ratio, write } = given;
    if (ratio === undefined) throw new UsageError("--signal-to-noise: found nothing, expected a ratio such as 3");
    const wanted = positive("--signal-to-noise", ratio, "a ratio such as 3");
    const seconds = given.seconds === undefined ? SECONDS : positive("--seconds", given.seconds, "a time in seconds");
    const config = await configOf(given, file);
    if (groups(config).every(isUniform)) throw nothingToPlan(config);
    if (write !== undefined) checkNew(write);
    planHere(config);
    const line = new ProgressLine(given.quiet);
    return stoppable({ line, stopped: () => "stopped; a pilot keeps nothing" }, async (signal) => {
      const plans: GroupSignalPlan[] = [];
      for (const group of groups(config)) {
        const progress = (part: number) => line.update(() => `pilot at ${nameOf(group)}: ${percent(part)}`);
        const pilot = await flyPilot(config, group, { seconds, clock: cpuSeconds, signal, progress });
        plans.push(signalPlan(config, group, pilot, wanted));
      }
      line.clear();
      const costs = plans.map(({ cost }) => cost);
      const planned = asPlanned(config, plans);
      const [before, after] = [config, planned].map((each) => planHere(each, { costs }));
      // the noise was measured: what theory expects of it is not told
      for (const { key, message } of after.warnings) if (key !== "particles.nside") line.say(`warning: ${message}`);
      if (given.json) {
        const runs = { as_configured: runOf(before), planned: { ...runOf(after), config: planned } };
        printJSON(JSON.stringify({ signal_to_noise: wanted, groups: plans, ...runs }));
      } else {
        const tables = plans.map((plan) => signalTable(plan, wanted, config.ensemble.realisations));
        const whole = `The run as configured takes about ${duration(before.seconds)} on ${counted(before.workers, "worker")}; with all that is marked ${duration(after.seconds)}.`;
        print(`${[...tables, SIGNAL_LEGEND, wrap(whole, WIDTH).join("\n")].join("\n\n")}\n`);
      }
      if (write !== undefined) {
        writeNew(write, extname(write) === ".json" ? `${canonicalJSON(planned)}\n` : configTOML(planned));
        if (!given.quiet) say(`wrote ${write}; try: larmor run ${shellWord(write)} --dry-run`);
      }
      return EXIT.done;
    });
  },
});

const runOf = ({ config_sha256, seconds, workers }: ReturnType<typeof planHere>) => ({
  config_sha256,
  seconds,
  workers,
});

const nothingToPlan = ({ field: { model } }: Config): ConfigError =>
  new ConfigError(
    "field.model",
    model,
    `a turbulent field: ${MODELS.filter(isTurbulent).join(" or ")}, or a cube with turbulence`,
    "Without turbulence all realisations are the same and any grid of directions is exact: there is nothing to plan.",
  );

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
