import { cpus } from "node:os";
import { canonicalJSON, type Group, groups, resolveConfig } from "../../config/config.js";
import { shown } from "../../config/errors.js";
import { type Kernel, loadKernel, numerics, pixelCentres } from "../../flight/kernel.js";
import { type KernelField, openField } from "../../flight/open_field.js";
import { run } from "../../run/pool.js";
import { quantile } from "../../statistics/jackknife.js";
import { byParticle, exactField, relativeError, scattered } from "../../validation/field_error.js";
import { columns } from "../../words/lines.js";
import { counted } from "../../words/numbers.js";
import { command, EXIT, jsonOption, UsageError, wholeNumber } from "../command.js";
import { print, printJSON } from "../output.js";
import { version } from "../package.js";
import { Pace, ProgressLine } from "../progress.js";

interface Row {
  item: string;
  unit: string;
  median: number;
  least: number;
  most: number;
  rounds: number;
  /** how often a second, from the median */
  per_second: number;
  /** what the speed was bought with */
  error: string;
}

/** One thing that is timed: seconds, and what they are divided by. */
interface Item {
  name: string;
  unit: string;
  /** time unit, in seconds */
  scale: number;
  error: string;
  run(): Promise<[seconds: number, count: number]>;
}

const FEWEST_ROUNDS = 3;
const MOST_ROUNDS = 1000;

export default command({
  usage: "bench",
  about: `Measures the speed of this machine and engine: synthesis of a field, the field at points, steps, and realisations, on one core (CPU
seconds) and on all (wall seconds), each beside its error. Takes about ten seconds. The comparison with native code and other engines is in the source
repository: npm run bench, bench/RESULTS.md.`,
  positionals: [0, 0],
  options: {
    rounds: { value: "N", about: `rounds, all items in each; ${FEWEST_ROUNDS} to ${MOST_ROUNDS}, default 7` },
    ...jsonOption,
    quiet: { about: "no progress: the table and errors only" },
  },
  examples: [
    ["the speed of this machine", "larmor bench"],
    ["for a table of machines", "larmor bench --json > bench.json"],
  ],
  async run(given, positionals) {
    if (positionals.length > 0) throw new UsageError(`found ${shown(positionals[0])}, expected options only`);
    const rounds = given.rounds === undefined ? 7 : wholeNumber("--rounds", given.rounds, FEWEST_ROUNDS, MOST_ROUNDS);
    const kernel = await loadKernel();
    const machine = {
      larmor: version,
      numerics: await numerics(kernel),
      kernel_sha256: kernel.sha256,
      node: process.versions.node,
      v8: process.versions.v8,
      system: `${process.platform} ${process.arch}`,
      cpu: cpus()[0]?.model ?? "unknown",
      cores: cpus().length,
    };
    const line = new ProgressLine(given.quiet);
    line.update(() => "preparing fields and directions");
    const rows = await measured(await items(kernel), rounds, line);
    line.clear();
    if (given.json) printJSON(canonicalJSON({ machine, rows }));
    else print(table(machine, rows));
    return EXIT.done;
  },
});

/** Round by round, every item once in each, after one that is not counted: compiled for speed when it counts. */
async function measured(all: Item[], rounds: number, line: ProgressLine): Promise<Row[]> {
  const times = all.map((): number[] => []);
  const pace = new Pace(rounds + 1);
  for (let round = 0; round <= rounds; round++) {
    line.update(() => `${round === 0 ? "warming up" : `round ${round}/${rounds}`}${pace.toGo()}`);
    for (const [i, item] of all.entries()) {
      const [seconds, count] = await item.run();
      if (round > 0) times[i].push(seconds / count);
    }
    pace.add(1);
  }
  return all.map(({ name, unit, scale, error }, i) => {
    const sorted = times[i].sort((a, b) => a - b);
    const median = quantile(sorted, 0.5);
    const [least, most] = [sorted[0] / scale, sorted[rounds - 1] / scale];
    return { item: name, unit, median: median / scale, least, most, rounds, per_second: 1 / median, error };
  });
}

/** CPU seconds of this process: other programs disturb them less than wall time. */
async function timed(call: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

async function items(kernel: Kernel): Promise<Item[]> {
  const all: Item[] = [];
  const directions = await pixelCentres(kernel, 4);
  for (const [turbulence_level, rigidity_TV] of [
    [1, 1000],
    [0.1, 1000],
    [1, 10],
  ]) {
    const config = resolveConfig({
      field: { turbulence_level: [turbulence_level] },
      particles: { rigidity_TV: [rigidity_TV] },
    });
    const group = groups(config)[0];
    const field = await openField(kernel, config, group, 0);
    const where = `${rigidity_TV} TV, turbulence level ${turbulence_level}`;
    const off = `misses its start by ${thereAndBack(field, group, directions).toExponential(1)} gyroradii, 20 there and back`;
    if (turbulence_level === 1) {
      const nodes = group.levels.reduce((sum, { cells }) => sum + cells ** 3, 0);
      // makes an instance of the kernel first, which costs nothing beside the field
      all.push({
        name: `synthesis, ${where}`,
        unit: "ms a field",
        scale: 1e-3,
        error: `${group.levels.length} levels, ${(nodes / 1e6).toFixed(2)} million nodes`,
        async run() {
          return [await timed(() => openField(kernel, config, group, 1)), 1];
        },
      });
    }
    const apart = Array.from({ length: 400 }, (_, i) => 0.05 * (i + 1) * group.gyroradius_pc);
    const points = byParticle(field.trace({ directions: directions.subarray(0, 72), paths: apart }).positions, 24);
    const some = scattered(100, 200);
    const error = relativeError(field.at(some), exactField(field, group, some));
    all.push({
      name: `field along paths, ${where}`,
      unit: "ns a point",
      scale: 1e-9,
      error: `${error.toExponential(1)} of the field, rms`,
      run: async () => [await timed(() => field.at(points)), points.length / 3],
    });
    all.push({
      name: `step, ${where}`,
      unit: "ns a step",
      scale: 1e-9,
      error: off,
      async run() {
        let trials = 0;
        const seconds = await timed(() => {
          const { steps, rejected } = field.trace({ directions, paths: [30 * group.gyroradius_pc] });
          trials = steps + rejected;
        });
        return [seconds, trials];
      },
    });
  }
  const cores = cpus().length;
  const config = resolveConfig({
    field: { turbulence_level: [1] },
    transport: { path_pc: 10 },
    ensemble: { realisations: 2 * cores },
  });
  for (const workers of cores > 1 ? [1, cores] : [1]) {
    all.push({
      name: `realisations of 768 directions over 10 pc, 1000 TV, turbulence level 1, ${counted(workers, "worker")}`,
      unit: "ms each (wall)",
      scale: 1e-3,
      error: "starting the workers included",
      async run() {
        const started = performance.now();
        for await (const _ of run(config, { workers }));
        return [(performance.now() - started) / 1e3, 2 * cores];
      },
    });
  }
  return all;
}

/** Median distance from the start after 20 gyroradii and back with momentum and charge reversed, in gyroradii. */
function thereAndBack(field: KernelField, { gyroradius_pc }: Group, directions: Float64Array): number {
  const paths = [20 * gyroradius_pc];
  const there = field.trace({ directions, paths });
  const distances = new Float64Array(directions.length / 3).map((_, k) => {
    const [x, y, z] = there.positions.subarray(3 * k);
    const turned = there.momenta.slice(3 * k, 3 * k + 3).map((c) => -c);
    return Math.hypot(...field.trace({ directions: turned, origin: [x, y, z], paths, charge: -1 }).positions);
  });
  return quantile(distances.sort(), 0.5) / gyroradius_pc;
}

function table(machine: Record<string, string | number>, rows: Row[]): string {
  const about = columns(
    Object.entries(machine).map(([name, value]) => [name, String(value)]),
    "l",
  );
  const lines = rows.map(({ item, unit, median, least, most, error }) => {
    const [middle, low, high] = [median, least, most].map((value) =>
      value < 100 ? value.toPrecision(3) : value.toFixed(0),
    );
    return `${item}\n  ${middle} ${unit} (${low} to ${high})   ${error}`;
  });
  return `${about.join("\n")}\n\nMedians of ${rows[0].rounds} rounds, least and most:\n${lines.join("\n")}\n`;
}
