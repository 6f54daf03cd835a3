import { groups } from "../../config/config.js";
import { shown } from "../../config/errors.js";
import { loadKernel, numerics } from "../../flight/kernel.js";
import { DEVICES, type Device, openDevice } from "../../gpu/choose.js";
import type { GPUBench } from "../../gpu/device.js";
import { GPU_NUMERICS, unfit } from "../../gpu/unfit.js";
import type { GrowingSummary } from "../../response/summary.js";
import type { Plan } from "../../run/plan.js";
import { run } from "../../run/pool.js";
import type { Shard } from "../../run/shard.js";
import { appendJournal, placedAs, type Run, RunFolder, statisticsOf } from "../../store/store.js";
import { duration, withError } from "../../words/numbers.js";
import { shellWord } from "../../words/shell.js";
import { checkFolder, command, configOptions, EXIT, UsageError, workersOf, workersOption } from "../command.js";
import { configOf } from "../config_input.js";
import { print, printJSON, say, stderrWidth } from "../output.js";
import { here, version } from "../package.js";
import { planHere, planSummary, planText } from "../plan.js";
import { Pace, ProgressLine } from "../progress.js";
import { stoppable } from "../stoppable.js";
import { picture } from "../text/picture.js";
import { report, reportOptions } from "../text/run_result.js";

const MOST_SHARDS = 1e6;

export default command({
  usage: "run [CONFIG] --out DIR [options]",
  about: `Computes the realisations of a config (TOML, JSON, or the JSON that the page saves; absent keys are taken from the preset) and writes DIR/config.json,
DIR/realisations.jsonl (a line for each, on the disk before it is counted) and DIR/summary.json. The results do not depend on
the number of workers or shards. SIGINT, SIGTERM, SIGHUP and SIGUSR1 stop the run within two seconds; --resume continues it, also with
more realisations than before.`,
  positionals: [0, 1],
  options: {
    ...configOptions,
    out: { value: "DIR", about: "folder for the results; it must not hold a run yet, unless --resume is given" },
    ...workersOption,
    device: {
      value: "NAME",
      about:
        "what flies the particles: cpu (default), gpu, or auto, a graphics processor where there is one (npm install webgpu); its results are of that device",
    },
    shard: { value: "I/N", about: "compute only part I of N (I from 1), see `larmor merge`" },
    resume: { about: "continue the run in DIR, or start it" },
    "dry-run": { about: "compute nothing; print the plan: levels, memory, directions, steps, time" },
    ...reportOptions,
  },
  examples: [
    ["the main job: 50 realisations at turbulence levels 1 and 0.1, protons of 1 PV", "larmor run --out out"],
    ["what a config costs in time and memory", "larmor run my.toml --dry-run"],
    [
      "one turbulence level, more realisations",
      "larmor run --set 'field.turbulence_level=[0.1]' --set ensemble.realisations=200 --out b",
    ],
    ["another path length for one group", `larmor run --set 'transport.path_pc."0.1"."1000"=800' --out c`],
    ["a preview on a graphics processor", "larmor run --preset fast --device gpu --out preview"],
    ["the first of two parts of a run", "larmor run my.toml --shard 1/2 --out shards/1 --resume"],
  ],
  async run(given, [file]) {
    const workers = workersOf(given.workers);
    const shard = given.shard === undefined ? undefined : readShard(given.shard);
    const device = readDevice(given.device);
    if (given.out === undefined && !given["dry-run"]) {
      throw new UsageError("--out: found nothing, expected the folder for the results (or --dry-run)");
    }
    if (given.out !== undefined) checkFolder(given.out);
    const config = await configOf(given, file);
    const placed = given.out === undefined || !given.resume ? config : placedAs(given.out, config);
    const plan = planHere(placed, { workers, shard });
    if (given["dry-run"]) {
      if (given.json) printJSON(JSON.stringify(plan));
      else print(planText(plan));
      for (const warning of plan.warnings) say(`warning: ${warning.message}`);
      return EXIT.done;
    }
    const bench = await openDevice(unfit(placed), device, (message) => given.quiet || say(message));
    try {
      return await compute(given.out as string, plan, { ...given, shard, bench });
    } finally {
      bench?.close();
    }
  },
});

function readShard(text: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, count] = match ? [Number(match[1]), Number(match[2])] : [0, 0];
  if (!(index >= 1 && index <= count && count <= MOST_SHARDS)) {
    throw new UsageError(`--shard: found ${shown(text)}, expected I/N with 1 <= I <= N <= ${MOST_SHARDS}, as in 3/8`);
  }
  return { index, of: count };
}

function readDevice(text = "cpu"): Device {
  const device = DEVICES.find((name) => name === text);
  if (device === undefined) throw new UsageError(`--device: found ${shown(text)}, expected ${DEVICES.join(", ")}`);
  return device;
}

interface Options {
  shard: Shard | undefined;
  /** the graphics processor that computes it; absent: the processor does */
  bench?: GPUBench;
  resume: boolean;
  json: boolean;
  quiet: boolean;
}

/**
 * Computes what a run in its folder lacks, shows progress, and stops at a signal. Resolves with the exit code.
 * @param finish is called with the complete run; by default it prints the table and the picture
 */
export async function compute(
  dir: string,
  plan: Plan,
  { shard, resume, json, quiet, bench }: Options,
  finish: (run: Run, statistics: GrowingSummary, asked: { json: boolean; quiet: boolean }) => unknown = report,
): Promise<number> {
  const { config } = plan;
  const line = new ProgressLine(quiet);
  const say = (message: string) => line.say(message);
  let folder: RunFolder | undefined;
  let computed = 0;
  let started = 0;
  let begun = "";
  /** Writes down once what this process did. */
  const note = () => {
    const work = { seconds: Math.round((performance.now() - started) / 100) / 10, realisations: computed };
    if (folder && computed > 0) appendJournal(folder.dir, { begun, ...work, workers: plan.workers, ...here() });
    computed = 0;
  };
  const close = () => {
    note();
    folder?.close();
  };
  return stoppable({ line, stopped: () => howToResume(folder), close }, async (signal) => {
    try {
      const kernel = await loadKernel();
      const origin = {
        larmor: version,
        numerics: bench ? GPU_NUMERICS : await numerics(kernel),
        kernel_sha256: kernel.sha256,
        ...(bench ? { device: bench.name } : {}),
      };
      const open = await RunFolder.open(dir, config, origin, { resume, shard, say });
      folder = open;
      signal.throwIfAborted();
      const total = open.total();
      const earlier = open.done();
      if (earlier < total) for (const text of planSummary(plan).split("\n")) say(text);
      for (const warning of plan.warnings) say(`warning: ${warning.message}`);
      if (earlier > 0) say(`${earlier} of ${total} realisations are there already`);
      const statistics = statisticsOf(open);

      if (earlier < total) {
        open.dropSummary();
        started = performance.now();
        begun = new Date().toISOString();
        const pace = new Pace(plan.groups.reduce((sum, { seconds }, g) => sum + open.missingCount(g) * seconds, 0));
        const median = medianText(statistics, plan);
        let estimated = false;
        const progress = (group: number, part: number, earlier: boolean) => {
          const work = part * plan.groups[group].seconds;
          if (earlier) return pace.skip(work);
          pace.add(work);
          const seconds = pace.secondsToGo();
          if (seconds !== undefined && !estimated && seconds > WORTH_TELLING_S) {
            say(`about ${duration(seconds)} to go, as measured here`);
          }
          estimated ||= seconds !== undefined;
          line.update(() => `${open.done()}/${total}${pace.text()}; ${median(group)}`);
        };
        const skip = (group: number, realisation: number) => open.has(group, realisation);
        const options = { signal, workers: plan.workers, shard, skip, checkpoints: open, say, progress, device: bench };
        for await (const { record, group } of run(config, options)) {
          statistics.add(open.append(record));
          computed += 1;
          if (finish === report && !json && config.ensemble.realisations >= FEWEST_FOR_A_LOOK)
            firstLook(statistics, plan, group, say);
        }
      }
      line.clear();
      note();
      open.writeSummary(statistics.summary());
      await finish(open, statistics, { json, quiet });
      return EXIT.done;
    } finally {
      close();
    }
  });
}

/** A time to go that a message is worth. */
const WORTH_TELLING_S = 10;
/** A run of fewer realisations ends soon after its first look would have been shown. */
const FEWEST_FOR_A_LOOK = 20;
const FIRST_LOOK = 5;

/** Shows a group's picture once, after its first few realisations, to whoever waits for the rest. */
function firstLook(statistics: GrowingSummary, plan: Plan, number: number, say: (text: string) => void): void {
  const { config } = plan;
  const group = groups(config)[number];
  if (statistics.sample(group.turbulence_level, group.rigidity_TV)?.rows.length !== FIRST_LOOK) return;
  const drawn = picture(statistics, config, [group], stderrWidth());
  if (drawn !== "") say(`a first look, at ${FIRST_LOOK} of ${config.ensemble.realisations} realisations\n\n${drawn}\n`);
}

/** The running median of a group's dipoles and its error; computed anew only so often that it takes less than a tenth of the time. */
function medianText(statistics: ReturnType<typeof statisticsOf>, plan: Plan): (group: number) => string {
  let dipoles = statistics.summary().groups.map((group) => group.dipole);
  let next = 0;
  return (group) => {
    const start = performance.now();
    if (start > next) {
      dipoles = statistics.summary().groups.map((summary) => summary.dipole);
      next = performance.now() + 10 * (performance.now() - start);
    }
    const { turbulence_level, rigidity_TV } = plan.groups[group];
    const dipole = dipoles[group];
    const value = dipole ? withError(dipole.median, dipole.median_error) : "-";
    return `level ${turbulence_level}, ${rigidity_TV} TV: median dipole ${value}`;
  };
}

function howToResume(folder: RunFolder | undefined): string {
  if (folder === undefined) return "stopped before anything was computed";
  const words = process.argv.slice(2).map(shellWord);
  if (!words.includes("--resume")) words.push("--resume");
  return `stopped with ${folder.done()} of ${folder.total()} realisations, resume with: larmor ${words.join(" ")}`;
}
